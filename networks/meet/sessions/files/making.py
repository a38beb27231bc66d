"""Making a session's files: at once where it is short, in the background with progress where it is long. Kept by the number of their content:
what has not changed is not made again, and an address never leads to a file of another state.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone, translation

from networks.base.jobs import ask, job, progress
from networks.base.models import Job
from networks.base.texts import Reader
from networks.meet.sessions.models import Session
from networks.meet.sessions.rules.report_shape import Edition, ReportContent
from networks.meet.sessions.rules.reporting import assemble

LONG = 200  # answers: more are made in the background
KEPT = timedelta(days=2)
FOLDER = "reports"


@dataclass(frozen=True)
class Kind:
    """A file that a report has: its name, its media type, and whether making it takes long."""

    name: str
    media_type: str
    slow: bool = False


KINDS = {
    kind.name: kind
    for kind in (
        Kind("report.pdf", "application/pdf", slow=True),
        Kind(
            "report.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            slow=True,
        ),
        Kind("report.json", "application/json"),
        Kind("answers.csv", "text/csv; charset=utf-8"),
        Kind("themes.csv", "text/csv; charset=utf-8"),
        Kind("conclusions.csv", "text/csv; charset=utf-8"),
    )
}


def spoken(language: str) -> str:
    """Return the language in which the program itself speaks to a reader of `language`."""
    known = dict(settings.LANGUAGES)
    return next(
        (code for code in (language, language.split("-")[0]) if code in known), settings.LANGUAGE_CODE
    )


def content_for(session: Session, edition: Edition, reader: Reader) -> ReportContent:
    """Return the report for `reader`, with the program's own sentences in their language, as far as it speaks it."""
    with translation.override(spoken(reader.languages[0])):
        return assemble(session, edition, reader)


def number_of(content: ReportContent) -> str:
    """Return the content's number: another one as soon as anything that stands in a file is another."""
    return hashlib.sha256(repr(content).encode()).hexdigest()[:32]


def path_of(content: ReportContent, name: str) -> str:
    """Where the file is kept. The number cannot be guessed, and whoever asks for a file is asked who they are first."""
    return f"{FOLDER}/{number_of(content)}-{name}"


def make(content: ReportContent, name: str) -> bytes:
    """Return the file `name` of a report."""
    language = spoken(content.language)
    with translation.override(language):
        return _makers()[name](content, language)


def _makers() -> dict[str, Callable[[ReportContent, str], bytes]]:
    from networks.base.files.docx import docx
    from networks.base.files.pdf import pdf
    from networks.meet.sessions.files import report_data as data
    from networks.meet.sessions.files.report_document import report_document

    return {
        "report.pdf": lambda content, language: pdf(report_document(content, language)),
        "report.docx": lambda content, language: docx(report_document(content, language)),
        "report.json": lambda content, language: data.report_json(content),
        "answers.csv": lambda content, language: data.answers_csv(content),
        "themes.csv": lambda content, language: data.themes_csv(content),
        "conclusions.csv": lambda content, language: data.conclusions_csv(content),
    }


def is_long(content: ReportContent, name: str) -> bool:
    """Whether nobody should wait for this file in front of an empty page."""
    return KINDS[name].slow and content.answers_shown > LONG


def kept(content: ReportContent, name: str) -> bytes | None:
    """Return the file if it was made already."""
    path = path_of(content, name)
    if not default_storage.exists(path):
        return None
    with default_storage.open(path) as file:
        return file.read()


def file_of(content: ReportContent, name: str) -> bytes:
    """Return the file, made now if it was not made before."""
    found = kept(content, name)
    if found is None:
        found = make(content, name)
        if KINDS[name].slow:
            _keep(path_of(content, name), found)
    return found


def _keep(path: str, data: bytes) -> None:
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(data))


# ---- in the background ----


def ask_for(session: Session, content: ReportContent, name: str, reader: Reader, by=None) -> None:
    """Have the file made in the background. Asked twice is made once."""
    ask(
        "sessions.report_file",
        key=key_of(content, name),
        by=by,
        session=str(session.pk),
        edition=str(content.edition),
        languages=list(reader.languages),
        plain=reader.plain,
        name=name,
    )


def key_of(content: ReportContent, name: str) -> str:
    return f"report:{number_of(content)}:{name}"


def being_made(content: ReportContent, name: str) -> Job | None:
    """Return the job that is making this file, with how far it is."""
    return Job.objects.filter(key=key_of(content, name)).first()


@job("sessions.report_file", attempts=3, slow=True)
def file_job(row: Job, session: str, edition: str, languages: list[str], plain: bool, name: str) -> str:
    """Make one file and keep it."""
    found = Session.objects.select_related("occasion", "programme", "network").get(pk=session)
    reader = Reader(tuple(languages), plain)
    progress(row, 1, 3)
    content = content_for(found, Edition(edition), reader)
    path = path_of(content, name)
    if not default_storage.exists(path):
        progress(row, 2, 3)
        _keep(path, make(content, name))
    progress(row, 3, 3)
    return path


@job("sessions.old_report_files", every=timedelta(hours=12))
def delete_old_files(row: Job | None = None) -> int:
    """Delete files made some days ago: they are made again when somebody asks, of what may then be shown."""
    if not default_storage.exists(FOLDER):
        return 0
    gone = 0
    for name in default_storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        if default_storage.get_modified_time(path) < timezone.now() - KEPT:
            default_storage.delete(path)
            gone += 1
    return gone
