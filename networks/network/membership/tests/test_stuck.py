"""What a coordinator sees on home because it waits too long."""

from datetime import timedelta

from django.utils import timezone

from networks.network.membership.models import FeeNotice
from networks.network.membership.parts import all_of
from networks.network.membership.tests.an_application import an_open_admission, sent
from networks.network.membership.tests.fees_at_work import a_member, uses_fees
from networks.network.membership.tests.test_declaring import leie, opened, round  # noqa: F401
from networks.participation.deadlines.models import Deadline


def _stuck(actor) -> list[str]:
    return [need.title for need in all_of("stuck", actor)]


def test_an_application_that_nobody_answers(network, coordinator, actor_of):
    an_open_admission(network, coordinator)
    application = sent()
    assert not _stuck(actor_of(coordinator))

    application.sent_at = timezone.now() - timedelta(days=15)
    application.save()
    assert _stuck(actor_of(coordinator)) == ["An application has no answer yet"]
    application.stage = "asked"  # the applicant has to do something
    application.save()
    assert not _stuck(actor_of(coordinator))


def test_notices_that_are_overdue_for_a_month(network, coordinator, actor_of):
    uses_fees()
    for number, days in enumerate((20, 31, 90)):
        FeeNotice.objects.create(
            year=2026, number=number, label_shown=f"F-{number}", organisation=a_member(f"M {number}"),
            fee_year=2026, language="en", currency="EUR", net=10, total=10, open_amount=10,
            issued_on=timezone.localdate(), late_from=timezone.localdate() - timedelta(days=days),
        )  # fmt: skip
    assert _stuck(actor_of(coordinator)) == ["2 fee notices are not paid"]
    FeeNotice.objects.update(state="paid")
    assert not _stuck(actor_of(coordinator))


def test_declarations_that_are_missing_after_the_last_day(round, coordinator, actor_of):  # noqa: F811
    assert not _stuck(actor_of(coordinator))

    Deadline.objects.update(at=timezone.now() - timedelta(days=1))
    assert _stuck(actor_of(coordinator)) == ["Declarations for 2025 are missing: 1"]
