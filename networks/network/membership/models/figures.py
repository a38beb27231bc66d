"""Figures about members by year: turnover, staff, workers with support needs as head counts. Declared, imported or entered."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.base.models import Happened, Owned
from networks.base.texts import Written
from networks.people.models import Organisation, Person


class FigureUnit(models.TextChoices):
    MONEY = "money", _("money")
    PERSONS = "persons", _("persons (head count)")
    FTE = "fte", _("full-time equivalents")
    ORGANISATIONS = "organisations", _("organisations")
    NUMBER = "number", _("number")


class Figure(Owned, Written):
    """A figure that the network keeps of its members, with its definition: turnover, staff, workers, members represented, its own."""

    TEXTS = ("name", "definition")
    STANDARD = (
        "turnover",
        "staff",
        "workers",
        "represented",
    )  # keys with a meaning of their own: fees may be based on them

    key = models.SlugField(max_length=40)  # never changed
    name = models.CharField(_("name"), max_length=120)
    definition = models.TextField(_("what counts"), blank=True)
    unit = models.CharField(_("unit"), max_length=13, choices=FigureUnit, default=FigureUnit.NUMBER)
    asked = models.BooleanField(_("asked in the yearly declaration"), default=True)
    evidence = models.BooleanField(_("a document is asked for"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["network", "key"], name="one_figure_a_key")]

    def __str__(self) -> str:
        return self.name


class FigureValue(Owned, Happened):
    """One figure of one organisation in one year. No row: not known. An empty amount: asked and not available. Missing is not zero."""

    SOURCES = (
        ("declared", _("declared")),
        ("imported", _("imported")),
        ("entered", _("entered by the network")),
    )

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="figures")
    figure = models.ForeignKey(Figure, models.CASCADE, related_name="values")
    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    source = models.CharField(max_length=8, choices=SOURCES, default="entered")
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organisation", "figure", "year"], name="one_value_a_year")
        ]
        indexes = [
            # With all that adding up reads: of thousands of figures no row itself is looked at.
            models.Index(
                fields=["network", "figure", "year", "currency", "organisation", "amount"],
                name="figures_added_up",
            )
        ]
