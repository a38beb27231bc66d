"""What notices leave out of an archive."""

from networks.base.rooms import Archived

ARCHIVE = Archived(
    left_out={
        "notices.notification": "What somebody has read is theirs; the events themselves are in the archive.",
    },
    without={"notices.wish.secret": "A secret for ending messages with one click; a new one is made."},
)
