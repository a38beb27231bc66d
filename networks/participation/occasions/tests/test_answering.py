"""Answering by the link: without account, without script, twice at once, too late, forwarded."""

import threading
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from networks.base import jobs
from networks.base.tenancy import in_network
from networks.participation.occasions import rules
from networks.participation.occasions.models import Arrangement, Invitee, Occasion
from networks.participation.occasions.tests.an_occasion import a_person, an_occasion, invite, sent
from networks.people.models import Organisation


@pytest.fixture
def occasion(network):
    cache.clear()
    return an_occasion()


@pytest.fixture
def ana(occasion):
    return invite(occasion, "ana@example.org", name="Ana")[0]


def link(invitee):
    return f"/answer/{invitee.secret}/"


def said(**fields):
    return {"reply": "yes", "language": "en", **fields}


def test_it_works_without_account(client, ana):
    page = client.get(link(ana))
    assert page.status_code == 200
    assert "What joining brings" in page.content.decode()
    response = client.post(link(ana), said(language="fr"), follow=True)
    assert response.status_code == 200
    ana.refresh_from_db()
    assert (ana.reply, ana.language) == ("yes", "fr")
    assert ana.replied_at is not None


def test_a_get_changes_nothing_whatever_a_mail_scanner_follows(client, ana):
    before = Invitee.objects.values().get()
    for address in (link(ana), f"{link(ana)}?reply=no", f"{link(ana)}?said=1", f"{link(ana)}calendar.ics"):
        assert client.get(address).status_code == 200
        assert client.head(address).status_code == 200
    assert Invitee.objects.values().get() == before
    assert 'value="no" id="id_reply_2" aria-describedby' in client.get(
        f"{link(ana)}?reply=no"
    ).content.decode() or ("checked" in client.get(f"{link(ana)}?reply=no").content.decode())


def test_the_page_needs_no_script_and_is_not_kept(client, ana):
    page = client.get(link(ana))
    text = page.content.decode()
    assert "<form method=" in text and "onclick" not in text
    assert "no-store" in page["Cache-Control"] or "no-cache" in page["Cache-Control"]
    assert 'name="robots" content="noindex"' in text


def test_the_page_speaks_the_language_of_the_invitee(client, occasion):
    [invitee] = invite(occasion, "luc@example.org", language="fr")
    assert '<html lang="fr"' in client.get(link(invitee)).content.decode()


def test_someone_else_gets_an_invitation_of_their_own(client, ana):
    client.post(link(ana), said(reply="other", other_name="Eva", other_email="eva@example.org"))
    jobs.run_all()
    eva = Invitee.objects.get(email="eva@example.org")
    ana.refresh_from_db()
    assert (ana.reply, eva.instead_of, eva.name) == ("other", ana, "Eva")
    assert eva.secret != ana.secret
    assert sent("eva@example.org")[0]["Subject"] == "Ana invites you: What joining brings"
    client.post(link(ana), said(reply="other", other_name="Eva", other_email="EVA@example.org"))
    jobs.run_all()
    assert len(sent("eva@example.org")) == 1


def test_someone_else_needs_a_name_and_an_address(client, ana):
    page = client.post(link(ana), said(reply="other"))
    assert page.status_code == 422
    assert "Write who comes instead" in page.content.decode()
    assert (
        client.post(link(ana), said(reply="other", other_name="A", other_email="ana@example.org")).status_code
        == 422
    )
    assert Invitee.objects.count() == 1


def test_a_link_does_not_send_mail_to_the_world(client, ana):
    for n in range(rules.OTHERS):
        client.post(link(ana), said(reply="other", other_name="X", other_email=f"x{n}@example.org"))
    page = client.post(link(ana), said(reply="other", other_name="X", other_email="x9@example.org"))
    assert "named 3 others" in page.content.decode()
    # of those named one after the other only the last is still invited
    assert Invitee.objects.filter(instead_of=ana, withdrawn_at=None).count() == 1


def test_whom_somebody_names_may_be_invited_already_and_nobody_is_told(client, occasion, ana):
    [eva] = invite(occasion, "eva@example.org")
    response = client.post(link(ana), said(reply="other", other_name="Eva", other_email="eva@example.org"))
    assert response.status_code == 302
    jobs.run_all()
    assert Invitee.objects.count() == 2 and len(sent("eva@example.org")) == 1
    eva.refresh_from_db()
    assert eva.instead_of is None


def test_arrangements_need_consent_and_are_never_shown_again_by_the_link(client, ana):
    refused = client.post(link(ana), said(arrangement="A sign language interpreter"))
    assert refused.status_code == 422 and not Arrangement.objects.exists()
    client.post(link(ana), said(arrangement="A sign language interpreter", consent="on"))
    assert Arrangement.objects.get().text == "A sign language interpreter"
    assert "sign language" not in client.get(link(ana)).content.decode()
    client.post(link(ana), said())  # nothing said: what was said stays
    assert Arrangement.objects.exists()
    client.post(link(ana), said(forget="on"))
    assert not Arrangement.objects.exists()


def test_arrangements_go_when_somebody_declines_and_30_days_after(client, occasion, ana):
    client.post(link(ana), said(arrangement="Ramp", consent="on"))
    client.post(link(ana), said(reply="no"))
    assert not Arrangement.objects.exists()
    client.post(link(ana), said(arrangement="Ramp", consent="on"))
    occasion.starts_local = (timezone.now() - timedelta(days=29)).replace(tzinfo=None)
    occasion.save()
    assert rules.delete_old_arrangements() == 0
    occasion.starts_local = (timezone.now() - timedelta(days=31)).replace(tzinfo=None)
    occasion.save()
    assert rules.delete_old_arrangements() == 1


def test_an_answer_after_a_cancellation_is_refused_and_says_so(client, occasion, ana):
    rules.cancel(occasion)
    assert client.get(link(ana)).status_code == 410
    page = client.post(link(ana), said())
    assert page.status_code == 410 and "was cancelled" in page.content.decode()
    with pytest.raises(rules.Refused):
        rules.answer(ana, rules.Answered("yes"))
    ana.refresh_from_db()
    assert ana.reply == ""


def test_an_answer_after_the_end_is_refused(client, occasion, ana):
    Occasion.objects.filter(pk=occasion.pk).update(starts_at=timezone.now() - timedelta(hours=9))
    assert client.post(link(ana), said()).status_code == 410


def test_a_withdrawn_link_shows_nothing_and_takes_nothing(client, ana):
    rules.withdraw(ana)
    page = client.get(link(ana))
    assert page.status_code == 410
    assert "meet.example.org" not in page.content.decode()
    assert client.post(link(ana), said()).status_code == 410
    assert client.get(f"{link(ana)}calendar.ics").status_code == 404


def test_a_forwarded_link_says_for_whom_it_is(client, network, ana):
    other = a_person("Other", Organisation.objects.create(name="Elsewhere"))
    Invitee.objects.update(person=a_person("Rightful"), email="")
    client.force_login(other)
    page = client.get(link(ana)).content.decode()
    assert "This invitation is for Rightful, and you are signed in as Other" in page


def test_wrong_links_are_not_there_and_guessing_is_stopped(client, db):
    cache.clear()
    assert client.get("/answer/nothing/").status_code == 404
    for _ in range(99):
        client.get("/answer/nothing/")
    assert client.get("/answer/nothing/").status_code == 429
    cache.clear()


def test_what_people_wrote_is_never_run(client, network):
    occasion = an_occasion()
    Occasion.objects.filter(pk=occasion.pk).update(title="<script>alert(1)</script>")
    occasion.refresh_from_db()
    [invitee] = invite(occasion, "ana@example.org", name="<b>Ana</b>")
    page = client.get(link(invitee)).content.decode()
    assert "<script>alert" not in page and "<b>Ana</b>" not in page


def test_the_calendar_file_can_be_put_into_a_calendar_by_hand(client, ana):
    response = client.get(f"{link(ana)}calendar.ics")
    assert response["Content-Type"].startswith("text/calendar")
    assert b"METHOD:PUBLISH" in response.content and b"ATTENDEE" not in response.content


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_holds_and_both_arrive(transactional_db):
    from networks.people.models import Network

    made = Network.objects.create(name="Ponte", slug="ponte", languages=["en"])
    with in_network(made):
        occasion = an_occasion()
        rules.invite(occasion, [rules.Guest(email="ana@example.org")], by=None)
        ana = Invitee.objects.get()
    failures = []

    def answer(reply, other=""):
        try:
            with in_network(made):
                found = Invitee.objects.select_related("occasion").get(pk=ana.pk)
                rules.answer(found, rules.Answered(reply, other_name="Eva", other_email=other))
        except Exception as error:  # the test says which
            failures.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=answer, args=args)
        for args in [("yes",), ("other", "eva@example.org"), ("other", "eva@example.org"), ("no",)]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failures == []
    with in_network(made):
        assert Invitee.objects.filter(email="eva@example.org").count() == 1
        assert Invitee.objects.get(pk=ana.pk).reply in ("yes", "no", "other")
