"""Referrals: a thing asks a body, or the coordinator where the rules say so, to decide; the outcome calls the thing's named rule."""

from django.db import models

from networks.base.models import Happened, Owned
from networks.people.models import Person


class State(models.TextChoices):
    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Referral(Owned, Happened):
    """One question that a thing (`about`) puts to whoever decides. `question` names what is asked, as the thing's room declares it."""

    about = models.CharField(max_length=60)  # label of the thing
    about_id = models.UUIDField()
    question = models.CharField(max_length=40)  # such as "admission"
    to = models.CharField(max_length=60, default="coordinator")  # "coordinator", or the label of a body
    to_id = models.UUIDField(null=True)  # the body's key
    note = models.TextField(blank=True)  # what whoever asks says about it
    note_language = models.CharField(max_length=12, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    outcome = models.CharField(max_length=40, blank=True)  # a word of the question: admitted, refused, …
    reason = models.TextField(blank=True)
    language = models.CharField(max_length=12, blank=True)  # of the reason
    asked_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    answered_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    decided_in = models.CharField(max_length=60, blank=True)  # label of what answered: a meeting's decision
    decided_in_id = models.UUIDField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["network", "about", "about_id", "question"],
                condition=models.Q(state="open"),
                name="one_open_referral",
            )
        ]
        indexes = [models.Index(fields=["network", "state", "to"], name="referral_open")]


class Answer(Owned, Happened):
    """One answer to a referral, kept for ever: a reopened decision has several, the last one holds."""

    referral = models.ForeignKey(Referral, models.CASCADE, related_name="answers")
    outcome = models.CharField(max_length=40)
    reason = models.TextField(blank=True)
    language = models.CharField(max_length=12, blank=True)
    decided_in = models.CharField(max_length=60, blank=True)
    decided_in_id = models.UUIDField(null=True)
    by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    reopened_because = models.TextField(blank=True)
