"""One member's declaration: last year's figures to confirm or change. Kept as one goes; the coordinator may record it for a member."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.base.doors import allow
from networks.base.files.errors import FileRefused
from networks.base.texts import load_versions
from networks.network.membership.forms.declarations import DeclarationForm
from networks.network.membership.models import Declaration, DeclarationState, FieldKind, RoundState, Terms
from networks.network.membership.pages.declarations import in_use
from networks.network.membership.permissions import may_declare
from networks.network.membership.rules import declaring, figures, own_fields, rounds
from networks.network.membership.rules.declare_messages import when
from networks.network.membership.rules.on_behalf import on_behalf
from networks.network.membership.rules.rounds import NotNow
from networks.participation.deadlines import rules as deadlines
from networks.participation.documents.rules import documents_of, keep
from networks.people.permissions import sees_audiences


def declaration_of(request, key, **kwargs) -> Declaration:
    """A declaration of this network that was asked for."""
    in_use(request)
    return get_object_or_404(
        Declaration.objects.select_related("round__network", "organisation").exclude(
            round__state=RoundState.PLANNED
        ),
        pk=key,
        organisation__binned_at=None,
    )


def by_network(actor, declaration: Declaration) -> bool:
    """Whether whoever writes does so for a member that is not their own."""
    return actor.is_coordinator and not sees_audiences(actor, declaration.organisation)


@allow(may_declare, of=declaration_of)
def declaration(request, found):
    """See it, go on with it, declare."""
    asked = list(found.round.asked.select_related("figure").order_by("position", "pk"))
    load_versions([*asked, found.round])
    currency, for_them = Terms.current().currency, by_network(request.actor, found)
    takes = declaring.takes(found, by_network=for_them)
    said, before = declaring.said_so_far(found), declaring.before(found, asked)
    fresh = found.state == DeclarationState.WAITING and not said
    if fresh:  # last year's figures, to confirm or change
        last = declaring.comparable(before)
        said = {row.pk: declaring.Said(last[row.figure_id].amount) for row in asked if row.figure_id in last}
    form = DeclarationForm(
        request.POST or None,
        request.FILES or None,
        asked=asked,
        currency=currency,
        own=declaring.own_asked(found.round),
        organisation=found.organisation,
        reader=request.actor.reader,
        initial=DeclarationForm.initial_of(said, found.version, found.remark) | found.own,
    )
    if for_them:
        form.add_on_behalf(required="later" not in request.POST)
    status = 200
    if request.method == "POST" and takes:
        done = _written(request, found, form, for_them)
        if done is not None:
            return done
        status = 422
    deadline = deadlines.of(found.round, rounds.DEADLINE)
    papers = documents_of([found])[found.label, found.pk]
    return render(
        request,
        "membership/declarations/declaration.html",
        {
            "declaration": found,
            "round": found.round,
            "message": found.round.version_for("message", request.actor.reader),
            "form": form,
            "lines": [_line(request, form, row, before, said, papers) for row in asked],
            "own": form.own_fields(),
            "own_shown": [] if takes else own_shown(found, request.actor.reader),
            "behalf": [form["behalf_reason"], form["behalf_document"]] if for_them else [],
            "takes": takes,
            "by_network": for_them,
            "until": when(deadline, found.organisation, request.actor.person.zone or "") if deadline else "",
            "currency": currency,
        },
        status=status,
    )


def own_shown(found: Declaration, reader) -> list[tuple]:
    """The own fields that were confirmed with it, as they stand now; files stand in the member's file."""
    rows = [row for row in declaring.own_asked(found.round) if row.kind != FieldKind.FILE]
    return [(row.version_for("name", reader), own_fields.shown(found.organisation, row)) for row in rows]


def _written(request, found: Declaration, form: DeclarationForm, for_them: bool):
    """Save or declare what was sent; None where the form has to be shown again."""
    actor = request.actor
    if not form.is_valid():
        return None
    refused = False
    for key, file in form.papers().items():
        try:
            keep(found, file, kind=key, by=actor.person)
        except FileRefused as why:
            form.add_error(f"evidence_{key}", str(why))
            refused = True
    if refused:
        return None
    said, data = form.said(), form.cleaned_data
    words = {"remark": data["remark"], "language": get_language() or "en", "version": data["version"]}
    try:
        if "later" in request.POST:
            declaring.save(found, said, own=form.own_typed(), **words)
            messages.success(request, _("Kept. You can go on later."))
            return redirect("declaration", network=request.network.slug, key=found.pk)
        wrong = declaring.problems(found, said)
        for key, sentences in wrong.items():
            for field, sentence in sentences:
                form.add_error(f"{field}_{key}", sentence)
        if wrong:
            return None
        with transaction.atomic():
            declaring.declare(
                found, said, own=form.own_values(), by=actor.person, by_network=for_them, **words
            )
            if for_them:
                on_behalf(
                    found, found.organisation, data["behalf_reason"], data["behalf_document"], by=actor.person
                )
    except NotNow as why:
        form.add_error(None, str(why))
        return None
    except declaring.Quicker as why:
        form.add_error(
            None,
            _(
                "%(why)s What you see here is what you wrote. Compare it with theirs beside it; declaring again replaces theirs."
            )
            % {"why": why},
        )
        again = request.POST.copy()
        again["version"] = str(why.declaration.version)
        form.data = again
        form.theirs = declaring.said_so_far(why.declaration)
        return None
    messages.success(
        request,
        _("Thank you. The figures of %(organisation)s are declared.")
        % {"organisation": found.organisation.name},
    )
    return redirect("declaration", network=request.network.slug, key=found.pk)


def _line(request, form, row, before, said, papers) -> dict:
    """What stands about one figure: its words, last year's value, its fields, its documents."""
    last = before.get(row.figure_id)
    now = said.get(row.pk, declaring.Said())
    errors = form.errors if form.is_bound else {}
    theirs = getattr(form, "theirs", {}).get(row.pk)
    return {
        "asked": row,
        "name": row.version_for("name", request.actor.reader),
        "definition": row.version_for("definition", request.actor.reader),
        "last": figures.shown(last.amount) if last else "",
        "last_currency": last.currency if last else "",
        "amount": form[f"amount_{row.pk}"],
        "unknown": form[f"unknown_{row.pk}"],
        "why": form[f"why_{row.pk}"],
        "asks_why": f"why_{row.pk}" in errors
        or bool(now.why)
        or bool(form.is_bound and form.data.get(f"why_{row.pk}")),
        "evidence": form[f"evidence_{row.pk}"] if row.evidence else None,
        "papers": [paper for paper in papers if paper.kind == str(row.pk)],
        "value": now,
        "value_shown": figures.shown(now.amount),
        "theirs": (_("not known") if theirs.unknown else figures.shown(theirs.amount)) if theirs else "",
    }
