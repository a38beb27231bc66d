"""On behalf: a coordinator records for a member that does not do it itself, with the reason and the document it rests on.

    with transaction.atomic():
        made = apply_for(organisation, …)                                        # the thing: any record
        on_behalf(made, organisation, reason, upload, by=request.actor.person)   # why, by which document; the member is told

The member's people are told on the page and by mail; the mail's link lets them contest it without signing in. Contesting takes nothing
back: a coordinator then has it to answer, in words that the member's people are told.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.base.rooms import Described, describe, describe_for
from networks.network.membership.admission_permissions import sees_applications
from networks.network.membership.models import Application, OnBehalf
from networks.network.membership.rules.contact_people import addresses_of
from networks.network.membership.rules.organisations import field_names
from networks.notices.mail import send
from networks.participation.documents.models import Document
from networks.participation.documents.rules import keep
from networks.participation.occasions.models import Invitee
from networks.people.mail import in_language
from networks.people.models import Affiliation, Audience, FunctionKind, Organisation, Person, holding
from networks.record.rules import record

SALT = "membership.on_behalf"
TOLD = (FunctionKind.REPRESENTATIVE, FunctionKind.COMMUNICATION)


@transaction.atomic
def on_behalf(
    thing: Any,
    organisation: Organisation,
    reason: str,
    document: Any,
    by: Person,
    language: str = "",
    fields: Iterable[str] = (),
) -> OnBehalf:
    """Keep that `by` recorded `thing` for `organisation`, and tell its people. Call it in the transaction that makes `thing`.

    fields: where `thing` is the organisation, the names of what was changed. document: an uploaded file, a Document that is kept already, or None. Raises a `FileRefused`, whose text says what to do.
    """
    made = OnBehalf.objects.create(
        about=thing.label,
        about_id=thing.pk,
        fields=list(fields),
        organisation=organisation,
        by=by,
        reason=reason.strip(),
        language=language or by.language,
        document=document if isinstance(document, Document) else None,
    )
    if hasattr(document, "read"):
        made.document = keep(made, document, kind="on_behalf", by=by)
        made.save(update_fields=["document"])
    record("on_behalf.recorded", made, actor=by, organisations=[organisation])
    _mail(made)
    return made


@transaction.atomic
def contest(found: OnBehalf, words: str, *, by: Person | None, language: str = "en") -> bool:
    """The member says that it is not so; return whether nobody was quicker. A coordinator has it to answer."""
    won = OnBehalf.objects.filter(pk=found.pk, contested_at=None, resolved_at=None).update(
        contested_at=timezone.now(), contested_by=by, contest=words.strip(), contest_language=language
    )
    if won:
        found.refresh_from_db()
        record("on_behalf.contested", found, actor=by, organisations=[found.organisation])
    return bool(won)


@transaction.atomic
def resolve(found: OnBehalf, words: str, *, by: Person, language: str = "en") -> bool:
    """A coordinator says how it was resolved; return whether nobody was quicker."""
    won = OnBehalf.objects.filter(pk=found.pk, contested_at__isnull=False, resolved_at=None).update(
        resolved_at=timezone.now(), resolved_by=by, resolution=words.strip(), resolution_language=language
    )
    if won:
        found.refresh_from_db()
        record("on_behalf.resolved", found, actor=by, organisations=[found.organisation])
        _mail(found)
    return bool(won)


# ---- who is told ----


def people_of(organisation: Organisation) -> list[Person]:
    """Whom the network tells of what concerns an organisation: who represents it or does its communication; else its staff and board."""
    places = Affiliation.objects.now().filter(
        organisation=organisation, confirmed=True, person__erased_at=None
    )
    named = places.filter(holding("functions__"), functions__kind__in=TOLD)
    found = named if named.exists() else places.filter(audience__in=(Audience.STAFF, Audience.BOARD))
    return list(Person.objects.filter(pk__in=found.values("person")).order_by("pk"))


def _mail(found: OnBehalf) -> None:
    """A message to each of its people; to the organisation's own address where none of them can be written to."""
    if found.network.is_demonstration:
        return
    people = [
        one for one in people_of(found.organisation) if one.pk != found.by_id and not one.is_demonstration
    ]
    addresses = addresses_of(people)
    readers = [one for one in people if one.pk in addresses]
    state = "resolved" if found.resolved_at else "recorded"
    for one in readers:
        _write(found, addresses[one.pk], one.language, one, f"on-behalf:{state}:{found.pk}:{one.pk}")
    if not readers and found.organisation.email:
        _write(
            found,
            found.organisation.email,
            found.organisation.language,
            None,
            f"on-behalf:{state}:{found.pk}",
        )


def _write(found: OnBehalf, to: str, language: str, reader: Person | None, key: str) -> None:
    with in_language(language):
        what = thing_of(found).title
        words = {
            "network": found.network.name,
            "house": found.organisation.name,
            "what": what,
            "who": found.by.shown_name if found.by else _("A coordinator"),
            "reason": found.reason,
            "link": settings.SITE_ADDRESS + answer_url(found, reader),
            "resolution": found.resolution,
        }
        if found.resolved_at:
            subject = _("%(network)s: your objection was answered") % words
            text = (
                _(
                    "%(house)s said that this was not right: %(what)s\n\nThe answer:\n\n%(resolution)s\n\n%(link)s"
                )
                % words
            )
        else:
            subject = _("%(network)s recorded something for %(house)s") % words
            text = (
                _(
                    "%(who)s recorded this for %(house)s: %(what)s\n\nThe reason:\n\n%(reason)s\n\n"
                    "You need do nothing if this is right. If it is not, say so here:\n%(link)s"
                )
                % words
            )
        send(to, subject, text, network=found.network, key=key)


def thing_of(found: OnBehalf) -> Described:
    """What was recorded, as its room shows it; of the organisation itself what was changed."""
    return things_of([found])[found.pk]


def things_of(rows: Iterable[OnBehalf]) -> dict[Any, Described]:
    """The same of several, by their keys."""
    rows = list(rows)
    things = describe((row.about, row.about_id) for row in rows)
    names = field_names(name for row in rows for name in row.fields)
    return {row.pk: _named(row, things[row.about, row.about_id], names) for row in rows}


def _named(row: OnBehalf, thing: Described, names: Mapping[str, Any]) -> Described:
    if row.about_id != row.organisation_id:
        return thing
    changed = ", ".join(str(names[name]) for name in row.fields if name in names)
    words = {"house": row.organisation.name, "fields": changed}
    title = _("What stands about %(house)s: %(fields)s") if changed else _("What stands about %(house)s")
    return replace(thing, title=title % words)


def address_for(found: OnBehalf, actor: Any) -> str:
    """Where what was recorded stands; "" for a reader who may not open that page."""
    if found.about == Application._meta.label_lower and not sees_applications(actor):
        return ""
    if found.about == Invitee._meta.label_lower:
        invitee = Invitee.objects.filter(pk=found.about_id).select_related("occasion").first()
        if invitee is None:
            return ""
        thing = (invitee.occasion.about, invitee.occasion.about_id)
        return describe_for([thing], actor)[thing].url
    return thing_of(found).url


# ---- the link in the message ----


def answer_url(found: OnBehalf, reader: Person | None) -> str:
    """Where the message leads: the page on which whoever got it can say that it is not so, without signing in."""
    token = signing.dumps([str(found.pk), str(reader.pk) if reader else ""], salt=SALT, compress=True)
    return reverse("on-behalf-answer", kwargs={"network": found.network.slug, "token": token})


def by_token(token: str) -> tuple[OnBehalf, Person | None] | None:
    """The record and the reader that a link was made for; None for a wrong link, and for somebody who is not with the member any more."""
    try:
        key, reader = signing.loads(token, salt=SALT)
        found = (
            OnBehalf.objects.select_related("organisation", "by", "network", "document")
            .filter(pk=UUID(key))
            .first()
        )
        person = UUID(reader) if reader else None
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if found is None:
        return None
    if person is None:
        return found, None
    place = (
        Affiliation.objects.now()
        .filter(Q(person=person), organisation=found.organisation)
        .select_related("person")
        .first()
    )
    return (found, place.person) if place else None


def contested() -> Any:
    """What waits for a coordinator's answer, the oldest first."""
    return OnBehalf.objects.filter(contested_at__isnull=False, resolved_at=None).order_by(
        "contested_at", "pk"
    )
