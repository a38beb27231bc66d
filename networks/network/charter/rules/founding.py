"""What the charter gives a new network: draft lines to discuss, a first step, what stands behind the doors, what may be shown."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from networks.base.rooms import DOORS, AtTheDoor, Door, Founding, Step
from networks.base.texts import load_versions
from networks.network.charter.models import Section, Whom, Wording, WordingState
from networks.network.charter.rules.lines import propose


def _lines(template: str) -> list[tuple[str, str, str]]:
    """Section, whom it is for, the words; in the language that is active."""
    found = [
        (Section.WHY, "", _("None of us can change alone what stands in our way. So we join.")),
        (
            Section.WHOM,
            Whom.ORGANISATION,
            _("Our members learn from one another, save together and decide together."),
        ),
        (Section.WHOM, Whom.WORKER, _("Workers of our members take part, learn and are heard.")),
        (Section.WHAT, "", _("We meet several times a year, and share what works.")),
    ]
    if template != "informal":
        found += [
            (
                Section.WHERE,
                "",
                _(
                    "We want the law to see what organisations like ours do, and public buyers to buy from them."
                ),
            ),
            (
                Section.WITH_WHOM,
                "",
                _("We work with ministries, labour agencies, researchers and other networks."),
            ),
        ]
    return found


def found(founding: Founding) -> None:
    """Propose the lines, in the languages of the network: members discuss and decide them."""
    first, *others = founding.languages
    with override(first):
        made = [
            propose(section, text, language=first, whom=whom, by=founding.by)
            for section, whom, text in _lines(founding.template)
        ]
    for code in others:
        with override(code):
            again = [text for _section, _whom, text in _lines(founding.template)]
        for wording, text in zip(made, again, strict=True):
            wording.put_version("text", code, text, author=founding.by)


def steps(actor: Any) -> Iterable[Step]:
    """A first line that was adopted."""
    yield Step(
        "charter.first",
        _("Adopt the first line of the charter"),
        _("Discuss the draft in a session, then put a line to a decision."),
        reverse("charter-proposals", kwargs={"network": actor.network.slug}),
        _("Read the draft"),
        lambda: Wording.objects.filter(state=WordingState.ADOPTED).exists(),
        order=70,
        asked=True,
    )


def doors(asks: AtTheDoor) -> Iterable[Door]:
    """What the network promises those who come in by each door."""
    for door in DOORS:
        inside = asks.actor is not None and asks.actor.belongs
        where = {"network": asks.network.slug, "whom": door}
        yield Door(
            door,
            _("What we promise you"),
            _("The lines of our charter that are for you, and what we do for each."),
            reverse("charter-door", kwargs=where) if inside else "",
        )


def shown_lines(actor: Any) -> Iterable[str]:
    """The lines that were adopted, in the order of the charter."""
    rows = Wording.objects.filter(state=WordingState.ADOPTED).select_related("line")
    found = list(rows.order_by("line__section", "line__position", "pk")[:100])
    load_versions(found)
    for wording in found:
        yield wording.version_for("text", actor.reader).text
