"""What notices erase of a person."""

from networks.notices.models import Notification, OutboxMessage, Wish


def erase_person(person) -> None:
    """Delete what they were told and how they wished to be told, in the current network; and messages kept for them."""
    Notification.objects.filter(person=person).delete()
    Wish.objects.filter(person=person).delete()
    if person.email:
        OutboxMessage.objects.filter(to__iexact=person.email).delete()
