"""Two hundred people who do not exist, as in the study of breakout groups: 50 organisations, 8 countries, 4 audiences,
8 languages; 135 understand English, 46 understand one language that is not English."""

import random

from ..methods.breakout import Person

COUNTRIES = {
    "Belgium": "nl",
    "France": "fr",
    "Germany": "de",
    "Spain": "es",
    "Italy": "it",
    "Poland": "pl",
    "Romania": "ro",
    "Ireland": "en",
}
AUDIENCES = ("board", "staff", "worker", "partner")


def invented_people(seed: int = 1) -> tuple[Person, ...]:
    """The same 200 people for the same seed."""
    chance = random.Random(seed)
    countries = list(COUNTRIES)
    organisations = [(f"organisation {number:02}", countries[number % 8]) for number in range(50)]
    homes = [organisations[number % 50] for number in range(200)]
    chance.shuffle(homes)
    elsewhere = [i for i, (_, country) in enumerate(homes) if country != "Ireland"]
    one_language = set(chance.sample(elsewhere, 46))
    rest = [i for i in elsewhere if i not in one_language]
    english = {i for i in range(200) if homes[i][1] == "Ireland"}
    english |= set(chance.sample(rest, 135 - len(english)))
    people = []
    for i, (organisation, country) in enumerate(homes):
        languages = [COUNTRIES[country]]
        if i in english and "en" not in languages:
            languages.append("en")
        if i not in one_language and (len(languages) == 1 or chance.random() < 0.2):
            others = [language for language in COUNTRIES.values() if language not in (*languages, "en")]
            languages.append(chance.choice(others))
        people.append(Person(f"p{i:03}", tuple(languages), organisation, country, chance.choice(AUDIENCES)))
    return tuple(people)


def person(key: str, *languages: str, **details) -> Person:
    """One of a few, for small examples."""
    return Person(key, languages, **details)


def english(count: int) -> tuple[Person, ...]:
    """e0, e1, …: they understand English alone."""
    return tuple(person(f"e{i}", "en") for i in range(count))
