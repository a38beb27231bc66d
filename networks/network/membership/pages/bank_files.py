"""Bank files: taken in, their lines matched with notices, each confirmed by a person."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from networks.base.doors import allow
from networks.base.files.errors import FileRefused
from networks.base.paging import page_by_key
from networks.network.membership.files.bank.statement import ColumnsUnknown, LineBroken
from networks.network.membership.forms.fees import BankFileForm
from networks.network.membership.models import BankFile, BankLine, BankTable, FeeNotice, Payment
from networks.network.membership.pages.bank_tables import told_of
from networks.network.membership.pages.fee_payments import open_notices, shares_asked
from networks.network.membership.pages.fees import in_use
from networks.network.membership.permissions import coordinates
from networks.network.membership.rules import bank_tables, banking
from networks.network.membership.rules.fee_errors import FeeRefused
from networks.people.models import Organisation


def bank_file_of(request, key, **kwargs) -> BankFile:
    """A bank file of this network."""
    in_use(request)
    return get_object_or_404(BankFile, pk=key)


def line_of(request, key, **kwargs) -> BankLine:
    """A line of a bank file of this network."""
    in_use(request)
    return get_object_or_404(BankLine.objects.select_related("file"), pk=key)


@allow(coordinates, of=in_use)
def files(request, terms):
    """The files that were taken in, and the next one."""
    form = BankFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            made, new = banking.take_in(
                sent.name, sent.read(), currency=terms.currency, by=request.actor.person
            )
        except (ColumnsUnknown, LineBroken) as refused:
            sent.seek(0)
            table = bank_tables.wait(sent.name, sent.read(), request.actor.person)
            if table is not None:
                return redirect("bank-table", network=request.network.slug, key=table.pk)
            form.add_error("file", str(refused))
        except FileRefused as refused:
            form.add_error("file", str(refused))
        else:
            told_of(request, made, new)
            return redirect("bank-file", network=request.network.slug, key=made.pk)
    page = page_by_key(BankFile.objects.select_related("by"), request.GET, "-created_at")
    return render(
        request,
        "membership/fees/bank_files.html",
        {
            "form": form,
            "page": page,
            "to_match": BankLine.objects.filter(state="open").count(),
            "tables": BankTable.objects.defer("rows").order_by("-created_at")[:20],
        },
        status=422 if form.errors else 200,
    )


@allow(coordinates, of=in_use)
def lines(request, terms):
    """All lines that wait, whatever file they came in."""
    return _lines(request, BankLine.objects.filter(state="open"), None)


@allow(coordinates, of=bank_file_of)
def bank_file(request, file: BankFile):
    """The lines of a file, each with what it is thought to pay."""
    rows = BankLine.objects.filter(file=file)
    state = request.GET.get("state", "")
    if state in dict(BankLine.STATES):
        rows = rows.filter(state=state)
    return _lines(request, rows, file)


def _lines(request, rows: Any, file: BankFile | None):
    page = page_by_key(rows, request.GET, "-booked_on")
    found = banking.proposals(page.rows)
    notices = {
        row.pk: row
        for row in FeeNotice.objects.filter(
            pk__in=[key for one in found.values() for key in (*dict(one.shares), one.settled) if key]
        ).select_related("organisation")
    }
    members = Organisation.objects.in_bulk({one.organisation for one in found.values() if one.organisation})
    payments = {
        row.line_id: row for row in Payment.objects.filter(line__in=page.rows).select_related("organisation")
    }
    for line in page.rows:
        line.proposal = found.get(line.pk)
        line.booked = payments.get(line.pk)
        if line.proposal and line.proposal.organisation:
            line.member = members.get(line.proposal.organisation)
            line.shares = [(notices[key], amount) for key, amount in line.proposal.shares if key in notices]
            line.why = _why().get(line.proposal.why, "")
            line.settled = notices.get(line.proposal.settled)
            line.said = signed(line.proposal)
            line.left = line.amount - sum(amount for _notice, amount in line.shares)
    sure = sum(1 for line in page.rows if line.proposal and line.proposal.sure)
    return render(
        request,
        "membership/fees/bank_file.html",
        {
            "file": file,
            "page": page,
            "state": request.GET.get("state", ""),
            "sure": sure,
            "states": BankLine.STATES,
        },
    )


def _why() -> dict[str, str]:
    return {
        "reference": _("by its payment reference"),
        "number": _("by the number of the notice"),
        "account": _("by the account it came from before"),
        "name": _("by the name of the payer"),
    }


@allow(coordinates, of=in_use)
@require_POST
def confirming(request, terms):
    """Book the lines that were ticked as they were proposed; a proposal that is another one by now is not booked.

    What was proposed depends on the lines above: all that the page showed are looked at, in its order.
    """
    keys = [key for key in request.POST.getlist("line") if len(key) == 36][:200]
    shown = [name[5:] for name in request.POST if name.startswith("said-") and len(name) == 41][:500]
    try:
        there = {str(row.pk): row for row in BankLine.objects.filter(pk__in=[*shown, *keys], state="open")}
    except (ValueError, TypeError, ValidationError) as error:
        raise Http404 from error
    found = banking.proposals([there[key] for key in dict.fromkeys([*shown, *keys]) if key in there])
    rows = [there[key] for key in dict.fromkeys(keys) if key in there]
    booked, left = 0, len(keys) - len(rows)
    for line in rows:
        proposal = found[line.pk]
        if proposal.organisation is None or request.POST.get(f"said-{line.pk}") != signed(proposal):
            left += 1
            continue
        notices = FeeNotice.objects.in_bulk([key for key, _amount in proposal.shares])
        try:
            banking.confirm(
                line,
                Organisation.objects.get(pk=proposal.organisation),
                [(notices[key], amount) for key, amount in proposal.shares],
                by=request.actor.person,
            )
            booked += 1
        except FeeRefused:
            left += 1
    if booked:
        messages.success(
            request,
            ngettext("One payment is booked.", "%(count)s payments are booked.", booked) % {"count": booked},
        )
    if left:
        messages.info(
            request,
            _("What has changed since you opened the page was not booked. Look at the lines that are left."),
        )
    if not keys:
        messages.info(request, _("Tick the lines that you want to book."))
    file = request.POST.get("file", "")
    if len(file) == 36 and BankFile.objects.filter(pk=_uuid(file)).exists():
        return redirect("bank-file", network=request.network.slug, key=file)
    return redirect("bank-lines", network=request.network.slug)


def _uuid(text: str):
    from uuid import UUID

    try:
        return UUID(text)
    except ValueError:
        return None


def signed(proposal) -> str:
    """What a proposal says, so that nobody confirms another one than was seen."""
    shares = ",".join(f"{key}={amount}" for key, amount in proposal.shares)
    return f"{proposal.organisation}:{shares}"


@allow(coordinates, of=line_of)
def line(request, line: BankLine):
    """One line: say who paid it and which notices; or that it is a refund."""
    proposal = banking.proposals([line]).get(line.pk)
    asked = (
        request.POST.get("organisation")
        or request.GET.get("organisation")
        or (str(proposal.organisation) if proposal and proposal.organisation else "")
    )
    member = Organisation.objects.filter(pk=_uuid(asked)).first() if asked else None
    notices = open_notices(member, line.currency) if member else []
    settled = FeeNotice.objects.filter(pk=proposal.settled).first() if proposal and proposal.settled else None
    if member and proposal and request.method == "GET":
        said = dict(proposal.shares)
        for one in notices:
            one.share = f"{said[one.pk]:f}" if one.pk in said else ""
    wrong: dict = {}
    error = ""
    if request.method == "POST" and member is None:
        error = _("Choose who paid.")
    elif request.method == "POST":
        shares, wrong = shares_asked(request.POST, notices)
        if not wrong:
            try:
                with transaction.atomic():
                    if line.amount < 0:
                        banking.confirm_refund(line, member, by=request.actor.person)
                    else:
                        banking.confirm(line, member, shares, by=request.actor.person)
            except FeeRefused as refused:
                error = str(refused)
            else:
                messages.success(request, _("The payment is booked."))
                return redirect("bank-file", network=request.network.slug, key=line.file_id)
    words = request.GET.get("q", "").replace("\0", "").strip()[:80]
    return render(
        request,
        "membership/fees/bank_line.html",
        {
            "line": line,
            "member": member,
            "notices": notices,
            "settled": settled if member and settled and settled.organisation_id == member.pk else None,
            "error": error,
            "q": words,
            "found": list(Organisation.objects.filter(name__icontains=words).order_by("name", "pk")[:20])
            if words
            else [],
            "booked": Payment.objects.filter(line=line).select_related("organisation").first(),
        },
        status=422 if request.method == "POST" else 200,
    )


@allow(coordinates, of=line_of)
@require_POST
def ignoring(request, line: BankLine):
    """Set a line aside, or take it up again."""
    try:
        if line.state == "ignored":
            banking.take_up_again(line, by=request.actor.person)
        else:
            banking.ignore(line, by=request.actor.person)
    except FeeRefused as refused:
        messages.error(request, str(refused))
    return redirect("bank-file", network=request.network.slug, key=line.file_id)
