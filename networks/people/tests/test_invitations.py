"""Inviting: a preview line by line, messages once, accepted by the invited address only; links are counted and expire."""

import io
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from networks.base.jobs import run_all
from networks.base.models import Job
from networks.base.tenancy import in_network
from networks.people import invitations as rules
from networks.people.models import Affiliation, Invitation, InvitationDraft, Network, Organisation, Person

LIST = """ana@oficina.example, Ana Reis, Oficina Maré, PT, fr
"Bruno" <BRUNO@oficina.example>
ines@oficina.example
broken@
ana@oficina.example
waiting@oficina.example
zora@korak.example; Zora; Radionica Korak; Serbia
=cmd|' /C calc'!A1
"""


@pytest.fixture
def browser(coordinator, browser_of):
    return browser_of(coordinator)


def here(name, **kwargs):
    return reverse(name, kwargs={"network": "ponte", **kwargs})


def look_at(browser, **data):
    return browser.post(
        here("invite"),
        {"lines": "", "audience": "staff", "language": "en", "message": "", **data},
        follow=True,
    )


def test_it_works(browser, workshop, coordinator):
    page = look_at(
        browser, lines="ana@oficina.example, Ana Reis, Oficina Maré", message="Come to our second session."
    )
    draft = InvitationDraft.objects.get()
    assert "ana@oficina.example" in page.content.decode() and not Invitation.objects.exists()
    browser.post(here("invite-sending", key=draft.pk))
    run_all()
    [message] = mail.outbox
    assert message.to == ["ana@oficina.example"]
    assert "Come to our second session." in message.body and "/invitation/" in message.body
    assert Invitation.objects.get().organisation == workshop


def test_the_preview_says_what_happens_to_each_line(network, coordinator, workshop, staff):
    rules.invite("waiting@oficina.example", by=coordinator)
    outcomes = rules.preview(rules.read_pasted(LIST))
    assert [(o.line, o.email, o.will, o.creates) for o in outcomes] == [
        (1, "ana@oficina.example", "invite", False),
        (2, "bruno@oficina.example", "invite", False),
        (3, "ines@oficina.example", "member", False),
        (4, "broken@", "broken", False),
        (5, "ana@oficina.example", "duplicate", False),
        (6, "waiting@oficina.example", "invited", False),
        (7, "zora@korak.example", "invite", True),
        (8, "=cmd|' /c calc'!a1", "formula", False),
    ]
    assert (outcomes[0].language, outcomes[1].name, outcomes[6].country) == ("fr", "Bruno", "RS")


def test_the_preview_says_what_of_a_line_is_not_understood(browser, workshop):
    lines = [
        f"ana@oficina.example, {'A' * 130}, Oficina Maré, Atlantis, klingon",
        "zora@korak.example, Zora, Radionica Korak, Serbie, français",
    ]
    odd, good = rules.preview(rules.read_pasted("\n".join(lines)))
    assert (odd.will, odd.country, odd.language, len(odd.name)) == ("invite", "", "en", 120)
    assert (good.country, good.language, good.notes) == ("RS", "fr", [])
    page = look_at(browser, lines="\n".join(lines)).content.decode()
    assert "“Atlantis” is not a country: none is noted." in page
    assert "The message is not written in “klingon”: it is sent in English." in page
    assert "A name has at most 120 characters" in page
    assert "<td>French</td>" in page and 'title="Serbia"' in page


def test_the_preview_never_tells_who_is_known_elsewhere(network, coordinator):
    arin = Network.objects.create(name="Arin", slug="arin")
    with in_network(arin):
        house = Organisation.objects.create(name="Atelierul Arin")
        Affiliation.objects.create(person=Person.objects.create_user("dan@arin.example"), organisation=house)
        rules.invite("eva@arin.example", by=None)
    known, invited, unknown = rules.preview(
        rules.read_pasted(
            "dan@arin.example,,Atelierul Arin\neva@arin.example\nnew@arin.example,,Atelierul Arin"
        )
    )
    assert known.will == invited.will == unknown.will == "invite"
    assert known.creates and unknown.creates


def csv_file(text, encoding="utf-8"):
    return SimpleUploadedFile("people.csv", text.encode(encoding))


def test_a_csv_file_with_columns_in_any_order_and_another_encoding(browser, workshop):
    text = "Nom;Courriel;Organisme\nZoé Lefèvre;zoe@meuse.example;Atelier Meuse\n;=1+1;\n"
    page = look_at(browser, sheet=csv_file(text, "cp1252")).content.decode()
    assert "Zoé Lefèvre" in page and "holds a formula" in page and "Atelier Meuse" in page


def test_an_excel_file(browser, workshop):
    from openpyxl import Workbook

    book, out = Workbook(), io.BytesIO()
    book.active.append(["E-mail", "Name"])
    book.active.append(["zoe@meuse.example", "Zoé"])
    book.active.append(["=HYPERLINK(1)", "Formula"])
    book.save(out)
    page = look_at(browser, sheet=SimpleUploadedFile("people.xlsx", out.getvalue())).content.decode()
    assert "zoe@meuse.example" in page and "holds a formula" in page


def test_a_file_that_is_no_table_is_refused_in_words(browser, network):
    page = look_at(browser, sheet=SimpleUploadedFile("people.csv", b"%PDF-1.7 nothing"))
    assert page.status_code == 422 and not InvitationDraft.objects.exists()


def test_confirming_twice_and_a_job_that_runs_twice_send_one_message(browser, coordinator):
    look_at(browser, lines="ana@oficina.example,,Oficina")
    draft = InvitationDraft.objects.get()
    for _ in range(2):
        browser.post(here("invite-sending", key=draft.pk))
    run_all()
    rules.send_invitation(Job(), str(Invitation.objects.get().pk))
    assert len(mail.outbox) == 1


def test_a_draft_is_for_who_made_it_and_for_a_day(browser, browser_of, coordinator):
    from networks.people.belonging import grant_role

    look_at(browser, lines="ana@oficina.example")
    draft = InvitationDraft.objects.get()
    other = Person.objects.create_user("other@ponte.example")
    grant_role(other, "coordinator")
    assert browser_of(other).get(here("invite-preview", key=draft.pk)).status_code == 404
    InvitationDraft.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert browser.get(here("invite-preview", key=draft.pk)).status_code == 404


def code() -> str:
    import re

    run_all()
    bodies = "".join(message.body for message in mail.outbox)
    return re.findall(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", bodies, re.M)[-1]


def come_in(address, invitation, **data):
    """Open the link of an invitation, get a code, type it; return the browser."""
    client = Client()
    place = reverse("invitation", args=[rules.secret_of(invitation)])
    client.post(place, {"email": address})
    response = client.post(reverse("account_confirm_login_code"), {"code": code(), "next": place})
    assert response["Location"] == place
    return client, client.post(place, data)


def test_who_was_invited_comes_in_with_a_code(network, coordinator, workshop):
    invitation = rules.invite(
        "ana@oficina.example", by=coordinator, name="Ana Reis", organisation=workshop, role="facilitator"
    )
    client, response = come_in("ana@oficina.example", invitation, name="Ana Reis")
    assert response["Location"] == "/ponte/"
    assert client.get("/ponte/").status_code == 200
    affiliation = Affiliation.objects.now().get(person__email="ana@oficina.example")
    assert affiliation.confirmed and affiliation.organisation == workshop
    assert affiliation.person.roles.get().kind == "facilitator"


def test_whoever_is_new_is_written_to_in_the_language_in_which_they_came(network, coordinator, workshop):
    invitation = rules.invite("ana@oficina.example", by=coordinator, organisation=workshop)
    address = reverse("invitation", args=[rules.secret_of(invitation)])
    Client().post(address, {}, headers={"Accept-Language": "fr-BE"})
    run_all()
    assert Person.objects.get(email="ana@oficina.example").language == "fr"
    assert any("Votre code" in message.subject for message in mail.outbox)


def test_an_invitation_by_mail_is_for_its_address_only(network, coordinator, workshop, browser_of):
    invitation = rules.invite("ana@oficina.example", by=coordinator, organisation=workshop)
    thief = browser_of(Person.objects.create_user("thief@else.example"))
    place = reverse("invitation", args=[rules.secret_of(invitation)])
    thief.post(place, {"name": "Thief"})
    assert thief.get("/ponte/").status_code == 403
    stranger = Client()
    stranger.post(
        place, {"email": "thief@else.example"}
    )  # the form has no such field: the code goes to who was invited
    run_all()
    assert mail.outbox[-1].to == ["ana@oficina.example"]


def test_by_link_one_is_a_member_to_be_confirmed(network, coordinator, workshop, browser_of):
    invitation = rules.invite_by_link(by=coordinator, limit=2)
    client, _response = come_in("new@meuse.example", invitation, name="Nour", organisation="Atelier Meuse")
    newcomer = Affiliation.objects.now().get(person__email="new@meuse.example")
    assert not newcomer.confirmed
    assert client.get(here("people")).status_code == 403
    browser_of(coordinator).post(here("confirmation", key=newcomer.pk))
    assert client.get(here("people")).status_code == 200


def test_a_link_is_counted_revocable_and_expires(network, coordinator, workshop):
    one = rules.invite_by_link(by=coordinator, limit=1, organisation=workshop)
    rules.accept(one, Person.objects.create_user("a@x.example"))
    with pytest.raises(rules.Refused):
        rules.accept(one, Person.objects.create_user("b@x.example"))
    withdrawn = rules.invite_by_link(by=coordinator, limit=5, organisation=workshop)
    rules.withdraw(withdrawn, by=coordinator)
    old = rules.invite_by_link(by=coordinator, limit=5, organisation=workshop)
    Invitation.objects.filter(pk=old.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    for invitation in (one, withdrawn, old):
        assert Client().get(reverse("invitation", args=[rules.secret_of(invitation)])).status_code == 410
    assert (old.expires_at - old.created_at).days in (13, 14)


def test_a_wrong_link_tells_nothing_and_guessing_stops(db):
    answers = {Client().get(reverse("invitation", args=[f"wrong-{n}"])).status_code for n in range(120)}
    assert answers == {404, 429}


def test_a_member_who_opens_a_link_uses_nothing_up(network, coordinator, workshop, staff):
    invitation = rules.invite_by_link(by=coordinator, limit=1)
    rules.accept(invitation, staff, organisation="Elsewhere")
    assert Invitation.objects.get().used == 0 and staff.affiliations.count() == 1


def test_of_many_organisations_the_name_is_written(coordinator, browser_of, monkeypatch):
    """A list of ten thousand to choose from is no list."""
    monkeypatch.setattr("networks.base.choosing.FEW", 2)
    houses = [
        Organisation.objects.create(name=name) for name in ("Atelier Un", "Radionica", "Double", "Double")
    ]
    browser, address = browser_of(coordinator), reverse("invitations", args=["ponte"])
    assert "Radionica" not in browser.get(address).text
    for name, said in (("Nobody", "Nothing here is called"), ("double", "Say which one you mean")):
        answer = browser.post(address, {"limit": 3, "organisation": name})
        assert answer.status_code == 422 and said in answer.text and f'value="{name}"' in answer.text
    assert browser.post(address, {"limit": 3, "organisation": "radionica"}).status_code == 302
    assert browser.post(address, {"limit": 3, "organisation": ""}).status_code == 302
    assert list(Invitation.objects.order_by("created_at").values_list("organisation", flat=True)) == [
        houses[1].pk,
        None,
    ]
