"""How programmes, sessions and what hangs on them are shown by others: in links, events, notifications, calendars.

One query a kind, and one for the versions of titles. Answers are named by their number, never by their words, and what is not yet shown has no
words either: whether these may be read is for the pages of the session to decide.
"""

from django.urls import reverse
from django.utils.translation import gettext as _

from networks.base.rooms import FOUND, Described, everybody
from networks.base.texts import active_reader, load_versions
from networks.meet.sessions.models import Answer, Conclusion, Part, Programme, Session, Theme
from networks.meet.sessions.models.planning import PartState
from networks.meet.sessions.permissions import may_conclude


def _best(rows, field):
    """Pairs of each row and its text in the active language."""
    rows = list(rows)
    load_versions(rows)
    reader = active_reader()
    return [(row, row.version_for(field, reader)) for row in rows]


def _url(name, network, **kwargs):
    return reverse(name, kwargs={"network": network.slug, **kwargs})


def programmes(keys) -> dict:
    return {
        row.pk: Described(
            title.text, _url("programme", row.network, programme=row.pk), str(_("programme")), title.language
        )
        for row, title in _best(Programme.objects.filter(pk__in=keys).select_related("network"), "title")
    }


def sessions(keys) -> dict:
    return {
        row.pk: Described(
            title.text, _url("session", row.network, session=row.pk), str(_("session")), title.language
        )
        for row, title in _best(Session.objects.filter(pk__in=keys).select_related("network"), "title")
    }


def parts(keys) -> dict:
    rows = Part.objects.filter(pk__in=keys, session__binned_at=None).select_related("network")
    return {
        row.pk: Described(
            question.text,
            _url("session", row.network, session=row.session_id),
            str(_("question")),
            question.language,
        )
        for row, question in _best(rows, "question")
    }


def answers(keys) -> dict:
    rows = Answer.objects.filter(pk__in=keys, part__session__binned_at=None).select_related("network", "part")
    return {
        row.pk: Described(
            _("answer %(number)s") % {"number": row.number},
            _url("session", row.network, session=row.part.session_id),
            str(_("answer")),
        )
        for row in rows
    }


def themes(keys) -> dict:
    rows = Theme.objects.filter(pk__in=keys, part__session__binned_at=None).select_related("network", "part")
    return {
        row.pk: Described(
            name.text
            if row.part.results_shown or row.part.state == PartState.CONCLUDED
            else str(_("a theme")),
            _url("conclusions", row.network, session=row.part.session_id),
            str(_("theme")),
            name.language,
        )
        for row, name in _best(rows, "name")
    }


def conclusions(keys) -> dict:
    rows = Conclusion.objects.filter(pk__in=keys, part__session__binned_at=None).select_related(
        "network", "part"
    )
    return {
        row.pk: Described(
            text.text[:200] if row.published_at else _("a conclusion that is not published"),
            _url("conclusions", row.network, session=row.part.session_id),
            str(_("conclusion")),
            text.language,
        )
        for row, text in _best(rows, "text")
    }


DESCRIBE = {
    "meet_sessions.programme": programmes,
    "meet_sessions.session": sessions,
    "meet_sessions.part": parts,
    "meet_sessions.answer": answers,
    "meet_sessions.theme": themes,
    "meet_sessions.conclusion": conclusions,
}


def seen_conclusions(keys, actor) -> set:
    """Published ones, for whoever belongs; drafts for whoever writes them."""
    rows = Conclusion.objects.filter(pk__in=list(keys), part__session__binned_at=None)
    rows = rows.select_related("part__session").prefetch_related("part__session__roles")
    return {
        row.pk
        for row in rows
        if actor.belongs and (row.published_at or may_conclude(actor, row.part.session))
    }


SEEN = {
    **dict.fromkeys(
        (f"meet_sessions.{kind}" for kind in ("programme", "session", "part", "answer", "theme")), everybody
    ),
    "meet_sessions.conclusion": seen_conclusions,
}


def find(words, actor):
    """Conclusions, sessions and programmes that have these words; who may see them is asked afterwards."""
    words = words[:200]
    here = {"part__session__binned_at": None, "published_at__isnull": False}
    for model, rows in (
        (Conclusion, Conclusion.objects.filter(text__icontains=words, **here)),
        (Session, Session.objects.filter(title__icontains=words, rehearsal=False)),
        (Programme, Programme.objects.filter(title__icontains=words)),
    ):
        for key in rows.order_by("-pk").values_list("pk", flat=True)[:FOUND]:
            yield model._meta.label_lower, key
