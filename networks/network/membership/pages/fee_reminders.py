"""Reminders: who is overdue, which reminder is next, and sending them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.base.doors import allow
from networks.base.models import Job
from networks.base.paging import page_by_key
from networks.network.membership.models import FeeReminder, FeeTerms
from networks.network.membership.pages.fees import in_use
from networks.network.membership.permissions import coordinates
from networks.network.membership.rules import reminding


@allow(coordinates, of=in_use)
def reminders(request, terms):
    """Which reminders are due, and which were sent."""
    own = FeeTerms.current()
    due = reminding.all_due(own, timezone.localdate())
    page = page_by_key(
        FeeReminder.objects.select_related("notice__organisation", "opening__organisation", "by"),
        request.GET,
        "-created_at",
    )
    job = Job.objects.filter(
        kind="fees.remind", network=request.network, state__in=["waiting", "running"]
    ).first()
    return render(
        request,
        "membership/fees/reminders.html",
        {"due": due[:200], "count": len(due), "levels": own.reminders, "page": page, "job": job, "own": own},
    )


@allow(coordinates, of=in_use)
@require_POST
def sending(request, terms):
    """Send all that are due."""
    reminding.remind_all(by=request.actor.person)
    messages.success(request, _("The reminders are being written. Each leaves once."))
    return redirect("fee-reminders", network=request.network.slug)
