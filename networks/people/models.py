"""Who there is: networks, organisations, persons, and how they belong together, each from a day to a day."""

from datetime import timedelta, tzinfo

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.base.indexes import OnSQLite
from networks.base.keys import hashed
from networks.base.models import Binned, Happened, Keyed, Owned
from networks.base.tenancy import OwnedManager, OwnedQuerySet
from networks.base.texts import Reader, Written

RESERVED = {
    "j", "api", "static", "files", "accounts", "account", "admin", "styleguide", "start", "found", "public", "outbox", "card",
    "unsubscribe", "demonstration", "settings", "help", "me", "sign-in", "i18n", "invitation", "answer", "calendar", "feeds",
    "people", "notices", "feedback", "screen", "home", "meet", "learn", "together", "voice", "network", "health", "favicon.ico", "robots.txt", "join", "you",
    "level", "local", "operator", "sign-out", "sitemap.xml", "twin",
}  # fmt: skip


class Audience(models.TextChoices):
    """Whom a network serves in an organisation. Who is a worker is seen by their own organisation only."""

    BOARD = "board", _("Board member")
    STAFF = "staff", _("Staff member")
    WORKER = "worker", _("Worker")
    PARTNER = "partner", _("Partner")


class RoleKind(models.TextChoices):
    """What somebody does for a network."""

    COORDINATOR = "coordinator", _("Coordinator")
    FACILITATOR = "facilitator", _("Facilitator")
    BOARD = "board", _("Board member of the network")


class FunctionKind(models.TextChoices):
    """What somebody does for an organisation in a network."""

    REPRESENTATIVE = "representative", _("Legal representative")
    DELEGATE = "delegate", _("Voting delegate")
    DEPUTY = "deputy", _("Deputy")
    INVOICES = "invoices", _("Receives invoices")
    COMMUNICATION = "communication", _("Communication")


class Span(models.Model):
    """Something that holds from a day to a day."""

    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def holds_in(self, zone: tzinfo) -> bool:
        """Whether it holds now, by the clock of `zone`."""
        today = timezone.localdate(timezone=zone)
        return self.since <= today and (self.until is None or self.until > today)

    def end(self, day=None) -> None:
        """Hold no longer, from `day` (today) on: whoever leaves loses access that moment."""
        self.until = day or timezone.localdate()
        self.save(update_fields=["until"])


def holding(prefix: str = "") -> Q:
    """The rows that hold now: begun, and not ended. The last day is over when it begins."""
    today = timezone.localdate()
    return Q(**{f"{prefix}since__lte": today}) & (
        Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gt": today})
    )


def holding_somewhere() -> Q:
    """The rows that hold now in some zone of the world; `Span.holds_in` says which of them do in theirs."""
    today = timezone.localdate()
    day = timedelta(days=1)
    return Q(since__lte=today + day) & (Q(until__isnull=True) | Q(until__gt=today - day))


class SpanQuerySet(OwnedQuerySet):
    def now(self):
        """Those that hold now."""
        return self.filter(holding())

    def now_or_later(self):
        """Those that hold now, and those that are to come."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=timezone.localdate()))


class Level(models.TextChoices):
    """How wide a network reaches. A network may be a member of another."""

    LOCAL = "local", _("local")
    REGIONAL = "regional", _("regional")
    NATIONAL = "national", _("national")
    EUROPEAN = "european", _("European")


class Network(Keyed, Written, Happened):
    """A network of organisations: the owner of everything that happens in it."""

    TEXTS = ("name", "purpose")

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$", _("Use small letters, digits and dashes."))],
    )
    purpose = models.TextField(_("what it is for"), blank=True)
    languages = models.JSONField(default=list)  # the first is the network's own
    zone = models.CharField(max_length=64, default="Europe/Brussels")
    country = models.CharField(max_length=2, blank=True)
    is_demonstration = models.BooleanField(default=False)
    level = models.CharField(_("level"), max_length=8, choices=Level, blank=True)
    threads = models.JSONField(default=list)  # two colours of the selvedge
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The kind of this record as it stands in events and beside its texts."""
        return self._meta.label_lower

    @property
    def network_id(self):
        """A network belongs to itself: its events and the versions of its texts are its own."""
        return self.pk


class OldSlug(Keyed):
    """A slug that a network had: it leads to the network for ever."""

    slug = models.SlugField(max_length=40, unique=True)
    network = models.ForeignKey(Network, models.CASCADE, related_name="old_slugs")


class PersonManager(BaseUserManager):
    def create_user(self, email=None, name="", **fields):
        person = self.model(email=self.normalize_email(email) if email else None, name=name, **fields)
        person.set_unusable_password()
        person.save()
        return person


class Person(Keyed, AbstractBaseUser, Happened):
    """A person. Addresses, passkeys and reading settings are theirs alone, in all networks; nobody else reads the settings."""

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), null=True, unique=True)
    language = models.CharField(max_length=12, default="en")
    zone = models.CharField(max_length=64, blank=True)
    reading = models.JSONField(default=dict, blank=True)  # easy, theme: see base.reading
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    is_demonstration = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True)

    objects = PersonManager()

    class Meta:
        indexes = [models.Index(fields=["name", "id"], name="person_by_name")]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """What others call this person."""
        if self.erased_at:
            return str(_("a former member"))
        return self.name or (self.email or "").split("@")[0] or str(_("somebody"))

    @property
    def initials(self) -> str:
        words = self.shown_name.split()
        return (
            "".join(w[0] for w in (words[0], words[-1]) if w).upper()
            if len(words) > 1
            else self.shown_name[:2].upper()
        )

    @property
    def reader(self) -> Reader:
        return Reader((self.language,), plain=bool(self.reading.get("easy")))

    # What allauth and Django's own parts ask of a user
    is_staff = False
    is_superuser = False

    def has_perm(self, perm, obj=None) -> bool:
        return False

    def has_module_perms(self, label) -> bool:
        return False


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    WISE = "wise", _("Work-integration social enterprise")
    SHELTERED = "sheltered", _("Sheltered workshop")
    TRAINING = "training", _("Training provider")
    NETWORK = "network", _("Network of organisations")
    PUBLIC = "public", _("Public body")
    COMPANY = "company", _("Company")
    RESEARCH = "research", _("Research institution")
    FUNDER = "funder", _("Funder")
    MEDIA = "media", _("Media")
    OTHER = "other", _("Another kind of organisation")


class Organisation(Binned, Written, Happened):
    """An organisation, as one network knows it. What it is to the network (a member since when, in which category) stands in the
    room of membership, which keeps `is_member` in step."""

    TEXTS = ("description",)

    name = models.CharField(_("name"), max_length=200)
    legal_name = models.CharField(_("legal name"), max_length=200, blank=True)
    easy_name = models.CharField(_("name in easy words"), max_length=200, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    description = models.TextField(_("what it does"), blank=True)
    is_member = models.BooleanField(default=True)
    kind = models.CharField(_("kind"), max_length=10, choices=OrganisationKind, blank=True)
    region = models.CharField(_("region (NUTS)"), max_length=5, blank=True)
    address = models.TextField(_("postal address"), blank=True)
    website = models.URLField(_("website"), max_length=300, blank=True)
    email = models.EmailField(_("general e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    founded = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)  # tags, such as "fr"
    sectors = models.JSONField(_("sectors"), default=list, blank=True)  # keys of the room of membership
    numbers = models.JSONField(
        default=dict, blank=True
    )  # "vat", "pic", "oid", "transparency", "registration"
    public = models.JSONField(default=list, blank=True)  # names of the fields that everybody may see
    logo = models.FileField(upload_to="logos/%Y/", blank=True)
    logo_consent_at = models.DateTimeField(null=True, blank=True)  # its use was agreed to
    stands_for = models.ForeignKey(
        Network, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # a network of this installation that is this organisation here
    own = models.JSONField(default=dict, blank=True)  # values of the network's own fields, by their keys

    class Meta(Binned.Meta):
        indexes = [
            models.Index(fields=["network", "name", "id"], name="organisation_by_name"),
            models.Index(
                fields=["network", "country"],
                condition=Q(binned_at__isnull=True),
                name="organisation_by_country",
            ),
            models.Index(fields=["network", "kind"], name="organisation_by_kind"),
            # With all that the map for everybody reads: members are counted by their places without a look at their rows.
            OnSQLite(
                fields=["network", "public", "country", "place", "name", "id", "is_member", "binned_at"],
                condition=Q(is_member=True, binned_at__isnull=True),
                name="members_by_place",
            ),
            models.Index(
                fields=["network", "id"],
                condition=Q(is_member=False) | Q(binned_at__isnull=False),
                name="organisation_beside",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "stands_for"],
                condition=Q(stands_for__isnull=False),
                name="one_member_a_network",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Affiliation(Owned, Span):
    """A person in an organisation, with the audience they belong to."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="affiliations")
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.STAFF)
    title = models.CharField(_("what they do"), max_length=120, blank=True)
    confirmed = models.BooleanField(default=True)  # False: came by a link, "member, to be confirmed"

    objects = OwnedManager.from_queryset(SpanQuerySet)()

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=Q(until__isnull=True),
                name="one_open_affiliation",
            )
        ]
        indexes = [
            models.Index(fields=["person", "network"], name="affiliation_of_person"),
            models.Index(fields=["network"], condition=Q(confirmed=False), name="affiliation_to_confirm"),
        ]


class Function(Owned, Span):
    """What an affiliated person does for their organisation."""

    affiliation = models.ForeignKey(Affiliation, models.CASCADE, related_name="functions")
    kind = models.CharField(max_length=16, choices=FunctionKind)

    objects = OwnedManager.from_queryset(SpanQuerySet)()

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["affiliation", "kind"], name="function_of_affiliation")]


class Role(Owned, Span):
    """What a person does for the network itself."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=12, choices=RoleKind)

    objects = OwnedManager.from_queryset(SpanQuerySet)()

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["network", "person", "kind"], condition=Q(until__isnull=True), name="one_open_role"
            )
        ]
        indexes = [models.Index(fields=["person", "network"], name="role_of_person")]


class Invitation(Owned, Happened):
    """An invitation to a network, to one address (accepted by that address only) or by a link (counted, to be confirmed)."""

    DAYS = 14

    email = models.EmailField(blank=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=12, default="en")
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="invitations"
    )
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.STAFF)
    role = models.CharField(max_length=12, choices=RoleKind, blank=True)
    secret_hash = models.CharField(max_length=64, db_index=True)
    invited_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    limit = models.PositiveIntegerField(default=1)  # how many may come in by it
    used = models.PositiveIntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)
    message = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)  # each message leaves once

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["network", "email"],
                condition=Q(revoked_at__isnull=True, used=0) & ~Q(email=""),
                name="one_open_invitation_an_address",
            )
        ]

    @property
    def by_link(self) -> bool:
        return not self.email

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.used < self.limit and self.expires_at > timezone.now()

    @classmethod
    def by_secret(cls, secret: str) -> "Invitation | None":
        return (
            cls.everywhere.filter(secret_hash=hashed(secret))
            .select_related("network", "organisation")
            .first()
        )

    @classmethod
    def default_expiry(cls):
        return timezone.now() + timedelta(days=cls.DAYS)


class InvitationDraft(Owned, Happened):
    """A list of people to invite, read and shown line by line; nothing is invited until somebody confirms it. Kept for a day."""

    HOURS = 24

    made_by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    lines = models.JSONField(default=list)  # as read: address, name, organisation, country, language
    warnings = models.JSONField(default=list)
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.STAFF)
    language = models.CharField(max_length=12, default="en")
    message = models.TextField(blank=True)


class Card(Owned, Happened):
    """A printed card with which somebody without e-mail signs in: a QR code, or the short words on it. Never for administration."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="cards")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="cards")
    secret_hash = models.CharField(max_length=64, db_index=True)
    words_hash = models.CharField(max_length=64, db_index=True)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def revoke(self) -> None:
        """The card stops working now, and so does whoever is signed in with it (their affiliation is asked at each request)."""
        self.revoked_at = timezone.now()
        self.save(update_fields=["revoked_at"])


class PutAside(Owned, Happened):
    """A first step that this network does not need: it stands on home no longer."""

    step = models.CharField(max_length=60)  # key of the step, as its room declares it
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["network", "step"], name="put_aside_once")]
