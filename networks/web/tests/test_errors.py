"""What somebody reads where the program failed, or where the database has no time."""

import pytest
from django.db import OperationalError
from django.test import Client

from networks.people.middleware import WhoAndWhere

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "error, status, said",
    [
        (OperationalError("couldn't get a connection after 20.00 sec"), 503, "A vote counts once, however often it is sent."),
        (ZeroDivisionError("a fault"), 500, "It is not your doing, and it has been noted."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("where", ["process_request", "process_view"])
def test_a_busy_database_is_told_from_a_fault(monkeypatch, where, error, status, said):
    def fails(*args, **kwargs):
        raise error

    monkeypatch.setattr(WhoAndWhere, where, fails)
    answer = Client(raise_request_exception=False).get("/")
    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, "5" if status == 503 else None)
    assert said in answer.content.decode()
