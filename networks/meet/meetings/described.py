"""How bodies, meetings and items are shown by others: in links, events, notifications and referrals."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from networks.base.rooms import FOUND, Described
from networks.base.texts import active_reader, load_versions
from networks.meet.meetings.models import (
    Action,
    Amendment,
    Ballot,
    Body,
    Candidacy,
    Decision,
    Item,
    Meeting,
    Motion,
    Proxy,
    Round,
)
from networks.meet.meetings.permissions import may_read


def _shown(rows: Iterable[Any], field: str, page: str, kind: str, key: str = "") -> dict[Any, Described]:
    """How records are shown by their text `field`, each with its page; two queries."""
    rows = list(rows)
    load_versions(rows)
    reader = active_reader()
    found = {}
    for row in rows:
        text = row.version_for(field, reader)
        url = reverse(page, kwargs={"network": row.network.slug, key or page: row.pk})
        found[row.pk] = Described(text.text, url, kind, text.language)
    return found


def bodies(keys: Iterable[Any]) -> dict[Any, Described]:
    rows = Body.objects.filter(pk__in=keys).select_related("network")
    return _shown(rows, "name", "body", str(_("body")))


def meetings(keys: Iterable[Any]) -> dict[Any, Described]:
    rows = Meeting.objects.filter(pk__in=keys, body__binned_at=None).select_related("network")
    return _shown(rows, "title", "meeting", str(_("meeting")))


def items(keys: Iterable[Any]) -> dict[Any, Described]:
    rows = Item.objects.filter(pk__in=keys, meeting__body__binned_at=None).select_related("network")
    return _shown(rows, "title", "item", str(_("item of an agenda")))


def decisions(keys: Iterable[Any]) -> dict[Any, Described]:
    rows = Decision.objects.filter(pk__in=keys, body__binned_at=None).select_related("network")
    return {
        row.pk: Described(
            _("decision %(number)s") % {"number": row},
            reverse("decision", kwargs={"network": row.network.slug, "decision": row.pk}),
            str(_("decision")),
        )
        for row in rows
    }


def actions(keys: Iterable[Any]) -> dict[Any, Described]:
    rows = list(Action.objects.filter(pk__in=keys, body__binned_at=None).select_related("network"))
    load_versions(rows)
    reader = active_reader()
    found = {}
    for row in rows:
        text = row.version_for("text", reader)
        url = reverse("body-actions", kwargs={"network": row.network.slug, "body": row.body_id})
        found[row.pk] = Described(text.text[:200], url, str(_("something to do")), text.language)
    return found


def motions(keys: Iterable[Any]) -> dict[Any, Described]:
    rows = Motion.objects.filter(pk__in=keys, item__meeting__body__binned_at=None).select_related("network")
    return _shown(rows, "title", "motion", str(_("motion")))


def amendments(keys: Iterable[Any]) -> dict[Any, Described]:
    rows = Amendment.objects.filter(pk__in=keys, motion__item__meeting__body__binned_at=None)
    return {
        row.pk: Described(
            _("amendment %(number)s to “%(title)s”") % {"number": row.number, "title": row.motion.title},
            reverse("amendment", kwargs={"network": row.network.slug, "amendment": row.pk}),
            str(_("amendment")),
        )
        for row in rows.select_related("network", "motion")
    }


def rounds(keys: Iterable[Any]) -> dict[Any, Described]:
    rows = Round.objects.filter(pk__in=keys, body__binned_at=None).select_related("network")
    return _shown(rows, "title", "written-round", str(_("written round")), "round")


def ballots(keys: Iterable[Any]) -> dict[Any, Described]:
    rows = Ballot.objects.filter(pk__in=keys, item__meeting__body__binned_at=None).select_related("network")
    return _shown(rows, "title", "ballot", str(_("vote")))


def candidacies(keys: Iterable[Any]) -> dict[Any, Described]:
    rows = Candidacy.objects.filter(pk__in=keys, ballot__item__meeting__body__binned_at=None)
    return {
        row.pk: Described(
            f"{row.name} ({row.ballot.title})",
            reverse("ballot", kwargs={"network": row.network.slug, "ballot": row.ballot_id}),
            str(_("candidate")),
        )
        for row in rows.select_related("network", "ballot")
    }


def proxies(keys: Iterable[Any]) -> dict[Any, Described]:
    rows = Proxy.objects.filter(pk__in=keys).select_related("network", "organisation", "person", "meeting")
    return {
        row.pk: Described(
            f"{row.giver_name} ({row.meeting.title})",
            reverse("meeting-attendance", kwargs={"network": row.network.slug, "meeting": row.meeting_id}),
            str(_("proxy")),
        )
        for row in rows
    }


DESCRIBE = {
    "meet_meetings.body": bodies,
    "meet_meetings.meeting": meetings,
    "meet_meetings.item": items,
    "meet_meetings.decision": decisions,
    "meet_meetings.action": actions,
    "meet_meetings.motion": motions,
    "meet_meetings.amendment": amendments,
    "meet_meetings.round": rounds,
    "meet_meetings.ballot": ballots,
    "meet_meetings.candidacy": candidacies,
    "meet_meetings.proxy": proxies,
}


def _seen(model: Any, *path: str):
    """Which records of this kind an actor may see: those of bodies that they may read. Asked of each body once."""

    def seen(keys: Iterable[Any], actor: Any) -> set[Any]:
        rows = model.objects.filter(pk__in=list(keys))
        if path:
            rows = rows.select_related("__".join(path))
        answers: dict[Any, bool] = {}
        found = set()
        for row in rows:
            body = row
            for name in path:
                body = getattr(body, name)
            if body.binned_at is None and answers.setdefault(body.pk, may_read(actor, body)):
                found.add(row.pk)
        return found

    return seen


SEEN = {
    "meet_meetings.body": _seen(Body),
    "meet_meetings.meeting": _seen(Meeting, "body"),
    "meet_meetings.item": _seen(Item, "meeting", "body"),
    "meet_meetings.decision": _seen(Decision, "body"),
    "meet_meetings.action": _seen(Action, "body"),
    "meet_meetings.motion": _seen(Motion, "item", "meeting", "body"),
    "meet_meetings.amendment": _seen(Amendment, "motion", "item", "meeting", "body"),
    "meet_meetings.ballot": _seen(Ballot, "item", "meeting", "body"),
    "meet_meetings.round": _seen(Round, "body"),
    "meet_meetings.proxy": _seen(Proxy, "meeting", "body"),
    "meet_meetings.candidacy": _seen(Candidacy, "ballot", "item", "meeting", "body"),
}


def find(words: str, actor: Any) -> Iterable[tuple[str, Any]]:
    """Decisions, actions, meetings and bodies that have these words; who may see them is asked afterwards."""
    for model, field, here in (
        (Decision, "text", {"body__binned_at": None}),
        (Action, "text", {"body__binned_at": None}),
        (Meeting, "title", {"body__binned_at": None}),
        (Body, "name", {}),
    ):
        rows = model.objects.filter(**{f"{field}__icontains": words[:200]}, **here).order_by(
            "-created_at", "-pk"
        )
        for key in rows.values_list("pk", flat=True)[:FOUND]:
            yield model._meta.label_lower, key
