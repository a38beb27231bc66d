"""Lines of the charter. A line has versions (wordings), each adopted by a decision; what is said about it; and what carries it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.base.models import Happened, Owned
from networks.base.texts import Written
from networks.people.models import Person


class Section(models.TextChoices):
    """What a charter says, in its order."""

    WHY = "why", _("Why we join")
    WHOM = "whom", _("Whom we serve")
    WHAT = "what", _("What we do")
    WHERE = "where", _("Where we want change")
    WITH_WHOM = "with_whom", _("With whom we work")


class Whom(models.TextChoices):
    """Whom a line is for: the three doors of a network."""

    ORGANISATION = "organisation", _("member organisations: their board and staff")
    WORKER = "worker", _("workers")
    ECOSYSTEM = "ecosystem", _("everybody around them")


class LineState(models.TextChoices):
    PROPOSED = "proposed", _("being discussed")
    ADOPTED = "adopted", _("adopted")
    RETIRED = "retired", _("retired")
    CLOSED = "closed", _("not taken in")  # refused, or withdrawn, before it ever was in the charter


class WordingState(models.TextChoices):
    DISCUSSED = "discussed", _("being discussed")
    ASKED = "asked", _("waits for a decision")
    ADOPTED = "adopted", _("adopted")
    REPLACED = "replaced", _("replaced by a later version")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


OPEN = (WordingState.DISCUSSED, WordingState.ASKED)
PASSED = (WordingState.ADOPTED, WordingState.REPLACED)


class Line(Owned, Happened):
    """One line of the charter, whatever its words are now."""

    section = models.CharField(_("part of the charter"), max_length=12, choices=Section)
    whom = models.CharField(_("for whom"), max_length=12, choices=Whom, blank=True)  # empty: for all
    position = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=LineState, default=LineState.PROPOSED)
    proposed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)
    retired_because = models.TextField(blank=True)
    retired_language = models.CharField(max_length=12, blank=True)

    class Meta(Owned.Meta):
        indexes = [models.Index(fields=["network", "state", "section", "position"], name="charter_in_order")]

    def __str__(self) -> str:
        return str(self.get_section_display())


class Wording(Owned, Written, Happened):
    """A version of a line: its words, and why somebody proposed them. Once it is put to a decision nobody changes them."""

    TEXTS = ("text", "because")

    line = models.ForeignKey(Line, models.CASCADE, related_name="wordings")
    number = models.PositiveIntegerField(default=1)
    text = models.TextField(_("the line"), max_length=600)
    because = models.TextField(_("why"), max_length=3000, blank=True)
    state = models.CharField(max_length=9, choices=WordingState, default=WordingState.DISCUSSED)
    replaces = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    proposed_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    adopted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # replaced, refused or withdrawn

    class Meta(Owned.Meta):
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["line", "number"], name="one_number_a_wording"),
            models.UniqueConstraint(
                fields=["line"], condition=models.Q(state__in=("discussed", "asked")), name="one_open_wording"
            ),
            models.UniqueConstraint(
                fields=["line"], condition=models.Q(state="adopted"), name="one_adopted_wording"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:120]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def was_adopted(self) -> bool:
        return self.state in PASSED


class View(models.TextChoices):
    FOR = "for", _("for it")
    CHANGE = "change", _("for it, with a change")
    AGAINST = "against", _("against it")
    QUESTION = "question", _("a question")


class Comment(Owned, Written, Happened):
    """What somebody says about a wording, with their reasons."""

    TEXTS = ("text",)

    wording = models.ForeignKey(Wording, models.CASCADE, related_name="comments")
    view = models.CharField(_("Your view"), max_length=8, choices=View)
    text = models.TextField(_("Your reasons"), max_length=3000)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta(Owned.Meta):
        ordering = ["created_at", "pk"]


class Carrier(Owned, Written, Happened):
    """What carries a line: an object of any room, or something in words; and who works on it. A line without one is only paper."""

    TEXTS = ("words",)

    line = models.ForeignKey(Line, models.CASCADE, related_name="carriers")
    about = models.CharField(max_length=60, blank=True)  # label of the object; empty: in words
    about_id = models.UUIDField(null=True)
    words = models.CharField(_("what is done"), max_length=200, blank=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    added_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta(Owned.Meta):
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "about", "about_id"],
                condition=models.Q(about_id__isnull=False),
                name="one_carrier_a_thing",
            )
        ]
