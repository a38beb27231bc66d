"""From question to action: the way of one conclusion, forwards and backwards."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from networks.base.doors import allow
from networks.meet.sessions.files import making
from networks.meet.sessions.models import Conclusion
from networks.meet.sessions.pages.concluding import conclusion_of
from networks.meet.sessions.pages.reporting import edition_for
from networks.meet.sessions.permissions import belongs
from networks.meet.sessions.rules import tracing

FIRST = 5  # answers shown; the report has all


@allow(belongs, of=conclusion_of)
def path(request: HttpRequest, conclusion: Conclusion) -> HttpResponse:
    """Question, answers, theme, conclusion, and what came of it: only what may be read in the report, and what is linked."""
    session = conclusion.part.session
    report = making.content_for(session, edition_for(request), request.actor.reader)
    line = next((c for c in report.conclusions if c.key == str(conclusion.pk)), None)
    if line is None:
        raise Http404
    part = report.parts[line.part - 1]
    near = {answer.ref: answer for theme in line.themes for answer in theme.answers}
    near |= {answer.ref: answer for answer in line.answers}
    answers = line.answers + [a for a in near.values() if a not in line.answers]
    context = {
        "session": session,
        "thing": conclusion,
        "conclusion": line,
        "part": part,
        "answers": answers[:FIRST],
        "more": max(0, len(answers) - FIRST),
        "led_to": tracing.led_to(conclusion, request.actor),
        "led_from": tracing.led_from(conclusion, request.actor),
        "others": [c for c in part.conclusions if c.number != line.number],
        "published_at": conclusion.published_at,
    }
    return render(request, "sessions/report/path.html", context)
