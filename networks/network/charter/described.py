"""How lines, their versions, comments and carriers are shown by others: in links, events, notifications and referrals; and what is found."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from networks.base.rooms import FOUND, Beside, Described, describe
from networks.base.texts import active_reader, load_versions
from networks.network.charter.models import Carrier, Comment, LineState, Objective, Round, Wording
from networks.network.charter.models.lines import PASSED


def address(line: Any, network: Any, anchor: str = "") -> str:
    """The page of a line."""
    return reverse("charter-line", kwargs={"network": network.slug, "line": line}) + (
        f"#{anchor}" if anchor else ""
    )


def best_wording(rows: Iterable[Wording]) -> dict[Any, Wording]:
    """The wording by which each line is known: the adopted one, else the last that was in the charter, else the newest."""
    found: dict[Any, Wording] = {}
    for row in sorted(rows, key=lambda row: (row.state == "adopted", row.state in PASSED, row.number)):
        found[row.line_id] = row
    return found


def lines(keys: Iterable[Any]) -> dict[Any, Described]:
    rows = best_wording(Wording.objects.filter(line__in=list(keys)).select_related("network", "line"))
    load_versions(rows.values())
    found = {}
    for key, row in rows.items():
        text = row.version_for("text", active_reader())
        kind = _("charter line") if row.line.state == LineState.ADOPTED else _("proposed charter line")
        if row.line.state in (LineState.RETIRED, LineState.CLOSED):
            kind = _("earlier charter line")
        found[key] = Described(text.text, address(key, row.network), kind, text.language)
    return found


def wordings(keys: Iterable[Any]) -> dict[Any, Described]:
    rows = list(Wording.objects.filter(pk__in=list(keys)).select_related("network"))
    load_versions(rows)
    found = {}
    for row in rows:
        text = row.version_for("text", active_reader())
        found[row.pk] = Described(
            text.text, address(row.line_id, row.network), _("version of a charter line"), text.language
        )
    return found


def comments(keys: Iterable[Any]) -> dict[Any, Described]:
    rows = Comment.objects.filter(pk__in=list(keys)).select_related("wording", "network")
    return {
        row.pk: Described(
            row.wording.text,
            address(row.wording.line_id, row.network, "said"),
            _("what somebody said"),
            row.wording.language,
        )
        for row in rows
    }


def carriers(keys: Iterable[Any]) -> dict[Any, Described]:
    rows = list(Carrier.objects.filter(pk__in=list(keys)).select_related("network"))
    load_versions(rows)
    things = describe((row.about, row.about_id) for row in rows if row.about_id)
    found = {}
    for row in rows:
        if row.about_id:
            thing = things[row.about, row.about_id]
            title, language = thing.title, thing.language
        else:
            text = row.version_for("words", active_reader())
            title, language = text.text, text.language
        found[row.pk] = Described(
            title, address(row.line_id, row.network, "carried"), _("what is done"), language
        )
    return found


def rounds(keys: Iterable[Any]) -> dict[Any, Described]:
    rows = Round.objects.filter(pk__in=list(keys)).select_related("network")
    return {
        row.pk: Described(
            str(row),
            reverse("assessment-results", kwargs={"network": row.network.slug, "round": row.pk})
            if row.closed_at
            else reverse("assessment", kwargs={"network": row.network.slug}),
            _("self-assessment"),
        )
        for row in rows
    }


def objectives(keys: Iterable[Any]) -> dict[Any, Described]:
    rows = list(Objective.objects.filter(pk__in=list(keys)).select_related("network"))
    load_versions(rows)
    found = {}
    for row in rows:
        text = row.version_for("text", active_reader())
        url = reverse("assessment-results", kwargs={"network": row.network.slug, "round": row.round_id})
        found[row.pk] = Described(text.text, f"{url}#objectives", _("objective"), text.language)
    return found


DESCRIBE = {
    "network_charter.round": rounds,
    "network_charter.objective": objectives,
    "network_charter.line": lines,
    "network_charter.wording": wordings,
    "network_charter.comment": comments,
    "network_charter.carrier": carriers,
}


def find(words: str, actor: Any) -> Iterable[tuple[str, Any]]:
    """Lines and objectives whose words these are a part of."""
    for key in (
        Objective.objects.filter(text__icontains=words[:200])
        .order_by("-created_at")
        .values_list("pk", flat=True)
    )[:FOUND]:
        yield "network_charter.objective", key
    rows = Wording.objects.filter(text__icontains=words[:200], line__state=LineState.ADOPTED)
    keys = rows.order_by("-created_at").values_list("line", flat=True)[: 3 * FOUND]
    for key in list(dict.fromkeys(keys))[:FOUND]:
        yield "network_charter.line", key


def beside(thing: Any, actor: Any) -> Iterable[Beside]:
    """At an object of any room: a line of the charter can begin from it, and its way can be walked."""
    if not actor.belongs:
        return
    where = {"network": actor.network.slug}
    yield Beside(
        _("From question to action"),
        reverse("charter-way", kwargs={**where, "label": thing.label, "key": thing.pk}),
        "git-branch",
    )
    if actor.confirmed and thing.label != "network_charter.line":
        yield Beside(
            _("Propose it for the charter"),
            reverse("charter-proposal-new", kwargs=where) + f"?from={thing.label}:{thing.pk}",
            "scroll-text",
        )
