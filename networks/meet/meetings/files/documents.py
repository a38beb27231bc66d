"""Minutes, the attendance list and the register of decisions, described once for PDF and Word. `made` is the only time in a file."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.base.files.document import Block, Document, Heading, List, Notice, Paragraph, Run, Table
from networks.base.times import day_words
from networks.meet.meetings import amending
from networks.meet.meetings.models import Amendment, Body, Decision, Meeting, Motion
from networks.meet.meetings.rules.minutes import Attended, Minutes, Said
from networks.meet.meetings.words import counted, quorum_words, rule_words
from networks.participation.occasions.words import clock, when


def _document(title: str, body: Body, made: datetime, blocks: list[Block], **more: Any) -> Document:
    return Document(
        title=title,
        language=get_language() or "en",
        made=made,
        above=body.name,
        foot=f"{body.network.name} · {body.name}",
        unknown_characters=_("□ stands for a character that this file cannot show."),
        blocks=blocks,
        **more,
    )


def _made(meeting: Meeting) -> datetime:
    return meeting.minutes_approved_at or meeting.closed_at or meeting.opened_at or meeting.created_at


def minutes_document(minutes: Minutes) -> Document:
    """The minutes of a meeting."""
    meeting = minutes.meeting
    blocks: list[Block] = []
    if meeting.minutes_approved_at is None:
        blocks.append(Notice(_("These minutes are a draft: the body has not approved them yet.")))
    if meeting.late_because:
        blocks.append(Paragraph(_("Convened with short notice: %(why)s") % {"why": meeting.late_because}))
    if meeting.opening:
        blocks.append(Paragraph(_("At the opening: %(quorum)s") % {"quorum": quorum_words(meeting.opening)}))
    blocks += [Heading(_("Attendance"), 1), *_attendance(minutes.attended, meeting)]
    for said in minutes.items:
        blocks += _item(said)
    if meeting.minutes_approved_at:
        blocks.append(Paragraph(_("Approved on %(day)s.") % {"day": day_words(meeting.minutes_approved_at)}))
    title = _("Minutes: %(title)s") % {"title": minutes.title.text}
    return _document(title, meeting.body, _made(meeting), blocks, lead=when(meeting.occasion))


def _item(said: Said) -> list[Block]:
    blocks: list[Block] = [Heading(f"{said.number}. {said.title.text}", 1, language=said.title.language)]
    blocks += [
        Paragraph(part, language=said.notes.language)
        for part in said.notes.text.split("\n\n")
        if part.strip()
    ]
    if said.approved:
        blocks.append(Paragraph(_("The minutes were approved.")))
    for decision in said.decisions:
        blocks.append(
            Notice(
                decision.shown.text,
                heading=_("Decision %(number)s: %(outcome)s")
                % {"number": decision, "outcome": _("adopted") if decision.adopted else _("rejected")},
                kind="good" if decision.adopted else "wrong",
                language=decision.shown.language,
            )
        )
        blocks.append(Paragraph(counted(decision), small=True))
    if said.actions:
        blocks.append(List([_action(action) for action in said.actions]))
    return blocks


def _action(action: Any) -> list[Run | str]:
    who = action.owner.shown_name if action.owner else _("nobody yet")
    until = _("until %(day)s") % {"day": date_format(action.due, "DATE_FORMAT")} if action.due else ""
    return [
        Run(_("To do:") + " ", strong=True),
        Run(action.shown.text, language=action.shown.language),
        f" – {who}" + (f", {until}" if until else ""),
    ]


def _attendance(found: Attended, meeting: Meeting) -> list[Block]:
    zone = ZoneInfo(meeting.occasion.zone)
    rows = [
        [
            one.name,
            one.house,
            one.how,
            clock(one.since.astimezone(zone)),
            clock(one.until.astimezone(zone)) if one.until else "",
        ]
        for one in found.there
    ]
    blocks: list[Block] = []
    if rows:
        header = [_("Name"), _("Organisation"), _("How"), _("From"), _("To")]
        blocks.append(Table(header, rows, caption=_("Who was there"), widths=(5, 5, 3, 2, 2)))
    else:
        blocks.append(Paragraph(_("Nobody is noted yet.")))
    if found.represented:
        rows = [[who, by] for who, by in found.represented]
        blocks.append(Table([_("Represented"), _("By")], rows, caption=_("Proxies")))
    if found.excused:
        blocks.append(Paragraph(_("Excused: %(names)s") % {"names": ", ".join(found.excused)}))
    return blocks


def attendance_document(minutes: Minutes) -> Document:
    """The attendance list."""
    meeting = minutes.meeting
    title = _("Attendance: %(title)s") % {"title": minutes.title.text}
    return _document(
        title,
        meeting.body,
        _made(meeting),
        _attendance(minutes.attended, meeting),
        lead=when(meeting.occasion),
    )


def register_document(body: Body, decisions: Iterable[Decision]) -> Document:
    """The register of decisions of a body. Each decision has `shown`, its text for the reader."""
    decisions = list(decisions)
    blocks: list[Block] = []
    year = None
    for decision in decisions:
        if decision.year != year:
            year = decision.year
            blocks.append(Heading(str(year), 1))
        outcome = _("adopted") if decision.adopted else _("rejected")
        day = day_words(decision.decided_at)
        blocks += [
            Heading(f"{decision} · {day} · {outcome}", 2),
            Paragraph(decision.shown.text, language=decision.shown.language),
            Paragraph(
                " ".join(filter(None, [counted(decision), rule_words(decision.facts.get("rule"))])),
                small=True,
            ),
        ]
    if not decisions:
        blocks.append(Paragraph(_("Nothing was decided yet.")))
    made = max((decision.decided_at for decision in decisions), default=body.created_at)
    return _document(_("Register of decisions"), body, made, blocks)


def motion_document(motion: Motion, pending: list[Amendment]) -> Document:
    """A motion with what is proposed to it shown in its text, in the order in which it is voted."""
    fitting = [one for one in pending if one.base == motion.text]
    proposals = [amending.Proposal(f"{one.number} · {one.who}", one.edits) for one in fitting]
    blocks: list[Block] = []
    if fitting:
        blocks.append(
            Notice(_("[+ added +] and [− struck −], with the number of the amendment and who proposes it."))
        )
    for line in amending.marked(motion.text, proposals):
        if not line.says:
            continue
        runs: list[Run | str] = [f"{line.number}. " if line.number else ""]
        for part in line.parts:
            sign = {amending.ADDED: "[+{}+]", amending.STRUCK: "[−{}−]"}.get(part.kind, "{}")
            runs.append(
                Run(sign.format(part.text), strong=part.kind == amending.ADDED, language=motion.language)
            )
        if line.who:
            runs.append(Run(f"  ({line.who})", emphasis=True))
        blocks.append(Paragraph(runs, language=motion.language))
    for one in pending:
        if one.reason:
            blocks.append(
                Paragraph(f"{one.number} · {one.who}: {one.reason}", language=one.language, small=True)
            )
    return _document(motion.title, motion.of_body, motion.created_at, blocks)
