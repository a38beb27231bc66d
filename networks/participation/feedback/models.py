"""Feedback: a few questions to those who took part, answered in a minute; nothing is shown below five answers."""

from uuid import uuid4

from django.db import models
from django.utils import timezone

from networks.base.models import Happened, Owned


class Questionnaire(Owned, Happened):
    """Questions about one thing, at one moment (`after`, or `later`: three months on)."""

    goes_with_about = True

    about = models.CharField(max_length=60)
    about_id = models.UUIDField()
    moment = models.CharField(max_length=12, default="after")
    questions = (
        models.JSONField()
    )  # [{key, kind: faces|words|choice, …}], worded by participation.feedback.questions
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    invited = models.PositiveIntegerField(default=0)  # how many could answer

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["network", "about", "about_id", "moment"], name="one_questionnaire"
            )
        ]


class Response(Owned):
    """One person's answers, without the person. `editing_hash` lets their browser change them until it closes."""

    id = models.UUIDField(
        primary_key=True, default=uuid4, editable=False
    )  # random: the order of keys would tell who wrote what
    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="responses")
    key = models.UUIDField()  # client-made: sent twice is once
    editing_hash = models.CharField(max_length=64, blank=True)
    answers = models.JSONField(default=dict)
    language = models.CharField(max_length=12, blank=True)
    country = models.CharField(max_length=2, blank=True)

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["questionnaire", "key"], name="one_response")]


class Followup(Owned, Happened):
    """An address left for the report and the question three months later; it serves nothing else and is deleted after."""

    goes_with_about = True

    about = models.CharField(max_length=60)
    about_id = models.UUIDField()
    email = models.EmailField()
    language = models.CharField(max_length=12, default="en")
    report_sent_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    delete_after = models.DateField(default=timezone.localdate)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["network", "about", "about_id", "email"], name="one_followup")
        ]
