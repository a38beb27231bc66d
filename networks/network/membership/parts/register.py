"""The register: organisations, categories, own fields, the file of a member, what was recorded on a member's behalf."""

from django.utils.translation import gettext_lazy as _

from networks.network.membership.parts import Tab
from networks.notices.telling import Told

EVENTS = {  # what else concerns one member stands in its file (filing.py)
    "membership.begun": _("Membership began: {what}"),
    "membership.ended": _("Membership ended: {what}"),
}
NEWS = tuple(EVENTS)
TABS = (
    Tab(_("Members"), "members", shown=lambda actor: actor.confirmed),
    Tab(_("Categories"), "categories", setting=True),
    Tab(_("Own fields"), "own-fields", setting=True),
    Tab(_("Terms"), "terms", setting=True),
)


def _described(name):
    """How records are shown; the models are read when somebody asks."""

    def shown(keys):
        from networks.network.membership import describing

        return getattr(describing, name)(list(keys))

    return shown


DESCRIBE = {
    "network_membership.membership": _described("memberships"),
    "network_membership.onbehalf": _described("on_behalf"),
    "network_membership.category": _described("categories"),
    "network_membership.ownfield": _described("fields"),
    "network_membership.terms": _described("terms"),
    "network_membership.task": _described("tasks"),
    "network_membership.note": _described("notes"),
    "people.function": _described("functions"),
    "participation_mandates.mandate": _described("mandates"),
    "participation_occasions.invitee": _described("invitees"),
}


def _its_people(event, found):
    """The people of the member that something is about."""
    from networks.network.membership.rules.on_behalf import people_of

    return [person.pk for person in people_of(getattr(found, "organisation", found))]


def _who_hears_of_an_end(event, membership):
    """Its people, of an end that is one: not where another category follows or nothing was ever true. What ends by itself, coordinators too."""
    from networks.network.membership.models import EndReason

    reason = event.facts.get("reason")
    if reason not in (EndReason.RESIGNED, EndReason.EXCLUDED, EndReason.LAPSED, EndReason.CLOSED):
        return []
    others = _coordinators(event, membership) if reason == EndReason.LAPSED and event.actor_id is None else []
    return {*_its_people(event, membership), *others}


def _its_people_of_anothers_change(event, house):
    """Its people, where somebody else changed what stands about it: what colleagues do they see themselves."""
    from networks.people.models import Affiliation

    own = Affiliation.objects.now().filter(organisation=house, person=event.actor_id).exists()
    return [] if own else _its_people(event, house)


def _coordinators(event, about):
    """Those who coordinate the network now."""
    from networks.people.models import Role, RoleKind

    return Role.objects.now().filter(kind=RoleKind.COORDINATOR).values_list("person", flat=True)


def _owner(event, task):
    """Whoever is to do it."""
    return [task.owner_id]


ROOM = "membership"
TOLD = {  # of what is recorded on their behalf they get a message of its own, with a link that works without signing in
    "on_behalf.recorded": Told(_its_people, _("{who} recorded something for you: {what}"), ROOM, mail=False),
    "on_behalf.contested": Told(_coordinators, _("{who} says that this is not right: {what}"), ROOM),
    "on_behalf.resolved": Told(_its_people, _("{who} answered your objection: {what}"), ROOM, mail=False),
    "membership.ended": Told(_who_hears_of_an_end, _("The membership has ended: {what}"), ROOM),
    "organisation.changed": Told(
        _its_people_of_anothers_change, _("{who} changed what stands about {what}"), ROOM, mail=False
    ),
    "task.set": Told(_owner, _("{who} gave you something to do: {what}"), ROOM),
}


def whether(about):
    from networks.network.membership.waiting import whether

    return whether(about)


def needs(actor):
    """Objections that wait for a coordinator, one's own tasks, members that stand in no category."""
    from networks.network.membership.waiting import needs as waiting

    return waiting(actor)


def organisation_pages(organisation, actor):
    """Who it is, and its file."""
    from django.urls import reverse

    from networks.people.permissions import keeps

    where = {"network": actor.network.slug, "key": organisation.pk}
    yield _("About it"), reverse("member", kwargs=where)
    if keeps(actor, organisation):
        yield _("File"), reverse("member-file", kwargs=where)


def file(organisation, actor, before=None):
    """Its memberships, changes, notes, tasks and documents."""
    from networks.network.membership.filing import lines

    return lines(organisation, actor, before)


def export(person) -> dict:
    """What the register holds of somebody: own fields, notes, tasks, objections."""
    from networks.network.membership.personal import export as its

    return its(person)


def erase(person) -> None:
    """Take out what the network's own fields hold about somebody."""
    from networks.network.membership.personal import erase as its

    its(person)


def demonstrate(made) -> None:
    """Fill the register of the demonstration."""
    from networks.network.membership.demonstration.register import fill
    from networks.network.membership.demonstration.registering import fill as register

    fill(made)
    register(made)


def ready() -> None:
    """Whose documents there are, and the job that reminds of tasks."""
    from networks.network.membership.keeping import register
    from networks.network.membership.rules import bins, tasks  # noqa: F401 - its job

    register()
    bins.ready()
