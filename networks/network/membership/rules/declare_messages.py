"""What members are told of a declaration: it is open, it is waited for, there is more time. Each in their language, each once."""

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from networks.base.jobs import ask, job, progress
from networks.network.membership.models import Declaration, DeclarationState, Round, RoundState
from networks.network.membership.rules.contacts import contacts
from networks.network.membership.rules.rounds import DEADLINE, expect
from networks.notices.mail import send
from networks.participation.deadlines import rules as deadlines
from networks.participation.deadlines.models import Deadline, Extension
from networks.people.mail import in_language
from networks.people.models import FunctionKind

FUNCTIONS = (FunctionKind.COMMUNICATION, FunctionKind.REPRESENTATIVE)
BATCH = 200


def missing(found: Round) -> QuerySet[Declaration]:
    """The declarations that are waited for."""
    return found.declarations.exclude(state=DeclarationState.DECLARED).filter(organisation__binned_at=None)


@job("membership.declare.tell", attempts=8, mails=True)
def tell_job(row, round: str, mark: str = "", organisation: str = "") -> int:
    """Write to whoever has not declared: the first time, or (with a mark) as a reminder. Each message leaves once, whatever happens."""
    found = Round.objects.select_related("network").filter(pk=round, state=RoundState.OPEN).first()
    if found is None:
        return 0
    expect(found)
    waiting = missing(found).select_related("organisation").order_by("pk")
    if organisation:
        waiting = waiting.filter(organisation=organisation)
    total, done, last, sent = waiting.count(), 0, None, 0
    deadline = deadlines.of(found, DEADLINE)
    while batch := list((waiting.filter(pk__gt=last) if last else waiting)[:BATCH]):
        people = contacts([one.organisation_id for one in batch], FUNCTIONS)
        for declaration in batch:
            declaration.round = found
            for affiliation, address in people.get(declaration.organisation_id, []):
                sent += _write(declaration, affiliation.person, address, deadline, mark)
        last, done = batch[-1].pk, done + len(batch)
        progress(row, done, total)
    return sent


def _write(declaration: Declaration, person, address: str, deadline: Deadline | None, mark: str) -> bool:
    found, house = declaration.round, declaration.organisation
    with in_language(person.language):
        names = {"year": found.year, "organisation": house.name, "network": found.network.name}
        if mark:
            subject = _("Reminder: the figures of %(organisation)s for %(year)s") % names
            opening = (
                _("%(network)s has not yet received the figures of %(organisation)s for %(year)s.") % names
            )
        else:
            subject = _("The figures of %(organisation)s for %(year)s") % names
            opening = (
                _(
                    "%(network)s asks its members for their figures of %(year)s. This is about %(organisation)s."
                )
                % names
            )
        words = found.version_for("message", person.reader).text
        until = when(deadline, house, person.zone or (deadline.zone if deadline else "")) if deadline else ""
        text = "\n\n".join(
            part
            for part in (
                _("Good day, %(name)s.") % {"name": person.shown_name},
                opening,
                words,
                _("Until: %(when)s") % {"when": until} if until else "",
                _("You see last year’s figures there, and confirm or change them:")
                + "\n"
                + settings.SITE_ADDRESS
                + reverse("declaration", kwargs={"network": found.network.slug, "key": declaration.pk}),
                found.network.name,
            )
            if part
        )
        key = f"declare:{declaration.pk}:{person.pk}:{mark or 'opened'}"
        return send(address, subject, text, network=found.network, key=key) is not None


def when(deadline: Deadline, organisation=None, zone: str = "") -> str:
    """Until when, in words and in a zone that is named."""
    from zoneinfo import ZoneInfo

    zone = zone or deadline.zone
    moment = deadlines.ends_at(deadline, organisation).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return f"{date_format(moment, 'DATE_FORMAT')}, {date_format(moment, 'TIME_FORMAT')} ({zone})"


def remind(found: Round, deadline: Deadline, days: int) -> None:
    """A reminder of the kernel is due."""
    if found.state == RoundState.OPEN:
        mark = f"{days} {deadline.at.isoformat()}"
        ask("membership.declare.tell", key=f"declare:{found.pk}:{mark}", round=str(found.pk), mark=mark)


def extended(found: Round, deadline: Deadline, extension: Extension) -> None:
    """There is more time: those who have not declared are told."""
    mark = f"more {extension.pk}"
    ask(
        "membership.declare.tell",
        key=f"declare:{found.pk}:{mark}",
        round=str(found.pk),
        mark=mark,
        **({"organisation": str(extension.organisation_id)} if extension.organisation_id else {}),
    )
