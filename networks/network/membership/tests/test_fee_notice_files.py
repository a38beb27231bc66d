"""A notice as a file: tagged PDF in the member's language, made once; its code for the transfer is read by an independent program; sent once."""

import hashlib
import io
from datetime import date
from decimal import Decimal as D

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from networks.base import jobs
from networks.base.files.pdf import svg_as_png
from networks.network.membership.files.fee_notice import document_of, epc_of
from networks.network.membership.models import FeeNotice
from networks.network.membership.rules.delivering import file_of
from networks.network.membership.rules.fee_notices import credit
from networks.network.membership.tests.fees_at_work import a_member, a_notice, again, uses_fees
from networks.notices.models import OutboxMessage
from networks.people.belonging import affiliate
from networks.people.models import Function, Person


@pytest.fixture
def member(network):
    uses_fees(vat_text="Exempt under article 132.", foot="Thank you.")
    return a_member("Oficina Maré", legal_name="Oficina Maré, CRL", address="Rua 1\nSetúbal", country="PT")


def function(member, kind, email, language):
    person = Person.objects.create_user(email, email.split("@")[0], language=language)
    Function.objects.create(affiliation=affiliate(person, member, "staff"), kind=kind)
    return person


def words_of(document) -> str:
    return repr(document)


def test_the_code_for_the_transfer_is_read_by_an_independent_program(member):
    notice = a_notice(member, "1350.50")
    sized = epc_of(notice).replace("<svg ", '<svg width="300" height="300" ', 1)
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(svg_as_png(sized.encode()))).convert("L"))

    assert found.text.split("\n") == [
        "BCD", "002", "1", "SCT", "", "Ponte AISBL", "BE68539007547034", "EUR1350.5", "", notice.reference,
    ]  # fmt: skip


def test_no_code_where_it_would_say_something_wrong(member):
    notice = a_notice(member, "100", currency="RON")
    assert epc_of(notice) == ""
    made = credit(notice, reason="x")
    assert epc_of(made) == ""
    assert epc_of(a_notice(member, "0", year=2027)) == ""


def test_the_file_is_tagged_in_the_members_language_and_made_once(member):
    function(member, "invoices", "conta@mare.example", "fr")
    notice = a_notice(member, "350", due=[date(2026, 4, 1), date(2026, 7, 1)])
    made = file_of(notice)

    with pikepdf.open(io.BytesIO(made)) as file:
        assert "/StructTreeRoot" in file.Root and str(file.Root.Lang).lower().startswith("fr")
        assert file.docinfo["/Title"] is not None
    assert again(notice).sha256 == hashlib.sha256(made).hexdigest()
    member.legal_name = "Another name"
    member.save()
    assert file_of(again(notice)) == made


def test_it_says_who_what_why_and_how_to_pay(member):
    notice = a_notice(
        member,
        "315",
        due=[date(2026, 4, 1), date(2026, 7, 1)],
        computation={
            "category": "Full member", "schedule": "Fees 2026", "decision": "Assembly, item 6", "index_text": "HICP", "joined": "",
            "basis": {"kind": "figure", "figure": "Turnover", "year": 2025, "value": "60000.00", "currency": "EUR", "unit": "money"},
            "steps": [
                {"kind": "table", "after": "350", "facts": {"figure": "60000"}},
                {"kind": "reduction", "after": "315", "facts": {}},
            ],
        },
    )  # fmt: skip
    said = words_of(document_of(notice))
    for words in (
        "F-2026-0001", "Oficina Maré, CRL", "Rua 1", "Portugal", "€315.00", "€157.50", "Full member: Turnover of 2025, €60,000.00",
        "Assembly, item 6", "Exempt under article 132.", "BE68 5390 0754 7034", "Thank you.", "Reduction that was granted",
    ):  # fmt: skip
        assert words in said, words


def test_a_credit_note_names_what_it_cancels(member):
    made = credit(a_notice(member, "350"), reason="Billed twice")
    said = words_of(document_of(made))
    assert "Credit note C-" in said and "F-2026-0001" in said and "Billed twice" in said
    assert "How to pay" not in said and "There is nothing to pay" in said

    part = words_of(document_of(credit(a_notice(member, "350", year=2027), reason="Less", amount=D(50))))
    assert "Takes a part off" in part and "nothing to pay" not in part
    member.email = "general@mare.example"
    member.save()
    jobs.run_all()
    texts = dict(OutboxMessage.objects.filter(subject__startswith="Credit").values_list("subject", "text"))
    assert ["nothing to pay" in text for _subject, text in sorted(texts.items())] == [True, False]


@pytest.mark.parametrize(
    ("functions", "goes_to"),
    [
        ([("representative", "boss"), ("invoices", "money")], ["money"]),
        ([("representative", "boss")], ["boss"]),
        ([("communication", "press")], ["general"]),
    ],
)
def test_it_is_sent_once_to_who_gets_invoices_or_else_the_representative(member, functions, goes_to):
    member.email = "general@mare.example"
    member.save()
    for kind, name in functions:
        function(member, kind, f"{name}@mare.example", "en")
    notice = a_notice(member, "350")
    jobs.run_all()
    jobs.ask("fees.deliver", notice=str(notice.pk))
    jobs.run_all()

    messages = OutboxMessage.objects.filter(key__startswith=f"fee:{notice.pk}")
    assert [message.to for message in messages] == [f"{name}@mare.example" for name in goes_to]
    assert "F-2026-0001.pdf" in messages[0].raw
    assert again(notice).sent_to == [f"{name}@mare.example" for name in goes_to]


def test_a_notice_that_nobody_can_get_says_so(member):
    a_notice(member, "350")
    jobs.run_all()
    notice = FeeNotice.objects.get()
    assert notice.sent_at is not None and notice.sent_to == []
    assert notice.total == D(350)
