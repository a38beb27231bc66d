"""Who is here and who has left: counted, written for all at once, and told to those who look."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from networks.meet.sessions.live import presence
from networks.meet.sessions.models import Seat, Update
from networks.meet.sessions.models.taking_part import HERE
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session

pytestmark = pytest.mark.django_db(transaction=True)


def test_whoever_follows_without_a_script_is_here_too(network):
    """Each page that they open, and each thing that they send, is heard (S29)."""
    session = a_session()
    part = a_part(session)
    seat, secret = a_guest(session)
    phone = Client()
    phone.cookies["seat"] = secret
    written = {"part": part.pk, "key": uuid4(), "text": "Together"}
    for address, data in ((f"/j/{session.code}/", None), (f"/j/{session.code}/answers/", written)):
        Seat.objects.update(last_seen_at=timezone.now() - timedelta(minutes=10))
        response = (
            phone.get(address) if data is None else phone.post(address, data, HTTP_ORIGIN="http://testserver")
        )
        assert response.status_code in (200, 302)
        presence.write()
        assert presence.counts(session) == (1, 1)
    stretch = seat.presences.get()
    assert stretch.until - stretch.since >= HERE  # a page is read for a while


def test_presence_counts_people_and_is_written_for_all_at_once(network):
    """S29"""
    session = a_session()
    seats = [a_guest(session)[0] for _ in range(3)]
    Seat.objects.update(last_seen_at="2020-01-01T00:00Z")
    assert presence.counts(session) == (0, 0)
    for seat in seats[:2] * 2:
        presence.heard(session.pk, network.pk, seat.pk)
    presence.write()
    presence.heard(session.pk, network.pk, seats[0].pk)
    presence.write()
    assert presence.counts(session) == (2, 2)
    assert [seat.presences.count() for seat in seats] == [1, 1, 0]
    assert Update.objects.filter(kind="presence").count() == 3 + 1


def test_whoever_leaves_is_told_to_those_who_look(network):
    """S29: nobody has to come for a console to say that somebody has gone."""
    session = a_session()
    seat, _ = a_guest(session)
    presence.heard(session.pk, network.pk, seat.pk)
    presence.write()
    told = Update.objects.filter(kind="presence")
    before = told.count()
    presence.write()
    assert told.count() == before  # nothing is new
    for long, here in ((presence.CONNECTED, (1, 0)), (HERE, (0, 0))):
        key = (session.pk, network.pk)
        presence._lately[key] = timezone.now()
        Seat.objects.update(last_seen_at=timezone.now() - long)
        presence.write()
        before += 1
        assert (told.count(), presence.counts(session)) == (before, here)
    presence.write()
    assert told.count() == before and key not in presence._lately
