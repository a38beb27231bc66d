"""SQLite knows how many rows there are."""

import pytest
from django.db import connection

from networks.base.statistics import gather
from networks.people.models import Organisation

pytestmark = pytest.mark.django_db


def test_the_rows_of_an_index_are_counted(network):
    Organisation.objects.bulk_create(Organisation(name=f"Organisation {n}", country="BE") for n in range(50))

    asked = gather(None)

    assert asked == (connection.vendor == "sqlite")
    if asked:
        with connection.cursor() as cursor:
            cursor.execute("SELECT idx, stat FROM sqlite_stat1 WHERE tbl = 'people_organisation'")
            found = dict(cursor.fetchall())
        assert found["organisation_by_country"] == "50 50 50"  # rows; of one network; of one country
