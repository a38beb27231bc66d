"""Where an application stands, as steps on a thread, for the applicant."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from networks.base.times import day_words
from networks.network.membership.models import Application, Stage
from networks.network.membership.rules.application_steps import Way


@dataclass
class Knot:
    """One step: done, now, wrong, or to come."""

    title: str
    state: str = ""
    detail: str = ""


def _day(instant: Any) -> str:
    return day_words(instant) if instant else ""


def standing(application: Application, way: Way, language: str) -> list[Knot]:
    """The steps of this application: written, checked, opinion, decided."""
    stage = application.stage
    order = [Stage.DRAFT, Stage.SENT, Stage.COMPLETE, Stage.REFERRED]
    at = {Stage.ASKED: 0, Stage.ADMITTED: 4, Stage.REFUSED: 4}.get(Stage(stage))
    if at is None:
        at = order.index(Stage(stage)) if stage in order else 0
    referral = application.referral
    due = (
        _("expected by %(day)s") % {"day": _day(referral.due_at)}
        if stage == Stage.REFERRED and referral and referral.due_at
        else ""
    )
    knots = [
        Knot(_("You write and send it"), detail=_day(application.sent_at)),
        Knot(_("Somebody looks whether everything is there"), detail=_day(application.checked_at)),
        Knot(
            _("The board gives its opinion")
            if way.admission.asks_opinion
            else _("It is prepared for the decision")
        ),
        Knot(_("It is decided"), detail=due or _day(application.decided_at)),
    ]
    for number, knot in enumerate(knots):
        knot.state = "done" if number < at else "now" if number == at else ""
    if stage == Stage.WITHDRAWN:
        sent = 1 if application.sent_at else 0
        knots = [*knots[:sent], Knot(_("You withdrew it"), "wrong", _day(application.decided_at))]
        for knot in knots[:sent]:
            knot.state = "done"
    elif stage == Stage.ADMITTED:
        knots[3].title = _("You are a member")
    elif stage == Stage.REFUSED:
        knots[3].title, knots[3].state = _("You were not admitted"), "wrong"
    elif stage == Stage.ASKED:
        knots[0].title, knots[0].detail = _("Something is missing: you add it and send it again"), ""
    return knots
