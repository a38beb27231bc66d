"""Who may see and answer referrals."""

from networks.participation.referrals import deciders
from networks.participation.referrals.models import Referral
from networks.people.permissions import coordinates
from networks.people.second_factor import needs_second_factor


@needs_second_factor
def may_answer(actor, referral: Referral) -> bool:
    """Whoever answers for the body that is asked; the coordinator where the rules say so."""
    return deciders.may_answer(actor, referral)


@needs_second_factor
def may_see(actor, referral: Referral) -> bool:
    """Coordinators, and whoever may answer it."""
    return coordinates(actor) or deciders.may_answer(actor, referral)


@needs_second_factor
def decides(actor, thing=None) -> bool:
    """Whoever answers for some body, and coordinators."""
    return coordinates(actor) or bool(deciders.mine(actor))


@needs_second_factor
def may_hand_on(actor, referral: Referral) -> bool:
    """The coordinators: they may have a body decide, and take the question back."""
    return coordinates(actor)
