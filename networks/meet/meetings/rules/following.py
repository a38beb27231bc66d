"""What comes out of a meeting: decisions in the register, numbered; actions that come back until they are done, and remind."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.jobs import job
from networks.base.tenancy import across_networks, in_network
from networks.base.texts import hand_on
from networks.meet.meetings.counting.majority import Verdict, Votes, judge, rule_of
from networks.meet.meetings.models import (
    Action,
    Body,
    DecidedBy,
    Decision,
    DecisionKind,
    Item,
    Meeting,
    MeetingState,
    Motion,
)
from networks.meet.meetings.rules.attending import Quorum, places_of, quorum_of
from networks.meet.meetings.rules.bodies import majority_for
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.motions import must_be_ready, settle
from networks.record.rules import record

REMIND_BEFORE = timedelta(days=3)


# ---- decisions ----


def must_be_able_to_decide(meeting: Meeting) -> Quorum:
    """The meeting is open and the quorum is there: otherwise NotNow."""
    found = Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)
    if found.state != MeetingState.OPEN:
        raise NotNow(_("Decisions are taken while the meeting is open."))
    quorum = quorum_of(found.body, places_of(found))
    if not quorum.reached:
        raise NotNow(
            _(
                "The quorum is not there: nothing can be decided. Note who came, or decide it at another meeting."
            )
        )
    return quorum


def judged(body: Body, kind: str, yes: int, no: int, abstain: int, quorum: Quorum) -> Verdict:
    """What a show of hands amounts to by the body's rule for this kind of decision."""
    rule = rule_of(majority_for(body, kind).as_facts())
    return judge(rule, Votes(yes, no, abstain, quorum.votes, quorum.votes_of))


@transaction.atomic
def decide(
    item: Item, text: str, *, decided_by: str = DecidedBy.AGREEMENT, kind: str = DecisionKind.ORDINARY, yes: int = 0, no: int = 0,
    abstain: int = 0, language: str = "", motion: Motion | None = None, by: Any = None,
) -> Decision:  # fmt: skip
    """Write down what the meeting decides on an item: by common agreement, or as the hands say by the body's rule.

    Where it is about a motion, the motion is adopted or rejected, and what it was asked for takes effect.
    """
    quorum = must_be_able_to_decide(item.meeting)
    if motion is not None:
        must_be_ready(motion)
    body = item.meeting.body
    facts: dict[str, Any] = {"quorum": quorum.as_facts()}
    adopted = True
    if decided_by == DecidedBy.HANDS:
        if yes + no + abstain > quorum.votes:
            raise NotNow(
                _("There are more votes than are here: %(votes)s. Count again, or note who came.")
                % {"votes": quorum.votes}
            )
        if yes + no + abstain == 0:
            raise NotNow(_("Write how many hands were raised."))
        verdict = judged(body, kind, yes, no, abstain, quorum)
        adopted = verdict.adopted
        facts |= {
            "yes": yes, "no": no, "abstain": abstain, "rule": majority_for(body, kind).as_facts(),
            "whole": verdict.whole, "needed": verdict.needed, "tie": verdict.tie,
        }  # fmt: skip
    made = register_decision(
        item, text, adopted=adopted, decided_by=decided_by, kind=kind, facts=facts, language=language, by=by
    )
    if motion is not None:
        if made.text == motion.text.strip():
            hand_on(motion, made, "text")
        settle(motion, made, by=by)
    return made


def register_decision(
    item: Item, text: str, *, adopted: bool, decided_by: str, kind: str, facts: dict[str, Any], language: str = "", by: Any = None
) -> Decision:  # fmt: skip
    """The next line of the register of the body, in the transaction of the rule that calls this."""
    year = timezone.localdate().year
    body = item.meeting.body
    for _attempt in range(5):
        last = Decision.objects.filter(body=body, year=year).aggregate(last=Max("number"))["last"] or 0
        try:
            with transaction.atomic():
                made = Decision.objects.create(
                    body=body, meeting=item.meeting, item=item, year=year, number=last + 1, kind=kind, text=text.strip(),
                    language=language or item.language, adopted=adopted, decided_by=decided_by, facts=facts, written_by=by,
                )  # fmt: skip
        except IntegrityError:
            continue
        record("decision.taken", made, actor=by, adopted=adopted, kind=kind)
        return made
    raise IntegrityError("five others were quicker")


# ---- actions ----


def open_actions(body: Body):
    """What is still to be done, the most urgent first."""
    rows = Action.objects.filter(body=body, done_at=None).select_related("owner", "item__meeting")
    return rows.order_by("due", "created_at", "pk")


@transaction.atomic
def give_action(
    item: Item, text: str, *, owner: Any = None, due=None, language: str = "", by: Any = None
) -> Action:
    """Somebody is to do something. They are told, and it stands on each agenda until it is done."""
    made = Action.objects.create(
        body=item.meeting.body,
        item=item,
        text=text.strip(),
        owner=owner,
        due=due,
        language=language or item.language,
    )
    record("action.given", made, actor=by)
    return made


@transaction.atomic
def change_action(action: Action, values: dict[str, Any], *, by: Any = None) -> None:
    """Change what is to be done, by whom or until when. A new owner is told."""
    changed = [name for name, value in values.items() if getattr(action, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(action, name, values[name])
    action.save(update_fields=changed)
    if "text" in changed:
        action.mark_versions_to_check("text")
    record("action.given" if "owner" in changed else "action.changed", action, actor=by)


@transaction.atomic
def finish_action(action: Action, *, dropped_because: str = "", by: Any = None) -> None:
    """It is done; or need not be done any more, with the reason. Twice is once."""
    won = Action.objects.filter(pk=action.pk, done_at=None).update(
        done_at=timezone.now(), done_by=by, dropped_because=dropped_because.strip()
    )
    if won:
        action.refresh_from_db()
        record("action.dropped" if action.dropped_because else "action.done", action, actor=by)


@transaction.atomic
def reopen_action(action: Action, *, by: Any = None) -> None:
    """It was not done after all."""
    if Action.objects.filter(pk=action.pk, done_at__isnull=False).update(
        done_at=None, done_by=None, dropped_because=""
    ):
        action.refresh_from_db()
        record("action.given", action, actor=by)


@job("meetings.remind", every=timedelta(hours=6))
def remind(row: Any = None) -> int:
    """Tell owners of actions that are due in three days or less, once for each day that one is due."""
    with across_networks("reminders of actions"):
        rows = list(
            Action.objects.filter(
                Q(reminded_of=None) | ~Q(reminded_of=F("due")),
                done_at=None, owner__isnull=False, body__binned_at=None, network__closed_at=None,
                due__lte=timezone.localdate() + REMIND_BEFORE,
            )
        )  # fmt: skip
    count = 0
    for action in rows:
        with in_network(action.network_id), transaction.atomic():
            won = Action.objects.filter(pk=action.pk, done_at=None, due=action.due).exclude(
                reminded_of=action.due
            )
            if won.update(reminded_of=action.due):
                record("action.due", action)
                count += 1
    return count
