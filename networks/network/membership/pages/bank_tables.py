"""A bank's table whose columns nobody recognised: say what they are, look at what comes of it, take it in."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from networks.base.doors import allow
from networks.base.files.errors import FileRefused
from networks.network.membership.forms.bank_tables import BankColumnsForm
from networks.network.membership.models import BankTable, Terms
from networks.network.membership.pages.fees import in_use
from networks.network.membership.permissions import coordinates
from networks.network.membership.rules import bank_tables

SHOWN = 5


def table_of(request, key, **kwargs) -> BankTable:
    """A table of this network that waits."""
    in_use(request)
    return get_object_or_404(BankTable.objects.select_related("by"), pk=key)


@allow(coordinates, of=table_of)
def columns(request, found: BankTable):
    """What each column is; below, the entries as they would be taken in."""
    form = BankColumnsForm(request.POST or None, found=found)
    if request.method == "POST" and form.is_valid():
        bank_tables.name_columns(found, form.chosen())
        return redirect("bank-table", network=request.network.slug, key=found.pk)
    entries, wrong = [], ""
    try:
        entries = bank_tables.read(found, Terms.current().currency).entries
    except FileRefused as refused:
        wrong = str(refused)
    context = {
        "found": found,
        "form": form,
        "first": entries[:SHOWN] if not form.errors else [],
        "count": len(entries),
        "wrong": wrong if {"day"} & set(found.columns) and not form.errors else "",
    }
    return render(request, "membership/fees/bank_table.html", context, status=422 if form.errors else 200)


@allow(coordinates, of=table_of)
@require_POST
def taking_in(request, found: BankTable):
    """Take in its entries."""
    try:
        made, new = bank_tables.take_in(found, Terms.current().currency, request.actor.person)
    except FileRefused as refused:
        messages.error(request, str(refused))
        return redirect("bank-table", network=request.network.slug, key=found.pk)
    told_of(request, made, new)
    return redirect("bank-file", network=request.network.slug, key=made.pk)


@allow(coordinates, of=table_of)
def removal(request, found: BankTable):
    """Forget the file, asked once; nothing of it was taken in."""
    if request.method != "POST":
        return render(
            request,
            "base/confirm.html",
            {
                "title": _("Forget %(name)s?") % {"name": found.name},
                "lose": _("What you said about its columns is lost. Nothing of it was taken in."),
                "verb": _("Forget this file"),
                "back": reverse("bank-table", kwargs={"network": request.network.slug, "key": found.pk}),
            },
        )
    bank_tables.forget(found)
    messages.success(request, _("The file is forgotten. Nothing of it was taken in."))
    return redirect("bank-files", network=request.network.slug)


def told_of(request, made, new: bool) -> None:
    """Say what taking in a file has changed."""
    if new:
        messages.success(
            request,
            ngettext("One new entry was taken in.", "%(count)s new entries were taken in.", made.new_lines)
            % {"count": made.new_lines},
        )
    else:
        messages.info(request, _("Everything in this file is here already. Nothing was changed."))
