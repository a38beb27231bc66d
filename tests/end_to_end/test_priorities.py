"""People choose what matters: on a phone, with the keyboard alone; and what came out is readable for everybody."""

import pytest

from networks.base.tenancy import in_network
from networks.meet.sessions.models import AgreementVote, Ballot, Given
from networks.meet.sessions.rules import prioritising, steering
from networks.meet.sessions.tests.a_session import a_guest, a_part, a_session
from networks.people.models import Network, Person, Role
from tests.end_to_end.axe import look_at

pytestmark = pytest.mark.browser
TEXTS = [
    "One voice towards ministries",
    "Buy together",
    "Learn from each other",
    "Reach workers with support needs",
]


@pytest.fixture
def ponte(site):
    network = Network.objects.create(name="Ponte", slug="ponte", languages=["en"])
    with in_network(network):
        person = Person.objects.create_user("ilse@ponte.example", "Ilse Vermeulen")
        Role.objects.create(person=person, kind="coordinator")
        yield person


def choosing(method, naming="choice", texts=TEXTS):
    part = a_part(a_session(), stages=["priorities"], priority_method=method, naming=naming)
    for position, text in enumerate(texts, 1):
        Given.objects.create(part=part, text=text, position=position)
    return part


def seat_of(page, part, secret):
    page.context.add_cookies([{"name": "seat", "value": secret, "url": page.url}])
    page.goto(f"/j/{part.session.code}/")


def keys(part):
    return [t.key for t in prioritising.targets(part)]


def test_choosing_several_on_a_phone(site, visit, ponte):
    part = choosing("approval", naming="anonymous")
    _seat, secret = a_guest(part.session)
    page = visit(site, "/j/", phone=True)
    seat_of(page, part, secret)

    page.get_by_label("Buy together").check()
    page.get_by_label("One voice").check()
    page.get_by_role("button", name="Send my choice").click()

    page.get_by_text("It has arrived").wait_for()
    assert page.get_by_label("Buy together").is_checked()
    voter = page.evaluate(f"localStorage.getItem('voter:{part.pk}')")
    ballot = Ballot.objects.get()
    assert (str(ballot.voter), ballot.seat_id, len(ballot.content["approved"])) == (voter, None, 2)

    page.reload()  # the browser is still the same voter
    page.get_by_label("Buy together").uncheck()
    page.get_by_role("button", name="Send my choice").click()
    page.get_by_text("It has arrived").wait_for()
    assert len(Ballot.objects.get().content["approved"]) == 1


def test_agreeing_one_at_a_time_with_the_keyboard_alone(site, visit, ponte):
    part = choosing("agreement")
    _seat, secret = a_guest(part.session)
    page = visit(site, "/j/")
    seat_of(page, part, secret)
    page.get_by_role("button", name="Disagree").wait_for()
    page.get_by_role("heading", name="What matters most").focus()
    for n in range(4):
        for _tab in range(3):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.value") == "1":
                break
        page.keyboard.press("Enter")
        page.get_by_text(f"{n + 2} of 4" if n < 3 else "You have seen them all").wait_for()
    assert AgreementVote.objects.filter(value=1).count() == 4
    assert page.evaluate("document.activeElement.tagName") == "H2"


def test_putting_in_order_with_buttons(site, visit, ponte):
    part = choosing("ranking")
    _seat, secret = a_guest(part.session)
    page = visit(site, "/j/")
    seat_of(page, part, secret)
    page.get_by_role("button", name="Move up: Learn from each other").wait_for()
    for _n in range(3):
        page.get_by_role("button", name="Move up: Learn from each other").click()
    page.get_by_role("button", name="Move down: Learn from each other").click()
    page.get_by_role("button", name="Send my choice").click()
    page.get_by_text("It has arrived").wait_for()
    order = Ballot.objects.get().content["order"]
    assert len(order) == 4
    assert order[1] == keys(part)[2]


@pytest.mark.parametrize("method", ["agreement", "approval", "ranking", "rating"])
def test_the_pages_of_choosing_and_of_results_are_for_everybody(site, visit, ponte, method):
    many = [*TEXTS, *(f"Statement {n}" for n in range(5))] if method == "agreement" else TEXTS
    part = choosing(method, "anonymous" if method == "rating" else "choice", many)
    for n in range(16):
        seat, _secret = a_guest(part.session, f"Guest {n}")
        if method == "agreement":
            for at, key in enumerate(keys(part)):
                prioritising.vote(part, key, 1 if (at + n) % 2 else -1, seat.pk, seat)
        else:
            chosen = keys(part)[n % 2 : 3]
            content = {"approved": chosen, "order": chosen, "grades": dict.fromkeys(chosen, 1 + n % 5)}
            prioritising.cast(part, content, seat.pk, seat)
    prioritising.compute(part)
    _seat, secret = a_guest(part.session)
    page = visit(site, "/j/", person=ponte)
    page.context.add_cookies([{"name": "seat", "value": secret, "url": site}])
    address = f"/j/{part.session.code}/priorities/"
    widths = {"widths": (320, 1440)}
    assert look_at(page, address, **widths) == []
    steering.show_results(part, True, ponte)
    assert look_at(page, f"{address}{part.pk}/", **widths) == []
    assert look_at(page, f"/ponte/meet/sessions/parts/{part.pk}/priorities/", **widths) == []
    if method == "agreement":
        assert page.get_by_role("img", name="2 opinion groups among 16 people").is_visible()
        assert look_at(page, "/j/methods/", **widths) == []
