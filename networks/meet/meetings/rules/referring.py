"""Questions that other rooms refer to a body: each becomes an item of its next meeting, with a motion whose outcome answers it.

An item waits where no meeting is planned: the next one that is planned takes it up. A question that is withdrawn, answered or handed to somebody else
takes its motion with it, unless people are voting on it.
"""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _

from networks.base.texts import Written, hand_on
from networks.meet.meetings.models import (
    BEFORE,
    Body,
    BodySeat,
    DecisionKind,
    Item,
    ItemKind,
    Meeting,
    Motion,
    MotionState,
)
from networks.meet.meetings.rules.amendments import tidy
from networks.participation.referrals import deciders
from networks.participation.referrals.described import titled
from networks.participation.referrals.models import Referral, State
from networks.participation.referrals.rules import question_of, thing_of
from networks.people.models import Role, RoleKind
from networks.record.rules import happened, record

LABEL = "meet_meetings.body"
ASKED = ("referral.made", "referral.handed_on", "referral.reopened")
OVER = ("referral.withdrawn", "referral.answered", "referral.handed_on")


# ---- what referrals know of bodies ----


def _name(key: Any) -> str:
    body = Body.objects.filter(pk=key).first()
    return body.name if body else _("a body that is no longer here")


def _bodies() -> list[tuple[Any, str]]:
    return list(Body.objects.order_by("name", "pk").values_list("pk", "name"))


def _url(key: Any) -> str:
    from django.urls import reverse

    body = Body.objects.select_related("network").filter(pk=key).first()
    return reverse("body", kwargs={"network": body.network.slug, "body": key}) if body else ""


# A body answers by the decision of a meeting, never by a person on the page of the question.
deciders.register(
    deciders.Decider(
        LABEL,
        name=_name,
        may_answer=lambda actor, key: False,
        mine=lambda actor: (),
        bodies=_bodies,
        url=_url,
    )
)


# ---- on the agenda ----


def waiting(body: Body):
    """Open questions to a body that no motion is about yet."""
    taken = Motion.objects.filter(referral__isnull=False, state__in=(MotionState.DRAFT, MotionState.VOTING))
    taken = taken.values("referral")
    rows = Referral.objects.filter(to=LABEL, to_id=body.pk, state=State.OPEN).exclude(pk__in=taken)
    return rows.order_by("created_at", "pk")


def take_up(meeting: Meeting) -> list[Item]:
    """Put the questions that wait for a body on the agenda of a meeting of it."""
    return [_put(meeting, referral) for referral in titled(waiting(meeting.body))]


def _put(meeting: Meeting, referral: Referral) -> Item:
    question = question_of(referral)
    outcomes = list(question.outcomes) if question else []
    words = [str(question.words.get(outcome, outcome)) for outcome in outcomes] if question else []
    last = meeting.items.order_by("-position").values_list("position", flat=True).first() or 0
    title = referral.title[:200]
    text, language, thing = f"{title}: {words[0]}." if words else title, meeting.language, None
    if question and question.text and (thing := thing_of(referral)):
        text, language = question.text(thing)
    item = Item.objects.create(
        meeting=meeting, position=last + 1, kind=ItemKind.DECISION, title=title, text=referral.note,
        language=referral.note_language or meeting.language,
    )  # fmt: skip
    motion = Motion.objects.create(
        item=item, title=title, text=tidy(text), language=language,
        kind=question.matter if question and question.matter in DecisionKind.values else DecisionKind.ORDINARY,
        referral=referral, if_adopted=outcomes[0] if outcomes else "",
        if_rejected=outcomes[1] if len(outcomes) == 2 else "", moved_by=referral.asked_by,
    )  # fmt: skip
    if isinstance(thing, Written) and getattr(thing, "text", None) == motion.text:
        hand_on(thing, motion, "text")
    record("item.added", item, actor=referral.asked_by, kind=item.kind)
    return item


def put_off(meeting: Meeting) -> None:
    """The meeting is over, or does not take place: what was not voted on is put off, and questions go to the next meeting."""
    left = Motion.objects.filter(item__meeting=meeting, state=MotionState.DRAFT)
    if left.update(state=MotionState.POSTPONED) and (later := next_meeting(meeting.body)):
        take_up(later)


def next_meeting(body: Body) -> Meeting | None:
    """The meeting that comes first of those that are planned or convened; one without a day comes last."""
    rows = Meeting.objects.filter(body=body, state__in=BEFORE).select_related("occasion")
    found = sorted(
        rows, key=lambda one: (one.occasion.starts_at is None, one.occasion.starts_at or one.created_at)
    )
    return found[0] if found else None


def whom_to_tell(body: Body) -> list[Any]:
    """Whoever leads the body; where nobody does, the coordinators."""
    leads = list(
        BodySeat.objects.now()
        .filter(body=body, role__in=("chair", "vice", "secretary"))
        .values_list("person", flat=True)
    )
    return leads or list(
        Role.objects.now().filter(kind=RoleKind.COORDINATOR).values_list("person", flat=True)
    )


@receiver(happened)
def follow(sender: Any, event: Any, about: Any, **kwargs: Any) -> None:
    """What happens to a question, happens to its item."""
    if not event.verb.startswith("referral."):
        return
    if event.verb in OVER:
        drafts = Motion.objects.filter(referral=about, state=MotionState.DRAFT)
        if event.verb == "referral.handed_on" and about.to == LABEL:
            drafts = drafts.exclude(item__meeting__body=about.to_id)
        drafts.update(state=MotionState.WITHDRAWN)
    if event.verb in ASKED and about.to == LABEL and about.state == State.OPEN:
        body = Body.objects.filter(pk=about.to_id).first()
        if body is None:
            return
        meeting = next_meeting(body)
        if meeting is not None:
            take_up(meeting)
        record("body.asked", body, actor=event.actor)
