"""The attendance list of a session as a file, for the funder: PDF and XLSX, with the project's name and logo."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.base.files.document import Document, Paragraph, Table
from networks.base.files.sheets import Sheet, xlsx
from networks.base.places import alphabetical, country_name
from networks.base.texts import active_reader
from networks.meet.sessions.models import Session
from networks.participation.occasions.attending import standing
from networks.participation.occasions.words import clock, day, zone_words


def lines(session: Session) -> list[tuple[str, str, str, datetime, datetime, str]]:
    """Return name (or "guest"), organisation, country, from, to in the session's zone, and how it is known; in order of names."""
    zone = ZoneInfo(session.occasion.zone)
    found = []
    for row in standing(session.occasion).select_related("person", "organisation", "corrected_by"):
        found.append(
            (
                row.shown_name,
                row.organisation.name if row.organisation else "",
                country_name(row.country),
                row.since.astimezone(zone),
                (row.until or row.since).astimezone(zone),
                _("measured")
                if row.measured
                else _("written by %(name)s")
                % {"name": row.corrected_by.shown_name if row.corrected_by else "–"},
            )
        )
    return sorted(found, key=lambda line: (alphabetical(line[0]), line[3]))


def header() -> list[str]:
    return [_("Name"), _("Organisation"), _("Country"), _("From"), _("To"), _("How it is known")]


def logo(session: Session) -> bytes:
    """The project's logo as PNG or JPEG; empty where there is none or it is something else."""
    document = session.programme.logo if session.programme else None
    if document is None or not document.file:
        return b""
    try:
        with document.file.open("rb") as file:
            content = file.read()
    except OSError:
        return b""
    return content if content[:4] == b"\x89PNG" or content[:3] == b"\xff\xd8\xff" else b""


def about(session: Session) -> dict[str, Any]:
    occasion = session.occasion
    zone = ZoneInfo(occasion.zone)
    begun = session.started_at or occasion.starts_at or timezone.now()
    local = begun.astimezone(zone)
    ended = session.ended_at.astimezone(zone) if session.ended_at else None
    return {
        "project": session.programme.project if session.programme else "",
        "day": day(local),
        "times": f"{clock(local)}–{clock(ended) if ended else ''} ({zone_words(occasion.zone, local)})",
        "made": session.ended_at or begun,
    }


def title_of(session: Session) -> str:
    """The session's title in the language of the file."""
    return session.version_for("title", active_reader()).text


def file_name(session: Session, kind: str) -> str:
    """What the file is called where it is saved: the network, which session of its programme, what it is."""
    return f"{session.network.slug}-{session.position or 1}-attendance.{kind}"


def pdf_file(session: Session) -> bytes:
    """The list as PDF."""
    from networks.base.files.pdf import pdf

    facts = about(session)
    rows = [
        [name, house, country, clock(since), clock(until), how]
        for name, house, country, since, until, how in lines(session)
    ]
    picture = logo(session)
    return pdf(
        Document(
            title=_("Attendance: %(title)s") % {"title": title_of(session)},
            language=get_language() or "en",
            made=facts["made"],
            above=facts["project"],
            lead=f"{facts['day']}, {facts['times']}",
            foot=session.network.name,
            logo=picture,
            logo_alternative=facts["project"] or session.network.name if picture else "",
            unknown_characters=_("□ stands for a character that this file cannot show."),
            blocks=[
                Table(header(), rows, caption=_("Who was there"), widths=(5, 5, 3, 2, 2, 4)),
                Paragraph(
                    _("%(count)s lines. A person who left and came back has several.") % {"count": len(rows)},
                    small=True,
                ),
            ],
        )
    )


def xlsx_file(session: Session) -> bytes:
    """The list as a spreadsheet."""
    facts = about(session)
    title = " · ".join(
        part for part in (facts["project"], title_of(session), f"{facts['day']}, {facts['times']}") if part
    )
    picture = logo(session)
    return xlsx(
        [
            Sheet(
                _("Attendance"), header(), lines(session), title=title,
                logo=picture, logo_alternative=facts["project"] or session.network.name, language=get_language() or "",
            )
        ],
        made=facts["made"],
        title=title,
        author=session.network.name,
    )  # fmt: skip
