"""Conclusions: written together by facilitator and rapporteur; challenges by country and approaches to try."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render

from networks.base.doors import allow
from networks.base.places import alphabetical, country_name
from networks.base.texts import load_versions
from networks.meet.sessions.forms.concluding import ConclusionForm
from networks.meet.sessions.models import Conclusion
from networks.meet.sessions.models.conclusions import ConclusionKind
from networks.meet.sessions.pages.finding import part_of, programme_of, session_of
from networks.meet.sessions.permissions import belongs, may_conclude, may_see
from networks.meet.sessions.rules import concluding
from networks.meet.sessions.rules.errors import NotNow
from networks.meet.sessions.rules.report_material import may_show_answer, may_show_results


def conclusion_of(request, conclusion, **kwargs) -> Conclusion:
    found = get_object_or_404(
        Conclusion.objects.select_related("part__session", "done_by", "owner"), pk=conclusion
    )
    if found.part.session.binned_at:
        raise Http404
    found.part.session.roles.all()
    return found


def _may_conclude_part(actor, part) -> bool:
    return may_conclude(actor, part.session)


def _may_conclude_it(actor, conclusion) -> bool:
    return may_conclude(actor, conclusion.part.session)


@allow(may_see, of=session_of)
def page(request, session):
    """The conclusions of a session, by part; those not published are for who writes them."""
    writes = may_conclude(request.actor, session)
    parts = list(session.parts.all())
    conclusions = list(
        Conclusion.objects.filter(part__session=session)
        .select_related("part", "done_by", "owner")
        .prefetch_related("citations__theme", "citations__answer")
    )
    if not writes:
        conclusions = [c for c in conclusions if c.published_at]
    dress(request, parts, conclusions, whole=writes)
    for part in parts:
        part.concluded = [c for c in conclusions if c.part_id == part.pk]
        part.may_begin = concluding.may_begin(part)
    return render(
        request, "sessions/conclusions.html", {"session": session, "parts": parts, "writes": writes}
    )


def dress(request, parts, conclusions, *, whole=False) -> None:
    """Give parts and conclusions their best versions for the reader, and conclusions their agreement; a fixed number of queries.

    Who reads is shown of what a conclusion rests on what the report shows; with `whole`, for who writes, all of it.
    """
    cited = [c.theme for conclusion in conclusions for c in conclusion.citations.all() if c.theme]
    load_versions([*parts, *conclusions, *cited])
    reader = request.actor.reader
    agreed = concluding.agreement(conclusions)
    for part in parts:
        part.shown = part.version_for("question", reader)
    for theme in cited:
        theme.shown = theme.version_for("name", reader)
    for conclusion in conclusions:
        conclusion.shown = conclusion.version_for("text", reader)
        conclusion.shown_dissent = conclusion.version_for("dissent", reader)
        conclusion.agreed, conclusion.asked = agreed.get(conclusion.pk, (0, 0))
        part, cited = conclusion.part, list(conclusion.citations.all())
        conclusion.cited_themes = [c.theme for c in cited if c.theme and (whole or may_show_results(part))]
        conclusion.cited_answers = [
            c.answer for c in cited if c.answer and (whole or may_show_answer(c.answer, part))
        ]
        conclusion.not_shown = len(cited) - len(conclusion.cited_themes) - len(conclusion.cited_answers)


@allow(_may_conclude_part, of=part_of)
def new(request, part):
    """Write a conclusion."""
    themes = request.GET.getlist("theme")
    form = ConclusionForm(
        request.POST or None,
        part=part,
        network=request.network,
        initial={"language": part.language, "themes": themes},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        conclusion = concluding.conclude(
            part,
            request.actor.person,
            themes=data["themes"],
            answers=data["answers"],
            **{f: data[f] for f in concluding.FIELDS},
        )
        if request.POST.get("publish"):
            _publish(request, conclusion)
        return redirect("conclusions", network=request.network.slug, session=part.session_id)
    return render(
        request, "sessions/conclusion_form.html", {"form": form, "part": part, "session": part.session}
    )


@allow(_may_conclude_it, of=conclusion_of)
def edit(request, conclusion):
    """Change a conclusion on top of the revision it was read from."""
    part = conclusion.part
    initial = {f: getattr(conclusion, f) for f in concluding.FIELDS} | {
        "revision": conclusion.revision,
        "themes": [c.theme_id for c in conclusion.citations.all() if c.theme_id],
        "answers": [c.answer_id for c in conclusion.citations.all() if c.answer_id],
    }
    form = ConclusionForm(request.POST or None, part=part, network=request.network, initial=initial)
    theirs = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            concluding.rewrite(
                conclusion,
                {f: data[f] for f in concluding.FIELDS},
                request.actor.person,
                read_at=data["revision"] or 0,
                themes=data["themes"],
                answers=data["answers"],
            )
            if request.POST.get("publish"):
                _publish(request, conclusion)
            return redirect("conclusions", network=request.network.slug, session=part.session_id)
        except concluding.ChangedMeanwhile as error:
            theirs = error.theirs
            form.data = form.data.copy()
            form.data["revision"] = theirs.revision
            form.add_error(None, error.message)
    context = {
        "form": form,
        "part": part,
        "session": part.session,
        "conclusion": conclusion,
        "theirs": theirs,
    }
    return render(request, "sessions/conclusion_form.html", context)


def _publish(request, conclusion) -> None:
    try:
        concluding.publish(conclusion, request.actor.person)
    except NotNow as error:
        messages.error(request, error.message)


@allow(_may_conclude_it, of=conclusion_of)
def publication(request, conclusion):
    """Publish a conclusion, or take it back."""
    if request.method == "POST":
        if request.POST.get("withdraw"):
            concluding.withdraw(conclusion, request.actor.person)
        else:
            _publish(request, conclusion)
    return redirect("conclusions", network=request.network.slug, session=conclusion.part.session_id)


@allow(_may_conclude_it, of=conclusion_of)
def removal(request, conclusion):
    """Throw a conclusion away."""
    if request.method == "POST":
        concluding.throw_away(conclusion, request.actor.person)
        return redirect("conclusions", network=request.network.slug, session=conclusion.part.session_id)
    return render(request, "sessions/conclusion_removal.html", {"conclusion": conclusion})


@allow(belongs, of=programme_of)
def learned(request, programme):
    """Challenges by country and approaches to try, from all sessions of a programme."""
    conclusions = list(
        Conclusion.objects.filter(
            part__session__programme=programme,
            part__session__binned_at=None,
            part__session__rehearsal=False,
            published_at__isnull=False,
        )
        .filter(
            kind__in=[
                ConclusionKind.CHALLENGE,
                ConclusionKind.APPROACH,
                ConclusionKind.TIP,
                ConclusionKind.ACTION,
            ]
        )
        .select_related("part__session", "done_by", "owner")
        .prefetch_related("citations__theme", "citations__answer")
    )
    dress(request, [], conclusions)
    of = {kind: [c for c in conclusions if c.kind == kind] for kind in ConclusionKind.values}
    countries: dict[str, list[Conclusion]] = {}
    for conclusion in of["challenge"]:
        countries.setdefault(conclusion.country, []).append(conclusion)
    titled = {c.part.session_id: c.part.session for c in conclusions}
    load_versions([programme, *titled.values()])
    for conclusion in conclusions:  # one object for each session, so that its titles are read once
        conclusion.part.session = titled[conclusion.part.session_id]
    context = {
        "programme": programme,
        "countries": sorted(countries.items(), key=lambda found: alphabetical(country_name(found[0]))),
        "approaches": of["approach"],
        "tips": of["tip"],
        "actions": of["action"],
    }
    return render(request, "sessions/learned.html", context)
