"""The charter in the demonstration: adopted lines that live and one that is only paper, a proposal that members discuss."""

from datetime import timedelta
from random import Random
from typing import Any

from networks.base.rooms import find
from networks.network.charter.instrument import QUESTIONS
from networks.network.charter.models import Line, Round, Wording
from networks.network.charter.rules import assessing, carrying, lines
from networks.participation.referrals.rules import answer
from networks.people.actors import Actor
from networks.record.rules import thing_of

# part, for whom, text, in plain words, in French, in plain French, what carries it (a word from its name, or words)
ADOPTED = [
    (
        "why", "", "We join because together we are heard, and alone we are not.", "Together people hear us.",
        "Nous nous réunissons parce qu’ensemble on nous écoute, et que seuls on ne nous écoute pas.", "Ensemble, on nous écoute.",
        "Founding our network",
    ),
    (
        "whom", "organisation", "We serve organisations of every size: their boards, and the people who lead the work.",
        "We help big and small organisations.",
        "Nous servons des organisations de toute taille : leurs conseils, et celles et ceux qui dirigent le travail.",
        "Nous aidons les grandes et les petites organisations.", "parrain|godparent",
    ),
    (
        "whom", "worker", "We serve the workers themselves: they meet, learn and speak for themselves.", "Workers meet and learn here.",
        "Nous servons les travailleurs eux-mêmes : ils se rencontrent, apprennent et parlent pour eux-mêmes.",
        "Ici, les travailleurs se rencontrent et apprennent.", "",
    ),
    (
        "what", "", "We buy together what each of us needs.", "We buy things together. It costs less.",
        "Nous achetons ensemble ce dont chacun a besoin.", "Nous achetons ensemble. Cela coûte moins cher.", "Buying together",
    ),
    (
        "where", "ecosystem", "We want public buyers to reserve contracts for organisations like ours.", "Towns should buy from us.",
        "Nous voulons que les acheteurs publics réservent des marchés à des organisations comme les nôtres.",
        "Les villes doivent acheter chez nous.", "",
    ),
]  # fmt: skip


def fill(made: Any) -> None:
    """Five lines by decision of the coordinator, what carries them, and a proposal with what two members say of it."""
    people = made.people
    ilse = people["ilse"]
    others = [person for key, person in people.items() if made.affiliations[key].audience == "staff"]
    actor = Actor(ilse, made.network)
    for number, (section, whom, text, plain, french, french_plain, word) in enumerate(ADOPTED):
        wording = lines.propose(
            section, text, whom=whom, plain=plain, language="en", by=others[number % len(others)]
        )
        _french(wording, french, french_plain, ilse)
        answer(lines.ask(wording, to="coordinator", by=ilse), "adopted", by=ilse)
        for one in filter(None, word.split("|")):
            for (label, key), _shown in find(one, actor)[:1]:
                thing = thing_of(label, key)
                if thing is not None:
                    carrying.carry(Line.objects.get(pk=wording.line_id), thing=thing, person=ilse, by=ilse)
    line = Line.objects.filter(section="what").get()
    own = carrying.carry(
        line, words="Nine members compare what they pay for insurance", language="en", person=others[0], by=ilse
    )  # fmt: skip
    own.put_version("words", "fr", "Neuf membres comparent ce qu’ils paient pour l’assurance", author=ilse)
    _proposal(made, ilse, others, actor)
    _assessments(made, ilse)


def _french(wording: Wording, text: str, plain: str, by: Any) -> None:
    wording.put_version("text", "fr", text, author=by)
    wording.put_version("text", "fr", plain, plain=True, author=by)


def _proposal(made: Any, ilse: Any, others: list[Any], actor: Actor) -> None:
    """A line that comes from a conclusion of a session, where there is one, and is being discussed."""
    start = next(
        (thing_of(label, key) for (label, key), _shown in find("network", actor) if label.endswith(".conclusion")),
        None,
    )  # fmt: skip
    wording = lines.propose(
        "with_whom", "We work with schools, so that young people know us before they need us.", language="en",
        plain="We go to schools. Young people get to know us.", because="Two sessions came to the same point.", start=start, by=others[1],
    )  # fmt: skip
    _french(
        wording,
        "Nous travaillons avec les écoles, pour que les jeunes nous connaissent avant d’avoir besoin de nous.",
        "Nous allons dans les écoles. Les jeunes apprennent à nous connaître.",
        ilse,
    )
    lines.comment(
        wording, "for", "Our apprentices came to us after a visit of their class.", language="en", by=others[2]
    )  # fmt: skip
    lines.comment(
        wording, "change", "Schools are one partner. I would name the employment services, too.", language="en", by=others[3]
    )  # fmt: skip


def _assessments(made: Any, ilse: Any) -> None:
    """Last year's and the year before's, with objectives; this year's is open."""
    dice = Random(11)  # noqa: S311 - the same invented answers each time
    people = [person for person in made.people.values() if person != ilse]
    year = made.now.year
    last = None
    for one, lift in ((year - 2, 0.0), (year - 1, 0.4)):
        last = assessing.begin(one, by=ilse)
        for person in people[:18]:
            mood = dice.gauss(3.2 + lift, 0.7)
            answers = {
                question["key"]: max(1, min(5, round(mood + dice.gauss(_height(question["key"]), 0.9))))
                for question in QUESTIONS
                if dice.random() > 0.08
            }
            assessing.answer(last, person, answers)
        assessing.close(last, by=ilse)
        Round.objects.filter(pk=last.pk).update(closed_at=made.now - timedelta(days=365 * (year - one) - 30))
    last.refresh_from_db()
    for text, french, side, owner, days in (
        ("Three sources of money, none above half", "Trois sources d’argent, aucune au-dessus de la moitié", "finance", ilse, 60),
        ("One worker in each working group", "Un travailleur dans chaque groupe de travail", "leadership", people[0], 20),
    ):  # fmt: skip
        chosen = assessing.choose(
            last, text, dimension=side, owner=owner, due=made.now.date() + timedelta(days=days), language="en", by=ilse
        )  # fmt: skip
        chosen.put_version("text", "fr", french, author=ilse)
    assessing.begin(year, closes_on=made.now.date() + timedelta(days=30), by=ilse)


def _height(key: str) -> float:
    """Ponte is strong where it meets and weak where it is paid for."""
    return {"finance": -0.8, "working": 0.5, "advocacy": -0.2}.get(key.split("_")[0], 0.1)
