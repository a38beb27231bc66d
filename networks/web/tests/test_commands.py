"""What those who run an installation do on the command line."""

import pytest
from django.core.management import CommandError, call_command

from networks.base.jobs import job
from networks.base.tenancy import in_network
from networks.people.models import Network, Person, Role

pytestmark = pytest.mark.django_db


def test_a_network_is_founded_for_somebody(capsys):
    call_command(
        "found", "Ponte", "ilse@leie.example", person="Ilse Vermeulen", country="ro", language=["fr", "en"]
    )

    assert capsys.readouterr().out.endswith("/ponte/\n")
    network = Network.objects.get()
    assert (network.languages, network.country, network.zone) == (["fr", "en"], "RO", "Europe/Bucharest")
    with in_network(network):
        assert Role.objects.get().person.email == "ilse@leie.example"


@pytest.mark.parametrize("wrong", [{"slug": "j"}, {"zone": "Mars/Base"}])
def test_what_cannot_be_is_said_and_nothing_is_founded(wrong):
    with pytest.raises(CommandError):
        call_command("found", "Ponte", "ilse@leie.example", **wrong)
    assert not Network.objects.exists()


def test_somebody_becomes_an_operator_and_is_one_no_longer():
    call_command("operator", "ops@example.org", name="Ops")
    assert Person.objects.get().is_operator
    call_command("operator", "OPS@example.org", ended=True)
    assert not Person.objects.get().is_operator


def test_an_operator_opens_no_network(client):
    call_command("found", "Ponte", "ilse@leie.example")
    call_command("operator", "ops@example.org")
    person = Person.objects.get(email="ops@example.org")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert client.get("/ponte/").status_code == 403


def test_what_waits_is_done(capsys):
    from networks.base import jobs

    done = []
    job("test.commands")(lambda row: done.append(row.kind))
    try:
        jobs.ask("test.commands")
        call_command("work", "--once")
    finally:
        jobs._kinds.pop("test.commands")
    assert done == ["test.commands"]
