"""A person's data in admission: what they are given, and what is erased."""

from typing import Any

from django.db.models import Q

from networks.network.membership.models import OPEN, Application, Opinion, Stage
from networks.network.membership.rules.applying import forget, withdraw


def _theirs(person: Any) -> Q:
    return Q(person=person) | (Q(email__iexact=person.email) if person.email else Q(pk__in=[]))


def export(person: Any) -> dict[str, Any]:
    """Applications that the person wrote, and opinions that they gave."""
    applications = Application.objects.filter(_theirs(person)).order_by("created_at")
    opinions = Opinion.objects.filter(person=person).order_by("created_at")
    return {
        "applications": list(
            applications.values(
                "id",
                "name",
                "stage",
                "contact",
                "email",
                "language",
                "facts",
                "replies",
                "created_at",
                "sent_at",
            )
        ),
        "opinions": list(opinions.values("application_id", "view", "words", "created_at")),
    }


def erase(person: Any) -> None:
    """Drafts are deleted, what is not decided is withdrawn; what was decided stays as the network's act, without the person."""
    found = list(Application.objects.filter(_theirs(person)).select_related("network", "referral", "person"))
    for application in found:
        if application.stage == Stage.DRAFT:
            forget(application)
            continue
        facts = {key: value for key, value in application.facts.items() if key not in ("title", "phone")}
        application.contact = application.email = ""  # nothing is mailed any more
        Application.objects.filter(pk=application.pk).update(contact="", email="", person=None, facts=facts)
        if application.stage in OPEN:
            withdraw(application)
    Opinion.objects.filter(person=person).update(words="")
