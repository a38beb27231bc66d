"""What feedback leaves out of an archive."""

from networks.base.rooms import Archived

ARCHIVE = Archived(
    without={
        "participation_feedback.response.editing_hash": "It lets the browser that answered change the answer; that browser knows the "
        "old installation only.",
    },
)
