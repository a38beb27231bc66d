"""The bin of the register: emptied after thirty days with the files, but for what the network has to keep."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from networks.base.bins import empty_bins, staying
from networks.network.membership.models import Category, Merge, Note
from networks.network.membership.rules import belonging, merging
from networks.network.membership.rules.tasks import write_note
from networks.participation.documents.models import Document, Signature, Version
from networks.participation.documents.rules import keep, sign
from networks.participation.money.rules import open_balance
from networks.people.models import Organisation
from networks.record.models import Event


def thrown(row, days: int = 31):
    row.throw_away()
    type(row).binned.filter(pk=row.pk).update(binned_at=timezone.now() - timedelta(days=days))
    return row


def an_organisation(name: str) -> Organisation:
    return Organisation.objects.create(name=name, country="BE", is_member=False)


@pytest.fixture
def empty(django_capture_on_commit_callbacks):
    def run() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            empty_bins()

    return run


def test_notes_and_documents_go_after_thirty_days_with_their_files(coordinator, house, empty):
    for days in (29, 31):
        paper = keep(house, SimpleUploadedFile("s.txt", b"%d" % days), kind="file", by=coordinator)
        thrown(paper, days)
        thrown(write_note(house, f"{days}", by=coordinator, language="en"), days)
    kept, gone = (v.file for v in Version.objects.order_by("document__binned_at").reverse())

    empty()

    assert Note.binned.get().text == "29" and Document.binned.count() == 1
    assert kept.storage.exists(kept.name) and not gone.storage.exists(gone.name)


def test_what_was_signed_stays(coordinator, house, browser_of, here, empty):
    paper = keep(house, SimpleUploadedFile("agreement.txt", b"We agree"), kind="file", by=coordinator)
    sign(paper.versions.get(), "Ilse", by=coordinator)
    thrown(paper)

    empty()

    assert Signature.objects.count() == 1 and Document.binned.get() == paper
    assert "It was signed: it stays." in browser_of(coordinator).get(here("membership-bin")).content.decode()


def test_an_organisation_goes_with_its_papers_and_one_that_was_a_member_or_paid_stays(
    coordinator, browser_of, here, empty
):
    gone, member, payer = (an_organisation(name) for name in ("Gone", "Member", "Payer"))
    keep(gone, SimpleUploadedFile("s.txt", b"x"), kind="file", by=coordinator)
    [file] = (version.file for version in Version.objects.all())
    category = Category.objects.create(name="Full member")
    belonging.end(belonging.begin(member, category), "withdrawn")
    open_balance(payer, Decimal(5), "EUR", on=timezone.localdate())
    for one in (gone, member, payer):
        thrown(one)

    empty()

    assert set(Organisation.binned.all()) == {member, payer}
    assert not Document.everywhere.exists() and not file.storage.exists(file.name)
    page = browser_of(coordinator).get(here("membership-bin")).content.decode()
    assert "the register of members stays" in page and "the accounts stay" in page


def test_an_organisation_with_a_signed_paper_stays_with_it(coordinator, house, empty):
    paper = keep(house, SimpleUploadedFile("agreement.txt", b"We agree"), kind="file", by=coordinator)
    sign(paper.versions.get(), "Ilse", by=coordinator)
    thrown(house)
    assert staying([house]) == {}

    empty()

    assert Organisation.binned.get() == house and Document.objects.get() == paper


def test_what_was_merged_goes_and_that_it_was_merged_stays(coordinator, house, browser_of, here, empty):
    double = an_organisation("Oficina Mare")
    merging.merge(house, double, "duplicate", coordinator)
    assert "Oficina Mare" not in browser_of(coordinator).get(here("membership-bin")).content.decode()
    Organisation.binned.update(binned_at=timezone.now() - timedelta(days=31))

    empty()

    merged = Merge.objects.get()
    assert (merged.kept, merged.gone, merged.gone_name) == (house, None, "Oficina Mare")


def test_a_coordinator_takes_an_organisation_back(coordinator, staff, browser_of, here):
    thrown(an_organisation("Werkhof"), 3)
    bin = here("membership-bin")
    assert "Werkhof" not in browser_of(staff).get(bin).content.decode()
    browser = browser_of(coordinator)
    assert "Werkhof" in browser.get(bin).content.decode()

    browser_of(staff).post(bin, {"key": Organisation.binned.get().pk})
    assert Organisation.binned.exists()
    browser.post(bin, {"key": Organisation.binned.get().pk})

    assert Organisation.objects.filter(name="Werkhof").exists()
    assert Event.objects.filter(verb="organisation.taken_back").count() == 1
