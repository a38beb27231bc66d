"""Answers are translated by people who speak the language, or by a machine that never gets what is anonymous or confidential."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from networks.base import jobs
from networks.base.models import Job, TextVersion
from networks.meet.sessions.models import Answer, Conclusion, Session, Theme
from networks.meet.sessions.rules import concluding, translating
from networks.meet.sessions.rules.errors import NotNow
from networks.meet.sessions.tests.reported import a_member, held
from networks.record.models import Event


class Service(BaseHTTPRequestHandler):
    """Translates by saying which language it was asked for; does not know Arabic."""

    asked: list = []

    def do_POST(self):
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(said)
        self.send_response(400 if said["source"] == "ar" else 200)
        self.end_headers()
        self.wfile.write(json.dumps({"translatedText": f"[{said['target']}] {said['q']}"}).encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def service(settings):
    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Service.asked = []
    settings.TRANSLATION_SERVICE = f"http://localhost:{server.server_port}/"
    yield Service.asked
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def session(network, coordinator):
    return held(coordinator)


def part(session, position):
    found = session.parts.get(position=position)
    found.session = session
    return found


def answer(session, number=5, position=1):
    return Answer.objects.select_related("part").get(
        part__session=session, part__position=position, number=number
    )


# ---- people ----


def test_a_facilitator_translates_and_the_original_stays(client, network, coordinator, session):
    client.force_login(coordinator)
    greek = answer(session)
    page = client.get(
        f"/{network.slug}/meet/sessions/{session.pk}/translations/?language=fr"
    ).content.decode()
    assert "Translate answer 5" in page and "SECRET told in confidence" in page
    client.post(
        f"/{network.slug}/meet/sessions/answers/{greek.pk}/translation/?language=fr",
        {"text": "Ensemble, nous sommes forts"},
    )
    version = TextVersion.objects.get(about_id=greek.pk, language="fr")
    assert (version.text, version.machine, version.author) == (
        "Ensemble, nous sommes forts",
        False,
        coordinator,
    )
    assert answer(session).text == greek.text


def test_a_member_translates_what_they_may_read_into_what_they_speak(client, network, session):
    member = a_member(network)
    member.language = "fr"
    member.save()
    client.force_login(member)
    base = f"/{network.slug}/meet/sessions"
    assert "SECRET" not in client.get(f"{base}/{session.pk}/translations/?language=fr").content.decode()
    greek = answer(session)
    assert client.get(f"{base}/answers/{greek.pk}/translation/?language=de").status_code == 403
    assert (
        client.post(f"{base}/answers/{greek.pk}/translation/?language=fr", {"text": "Oui"}).status_code == 302
    )
    hidden, confidential = answer(session, 7), answer(session, 1, 2)
    for secret in (hidden, confidential):
        assert client.get(f"{base}/answers/{secret.pk}/translation/?language=fr").status_code == 404


def test_a_translation_is_checked_doubted_and_taken_away(client, network, coordinator, session):
    client.force_login(coordinator)
    serbian = answer(session, 6)
    address = f"/{network.slug}/meet/sessions/answers/{serbian.pk}/translation/?language=en"
    version = TextVersion.objects.filter(about_id=serbian.pk, language="en")
    client.post(address, {"text": version.get().text})
    assert version.get().checked_by == coordinator and version.get().machine
    client.post(address, {"text": version.get().text, "doubt": "1"})
    assert version.get().to_check
    client.post(address, {"text": ""})
    assert not version.exists()


def test_who_translated_an_anonymous_answer_is_not_kept(session, coordinator):
    anonymous = answer(session, 1, 3)
    translating.translate(anonymous, "Payer à temps", "fr", coordinator)
    version = TextVersion.objects.get(about_id=anonymous.pk)
    assert version.author is version.checked_by is None
    translating.check(anonymous, "fr", coordinator, right=True)
    assert TextVersion.objects.get(about_id=anonymous.pk).checked_by is None
    assert not Event.objects.filter(about_id=anonymous.pk).exists()
    anonymous.part.sealed_at = None
    with pytest.raises(NotNow, match="closed"):
        translating.translate(anonymous, "Payer", "fr", coordinator)


# ---- a machine ----


def test_without_a_service_nothing_is_offered(client, network, coordinator, session):
    client.force_login(coordinator)
    page = client.get(
        f"/{network.slug}/meet/sessions/{session.pk}/translations/?language=fr"
    ).content.decode()
    assert "by machine" not in page
    with pytest.raises(NotNow):
        translating.ask_machine(part(session, 1), "fr", coordinator)


def test_a_machine_translates_what_has_no_translation_and_it_is_marked(
    client, network, coordinator, session, service
):
    client.force_login(coordinator)
    translating.translate(answer(session), "Par une personne", "fr", coordinator)
    address = f"/{network.slug}/meet/sessions/parts/{part(session, 1).pk}/translations/?language=fr"
    client.post(address)
    client.post(address)
    jobs.run_all()
    made = {
        v.text: v.machine for v in TextVersion.objects.filter(about="meet_sessions.answer", language="fr")
    }
    assert made["Par une personne"] is False
    assert made["[fr] Singuri nu ne aude nimeni."] is True
    assert not any("SECRET" in said["q"] for said in service), "hidden, late and withdrawn answers stay here"
    assert Job.objects.get(kind="sessions.translate").result == {"translated": 4, "refused": 1}
    again = len(service)
    translating.ask_machine(part(session, 1), "fr", coordinator)
    jobs.run_all()
    assert len(service) == again + 1, "only the language that the service did not know is tried again"


@pytest.mark.parametrize("position", [2, 3])
def test_a_machine_never_gets_what_is_confidential_or_anonymous(session, coordinator, service, position):
    with pytest.raises(NotNow, match="never"):
        translating.ask_machine(part(session, position), "fr", coordinator)
    jobs.ask("sessions.translate", part=str(part(session, position).pk), language="fr")
    jobs.run_all()
    assert service == []


def test_a_part_that_becomes_confidential_while_a_machine_translates_keeps_nothing_of_it(
    session, coordinator, service, monkeypatch
):
    def confidential_meanwhile(text, source, target):
        session.parts.update(confidential=True)
        return "Too late"

    monkeypatch.setattr(translating, "by_machine", confidential_meanwhile)
    translating.ask_machine(part(session, 1), "fr", coordinator)
    jobs.run_all()
    assert not TextVersion.objects.filter(text="Too late").exists()


def test_a_service_that_is_away_is_asked_again_later(session, coordinator, settings):
    settings.TRANSLATION_SERVICE = "http://localhost:9/"
    translating.ask_machine(part(session, 1), "fr", coordinator)
    jobs.run_all()
    assert Job.objects.get(kind="sessions.translate").state == "waiting"
    assert Session.objects.count() == 1


# ---- conclusions and themes ----


def test_conclusions_and_themes_are_read_in_ones_own_language(client, network, coordinator, session):
    client.force_login(coordinator)
    base = f"/{network.slug}/meet/sessions"
    listed = f"{base}/{session.pk}/translations/?language=fr"
    conclusion = Conclusion.objects.filter(published_at__isnull=False).exclude(dissent="").first()
    theme = Theme.objects.get(name="A voice that is heard")
    words = {
        conclusion: {"text__fr__usual": "Ensemble on nous entend.", "dissent__fr__usual": "Deux en doutent."},
        theme: {"name__fr__usual": "Une voix qui porte"},
    }
    for thing, sent in words.items():
        kind = type(thing).__name__.lower()
        page = f"{base}/{kind}s/{thing.pk}/words/?language=fr"
        assert page in client.get(listed).content.decode()
        form = client.get(page).context["form"]
        answer = client.post(page, sent | {"made_from": form["made_from"].value()})
        assert answer.status_code == 302 and answer.url == listed
    assert client.get(listed).content.decode().count("tag good") == 2
    Session.objects.get(pk=session.pk).put_version("title", "fr", "Ce que cela apporte", author=coordinator)
    report = client.get(f"{base}/{session.pk}/report/?language=fr").content.decode()
    for said in ("Ensemble on nous entend.", "Deux en doutent.", "Une voix qui porte"):
        assert said in report
    assert "Une voix qui porte" not in client.get(f"{base}/{session.pk}/report/?language=en").content.decode()

    concluding.rewrite(conclusion, {"text": "Something else"}, coordinator, read_at=conclusion.revision)
    assert client.get(listed).content.decode().count("tag good") == 1  # to be looked at again
    late = client.post(f"{base}/conclusions/{conclusion.pk}/words/", words[conclusion] | {"made_from": "old"})
    assert late.status_code == 422 and "were changed while you were translating" in late.content.decode()
    member = a_member(network)
    member.language = "fr"
    member.save()
    client.force_login(member)
    assert client.get(f"{base}/conclusions/{conclusion.pk}/words/").status_code == 403
    page = client.get(listed).content.decode()
    assert "tag good" not in page and ">Ce que cela apporte</a>" in page
