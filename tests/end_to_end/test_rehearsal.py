"""A rehearsal with participants who do not exist, on a server that runs."""

import pytest

from tests.live_server import with_a_session

pytestmark = [pytest.mark.slow, pytest.mark.room("meet.sessions")]

PLANNED = """
from networks.base.tenancy import in_network
from networks.meet.sessions.tests.a_session import a_session, a_part
from networks.people.models import Network
network = Network.objects.get()
with in_network(network):
    session = a_session(live=False, places=500)
    a_part(session, open=False, stages=["answer", "grouping"])
    a_part(session, open=False, stages=["answer"], answer_kind="scale")
print(session.code)
"""
KEPT = """
from networks.base.tenancy import across_networks
from networks.meet.sessions.models import Answer, Seat, Session
with across_networks("a test"):
    session = Session.objects.get(code="CODE")
    print(session.state, Seat.objects.filter(session=session, simulated=True).count(), Answer.objects.filter(part__session=session).count())
"""


def test_twenty_take_part_and_nothing_is_left(server):
    with_a_session(server, 0)
    code = server.script(PLANNED).strip()
    server.start()

    told = server.run(
        "rehearse", code, "--people", "20", "--minutes", "0.5", "--pace", "20", "--lead",
        "--languages", "en,fr,ro", "--address", server.address,
    )  # fmt: skip

    assert "20 joined" in told, told
    assert "answers" in told and "me too" in told and "evaluations" in told, told
    assert "refused" not in told, told
    key = told.split("bin/networks rehearse ")[1].split()[0]
    server.run("rehearse", key, "--reset")
    assert server.script(KEPT.replace('code="CODE"', f'pk="{key}"')).split() == ["planned", "0", "0"]
