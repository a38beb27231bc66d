"""What monitors ask."""

import pytest
from django.db import OperationalError

from networks.web.pages import start


def test_it_works(client, db):
    answer = client.get("/health/")
    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db
def test_without_its_database_it_is_not_well(client, monkeypatch):
    class Gone:
        def cursor(self):
            raise OperationalError("gone")

    monkeypatch.setattr(start, "connection", Gone())
    assert client.get("/health/").status_code == 503
