"""The grouping board: themes shaped by people, together. Every step is a small page of its own, works without a script and can be undone."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from networks.base.doors import allow
from networks.meet.sessions.live.boards import Board, suggesting
from networks.meet.sessions.live.moment import Moment
from networks.meet.sessions.models import Answer, Part, Theme
from networks.meet.sessions.pages.console import looker_of
from networks.meet.sessions.pages.finding import part_of
from networks.meet.sessions.pages.steering import command, one
from networks.meet.sessions.permissions import may_conclude
from networks.meet.sessions.rules import grouping
from networks.meet.sessions.rules.errors import NotNow
from networks.people.models import Person
from networks.record.models import Event


def theme_of(request, theme, **kwargs) -> Theme:
    found = get_object_or_404(Theme.objects.select_related("part__session"), pk=theme)
    if found.part.session.binned_at:
        raise Http404
    return found


def may_group(actor, part: Part) -> bool:
    """Facilitators and the rapporteur group answers."""
    return may_conclude(actor, part.session)


def may_group_theme(actor, theme: Theme) -> bool:
    return may_conclude(actor, theme.part.session)


@never_cache
@allow(may_group, of=part_of)
def page(request, part):
    """All answers of a part by theme."""
    moment = Moment(part.session)
    board = Board(moment, looker_of(request, "board", str(part.pk)))
    context = {
        "board": board,
        "desk": board,
        "session": part.session,
        "part": board.part,
        "home_url": board.url("session", session=part.session_id),
    }
    return render(request, "sessions/board/page.html", context)


of_part = command(may_group, part_of, page="board")
of_theme = command(
    may_group_theme,
    theme_of,
    session=lambda theme: theme.part.session,
    page="board",
    part=lambda theme: theme.part,
)


def chosen(request, part: Part) -> list[Answer]:
    """The answers that were ticked."""
    keys = request.POST.getlist("answers")[:1000]
    found = {
        str(a.pk): a
        for a in Answer.objects.filter(Answer.standing(), part=part, pk__in=_keys(keys)).select_related(
            "part__session"
        )
    }
    return [found[key] for key in keys if key in found]


@of_part
def themes(request, part, by):
    """Make a theme, with the answers that were chosen."""
    grouping.new_theme(part, request.POST.get("name", ""), by, chosen(request, part), _language(request))


@of_part
def placing(request, part, by):
    """Place the chosen answers in a theme, or take them out of theirs. A name without a theme (Enter in its field) makes one."""
    answers = chosen(request, part)
    if not request.POST.get("theme") and request.POST.get("name", "").strip():
        grouping.new_theme(part, request.POST["name"], by, answers, _language(request))
        return
    if not answers:
        raise NotNow(_("Choose answers first."))
    target = request.POST.get("theme", "")
    if not target:
        raise NotNow(_("Choose a theme."))
    grouping.place(answers, None if target == "none" else one(Theme.objects.filter(part=part), target), by)


@of_part
def order(request, part, by):
    """Move a theme one place on or back."""
    themes = [str(key) for key in grouping.standing(part).values_list("pk", flat=True)]
    key = request.POST.get("theme", "")
    if key not in themes:
        raise NotNow(_("This theme was taken away a moment ago."))
    at = themes.index(key)
    themes.insert(max(0, at + (-1 if request.POST.get("places") == "-1" else 1)), themes.pop(at))
    grouping.put_in_order(part, themes, by)


of_part_slowly = command(may_group, part_of, page="board", atomic=False)


@of_part_slowly
def suggestion(request, part, by):
    """Let the program suggest themes; people shape them. In the background while answers are still being prepared."""
    rules = _suggesting(part)
    if rules.backlog(part):
        rules.ask_to_suggest(part, by)
        messages.info(
            request, _("Themes are being suggested. They appear here as soon as all answers are prepared.")
        )
    else:
        rules.suggest(part, by)


@of_part_slowly
def new_answers(request, part, by):
    """Let the program place the answers that are in no theme yet; what people placed stays."""
    _suggesting(part).place_new(part, by)


def _suggesting(part: Part):
    rules = suggesting()
    if rules is None:
        raise NotNow(_("Themes cannot be suggested here. Group the answers by hand."))
    usable, why = rules.usable(part)
    if not usable:
        raise NotNow(why)
    return rules


@of_theme
def name(request, theme, by):
    """Give a theme another name, in one of the session's languages."""
    grouping.rename(theme, request.POST.get("name", ""), by, _language(request))


@of_theme
def merging(request, theme, by):
    """Merge a theme into another."""
    grouping.merge(theme, one(Theme.objects.filter(part=theme.part), request.POST.get("into")), by)


@of_theme
def splitting(request, theme, by):
    """Move the chosen answers of a theme into a new one."""
    grouping.split(theme, request.POST.get(f"name-{theme.pk}", ""), chosen(request, theme.part), by)


@of_theme
def removal(request, theme, by):
    """Take a theme away; its answers are not yet grouped again."""
    grouping.take_away(theme, by)


SENTENCES = {
    "theme.made": lambda e: _("made this theme"),
    "theme.renamed": lambda e: _("gave it another name"),
    "theme.merged": lambda e: _("merged another theme into it"),
    "theme.split": lambda e: _("split a part of it off"),
    "theme.removed": lambda e: _("took it away"),
    "answer.placed": lambda e: _("placed answers in it"),
}


@allow(may_group_theme, of=theme_of)
def history(request, theme):
    """What happened to a theme, from the first to the last."""
    merged = list(Theme.objects.filter(merged_into=theme))
    events = list(
        Event.objects.filter(about=theme.label, about_id__in=[theme.pk, *[m.pk for m in merged]])
        .select_related("actor")
        .order_by("created_at", "pk")[:500]
    )
    names = {m.pk: m.name for m in merged}
    for event in events:
        sentence = SENTENCES.get(event.verb)
        event.says = sentence(event) if sentence else event.verb
        event.of_other = names.get(event.about_id, "")
        event.answers = event.facts.get("answers")
        other = event.facts.get("merged")
        event.merged_name = next((m.name for m in merged if str(m.pk) == other), "")
    context = {
        "theme": theme,
        "part": theme.part,
        "session": theme.part.session,
        "events": events,
        "merged": merged,
    }
    return render(request, "sessions/board/history.html", context)


def who(key: str) -> str:
    """The name of a person of this installation who did something in the session; empty where there is none."""
    person = Person.objects.filter(pk=key).first() if key else None
    return person.shown_name if person else ""


def _language(request) -> str | None:
    return request.POST.get("language", "")[:12] or None


def _keys(texts: list[str]) -> list:
    from uuid import UUID

    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
