"""What sessions leave out of an archive, and what they do once one is taken in."""

from networks.base.rooms import Archived

LEFT_OUT = {
    "meet_sessions.update": "The log of a live session only brings open pages up to date.",
    "meet_sessions.step": "Steps can be undone for five minutes; what they changed is in the archive.",
    "meet_sessions.answervector": "Computed again from the answers when themes are suggested.",
}
WITHOUT = {
    "meet_sessions.session.screen_secret": "A secret for the big screen; a new one is made.",
    "meet_sessions.report.public_secret": "A secret link to a report; a new one is made.",
    "meet_sessions.seat.secret_hash": "It belongs to the cookie of a participant's browser, which knows the old installation only.",
    "meet_sessions.answer.editing_hash": "It lets the browser that answered change the answer; it knows the old installation only.",
}


def taken_in() -> None:
    """A code that another network's session has here as well is replaced: people type it without naming a network."""
    from networks.base.tenancy import across_networks, current_network_id
    from networks.meet.sessions.models import Session

    network = current_network_id()
    ours = dict(Session.objects.exclude(code="").values_list("code", "pk"))
    with across_networks("codes that people type without naming a network"):
        there = set(
            Session.everywhere.filter(code__in=ours).exclude(network=network).values_list("code", flat=True)
        )
    for code in there:
        Session.objects.filter(pk=ours[code]).update(code=Session.new_code())


ARCHIVE = Archived(left_out=LEFT_OUT, without=WITHOUT, taken_in=taken_in)
