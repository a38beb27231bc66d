"""An organisation applies in French from a phone, is checked, the board gives its opinion, the coordinator admits it, and its person signs in."""

import re

import pytest
from django.core.cache import cache

from networks.base import jobs
from networks.base.tenancy import in_network
from networks.network.membership.models import Application, Category, Membership
from networks.network.membership.rules.admission_setup import set_up
from networks.network.membership.tests.an_application import PDF
from networks.notices.models import OutboxMessage
from networks.people.invitations import address_of
from networks.people.models import Affiliation, Invitation, Network, Person, Role
from tests.end_to_end.axe import look_at

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.room("network.membership")]


@pytest.fixture
def ponte(site):
    """A network that admits, a coordinator and a board member."""
    cache.clear()
    network = Network.objects.create(name="Ponte", slug="ponte", languages=["en", "fr"], purpose="Bridges")
    with in_network(network):
        people = {}
        for key, name, role in (("ilse", "Ilse Vermeulen", "coordinator"), ("eva", "Eva Horváth", "board")):
            people[key] = Person.objects.create_user(f"{key}@ponte.example", name)
            Role.objects.create(person=people[key], kind=role)
        admission = set_up(network, by=people["ilse"])
        admission.is_open, admission.conduct, admission.opinions_needed = True, "We respect one another.", 1
        admission.save()
        full = Category.objects.create(name="Full member", kind="full")
        full.put_version("name", "fr", "Membre effectif")
        Category.objects.create(name="Candidate", kind="candidate", months=12, votes=False, position=1)
        yield network, people


def test_from_an_application_on_a_phone_to_a_member_that_signs_in(visit, site, ponte):
    network, people = ponte
    phone = visit(site, "/ponte/public/fr/membership/join/", phone=True, language="fr", scripts=False)
    phone.get_by_role("link", name="Poser votre candidature").click()
    phone.get_by_label("Nom de votre organisation").fill("Atelier Meuse")
    phone.get_by_label("Votre nom").fill("Odile Lambert")
    phone.get_by_label("Votre e-mail").fill("odile@meuse.example")
    phone.get_by_role("button", name="Envoyez-moi le lien").click()
    phone.get_by_role("heading", name="Regardez dans votre boîte").wait_for()
    mail = OutboxMessage.objects.get(to="odile@meuse.example")
    link = re.search(r"https?://\S+/application/\S+", mail.text).group()
    _fill_in(phone, link)
    phone.get_by_role("button", name="Envoyer la candidature").click()
    phone.get_by_text("Quelqu’un regarde si tout est là").first.wait_for()
    assert not phone.context.cookies()

    ilse = visit(site, "/ponte/network/membership/applications/", person=people["ilse"])
    ilse.get_by_role("link", name="Atelier Meuse").click()
    ilse.get_by_role("button", name="Everything is there").click()
    eva = visit(site, "/ponte/", person=people["eva"])
    eva.get_by_role("link", name="Read it").click()
    eva.get_by_label("in favour", exact=True).check()
    eva.get_by_label("Your words").fill("A good house.")
    eva.get_by_role("button", name="Give my opinion").click()
    eva.get_by_text("Your opinion is kept.").wait_for()
    ilse.reload()
    ilse.get_by_text("A good house.").wait_for()
    ilse.get_by_role("button", name="Ask for the decision").click()
    ilse.get_by_label("Admit", exact=True).check()
    ilse.get_by_role("button", name="Decide", exact=True).click()
    ilse.get_by_text("Decided: Admit").wait_for()

    phone.goto(link)
    phone.get_by_text("Vous êtes membre").wait_for()
    with in_network(network):
        membership = Membership.objects.now().select_related("organisation", "category").get()
        assert (membership.organisation.name, membership.category.name) == ("Atelier Meuse", "Full member")
        invitation = address_of(Invitation.objects.get())
        odile = Person.objects.create_user("odile@meuse.example", language="fr")
    jobs.run_all()
    hers = visit(site, invitation.replace(site, ""), person=odile, language="fr")
    hers.locator("form[method=post] button.main, main form button").first.click()
    hers.wait_for_url(re.compile("/ponte/"))
    with in_network(network):
        assert Affiliation.objects.now().get(person=odile).organisation == membership.organisation


def _fill_in(phone, link):
    """Page by page, as the program leads."""
    phone.goto(link)
    phone.get_by_role("link", name="Continuer", exact=True).or_(
        phone.get_by_role("link", name="Votre organisation")
    ).first.click()
    while True:
        heading = phone.locator("h1").inner_text()
        if heading.startswith("Candidature"):
            return
        if phone.locator("[name=title]").count():
            phone.locator("[name=title]").fill("Directrice")
        if phone.locator("[name=kind]").count():
            phone.locator("[name=kind]").select_option("wise")
            phone.locator("[name=country]").select_option("BE")
        if phone.locator("[name=staff]").count():
            phone.locator("[name=staff]").fill("24")
        if phone.locator("[name=category]").count():
            phone.get_by_label("Membre effectif").check()
        if phone.locator("[name=accepted]").count():
            phone.locator("[name=accepted]").check()
        if phone.locator("[name=file]").count() and "omptes" not in heading:
            phone.locator("[name=file]").set_input_files(
                {"name": "papier.pdf", "mimeType": "application/pdf", "buffer": PDF}
            )
        before = phone.url
        phone.get_by_role("button", name="Enregistrer et continuer").click()
        assert phone.url != before, phone.locator("main").inner_text()


def test_the_pages_are_accessible(visit, site, ponte):
    network, people = ponte
    from networks.network.membership.rules.application_mail import link_of
    from networks.network.membership.tests.an_application import a_draft, referred

    with in_network(network):
        draft = link_of(a_draft(name="Draft", email="d@x.example")).replace(site, "")
        Application.objects.update(conduct_accepted_at=network.created_at)
        type(set_up(network, by=None)).objects.update(opinions_needed=0, conduct="")
        found = referred(people["ilse"], name="Atelier Meuse")
    public = visit(site, draft)
    for path in (
        "/ponte/public/en/membership/join/?kind=wise&band=small&country=BE",
        draft,
        f"{draft}organisation/",
    ):
        assert look_at(public, path, widths=(320, 1440)) == [], path
    page = visit(site, "/ponte/", person=people["ilse"])
    base = "/ponte/network/membership"
    for path in (
        f"{base}/applications/",
        f"{base}/applications/{found.pk}/",
        f"{base}/admission/",
        "/ponte/referrals/",
        f"/ponte/referrals/{found.referral_id}/",
    ):
        assert look_at(page, path, widths=(320, 1440)) == [], path
