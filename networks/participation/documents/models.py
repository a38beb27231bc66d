"""Documents: files and their versions, each with a hash; comments; a signature is bound to the hash it was given to."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.base.models import Binned, Happened, Owned
from networks.people.models import Organisation, Person


class Document(Binned, Happened):
    """A document that belongs to some record (`about`), such as an application's statutes. What it holds stands in its versions."""

    goes_with_about = True

    about = models.CharField(max_length=60)  # label of the record it belongs to
    about_id = models.UUIDField()
    kind = models.CharField(max_length=40, blank=True)  # a word of the room: statutes, accounts, evidence, …
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(max_length=12, blank=True)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta(Binned.Meta):
        indexes = [models.Index(fields=["about", "about_id"], name="document_about")]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def staying(cls, keys: list[Any]) -> dict[Any, Any]:
        """What somebody signed stays."""
        signed = Signature.objects.filter(version__document__in=keys).values_list(
            "version__document", flat=True
        )
        return dict.fromkeys(signed, _("It was signed: it stays."))


class Version(Owned, Happened):
    """One version of a document: a file as it was handed in, never changed."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    file = models.FileField(upload_to="documents/%Y/%m/")
    name = models.CharField(max_length=200)  # safe to offer for saving
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta(Owned.Meta):
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="one_version_a_number")]


class Comment(Owned, Happened):
    """What somebody says about a version of a document."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="comments")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    text = models.TextField()
    language = models.CharField(max_length=12, blank=True)


class Signature(Owned, Happened):
    """A person signed a version, for an organisation or for themselves. It holds for that version's hash and no other."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="signatures")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.SET_NULL, null=True, related_name="+")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=120)  # as it was signed
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["version", "person", "organisation"],
                condition=models.Q(withdrawn_at__isnull=True, organisation__isnull=False),
                name="one_signature_for_an_organisation",
            ),
            models.UniqueConstraint(
                fields=["version", "person"],
                condition=models.Q(withdrawn_at__isnull=True, organisation__isnull=True),
                name="one_signature_of_a_person",
            ),
        ]
