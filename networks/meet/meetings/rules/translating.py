"""Words of bodies, agendas, motions and candidates in other languages. Those that are voted on stand while people vote: nobody reads another text than the others."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from networks.base.texts import hand_on
from networks.base.versions import VersionsForm
from networks.meet.meetings.models import (
    BEFORE,
    Ballot,
    BallotState,
    Candidacy,
    Item,
    Meeting,
    MeetingState,
    Motion,
    MotionState,
)
from networks.meet.meetings.rules.errors import NotNow
from networks.record.rules import record


@transaction.atomic
def translate(record_of: Any, form: VersionsForm, *, by: Any = None) -> None:
    """Keep the versions of what a body or a meeting is called."""
    _still_says(form, type(record_of).objects.select_for_update(of=("self",)).get(pk=record_of.pk))
    form.keep(by)
    record(f"{record_of._meta.model_name}.translated", record_of, actor=by)


@transaction.atomic
def translate_item(item: Item, form: VersionsForm, *, by: Any = None) -> None:
    """Keep the versions of an item, as long as the item itself can be changed. Votes that are prepared under its title have them, too."""
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=item.meeting_id)
    if meeting.state not in (*BEFORE, MeetingState.OPEN):
        raise NotNow(_("The meeting is over: its agenda stays as it is, in every language."))
    found = Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
    _still_says(form, found)
    form.keep(by)
    for ballot in Ballot.objects.filter(
        item=found, motion=None, amendment=None, state=BallotState.PLANNED, title=found.title
    ):
        hand_on(found, ballot, "title")
    record("item.translated", item, actor=by)


@transaction.atomic
def translate_motion(motion: Motion, form: VersionsForm, *, by: Any = None) -> None:
    """Keep the versions of a motion. Its title is that of a vote on it, too."""
    found = Motion.objects.select_for_update(of=("self",)).get(pk=motion.pk)
    waiting = Ballot.objects.filter(motion=found, state__in=(BallotState.PLANNED, BallotState.OPEN))
    if found.state == MotionState.VOTING or waiting.exists():
        raise NotNow(
            _(
                "People are voting on this motion, or a vote on it is prepared: its words stay as they are, in every language."
            )
        )
    _still_says(form, found)
    form.keep(by)
    record("motion.translated", motion, actor=by)


@transaction.atomic
def translate_candidacy(candidacy: Candidacy, form: VersionsForm, *, by: Any = None) -> None:
    """Keep the versions of a candidate's words, before the vote opens."""
    ballot = Ballot.objects.select_for_update(of=("self",)).get(pk=candidacy.ballot_id)
    if ballot.state != BallotState.PLANNED:
        raise NotNow(_("This vote was opened: the words of candidates stay as they are, in every language."))
    _still_says(form, Candidacy.objects.select_for_update(of=("self",)).get(pk=candidacy.pk))
    form.keep(by)
    record("candidacy.translated", candidacy, actor=by)


def _still_says(form: VersionsForm, now: Any) -> None:
    """Somebody may have changed the words while they were translated."""
    if any(getattr(now, name) != getattr(form.record, name) for name in form.labels):
        raise NotNow(_("The words were changed while you were translating. Look at them again."))


def said_in(language: str, words: Callable[[], str]) -> tuple[str, str]:
    """Words of the program in `language`, where it speaks it, and otherwise in the reader's; and which that is."""
    spoken = language if language in dict(settings.LANGUAGES) else get_language() or "en"
    with override(spoken):
        return words(), spoken


def say_in_others(record: Any, field: str, words: Callable[[], str]) -> None:
    """The same words of the program in the other languages that it speaks, as versions of `field`."""
    for code, text in in_each(words).items():
        if code != record.language:
            record.put_version(field, code, text)


def in_each(words: Callable[[], Any], *also: str) -> dict[str, Any]:
    """Words of the program in each language that it speaks, and in those of `also`."""
    said = {}
    for code in dict.fromkeys([*also, *dict(settings.LANGUAGES)]):
        with override(code):
            said[code] = words()
    return said
