"""What the network does with an application: asks for what is missing, finds it complete, gives opinions, puts it to whoever decides."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from networks.network.membership.models import Admission, Application, Opinion, Stage
from networks.network.membership.rules.application_mail import tell_applicant
from networks.network.membership.rules.applying import _locked, _only, move
from networks.participation.referrals import deciders
from networks.participation.referrals.rules import NotNow, refer
from networks.people.models import Organisation
from networks.record.rules import record

QUESTION = "admission"


@transaction.atomic
def ask_for_more(application: Application, words: str, *, by: Any, language: str) -> None:
    """Give the application back with what is missing, in words."""
    move(
        application,
        (Stage.SENT, Stage.COMPLETE),
        Stage.ASKED,
        missing=words.strip(),
        missing_language=language,
        checked_at=None,
        checked_by=None,
    )
    event = record("application.asked", application, actor=by)
    tell_applicant(application, "asked", event.pk)


@transaction.atomic
def complete(application: Application, *, by: Any) -> None:
    """Everything is there."""
    move(
        application,
        (Stage.SENT,),
        Stage.COMPLETE,
        checked_at=timezone.now(),
        checked_by=by,
        missing="",
        missing_language="",
    )
    event = record("application.completed", application, actor=by)
    tell_applicant(application, "completed", event.pk)


@transaction.atomic
def connect(application: Application, organisation: Organisation | None, *, by: Any) -> None:
    """Say which organisation of the register the applicant is; None: a new one."""
    locked = _locked(application)
    _only(locked, (Stage.SENT, Stage.ASKED, Stage.COMPLETE, Stage.REFERRED))
    Application.objects.filter(pk=locked.pk).update(organisation=organisation, is_new_organisation=False)
    application.refresh_from_db()
    record(
        "application.connected", application, actor=by, organisations=[organisation] if organisation else []
    )


@transaction.atomic
def give_opinion(application: Application, view: str, words: str, *, by: Any, language: str) -> Opinion:
    """Say what one thinks of it, until it is decided; again replaces it."""
    locked = _locked(application)
    _only(locked, (Stage.COMPLETE, Stage.REFERRED))
    made, _new = Opinion.objects.update_or_create(
        application=locked,
        person=by,
        defaults={"view": view, "words": words.strip(), "language": language, "created_at": timezone.now()},
    )
    record("application.opinion_given", application, actor=by)
    return made


@transaction.atomic
def put_to_decision(
    application: Application, *, by: Any, on=None, note: str = "", language: str = ""
) -> None:
    """Refer the application to whoever decides, by the day `on`. The deadline before that day is kept."""
    admission = Admission.current()
    if admission is None:
        raise NotNow(_("First set how your network admits members."))
    locked = _locked(application)
    _only(locked, (Stage.COMPLETE,))
    if locked.category_id is None:
        raise NotNow(_("Choose the category that it applies for first."))
    if admission.asks_opinion and locked.opinions.count() < admission.opinions_needed:
        raise NotNow(
            ngettext(
                "One opinion of the board is needed first.",
                "%(number)s opinions of the board are needed first.",
                admission.opinions_needed,
            )
            % {"number": admission.opinions_needed}
        )
    zone = ZoneInfo(application.network.zone)
    if on is not None and locked.sent_at is not None:
        earliest = locked.sent_at.astimezone(zone).date() + timedelta(days=admission.days_before)
        if on < earliest:
            raise NotNow(
                _(
                    "Applications have to be there %(days)s days before. This one can be decided from %(day)s on."
                )
                % {"days": admission.days_before, "day": date_format(earliest, "DATE_FORMAT")}
            )
    due = datetime.combine(on, time(23, 59), zone) if on else None
    to, key = deciders.read(admission.decided_by)
    referral = refer(
        locked, QUESTION, by=by, to=to, to_id=key, due_at=due, note=note.strip(), language=language
    )
    move(application, (Stage.COMPLETE,), Stage.REFERRED, referral=referral)
    event = record("application.referred", application, actor=by)
    tell_applicant(application, "referred", event.pk)
