"""How the figures of a report came about, and what its words mean, in a sentence each."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from networks.meet.sessions.models import Answer, Part
from networks.meet.sessions.models.planning import (
    PriorityMethod,
)
from networks.meet.sessions.rules.report_shape import (
    PartOfReport,
)


def methods(parts: list[PartOfReport], planned: list[Part], shown: list[Answer]) -> list[str]:
    """How each figure came about, in a sentence each."""
    lines = [
        _("People are seats: everybody who joined the session, with or without an account, counted once."),
        _(
            "A voice is a person behind a theme: who wrote one of its answers or said “me too” to it, counted once. Where a part is anonymous, answers and “me too” are counted instead."
        ),
    ]
    placed = [answer.placement for answer in shown if hasattr(answer, "placement")]
    if placed and any(part.themes for part in parts):
        by_people = sum(1 for placement in placed if placement.by_person)
        lines.append(
            (
                _("Themes: people placed every answer that stands in one.")
                if by_people == len(placed)
                else _(
                    "Themes: people placed %(n)s of %(m)s answers, the others are where the program suggested."
                )
            )
            % {"n": by_people, "m": len(placed)}
        )
    if any(c.asked for part in parts for c in part.conclusions):
        lines.append(
            _(
                "“n of m agreed” counts those who said whether they agree with a conclusion: the latest word of each."
            )
        )
    lines += [
        METHODS[method] for method in dict.fromkeys(p.priority_method for p in planned) if method in METHODS
    ]
    lines.append(
        _(
            "Counts by audience and results of the evaluation are shown only from five people on, also after subtraction."
        )
    )
    return [str(line) for line in lines]


METHODS = {
    PriorityMethod.AGREEMENT.value: _lazy(
        "Agreement: people said agree, disagree or pass to one statement after another; opinion groups are found from who answered alike (Small et al., Polis, 2021)."
    ),
    PriorityMethod.APPROVAL.value: _lazy(
        "Choosing several: the method of equal shares (Peters and Skowron, 2020) chooses so that smaller groups are represented too."
    ),
    PriorityMethod.RANKING.value: _lazy(
        "Putting in order: two and two are compared, and the strongest path between them decides (Schulze, 2011)."
    ),
    PriorityMethod.RATING.value: _lazy(
        "Giving grades: the middle grade counts (majority judgement, Balinski and Laraki, 2010)."
    ),
}


def glossary(parts: list[Part]) -> list[tuple[str, str]]:
    """The words that a newcomer meets in a report, one line each."""
    lines = [
        (_("Network"), _("organisations that work together and decide together what they do.")),
        (_("Session"), _("a meeting of peers with one theme and a few questions.")),
        (_("Answer"), _("what one person, or a table of people, wrote to a question.")),
        (_("Theme"), _("answers that say something near to one another, under one name.")),
        (
            _("Conclusion"),
            _("what facilitator and rapporteur drew from the answers; each says what it rests on."),
        ),
        (_("Seen differently"), _("what those say who do not agree with a conclusion.")),
        (_("Me too"), _("somebody thinks the same as an answer that is there already.")),
    ]
    if any(part.anonymous for part in parts):
        lines.append((_("Anonymous"), _("nobody knows who wrote an answer, not even the facilitator.")))
    if any(part.confidential for part in parts):
        lines.append(
            (_("In confidence"), _("answers that are read in the session only and stand in no report."))
        )
    return [(str(word), str(meaning)) for word, meaning in lines]
