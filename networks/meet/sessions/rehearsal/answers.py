"""What people who do not exist say: a few invented answers in each language, to no question in particular, and given names."""

import random

NAMES = (
    "Ana Marek Lucie Tom Ilse Pál Zsófia Radu Ioana Jana Marko Elena Joost Nora Luca Giulia Pedro Inês Hans Greta "
    "Chloé Yann Aoife Sean Marta Kuba Milica Stefan Eva Ondrej"
).split()
COUNTRIES = ("BE", "FR", "DE", "ES", "IT", "PT", "RO", "HU", "SK", "RS", "MK", "NL", "IE", "PL")
AUDIENCES = ("board", "staff", "worker", "partner", "")

ANSWERS = {
    "en": (
        "We learn what others have tried before we pay for it ourselves.",
        "One voice towards the ministry is heard; ten small ones are not.",
        "Buying together: insurance, laptops, energy.",
        "A person to call when I am the only one in my town with this problem.",
        "Time. Every meeting has to give back more hours than it takes.",
        "Workers should speak for themselves, not only boards.",
        "Somebody has to pay the coordinator.",
        "Visits: seeing a workshop for a day taught me more than any paper.",
    ),
    "fr": (
        "Apprendre des autres avant de payer nos propres erreurs.",
        "Une seule voix face au ministère.",
        "Acheter ensemble : assurances, ordinateurs, énergie.",
        "Ne plus être seul avec ses questions.",
        "Que les travailleurs prennent eux-mêmes la parole.",
        "Il faut financer la coordination dans la durée.",
        "Des visites d’un jour dans un autre atelier.",
    ),
    "de": (
        "Gemeinsam einkaufen, damit Versicherungen bezahlbar bleiben.",
        "Eine Stimme gegenüber der Politik.",
        "Jemanden anrufen können, der das schon gemacht hat.",
        "Wer bezahlt die Koordination?",
        "Die Beschäftigten sollen selbst sprechen.",
    ),
    "es": (
        "Comprar juntos para pagar menos.",
        "Tener una sola voz ante la administración.",
        "Aprender de quienes ya lo han probado.",
        "Que participen también las personas trabajadoras.",
    ),
    "it": (
        "Imparare da chi ci ha già provato.",
        "Una voce sola con le istituzioni.",
        "Acquisti comuni: assicurazioni, energia.",
        "Non essere soli.",
    ),
    "pt": ("Aprender com quem já tentou.", "Comprar em conjunto.", "Falar a uma só voz com o governo."),
    "ro": (
        "Să învățăm unii de la alții.",
        "O singură voce în fața autorităților.",
        "Să cumpărăm împreună.",
    ),
    "hu": ("Tanulni egymástól.", "Egy hang a minisztérium felé.", "Közös beszerzés, olcsóbban."),
    "sk": ("Učiť sa jeden od druhého.", "Jeden hlas voči ministerstvu.", "Spoločný nákup."),
    "sr": ("Учимо једни од других.", "Један глас према министарству.", "Заједничка набавка."),
    "mk": ("Учиме едни од други.", "Еден глас пред институциите.", "Заедничка набавка."),
    "nl": ("Samen inkopen.", "Eén stem naar de overheid.", "Leren van wie het al deed."),
}


def an_answer(language: str, chance: random.Random) -> str:
    """Something that somebody might say, in `language` where we have words of it, else in English."""
    texts = ANSWERS.get(language.split("-")[0], ANSWERS["en"])
    text = chance.choice(texts)
    if chance.random() < 0.3:
        text += " " + chance.choice(texts)
    return text
