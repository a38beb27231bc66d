"""The house stands without any one of its rooms."""

import subprocess
import sys

import pytest

from tests.rooms import installed_rooms

PROGRAM = """
import os
import django
from django.core.management import call_command
from django.conf import settings

django.setup()
assert settings.WITHOUT_ROOM and settings.WITHOUT_ROOM not in settings.INSTALLED_APPS
call_command("check", fail_level="WARNING")
call_command("migrate", verbosity=0)

from django.test import Client
from django.urls import reverse
from networks.base.keys import uuid7
from networks.base.rooms import rooms
from networks.base.tenancy import in_network
from networks.people.founding import found_network
from networks.record.models import Event
from networks.web import demonstration, news

network, ilse = found_network("Ponte", founder_name="Ilse", email="ilse@leie.example")
with in_network(network):
    event = Event.objects.create(actor=ilse, verb="network.changed", about="gone_room.thing", about_id=uuid7())
    assert "something no longer here" in news.news(network)[0].sentence
browser = Client()
browser.force_login(ilse, backend="allauth.account.auth_backends.AuthenticationBackend")
fronts = [reverse(room.front, args=[network.slug]) for room in rooms() if room.front]
for address in ["/ponte/", *fronts]:
    response = browser.get(address)
    assert response.status_code == 200, (address, response.status_code)
made = demonstration.build()
import tempfile
from pathlib import Path
from networks.people.models import Person
from networks.web.archives.making import make
from networks.web.archives.taking_in import take_in
file = Path(tempfile.mkdtemp()) / "ponte.zip"
manifest = make(made, file)
demonstration.remove()
with file.open("rb") as opened:
    back = take_in(opened)
again = make(back.network, file.with_name("again.zip"))
rows = lambda found: {part["model"]: part["rows"] for part in found["parts"] if part["model"] != "record.event"}
assert rows(again) == rows(manifest) and sum(rows(again).values()) > 100, (rows(manifest), rows(again))
print("stands")
"""


@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.parametrize("room", installed_rooms())
def test_the_house_stands_without(room, tmp_path):
    """The program checks, an empty database is migrated, home and every other room open, what led to the room is plain text,
    the demonstration is built, its archive made and taken in."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "NETWORKS_DATA": str(tmp_path),
        "NETWORKS_WITHOUT_ROOM": room,
    }

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, timeout=300
    )

    assert done.stdout.strip().endswith("stands"), done.stdout + done.stderr
