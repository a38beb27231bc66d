"""Inviting: by e-mail from a list, with a preview; by a link; and coming in."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.base.doors import allow, anyone
from networks.base.limits import Limit, too_many
from networks.base.machine import client_address
from networks.people import invitations as rules
from networks.people.forms import ArriveForm, AskForCode, InviteForm, LinkForm
from networks.people.models import Invitation, InvitationDraft, Organisation
from networks.people.pages.paging import page_of
from networks.people.pages.sign_in import UNUSED_CODES, SignIn
from networks.people.permissions import coordinates
from networks.people.sheets import read_sheet

WRONG_LINKS = Limit("invitation-link", failures=100, seconds=600)


def draft(request, key):
    """A draft of the person who made it, not older than a day."""
    return get_object_or_404(
        InvitationDraft,
        pk=key,
        made_by=request.actor.person,
        created_at__gt=timezone.now() - timedelta(hours=InvitationDraft.HOURS),
    )


def invitation(request, key):
    return get_object_or_404(Invitation, pk=key)


@allow(coordinates)
def invite(request):
    """Paste a list or choose a spreadsheet. Nothing is stored but the list as it was read, for a day."""
    InvitationDraft.objects.filter(
        created_at__lt=timezone.now() - timedelta(hours=InvitationDraft.HOURS)
    ).delete()
    form = InviteForm(
        request.POST or None, request.FILES or None, initial={"language": request.actor.language}
    )
    if request.method == "POST" and form.is_valid():
        lines, warnings = _read(request, form)
        if not form.errors:
            made = InvitationDraft.objects.create(
                made_by=request.actor.person,
                lines=lines,
                warnings=warnings,
                **{name: form.cleaned_data[name] for name in ("audience", "language", "message")},
            )
            return redirect("invite-preview", network=request.network.slug, key=made.pk)
    return render(request, "people/invite.html", {"form": form}, status=422 if form.errors else 200)


def _read(request, form):
    """The lines of the pasted list and of the spreadsheet, and what was odd about the file."""
    lines = rules.read_pasted(form.cleaned_data["lines"])
    warnings: list[str] = []
    if upload := form.cleaned_data["sheet"]:
        try:
            rows, warnings = read_sheet(upload, request.network.languages)
            lines += rules.read_rows(rows)
        except ValidationError as error:
            form.add_error("sheet", error)
    if len(lines) > rules.MOST:
        form.add_error(
            None, _("More than %(most)s lines: send them in several lists.") % {"most": rules.MOST}
        )
    elif not lines and not form.errors:
        form.add_error(None, _("There is no line with an address."))
    return lines, warnings


@allow(coordinates, of=draft)
def invite_preview(request, found):
    """Line by line: what will happen, and what is wrong."""
    outcomes = rules.preview(found.lines, found.language)
    good = sum(outcome.is_good for outcome in outcomes)
    new = {rules.plain_name(o.organisation): o.organisation for o in outcomes if o.is_good and o.creates}
    return render(
        request,
        "people/invite_preview.html",
        {
            "draft": found,
            "outcomes": outcomes,
            "good": good,
            "bad": len(outcomes) - good,
            "new": sorted(new.values()),
        },
    )


@allow(coordinates, of=draft)
@require_POST
def invite_sending(request, found):
    """Confirmed: everybody in the list who can be invited is."""
    made = rules.invite_all(found, by=request.actor.person)
    messages.success(request, _("%(count)s invitations are on their way.") % {"count": len(made)})
    return redirect("invitations", network=request.network.slug)


@allow(coordinates)
def invitations(request):
    """Open invitations and links; make a link."""
    organisations = Organisation.objects.order_by("name")
    form = LinkForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        rules.invite_by_link(
            by=request.actor.person,
            limit=form.cleaned_data["limit"],
            organisation=form.cleaned_data["organisation"],
        )
        return redirect("invitations", network=request.network.slug)
    page = page_of(request, rules.open_invitations().select_related("organisation"), "created_at")
    for row in page.rows:
        row.address = rules.address_of(row) if row.by_link else ""
        row.left = row.limit - row.used
    return render(
        request, "people/invitations.html", {"form": form, "page": page}, status=422 if form.errors else 200
    )


@allow(coordinates, of=invitation)
@require_POST
def withdrawal(request, found):
    """An invitation stops working now."""
    rules.withdraw(found, by=request.actor.person)
    return redirect("invitations", network=request.network.slug)


# ---- coming in ----


def by_secret(request, secret):
    """The invitation of this link. Wrong links look like used ones."""
    found = Invitation.by_secret(secret)
    if found is None:
        WRONG_LINKS.failed(client_address(request))
        raise Http404
    return found


class AskByInvitation(SignIn):
    """Send the code to the address that was invited (or, by a link, to the one that they type)."""

    found: Invitation

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        if self.found.email:
            kwargs["data"] = {"email": self.found.email}
        return kwargs

    def form_invalid(self, form):
        return render(
            self.request, "people/arrive.html", {"invitation": self.found, "form": form}, status=422
        )


@allow(anyone)
def arrive(request, secret):
    """What one is invited to; a code goes to the address, and after it one accepts."""
    if WRONG_LINKS.reached(client_address(request)):
        return too_many(request)
    found = by_secret(request, secret)
    person = request.actor.person
    if not found.is_open and not (person and found.used):
        return render(request, "people/arrive_too_late.html", status=410)
    if person is None or request.actor.by_card:
        return _ask_who(request, found)
    fitting = found.by_link or rules.plain_address(person.email or "") == rules.plain_address(found.email)
    needs_organisation = found.organisation is None and not found.role
    form = ArriveForm(request.POST or None, initial={"name": person.name or found.name})
    if not needs_organisation:
        del form.fields["organisation"]
    if request.method == "POST" and form.is_valid():
        try:
            rules.accept(
                found,
                person,
                name=form.cleaned_data["name"],
                organisation=form.cleaned_data.get("organisation", ""),
            )
        except rules.Refused as error:
            messages.error(request, error.message)
            return redirect("you")
        return redirect("network-home", network=found.network.slug)
    return render(
        request,
        "people/accept.html",
        {"invitation": found, "form": form, "fitting": fitting},
        status=422 if form.errors else 200,
    )


def _ask_who(request, found):
    if request.method != "POST":
        form = None if found.email else AskForCode()
        return render(request, "people/arrive.html", {"invitation": found, "form": form})
    if UNUSED_CODES.reached(client_address(request)):
        return too_many(request)
    address = found.email or request.POST.get("email", "")
    if found.email or rules._is_address(rules.plain_address(address)):
        rules.expected(address, get_language() or "en")
    return _asking.view(request, found)


class _asking:
    """The view above with the invitation set; after the code the reader comes back here."""

    @staticmethod
    def view(request, found):
        request.GET = request.GET.copy()
        request.GET["next"] = request.path
        request.POST = request.POST.copy()
        request.POST["next"] = request.path
        view = type("Ask", (AskByInvitation,), {"found": found}).as_view()
        return view(request)
