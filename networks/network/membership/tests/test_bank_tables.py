"""A bank's table whose columns nobody knows: they are named on a page, looked at, taken in once, and known the next time."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from networks.network.membership.models import BankColumns, BankFile, BankLine, BankTable
from networks.network.membership.rules import bank_tables
from networks.network.membership.tests.fees_at_work import uses_fees

pytestmark = pytest.mark.django_db
BASE = "/ponte/network/membership/fees/bank/"
HEAD = "Wann;Wieviel;Wer;Wozu"
FIRST = "20.03.2026;350,00;Atelier Vesdre;F-2026-0001\r\n21.03.2026;-12,50;Bank;Costs\r\n"
LATER = "21.03.2026;-12,50;Bank;Costs\r\n22.03.2026;220,00;Filo Comune;F-2026-0002\r\n"
NAMED = {"c-0": "day", "c-1": "amount", "c-2": "name", "c-3": "text"}


@pytest.fixture
def page(client, network, coordinator):
    """Sends and reads pages of bank files as the coordinator."""
    uses_fees()
    client.force_login(coordinator)

    def open_page(path="", data=None, status=200):
        response = (
            client.get(f"{BASE}{path}") if data is None else client.post(f"{BASE}{path}", data, follow=True)
        )
        assert response.status_code == status, response.content.decode()[-2000:]
        return response.content.decode()

    return open_page


def a_file(text: str, name: str = "bank.csv") -> dict:
    return {"file": SimpleUploadedFile(name, text.encode())}


def test_columns_are_named_looked_at_and_then_taken_in(page):
    shown = page("", a_file(f"{HEAD}\r\n{FIRST}"))
    assert "What the columns are" in shown and "In the file: 20.03.2026" in shown and "Wieviel" in shown
    table = BankTable.objects.get()
    assert "bank.csv" in page("") and not BankLine.objects.exists()

    shown = page(f"tables/{table.pk}/", NAMED)
    assert "2 entries are read like this" in shown and "€350.00" in shown and "Atelier Vesdre" in shown
    assert not BankLine.objects.exists()
    assert "2 new entries were taken in" in page(f"tables/{table.pk}/taking-in/", {})
    assert list(BankLine.objects.order_by("booked_on").values_list("name", "state")) == [
        ("Atelier Vesdre", "open"),
        ("Bank", "ignored"),
    ]
    assert not BankTable.objects.exists()


def test_the_next_file_is_read_the_same_way_and_what_is_here_changes_nothing(page):
    page("", a_file(f"{HEAD}\r\n{FIRST}"))
    table = BankTable.objects.get()
    page(f"tables/{table.pk}/", NAMED)
    page(f"tables/{table.pk}/taking-in/", {})

    assert "Everything in this file is here already" in page("", a_file(f"{HEAD}\r\n{FIRST}", "again.csv"))
    assert "One new entry was taken in" in page("", a_file(f"{HEAD}\r\n{LATER}"))
    assert BankLine.objects.count() == 3 and BankFile.objects.count() == 2
    assert BankColumns.objects.count() == 1


def test_the_same_file_sent_twice_before_it_is_named_waits_once(page):
    for _time in range(2):
        page("", a_file(f"{HEAD}\r\n{FIRST}"))
    assert BankTable.objects.count() == 1
    address = f"tables/{BankTable.objects.get().pk}/removal/"
    assert "Nothing of it was taken in." in page(address) and BankTable.objects.exists()
    page(address, {})
    assert not BankTable.objects.exists() and not BankFile.objects.exists()


def test_a_table_without_headings_is_known_by_its_number_of_columns(page):
    page("", a_file(FIRST))
    table = BankTable.objects.get()
    assert table.columns == {"headless": 1}
    assert "2 entries are read like this" in page(f"tables/{table.pk}/", {**NAMED, "headless": "on"})
    page(f"tables/{table.pk}/taking-in/", {})

    assert "One new entry was taken in" in page("", a_file(LATER))
    page("", a_file("Some;other;words;here\r\nx;y;z;u\r\n"))
    assert BankTable.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"c-0": ""}, "Say which column holds the day of booking"),
        ({"c-1": ""}, "Say which column holds the amount"),
        ({"c-3": "name"}, "Choose one of the two"),
        ({"c-3": "nonsense"}, "is not one of the available choices"),
    ],
)
def test_what_is_missing_or_double_is_said(page, changes, said):
    page("", a_file(f"{HEAD}\r\n{FIRST}"))
    assert said in page(f"tables/{BankTable.objects.get().pk}/", {**NAMED, **changes}, 422)
    assert not BankColumns.objects.exists()


def test_columns_that_do_not_fit_name_the_line_and_take_nothing_in(page):
    page("", a_file(f"{HEAD}\r\n{FIRST}"))
    table = BankTable.objects.get()
    swapped = {"c-0": "amount", "c-1": "day", "c-2": "", "c-3": ""}
    assert "Line 2 of this table cannot be read" in page(f"tables/{table.pk}/", swapped)
    assert "Line 2 of this table cannot be read" in page(f"tables/{table.pk}/taking-in/", {})
    assert not BankFile.objects.exists() and BankTable.objects.exists()


def test_columns_that_were_recognised_but_do_not_fit_are_asked_for_too(page):
    assert "What the columns are" in page("", a_file("Datum;Betrag\r\n350,00;20.03.2026\r\n"))


def test_what_is_no_table_is_refused_as_before(page):
    assert "No column was recognised" in page("", a_file("hello\r\nworld\r\n"), 422)
    assert not BankTable.objects.exists()


def test_a_table_that_nobody_names_is_forgotten_after_thirty_days(page):
    for days in (29, 31):
        BankTable.objects.create(
            name="x", sha256=str(days), created_at=timezone.now() - timedelta(days=days), rows=[[1, ["a"]]]
        )
    bank_tables.tidy(None)
    assert list(BankTable.objects.values_list("sha256", flat=True)) == ["29"]
