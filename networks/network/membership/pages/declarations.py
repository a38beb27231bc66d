"""The yearly declaration, for the network: figures, rounds, who has answered, what it adds up to."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from networks.base.doors import allow
from networks.base.files.sheets import Sheet, csv, delimiter_for, xlsx
from networks.base.paging import page_by_key
from networks.base.texts import load_versions
from networks.network.membership.forms.declarations import FigureForm, MoreTimeForm, RoundForm
from networks.network.membership.models import (
    DeclarationState,
    Declared,
    Figure,
    Round,
    RoundState,
    Terms,
)
from networks.network.membership.permissions import confirmed, coordinates
from networks.network.membership.rules import declaration_totals, declaring, figures, rounds
from networks.network.membership.rules.declare_messages import missing, when
from networks.participation.deadlines import rules as deadlines
from networks.people.models import Audience, Organisation


def in_use(request, **kwargs):
    """The terms of a network that asks its members for figures; 404 in one that does not."""
    terms = Terms.current()
    if not terms.uses_declarations:
        raise Http404
    return terms


def round_of(request, key, **kwargs) -> Round:
    """A round of this network."""
    in_use(request)
    return get_object_or_404(Round.objects.select_related("network"), pk=key)


def figure_of(request, key, **kwargs) -> Figure:
    """A figure of this network."""
    in_use(request)
    return get_object_or_404(Figure, pk=key)


def _to(request, found: Round):
    return redirect("round", network=request.network.slug, key=found.pk)


# ---- figures ----


@allow(coordinates, of=in_use)
def figure_list(request, terms):
    """The figures that the network keeps of its members."""
    rows = list(Figure.objects.order_by("position", "pk"))
    load_versions(rows)
    for row in rows:
        row.shown_name = row.version_for("name", request.actor.reader)
        row.shown_definition = row.version_for("definition", request.actor.reader)
    return render(
        request,
        "membership/declarations/figures.html",
        {
            "figures": [row for row in rows if not row.retired_at],
            "retired": [row for row in rows if row.retired_at],
            "standard_missing": set(Figure.STANDARD) - {row.key for row in rows},
        },
    )


@allow(coordinates, of=in_use)
@require_POST
def standard_figures(request, terms):
    """Take the standard figures with their definitions."""
    figures.standard_figures(request.network)
    return redirect("figures", network=request.network.slug)


@allow(coordinates, of=in_use)
def figure_new(request, terms):
    """A figure of the network's own."""
    form = FigureForm(request.POST or None, network=request.network)
    if request.method == "POST" and form.is_valid():
        made = form.save(commit=False)
        made.key = _free_key(made.name)
        made.position = Figure.objects.count()
        made.save()
        form.keep_versions(request.actor.person)
        return redirect("figures", network=request.network.slug)
    return render(
        request,
        "membership/declarations/figure_form.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


def _free_key(name: str) -> str:
    start = slugify(name)[:32] or "figure"
    taken = set(Figure.objects.filter(key__startswith=start).values_list("key", flat=True)) | set(
        Figure.STANDARD
    )
    return next(key for key in (start, *(f"{start}-{n}" for n in range(2, 10_000))) if key not in taken)


@allow(coordinates, of=figure_of)
def figure_change(request, figure):
    """Another name, another definition: from the next round on."""
    form = FigureForm(request.POST or None, instance=figure, network=request.network)
    if request.method == "POST" and form.is_valid():
        form.save()
        form.keep_versions(request.actor.person)
        return redirect("figures", network=request.network.slug)
    return render(
        request,
        "membership/declarations/figure_form.html",
        {"form": form, "figure": figure},
        status=422 if form.errors else 200,
    )


@allow(coordinates, of=figure_of)
@require_POST
def figure_retirement(request, figure):
    """Not asked any more, or again; its values stay."""
    figure.retired_at = None if figure.retired_at else timezone.now()
    figure.save(update_fields=["retired_at"])
    return redirect("figures", network=request.network.slug)


# ---- rounds ----


@allow(confirmed, of=in_use)
def declarations(request, terms):
    """What a member's own people have to declare; for coordinators all rounds."""
    actor = request.actor
    keeps = [
        a.organisation_id
        for a in actor.affiliations
        if a.confirmed and a.audience in (Audience.STAFF, Audience.BOARD)
    ]
    own = []
    if keeps:
        houses = list(Organisation.objects.filter(pk__in=keeps).order_by("name"))
        for found in Round.objects.exclude(state=RoundState.PLANNED).order_by("-year")[:10]:
            deadline = deadlines.of(found, rounds.DEADLINE)
            for house in houses:
                declaration = declaring.declaration_of(found, house)
                if declaration:
                    declaration.organisation, declaration.round = house, found
                    declaration.until = when(deadline, house, actor.person.zone or "") if deadline else ""
                    declaration.takes = declaring.takes(declaration)
                    own.append(declaration)
    planned = list(Round.objects.order_by("-year")) if actor.is_coordinator else []
    for found in planned:
        found.expected = found.declarations.count()
        found.declared = found.declarations.filter(state=DeclarationState.DECLARED).count()
    return render(
        request,
        "membership/declarations/front.html",
        {
            "own": own,
            "rounds": planned,
            "uses_fees": terms.bills,
        },
    )


@allow(coordinates, of=in_use)
def round_new(request, terms):
    """Plan a round."""
    figures.standard_figures(request.network)
    last = Round.objects.order_by("-year").first()
    start = {
        "year": last.year + 1 if last else timezone.localdate().year - 1,
        "figures": rounds.likely(last),
        "own": last.own_fields if last else [],
        "zone": request.network.zone,
    }
    form = RoundForm(
        request.POST or None, network=request.network, reader=request.actor.reader, initial=start
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with transaction.atomic():
                made = rounds.plan(
                    data["year"], {row: row.evidence for row in data["figures"]}, data["until"], data["zone"],
                    message=data["message"], language=form.instance.language, own=data.get("own", ()), by=request.actor.person,
                )  # fmt: skip
                form.instance = made
                form.keep_versions(request.actor.person)
        except IntegrityError:
            form.add_error(
                "year", _("There is a declaration of this year already. Open it, or choose another year.")
            )
        else:
            return _to(request, made)
    return render(
        request, "membership/declarations/round_form.html", {"form": form}, status=422 if form.errors else 200
    )


@allow(coordinates, of=round_of)
def round_change(request, found):
    """Change a round: all of it while it is planned, its words later."""
    deadline = deadlines.of(found, rounds.DEADLINE)
    start = {
        "year": found.year,
        "figures": [row.figure_id for row in found.asked.all()],
        "own": found.own_fields,
        "until": deadline.local if deadline else None,
        "zone": deadline.zone if deadline else request.network.zone,
    }
    form = RoundForm(
        request.POST or None, network=request.network, reader=request.actor.reader, state=found.state, instance=found,
        initial=start,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            with transaction.atomic():
                rounds.change(
                    found,
                    message=data["message"],
                    language=found.language,
                    by=request.actor.person,
                    year=data.get("year"),
                    asked={row: row.evidence for row in data["figures"]} if "figures" in data else None,
                    local=data.get("until"),
                    zone=data.get("zone", ""),
                    own=data.get("own"),
                )
                form.keep_versions(request.actor.person)
        except IntegrityError:
            form.add_error(
                "year", _("There is a declaration of this year already. Open it, or choose another year.")
            )
        else:
            return _to(request, found)
    return render(
        request,
        "membership/declarations/round_form.html",
        {"form": form, "round": found},
        status=422 if form.errors else 200,
    )


@allow(coordinates, of=round_of)
def round_page(request, found):
    """One round: how many have answered, who has not, and what can be done."""
    state = request.GET.get("state", "")
    rows = found.declarations.filter(organisation__binned_at=None).select_related("organisation")
    if state == "missing":
        rows = rows.exclude(state=DeclarationState.DECLARED)
    elif state in DeclarationState.values:
        rows = rows.filter(state=state)
    asked = list(found.asked.order_by("position", "pk"))
    own = declaring.own_asked(found)
    load_versions([*asked, found])
    for row in [*asked, *own]:
        row.shown_name = row.version_for("name", request.actor.reader)
    deadline = deadlines.of(found, rounds.DEADLINE)
    expected = found.declarations.filter(organisation__binned_at=None).count()
    return render(
        request,
        "membership/declarations/round.html",
        {
            "round": found,
            "page": page_by_key(rows, request.GET, "organisation__name"),
            "state": state,
            "asked": asked,
            "own": own,
            "message": found.version_for("message", request.actor.reader),
            "deadline": deadline,
            "until": when(deadline, zone=request.actor.person.zone or "") if deadline else "",
            "extensions": list(deadline.extensions.select_related("organisation", "by").order_by("pk"))
            if deadline
            else [],
            "expected": expected,
            "declared": expected - missing(found).count(),
            "may_remind": found.state == RoundState.OPEN
            and (not found.reminded_at or found.reminded_at < timezone.now() - rounds.REST),
        },
    )


@allow(coordinates, of=round_of)
@require_POST
def opening(request, found):
    """Open a planned round: every member is written to."""
    try:
        rounds.open_round(found, by=request.actor.person)
    except rounds.NotNow as why:
        messages.error(request, str(why))
    else:
        messages.success(request, _("It is open. Members are written to now."))
    return _to(request, found)


@allow(coordinates, of=round_of)
def closing(request, found):
    """Close a round: asked once, because members cannot answer any more."""
    if request.method != "POST":
        return render(
            request,
            "membership/declarations/closing.html",
            {"round": found, "missing": missing(found).count()},
        )
    rounds.close_round(found, by=request.actor.person)
    return _to(request, found)


@allow(coordinates, of=round_of)
@require_POST
def reopening(request, found):
    """Open a closed round again."""
    rounds.reopen_round(found, by=request.actor.person)
    return _to(request, found)


@allow(coordinates, of=round_of)
@require_POST
def reminding(request, found):
    """Remind whoever has not answered."""
    if rounds.remind_now(found, by=request.actor.person):
        messages.success(request, _("Reminders are on their way."))
    else:
        messages.info(request, _("Reminders went out a short while ago. Wait a day before you send more."))
    return _to(request, found)


@allow(coordinates, of=round_of)
def more_time(request, found):
    """More time, for everybody or for the one organisation that the address names."""
    deadline = deadlines.of(found, rounds.DEADLINE)
    if deadline is None:
        raise Http404
    organisation = None
    if key := request.GET.get("organisation"):
        try:
            organisation = Organisation.objects.filter(pk=key).first()
        except ValidationError:
            organisation = None
        if organisation is None:
            raise Http404
    form = MoreTimeForm(request.POST or None, initial={"until": deadline.local})
    if request.method == "POST" and form.is_valid():
        try:
            deadlines.extend(
                deadline,
                form.cleaned_data["until"],
                by=request.actor.person,
                reason=form.cleaned_data["reason"],
                organisation=organisation,
            )
        except deadlines.NotLater:
            form.add_error("until", _("Choose a day after the end that holds now."))
        else:
            return _to(request, found)
    return render(
        request,
        "membership/declarations/more_time.html",
        {"form": form, "round": found, "organisation": organisation, "until": when(deadline, organisation)},
        status=422 if form.errors else 200,
    )


# ---- what it adds up to ----


@allow(coordinates, of=round_of)
def round_totals(request, found):
    """Totals by country or by category; small ones are not shown."""
    way = request.GET.get("by", "country")
    way = way if way in declaration_totals.WAYS else "country"
    shown = declaration_totals.totals_of(found, way, request.actor.reader)
    load_versions([row.asked for row in shown.rows])
    for row in shown.rows:
        row.asked.shown_name = row.asked.version_for("name", request.actor.reader)
    return render(
        request,
        "membership/declarations/totals.html",
        {"round": found, "totals": shown, "way": way, "least": figures.LEAST},
    )


@allow(coordinates, of=round_of)
def round_export(request, found):
    """All declarations of a round as a table: one line a member. For coordinators: not suppressed."""
    kind = request.resolver_match.kwargs.get("kind") or "xlsx"
    asked = list(found.asked.select_related("figure").order_by("position", "pk"))
    load_versions(asked)
    names = [str(row.version_for("name", request.actor.reader)) for row in asked]
    header = [_("Organisation"), _("Country"), _("State"), _("Declared on")]
    for name in names:
        header += [name, _("%(figure)s: why") % {"figure": name}]
    header.append(_("Remark"))
    given: dict = {}
    for one in Declared.objects.filter(declaration__round=found):
        given.setdefault(one.declaration_id, {})[one.asked_id] = one
    rows = []
    for declaration in (
        found.declarations.select_related("organisation").order_by("organisation__name", "pk").iterator()
    ):
        line = [
            declaration.organisation.name,
            declaration.organisation.country,
            str(declaration.get_state_display()),
            timezone.localdate(declaration.declared_at) if declaration.declared_at else None,
        ]
        for row in asked:
            one = given.get(declaration.pk, {}).get(row.pk)
            line += [(_("not known") if one.unknown else one.amount) if one else None, one.why if one else ""]
        rows.append([*line, declaration.remark])
    name = f"{request.network.slug}-{found.year}"
    if kind == "csv":
        language = get_language() or "en"
        response = HttpResponse(
            csv(header, rows, delimiter_for(language)), content_type="text/csv; charset=utf-8"
        )
    else:
        kind = "xlsx"
        sheet = Sheet(
            str(found.year), header, rows, title=_("Declarations of %(year)s") % {"year": found.year}
        )
        response = HttpResponse(
            xlsx([sheet], made=timezone.now(), title=sheet.title),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
