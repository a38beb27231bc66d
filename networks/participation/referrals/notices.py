"""Whom referrals tell of what: the coordinators, of what they are to decide; whoever asked, of the answer."""

from django.utils.translation import gettext_lazy as _

from networks.notices.telling import Told
from networks.participation.referrals.deciders import COORDINATOR
from networks.participation.referrals.models import Referral
from networks.people.models import Role, RoleKind
from networks.record.models import Event

KIND = "referrals"


def to_decide(event: Event, referral: Referral):
    """The coordinators, where they decide. A body is told by its own room."""
    if referral.to != COORDINATOR:
        return ()
    return Role.objects.now().filter(kind=RoleKind.COORDINATOR).values_list("person", flat=True)


def asked(event: Event, referral: Referral):
    """Whoever asked."""
    return [referral.asked_by_id]


TOLD = {
    "referral.made": Told(to_decide, _("{who} asks for a decision: {what}"), KIND),
    "referral.answered": Told(asked, _("{who} decided: {what}"), KIND),
    "referral.reopened": Told(asked, _("{who} reopened a decision: {what}"), KIND),
}
