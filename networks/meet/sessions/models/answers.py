"""What people said. An anonymous answer has no person, seat, organisation, guest or time of day."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from networks.base.models import Owned
from networks.base.texts import Written
from networks.meet.sessions.models.planning import Given, Part
from networks.meet.sessions.models.taking_part import Seat
from networks.people.models import Audience, Organisation, Person


class Answer(Owned, Written):
    """An answer to the question of a part. Its words are kept for ever as they were written; translations stand beside."""

    id = models.UUIDField(
        primary_key=True, default=uuid4, editable=False
    )  # random: the order of keys would tell who wrote what
    TEXTS = ("text",)

    part = models.ForeignKey(Part, models.CASCADE, related_name="answers")
    key = models.UUIDField()  # made on the phone: sent twice is accepted once
    number = models.PositiveIntegerField(default=0)  # by which people cite it
    text = models.TextField(blank=True)
    given = models.ForeignKey(Given, models.SET_NULL, null=True, related_name="answers")  # the option chosen
    value = models.SmallIntegerField(null=True)  # on the scale; or 1, 0, -1 to a statement

    # who: empty where the part is anonymous, or the author chose no name (then only `seat` is kept, for the author)
    seat = models.ForeignKey(Seat, models.SET_NULL, null=True, related_name="answers")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    country = models.CharField(max_length=2, blank=True)
    audience = models.CharField(max_length=8, choices=Audience, blank=True)
    named = models.BooleanField(default=True)  # False: the author shows no name
    voices = models.PositiveIntegerField(default=1)  # a scribe writes for several
    scribe = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    group = models.ForeignKey("BreakoutGroup", models.SET_NULL, null=True, related_name="answers")
    reported = models.BooleanField(default=False)  # chosen by its breakout group to report
    written_at = models.DateTimeField(null=True)  # null where anonymous
    editing_hash = models.CharField(
        max_length=64, blank=True
    )  # of the key that stays in the author's browser

    # what became of it
    checked_at = models.DateTimeField(null=True)  # shown after checking
    hidden_at = models.DateTimeField(null=True)
    hidden_why = models.CharField(max_length=300, blank=True)
    late = models.BooleanField(
        default=False
    )  # came after the part was closed: kept, shown to the facilitator
    me_toos = models.PositiveIntegerField(default=0)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["part", "key"], name="accepted_once")]
        indexes = [models.Index(fields=["part", "number"], name="answer_number")]

    @classmethod
    def standing(cls) -> Q:
        """The answers that count: not withdrawn, not hidden, not late."""
        return Q(withdrawn_at__isnull=True, hidden_at__isnull=True, late=False)


class AnswerVector(Owned):
    """What an encoder made of an answer, with the encoder's name and version."""

    id = models.UUIDField(
        primary_key=True, default=uuid4, editable=False
    )  # random: the order of keys would tell who wrote what
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="vectors")
    encoder = models.CharField(max_length=60)
    vector = models.BinaryField()  # float32, little-endian
    text_hash = models.CharField(max_length=64)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["answer", "encoder"], name="one_vector")]


class MeToo(Owned):
    """Somebody thinks the same. In anonymous parts only the number on the answer is kept."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="supporters")
    seat = models.ForeignKey(Seat, models.CASCADE, related_name="me_toos")

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["answer", "seat"], name="me_too_once")]
