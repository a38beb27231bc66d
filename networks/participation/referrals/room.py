"""What referrals contribute to the house: what waits for a decision on the home page of whoever decides."""

from django.utils.translation import gettext_lazy as _

from networks.base.rooms import Room


def describe_referrals(keys):
    from networks.participation.referrals.described import described

    return described(keys)


def whether(about):
    from networks.participation.referrals.described import whether

    return whether(about)


def seen_referrals(keys, actor):
    from networks.participation.referrals.described import seen

    return seen(keys, actor)


def decides(actor):
    from networks.participation.referrals.described import decides

    return decides(actor)


def stuck(actor):
    from networks.participation.referrals.described import stuck

    return stuck(actor)


ROOM = Room(
    area="network",
    slug="referrals",
    name=_("Decisions"),
    urls="",  # its addresses stand at /{network}/referrals/
    own_urls="networks.participation.referrals.urls",
    describe={"participation_referrals.referral": describe_referrals},
    seen={"participation_referrals.referral": seen_referrals},
    decides=decides,
    stuck=stuck,
    whether=whether,
)
