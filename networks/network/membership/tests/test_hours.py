"""Hours and days are those on the network's walls, in summer and in winter: on pages, in e-mails from the background, in files; stored they stay UTC."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from networks.base import jobs
from networks.network.membership.models import Application
from networks.network.membership.tests.an_application import an_open_admission, sent
from networks.people.invitations import invite
from networks.people.models import Network, Role

SUMMER = (
    datetime(2026, 7, 1, 22, 30, tzinfo=UTC),
    "2 July 2026, 01:30",
    "2026-07-02",
    "16 July 2026",
    "UTC+3",
)
WINTER = (
    datetime(2026, 1, 15, 23, 15, tzinfo=UTC),
    "16 January 2026, 01:15",
    "2026-01-16",
    "30 January 2026",
    "UTC+2",
)


@pytest.mark.parametrize(("moment", "hour", "day", "until", "offset"), [SUMMER, WINTER])
def test_hours_are_those_of_the_network(client, network, coordinator, moment, hour, day, until, offset):
    Role.objects.update(since=date(2025, 1, 1))
    Network.objects.update(zone="Europe/Bucharest")  # an hour from the zone of the installation
    an_open_admission(network)
    with timezone.override(UTC), time_machine.travel(moment, tick=False):
        made = sent()
        invite("anna@werkhof.example", by=coordinator)
        jobs.run_all()
        client.force_login(coordinator)
        page = client.get(f"/ponte/network/membership/applications/{made.pk}/").content.decode()
        file = client.get("/ponte/network/membership/lists/applications/export/?format=csv").content.decode()

    assert hour in page and f"Times shown: Bucharest time, {offset}." in page
    assert day in file
    [letter] = [one for one in mail.outbox if one.to == ["anna@werkhof.example"]]
    assert until in letter.body
    assert Application.objects.get().sent_at == moment
