"""What meetings leave out of an archive."""

from networks.base.rooms import Archived

ARCHIVE = Archived(
    without={
        "meet_meetings.meeting.screen_secret": "A secret for the big screen; a new one is made when it is asked for."
    }
)
