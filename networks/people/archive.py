"""What people leave out of an archive. Persons themselves are no part: an archive carries their name, e-mail and language only."""

from networks.base.rooms import Archived

ARCHIVE = Archived(
    left_out={
        "people.card": "Cards hold secrets and lead to the installation that printed them; print new ones.",
        "people.invitation": "An invitation's link leads to the installation that sent it; invite again.",
        "people.invitationdraft": "Lists that nobody confirmed are kept for a day only.",
    },
    without={
        "people.organisation.stands_for": "It points to a network of the installation that made the archive.",
    },
)
