"""Networks of networks: the picture over the levels with its totals, joining and parting, publishing and taking back."""

from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from networks.base.doors import allow
from networks.base.limits import Limit, too_many
from networks.base.machine import client_address
from networks.base.numbers import whole
from networks.base.places import country_name
from networks.network.membership.forms.levels import AcceptForm, LevelInviteForm, PublicationForm
from networks.network.membership.models import Figure, LevelInvitation, Publication
from networks.network.membership.permissions import confirmed, coordinates, signed_in_by_themselves
from networks.network.membership.rules import level_sums, level_totals, levels
from networks.network.membership.rules.names import named
from networks.notices.mail import send
from networks.people.models import Level, Organisation

GUESSES = Limit("level-link", failures=50, seconds=600)


def _year(request) -> int:
    return whole(request.GET.get("year", ""), 1990, 2200) or timezone.localdate().year - 1


@dataclass(frozen=True)
class Line:
    """One figure of a part, as it is shown."""

    name: str
    currency: str
    amount: Decimal | None
    count: int


def _lines(figures: dict, names: dict) -> list[Line]:
    found = []
    for name, shown in figures.items():
        key, currency = name.split("|")
        found.append(
            Line(names.get(key, key), currency, shown[0] if shown else None, shown[1] if shown else 0)
        )
    return found


@allow(confirmed)
@require_GET
def front(request):
    """Where this network stands: above, itself, below; and what that adds up to."""
    network, year = request.network, _year(request)
    whole = level_sums.add_up(network, year, own_name=str(_("Our own members")))
    figures = list(Figure.objects.filter(key__in=Figure.STANDARD))
    words = named(figures, request.actor.reader)
    names = {row.key: words[row.pk] for row in figures}
    seats = levels.seats_above(network)
    coordinator = request.actor.is_coordinator
    published = (
        list(
            Publication.objects.filter(withdrawn_at=None, until__gte=timezone.localdate())
            .select_related("to", "allowed_by")
            .order_by("to__name", "-year")[:200]
        )
        if coordinator
        else []
    )
    context = {
        "year": year,
        "whole": whole,
        "whole_lines": _lines(whole.figures, names),
        "parts": [(part, _lines(part.figures, names), _by_country(part)) for part in whole.parts],
        "seats": seats,
        "published": published,
        "below": levels.members_that_are_networks() if coordinator else [],
        "invitations": {
            row.organisation_id: row
            for row in LevelInvitation.objects.filter(
                answered_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
            )
        }
        if coordinator
        else {},
        "is_coordinator": coordinator,
        "level": Level(network.level).label if network.level else "",
    }
    context["below"] = [(row, context["invitations"].get(row.pk)) for row in context["below"]]
    return render(request, "membership/levels/front.html", context)


def _by_country(part) -> list[tuple[str, int]]:
    return sorted(
        ((country_name(code), number) for code, number in part.countries.items()),
        key=lambda one: (-one[1], one[0]),
    )


# ---- joining ----


@allow(coordinates)
def invite(request):
    """Invite the network that a member is: a link, sent or handed over."""
    form = LevelInviteForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        organisation = form.cleaned_data["organisation"]
        try:
            made = levels.invite(organisation, request.actor.person)
        except levels.CannotJoin as why:
            form.add_error("organisation", str(why))
        else:
            if email := form.cleaned_data["email"]:
                _send(made, email, request)
                messages.success(request, _("The invitation goes to %(email)s.") % {"email": email})
            return redirect("level-invitation", network=request.network.slug, key=made.pk)
    return render(
        request, "membership/levels/invite.html", {"form": form}, status=422 if form.errors else 200
    )


def _send(made: LevelInvitation, email: str, request) -> None:
    words = {
        "network": request.network.name,
        "organisation": made.organisation.name,
        "address": levels.address_of(made),
    }
    with translation.override(request.actor.language):
        send(
            email,
            _("%(network)s invites your network") % words,
            _(
                "%(network)s knows “%(organisation)s” as a member, and invites its network to join.\n\n"
                "Nothing is shared by joining: your network chooses afterwards what it lets them know.\n\n"
                "Open this link and sign in as a coordinator of your network:\n%(address)s"
            )
            % words,
            network=request.network,
            key=f"level:{made.pk}:{email.lower()}",
        )


def invitation_of(request, key, **kwargs) -> LevelInvitation:
    """An open invitation of this network."""
    found = get_object_or_404(LevelInvitation.objects.select_related("organisation"), pk=key)
    if not found.is_open:
        raise Http404
    return found


@allow(coordinates, of=invitation_of)
def invitation(request, made: LevelInvitation):
    """The link, to be handed over; POST withdraws it."""
    if request.method == "POST":
        levels.withdraw_invitation(made)
        return redirect("levels", network=request.network.slug)
    context = {"invitation": made, "address": levels.address_of(made)}
    return render(request, "membership/levels/invitation.html", context)


@allow(signed_in_by_themselves)
def answer(request, secret: str):
    """Whoever coordinates a network accepts for it. A link that is none, or used, says so and no more."""
    who = client_address(request)
    if GUESSES.reached(who):
        return too_many(request)
    made = LevelInvitation.by_secret(secret)
    if made is None or not made.is_open:
        GUESSES.failed(who)
        return render(request, "membership/levels/no.html", status=404)
    mine = [one for one in levels.may_accept_for(request.actor.person) if one.pk != made.network_id]
    form = AcceptForm(request.POST if request.method == "POST" else None, networks=mine)
    if form.is_bound and form.is_valid():
        network = form.cleaned_data["network"]
        try:
            levels.accept(made, network, request.actor.person)
        except levels.CannotJoin as why:
            form.add_error("network", str(why))
        else:
            messages.success(
                request,
                _("%(lower)s is a member of %(upper)s now. Choose what you let them know.")
                % {"lower": network.name, "upper": made.network.name},
            )
            return redirect("levels", network=network.slug)
    context = {"invitation": made, "form": form, "mine": mine}
    return render(request, "membership/levels/answer.html", context, status=422 if form.errors else 200)


def seat_here(request, key, **kwargs) -> Organisation:
    """A member of this network that stands for a network."""
    return get_object_or_404(
        Organisation.objects.select_related("stands_for", "network"), pk=key, stands_for__isnull=False
    )


@allow(coordinates, of=seat_here)
def end(request, seat: Organisation):
    """The member and the network are joined no longer."""
    return _part(request, seat, seat.name)


def seat_above(request, key, **kwargs) -> Organisation:
    """The member that this network is elsewhere."""
    found = next((seat for seat in levels.seats_above(request.network) if seat.pk == key), None)
    if found is None:
        raise Http404
    found.stands_for = request.network
    return found


@allow(coordinates, of=seat_above)
def leave(request, seat: Organisation):
    """This network is joined to that one no longer."""
    return _part(request, seat, seat.network.name)


def _part(request, seat: Organisation, name: str):
    if request.method != "POST":
        return render(
            request,
            "membership/levels/end.html",
            {"name": name, "back": reverse("levels", args=[request.network.slug])},
        )
    levels.part(seat, request.actor.person)
    messages.success(
        request,
        _("%(name)s and this network are joined no longer. What was published is taken back.")
        % {"name": name},
    )
    return redirect("levels", network=request.network.slug)


# ---- publishing ----


@allow(coordinates, of=seat_above)
def publication(request, seat: Organisation):
    """Choose what the network above gets to know, see exactly that, and publish it."""
    form = PublicationForm(request.POST if request.method == "POST" else None)
    content = None
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        if "publish" in request.POST:
            try:
                level_totals.publish(
                    seat, given["year"], given["kinds"], given["until"], request.actor.person
                )
            except level_totals.CannotPublish as why:
                form.add_error(None, str(why))
            else:
                messages.success(request, _("Published to %(name)s.") % {"name": seat.network.name})
                return redirect("levels", network=request.network.slug)
        else:
            content, _counted = level_totals.draft(
                request.network, seat.network, given["year"], given["kinds"]
            )
    names = {
        row.key: row.version_for("name", request.actor.reader).text
        for row in Figure.objects.filter(key__in=Figure.STANDARD)
    }
    context = {
        "seat": seat,
        "form": form,
        "content": content,
        "lines": _lines(
            {
                name: (Decimal(one["amount"]), one["count"])
                for name, one in content.get("figures", {}).items()
            },
            names,
        )
        if content
        else [],
        "countries": sorted(
            (country_name(code), number) for code, number in content["members"]["countries"].items()
        )
        if content and "members" in content
        else [],
    }
    return render(request, "membership/levels/publication.html", context, status=422 if form.errors else 200)


def publication_of(request, key, **kwargs) -> Publication:
    """A publication of this network."""
    return get_object_or_404(Publication.objects.select_related("to"), pk=key)


@allow(coordinates, of=publication_of)
@require_POST
def withdrawal(request, row: Publication):
    """Take it back."""
    if level_totals.withdraw(row, request.actor.person):
        messages.success(request, _("Taken back: %(name)s has it no more.") % {"name": row.to.name})
    return redirect("levels", network=request.network.slug)


@allow(confirmed, of=seat_here)
@require_GET
def profiles(request, seat: Organisation):
    """The members of a network below that showed themselves, as it published them."""
    rows = [
        one for row in level_totals.current(_year(request)) if row.organisation_id == seat.pk
        for one in row.content.get("profiles", [])
    ]  # fmt: skip
    return render(
        request, "membership/levels/profiles.html", {"seat": seat, "profiles": rows, "year": _year(request)}
    )
