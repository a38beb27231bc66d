"""The pages of an application, in order, and what is still missing in each. One question group a page.

`facts` of an application holds, by these names: country, kind, legal_name, place, address, website, founded, about (the step "organisation");
title, phone (the step "contact"); staff, workers, represented, turnover, year (the step "size"; numbers as text, as they were written).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from networks.base.texts import Reader, Version, load_versions
from networks.network.membership.models import (
    Admission,
    Application,
    AskedDocument,
    AskedQuestion,
    Category,
    Terms,
)
from networks.participation.documents.rules import documents_of
from networks.participation.eligibility.rules import Rule, Standing, Verdict, judge

SIZES = ("staff", "workers", "represented", "turnover")


@dataclass
class Step:
    """One page of an application."""

    slug: str
    title: Any  # text, or a Version of one that the network wrote
    done: bool = False
    required: bool = True
    asked: Any = None  # the document or the questions that it is about
    papers: list[Any] = field(default_factory=list)  # documents that are there

    @property
    def shown(self) -> Version:
        """The title as something that has a language."""
        return self.title if isinstance(self.title, Version) else Version(str(self.title), "")

    @property
    def state(self) -> str:
        return "done" if self.done else ""


@dataclass
class Way:
    """Everything that an application goes through, read once for a page."""

    admission: Admission
    application: Application
    categories: list[Category]
    documents: list[AskedDocument]
    questions: list[AskedQuestion]
    papers: dict[str, list[Any]]  # kind → documents that are there
    reader: Reader
    currency: str = "EUR"
    steps: list[Step] = field(default_factory=list)

    @property
    def missing(self) -> list[Step]:
        """What has to be there and is not."""
        return [step for step in self.steps if step.required and not step.done]

    def step(self, slug: str) -> Step | None:
        return next((step for step in self.steps if step.slug == slug), None)

    def after(self, slug: str) -> Step | None:
        """The page that comes next."""
        slugs = [step.slug for step in self.steps]
        at = slugs.index(slug) + 1
        return self.steps[at] if at < len(self.steps) else None


def open_categories() -> list[Category]:
    """The categories that one may apply for, in order."""
    return list(Category.objects.filter(may_apply=True, retired_at=None).order_by("position", "pk"))


def asked_documents() -> list[AskedDocument]:
    return list(AskedDocument.objects.filter(retired_at=None).order_by("position", "pk"))


def asked_questions() -> list[AskedQuestion]:
    rows = AskedQuestion.objects.filter(retired_at=None).select_related("own_field")
    return list(rows.order_by("position", "pk"))


def way_of(application: Application, reader: Reader) -> Way:
    """Read the way of `application` for `reader`. A constant number of queries."""
    admission = Admission.current() or Admission()
    documents, questions = asked_documents(), asked_questions()
    categories = open_categories()
    if application.category_id and application.category_id not in {one.pk for one in categories}:
        categories.append(application.category)
    load_versions([*([admission] if admission.network_id else []), *documents, *questions, *categories])
    papers: dict[str, list[Any]] = {}
    for paper in documents_of([application])[application.label, application.pk]:
        papers.setdefault(paper.kind, []).append(paper)
    currency = Terms.objects.values_list("currency", flat=True).first() or "EUR"
    way = Way(admission, application, categories, documents, questions, papers, reader, currency)
    way.steps = list(_steps(way))
    return way


def _steps(way: Way) -> Iterable[Step]:
    application, facts = way.application, way.application.facts
    yield Step(
        "contact",
        _("Who writes"),
        bool(application.contact and (application.email or application.recorded_by_id)),
    )
    yield Step(
        "organisation",
        _("Your organisation"),
        bool(application.name and facts.get("country") and facts.get("kind")),
    )
    yield Step("size", _("How large you are"), any(facts.get(name) for name in SIZES), required=False)
    if len(way.categories) != 1 or application.category_id is None:
        yield Step("category", _("What you apply for"), application.category_id is not None)
    if way.questions:
        answered = all(
            str(application.replies.get(question.pk.hex, "")).strip()
            for question in way.questions
            if question.required
        )
        yield Step("questions", _("Questions"), answered, asked=way.questions)
    for document in way.documents:
        there = way.papers.get(document.kind, [])
        yield Step(
            f"document-{document.kind}",
            document.version_for("name", way.reader),
            bool(there),
            required=document.required,
            asked=document,
            papers=there,
        )
    if way.admission.conduct:
        yield Step("conduct", _("Code of conduct"), application.conduct_accepted_at is not None)


def may_apply(admission: Admission, country: str, kind: str) -> Verdict:
    """Whether an organisation of this country and kind may apply; if not, why."""
    rule = Rule(member=False, countries=tuple(admission.countries), organisation_kinds=tuple(admission.kinds))
    return judge(rule, Standing(country=country, organisation_kind=kind))
