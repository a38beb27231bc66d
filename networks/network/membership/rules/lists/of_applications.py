"""The list of applications that reached the network, for coordinators: kept, taken out, and written to, each to whoever applies."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.numbers import whole
from networks.base.places import country_choices, country_name, language_name
from networks.network.membership.models import OPEN, SEEN, Application, AskedQuestion, Stage, Terms
from networks.network.membership.rules.lists import Addressee, Column, Filter, ListKind, attribute, register
from networks.network.membership.rules.lists.of_register import categories, category_of, exact, search
from networks.network.membership.rules.lists.own import day_of
from networks.network.membership.rules.names import named
from networks.people.models import OrganisationKind
from networks.people.second_factor import needs_second_factor

Rows = Sequence[Any]
GOES_ON = tuple(stage for stage in OPEN if stage != Stage.DRAFT)


def register_all() -> None:
    """Called when the program starts."""
    register(APPLICATIONS)


def _fact(name: str, shown: Any = str) -> Any:
    """What it says of itself."""
    return lambda rows: {row.pk: shown(row.facts[name]) for row in rows if row.facts.get(name)}


def _number(value: Any) -> Any:
    return whole(str(value), most=10**15)


def _day(name: str) -> Any:
    return lambda rows: {row.pk: timezone.localdate(getattr(row, name)) for row in rows if getattr(row, name)}


def _waits(rows: Rows) -> Mapping[Any, Any]:
    now = timezone.now()
    return {row.pk: (now - row.sent_at).days for row in rows if row.sent_at and row.stage in GOES_ON}


def _reply(question: AskedQuestion) -> Any:
    kind = question.own_field.kind if question.own_field else question.kind

    def values(rows: Rows) -> Mapping[Any, Any]:
        found = {row.pk: row.replies.get(question.pk.hex) for row in rows}
        if kind == "yes_no":
            return {
                key: value in (True, "True", "yes") for key, value in found.items() if value not in ("", None)
            }
        return found

    return values


def _columns(actor: Any) -> list[Column]:
    kinds = {value: str(name) for value, name in OrganisationKind.choices}
    questions = list(AskedQuestion.objects.filter(retired_at=None).select_related("own_field"))
    words = named(questions, actor.reader, "question")
    return [
        Column("name", _("Organisation"), attribute("name"), "name"),
        Column("stage", _("State"), lambda rows: {row.pk: row.get_stage_display() for row in rows}, "stage"),
        Column("category", _("Category"), category_of("category_id", actor)),
        Column("country", _("Country"), _fact("country", country_name)),
        Column("kind", _("Kind"), _fact("kind", lambda value: kinds.get(value, ""))),
        Column("place", _("Town"), _fact("place")),
        Column("sent", _("Sent on"), _day("sent_at")),
        Column("waits", _("Days waiting"), _waits, numeric=True),
        Column("checked", _("Found complete on"), _day("checked_at")),
        Column("decided", _("Decided on"), _day("decided_at")),
        Column("contact", _("Who writes"), attribute("contact"), "contact"),
        Column("email", _("E-mail"), attribute("email"), "email"),
        Column("phone", _("Telephone"), _fact("phone")),
        Column(
            "language",
            _("Language"),
            lambda rows: {row.pk: language_name(row.language) for row in rows},
            "language",
        ),
        Column("staff", _("Staff"), _fact("staff", _number), numeric=True),
        Column("website", _("Website"), _fact("website")),
        Column("register", _("In the register"), attribute("organisation__name")),
        Column(
            "behalf",
            _("Recorded by the network"),
            lambda rows: {row.pk: row.recorded_by_id is not None for row in rows},
        ),
        *(Column(f"reply.{row.pk.hex}", words[row.pk], _reply(row)) for row in questions),
    ]


def _stage(rows: QuerySet, value: str) -> QuerySet:
    if value == "open":
        return rows.filter(stage__in=GOES_ON)
    return rows.filter(stage=value) if value in SEEN else rows


def _sent(compare: str) -> Any:
    def narrow(rows: QuerySet, value: str) -> QuerySet:
        day = day_of(value)
        return rows.filter(**{f"sent_at__date__{compare}": day}) if day else rows

    return narrow


def _behalf(rows: QuerySet, value: str) -> QuerySet:
    return rows.filter(recorded_by__isnull=value == "no") if value in ("yes", "no") else rows


def _filters(actor: Any) -> list[Filter]:
    stages = [("open", _("going on")), *((str(stage), str(stage.label)) for stage in SEEN)]
    said = Application.objects.filter(stage__in=SEEN)
    there = set(said.order_by().values_list("facts__country", flat=True).distinct())
    languages = sorted(set(said.values_list("language", flat=True)))
    kinds = [(value, str(name)) for value, name in OrganisationKind.choices]
    return [
        Filter("q", _("Organisation or who writes"), search("name", "contact", "email"), "text"),
        Filter("stage", _("State"), _stage, "choice", stages),
        Filter("category", _("Category"), exact("category", categories(actor)), "choice", categories(actor)),
        Filter(
            "country",
            _("Country"),
            lambda rows, value: rows.filter(facts__country=value),
            "choice",
            [choice for choice in country_choices() if choice[0] in there],
        ),
        Filter("kind", _("Kind"), exact("facts__kind", kinds), "choice", kinds, more=True),
        Filter(
            "language",
            _("Language"),
            lambda rows, value: rows.filter(language=value),
            "choice",
            [(tag, language_name(tag)) for tag in languages],
            more=True,
        ),
        Filter("sent.from", _("Sent from"), _sent("gte"), "day", more=True),
        Filter("sent.to", _("Sent until"), _sent("lte"), "day", more=True),
        Filter(
            "behalf",
            _("Recorded by the network"),
            _behalf,
            "choice",
            (("yes", _("yes")), ("no", _("no"))),
            more=True,
        ),
    ]


def _addressee(row: Application) -> Addressee:
    """Whoever applies gets it, in the language in which they do; also where the organisation is in the register already."""
    said = {
        "organisation": row.name,
        "country": country_name(row.facts.get("country", ""), row.language),
        "place": str(row.facts.get("place", "")),
    }
    return Addressee(
        row.contact or row.name, row.email, row.language, row.organisation_id, row.person_id, said
    )


@needs_second_factor
def _may(actor: Any) -> bool:
    return actor.is_coordinator and Terms.of(actor).uses_applications


APPLICATIONS = ListKind(
    "applications",
    gettext_lazy("Applications"),
    "door-open",
    base=lambda actor: Application.objects.filter(stage__in=SEEN).select_related("category", "organisation"),
    columns=_columns,
    filters=_filters,
    shown=("name", "stage", "category", "country", "sent", "waits"),
    order="-created_at",
    link=lambda row: ("application", {"key": row.pk}),
    addressee=_addressee,
    may=_may,
)
