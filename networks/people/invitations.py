"""Invitations: by e-mail (accepted by that address only) and by link (gives at most "member, to be confirmed").

Lines are read, shown with what will happen to each, and stored only when somebody confirms. Nothing here ever says whether an
address is known elsewhere: what counts is this network alone.
"""

import csv
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.jobs import ask, job
from networks.base.keys import hashed
from networks.base.models import Job
from networks.base.places import COUNTRIES, country_name, language_name
from networks.base.tenancy import in_network
from networks.base.times import day_words
from networks.people.belonging import OnlyDemonstration, affiliate, grant_role
from networks.people.mail import in_language, message_id
from networks.people.models import (
    Affiliation,
    Invitation,
    InvitationDraft,
    Network,
    Organisation,
    Person,
    Role,
    holding,
)
from networks.people.signals import tell

FIELDS = ("email", "name", "organisation", "country", "language")
MOST = 2_000
MOST_NAME, MOST_ORGANISATION = 120, 200  # characters
# What columns may be called, in the languages of those who send lists.
COLUMNS = {
    "email": ("email", "e-mail", "mail", "address", "adresse", "courriel", "adresse e-mail", "e-mail address", "email address", "correo"),
    "name": ("name", "nom", "prénom nom", "full name", "nombre", "nome", "naam"),
    "organisation": ("organisation", "organization", "organisme", "structure", "association", "organización", "organizzazione"),
    "country": ("country", "pays", "land", "país", "paese"),
    "language": ("language", "langue", "sprache", "idioma", "lingua"),
}  # fmt: skip


class Refused(Exception):
    """An invitation that cannot be accepted; `message` says why and what to do."""

    def __init__(self, message):
        super().__init__(message)
        self.message = message


# ---- reading a list ----


def read_pasted(text: str) -> list[dict]:
    """Return the lines of a pasted list. Cells are separated by tab, semicolon or comma; `Name <address>` is understood."""
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        delimiter = next((d for d in ("\t", ";", ",") if d in line), ",")
        cells = [" ".join(cell.split()) for cell in next(csv.reader([line], delimiter=delimiter))]
        if not rows and _columns(cells):
            continue  # a first line that names the columns in their usual order
        row = dict(zip(FIELDS, cells, strict=False))
        address = row.get("email", "")
        if address.endswith(">") and "<" in address:
            before, _lt, inside = address.partition("<")
            row["email"] = inside.rstrip(">").strip()
            row["name"] = row.get("name") or before.strip().strip('"')
        rows.append({"line": number, **row})
    return rows


def read_rows(rows) -> list[dict]:
    """Return the lines of a spreadsheet, given as (line, cells). A first row may name the columns, in any order."""
    found, order = [], dict(enumerate(FIELDS))
    for number, cells in rows:
        texts = [" ".join(str("" if cell is None else cell).split()) for cell in cells]
        if not any(texts):
            continue
        if not found and (named := _columns(texts)):
            order = named
            continue
        found.append({"line": number, **{order[i]: text for i, text in enumerate(texts) if i in order}})
    return found


def _columns(cells: list[str]) -> dict[int, str] | None:
    """Which field each cell of a heading names, or None where this is no heading."""
    order = {}
    for i, cell in enumerate(cells):
        for named, names in COLUMNS.items():
            if cell.casefold().strip(" :*") in names and named not in order.values():
                order[i] = named
    return order if "email" in order.values() else None


# ---- what will happen to each line ----


@dataclass
class Outcome:
    """One line of the preview."""

    line: int
    email: str
    name: str
    organisation: str
    country: str
    language: str
    will: str  # "invite", or why nothing happens: member, invited, broken, duplicate, formula
    creates: bool = False  # the organisation is new and will be created
    notes: list[str] = field(
        default_factory=list
    )  # what of the line is not understood, and what is done instead

    WORDS = {
        "invite": gettext_lazy("is invited"),
        "member": gettext_lazy("is a member already: nothing happens"),
        "invited": gettext_lazy("was invited already: nothing happens"),
        "broken": gettext_lazy("the address is not complete: correct it"),
        "missing": gettext_lazy("there is no address in this line"),
        "duplicate": gettext_lazy("stands twice in the list: invited once"),
        "formula": gettext_lazy("holds a formula: write plain text instead"),
    }

    @property
    def words(self):
        return self.WORDS[self.will]

    @property
    def is_good(self) -> bool:
        return self.will == "invite"


def preview(lines: list[dict], language: str = "en") -> list[Outcome]:
    """Say what would happen to each line in the current network. Changes nothing."""
    addresses = {plain_address(line.get("email", "")) for line in lines}
    members = {
        address.casefold()
        for address in Person.objects.filter(
            Q(pk__in=Affiliation.objects.now().values("person"))
            | Q(pk__in=Role.objects.now().values("person")),
            email__isnull=False,
        ).values_list("email", flat=True)
        if address.casefold() in addresses
    }
    invited = set(open_invitations().filter(email__in=addresses).values_list("email", flat=True))
    known = {plain_name(name) for name in Organisation.objects.values_list("name", flat=True)}
    seen: set[str] = set()
    outcomes = []
    for line in lines:
        address = plain_address(line.get("email", ""))
        organisation = line.get("organisation", "")[:MOST_ORGANISATION]
        spoken = _language(line.get("language", "")) or language
        outcome = Outcome(
            line=line["line"],
            email=address,
            name=line.get("name", "")[:MOST_NAME],
            organisation=organisation,
            country=_country(line.get("country", "")),
            language=spoken,
            will="invite",
            creates=bool(organisation) and plain_name(organisation) not in known,
            notes=_not_understood(line, spoken),
        )
        if line.get("formula") or any(_is_formula(line.get(field, "")) for field in FIELDS):
            outcome.will = "formula"
        elif not address:
            outcome.will = "missing"
        elif not _is_address(address):
            outcome.will = "broken"
        elif address in seen:
            outcome.will = "duplicate"
        elif address in members:
            outcome.will = "member"
        elif address in invited:
            outcome.will = "invited"
        seen.add(address)
        outcomes.append(outcome)
    return outcomes


def open_invitations():
    """Invitations of the current network that can still be accepted."""
    return Invitation.objects.filter(revoked_at=None, used__lt=F("limit"), expires_at__gt=timezone.now())


def plain_address(address: str) -> str:
    return unicodedata.normalize("NFC", address.strip().strip("<>").casefold())


def plain_name(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _is_address(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def _is_formula(cell: str) -> bool:
    return cell[:1] in ("=", "@") or (cell[:1] in "+-" and len(cell) > 1 and "(" in cell)


@lru_cache(maxsize=500)
def _country(text: str) -> str:
    """A country's code, from a code or a name in English or French."""
    text = text.strip()
    if text.upper() in COUNTRIES:
        return text.upper()
    wanted = plain_name(text)
    for code in COUNTRIES if wanted else ():
        if wanted in {plain_name(country_name(code, language)) for language in ("en", "fr")}:
            return code
    return ""


@lru_cache(maxsize=500)
def _language(text: str) -> str:
    """A language of these pages, from its code or its name in any of them, or in itself."""
    wanted = plain_name(text)
    codes, first = dict(settings.LANGUAGES), wanted.replace("_", "-").split("-")[0]
    if first in codes:
        return first
    named = (code for code in codes if wanted in {plain_name(language_name(code, one)) for one in codes})
    return next(named, "")


def _not_understood(line: dict, spoken: str) -> list[str]:
    """What stands in a line and means nothing here, with what is done instead."""
    notes = []
    country, wanted = line.get("country", "").strip(), line.get("language", "").strip()
    if country and not _country(country):
        notes.append(_("“%(text)s” is not a country: none is noted.") % {"text": country[:40]})
    if wanted and not _language(wanted):
        words = _("The message is not written in “%(text)s”: it is sent in %(language)s.")
        notes.append(words % {"text": language_name(wanted[:40]), "language": language_name(spoken)})
    for name, most in (("name", MOST_NAME), ("organisation", MOST_ORGANISATION)):
        if len(line.get(name, "")) > most:
            notes.append(_("A name has at most %(n)s characters: the rest is left out.") % {"n": most})
    return notes


# ---- confirmed: invited ----


@transaction.atomic
def invite_all(draft: InvitationDraft, *, by: Person) -> list[Invitation]:
    """Invite everybody whom the draft's preview says will be invited; forget the draft. Twice is once."""
    locked = InvitationDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if locked is None:
        return []
    made = [
        invite(
            outcome.email,
            name=outcome.name,
            organisation=organisation_called(outcome.organisation, outcome.country, by=by),
            audience=locked.audience,
            language=outcome.language,
            message=locked.message,
            by=by,
        )
        for outcome in preview(locked.lines, locked.language)
        if outcome.is_good
    ]
    locked.delete()
    return [invitation for invitation in made if invitation]


def organisation_called(name: str, country: str = "", *, by: Person | None = None) -> Organisation | None:
    """The organisation of this name in the current network; made where there is none."""
    if not name.strip():
        return None
    wanted = plain_name(name)
    for organisation in Organisation.objects.filter(name__istartswith=name[:1]).order_by("created_at"):
        if plain_name(organisation.name) == wanted:
            return organisation
    made = Organisation.objects.create(name=" ".join(name.split()), country=country)
    tell("organisation.added", made, actor=by, organisations=[made])
    return made


@transaction.atomic
def invite(
    email: str,
    *,
    by: Person | None,
    name: str = "",
    organisation: Organisation | None = None,
    audience: str = "staff",
    role: str = "",
    language: str = "en",
    message: str = "",
) -> Invitation | None:
    """Invite one address to the current network; the message leaves in the background. None where one is open already."""
    email = plain_address(email)
    Invitation.objects.filter(email=email, revoked_at=None, used=0, expires_at__lte=timezone.now()).update(
        revoked_at=timezone.now()
    )
    invitation = Invitation(
        email=email,
        name=name,
        organisation=organisation,
        audience=audience,
        role=role,
        language=language,
        message=message,
        invited_by=by,
        expires_at=Invitation.default_expiry(),
    )
    invitation.secret_hash = hashed(secret_of(invitation))
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError:
        return None
    tell("invitation.made", invitation, actor=by, organisations=[organisation] if organisation else [])
    ask("people.invite", key=f"invite:{invitation.pk}", invitation=str(invitation.pk))
    return invitation


@transaction.atomic
def invite_by_link(*, by: Person, limit: int, organisation: Organisation | None = None) -> Invitation:
    """Make a link that lets up to `limit` people in as members to be confirmed."""
    invitation = Invitation(
        organisation=organisation, limit=limit, invited_by=by, expires_at=Invitation.default_expiry()
    )
    invitation.secret_hash = hashed(secret_of(invitation))
    invitation.save()
    tell("invitation.made", invitation, actor=by, organisations=[organisation] if organisation else [])
    return invitation


def secret_of(invitation: Invitation) -> str:
    """The secret of an invitation's link: derived from the installation's own, so that it is nowhere in the database,
    and a message sent twice holds the same link."""
    return salted_hmac("networks.people.invitation", str(invitation.pk), algorithm="sha256").hexdigest()


def address_of(invitation: Invitation) -> str:
    return f"{settings.SITE_ADDRESS}{reverse('invitation', args=[secret_of(invitation)])}"


@job("people.invite", mails=True)
def send_invitation(row: Job, invitation: str) -> None:
    """Send one invitation, once: also after a crash between sending and noting it has the same Message-ID and link."""
    from django.core.mail import EmailMessage

    found = Invitation.objects.select_related("network", "organisation", "invited_by").get(pk=invitation)
    if found.sent_at or found.revoked_at:
        return
    with in_language(found.language):
        subject, text = write_invitation(found)
    EmailMessage(
        subject,
        text,
        settings.DEFAULT_FROM_EMAIL,
        [found.email],
        headers={"Message-ID": message_id(f"invitation-{found.pk}")},
    ).send()
    Invitation.objects.filter(pk=found.pk).update(sent_at=timezone.now())


def write_invitation(invitation: Invitation) -> tuple[str, str]:
    """Return subject and text, in the language that is active."""
    host = invitation.invited_by.shown_name if invitation.invited_by else _("The coordinator")
    network = invitation.network.name
    subject = _("%(host)s invites you to %(network)s") % {"host": host, "network": network}
    parts = [
        _("Hello %(name)s,") % {"name": invitation.name} if invitation.name else _("Hello,"),
        _("%(host)s invites you to the network %(network)s.") % {"host": host, "network": network},
        invitation.message.strip(),
        _("Open this address to look and to accept:") + "\n" + address_of(invitation),
        _("It works for this mailbox only, until %(day)s. You need no password: we send you a code.")
        % {"day": day_words(invitation.expires_at)},
        _("If you do not want to come, do nothing."),
    ]
    return " ".join(subject.split()), "\n\n".join(part for part in parts if part) + "\n"


# ---- accepted ----


@transaction.atomic
def accept(invitation: Invitation, person: Person, *, name: str = "", organisation: str = "") -> None:
    """`person` comes in. By e-mail: only the address that was invited. By link: to be confirmed, and counted."""
    network = Network.objects.get(pk=invitation.network_id)
    with in_network(network):
        if not invitation.by_link and plain_address(person.email or "") != plain_address(invitation.email):
            raise Refused(_("This invitation was sent to another address. Sign in with that one."))
        if person.is_demonstration and not network.is_demonstration:
            raise Refused(OnlyDemonstration.message)
        if invitation.by_link and _belongs(person):
            return  # a link counts newcomers only
        won = Invitation.objects.filter(
            pk=invitation.pk, revoked_at=None, used__lt=F("limit"), expires_at__gt=timezone.now()
        ).update(used=F("used") + 1)
        if not won:
            if not invitation.by_link and invitation.used and _belongs(person):
                return  # pressed twice
            raise Refused(
                _("This invitation is used up, withdrawn or older than 14 days. Ask for a new one.")
            )
        if name or (invitation.name and not person.name):
            person.name = person.name or name or invitation.name
            person.save(update_fields=["name"])
        where = invitation.organisation or organisation_called(organisation, by=person)
        if where is None and not invitation.role:
            raise Refused(_("Write the name of your organisation."))
        if where:
            affiliate(person, where, invitation.audience, confirmed=not invitation.by_link, by=person)
        if invitation.role and not invitation.by_link:
            grant_role(person, invitation.role, by=invitation.invited_by)
        tell("invitation.accepted", invitation, actor=person, organisations=[where] if where else [])


def _belongs(person: Person) -> bool:
    return (
        Role.objects.filter(holding(), person=person).exists()
        or Affiliation.objects.filter(holding(), person=person).exists()
    )


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Person) -> None:
    """The link stops working now."""
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    tell("invitation.withdrawn", invitation, actor=by)


def expected(email: str, language: str = "en") -> Person:
    """The person with this address; made where there is none, so that a code can be sent, reading the `language` in which they came.
    Belongs nowhere until they accept."""
    email = plain_address(email)
    found = Person.objects.filter(email__iexact=email).first()
    if found:
        return found
    try:
        with transaction.atomic():
            return Person.objects.create_user(email, language=language)
    except IntegrityError:
        return Person.objects.get(email__iexact=email)
