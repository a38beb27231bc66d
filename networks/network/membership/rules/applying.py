"""What applicants do: start, save page by page, send, come back, withdraw. Two who act at once: one wins, the other is told."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.jobs import job
from networks.base.keys import hashed
from networks.base.texts import Reader
from networks.network.membership.models import OPEN, WRITABLE, Admission, Application, Category, Stage
from networks.network.membership.rules.application_mail import secret_of, tell_applicant
from networks.network.membership.rules.application_steps import may_apply, open_categories, way_of
from networks.network.membership.rules.on_behalf import on_behalf
from networks.participation.documents.models import Document
from networks.participation.documents.rules import keep as keep_paper
from networks.participation.referrals import rules as referrals
from networks.participation.referrals.rules import NotNow
from networks.people.invitations import plain_address, plain_name
from networks.record.rules import record

KEPT_DAYS = 60  # a draft that nobody touches


def by_secret(secret: str) -> Application | None:
    """The application of the current network that a link leads to."""
    return (
        Application.objects.select_related("network", "category", "organisation", "referral", "person")
        .filter(secret_hash=hashed(secret))
        .first()
    )


@transaction.atomic
def start(
    *,
    name: str,
    language: str,
    contact: str = "",
    email: str = "",
    person: Any = None,
    organisation: Any = None,
    category: Category | None = None,
    facts: dict[str, Any] | None = None,
    recorded_by: Any = None,
    because: str = "",
) -> tuple[Application, bool]:
    """Begin an application; return it and whether it is new. An open one of the same organisation by the same address is that one."""
    admission = Admission.objects.select_for_update().first()  # of two at once the second finds the first's
    if admission is None or not (admission.is_open or recorded_by):
        raise NotNow(_("Nobody can apply at the moment."))
    name, email = " ".join(name.split()), plain_address(email) if email else ""
    for found in Application.objects.filter(stage__in=OPEN, email=email).select_related("network"):
        same = (
            found.organisation_id == organisation.pk
            if organisation
            else plain_name(found.name) == plain_name(name)
        )
        if same:
            return found, False
    categories = open_categories()
    made = Application(
        name=name,
        contact=contact,
        email=email,
        language=language,
        person=person,
        organisation=organisation,
        category=category or (categories[0] if len(categories) == 1 else None),
        facts={**facts_of(organisation), **(facts or {})} if organisation else facts or {},
        recorded_by=recorded_by,
        recorded_because=because,
        proven_at=timezone.now() if person else None,
    )
    made.secret_hash = hashed(secret_of(made))
    made.save()
    record("application.started", made, actor=recorded_by or person)
    return made, True


def facts_of(organisation: Any) -> dict[str, Any]:
    """What is known of an organisation already, as an application says it."""
    return {
        "country": organisation.country,
        "kind": organisation.kind,
        "legal_name": organisation.legal_name,
        "place": organisation.place,
        "address": organisation.address,
        "website": organisation.website,
        "founded": str(organisation.founded or ""),
        "about": organisation.description,
    }


@transaction.atomic
def send_link(application: Application, *, first: bool = False) -> None:
    """Mail the applicant the link to the application."""
    tell_applicant(application, "link", "first" if first else None)


def open_applications(email: str) -> QuerySet[Application]:
    """The applications of one address that can still be opened."""
    return Application.objects.filter(email=plain_address(email), stage__in=OPEN).select_related("network")


@transaction.atomic
def keep(
    application: Application,
    *,
    facts: dict[str, Any] | None = None,
    replies: dict[str, Any] | None = None,
    **values: Any,
) -> Application:
    """Keep what one page of an application says. Other pages keep what they have, also if two are saved at once."""
    locked = _locked(application)
    _only(locked, WRITABLE)
    locked.facts = {**locked.facts, **(facts or {})}
    locked.replies = {**locked.replies, **(replies or {})}
    for name, value in values.items():
        setattr(locked, name, value)
    locked.changed_at = timezone.now()
    locked.proven_at = locked.proven_at or locked.changed_at
    locked.save()
    return locked


def _locked(application: Application) -> Application:
    return (
        Application.objects.select_for_update(of=("self",)).select_related("network").get(pk=application.pk)
    )


def _only(application: Application, stages: Iterable[str]) -> None:
    if application.stage not in stages:
        raise NotNow(
            _("This has changed meanwhile: the application is “%(stage)s” now.")
            % {"stage": application.get_stage_display()}
        )


@transaction.atomic
def move(application: Application, stages: Iterable[str], to: str, **values: Any) -> None:
    """Bring an application from one of `stages` to another. Of two at once one wins; the other gets NotNow."""
    now = timezone.now()
    won = Application.objects.filter(pk=application.pk, stage__in=list(stages)).update(
        stage=to, changed_at=now, **values
    )
    application.refresh_from_db()
    if not won:
        _only(application, stages)


@transaction.atomic
def send(application: Application, *, by: Any = None) -> None:
    """Hand the application in. Where something has to be there and is not, nothing is sent."""
    locked = _locked(application)
    _only(locked, WRITABLE)
    way = way_of(locked, Reader((locked.language,)))
    if way.missing:
        raise NotNow(_("Something is still missing: %(what)s.") % {"what": way.missing[0].shown.text})
    verdict = may_apply(way.admission, locked.facts.get("country", ""), locked.facts.get("kind", ""))
    if not verdict:
        raise NotNow(" ".join(str(reason) for reason in verdict.reasons))
    move(application, WRITABLE, Stage.SENT, sent_at=locked.sent_at or timezone.now())
    event = record("application.sent", application, actor=by)
    tell_applicant(application, "sent", event.pk)


@transaction.atomic
def withdraw(application: Application, *, by: Any = None) -> None:
    """The applicant does not go on. Whoever was to decide is asked no longer."""
    was_seen = application.sent_at is not None
    referral = application.referral
    move(application, OPEN, Stage.WITHDRAWN, decided_at=timezone.now())
    if referral is not None:
        referrals.withdraw(referral, by=by)
    event = record("application.withdrawn" if was_seen else "application.given_up", application, actor=by)
    tell_applicant(application, "withdrawn", event.pk)


# ---- tidying ----


@job("membership.tidy_applications", every=timedelta(hours=24))
def tidy(row) -> int:
    """Delete drafts that nobody touched for 60 days, with their papers."""
    old = timezone.now() - timedelta(days=KEPT_DAYS)
    found = list(Application.objects.filter(stage=Stage.DRAFT, changed_at__lt=old)[:500])
    for application in found:
        with transaction.atomic():
            forget(application)
    return len(found)


def forget(application: Application) -> None:
    """Delete an application and its papers, files too."""
    papers = Document.everywhere.filter(about=application.label, about_id=application.pk)
    for paper in papers.prefetch_related("versions"):
        drop(paper)
    application.delete()


def drop(paper: Document) -> None:
    """Delete a paper for good: it was handed in by mistake, or its application is gone."""
    files = [version.file for version in paper.versions.all()]
    paper.delete()
    transaction.on_commit(lambda: [file.delete(save=False) for file in files])


@transaction.atomic
def take_out(application: Application, paper: Document) -> None:
    """The applicant takes a paper out again, while the application can be changed."""
    locked = _locked(application)
    _only(locked, WRITABLE)
    drop(paper)
    Application.objects.filter(pk=locked.pk).update(changed_at=timezone.now())


@transaction.atomic
def start_recorded(*, by: Any, because: str, document: Any = None, **what: Any) -> tuple[Application, bool]:
    """A coordinator records an application that came otherwise: it is at once to be checked. The applicant is told, and gets the link;
    an organisation of the register is told as of everything that is recorded on its behalf, and can contest it."""
    made, is_new = start(**what, recorded_by=by, because=because)
    if is_new:
        now = timezone.now()
        move(made, (Stage.DRAFT,), Stage.SENT, sent_at=now)
        event = record("application.sent", made, actor=by)
        tell_applicant(made, "recorded", event.pk)
        if made.organisation is not None:
            on_behalf(made, made.organisation, because, document, by=by)
        elif document is not None:
            keep_paper(made, document, by=by)
    return made, is_new
