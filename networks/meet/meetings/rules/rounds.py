"""Written rounds by consent: proposed, asked about, amended, objected to with a reason; adopted if no objection stands at the last moment.

Silence is no objection. It is counted apart, so that everybody sees how many took part.
"""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.jobs import job
from networks.base.tenancy import across_networks, in_network
from networks.base.texts import hand_on
from networks.meet.meetings.models import (
    Body,
    DecidedBy,
    Decision,
    DecisionKind,
    Remark,
    Round,
    RoundState,
    Stand,
    Voice,
)
from networks.meet.meetings.rules.amendments import tidy
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.rules.voters import voters_of, votes_for
from networks.record.rules import record

REMIND_BEFORE = timedelta(hours=48)


def _locked(found: Round) -> Round:
    """The round while it is open: otherwise NotNow."""
    row = Round.objects.select_for_update(of=("self",)).select_related("body").get(pk=found.pk)
    if not row.takes_words:
        raise NotNow(_("This round is over: nothing is added any more. Look at its page again."))
    return row


@transaction.atomic
def begin(
    body: Body, title: str, text: str, closes_at: Any, *, kind: str = DecisionKind.ORDINARY, language: str = "", by: Any = None
) -> Round:  # fmt: skip
    """Propose something in writing. Who may answer is fixed now; all of them are told."""
    if closes_at <= timezone.now():
        raise NotNow(_("The last moment lies in the past. Choose another."))
    voters = [voter for voter in voters_of(body) if voter.may]
    if not voters:
        raise NotNow(_("Nobody has a vote here. Look at the rules of the body, and at its members."))
    made = Round.objects.create(
        body=body, title=" ".join(title.split())[:200], text=tidy(text), closes_at=closes_at, kind=kind, made_by=by,
        language=language or body.language,
    )  # fmt: skip
    Voice.objects.bulk_create(
        Voice(round=made, organisation=voter.organisation, person=voter.person, name=voter.name[:200])
        for voter in voters
    )
    record("written_round.begun", made, actor=by)
    return made


def mine(found: Round, person: Any) -> list[Voice]:
    """The voices of a round that this person speaks for now."""
    if person is None:
        return []
    keys = {voter.key for voter in votes_for(found.body, person)}
    return [voice for voice in found.voices.all() if (voice.organisation_id or voice.person_id) in keys]


@transaction.atomic
def ask(found: Round, text: str, *, language: str = "", by: Any = None) -> Remark:
    """Ask something about it, or answer."""
    row = _locked(found)
    made = Remark.objects.create(round=row, text=text.strip(), language=language or row.language, author=by)
    record("written_round.asked", row, actor=by)
    return made


@transaction.atomic
def answer(
    found: Round, voice: Voice, stand: str, reason: str = "", *, language: str = "", by: Any = None
) -> Voice:
    """Agree, stand aside, or object with a reason. It can be changed until the last moment."""
    if voice.pk not in {one.pk for one in mine(found, by)}:
        raise NotNow(_("You do not speak for this voter. Look at the page again."))
    row = _locked(found)
    if stand not in (Stand.AGREES, Stand.ASIDE, Stand.OBJECTS):
        raise NotNow(_("Choose where you stand."))
    if stand == Stand.OBJECTS and not reason.strip():
        raise NotNow(_("Write your reason: only with it can the proposal be made better."))
    kept = Voice.objects.select_for_update(of=("self",)).get(pk=voice.pk, round=row)
    kept.stand, kept.reason, kept.reason_language = stand, reason.strip(), language or row.language
    kept.revision, kept.said_at, kept.said_by = row.revision, timezone.now(), by
    kept.save()
    if stand == Stand.OBJECTS:
        record("written_round.objected", row, actor=by)
    return kept


@transaction.atomic
def amend(found: Round, text: str, *, by: Any = None) -> Round:
    """Write the proposal anew, to meet what was asked or objected. Objections stand until whoever made them says otherwise."""
    row = _locked(found)
    text = tidy(text)
    if text == row.text:
        raise NotNow(_("Nothing is changed. Change the text, then send it."))
    row.first_text, row.text, row.revision = row.first_text or row.text, text, row.revision + 1
    row.save(update_fields=["first_text", "text", "revision"])
    row.mark_versions_to_check("text")
    record("written_round.amended", row, actor=by)
    return row


@transaction.atomic
def withdraw(found: Round, *, by: Any = None) -> None:
    """It is not decided. Twice is once."""
    won = Round.objects.filter(pk=found.pk, state=RoundState.OPEN).update(
        state=RoundState.WITHDRAWN, closed_at=timezone.now()
    )
    if won:
        found.refresh_from_db()
        record("written_round.withdrawn", found, actor=by)


def counts(voices: list[Voice]) -> dict[str, int]:
    """How many stand where; silence apart."""
    return {
        "agrees": sum(1 for one in voices if one.stand == Stand.AGREES),
        "aside": sum(1 for one in voices if one.stand == Stand.ASIDE),
        "objects": sum(1 for one in voices if one.stand == Stand.OBJECTS),
        "silent": sum(1 for one in voices if one.stand == Stand.SILENT),
        "of": len(voices),
    }


@transaction.atomic
def close(found: Round, *, by: Any = None) -> Round:
    """At the last moment, or once everybody agrees or stands aside: adopted if no objection stands. One of two wins."""
    row = Round.objects.select_for_update(of=("self",)).select_related("body").get(pk=found.pk)
    if row.state != RoundState.OPEN:
        raise NotNow(_("This round is over: nothing is added any more. Look at its page again."))
    count = counts(list(row.voices.all()))
    if row.closes_at > timezone.now() and (count["silent"] or count["objects"]):
        raise NotNow(
            _("Some can still answer until the last moment that was named. It closes by itself then.")
        )
    adopted = not count["objects"]
    decision = _registered(row, adopted, count, by) if adopted else None
    Round.objects.filter(pk=row.pk).update(
        state=RoundState.ADOPTED if adopted else RoundState.OBJECTED,
        closed_at=timezone.now(),
        decision=decision,
    )
    found.refresh_from_db()
    record("written_round.closed", found, actor=by, adopted=adopted, **count)
    return found


def _registered(row: Round, adopted: bool, count: dict[str, int], by: Any) -> Decision:
    """A line of the register without a meeting."""
    year = timezone.localdate().year
    for _attempt in range(5):
        last = Decision.objects.filter(body=row.body, year=year).aggregate(last=Max("number"))["last"] or 0
        try:
            with transaction.atomic():
                made = Decision.objects.create(
                    body=row.body, year=year, number=last + 1, kind=row.kind, text=row.text, language=row.language,
                    adopted=adopted, decided_by=DecidedBy.CONSENT, facts=count, written_by=by,
                )  # fmt: skip
        except IntegrityError:
            continue
        hand_on(row, made, "text")
        record("decision.taken", made, actor=by, adopted=adopted, kind=row.kind)
        return made
    raise IntegrityError("five others were quicker")


@job("meetings.rounds", every=timedelta(minutes=5))
def follow_rounds(row: Any = None) -> int:
    """Close the rounds that are over; tell whoever is silent once that the last moment comes near. Returns how many were closed."""
    now = timezone.now()
    with across_networks("written rounds"):
        rows = list(
            Round.objects.filter(
                state=RoundState.OPEN, closes_at__lt=now + REMIND_BEFORE, network__closed_at=None
            )
        )
    count = 0
    for found in rows:
        with in_network(found.network_id):
            if found.closes_at < now:
                try:
                    close(found)
                    count += 1
                except NotNow:  # somebody was quicker
                    continue
            elif found.created_at < now - timedelta(hours=12):
                with transaction.atomic():
                    if Round.objects.filter(pk=found.pk, reminded_at=None).update(reminded_at=now):
                        record("written_round.due", found)
    return count
