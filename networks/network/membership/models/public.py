"""What everybody may see of a network: its public page, and where its members lie on the map."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.base.models import Owned
from networks.base.tenancy import OwnedManager
from networks.base.texts import Written
from networks.people.models import Organisation, Person, Span, SpanQuerySet


class PublicPage(Owned, Written):
    """The page of a network for everybody, one row a network. Not there for anybody until it is published."""

    TEXTS = ("about", "join")
    # In the order of a new page; `sections` holds those that are shown, in their order.
    SECTIONS = {
        "why": _("Why this network"),
        "stands": _("What it stands for"),
        "members": _("Members, as a map and a list"),
        "offers": _("What is offered"),
        "coming": _("What comes next, and reports to read"),
        "join": _("Join us"),
    }

    CHOSEN = frozenset({"stands"})  # on no page before somebody chose it

    about = models.TextField(_("what you say of yourselves"), blank=True)
    join = models.TextField(_("to those who want to join"), blank=True)
    sections = models.JSONField(default=list, blank=True)
    email = models.EmailField(_("e-mail for questions"), blank=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["network"], name="one_public_page")]

    @property
    def shown(self) -> list[str]:
        """The sections that are shown, in their order."""
        return [name for name in self.sections if name in self.SECTIONS]


class Whom(models.TextChoices):
    """Whom something serves: every service says it."""

    ORGANISATION = "organisation", _("for organisations")
    WORKER = "worker", _("for workers")
    ECOSYSTEM = "ecosystem", _("for everybody around them")


class Offering(Owned, Written, Span):
    """What the network offers its members, in one line: for whom, from a day to a day, and what it costs others and members."""

    TEXTS = ("title", "about")

    title = models.CharField(_("what you offer"), max_length=120)
    about = models.CharField(_("what it is"), max_length=300, blank=True)
    whom = models.CharField(_("for whom"), max_length=12, choices=Whom, default=Whom.ORGANISATION)
    list_price = models.DecimalField(_("list price"), max_digits=12, decimal_places=2, null=True, blank=True)
    price = models.DecimalField(_("members’ price"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = OwnedManager.from_queryset(SpanQuerySet)()

    class Meta(Owned.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(list_price=None, price=None) | ~models.Q(currency=""),
                name="offering_price_has_currency",
            )
        ]
        indexes = [models.Index(fields=["network", "position", "id"], name="offering_in_order")]

    def __str__(self) -> str:
        return self.title


class MapPosition(Owned):
    """Where somebody put an organisation on the map by hand, because its town was not found."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="map_position")
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=7,
        decimal_places=4,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=7,
        decimal_places=4,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
