"""The report of a session: its words, its plain-language version, and who may read it.

A report is for members until somebody who runs the session shows it: to whoever has its secret link, or to everybody. Addresses left for it get the
link once. Its plain-language version is written or confirmed by a person; until then pages say "not yet".
"""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from networks.base.keys import token
from networks.base.models import TextVersion
from networks.base.paragraphs import Merged, merge
from networks.base.texts import Reader, text_hash
from networks.meet.sessions.models import Conclusion, Report, Session
from networks.meet.sessions.models.planning import SessionState
from networks.meet.sessions.rules.errors import NotNow
from networks.meet.sessions.rules.report_shape import ReportContent
from networks.participation.feedback.models import Followup
from networks.record.rules import record

TEXTS = ("plain_text", "introduction")


class BothChanged(NotNow):
    """Somebody else saved another text of the same paragraph. Nothing is overwritten: both are in `conflicts`."""

    def __init__(self, field: str, merged: Merged, theirs: str):
        super().__init__(
            _(
                "Somebody changed the same paragraph while you were writing. Both are here: choose what stays, then save."
            )
        )
        self.field = field
        self.conflicts = merged.conflicts
        self.theirs = theirs
        self.over = merged.over  # to go on with: mine, and what they wrote elsewhere


def report_of(session: Session) -> Report:
    """Return the report's record, made the first time somebody works on it."""
    made, _created = Report.objects.get_or_create(session=session, defaults={"language": session.language})
    return made


# ---- its words ----


def text_in(report: Report | None, field: str, language: str) -> str:
    """Return the text of `field` as it stands in `language`, empty where nobody wrote it."""
    if report is None:
        return ""
    if language == report.language:
        return getattr(report, field)
    return next(
        (v.text for v in report.versions() if v.field == field and v.language == language and not v.plain), ""
    )


@transaction.atomic
def write(
    session: Session, texts: dict[str, str], by, *, language: str, read: dict[str, str], confirm: bool
) -> Report:
    """Save the report's own texts in `language`, each on top of what it was when it was read.

    With `confirm` the plain-language version counts as written by a person from now on, in this language: in another one it is shown
    once somebody has confirmed it there. Raises BothChanged where the same paragraph was changed by somebody else meanwhile.
    """
    report_of(session)
    report = Report.objects.select_for_update(of=("self",)).get(session=session)
    if not report.plain_text and not report.introduction:
        report.language = language
    before = text_in(report, "plain_text", language)
    for field in TEXTS:
        if field not in texts:
            continue
        theirs = text_in(report, field, language)
        merged = merge(read.get(field, ""), texts[field], theirs)
        if merged.conflicts:
            raise BothChanged(field, merged, theirs)
        _keep(report, field, language, merged.text, by)
    now = text_in(report, "plain_text", language)
    if confirm and now.strip():
        _confirm(report, language, by)
        record("report.plain_confirmed", session, actor=by, language=language)
    elif now != before:
        _confirm(report, language, None)
    report.save()
    record("report.changed", session, actor=by, language=language)
    return report


def _confirm(report: Report, language: str, by) -> None:
    """Say who stands for the plain-language version in `language`; with None it is a draft again."""
    if language == report.language:
        report.plain_confirmed_by, report.plain_confirmed_at = by, timezone.now() if by else None
        return
    changes = {"to_check": False, "made_from": text_hash(report.plain_text)} if by else {}
    TextVersion.objects.filter(
        about=report.label, about_id=report.pk, field="plain_text", language=language, plain=False
    ).update(checked_by=by, **changes)


def _keep(report: Report, field: str, language: str, text: str, by) -> None:
    if language == report.language:
        if getattr(report, field) != text:
            setattr(report, field, text)
            report.save(update_fields=[field, "language"])
            report.mark_versions_to_check(field)
    elif text_in(report, field, language) != text:
        report.put_version(field, language, text, author=by)


def is_outdated(report: Report | None) -> bool:
    """Whether a conclusion was changed or published since the plain version was confirmed."""
    if report is None or report.plain_confirmed_at is None:
        return False
    changed = Conclusion.objects.filter(part__session_id=report.session_id, published_at__isnull=False)
    return (
        changed.filter(published_at__gt=report.plain_confirmed_at).exists()
        or changed.filter(changed_at__gt=report.plain_confirmed_at).exists()
    )


def first_draft(content: ReportContent) -> str:
    """Return a beginning for the plain-language version: each question and its conclusions, in plain words where they have some.

    `content` is the report as a reader of plain words sees it. Nothing of this is shown before a person has read and confirmed it.
    """
    lines: list[str] = []
    for part in content.parts:
        if part.conclusions:
            lines.append(part.question.shown.text)
            lines += [f"- {conclusion.text.shown.text}" for conclusion in part.conclusions]
    return "\n\n".join(lines)


# ---- who may read it ----


def may_be_shown(session: Session) -> None:
    """Raise NotNow where there is nothing to show to others yet, with a word on what to do."""
    if session.rehearsal:
        raise NotNow(_("This was a rehearsal: its report stays inside."))
    if session.state != SessionState.ENDED:
        raise NotNow(_("End the session first."))
    if not Conclusion.objects.filter(part__session=session, published_at__isnull=False).exists():
        raise NotNow(_("Publish a conclusion first."))


@transaction.atomic
def publish(session: Session, by) -> Report:
    """Let everybody read the public edition."""
    may_be_shown(session)
    report = report_of(session)
    if Report.objects.filter(pk=report.pk, published_at=None).update(published_at=timezone.now()):
        report.refresh_from_db()
        record("report.published", session, actor=by)
        send_link(report)
    return report


@transaction.atomic
def share(session: Session, by) -> Report:
    """Let whoever has the secret link read the public edition."""
    may_be_shown(session)
    report = report_of(session)
    if Report.objects.filter(pk=report.pk, shared_at=None).update(shared_at=timezone.now()):
        report.refresh_from_db()
        record("report.shared", session, actor=by)
        send_link(report)
    return report


@transaction.atomic
def withdraw(session: Session, by) -> Report:
    """Take the report back: neither address nor link shows it; a link given later is another one."""
    report = report_of(session)
    if report.published_at or report.shared_at:
        report.published_at = report.shared_at = None
        report.public_secret = token()
        report.save(update_fields=["published_at", "shared_at", "public_secret"])
        record("report.withdrawn", session, actor=by)
    return report


def public_address(report: Report, language: str) -> str:
    """Return where others read the report, whole: the public page, or the page by link where only that is open."""
    return settings.SITE_ADDRESS + public_path(report, language)


def public_path(report: Report, language: str) -> str:
    slug = report.session.network.slug
    if report.published_at:
        return reverse(
            "public-report", kwargs={"network": slug, "language": language, "session": report.session_id}
        )
    return reverse(
        "secret-report", kwargs={"network": slug, "language": language, "secret": report.public_secret}
    )


def send_link(report: Report) -> None:
    """Send the link once to each address that was left for it, as soon as others may read the report. After that the address gets nothing but
    the question three months later."""
    from networks.notices.mail import send  # the messages of the program, each sent once

    if not (report.published_at or report.shared_at):
        return
    session = report.session
    waiting = Followup.objects.select_for_update().filter(
        about=session.label, about_id=session.pk, report_sent_at=None
    )
    for guest in waiting:
        title = session.version_for("title", Reader((guest.language,))).text
        with translation.override(guest.language):
            send(
                guest.email,
                _("The report of “%(title)s”") % {"title": title},
                _(
                    "You took part in “%(title)s” and asked for its report. Here it is, as a page, as PDF and for Word:"
                )
                % {"title": title}
                + f"\n\n{public_address(report, guest.language)}\n\n"
                + _("Your address serves for this and for one question in three months; then it is deleted.")
                + "\n",
                network=session.network,
                key=f"report:{session.pk}:{guest.email}",
            )
        guest.report_sent_at = timezone.now()
        guest.save(update_fields=["report_sent_at"])
