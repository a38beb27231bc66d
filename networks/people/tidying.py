"""What nobody came back for: drafts of a day, and persons who were only ever asked for a code."""

from datetime import timedelta

from django.utils import timezone

from networks.base.jobs import job
from networks.base.tenancy import across_networks
from networks.people.models import InvitationDraft, Person

WEEK = timedelta(days=7)


@job("people.tidy", every=timedelta(hours=6))
def tidy(row) -> dict:
    """Delete drafts older than a day, and persons of more than a week who never signed in and belong nowhere.

    Such a person is made when a code is asked for by an invitation or by founding; without the code nothing followed.
    """
    now = timezone.now()
    with across_networks("tidying"):
        drafts, _each = InvitationDraft.objects.filter(
            created_at__lt=now - timedelta(hours=InvitationDraft.HOURS)
        ).delete()
        nobody = Person.objects.filter(
            created_at__lt=now - WEEK,
            last_login=None,
            erased_at=None,
            is_demonstration=False,
            is_operator=False,
            affiliations=None,
            roles=None,
            cards=None,
        )
        persons = 0
        for person in nobody[:1000]:
            persons += bool(person.delete()[0])
    return {"drafts": drafts, "persons": persons}
