"""A backup is made while the program runs, and shown to be one by restoring it: on SQLite and on PostgreSQL."""

import json
import stat
from pathlib import Path

import pytest

from tests.live_server import LiveServer, own_database

pytestmark = [pytest.mark.slow, pytest.mark.room("meet.sessions")]
PASS = {"BACKUP_PASSPHRASE": "a passphrase that is long"}
FILLED = """
from uuid import uuid4
from pathlib import Path
from django.conf import settings
from django.test import Client
from networks.base.tenancy import in_network
from networks.meet.sessions.models import Answer, Document, Theme
from networks.meet.sessions.rules import answering, grouping, running
from networks.meet.sessions.rules.sealing import seal
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session
from networks.notices import mail
from networks.people.models import Network, Person
network = Network.objects.create(name="Ponte", slug="ponte", languages=["en"])
person = Person.objects.create_user("ana@ponte.example", "Ana Marker")
Client().force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
with in_network(network):
    session = a_session()
    parts = [a_part(session, naming=naming, question=naming, open=False) for naming in ("named", "anonymous", "anonymous")]
    seat, _ = a_guest(session)
    for n, part in enumerate(parts):
        running.move(part, "open", None, seen="planned")
        said = answering.accept(session, [answering.Draft(part=part.pk, key=uuid4(), text=f"WORD{n}", seat=seat)])[0].answer
        theme = grouping.new_theme(part, f"Theme {n}", None, [said])
        if n == 1:
            running.move(part, "close", None, seen="open")
            seal(part)
    from networks.base.models import Job
    Job.objects.filter(kind="sessions.seal").update(state="done", key=None)
    path = Path(settings.MEDIA_ROOT) / "sessions" / "note.txt"
    path.parent.mkdir(parents=True)
    path.write_text("uploaded")
    mail.send("ana@ponte.example", "Hello", "Text", network=network, key="hello")
print(person.pk)
"""
LEFT = """
import json
from django.conf import settings
from django.contrib.sessions.models import Session as SignIn
from networks.base.jobs import take_next
from networks.base.models import Hold
from networks.base.tenancy import across_networks
from networks.meet.sessions.models import Answer, Placement, Seat, Theme, Update
from networks.people.models import Network, Person
with across_networks("a test"):
    print(json.dumps({
        "networks": [n.slug for n in Network.objects.all()],
        "answers": sorted(a.text for a in Answer.objects.all()),
        "placed": Placement.objects.count(), "themes": Theme.objects.count(), "seats": Seat.objects.count(),
        "names": [p.name for p in Person.objects.all()],
        "sign ins": SignIn.objects.count(), "held": Hold.objects.count(),
        "next job": getattr(take_next(["notices.send"]), "kind", None),
        "file": (settings.MEDIA_ROOT / "sessions" / "note.txt").read_text(),
    }))
"""


@pytest.fixture
def another(tmp_path):
    """A second installation, empty, on a database of its own."""
    folder = tmp_path / "another"
    folder.mkdir()
    with own_database(folder, prepared=True) as settings:
        yield LiveServer(folder, **PASS, **settings)


def test_a_backup_is_restored_elsewhere(server, another, tmp_path):
    server.environment |= PASS
    server.run("migrate", "-v0")
    key = server.script(FILLED).strip()
    server.start()  # it runs meanwhile
    file = tmp_path / "backups" / "monday.backup"
    file.parent.mkdir()

    said = server.run("backup", str(file))

    assert "Left out: 1 anonymous answers" in said, said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    content = file.read_bytes()
    assert b"WORD" not in content and b"PGDMP" not in content and b"SQLite" not in content
    assert list(file.parent.iterdir()) == [file], "nothing half made is left"
    assert not list(Path(server.environment["NETWORKS_DATA"]).glob("backup-*"))
    with pytest.raises(RuntimeError, match="is there already"):
        server.run("backup", str(file))

    (file.parent / "erasures.txt").write_text(f"2026-11-20T10:00:00+00:00 {key}\n")  # erased after the backup
    another.run("migrate", "-v0")
    said = another.run("restore", str(file))

    assert "Left out: 1 anonymous answers" in said, said
    assert "erased since: 1" in said and "1 messages wait" in said, said
    left = json.loads(another.script(LEFT))
    assert left == {
        "networks": ["ponte"],
        "answers": ["WORD0", "WORD1"],  # that of the open anonymous part is nowhere
        "placed": 2,
        "themes": 3,
        "seats": 1,
        "names": [""],
        "sign ins": 0,
        "held": 1,
        "next job": None,
        "file": "uploaded",
    }
    assert key in (another.folder / "erasures.txt").read_text()
    another.start()  # it serves what was restored
    assert "1 messages leave now" in another.run("release-mail")
    assert json.loads(another.script(LEFT))["next job"] == "notices.send"
    another.kill()


def test_what_is_here_is_only_replaced_by_name_and_by_the_right_passphrase(server, tmp_path):
    server.environment |= PASS
    server.run("migrate", "-v0")
    server.script(FILLED)
    file = tmp_path / "monday.backup"
    server.run("backup", str(file))
    server.script("from networks.people.models import Network\nNetwork.objects.update(slug='later')")

    with pytest.raises(RuntimeError, match="--replace"):
        server.run("restore", str(file))
    server.environment["BACKUP_PASSPHRASE"] = "another passphrase"
    with pytest.raises(RuntimeError, match="passphrase is another one"):
        server.run("restore", str(file), "--replace")
    server.environment |= PASS
    broken = tmp_path / "broken.backup"
    broken.write_bytes(file.read_bytes()[:-3])
    with pytest.raises(RuntimeError, match="damaged"):
        server.run("restore", str(broken), "--replace")
    slug = "from networks.people.models import Network\nprint(Network.objects.get().slug)"
    assert server.script(slug).strip() == "later", "nothing was changed"

    server.start()  # somebody forgot to stop it: it goes on with what was restored
    server.run("restore", str(file), "--replace")
    assert server.script(slug).strip() == "ponte"
    assert json.loads(server.script(LEFT))["answers"] == ["WORD0", "WORD1"]
    server.stop()
