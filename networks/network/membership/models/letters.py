"""Letters: one message with merge fields to chosen functions of the organisations in a list, and what became of each copy."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.base.models import Happened, Owned
from networks.base.texts import Written
from networks.people.models import Organisation, Person


class LetterState(models.TextChoices):
    DRAFT = "draft", _("being written")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")


class Fallback(models.TextChoices):
    """Who gets a letter of an organisation in which nobody has one of the chosen functions."""

    NOBODY = "nobody", _("nobody: it is shown as “nobody to write to”")
    REPRESENTATIVE = "representative", _("the legal representative, else nobody")
    GENERAL = "general", _("the organisation's general address, else nobody")
    ANY = "any", _("the legal representative, the general address, or anybody who is known there")


class Letter(Owned, Written, Happened):
    """A message to a list. Its texts may stand in several of the network's languages: each gets it in their own, where it is there."""

    TEXTS = ("subject", "body")

    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    kind = models.SlugField(max_length=30)  # of the list
    query = models.TextField(blank=True)  # the address of the list
    functions = models.JSONField(default=list)
    fallback = models.CharField(max_length=14, choices=Fallback, default=Fallback.ANY)
    statutory = models.BooleanField(_("the statutes require this message"), default=False)
    reply_to = models.EmailField(_("answers go to"), blank=True)
    state = models.CharField(max_length=7, choices=LetterState, default=LetterState.DRAFT)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    sent_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)  # when somebody pressed send
    listed_at = models.DateTimeField(null=True)  # its recipients stand fast
    done_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return self.subject


class Delivery(models.TextChoices):
    WAITING = "waiting", _("waiting")
    GOING = "going", _("on its way")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    UNCLEAR = "unclear", _("not known whether it left")
    SAME = "same", _("went to this address already")
    NOBODY = "nobody", _("nobody to write to")
    UNSUBSCRIBED = "unsubscribed", _("wants no such messages")


class LetterRecipient(Owned):
    """One copy of a letter, as it was written for one address; or an organisation in which there is nobody to write to."""

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="recipients")
    position = models.PositiveIntegerField()
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=12, blank=True)
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=Delivery, default=Delivery.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["letter", "position"], name="one_recipient_a_position")
        ]
        indexes = [models.Index(fields=["letter", "state", "position"], name="letter_recipient_state")]
