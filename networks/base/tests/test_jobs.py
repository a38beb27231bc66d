"""Background work: written with its rule, done once, tried again."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from networks.base import jobs
from networks.base.models import Job
from networks.base.tenancy import current_network_id

done = []


@jobs.job("test.note", attempts=2)
def note(row, word, fail=False):
    done.append((word, current_network_id()))
    if fail:
        raise ValueError("broken on purpose")
    return {"word": word}


@pytest.fixture(autouse=True)
def empty():
    done.clear()


def test_a_job_is_done_in_its_network(network):
    jobs.ask("test.note", word="a")
    assert jobs.run_all() == 1
    assert done == [("a", network.pk)]
    assert Job.objects.get().result == {"word": "a"}


def test_the_same_key_waiting_is_the_same_job(network):
    assert jobs.ask("test.note", key="k", word="a")
    assert jobs.ask("test.note", key="k", word="a") is None
    jobs.run_all()
    assert len(done) == 1
    assert jobs.ask("test.note", key="k", word="a")  # done: may be asked for again


def test_a_job_that_fails_is_tried_again_and_then_kept_as_failed(network):
    jobs.ask("test.note", word="a", fail=True)
    for _ in range(3):
        Job.objects.update(run_at=timezone.now())
        jobs.run_all()
    job = Job.objects.get()
    assert (len(done), job.state) == (2, Job.State.FAILED)
    assert "broken on purpose" in job.error


def test_a_job_whose_runner_died_is_taken_over(network):
    jobs.ask("test.note", word="a")
    row = jobs.take_next()
    assert jobs.take_next() is None
    Job.objects.filter(pk=row.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert jobs.take_next().pk == row.pk


@pytest.mark.django_db(transaction=True)
def test_how_far_work_is_that_is_one_transaction_is_seen_by_others():
    row = Job.objects.create(kind="whatever", state=Job.State.RUNNING)
    seen = []

    def look():
        found = jobs.how_far(Job.objects.get(pk=row.pk))
        seen.append((found.done_so_far, found.done_of))
        connection.close()

    with transaction.atomic():
        Job.objects.create(kind="something in the same transaction")
        jobs.progress_apart(row, 3, 10)
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen == [(3, 10)]
