"""Who asks: a person (or nobody), in a network (or none), with what they are allowed to do there at this moment."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from networks.base.tenancy import clock_of
from networks.base.texts import Reader
from networks.people.models import Affiliation, Audience, Network, Person, Role, RoleKind, holding_somewhere


class Actor:
    """Whoever makes a request. Computed from affiliations and roles at the moment of asking, never remembered."""

    def __init__(
        self,
        person: Person | None = None,
        network: Network | None = None,
        *,
        by_card: bool = False,
        card_network: str = "",
        language: str = "en",
    ):
        self.person = person
        self.network = network
        self.by_card = by_card  # signed in with a printed card: never for administration
        self.card_network = card_network  # a card opens the network that printed it, no other
        self.language = language
        self.waiting: frozenset[str] | None = None  # what waits here at all, once home has asked
        self._found: dict[Any, Any] = {}

    def once(self, key: Any, find: Callable[[], Any]) -> Any:
        """What `find` gives, asked once for all of a page that is only read (a form that changes it would show what was)."""
        if key not in self._found:
            self._found[key] = find()
        return self._found[key]

    def may_wait(self, name: str) -> bool:
        """Whether it is worth asking for what a room's `whether` calls `name`."""
        return self.waiting is None or name in self.waiting

    @property
    def _may_be_here(self) -> bool:
        return bool(self.person and self.network) and (
            not self.by_card or str(self.network.pk) == self.card_network  # type: ignore[union-attr]
        )

    @cached_property
    def _roles(self) -> list[Role]:
        """The roles of this person in whatever network: asked once for all that a page needs."""
        return list(Role.everywhere.filter(holding_somewhere(), person=self.person))

    @cached_property
    def _places(self) -> list[Affiliation]:
        """Where this person belongs, in whatever network."""
        held = Affiliation.everywhere.filter(holding_somewhere(), person=self.person)
        return list(held.select_related("organisation"))

    @cached_property
    def roles(self) -> frozenset[str]:
        """The kinds of role this person has in the network now."""
        if not self._may_be_here:
            return frozenset()
        return frozenset(role.kind for role in _held(self._roles, self.network))

    @cached_property
    def affiliations(self) -> list[Affiliation]:
        """Where this person belongs in the network now."""
        if not self._may_be_here:
            return []
        return [place for place in _held(self._places, self.network) if place.organisation.binned_at is None]

    @property
    def belongs(self) -> bool:
        return bool(self.roles or self.affiliations)

    @property
    def confirmed(self) -> bool:
        """Whether this person is more than a newcomer by a link whom nobody has confirmed."""
        return bool(self.roles) or any(a.confirmed for a in self.affiliations)

    @property
    def is_coordinator(self) -> bool:
        return RoleKind.COORDINATOR in self.roles and not self.by_card

    @property
    def is_facilitator(self) -> bool:
        return self.is_coordinator or (RoleKind.FACILITATOR in self.roles and not self.by_card)

    @property
    def is_worker(self) -> bool:
        """Whether this person is here as a worker, and as nothing else."""
        return (
            not self.roles
            and bool(self.affiliations)
            and all(one.audience == Audience.WORKER for one in self.affiliations)
        )

    @property
    def reads_easily(self) -> bool:
        """Easy reading: as the person chose. For whoever never chose, it is on where they are a worker."""
        if self.person is None:
            return False
        chosen = self.person.reading.get("easy")
        return self.is_worker if chosen is None else bool(chosen)

    @cached_property
    def organisation_ids(self) -> frozenset:
        return frozenset(a.organisation_id for a in self.affiliations)

    @cached_property
    def networks(self) -> list[Network]:
        """All networks that this person belongs to, by name."""
        if not self.person:
            return []
        rows = [*self._roles, *self._places]
        keys = {row.network_id for row in rows}
        if self.network and keys == {self.network.pk}:  # as it is for most
            found = [self.network]
        else:
            found = list(Network.objects.filter(pk__in=keys).order_by("name"))
        found = [network for network in found if _held(rows, network)]
        return [n for n in found if not self.by_card or str(n.pk) == self.card_network]

    @property
    def reader(self) -> Reader:
        if self.person:
            return Reader((self.language, self.person.language), plain=self.reads_easily)
        return Reader((self.language,))


def _held(rows: Iterable[Any], network: Any) -> list[Any]:
    """Those of one network that hold now, by its own clock."""
    clock = clock_of(network)
    return [row for row in rows if row.network_id == network.pk and row.holds_in(clock)]
