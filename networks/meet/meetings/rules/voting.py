"""The holding of a vote: prepared, opened with a frozen electorate, each vote counted once, closed with a result that anybody can count again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.jobs import job
from networks.base.tenancy import across_networks, in_network
from networks.meet.meetings.models import (
    ABSTAIN,
    BEFORE,
    NO,
    YES,
    Amendment,
    AmendmentState,
    Ballot,
    BallotForm,
    BallotState,
    DecidedBy,
    Decision,
    Item,
    Meeting,
    MeetingState,
    Method,
    Motion,
    MotionState,
    Paper,
    RollEntry,
)
from networks.meet.meetings.rules import amendments
from networks.meet.meetings.rules.amendments import in_words, nobody_votes_on_one, why_not_yet
from networks.meet.meetings.rules.attending import Place, places_of, quorum_of
from networks.meet.meetings.rules.box import box_facts, may_be_secret, must_agree
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.following import register_decision
from networks.meet.meetings.rules.motions import settle
from networks.meet.meetings.rules.referring import put_off
from networks.meet.meetings.rules.results import count_yes_no
from networks.meet.meetings.rules.roll import freeze, mine, quorum_on_roll, rule_of_body
from networks.meet.meetings.rules.sealing import ask_to_seal
from networks.meet.meetings.rules.translating import hand_on
from networks.meet.meetings.rules.voters import voters_of
from networks.meet.meetings.words import moment_words
from networks.record.rules import record

YES_NO = [{"key": YES, "name": ""}, {"key": NO, "name": ""}, {"key": ABSTAIN, "name": ""}]
REMIND_BEFORE = timedelta(hours=24)
ONE_CHOICE = (Method.YES_NO, Method.ROUNDS)

# How each method is counted: (ballot, roll, papers) → the result as it is kept; "adopted" in it where it decides a motion.
COUNTS: dict[str, Callable[[Ballot, list[RollEntry], list[Paper]], dict[str, Any]]] = {
    Method.YES_NO: count_yes_no
}
# What follows once an election is counted: (ballot, by). Motions are settled here.
AFTER: list[Callable[[Ballot, Any], None]] = []
# What is fixed besides when it opens: ballot → fields; NotNow where it cannot open yet.
OPENING: list[Callable[[Ballot], dict[str, Any]]] = []


def _locked(ballot: Ballot) -> tuple[Meeting, Ballot]:
    """The meeting and the ballot, locked in this order by whoever opens or closes."""
    meeting = (
        Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=ballot.item.meeting_id)
    )
    found = (
        Ballot.objects.select_for_update(of=("self",))
        .select_related("item", "motion", "amendment__motion")
        .get(pk=ballot.pk)
    )
    found.item.meeting = meeting
    return meeting, found


# ---- preparing and opening ----


@transaction.atomic
def prepare(
    item: Item, *, motion: Motion | None = None, amendment: Amendment | None = None, title: str = "", form: str = BallotForm.OPEN, method: str = Method.YES_NO,
    options: list[dict[str, str]] | None = None, closes_at: Any = None, by: Any = None, **fields: Any,
) -> Ballot:  # fmt: skip
    """A vote that is not open yet. One at a time on a motion."""
    Meeting.objects.select_for_update(of=("self",)).get(pk=item.meeting_id)
    if motion is not None:
        if why := why_not_put(Motion.objects.select_for_update(of=("self",)).get(pk=motion.pk)):
            raise NotNow(why)
        fields.setdefault("kind", motion.kind)
        fields.setdefault("language", motion.language)
        title = title or motion.title
    if amendment is not None:
        found = Motion.objects.select_for_update(of=("self",)).get(pk=amendment.motion_id)
        if why := why_not_put(found, Amendment.objects.select_for_update(of=("self",)).get(pk=amendment.pk)):
            raise NotNow(why)
        fields.setdefault("language", amendment.motion.language)
        title = title or amendment.motion.title
    fields.setdefault("language", item.language)
    made = Ballot.objects.create(
        item=item, motion=motion, amendment=amendment, title=title or item.title, form=form, method=method,
        options=options or YES_NO, closes_at=closes_at, **fields,
    )  # fmt: skip
    about = motion or (amendment.motion if amendment else None)
    if about is not None and made.title == about.title:
        hand_on(about, made, "title")
    return made


def why_not_put(motion: Motion, amendment: Amendment | None = None) -> str:
    """Why a motion, or an amendment to it, cannot be put to the vote now; "" where it can. One vote at a time, and amendments first."""
    there = Ballot.objects.filter(state__in=(BallotState.PLANNED, BallotState.OPEN))
    if amendment is not None:
        if motion.state != MotionState.DRAFT or amendment.state != AmendmentState.DRAFT:
            return _("This amendment was decided, or withdrawn. Look at its page again.")
        if there.filter(amendment__motion=motion).exists():
            return _("A vote on an amendment of this motion is there already. One after the other.")
        return ""
    if motion.state not in (MotionState.DRAFT, MotionState.VOTING):
        return _("This motion was decided, or withdrawn. Look at its page again.")
    if there.filter(motion=motion).exists():
        return _("A vote on this motion is there already. Look at its page again.")
    return why_not_yet(motion)


@transaction.atomic
def open_ballot(ballot: Ballot, *, one_each: bool = False, by: Any = None) -> Ballot:
    """Open it: who has a vote, and by which rule it is counted, is fixed now. One of two wins."""
    meeting, found = _locked(ballot)
    if found.state != BallotState.PLANNED:
        raise NotNow(_("This vote was opened already. Look at its page again."))
    body = meeting.body
    if found.by_correspondence:
        places = _by_correspondence(found, meeting)
    else:
        if meeting.state != MeetingState.OPEN:
            raise NotNow(
                _(
                    "A vote in the meeting opens while the meeting is open. Or choose until when one can vote from elsewhere."
                )
            )
        places = places_of(meeting)
    if not any(place.voter.may for place in places):
        raise NotNow(_("Nobody has a vote here. Look at the rules of the body, and at its members."))
    quorum = quorum_of(body, places)
    if not found.by_correspondence and not quorum.reached:
        raise NotNow(
            _(
                "The quorum is not there: nothing can be decided. Note who came, or decide it at another meeting."
            )
        )
    fixed: dict[str, Any] = {"one_each": one_each and found.is_secret}
    for ask in OPENING:
        fixed |= ask(found)
    Ballot.objects.filter(pk=found.pk).update(
        **fixed,
        state=BallotState.OPEN, opened_at=timezone.now(), opened_by=by, rule=rule_of_body(body, found.kind),
        quorum={} if found.by_correspondence else quorum.as_facts(),
    )  # fmt: skip
    found.refresh_from_db()
    roll = freeze(found, places)
    if found.is_secret:
        may_be_secret(found, [entry for entry in roll if entry.may])
    if found.motion_id:
        Motion.objects.filter(pk=found.motion_id).update(state=MotionState.VOTING)
    if found.amendment_id:
        nobody_votes_on_one(found.amendment.motion)
        Amendment.objects.filter(pk=found.amendment_id).update(state=AmendmentState.VOTING)
    record("ballot.opened", found, actor=by, form=found.form)
    ballot.refresh_from_db()
    return ballot


def _by_correspondence(ballot: Ballot, meeting: Meeting) -> list[Place]:
    if meeting.state not in (MeetingState.CONVENED, MeetingState.OPEN):
        raise NotNow(_("Convene the meeting first: whoever votes from elsewhere must know of it."))
    if ballot.closes_at <= timezone.now():
        raise NotNow(_("The last moment to vote lies in the past. Choose another."))
    return [Place(voter) for voter in voters_of(meeting.body)]


# ---- voting ----


def check_choice(ballot: Ballot, choice: list[str]) -> None:
    """Whether a paper says something that the ballot knows. A blank paper says nothing; yes or no is always said."""
    known = {option["key"] for option in ballot.options}
    named = choice
    if ballot.method == Method.EACH:
        pairs = [one.partition(":") for one in choice]
        named = [key if answer in (YES, NO, ABSTAIN) else "" for answer, _colon, key in pairs]
    if len(set(named)) != len(named) or not set(named) <= known:
        raise NotNow(_("This choice is not on the paper. Look at the page again."))
    if ballot.method in ONE_CHOICE and len(choice) > 1:
        raise NotNow(_("Choose one only."))
    if ballot.method == Method.YES_NO and not choice:
        raise NotNow(_("Choose yes, no or abstention."))


def late(ballot: Ballot) -> NotNow:
    """What somebody reads whose vote arrives when none is counted."""
    if ballot.state == BallotState.PLANNED:
        return NotNow(_("This vote is not open yet."))
    if ballot.state == BallotState.ANNULLED:
        return NotNow(_("This vote was annulled: nothing is counted. It may be held again."))
    at = ballot.closed_at or ballot.closes_at
    return NotNow(
        _("This vote closed on %(when)s. Your vote came too late and does not count.")
        % {"when": moment_words(at, ballot.network.zone)}
    )


def may_cast_now(ballot: Ballot, entry: RollEntry, by: Any) -> bool:
    """Whether `by` may cast this vote now, and whether as a proxy; otherwise NotNow says what to do."""
    found = next((one for one in mine(ballot, by) if one.entry.pk == entry.pk), None)
    if found is None:
        raise NotNow(_("You cannot cast this vote now: it is somebody else’s, or the proxy was revoked."))
    if found.hint == "check_in":
        raise NotNow(_("Check in first: only whoever is there votes in the meeting."))
    if found.hint == "limit":
        raise NotNow(_("You have used as many proxies as the rules allow."))
    return found.by_proxy


@transaction.atomic
def cast(ballot: Ballot, entry: RollEntry, choice: list[str], *, by: Any) -> Paper:
    """Count a vote in an open ballot, once. The same vote sent again is the one that was counted."""
    check_choice(ballot, choice)
    by_proxy = may_cast_now(ballot, entry, by)
    found = Ballot.objects.select_for_update(of=("self",)).get(pk=ballot.pk)
    now = timezone.now()
    if found.is_secret:
        raise NotNow(_("This vote is secret: cast it on its own page."))
    row = RollEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk, ballot=found)
    if row.voted:
        paper = Paper.objects.get(entry=row)
        if row.voted_by_id == by.pk and paper.choice == choice:
            return paper
        raise NotNow(_("A vote for %(name)s was counted already. It stays as it is.") % {"name": row.name})
    if not found.takes_votes(now):
        raise late(found)
    if by_proxy:
        still_holds(row, by)
    RollEntry.objects.filter(pk=row.pk).update(voted=True, voted_at=now, voted_by=by, by_proxy=by_proxy)
    return Paper.objects.create(ballot=found, entry=row, choice=choice, weight=row.weight)


def still_holds(entry: RollEntry, by: Any) -> None:
    """A proxy that is revoked at this moment is revoked, or used: never both."""
    proxy = entry.proxy
    if proxy is not None:
        proxy = type(proxy).objects.select_for_update(of=("self",)).get(pk=proxy.pk)
    if proxy is None or proxy.revoked_at is not None or proxy.holder_id != by.pk:
        raise NotNow(_("The proxy of %(name)s was revoked.") % {"name": entry.name})


# ---- closing ----


@transaction.atomic
def close_ballot(ballot: Ballot, *, by: Any = None) -> Ballot:
    """Close it and count. What it decides is written into the register, and takes effect, in the same transaction. One of two wins."""
    meeting, found = _locked(ballot)
    if found.state != BallotState.OPEN:
        raise NotNow(_("This vote is not open any more. Look at its page again."))
    if (
        found.by_correspondence
        and found.closes_at > timezone.now()
        and found.roll.filter(may=True, voted=False).exists()
    ):
        raise NotNow(_("Some can still vote until the last moment that was named. It closes by itself then."))
    entries = list(found.roll.all())
    quorum = quorum_on_roll(found, entries)
    papers = list(found.papers.all())
    result = COUNTS[found.method](found, entries, papers)
    if found.is_secret:
        box = box_facts(found, entries, papers)
        must_agree(found, box, entries)
        result |= {"box": box}
    result |= {"quorum": quorum.as_facts(), "roll": sum(1 for one in entries if one.may)}
    result["voted"] = sum(1 for one in entries if one.voted)
    if not quorum.reached:
        result["adopted"] = False
    Ballot.objects.filter(pk=found.pk).update(
        state=BallotState.CLOSED, closed_at=timezone.now(), closed_by=by, result=result
    )
    found.refresh_from_db()
    found.item.meeting = meeting
    if found.motion_id:
        _decide(found, quorum.reached, by)
    if found.amendment_id:
        _decide_amendment(found, quorum.reached, by)
    for follow in AFTER:
        follow(found, by)
    ask_to_seal(found)
    record("ballot.closed", found, actor=by, quorum=quorum.reached)
    ballot.refresh_from_db()
    return ballot


def _registered(ballot: Ballot, text: str, language: str, by: Any) -> Decision:
    facts = {**ballot.result, "rule": {name: ballot.rule[name] for name in ("share", "of", "abstentions")}}
    decision = register_decision(
        ballot.item, text, adopted=bool(ballot.result["adopted"]), decided_by=DecidedBy.BALLOT, kind=ballot.kind,
        facts=facts, language=language, by=by,
    )  # fmt: skip
    Ballot.objects.filter(pk=ballot.pk).update(decision=decision)
    return decision


def _decide_amendment(ballot: Ballot, quorum: bool, by: Any) -> None:
    amendment = ballot.amendment
    if not quorum:
        Amendment.objects.filter(pk=amendment.pk).update(state=AmendmentState.DRAFT)
        return
    decision = _registered(ballot, in_words(amendment), amendment.motion.language, by)
    amendments.settle(amendment, decision)


def _decide(ballot: Ballot, quorum: bool, by: Any) -> None:
    """The motion is decided by what was counted; without a quorum it is not, and can be put again."""
    motion = ballot.motion
    if not quorum:
        Motion.objects.filter(pk=motion.pk).update(state=MotionState.DRAFT)
        if ballot.meeting.state not in (*BEFORE, MeetingState.OPEN):
            put_off(ballot.meeting)
        return
    decision = _registered(ballot, motion.text, motion.language, by)
    settle(motion, decision, by=by)


@transaction.atomic
def annul(ballot: Ballot, because: str, *, by: Any = None) -> None:
    """A vote that is prepared or open is not counted; its motion can be put to the vote again. Twice is once."""
    _meeting, found = _locked(ballot)
    if found.state == BallotState.ANNULLED:
        return
    if found.state == BallotState.CLOSED:
        raise NotNow(_("This vote was counted already. Decide anew in another vote."))
    Ballot.objects.filter(pk=found.pk).update(
        state=BallotState.ANNULLED, closed_at=timezone.now(), closed_by=by, annulled_because=because.strip()
    )
    if found.motion_id:
        Motion.objects.filter(pk=found.motion_id).update(state=MotionState.DRAFT)
    if found.amendment_id:
        Amendment.objects.filter(pk=found.amendment_id, state=AmendmentState.VOTING).update(
            state=AmendmentState.DRAFT
        )
    ballot.refresh_from_db()
    ask_to_seal(ballot)
    record("ballot.annulled", ballot, actor=by)


@job("meetings.remind_voters", every=timedelta(minutes=30))
def remind_voters(row: Any = None) -> int:
    """Tell whoever has not voted from elsewhere that the vote closes within a day; once."""
    now = timezone.now()
    with across_networks("votes that close soon"):
        soon = list(
            Ballot.objects.filter(
                state=BallotState.OPEN, closes_at__gt=now, closes_at__lt=now + REMIND_BEFORE, reminded_at=None,
                opened_at__lt=now - REMIND_BEFORE / 2, network__closed_at=None,
            )
        )  # fmt: skip
    count = 0
    for ballot in soon:
        with in_network(ballot.network_id), transaction.atomic():
            if Ballot.objects.filter(pk=ballot.pk, reminded_at=None).update(reminded_at=now):
                record("ballot.due", ballot)
                count += 1
    return count


@job("meetings.close_ballots", every=timedelta(minutes=1))
def close_what_is_over(row: Any = None) -> int:
    """Close the votes by correspondence whose last moment has passed."""
    with across_networks("votes that are over"):
        over = list(
            Ballot.objects.filter(
                state=BallotState.OPEN, closes_at__lt=timezone.now(), network__closed_at=None
            ).select_related("item")
        )
    count = 0
    for ballot in over:
        with in_network(ballot.network_id):
            try:
                close_ballot(ballot)
                count += 1
            except NotNow:  # somebody was quicker
                continue
    return count
