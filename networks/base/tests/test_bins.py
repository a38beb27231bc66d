"""After thirty days a bin is emptied: everything that hangs on it goes too, but for what has to stay."""

from datetime import timedelta

import pytest
from django.utils import timezone

from networks.base import bins, jobs
from networks.base.models import Binned, TextVersion
from networks.base.tenancy import across_networks, in_network
from networks.people.models import Network, Organisation


def thrown(row: Binned, days: int) -> Binned:
    row.throw_away()
    type(row).binned.filter(pk=row.pk).update(binned_at=timezone.now() - timedelta(days=days))
    return row


def an_organisation(name: str) -> Organisation:
    made = Organisation.objects.create(name=name, description="What it does", language="en")
    made.put_version("description", "fr", f"Ce que fait {name}")
    return made


def empty() -> dict:
    jobs.ask("bins.emptied")
    jobs.run_all()
    return jobs.Job.objects.get(kind="bins.emptied").result


@pytest.fixture(autouse=True)
def no_other_reasons(monkeypatch):
    monkeypatch.setattr(bins, "_reasons", {})


def test_what_lay_there_for_thirty_days_goes_with_its_translations(network):
    kept, gone = thrown(an_organisation("Kept"), 29), thrown(an_organisation("Gone"), 31)
    taken_back = thrown(an_organisation("Back"), 31)
    taken_back.take_back()

    assert empty() == {"people.organisation": 1}

    assert set(Organisation.everywhere.all()) == {kept, taken_back}
    assert not TextVersion.objects.filter(about_id=gone.pk).exists()
    assert TextVersion.objects.count() == 2


def test_each_network_has_its_bin_emptied(network):
    other = Network.objects.create(name="Arin", slug="arin")
    thrown(an_organisation("Here"), 31)
    with in_network(other):
        thrown(an_organisation("There"), 31)

    assert empty() == {"people.organisation": 2}

    with across_networks("test"):
        assert not Organisation.everywhere.exists() and not TextVersion.objects.exists()


def test_what_has_to_stay_stays_and_the_others_go(network):
    kept, _gone = thrown(an_organisation("Kept"), 31), thrown(an_organisation("Gone"), 31)
    bins.must_stay("people.organisation", lambda keys: {kept.pk: "It is needed."} if kept.pk in keys else {})

    assert bins.staying(Organisation.binned.all()) == {kept.pk: "It is needed."}
    assert empty() == {"people.organisation": 1}

    assert Organisation.binned.get() == kept


def test_one_that_cannot_be_deleted_keeps_no_other(network):
    broken, _gone = thrown(an_organisation("Broken"), 31), thrown(an_organisation("Gone"), 31)

    def breaks(keys):
        if broken.pk in keys:
            raise RuntimeError("broken on purpose")
        return {}

    bins.must_stay("people.organisation", breaks)

    assert empty() == {"people.organisation": 1}
    assert Organisation.binned.get() == broken
