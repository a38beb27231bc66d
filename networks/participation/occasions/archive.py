"""What occasions leave out of an archive."""

from networks.base.rooms import Archived

ARCHIVE = Archived(
    left_out={
        "participation_occasions.arrangement": "Access needs are told to the organiser only, and deleted after 30 days.",
    },
    without={
        "participation_occasions.invitee.secret": "A secret for answering without an account; a new one is made.",
    },
)
