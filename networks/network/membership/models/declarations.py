"""The yearly declaration: a round asks members for figures, each answers once; what was said stays beside what it became."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.base.models import Happened, Owned
from networks.base.texts import Written
from networks.network.membership.models.figures import Figure
from networks.people.models import Organisation, Person


class RoundState(models.TextChoices):
    PLANNED = "planned", _("planned")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class Round(Owned, Written, Happened):
    """The declaration of one year's figures. Its deadline is the kernel's ("declare")."""

    TEXTS = ("message",)

    year = models.PositiveSmallIntegerField(_("year of the figures"))
    message = models.TextField(_("your words to the members"), blank=True)
    state = models.CharField(max_length=7, choices=RoundState, default=RoundState.PLANNED)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)  # by hand
    own_fields = models.JSONField(
        default=list
    )  # keys of own fields of the organisation that are to be confirmed or changed too
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["network", "year"], name="one_round_a_year")]

    def __str__(self) -> str:
        return str(self.year)


class Asked(Owned, Written):
    """A figure that a round asks, as it was defined when the round opened: a definition changed later changes no answer."""

    TEXTS = ("name", "definition")

    round = models.ForeignKey(Round, models.CASCADE, related_name="asked")
    figure = models.ForeignKey(Figure, models.RESTRICT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    definition = models.TextField(blank=True)
    evidence = models.BooleanField(default=False)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["round", "figure"], name="asked_once_a_round")]


class DeclarationState(models.TextChoices):
    WAITING = "waiting", _("not answered")
    DRAFT = "draft", _("begun")
    DECLARED = "declared", _("declared")


class Declaration(Owned, Happened):
    """What one member says in a round. Declaring again replaces it; the events tell that it happened."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="declarations")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="declarations")
    state = models.CharField(max_length=8, choices=DeclarationState, default=DeclarationState.WAITING)
    remark = models.TextField(_("what the network should know"), blank=True)
    language = models.CharField(max_length=12, blank=True)  # of the remark
    own = models.JSONField(default=dict)  # own fields as typed, while it is a draft
    saved_at = models.DateTimeField(null=True)
    declared_at = models.DateTimeField(null=True)
    declared_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    on_behalf = models.BooleanField(default=False)  # recorded by the network for the member
    is_late = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)  # raised with every change: two at once are noticed

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["round", "organisation"], name="one_declaration")]
        indexes = [models.Index(fields=["round", "state"], name="declaration_state")]


class Declared(Owned):
    """One figure in a declaration: an amount, or "we do not know it". No row: not answered yet. Missing is not zero."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="figures")
    asked = models.ForeignKey(Asked, models.CASCADE, related_name="+")
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    unknown = models.BooleanField(default=False)
    why = models.TextField(blank=True)  # said where it jumped

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["declaration", "asked"], name="one_amount_a_figure")]
