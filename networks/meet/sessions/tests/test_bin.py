"""What was thrown away of sessions is deleted after thirty days, with its answers, files and times; what members gained stays counted."""

from datetime import timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.utils import timezone

from networks.base.bins import empty_bins
from networks.base.models import Binned
from networks.meet.sessions.models import Answer, Conclusion, Document, Programme, Session
from networks.meet.sessions.rules import concluding, planning
from networks.participation.occasions.models import Occasion
from networks.people.models import Organisation
from networks.record.models import Benefit
from networks.record.rules import benefit


def long_ago(row: Binned) -> None:
    type(row).binned.filter(pk=row.pk).update(binned_at=timezone.now() - timedelta(days=31))


def a_file(session, name: str) -> Document:
    made = Document(session=session, title=name)
    made.file.save(name, ContentFile(b"x"))
    made.save()
    return made


def test_a_session_goes_with_all_that_was_said_and_what_was_gained_stays(
    session, part, answers, coordinator, django_capture_on_commit_callbacks
):
    file = a_file(session, "agenda.txt").file
    house = Organisation.objects.create(name="Werkplaats Leie", country="BE")
    benefit(house, "hours", Decimal(2), "hours", how="attended", cause="once", about=session)
    planning.throw_away(session, coordinator)
    long_ago(session)

    with django_capture_on_commit_callbacks(execute=True):
        assert empty_bins() == {"meet_sessions.session": 1}

    for model in (Session, Answer, Occasion, Document):
        assert not model.everywhere.exists(), model
    assert not file.storage.exists(file.name)
    assert Benefit.objects.get().about_id == session.pk


def test_a_programme_goes_with_its_logo_and_its_sessions_stay(session, coordinator):
    programme = Programme.objects.create(title="A year", logo=a_file(None, "logo.png"))
    Session.objects.filter(pk=session.pk).update(programme=programme)
    programme.throw_away(coordinator)
    long_ago(programme)

    assert empty_bins() == {"meet_sessions.programme": 1}

    assert Session.objects.get().programme is None
    assert not Document.everywhere.exists()


def test_a_conclusion_goes_alone(part, answers, coordinator):
    gone, kept = (Conclusion.objects.create(part=part, text=text) for text in ("Gone", "Kept"))
    gone.throw_away(coordinator)
    long_ago(gone)

    empty_bins()

    assert list(Conclusion.everywhere.all()) == [kept] and Answer.objects.count() == 6


def test_a_conclusion_is_taken_back_on_the_page(part, answers, coordinator, client):
    conclusion = Conclusion.objects.create(part=part, text="Buy vans together")
    concluding.throw_away(conclusion, coordinator)
    client.force_login(coordinator)
    page = "/ponte/meet/sessions/bin/"
    assert "Buy vans together" in client.get(page).text

    client.post(page, {"key": conclusion.pk})

    assert Conclusion.objects.get() == conclusion
    assert "Buy vans together" not in client.get(page).text
