"""Long lists are read page by page, nobody twice and nobody left out."""

import pytest
from django.http import QueryDict

from networks.base.paging import page_by_key
from networks.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    for i in range(23):
        Person.objects.create_user(f"p{i}@ponte.example", f"Name {i // 5}")
    return Person.objects.all()


def all_pages(people, *order, size=5, asked=""):
    seen, query = [], QueryDict(asked)
    for _round in range(20):
        page = page_by_key(people, query, *order, size=size)
        seen += page.rows
        if not page.next_url:
            return seen, query
        query = QueryDict(page.next_url.lstrip("?"))
    raise AssertionError("the list never ends")


@pytest.mark.parametrize("order", [("name",), ("-name",), ("-pk",), ("pk",), (), ("name", "-email")])
def test_each_is_seen_once_in_order_also_where_names_are_the_same(people, order):
    seen, _query = all_pages(people, *order)
    wanted = [*order] if order and order[-1].lstrip("-") == "pk" else [*order, "pk"]
    assert seen == list(people.order_by(*wanted))


def test_other_parameters_stay_in_the_address(people):
    _seen, query = all_pages(people, "name", asked="country=PT&country=RO")
    assert query.getlist("country") == ["PT", "RO"]


def test_a_page_is_one_query(people, django_assert_num_queries):
    page = page_by_key(people, QueryDict(), "name", size=5)
    with django_assert_num_queries(1):
        page_by_key(people, QueryDict(page.next_url[1:]), "name", size=5)


def test_the_beginning_has_no_way_back_and_the_end_no_next(people):
    first = page_by_key(people, QueryDict(), "name", size=23)
    assert (first.next_url, first.first_url) == ("", "")
    page = page_by_key(people, QueryDict(), "name", size=20)
    last = page_by_key(people, QueryDict(page.next_url[1:]), "name", size=20)
    assert (last.next_url, last.first_url, len(last.rows)) == ("", "?", 3)


@pytest.mark.parametrize(
    "after", ["x", "====", "W10", "WyJhIiwgIm5vbnNlbnNlIl0", "eyJhIjoxfQ", "W1siYSJdLCAxXQ", "é", "A" * 5000]
)
def test_what_somebody_invents_shows_the_beginning(people, after):
    page = page_by_key(people, QueryDict(mutable=True) | {"after": after}, "name", size=5)
    assert page.rows == list(people.order_by("name", "pk")[:5])
