"""A person's data in this room: what is exported, and what is erased. What was said and concluded stays, without their name."""

from networks.base.keys import hashed, token
from networks.meet.sessions.models import Answer, Conclusion, Seat, SeatPresence, SessionRole
from networks.participation.occasions.models import Arrangement


def export(person) -> dict:
    """Everything of sessions that names `person` in the current network."""
    seats = Seat.objects.filter(person=person).select_related("session")
    return {
        "sessions": [
            {
                "session": seat.session.title,
                "joined": seat.created_at,
                "name": seat.name,
                "country": seat.country,
                "audience": seat.audience,
                "language": seat.language,
                "understands": seat.understands,
                "easy_reading": seat.easy,
                "present": list(SeatPresence.objects.filter(seat=seat).values("since", "until")),
            }
            for seat in seats
        ],
        "answers": list(
            Answer.objects.filter(person=person).values(
                "part__question", "text", "value", "written_at", "named"
            )
        ),
        "roles": list(SessionRole.objects.filter(person=person).values("session__title", "kind")),
        "actions": list(Conclusion.objects.filter(owner=person).values("text", "due")),
        "arrangements": list(Arrangement.objects.filter(invitee__person=person).values("text", "consent_at")),
    }


def erase(person) -> None:
    """Take the person's details out of their seats; who looks at an answer reads "a former member"."""
    for seat in Seat.objects.filter(person=person):
        seat.name, seat.audience, seat.understands = "", "", []
        seat.easy = seat.with_help = False
        seat.extra_seconds, seat.secret_hash = 0, hashed(token())
        seat.save()
    Conclusion.objects.filter(owner=person).update(owner_name="")
    SessionRole.objects.filter(person=person, session__ended_at=None).delete()
