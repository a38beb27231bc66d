"""Everything out, and in again: the same. An address book, in and out."""

import io

import pytest
import vobject
from openpyxl import load_workbook

from networks.network.membership.methods.vcards import as_row, read_cards, write_cards
from networks.network.membership.models import OwnField
from networks.network.membership.tests.spreadsheets import as_csv, row
from networks.network.membership.tests.test_importing import bring, inside, let, look, whole  # noqa: F401
from networks.people.models import Function, Organisation

OUT = "/ponte/network/membership/exports/"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_workbook_in_again_is_all_the_same(inside, coordinator, language):  # noqa: F811
    whole(inside, as_csv([row(n) for n in range(6)]))
    house = Organisation.objects.get(name=row(0)[1])
    Organisation.objects.filter(pk=house.pk).update(
        kind="wise",
        languages=["sk", "hu"],
        description="=SUM(1)",
        address="Hlavná 1\n949 01 Nitra",
        founded=1998,
        website="https://d.example",
    )
    Organisation.objects.create(name="No member", country="BE", is_member=False)
    coordinator.language = language
    coordinator.save()
    inside.cookies["language"] = language
    answer = inside.get(f"{OUT}everything.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert len(book.sheetnames) == 4
    assert [page.max_row for page in book] == [8, 13, 7, 7]

    found = look(inside, bring(inside, answer.content, "out.xlsx"))
    assert found.counts == {"same": 7 + 12 + 6 + 6}


def test_into_another_network_it_makes_the_same_register(inside, coordinator):  # noqa: F811
    whole(inside, as_csv([row(n) for n in range(6)]))
    data = inside.get(f"{OUT}everything.xlsx").content
    before = {
        o.name: (o.country, o.numbers, o.own, o.affiliations.count()) for o in Organisation.objects.all()
    }
    Organisation.objects.all().delete()
    OwnField.objects.all().delete()
    found = let(inside, look(inside, bring(inside, data, "out.xlsx")))

    assert found.counts.get("wrong", 0) == 0
    after = {
        o.name: (o.country, o.numbers, o.own, o.affiliations.count()) for o in Organisation.objects.all()
    }
    assert after == before
    assert Function.objects.count() == 12


def test_formulas_are_escaped_in_csv(inside):  # noqa: F811
    Organisation.objects.create(name="=HYPERLINK(1)", country="BE")
    text = inside.get(f"{OUT}organisations.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text


def test_an_address_book_comes_in(inside):  # noqa: F811
    cards = (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Novák;Ján;;;\r\nFN:Ján Novák\r\nORG:Dielňa Nitra;Kancelária\r\nTITLE:riaditeľ\r\n"
        "EMAIL;TYPE=work:jan@dielna.example\r\nTEL;TYPE=cell:+421 905 1\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:org\r\nFN:Práčovňa Košice\r\nORG:Práčovňa Košice\r\nADR:;;Hlavná 1;Košice;;040 01;Slovensko\r\n"
        "URL:https://pracovna.example\r\nTEL:tel:+421-55-1\r\nNOTE:long\\, folded\r\n  text\r\nEND:VCARD\r\n"
    )
    found = look(inside, bring(inside, cards.encode(), "adresar.vcf"))
    assert found.counts == {"new": 2}
    let(inside, found)
    jan = Organisation.objects.get(name="Dielňa Nitra").affiliations.get()
    assert (jan.person.name, jan.title) == ("Ján Novák", "riaditeľ")
    other = Organisation.objects.get(name="Práčovňa Košice")
    assert (other.country, other.place, other.phone) == ("SK", "Košice", "+421-55-1")


def test_what_we_write_another_library_reads(inside):  # noqa: F811
    whole(inside, as_csv([row(1)]))
    text = inside.get(f"{OUT}address-book.vcf").content.decode()
    cards = list(vobject.readComponents(text))
    assert {card.fn.value for card in cards} == {row(1)[1], "Jana Nováková 1", "faktury"}
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_signs_survive_a_card():
    card = {
        "uid": "1",
        "name": "A; B, C\\D",
        "organisation": "x" * 100 + "é" * 40,
        "street": "Line 1\nLine 2",
    }
    cards, broken = read_cards(write_cards([card]).decode())
    assert broken == []
    assert cards[0].part("ORG", 0) == card["organisation"]
    assert cards[0].part("ADR", 2) == "Line 1\nLine 2"


def test_cards_of_older_address_books_are_read():
    text = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=B6rg Wei=\r\n=C3=9F\r\n"
        "N;QUOTED-PRINTABLE;CHARSET=iso-8859-1:Wei=DF;J=F6rg\r\nORG:Werkhof Elbe\r\nTEL;WORK;VOICE:+49 351 1\r\n"
        "EMAIL;PREF;INTERNET:joerg@elbe.example\r\nPHOTO;JPEG;BASE64:AAAA\r\n BBBB\r\nEND:VCARD\r\n"
    )
    (card,), broken = read_cards(text)
    assert not broken and card.part("N", 0) == "Weiß" and "PHOTO" not in card.properties
    assert as_row(card)[:4] == ["Werkhof Elbe", "Jörg Weiß", "joerg@elbe.example", "+49 351 1"]
