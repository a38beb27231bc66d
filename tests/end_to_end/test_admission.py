"""The pages of admission, for applicants and for those who check and decide, at every width. The story: test_the_whole_chain.py."""

import pytest
from django.core.cache import cache

from networks.base.tenancy import in_network
from networks.network.membership.models import Application, Category
from networks.network.membership.rules.admission_setup import set_up
from networks.people.models import Network, Person, Role
from tests.end_to_end.axe import TWO_LOOKS, look_around

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
        assert look_around(public, path, TWO_LOOKS) == [], path
    page = visit(site, "/ponte/", person=people["ilse"])
    base = "/ponte/network/membership"
    for path in (
        f"{base}/applications/",
        f"{base}/applications/{found.pk}/",
        f"{base}/admission/",
        "/ponte/referrals/",
        f"/ponte/referrals/{found.referral_id}/",
    ):
        assert look_around(page, path, TWO_LOOKS) == [], path
