"""The bodies that a network begins with, and its first steps towards meeting and deciding."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from networks.base.rooms import Founding, Step
from networks.meet.meetings.models import LEADS, Body, BodyKind, BodySeat, Meeting, MeetingState, Readers
from networks.meet.meetings.rules.bodies import make


def _bodies(template: str) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Kind, name, purpose and what differs from the usual rules; in the language that is active."""
    board = (BodyKind.BOARD, _("Board"), _("It leads the network between assemblies."), {})
    if template == "informal":
        circle = {"needs_paid": False, "quorum": "", "notice_days": 7}
        return [(BodyKind.ASSEMBLY, _("Circle of members"), _("All members meet and decide here."), circle)]
    if template == "federation":
        return [
            (
                BodyKind.ASSEMBLY,
                _("General assembly"),
                _("All member networks meet and decide here, by the weight of their votes."),
                {"weighted": True, "notice_days": 30},
            ),
            board,
            (
                BodyKind.WORKING_GROUP,
                _("Policy group"),
                _("It prepares what the network says to law makers."),
                {"read_by": Readers.MEMBERS},
            ),
        ]
    return [(BodyKind.ASSEMBLY, _("General assembly"), _("All members meet and decide here."), {}), board]


def found(founding: Founding) -> None:
    """Make the bodies of the template, in the languages of the network."""
    first, *others = founding.languages
    with override(first):
        plan = _bodies(founding.template)
    made = [
        make(kind, name, by=founding.by, language=first, purpose=purpose, **rules)
        for kind, name, purpose, rules in plan
    ]
    for code in others:
        with override(code):
            again = _bodies(founding.template)
        for body, (_kind, name, purpose, _rules) in zip(made, again, strict=True):
            body.put_version("name", code, name, author=founding.by)
            body.put_version("purpose", code, purpose, author=founding.by)


def shown_bodies(actor: Any) -> Iterable[str]:
    """Which bodies there are, and how many meetings each held; nothing of what was said or decided."""
    rows = Body.objects.annotate(held=Count("meetings", filter=Q(meetings__state=MeetingState.CLOSED)))
    for body in rows.order_by("created_at")[:50]:
        held = ngettext("one meeting held", "%(count)s meetings held", body.held) % {"count": body.held}
        yield _("%(name)s: %(n)s") % {"name": body.version_for("name", actor.reader).text, "n": held}


def steps(actor: Any) -> Iterable[Step]:
    """Who decides, who takes the chair, when they meet."""
    front = reverse("meetings", kwargs={"network": actor.network.slug})
    yield Step(
        "meetings.bodies",
        _("Say who decides"),
        _("An assembly, a board: with the rules by which they decide."),
        reverse("body-new", kwargs={"network": actor.network.slug}),
        _("Make a body"),
        lambda: Body.objects.exists(),
        order=60,
        asked=True,
    )
    yield Step(
        "meetings.chair",
        _("Say who takes the chair"),
        _("Give the first seats: a chair, and somebody who writes the minutes."),
        front,
        _("Give seats"),
        lambda: BodySeat.objects.now().filter(role__in=LEADS, body__binned_at=None).exists(),
        order=62,
        asked=True,
    )
    yield Step(
        "meetings.first",
        _("Convene the first meeting"),
        _("Agenda and calendar entry go to everybody by e-mail."),
        front,
        _("Plan a meeting"),
        lambda: Meeting.objects.filter(convened_at__isnull=False).exists(),
        order=65,
        asked=True,
    )
