"""Who may do what with occasions. Rooms decide who invites; here: whoever holds a link, and one's own calendar."""

from networks.people.permissions import anyone, signed_in_by_themselves

__all__ = ["anyone", "keeps_a_calendar"]

keeps_a_calendar = signed_in_by_themselves
