"""Lists that people keep: a kind, and an address that says which rows, which columns, in which order."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.base.models import Happened, Owned
from networks.people.models import Person


class SavedList(Owned, Happened):
    """A list under a name: one's own, or shared with whoever may see its kind."""

    kind = models.SlugField(max_length=30)
    name = models.CharField(_("name"), max_length=120)
    query = models.TextField(blank=True)  # the address behind the question mark
    owner = models.ForeignKey(Person, models.CASCADE, related_name="+")
    shared = models.BooleanField(_("shared with the other coordinators"), default=False)

    class Meta(Owned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["network", "owner", "kind", "name"], name="one_list_a_name")
        ]

    def __str__(self) -> str:
        return self.name
