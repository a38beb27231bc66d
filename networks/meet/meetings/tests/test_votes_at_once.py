"""Many at once: double votes, late votes, a server killed while votes arrive, two chairs who close. One outcome, on both databases."""

import os
import signal
import subprocess
import sys
import textwrap
import threading

import pytest
from django.db import close_old_connections, connection, connections

from networks.base.tenancy import in_network
from networks.meet.meetings.models import Ballot, BallotState, Decision, Paper, RollEntry
from networks.meet.meetings.rules import box, voting
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.tests.held import open_with
from networks.meet.meetings.tests.test_secret_votes import ALL, entry, put_secretly

pytestmark = pytest.mark.alone


@pytest.fixture
def ballot(transactional_db, request):
    assembly, members, chair = (request.getfixturevalue(name) for name in ("assembly", "members", "chair"))
    return put_secretly(open_with(assembly, chair, *ALL, people=members), chair)


def at_once(network, *calls):
    """Call all in threads that begin together; what each returned, or its NotNow."""
    found: list = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def run(place, call):
        close_old_connections()
        with in_network(network):
            gate.wait()
            try:
                found[place] = call()
            except NotNow as error:
                found[place] = error
        connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_twenty_times_the_same_vote_is_one(ballot, members, network):
    row, person = entry(ballot, "Leie"), members["Leie"][1]
    choices = [["yes"], ["no"]] * 10
    found = at_once(
        network,
        *[lambda choice=choice: box.cast_secretly(ballot, row, choice, by=person) for choice in choices],
    )
    assert sum(not one.again for one in found) == 1 and len({one.receipt for one in found}) == 1
    assert Paper.objects.count() == 1 and RollEntry.objects.filter(voted=True).count() == 1


def test_two_chairs_close_while_votes_arrive(ballot, members, chair, coordinator, network):
    calls = [
        lambda name=name: box.cast_secretly(ballot, entry(ballot, name), ["yes"], by=members[name][1])
        for name in ALL
    ]
    closing = [lambda by=by: voting.close_ballot(ballot, by=by) for by in (chair, coordinator)]
    found = at_once(network, *calls, *closing)
    assert sum(isinstance(one, NotNow) for one in found[-2:]) == 1  # one of the two chairs is told
    counted = sum(isinstance(one, box.Cast) for one in found[: len(ALL)])
    done = Ballot.objects.get()
    assert done.state == BallotState.CLOSED and Decision.objects.count() == 1
    # Whoever was told that it is in the box was counted; whoever came late was told so, and left nothing.
    assert (
        done.result["yes"] == counted == Paper.objects.count() == RollEntry.objects.filter(voted=True).count()
    )


KILLED = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()
from django.db import connections, transaction
connections["default"].settings_dict.update(NAME=sys.argv[1])
from networks.base.tenancy import in_network
from networks.meet.meetings.models import Ballot
from networks.meet.meetings.rules import box
from networks.people.models import Person
key, entry, person, network, half = sys.argv[2:]
with in_network(network):
    ballot = Ballot.objects.get(pk=key)
    row = ballot.roll.get(pk=entry)
    if half == "half":
        def die(*args, **kwargs):
            os.kill(os.getpid(), 9)
        from networks.meet.meetings.models import Paper
        Paper.objects.bulk_create = die
    box.cast_secretly(ballot, row, ["yes"], by=Person.objects.get(pk=person))
os.kill(os.getpid(), 9)
"""


def test_a_server_that_is_killed_leaves_both_facts_or_none(ballot, members, network, tmp_path):
    script = tmp_path / "killed.py"
    script.write_text(textwrap.dedent(KILLED))
    name = str(connection.settings_dict["NAME"])

    def cast_and_die(who, half):
        row = entry(ballot, who)
        command = [
            sys.executable,
            str(script),
            name,
            str(ballot.pk),
            str(row.pk),
            str(members[who][1].pk),
            str(network.pk),
            half,
        ]
        done = subprocess.run(
            command, env={**os.environ, "PYTHONPATH": os.getcwd()}, capture_output=True, text=True
        )
        assert done.returncode == -signal.SIGKILL, done.stderr

    cast_and_die("Leie", "half")  # after the roll was marked, before the paper was written
    assert not Paper.objects.exists() and not entry(ballot, "Leie").voted
    cast_and_die("Leie", "whole")  # after the vote was counted, before the voter was told
    assert Paper.objects.count() == 1 and entry(ballot, "Leie").voted
    again = box.cast_secretly(ballot, entry(ballot, "Leie"), ["yes"], by=members["Leie"][1])
    assert again.again and again.receipt == entry(ballot, "Leie").receipt and Paper.objects.count() == 1
