"""Admission in the demonstration: a draft in French, one to be checked, one that waits for Ilse's decision with opinions, and a candidate whose year ends."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from networks.network.membership.models import (
    Admission,
    Application,
    AskedDocument,
    AskedQuestion,
    Category,
    CategoryKind,
    Membership,
)
from networks.network.membership.rules import applying, belonging, checking
from networks.network.membership.rules.admission_setup import set_up
from networks.participation.documents.rules import keep
from networks.people.models import Organisation

ABOUT = {
    "en": "We welcome organisations where people work, learn and are supported. Come to a session first, if you like: then you know us.",
    "fr": "Nous accueillons des organisations où l’on travaille, apprend et trouve de l’appui. Venez d’abord à une session, si vous voulez : ainsi vous nous connaissez.",
}
CONDUCT = {
    "en": "We speak with people, not about them. What somebody tells in confidence stays here. We pay fair wages and say what we earn.",
    "fr": "Nous parlons avec les gens, pas d’eux. Ce qui est dit en confiance reste ici. Nous payons des salaires justes et disons ce que nous gagnons.",
}
WELCOME = {
    "en": "We are glad that you are here. Ilse calls you this week.",
    "fr": "Nous sommes heureux de vous avoir avec nous. Ilse vous appelle cette semaine.",
}
QUESTION = {
    "en": ("What would you like to do with others in the first year?", "Two sentences are enough."),
    "fr": ("Que voulez-vous faire avec d’autres la première année ?", "Deux phrases suffisent."),
}


def fill(made: Any) -> None:
    """The way Ponte admits, three applications on it, and a candidate."""
    ilse = made.people["ilse"]
    categories = _categories()
    _set_way(made, ilse)
    question = AskedQuestion.objects.get()
    _draft(categories)
    _to_check(categories, question)
    _to_decide(made, categories, question, ilse)
    _candidate(made, categories, ilse)


def _categories() -> dict[str, Category]:
    """The categories that are there; where a kind is missing, one of it."""
    found = {row.kind: row for row in Category.objects.filter(retired_at=None).order_by("-position", "-pk")}
    for position, (kind, name, french, months) in enumerate(
        (
            (CategoryKind.FULL, "Full member", "Membre effectif", None),
            (CategoryKind.CANDIDATE, "Candidate", "Candidat", 12),
        )
    ):
        if kind not in found:
            found[kind] = Category.objects.create(
                name=name, kind=kind, months=months, votes=kind == CategoryKind.FULL, position=position
            )
            found[kind].put_version("name", "fr", french)
    return found


def _set_way(made: Any, ilse: Any) -> None:
    admission: Admission = set_up(made.network, by=ilse)
    admission.is_open = True
    admission.opinions_needed = 1
    admission.about, admission.conduct, admission.welcome = ABOUT["en"], CONDUCT["en"], WELCOME["en"]
    admission.next_decision_on = made.now.date() + timedelta(days=45)
    admission.save()
    for field, texts in (("about", ABOUT), ("conduct", CONDUCT), ("welcome", WELCOME)):
        admission.put_version(field, "fr", texts["fr"], author=ilse)
    question = AskedQuestion.objects.create(question=QUESTION["en"][0], help=QUESTION["en"][1])
    question.put_version("question", "fr", QUESTION["fr"][0], author=ilse)
    question.put_version("help", "fr", QUESTION["fr"][1], author=ilse)


def _write(made_of: dict[str, Any], question: AskedQuestion | None, answer: str = "") -> Application:
    """Fill in an application. Invented addresses get no mail."""
    address = f"{made_of['contact'].split()[-1].lower().encode('ascii', 'ignore').decode()}@applicant.example"
    application, _new = applying.start(**made_of, email=address)
    if question is None:
        return application
    for document in AskedDocument.objects.filter(required=True):
        text = f"{document.name}: {application.name}\n"
        upload = SimpleUploadedFile(f"{document.name}.txt", text.encode())
        keep(application, upload, kind=document.kind, title=document.name)
    return applying.keep(
        application,
        replies={question.pk.hex: answer},
        facts={"title": "Direction", "year": str(made_of["facts"]["year"])},
        conduct_accepted_at=application.created_at,
        conduct_text=CONDUCT["fr" if application.language == "fr" else "en"],
    )


def _facts(country: str, kind: str, place: str, staff: int, about: str, year: int) -> dict[str, str]:
    return {
        "country": country,
        "kind": kind,
        "place": place,
        "staff": str(staff),
        "workers": str(staff * 2),
        "about": about,
        "year": str(year),
    }


def _draft(categories: dict[str, Category]) -> None:
    _write(
        {
            "name": "La Ressourcerie du Viroin",
            "contact": "Odile Lambert",
            "language": "fr",
            "category": categories[CategoryKind.FULL],
            "facts": _facts("BE", "wise", "Couvin", 11, "Réemploi et petites réparations.", 2025),
        },
        None,
    )


def _to_check(categories: dict[str, Category], question: AskedQuestion) -> None:
    application = _write(
        {
            "name": "Les Ateliers de la Semois",
            "contact": "Benoît Maréchal",
            "language": "fr",
            "category": categories[CategoryKind.CANDIDATE],
            "facts": _facts(
                "BE", "wise", "Bouillon", 19, "Menuiserie, bois de chauffage et un petit magasin.", 2025
            ),
        },
        question,
        "Comparer nos façons d’accueillir les nouveaux travailleurs, et acheter des machines ensemble.",
    )
    applying.send(application)


def _to_decide(made: Any, categories: dict[str, Category], question: AskedQuestion, ilse: Any) -> None:
    application = _write(
        {
            "name": "Shannon Makers",
            "contact": "Niamh Byrne",
            "language": "en",
            "category": categories[CategoryKind.FULL],
            "facts": _facts(
                "IE", "wise", "Limerick", 34, "Packaging, bicycle repair and a training kitchen.", 2025
            ),
        },
        question,
        "We would like to visit two members who train job coaches, and to show our bicycle workshop.",
    )
    applying.send(application)
    Application.objects.filter(pk=application.pk).update(sent_at=made.now - timedelta(days=24))
    application.refresh_from_db()
    checking.complete(application, by=ilse)
    giulia = made.people["giulia"]
    checking.give_opinion(
        application,
        "yes",
        "A solid house, and they bring bicycles. I would like to hear how they pay their trainees.",
        by=giulia,
        language="en",
    )
    checking.put_to_decision(
        application,
        by=ilse,
        on=made.now.date() + timedelta(days=6),
        note="They came to two sessions as guests and asked good questions.",
        language="en",
    )


def _candidate(made: Any, categories: dict[str, Category], ilse: Any) -> None:
    """A member whose candidate's year ends in three weeks."""
    house: Organisation = made.organisations["tara"]
    ends = made.now.date() + timedelta(days=21)
    there = Membership.objects.filter(organisation=house, until__isnull=True).first()
    if there is not None:
        Membership.objects.filter(pk=there.pk).update(
            category=categories[CategoryKind.CANDIDATE], ends_on=ends
        )
        return
    found = belonging.begin(
        house, categories[CategoryKind.CANDIDATE], since=belonging.add_months(ends, -12), by=ilse
    )
    Membership.objects.filter(pk=found.pk).update(ends_on=ends)
