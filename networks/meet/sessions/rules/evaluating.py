"""Evaluating a session: after it, and three months later ("did you use it?")."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Value, When
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from networks.base.jobs import job
from networks.base.tenancy import in_network
from networks.base.texts import Reader
from networks.meet.sessions.models import Report, Seat, Session
from networks.meet.sessions.models.planning import SessionState
from networks.meet.sessions.rules import publishing
from networks.participation.feedback import rules as feedback
from networks.participation.feedback.models import Followup, Questionnaire
from networks.participation.feedback.questions import AFTER_SESSION, CHOICES, FACES, LATER, wording

LATER_AFTER = timedelta(days=91)
CLOSES_AFTER = timedelta(days=30)


def questionnaire_of(session: Session) -> Questionnaire:
    """Return the evaluation of `session`, opened the first time somebody asks; it knows how many took part."""
    took_part = Seat.objects.filter(session=session, removed_at=None, simulated=False).count()
    return feedback.open_questionnaire(session, AFTER_SESSION, invited=took_part)


def may_be_answered(session: Session) -> bool:
    """While the session runs (people leave early) and for 30 days after it."""
    if session.state == SessionState.LIVE:
        return True
    return session.state == SessionState.ENDED and session.ended_at > timezone.now() - CLOSES_AFTER


@transaction.atomic
def leave_address(session: Session, email: str, language: str) -> Followup:
    """A guest leaves an address for the report and the question three months later; it is deleted after that. Where others may read the
    report already, it is sent at once."""
    made = feedback.leave_address(
        session, email, language, (timezone.now() + LATER_AFTER + CLOSES_AFTER).date()
    )
    if report := Report.objects.filter(session=session).select_related("session__network").first():
        publishing.send_link(report)
    return made


@job("sessions.ask_later", every=timedelta(hours=12))
def ask_later(row) -> int:
    """Three months after a session, ask those who took part whether they used something of it. Each is asked once."""
    sent = 0
    due = Session.everywhere.filter(
        state=SessionState.ENDED,
        rehearsal=False,
        binned_at=None,
        ended_at__lt=timezone.now() - LATER_AFTER,
        ended_at__gt=timezone.now() - 2 * LATER_AFTER,
    ).select_related("network")
    for session in due:
        with in_network(session.network_id):
            if feedback.questionnaire_about(session, "later") is None:
                sent += _ask_later(session)
    feedback.delete_old_addresses()
    return sent


@transaction.atomic  # all are asked or, if it is stopped midway, all the next time
def _ask_later(session: Session) -> int:
    from networks.notices.mail import send  # the messages of the program, each sent once
    from networks.notices.telling import may_be_mailed

    seats = Seat.objects.filter(session=session, person__isnull=False, removed_at=None).select_related(
        "person"
    )
    people = {seat.person.email: seat.person.language for seat in seats if may_be_mailed(seat.person)}
    guests = Followup.objects.filter(about=session.label, about_id=session.pk, asked_at=None)
    addresses = people | {guest.email: guest.language for guest in guests}
    questionnaire = feedback.open_questionnaire(session, LATER, moment="later", invited=len(addresses))
    for email, language in addresses.items():
        title = session.version_for("title", Reader((language,))).text
        with translation.override(language):
            link = settings.SITE_ADDRESS + reverse(
                "feedback", kwargs={"ticket": feedback.ticket(questionnaire)}
            )
            send(
                email,
                _("Did you use something from “%(title)s”?") % {"title": title},
                _(
                    "Three months ago you took part in “%(title)s”. Did you use something from it? It takes a minute, and nobody sees who wrote:"
                )
                % {"title": title}
                + f"\n\n{link}\n",
                network=session.network,
                key=f"later:{questionnaire.pk}:{email}",
            )
    # Whoever has the report, too, has had all that the address was left for; the others may still get it.
    today = timezone.localdate()
    has_all = Case(When(report_sent_at=None, then=Value(today + CLOSES_AFTER)), default=Value(today))
    guests.update(asked_at=timezone.now(), delete_after=has_all)
    return len(addresses)


def shown(questionnaire: Questionnaire) -> feedback.Results:
    """The results with the words of their questions and choices, ready for a page or a report."""
    found = feedback.results(questionnaire)
    for question in found.questions:
        question.title = wording(question.key)
        names = FACES if question.kind == "faces" else CHOICES
        question.bars = [(str(names[option]), n) for option, n in question.counts.items()]
    return found
