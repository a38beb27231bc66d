"""What a decision about an application does, and how it is undone. Called by the referral, in its transaction."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.numbers import whole
from networks.network.membership.models import (
    Application,
    Category,
    EndReason,
    FieldKind,
    Figure,
    FigureValue,
    Membership,
    Stage,
    Terms,
    WelcomeStep,
    WelcomeTask,
)
from networks.network.membership.rules import belonging, own_fields
from networks.network.membership.rules.application_mail import tell_applicant
from networks.network.membership.rules.application_steps import SIZES, asked_questions
from networks.network.membership.rules.applying import move
from networks.network.membership.rules.checking import QUESTION
from networks.participation.referrals.models import Referral
from networks.participation.referrals.rules import NotNow, Question, register
from networks.people import invitations
from networks.people.belonging import affiliate, end_affiliation
from networks.people.models import Affiliation, Audience, Organisation
from networks.people.signals import tell
from networks.record.rules import record


def admit(application: Application, referral: Referral) -> None:
    """The organisation becomes a member in the category it applied for; whoever applied for it is invited."""
    by = referral.answered_by
    move(application, (Stage.REFERRED,), Stage.ADMITTED, decided_at=timezone.now())
    category = Category.objects.filter(pk=application.category_id, retired_at=None).first()
    if category is None:
        raise NotNow(_("The category that it applied for is no longer there. Choose another one first."))
    organisation = application.organisation or _new_organisation(application, by)
    before = Membership.objects.filter(organisation=organisation, until__isnull=True).first()
    membership = _member(organisation, category, before, by, referral)
    application.organisation, application.membership, application.before = organisation, membership, before
    _keep_figures(application, organisation, by)
    _keep_own_fields(application, organisation, by)
    application.invitation = _bring_in(application, organisation, by)
    application.save(
        update_fields=["organisation", "is_new_organisation", "membership", "before", "invitation"]
    )
    for step in WelcomeStep.objects.filter(retired_at=None):
        WelcomeTask.objects.get_or_create(application=application, step=step)
    event = record("application.admitted", application, actor=by, organisations=[organisation])
    tell_applicant(application, "admitted", event.pk)


def _member(organisation, category, before, by, referral) -> Membership:
    if before is not None and before.category_id == category.pk:
        raise NotNow(_("%(name)s is a member in this category already.") % {"name": organisation.name})
    try:
        if before is None:
            return belonging.begin(organisation, category, by=by, decided_in=referral.pk)
        changed = belonging.change_category(before, category, by=by, decided_in=referral.pk)
    except belonging.AlreadyMember as error:
        raise NotNow(str(error)) from None
    if changed is None:
        raise NotNow(_("Its membership was changed this moment. Look at it again."))
    return changed


def _new_organisation(application: Application, by) -> Organisation:
    facts = application.facts
    made = Organisation.objects.create(
        name=application.name,
        language=application.language,
        country=facts.get("country", ""),
        kind=facts.get("kind", ""),
        legal_name=facts.get("legal_name", ""),
        place=facts.get("place", ""),
        address=facts.get("address", ""),
        website=facts.get("website", ""),
        founded=whole(facts.get("founded", ""), most=9999),
        description=facts.get("about", ""),
        is_member=False,
    )
    application.is_new_organisation = True
    tell("organisation.added", made, actor=by, organisations=[made])
    return made


def _keep_figures(application: Application, organisation: Organisation, by) -> None:
    """What it said of its size becomes figures of the year it named, where the network keeps them and nothing stands there yet."""
    year = application.facts.get("year")
    if whole(year, 1, 9999) is None:
        return
    figures = {figure.key: figure for figure in Figure.objects.filter(key__in=SIZES, retired_at=None)}
    currency = Terms.current().currency
    for key, figure in figures.items():
        try:
            amount = Decimal(str(application.facts.get(key, "")))
        except InvalidOperation:
            continue
        FigureValue.objects.get_or_create(
            organisation=organisation,
            figure=figure,
            year=int(year),
            defaults={
                "amount": amount,
                "currency": currency if figure.unit == "money" else "",
                "source": "declared",
                "by": by,
            },
        )


def _keep_own_fields(application: Application, organisation: Organisation, by) -> None:
    """Answers to questions that are own fields of the network stand with the organisation from now on, where nothing stood."""
    values: dict[Any, Any] = {}
    for question in asked_questions():
        value, field = application.replies.get(question.pk.hex), question.own_field
        if (
            field is None
            or field.on != "organisation"
            or value in (None, "")
            or organisation.own.get(field.key)
        ):
            continue
        value = value == "yes" if field.kind == FieldKind.YES_NO else value
        try:
            values[field] = own_fields.clean(field, value)
        except ValidationError:
            continue  # the field was changed since it was answered: the answer stays with the application
    if values:
        own_fields.write_many(organisation, values, by=by)


def _bring_in(application: Application, organisation: Organisation, by):
    """Whoever applied belongs to the organisation: by an invitation to the address; at once, where they had signed in to apply."""
    if application.person is not None:
        affiliate(application.person, organisation, Audience.STAFF, by=by)
        return None
    if not application.email:
        return None
    made = invitations.invite(
        application.email,
        by=by,
        name=application.contact,
        organisation=organisation,
        audience=Audience.STAFF,
        language=application.language,
    )
    return made or invitations.open_invitations().filter(email=application.email).first()


def refuse(application: Application, referral: Referral) -> None:
    """It does not become a member; the reason is told."""
    move(application, (Stage.REFERRED,), Stage.REFUSED, decided_at=timezone.now())
    event = record("application.refused", application, actor=referral.answered_by)
    tell_applicant(application, "refused", event.pk)


def take_back_admission(application: Application, referral: Referral) -> None:
    """The decision is open again: the membership never was, what was before holds again, an invitation that nobody accepted is withdrawn."""
    move(application, (Stage.ADMITTED,), Stage.REFERRED, decided_at=None)
    membership, by = application.membership, _who(referral)
    if membership is not None and not belonging.end(
        membership, EndReason.REOPENED, on=membership.since, by=by
    ):
        raise NotNow(_("The membership was ended or changed since. Put that right first."))
    if application.before is not None:
        belonging.hold_again(application.before, by=by)
    _send_away(application, by)
    application.tasks.filter(done_at=None).delete()
    application.membership = application.before = application.invitation = None
    application.save(update_fields=["membership", "before", "invitation"])
    event = record("application.reopened", application, actor=by)
    tell_applicant(application, "reopened", event.pk)


def _send_away(application: Application, by) -> None:
    invitation = application.invitation
    if invitation is not None and not invitation.used and invitation.revoked_at is None:
        invitations.withdraw(invitation, by=by)
    if application.is_new_organisation and application.organisation:
        for found in Affiliation.objects.now().filter(organisation=application.organisation):
            end_affiliation(found, by=by)


def _who(referral: Referral):
    """Who opened the decision again."""
    last = referral.answers.exclude(reopened_at=None).order_by("reopened_at").last()
    return last.reopened_by if last else None


def take_back_refusal(application: Application, referral: Referral) -> None:
    """The decision is open again."""
    move(application, (Stage.REFUSED,), Stage.REFERRED, decided_at=None)
    event = record("application.reopened", application, actor=_who(referral))
    tell_applicant(application, "reopened", event.pk)


@transaction.atomic
def tick(task: WelcomeTask, *, by: Any, done: bool = True) -> None:
    """A step of the welcome is done, or not after all. Twice is once."""
    changed = WelcomeTask.objects.filter(pk=task.pk, done_at__isnull=done).update(
        done_at=timezone.now() if done else None, done_by=by if done else None
    )
    if changed:
        record("application.welcomed", task.application, actor=by, done=done)


def declare() -> None:
    """Make the question known to the kernel of referrals."""
    from networks.network.membership.rules.admission_papers import facts, papers, voices

    register(
        Question(
            Application._meta.label_lower,
            QUESTION,
            {"admitted": admit, "refused": refuse},
            undo={"admitted": take_back_admission, "refused": take_back_refusal},
            words={"admitted": gettext_lazy("Admit"), "refused": gettext_lazy("Do not admit")},
            title=gettext_lazy("Admission: {what}"),
            reasons=("refused",),
            matter="admission",
            facts=facts,
            papers=papers,
            voices=voices,
        )
    )
