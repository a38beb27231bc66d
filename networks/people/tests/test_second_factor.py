"""The second factor: asked of coordinators and operators before administration, not on one's own machine, not in the demonstration."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client
from django.urls import reverse

from networks.base.jobs import run_all
from networks.people.belonging import grant_role
from networks.people.models import Person
from networks.people.tests.in_the_middle import number


@pytest.fixture(autouse=True)
def on_a_server(settings):
    settings.EMBEDDED = False


def administration(kind="invitations"):
    return reverse(kind, kwargs={"network": "ponte"})


def test_a_coordinator_is_asked_to_set_one_up(coordinator, browser_of):
    browser = browser_of(coordinator)
    response = browser.get(administration())
    assert (
        response["Location"]
        == reverse("second-factor") + "?next=%2Fponte%2Fnetwork%2Fpeople%2Finvitations%2F"
    )
    assert browser.get(response["Location"]).status_code == 200
    assert browser.get("/ponte/").status_code == 200  # what is no administration stays open


def test_nothing_is_posted_without_it(coordinator, staff, browser_of):
    browser_of(coordinator).post(
        reverse("roles-of", kwargs={"network": "ponte", "key": staff.pk}), {"kind": "coordinator"}
    )
    assert not staff.roles.exists()


def test_not_on_ones_own_machine_and_not_in_the_demonstration(coordinator, browser_of, settings):
    settings.EMBEDDED = True
    assert browser_of(coordinator).get(administration()).status_code == 200
    assert (
        "second-factor" in browser_of(coordinator).get(reverse("you")).content.decode()
    )  # offered as a next step
    settings.EMBEDDED = False
    Person.objects.update(is_demonstration=True)
    assert browser_of(coordinator).get(administration()).status_code == 200


def test_others_are_refused_rather_than_asked(staff, browser_of):
    response = browser_of(staff).get(administration())
    assert response.status_code in (302, 403)
    assert "Guest" not in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_opens_administration_and_gives_recovery_codes(coordinator, browser_of):
    browser = browser_of(coordinator)
    form = browser.get(reverse("mfa_activate_totp")).context["form"]
    response = browser.post(reverse("mfa_activate_totp"), {"code": number(form.secret)})
    assert response["Location"] == reverse("mfa_view_recovery_codes")
    assert browser.get(administration()).status_code == 200
    assert browser.get(reverse("mfa_view_recovery_codes")).status_code == 200
    codes = browser.get(reverse("mfa_download_recovery_codes")).content.decode().split()
    assert len(codes) == 10
    run_all()
    assert "authenticator app" in "".join(message.body for message in mail.outbox)


def sign_in_by_code(address):
    import re

    browser = Client()
    browser.post(reverse("account_login"), {"email": address})
    run_all()
    code = re.search(r"^[A-Z0-9]{4}-[A-Z0-9]{4}$", mail.outbox[-1].body, re.M).group()
    return browser, browser.post(reverse("account_confirm_login_code"), {"code": code})


def test_after_the_code_the_app_is_asked(coordinator):
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(coordinator, secret)
    browser, response = sign_in_by_code(coordinator.email)
    assert response["Location"] == reverse("mfa_authenticate")
    assert browser.get("/ponte/").status_code == 302  # not signed in yet
    page = browser.get(reverse("mfa_authenticate"))
    assert page.status_code == 200
    assert browser.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    browser.post(reverse("mfa_authenticate"), {"code": number(secret)})
    assert browser.get(administration()).status_code == 200


def test_a_number_that_has_just_changed_is_taken_and_an_older_one_is_not(coordinator):
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(coordinator, secret)
    browser, _response = sign_in_by_code(coordinator.email)
    assert browser.post(reverse("mfa_authenticate"), {"code": number(secret, ago=4)}).status_code == 200
    browser.post(reverse("mfa_authenticate"), {"code": number(secret, ago=1)})
    assert browser.get(administration()).status_code == 200


def test_a_recovery_code_works_once(coordinator):
    TOTP.activate(coordinator, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(coordinator).get_unused_codes()[0]
    for works in (True, False):
        browser, _ = sign_in_by_code(coordinator.email)
        browser.post(reverse("mfa_authenticate"), {"code": code})
        assert (browser.get("/ponte/").status_code == 200) is works


def test_who_has_one_but_did_not_use_it_is_asked_for_it(coordinator, browser_of):
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(coordinator, secret)
    browser = browser_of(coordinator)  # signed in without it, as after founding
    response = browser.get(administration())
    assert response["Location"].startswith(reverse("mfa_reauthenticate"))
    page = browser.get(response["Location"])
    assert page.status_code == 200
    done = browser.post(response["Location"], {"code": number(secret), "next": administration()})
    assert done["Location"] == administration()
    assert browser.get(administration()).status_code == 200


def test_changing_how_one_signs_in_asks_again(coordinator, browser_of):
    TOTP.activate(coordinator, "JBSWY3DPEHPK3PXP")
    browser = browser_of(coordinator)
    for name in ("mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn"):
        assert browser.get(reverse(name))["Location"].startswith(reverse("mfa_reauthenticate"))
    assert Authenticator.objects.filter(user=coordinator).exists()


def test_every_page_about_signing_in_is_ours(coordinator, browser_of, settings):
    """None of the library's own pages is reached: each of these is drawn in our frame."""
    TOTP.activate(coordinator, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(coordinator)
    browser = browser_of(coordinator)
    browser.post(reverse("mfa_reauthenticate"), {"code": number("JBSWY3DPEHPK3PXP")})
    for name in (
        "mfa_index", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_deactivate_totp", "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes", "usersessions_list", "account_logout", "mfa_reauthenticate",
    ):  # fmt: skip
        page = browser.get(reverse(name))
        assert page.status_code == 200, name
        assert "css/tokens" in page.content.decode(), name
    for name in ("account_login", "account_inactive", "card"):
        assert "css/tokens" in Client().get(reverse(name)).content.decode(), name


def test_an_operator_needs_it_too(network, browser_of):
    from networks.people.permissions import operates

    assert operates.needs_second_factor
    grant_role(operator := Person.objects.create_user("op@x.example", is_operator=True), "coordinator")
    assert browser_of(operator).get(administration()).status_code == 302


@pytest.mark.parametrize(
    "sent", ["[" * 20_000, "9" * 5_000, "[]", '{"id": "x"}', '{"id": "x", "rawId": "x", "response": 1}']
)
@pytest.mark.parametrize("name", ["mfa_login_webauthn", "mfa_add_webauthn"])
def test_what_is_no_passkey_is_a_wrong_one(name, sent, coordinator, browser_of):
    browser = browser_of(coordinator)
    assert browser.post(reverse(name), {"name": "Phone", "credential": sent}).status_code in (200, 302)
    assert not Authenticator.objects.exists()
