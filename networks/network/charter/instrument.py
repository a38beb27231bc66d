"""The self-assessment: statements in five dimensions, and how the network meets, decides and communicates. The wording is our own.

Each in usual and in plain words. What the idea rests on is cited in docs/charter.md. A statement keeps its key for ever: years are compared by it.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

SCALE = {5: _("Yes, fully"), 4: _("Rather yes"), 3: _("In between"), 2: _("Rather no"), 1: _("No")}


@dataclass(frozen=True)
class Dimension:
    """One side of a network, with its statements: (key, usual, plain)."""

    key: str
    name: Any
    statements: tuple[tuple[str, Any, Any], ...]


DIMENSIONS = (
    Dimension(
        "drivers", _("What brings us together"),
        (
            ("drivers_reason", _("We can say in one sentence why our organisation is a member."), _("We know why we are here.")),
            ("drivers_shared", _("Members want the same things from the network, or know where they differ."), _("We want the same, or we know what is different.")),
            ("drivers_needs", _("What the network works on comes from what members need now."), _("The network works on what we need.")),
            ("drivers_place", _("The network does something that nobody else around us does."), _("Only this network does what it does.")),
        ),
    ),
    Dimension(
        "benefits", _("What members get"),
        (
            ("benefits_worth", _("What our organisation gets is worth its fee and its time."), _("We get more than we give.")),
            ("benefits_used", _("In the last year we did something differently because of the network."), _("We changed something because of the network.")),
            ("benefits_workers", _("Workers, too, get something from it, not only those who lead."), _("Workers get something, too.")),
            ("benefits_fair", _("Small and large members, near and far, get something from it alike."), _("It is good for small and big members.")),
            ("benefits_known", _("We know which services there are and how to use them."), _("We know what there is for us.")),
        ),
    ),
    Dimension(
        "advocacy", _("How we are heard"),
        (
            ("advocacy_positions", _("The network has clear positions, and members stand behind them."), _("We say clearly what we want.")),
            ("advocacy_heard", _("Those who decide about our work ask the network and listen to it."), _("Politicians listen to us.")),
            ("advocacy_own_voice", _("Workers speak for themselves where it is about them."), _("Workers speak for themselves.")),
            ("advocacy_allies", _("The network has allies outside and looks after them."), _("Others help us to be heard.")),
        ),
    ),
    Dimension(
        "leadership", _("Who speaks and who leads"),
        (
            ("leadership_mixed", _("Those who lead come from different members, countries and sizes."), _("Our leaders are different people.")),
            ("leadership_trust", _("We trust those who speak in our name to say what we agreed."), _("We trust the people who speak for us.")),
            ("leadership_new", _("Who leads changes now and then, and new people learn how."), _("New people can lead, too.")),
            ("leadership_workers", _("Workers have a say where the network decides."), _("Workers help to decide.")),
            ("leadership_answer", _("Those who lead say openly what they did and what they did not reach."), _("Our leaders tell us what they did.")),
        ),
    ),
    Dimension(
        "finance", _("How it is paid for"),
        (
            ("finance_safe", _("The network would live on if its largest source of money ended."), _("The network has enough money, from different places.")),
            ("finance_fees", _("Fees are fair: each pays what it can."), _("What we pay is fair.")),
            ("finance_open", _("We can see where the money comes from and what it is spent on."), _("We can see what the money is for.")),
            ("finance_people", _("The work lies on enough shoulders, paid or not."), _("Enough people do the work.")),
        ),
    ),
    Dimension(
        "working", _("How we meet, decide and talk"),
        (
            ("working_meetings", _("After a meeting we know what was agreed, and who does what."), _("After a meeting we know what comes next.")),
            ("working_take_part", _("Everybody can take part, whatever language, device or support they need."), _("I can take part, with the help that I need.")),
            ("working_decide", _("It is clear who decides what, and decisions are kept."), _("I know who decides.")),
            ("working_differ", _("One can see things differently and is heard."), _("I can say no, and people listen.")),
            ("working_news", _("News reaches us in time and in words that we understand."), _("I understand the news.")),
            ("working_done", _("What was agreed is done."), _("We do what we say.")),
        ),
    ),
)  # fmt: skip
QUESTIONS = [
    {"key": key, "kind": "faces"} for dimension in DIMENSIONS for key, _usual, _plain in dimension.statements
]
NAMES = [(dimension.key, dimension.name) for dimension in DIMENSIONS]


def dimension_of(key: str) -> Dimension | None:
    """The dimension with this key."""
    return next((one for one in DIMENSIONS if one.key == key), None)
