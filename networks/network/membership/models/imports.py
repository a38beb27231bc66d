"""Import from spreadsheets and address books: what was read, what each column is, what happens to each line, and how to take it back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.base.models import Happened, Owned
from networks.people.models import Person


class ImportState(models.TextChoices):
    READ = "read", _("columns to be checked")
    PLANNING = "planning", _("being compared")
    PLANNED = "planned", _("to be looked at")
    CONFIRMED = "confirmed", _("waits its turn")
    RUNNING = "running", _("running")
    DONE = "done", _("imported")
    UNDOING = "undoing", _("being taken back")
    UNDONE = "undone", _("taken back")


class Import(Owned, Happened):
    """One file on its way into the register. Nothing changes before it is confirmed; one runs at a time in a network."""

    name = models.CharField(max_length=200)  # of the file
    kind = models.CharField(max_length=4)  # csv, xlsx, vcf
    state = models.CharField(max_length=9, choices=ImportState, default=ImportState.READ)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    sheets = models.JSONField(default=list)  # of each sheet: name, header, targets, language, chosen
    warnings = models.JSONField(default=list)  # (sheet, line, words)
    lines_of = models.PositiveIntegerField(default=0)
    options = models.JSONField(default=dict)  # language, default country, category, currency
    fields_made = models.JSONField(
        default=list
    )  # keys of own fields, categories and figures that came with it
    confirmed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    counts = models.JSONField(default=dict)  # outcome → lines

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["network"],
                condition=models.Q(state__in=["running", "undoing"]),
                name="one_import_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.name


class LineOutcome(models.TextChoices):
    NEW = "new", _("new")
    CHANGES = "changes", _("changes")
    SAME = "same", _("the same")
    ASKED = "asked", _("to be decided")
    WRONG = "wrong", _("wrong")
    LEFT = "left", _("left out")


class LineChoice(models.TextChoices):
    """What the coordinator wants where a line may be about an organisation that is known."""

    MERGE = "merge", _("it is the same: bring together")
    SEPARATE = "separate", _("it is another one: add it")
    SKIP = "skip", _("leave the line out")


class ImportLine(Owned):
    """One line of the file: what it says, what would happen, what did happen, and what is needed to take it back."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    sheet = models.PositiveSmallIntegerField(default=0)
    line = models.PositiveIntegerField()  # in the file
    cells = models.JSONField(default=list)
    outcome = models.CharField(max_length=7, choices=LineOutcome, blank=True)
    choice = models.CharField(max_length=8, choices=LineChoice, blank=True)
    title = models.CharField(max_length=200, blank=True)
    plan = models.JSONField(default=dict)  # match, why, changes, wrong, notes
    done_at = models.DateTimeField(null=True)
    did = models.JSONField(default=dict)  # made: (label, key); changed: (label, key, field, before, after)
    said = models.TextField(blank=True)  # what was otherwise than planned, or could not be taken back

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["of", "position"], name="one_line_a_position")]
        indexes = [models.Index(fields=["of", "outcome", "position"], name="import_line_outcome")]


class ImportMapping(Owned):
    """What the columns with these headings were the last time."""

    headings = models.CharField(max_length=64)  # hash of the set of headings
    targets = models.JSONField(default=dict)  # folded heading → target

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["network", "headings"], name="one_mapping")]
