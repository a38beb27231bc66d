"""What occasions erase of a person. That somebody attended stays, without their name: funded projects must keep their lists."""

from django.db.models import Q

from networks.participation.occasions.models import Arrangement, Attendance, Invitee


def erase_person(person) -> None:
    """Take the name and address out of invitations and lists of the current network; delete what they need to take part."""
    mine = Q(person=person)
    if person.email:
        mine |= Q(email__iexact=person.email)
    rows = Invitee.objects.filter(mine)
    Arrangement.objects.filter(invitee__in=rows).delete()
    rows.update(name="", email="")
    Attendance.objects.filter(person=person).update(name="")
