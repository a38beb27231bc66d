"""What this room contributes to the house."""

from django.utils.translation import gettext_lazy as _

from networks.base.rooms import Room


def _demonstrate(made) -> None:
    from networks.meet.sessions.demonstration import fill

    fill(made)


ROOM = Room(
    area="meet",
    slug="sessions",
    name=_("Sessions"),
    urls="networks.meet.sessions.urls",
    join_urls="networks.meet.sessions.join_urls",
    own_urls="networks.meet.sessions.own_urls",
    serving="networks.meet.sessions.live.serving",
    front="sessions",
    demonstration=_demonstrate,
)
