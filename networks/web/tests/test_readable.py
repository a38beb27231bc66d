"""What nobody types: the character NUL, addresses that are none, years of no calendar. Each is taken as what it was meant to be, or said."""

from django import forms
from django.test import RequestFactory
from django.urls import reverse

from networks.base.forms import PlainForm
from networks.people.models import Organisation, Person
from networks.web.middleware import Readable


def asked(address, **data):
    """A request as the views see it."""
    requests = RequestFactory()
    request = requests.post(address, data) if data else requests.get(address)
    kept = Readable(lambda request: None)
    kept.process_request(request)
    kept.process_view(request, None, (), {})
    return request


def test_nul_is_dropped_from_forms_and_queries():
    assert asked("/?name=a%00b&name=c").GET.getlist("name") == ["ab", "c"]
    assert asked("/", name=["a\0b", "c"], **{"o\0ther": "d"}).POST.dict() == {"name": "c", "other": "d"}


def test_what_is_right_is_left_as_it_was():
    request = asked("/?name=a", name="é\u200b\n")
    assert request.GET.urlencode() == "name=a"
    assert request.POST["name"] == "é\u200b\n"


def test_a_cookie_with_nul_is_none(client, db):
    client.cookies["language"] = "f\0r"
    assert client.get("/").status_code == 200


def test_a_name_with_nul_is_kept_without_it(client, coordinator):
    client.force_login(coordinator)
    client.post(reverse("organisation-new", args=["ponte"]), {"name": "House\0 of bread", "country": "BE"})
    assert [one.name for one in Organisation.objects.all()] == ["House of bread"]


def test_going_on_to_an_address_that_is_none_goes_home(client, db):
    Person.objects.create_user("ana@example.org", "Ana")
    answer = client.post(reverse("account_login"), {"email": "ana@example.org", "next": "http://[::1"})
    assert answer.status_code == 302 and "next" not in answer["Location"]


def test_a_year_of_no_calendar_is_said_beside_its_field():
    class When(PlainForm):
        day = forms.DateField()
        starts = forms.DateTimeField()

    wrong = When({"day": "0001-01-01", "starts": "9999-12-31T23:59"})
    assert wrong.errors == {name: ["Write a year between 1800 and 2999"] for name in ("day", "starts")}
    assert When({"day": "1957-03-25", "starts": "2027-09-13T14:00"}).is_valid()
