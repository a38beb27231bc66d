"""Once an anonymous part is closed, whoever reads the whole database cannot tell who wrote what."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from networks.base import jobs, scrubbing
from networks.base.keys import hashed, uuid7
from networks.base.models import Job
from networks.base.tenancy import in_network
from networks.meet.sessions.models import Answer, AnswerVector, Given, Placement, Seat, Step, Theme, Update
from networks.meet.sessions.rules import concluding, grouping, planning, running, sealing, steering
from networks.people.models import Network, Person, Role
from networks.record.models import Link

SECRETS = [f"browser secret {n}" for n in range(10)]

# PostgreSQL keeps deleted rows while anybody writes, be it in another database.
pytestmark = pytest.mark.alone


@pytest.fixture
def part(transactional_db):
    network = Network.objects.create(name="Ponte", slug="ponte", languages=["en"])
    with in_network(network):
        coordinator = Person.objects.create_user("ilse@ponte.example", "Ilse Vermeulen")
        Role.objects.create(person=coordinator, kind="coordinator")
        session = planning.plan_session(
            title="S", language="en", languages=["en"], zone="Europe/Brussels", by=coordinator
        )
        part = planning.add_part(
            session,
            coordinator,
            question="?",
            stages=["answer", "grouping", "conclusions"],
            naming="anonymous",
        )
        running.begin(session, coordinator)
        part.session = session
        running.move(part, "open", coordinator, seen="planned")
        part.by = coordinator
        yield part


def ten_people_answer(part):
    """Ten people join one after another, and each writes right after joining: the order tells everything."""
    answers = []
    for n in range(10):
        Seat.objects.create(session=part.session, name=f"Guest {n}", secret_hash=hashed(str(n)))
        answer = Answer.objects.create(
            part=part, key=uuid7(), number=n + 1, text=f"answer of guest {n}", editing_hash=hashed(SECRETS[n])
        )
        AnswerVector.objects.create(answer=answer, encoder="e", vector=b"1234", text_hash="x")
        answer.put_version("text", "fr", f"réponse {n}", author=part.by)
        answers.append(answer)
    return answers


def close(part):
    running.move(part, "close", part.by, seen="open")
    jobs.run_all()
    part.refresh_from_db()


def physical_order(model):
    """The texts in the order in which the database holds the rows."""
    order = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT text FROM {model._meta.db_table} ORDER BY {order}")
        return [row[0] for row in cursor.fetchall()]


def test_closing_seals_the_part_and_keeps_every_word(part):
    before = ten_people_answer(part)
    close(part)
    after = list(Answer.objects.filter(part=part))
    assert part.sealed_at
    assert sorted(a.text for a in after) == sorted(a.text for a in before)
    assert sorted(a.number for a in after) == list(range(1, 11))
    assert not {a.pk for a in before} & {a.pk for a in after}
    assert not {a.key for a in before} & {a.key for a in after}


def test_neither_rows_nor_numbers_tell_the_order_in_which_people_wrote(part):
    written = [a.text for a in ten_people_answer(part)]
    assert physical_order(Answer) == written  # before sealing they do: the test can see it
    close(part)
    assert physical_order(Answer) != written
    assert [a.text for a in Answer.objects.order_by("number")] != written
    assert [a.text for a in Answer.objects.order_by("pk")] != written
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT xmin::text FROM {Answer._meta.db_table}")
            assert len(cursor.fetchall()) == 1


def held_by_the_database() -> bytes:
    """Everything that the files of the answers' table hold, in SQLite with the write-ahead file; deleted rows too."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
            path = Path(connection.settings_dict["NAME"])
            return b"".join(p.read_bytes() for p in path.parent.glob(path.name + "*"))
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath(%s))", [Answer._meta.db_table])
        return bytes(cursor.fetchone()[0])


def test_no_file_of_the_table_remembers_the_old_keys(part):
    before = ten_people_answer(part)
    sqlite = connection.vendor == "sqlite"  # which keeps keys as text, PostgreSQL as bytes
    marks = [key.hex.encode() if sqlite else key.bytes for a in before for key in (a.pk, a.key)]
    held = held_by_the_database()
    assert all(mark in held for mark in marks)  # before sealing they are there
    close(part)
    held = held_by_the_database()
    assert not [mark for mark in marks if mark in held]


def test_what_hangs_on_an_answer_stays_with_it(part):
    answers = ten_people_answer(part)
    theme = grouping.new_theme(part, "T", part.by, answers[:3])
    conclusion = concluding.conclude(part, part.by, text="c", kind="why", answers=[answers[4]])
    Given.objects.create(part=part, text="statement", from_answer=answers[5])
    steering.put_on_screen(part.session, {"view": "answer", "answer": str(answers[6].pk)}, part.by)
    close(part)
    texts = lambda rows: sorted(rows.values_list("answer__text", flat=True))  # noqa: E731
    assert texts(Placement.objects.filter(theme=theme)) == [f"answer of guest {n}" for n in range(3)]
    assert texts(conclusion.citations) == ["answer of guest 4"]
    assert Given.objects.get(text="statement").from_answer.text == "answer of guest 5"
    part.session.refresh_from_db()
    assert Answer.objects.get(pk=part.session.screen["answer"]).text == "answer of guest 6"
    assert AnswerVector.objects.count() == 10
    for answer in Answer.objects.all():
        assert [v.text for v in answer.versions()] == [answer.text.replace("answer of guest", "réponse")]
    assert Link.objects.filter(source_id__in=Answer.objects.values("pk")).count() == 1


def test_updates_steps_and_jobs_that_name_the_old_keys_are_gone(part):
    answers = ten_people_answer(part)
    theme = Theme.objects.create(part=part, name="T")
    grouping.place([answers[0]], theme, part.by)
    close(part)
    old = {str(a.pk) for a in answers}
    everything = " ".join(str(row) for model in (Update, Step, Job) for row in model._base_manager.values())
    assert not [key for key in old if key in everything]


def test_nothing_says_when_an_answer_was_written(part):
    ten_people_answer(part)
    close(part)
    for row in Answer.objects.values():
        assert row["written_at"] is None
        assert row["seat_id"] is row["person_id"] is row["organisation_id"] is row["group_id"] is None
    theme = Theme.objects.create(part=part, name="T")
    grouping.place(list(Answer.objects.all()[:1]), theme, part.by)


def test_until_it_is_concluded_an_author_keeps_the_key_that_is_in_their_browser(part):
    ten_people_answer(part)
    close(part)
    assert Answer.objects.get(editing_hash=hashed(SECRETS[3])).text == "answer of guest 3"
    running.move(part, "conclude", part.by, seen="closed")
    assert not Answer.objects.exclude(editing_hash="").exists()


def test_an_open_part_is_not_touched_and_sealing_again_is_harmless(part):
    from networks.meet.sessions.rules.sealing import seal

    ten_people_answer(part)
    assert seal(part) == 0
    close(part)
    assert seal(part) == 10
    assert Answer.objects.count() == 10


def test_reopening_seals_again_at_the_next_close(part):
    ten_people_answer(part)
    close(part)
    first = set(Answer.objects.values_list("pk", flat=True))
    running.move(part, "reopen", part.by, seen="closed")
    Answer.objects.create(part=part, key=uuid4(), text="one more", number=11)
    close(part)
    assert Answer.objects.count() == 11
    assert not first & set(Answer.objects.values_list("pk", flat=True))


def test_after_sealing_an_author_still_reads_and_changes_their_answer_by_the_key_in_their_browser(
    part, client
):
    from networks.meet.sessions.tests.a_session import a_guest

    _seat, secret = a_guest(part.session)
    answers = ten_people_answer(part)
    old = answers[3].pk
    close(part)
    address = f"/j/{part.session.code}/me/{secret}/key/{SECRETS[3].replace(' ', '%20')}/{old}/"
    assert client.get(address, headers={"Accept": "application/json"}).json()["text"] == "answer of guest 3"
    wrong = address.replace(SECRETS[3].replace(" ", "%20"), "another")
    assert client.get(wrong).status_code == 404
    running.move(part, "conclude", part.by, seen="closed")
    late = client.get(address)
    assert late.status_code == 404 and "This answer stays as it is" in late.text


def test_an_answer_that_came_after_the_close_is_sealed_again_with_the_others(part):
    from networks.meet.sessions.rules.answering import Draft, accept
    from networks.meet.sessions.tests.a_session import a_guest

    _seat, secret = a_guest(part.session)
    ten_people_answer(part)
    close(part)
    sealed = set(Answer.objects.values_list("pk", flat=True))
    late = Draft(part=part.pk, key=uuid4(), text="late", secret=secret, age=10, editing_key="k" * 40)
    assert accept(part.session, [late])[0].arrived
    waiting = Job.objects.get(kind="sessions.seal", state=Job.State.WAITING)
    jobs.run(waiting)
    assert Answer.objects.count() == 11
    assert not sealed & set(Answer.objects.values_list("pk", flat=True))


@pytest.mark.postgres
def test_who_writes_in_another_database_is_waited_for(part, monkeypatch):
    """Beside them PostgreSQL would keep the deleted rows; the job fails, and tries again later."""
    import psycopg

    ten_people_answer(part)
    monkeypatch.setattr(scrubbing.time, "sleep", lambda seconds: None)
    known = {"host", "port", "user", "password"}
    parameters = {k: v for k, v in connection.get_connection_params().items() if k in known}
    with psycopg.connect(**parameters, dbname="postgres") as elsewhere:
        elsewhere.execute("SELECT txid_current()")
        with pytest.raises(RuntimeError, match="tries again"):
            scrubbing.scrub(sealing.TABLES)
    scrubbing.scrub(sealing.TABLES)
