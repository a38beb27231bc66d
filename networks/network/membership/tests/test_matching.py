"""Which notices a payment is meant for: by reference, by number, by account or name; and no guess beyond."""

from datetime import date
from decimal import Decimal as D

import pytest

from networks.network.membership.methods.matching import Arrived, Matcher, Open, plain_name
from networks.network.membership.methods.references import rf

MARE, VESDRE = "mare", "vesdre"


def notice(number, member, amount, *, due=date(2026, 3, 31), part=None, currency="EUR"):
    return Open(
        number,
        member,
        f"F-2026-{number:04d}",
        rf(f"F2026{number:06d}"),
        D(amount),
        currency,
        due,
        part,
    )


@pytest.fixture
def matcher():
    return Matcher(
        [
            notice(1, MARE, "350"),
            notice(2, VESDRE, "110"),
            notice(3, VESDRE, "90", due=date(2025, 3, 31)),
            notice(4, MARE, "200", part=D(50), due=date(2026, 6, 30)),
        ],
        accounts={"BE71096123456769": [VESDRE]},
        names={MARE: ["Oficina Maré", "Oficina Maré, Cooperativa CRL"], VESDRE: ["Atelier Vesdre asbl"]},
    )


def paid(amount, **said):
    return Arrived(D(amount), said.pop("currency", "EUR"), **said)


def test_a_reference_is_the_surest(matcher):
    found = matcher.propose(paid("350", reference=rf("F2026000001"), name="Somebody Else"))
    assert (found.organisation, found.shares, found.why, found.sure) == (
        MARE,
        ((1, D(350)),),
        "reference",
        True,
    )


def test_one_transfer_for_several_notices(matcher):
    found = matcher.propose(paid("200", text="fees f2026/3 and F-2026-0002"))
    assert found.shares == ((3, D(90)), (2, D(110)))
    assert (found.why, found.sure) == ("number", True)


def test_part_of_a_notice_and_more_than_it(matcher):
    assert matcher.propose(paid("100", text="F 2026 1")).shares == ((1, D(100)),)
    more = matcher.propose(paid("400", text="F-2026-0001"))
    assert (more.shares, more.sure) == (((1, D(250)),), False)


def test_an_account_that_is_known(matcher):
    found = matcher.propose(paid("110", iban="BE71 0961 2345 6769"))
    assert (found.organisation, found.shares, found.why) == (VESDRE, ((2, D(110)),), "account")
    rest = matcher.propose(paid("60", iban="BE71096123456769"))
    assert rest.shares == ((3, D(60)),), "another amount pays the oldest first"


def test_a_name_as_banks_write_it(matcher):
    assert matcher.propose(paid("350", name="OFICINA MARE COOPERATIVA CRL")).organisation == MARE
    assert matcher.propose(paid("50", name="Oficina Maré")).shares == ((4, D(50)),), "the next instalment"


def test_nobody_is_guessed(matcher):
    assert matcher.propose(paid("350", name="Filo Comune")).organisation is None
    assert matcher.propose(paid("350", text="RF00 1234")).organisation is None
    assert matcher.propose(paid("-350", text="F-2026-0001")).organisation is None
    assert matcher.propose(paid("350", text="F-2026-0001", currency="RON")).shares == ()


def test_two_payments_are_not_proposed_for_the_same_money(matcher):
    assert matcher.propose(paid("350", text="F-2026-0001")).shares == ((1, D(350)),)
    again = matcher.propose(paid("350", text="F-2026-0001"))
    assert (again.organisation, again.shares, again.settled, again.why) == (MARE, (), 1, "number")


def test_what_names_a_paid_notice_is_another_that_is_exactly_open_or_a_balance(matcher):
    matcher.propose(paid("350", reference=rf("F2026000001")))
    [share] = matcher.propose(paid("50", reference=rf("F2026000001"))).shares
    assert share == (4, D(50)), "the next instalment of another notice"
    more = matcher.propose(paid("349", reference=rf("F2026000001")))
    assert (more.organisation, more.shares, more.sure) == (MARE, (), False)
    assert matcher.propose(paid("9", text="F-2026-0001", currency="RON")).settled is None
    matcher.propose(paid("110", text="F-2026-0002"))
    older = matcher.propose(paid("100", text="F-2026-0002"))
    assert (older.shares, older.settled) == (((3, D(90)),), 2), "what is open from before it comes first"


def test_names_are_compared_without_their_legal_form():
    assert plain_name("Atelierele Someș S.R.L.") == plain_name("ATELIERELE SOMES srl") == "atelierele somes"
