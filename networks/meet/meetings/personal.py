"""A person's data in this room: what is exported, and what is erased. That somebody sat in a body stays, by "a former member"."""

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.meet.meetings.models import (
    Action,
    Amendment,
    BodySeat,
    Candidacy,
    MeetingState,
    Motion,
    Presence,
    Proxy,
    Remark,
    RollEntry,
    Voice,
)


def export(person: Any) -> dict[str, Any]:
    """Everything of this room that names `person` in the current network."""
    return {
        "seats_in_bodies": list(
            BodySeat.objects.filter(person=person).values("body__name", "role", "since", "until")
        ),
        "meetings": list(
            Presence.objects.filter(person=person).values(
                "meeting__title", "organisation__name", "how", "arrived_at", "left_at"
            )
        ),
        "proxies_given": list(
            Proxy.objects.filter(Q(person=person) | Q(given_by=person)).values(
                "meeting__title", "organisation__name", "instructions", "created_at", "revoked_at"
            )
        ),
        "proxies_held": list(
            Proxy.objects.filter(holder=person).values("meeting__title", "instructions", "revoked_at")
        ),
        "motions": list(
            Motion.objects.filter(moved_by=person).values("title", "text", "state", "created_at")
        ),
        "amendments": list(
            Amendment.objects.filter(moved_by=person).values("motion__title", "text", "reason", "state")
        ),
        "answers_in_writing": list(
            Voice.objects.filter(Q(person=person) | Q(said_by=person)).values(
                "round__title", "name", "stand", "reason", "said_at"
            )
        ),
        "remarks": list(Remark.objects.filter(author=person).values("round__title", "text", "created_at")),
        "candidacies": list(
            Candidacy.objects.filter(person=person).values(
                "ballot__title", "name", "text", "groups", "born", "agreed_at", "withdrawn_at", "elected"
            )
        ),
        "votes": list(
            RollEntry.objects.filter(
                Q(person=person) | Q(voted_by=person) | Q(block=True, through=person)
            ).values("ballot__title", "name", "voted", "voted_at", "noted_how", "receipt", "paper__choice")
        ),
        "votes_noted": list(
            RollEntry.objects.filter(noted_by=person).values("ballot__title", "voted_at", "noted_how")
        ),
        "to_do": list(Action.objects.filter(owner=person).values("text", "due", "done_at")),
    }


def erase(person: Any) -> None:
    """Their seats end; who looks at earlier ones reads "a former member": statutes ask who decided."""
    today = timezone.localdate()
    for seat in BodySeat.objects.now_or_later().filter(person=person):
        BodySeat.objects.filter(pk=seat.pk).update(until=max(today, seat.since))
    Presence.objects.filter(person=person).update(name="")
    coming = Proxy.objects.filter(Q(person=person) | Q(holder=person), revoked_at=None).exclude(
        meeting__state=MeetingState.CLOSED
    )
    coming.update(revoked_at=timezone.now(), revoked_by=None)
    Proxy.objects.filter(Q(person=person) | Q(holder=person) | Q(given_by=person)).update(instructions="")
    # That a vote was cast, and which, stays in the record of the body; by whom is not told any more.
    RollEntry.objects.filter(person=person).update(name=str(_("a former member")))
    RollEntry.objects.filter(Q(person=person) | Q(proxy__holder=person)).update(instructions="")
    Voice.objects.filter(person=person).update(name=str(_("a former member")))
    # Who stood and who was elected stays by name in the count of the election; their words go.
    for candidacy in Candidacy.objects.filter(person=person):
        candidacy.delete_versions()
    Candidacy.objects.filter(person=person).update(text="", groups=[], born=None)
