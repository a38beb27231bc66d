"""Bodies: the front page of the room, one body, its rules, its seats."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from networks.base.bins import staying
from networks.base.doors import allow
from networks.base.paging import page_by_key
from networks.base.texts import load_versions
from networks.meet.meetings.forms.bodies import (
    MOST_BANDS,
    BodyForm,
    FeeBandsForm,
    KindForm,
    MajorityForm,
    SeatEndForm,
    SeatForm,
    band_rows,
)
from networks.meet.meetings.models import (
    Body,
    DecisionKind,
    MajorityRule,
    Meeting,
    MeetingState,
    Round,
    SeatRole,
)
from networks.meet.meetings.pages.finding import body_of, seat_of
from networks.meet.meetings.permissions import (
    confirmed,
    coordinates,
    leads,
    may_add_items,
    may_convene,
    may_read,
)
from networks.meet.meetings.rules import bodies
from networks.meet.meetings.rules.errors import NotNow
from networks.meet.meetings.words import fee_band_rows

ORDER = {"assembly": 0, "board": 1, "committee": 2, "working_group": 3}
ROLES = {role: n for n, role in enumerate(SeatRole.values)}


@allow(confirmed)
def front(request):
    """The bodies of the network that this actor may read."""
    found = [body for body in Body.objects.order_by("name", "pk") if may_read(request.actor, body)]
    load_versions(found)
    for body in found:
        body.shown_name = body.version_for("name", request.actor.reader)
        body.shown_purpose = body.version_for("purpose", request.actor.reader)
    found.sort(key=lambda body: ORDER[body.kind])
    coming = (
        Meeting.objects.filter(body__in=found, state__in=(MeetingState.CONVENED, MeetingState.OPEN))
        .select_related("occasion")
        .order_by("-occasion__starts_at", "-pk")[:200]
    )
    following = {meeting.body_id: meeting for meeting in coming}
    for body in found:
        body.next_meeting = following.get(body.pk)
    return render(
        request, "meetings/front.html", {"bodies": found, "is_coordinator": request.actor.is_coordinator}
    )


@allow(coordinates)
def new(request):
    """A new body: its kind and name; its rules come filled in."""
    form = KindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        body = bodies.make(
            form.cleaned_data["kind"],
            form.cleaned_data["name"],
            language=(request.network.languages or ["en"])[0],
            by=request.actor.person,
        )
        messages.success(request, _("Its rules are filled in as most statutes have them. Read them."))
        return redirect("body-edit", network=request.network.slug, body=body.pk)
    return render(request, "meetings/body_new.html", {"form": form}, status=422 if form.errors else 200)


@allow(may_read, of=body_of)
def page(request, body):
    """One body: who sits in it, and by which rules it decides."""
    load_versions([body])
    body.shown_name = body.version_for("name", request.actor.reader)
    body.shown_purpose = body.version_for("purpose", request.actor.reader)
    seats = list(body.seats.now_or_later().select_related("person", "organisation"))
    seats.sort(key=lambda seat: (ROLES[seat.role], seat.since, seat.person.shown_name.casefold()))
    coming, held = _meetings(request, body)
    return render(
        request,
        "meetings/body.html",
        {
            "body": body,
            "seats": seats,
            "coming": coming,
            "held": held,
            "rounds": _rounds(request, body),
            "may_propose": may_add_items(request.actor, body),
            "may_convene": may_convene(request.actor, body),
            "may_lead": leads(request.actor, body),
            "is_coordinator": request.actor.is_coordinator,
        },
    )


def _rounds(request, body) -> list:
    """What is decided in writing: what is open first, then the newest."""
    found = list(Round.objects.filter(body=body).order_by("-created_at", "-pk")[:10])
    load_versions(found)
    for one in found:
        one.shown = one.version_for("title", request.actor.reader)
    return sorted(found, key=lambda one: not one.is_open)


def _meetings(request, body):
    """The meetings that come, the next first; and a page of those that were held or cancelled, the newest first."""
    rows = Meeting.objects.filter(body=body).select_related("occasion")
    over = (MeetingState.CLOSED, MeetingState.CANCELLED)
    coming = sorted(
        rows.exclude(state__in=over)[:50],
        key=lambda one: (one.occasion.starts_at is None, one.occasion.starts_at or 0),
    )
    held = page_by_key(rows.filter(state__in=over), request.GET, "-created_at", size=20)
    load_versions([*coming, *held.rows])
    for one in [*coming, *held.rows]:
        one.shown = one.version_for("title", request.actor.reader)
    return coming, held


@allow(may_read, of=body_of)
def rules(request, body):
    """The rules of a body, in words."""
    kept = {rule.kind: rule for rule in body.majorities.all()}
    majorities = [(kind, label, kept.get(kind)) for kind, label in DecisionKind.choices]
    earlier = body.seats.exclude(pk__in=body.seats.now_or_later().values("pk")).select_related("person")
    return render(
        request,
        "meetings/body_rules.html",
        {
            "body": body,
            "majorities": majorities,
            "fee_bands": fee_band_rows(body.fee_bands, body.fee_currency) if body.by_fee else [],
            "earlier": earlier.order_by("-until", "pk")[:50],
            "is_coordinator": request.actor.is_coordinator,
        },
    )


@allow(coordinates, of=body_of)
def edit(request, body):
    """Change a body and its rules."""
    form = BodyForm(request.POST or None, instance=Body.objects.get(pk=body.pk), network=request.network)
    if request.method == "POST" and form.is_valid():
        bodies.change(body, form.cleaned_data, by=request.actor.person)
        if body.by_fee and not body.fee_bands:
            return redirect("body-fee-bands", network=request.network.slug, body=body.pk)
        return redirect("body", network=request.network.slug, body=body.pk)
    return render(
        request, "meetings/body_form.html", {"form": form, "body": body}, status=422 if form.errors else 200
    )


@allow(coordinates, of=body_of)
def fee_bands(request, body):
    """The table of fee bands by which votes are weighed."""
    if not body.of_members:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form, rows = FeeBandsForm(data, body=body), band_rows(data, body)
    if data is not None and "more" in data:
        data = data.copy()
        data["bands-TOTAL_FORMS"] = str(min(len(rows.forms) + 3, MOST_BANDS))
        form, rows = FeeBandsForm(data, body=body), band_rows(data, body)
    elif data is not None and all([form.is_valid(), rows.is_valid()]):
        bands = [
            {"to": f"{row['to']:f}", "votes": row["votes"]} for row in rows.cleaned_data if row.get("to")
        ]
        said = form.cleaned_data
        bands.append({"to": "", "votes": said["above"]})
        bodies.set_fee_bands(body, bands, said["fee_currency"], said["without_fee"], by=request.actor.person)
        return redirect("body-rules", network=request.network.slug, body=body.pk)
    wrong = data is not None and "more" not in data
    context = {"form": form, "rows": rows, "body": body}
    return render(request, "meetings/fee_bands.html", context, status=422 if wrong else 200)


def majority_of(request, body, kind):
    """The body and kind of decision that an address names."""
    if kind not in DecisionKind.values:
        raise Http404
    return body_of(request, body), kind


def _coordinates(actor, found) -> bool:
    return coordinates(actor)


_coordinates.needs_second_factor = True  # type: ignore[attr-defined]


@allow(_coordinates, of=majority_of)
def majority(request, found):
    """The majority that one kind of decision needs."""
    body, kind = found
    rule = body.majorities.filter(kind=kind).first() or MajorityRule(body=body, kind=kind)
    form = MajorityForm(request.POST or None, instance=rule)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        bodies.set_majority(
            body, kind, data["share"], data["of"], data["abstentions"], by=request.actor.person
        )
        return redirect("body-rules", network=request.network.slug, body=body.pk)
    context = {"form": form, "body": body, "kind": DecisionKind(kind).label}
    return render(request, "meetings/majority_form.html", context, status=422 if form.errors else 200)


@allow(coordinates, of=body_of)
def new_seat(request, body):
    """Give somebody a seat."""
    form = SeatForm(request.POST or None, network=request.network)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            bodies.give_seat(
                body, data["person"], data["role"], since=data["since"], until=data["until"], by=request.actor.person
            )  # fmt: skip
            return redirect("body", network=request.network.slug, body=body.pk)
        except NotNow as error:
            form.add_error(None, error.message)
    return render(
        request, "meetings/seat_form.html", {"form": form, "body": body}, status=422 if form.errors else 200
    )


@allow(coordinates, of=seat_of)
def seat_end(request, seat):
    """End a seat."""
    form = SeatEndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        bodies.end_seat(seat, on=form.cleaned_data["on"], by=request.actor.person)
        return redirect("body", network=request.network.slug, body=seat.body_id)
    return render(
        request, "meetings/seat_end.html", {"form": form, "seat": seat}, status=422 if form.errors else 200
    )


@allow(coordinates, of=body_of)
def removal(request, body):
    """Throw a body into the bin, asked once."""
    back = reverse("body", kwargs={"network": request.network.slug, "body": body.pk})
    if request.method == "POST":
        bodies.throw_away(body, by=request.actor.person)
        messages.info(request, _("“%(name)s” is in the bin for 30 days.") % {"name": body.name})
        return redirect("meetings", network=request.network.slug)
    return render(
        request,
        "base/confirm.html",
        {
            "title": _("Throw “%(name)s” away?") % {"name": body.name},
            "lose": _(
                "Its seats, meetings and decisions go with it. It lies in the bin for 30 days, then it is deleted. A body that met or decided stays in the bin: minutes and decisions are records of the network."
            ),
            "verb": _("Throw it away"),
            "back": back,
        },
    )


@allow(coordinates)
def bin(request):
    """Bodies in the bin, to be taken back."""
    if request.method == "POST":
        try:
            key = UUID(request.POST.get("key", ""))
        except ValueError:
            key = None
        if found := Body.binned.filter(pk=key).first():
            bodies.take_back(found, by=request.actor.person)
        return redirect("meetings", network=request.network.slug)
    found = list(Body.binned.order_by("-binned_at"))
    stays = staying(found)
    for body in found:
        body.stays = stays.get(body.pk, "")
    return render(request, "meetings/bin.html", {"bodies": found})
