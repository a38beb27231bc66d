"""What is shown of an application to whoever checks, gives an opinion or decides: facts, papers, opinions, what happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.numbers import whole
from networks.base.places import country_name, language_name
from networks.base.texts import Reader, Version
from networks.base.times import day_words
from networks.network.membership.models import Application, Stage, Terms
from networks.network.membership.rules.application_steps import Way, way_of
from networks.participation.referrals.rules import Voice
from networks.people.models import OrganisationKind
from networks.record.models import Event

HISTORY = {
    "application.started": gettext_lazy("begun"),
    "application.sent": gettext_lazy("sent"),
    "application.asked": gettext_lazy("given back: something is missing"),
    "application.completed": gettext_lazy("found complete"),
    "application.connected": gettext_lazy("connected with the register"),
    "application.opinion_given": gettext_lazy("an opinion given"),
    "application.referred": gettext_lazy("put to whoever decides"),
    "application.admitted": gettext_lazy("admitted"),
    "application.refused": gettext_lazy("not admitted"),
    "application.reopened": gettext_lazy("the decision opened again"),
    "application.withdrawn": gettext_lazy("withdrawn"),
    "application.given_up": gettext_lazy("withdrawn"),
    "application.welcomed": gettext_lazy("a step of the welcome done"),
}


def _size(name: str, value: Any) -> str:
    text = str(value)
    if (number := whole(text, most=10**15)) is not None:
        text = number_format(number, use_l10n=True, force_grouping=True)
    return f"{text} {Terms.current().currency}" if name == "turnover" else text


def facts_of(application: Application) -> list[tuple[str, str]]:
    """What the applicant says of the organisation, as (name, value); what it left out is not there."""
    facts = application.facts
    rows = [
        (_("Organisation"), application.name),
        (_("Legal name"), facts.get("legal_name", "")),
        (_("Kind"), str(dict(OrganisationKind.choices).get(facts.get("kind", ""), ""))),
        (
            _("Town"),
            ", ".join(p for p in (facts.get("place", ""), country_name(facts.get("country", ""))) if p),
        ),
        (_("Postal address"), facts.get("address", "")),
        (_("Website"), facts.get("website", "")),
        (_("Founded in"), facts.get("founded", "")),
        (_("What it does"), facts.get("about", "")),
        (_("Staff"), _size("staff", facts.get("staff", ""))),
        (_("Workers with support needs"), _size("workers", facts.get("workers", ""))),
        (_("Members represented"), _size("represented", facts.get("represented", ""))),
        (_("Turnover"), _size("turnover", facts["turnover"]) if facts.get("turnover") else ""),
        (_("Year of these figures"), facts.get("year", "")),
    ]
    return [(name, str(value)) for name, value in rows if str(value).strip()]


def contact_of(application: Application) -> list[tuple[str, str]]:
    """Who writes for the organisation."""
    facts = application.facts
    rows = [
        (_("Name"), application.contact),
        (_("Function"), facts.get("title", "")),
        (_("E-mail"), application.email),
        (_("Telephone"), facts.get("phone", "")),
        (_("Writes in"), language_name(application.language)),
    ]
    return [(name, str(value)) for name, value in rows if value]


@dataclass
class Reply:
    """A question with its answer."""

    question: Version
    text: str
    language: str  # of the answer; empty where it is no text


def replies_of(way: Way) -> list[Reply]:
    """The answers to the network's questions."""
    found = []
    for question in way.questions:
        value = way.application.replies.get(question.pk.hex, "")
        kind = question.own_field.kind if question.own_field else question.kind
        if value in ("", None):
            continue
        if kind == "yes_no":
            value = _("yes") if value in (True, "True", "yes") else _("no")
        free = kind in ("text", "long")
        found.append(
            Reply(
                question.version_for("question", way.reader),
                str(value),
                way.application.language if free else "",
            )
        )
    return found


@dataclass
class Happening:
    """One line of an application's history."""

    words: Any
    who: str
    when: Any


def history_of(application: Application) -> list[Happening]:
    """What happened, the oldest first."""
    rows = Event.objects.filter(about=application.label, about_id=application.pk, verb__in=HISTORY)
    return [
        Happening(
            HISTORY[row.verb], row.actor.shown_name if row.actor else application.contact, row.created_at
        )
        for row in rows.select_related("actor").order_by("created_at", "pk")
    ]


# ---- for the page of whoever decides (participation.referrals) ----


def facts(application: Application, actor: Any) -> Iterable[tuple[Any, Any]]:
    """The category, when it was sent, and what it says of itself."""
    category = application.category.version_for("name", actor.reader).text if application.category else ""
    yield _("Asks to become"), category
    admitted = application.stage == Stage.ADMITTED  # what it is now is what was asked for
    if application.organisation and application.organisation.is_member and not admitted:
        yield _("Now"), _("a member in another category")
    if application.sent_at:
        yield _("Sent on"), day_words(application.sent_at)
    yield from facts_of(application)
    for reply in replies_of(way_of(application, actor.reader)):
        yield reply.question.text, reply.text


def papers(application: Application, actor: Any) -> Iterable[tuple[str, str]]:
    """Everything that was handed in."""
    way = way_of(application, Reader((actor.language,)))
    names = {one.kind: one.version_for("name", actor.reader).text for one in way.documents}
    for kind, there in way.papers.items():
        for paper in there:
            yield (
                f"{names[kind]}: {paper.latest.name}" if kind in names else paper.title,
                reverse("document-file", kwargs={"network": actor.network.slug, "key": paper.pk}),
            )


def voices(application: Application, actor: Any) -> Iterable[Voice]:
    """The opinions of the board."""
    for opinion in application.opinions.select_related("person").order_by("created_at"):
        yield Voice(
            opinion.person.shown_name, str(opinion.get_view_display()), opinion.words, opinion.language
        )
