"""Ponte's public page, published in all its languages: most members show themselves, a few show little, one nothing."""

from datetime import timedelta
from decimal import Decimal

from networks.network.membership.models import Offering, Whom
from networks.network.membership.rules import public_page
from networks.network.membership.rules.organisations import OWN

ABOUT = {
    "en": "Thirty-one organisations in eight countries. We answer the same questions together, visit one another, buy together and tell Europe what work can be.",
    "fr": "Trente et une organisations dans huit pays. Nous répondons ensemble aux mêmes questions, nous nous rendons visite, nous achetons ensemble et nous disons à l’Europe ce que le travail peut être.",
    "nl": "Eenendertig organisaties in acht landen. Samen beantwoorden we dezelfde vragen, bezoeken we elkaar, kopen we in en laten we Europa zien wat werk kan zijn.",
    "ro": "Treizeci și una de organizații din opt țări. Răspundem împreună la aceleași întrebări, ne vizităm, cumpărăm împreună și spunem Europei ce poate fi munca.",
    "it": "Trentuno organizzazioni in otto paesi. Rispondiamo insieme alle stesse domande, ci visitiamo, compriamo insieme e diciamo all’Europa che cosa può essere il lavoro.",
    "pt": "Trinta e uma organizações em oito países. Respondemos juntas às mesmas perguntas, visitamo-nos, compramos em conjunto e dizemos à Europa o que o trabalho pode ser.",
    "sk": "Tridsaťjeden organizácií v ôsmich krajinách. Spoločne odpovedáme na tie isté otázky, navštevujeme sa, nakupujeme a hovoríme Európe, čím môže byť práca.",
    "hu": "Harmincegy szervezet nyolc országban. Együtt válaszolunk ugyanazokra a kérdésekre, meglátogatjuk egymást, együtt vásárolunk, és elmondjuk Európának, mi lehet a munka.",
    "sr-Latn": "Trideset i jedna organizacija u osam zemalja. Zajedno odgovaramo na ista pitanja, posećujemo se, kupujemo i govorimo Evropi šta rad može da bude.",
}
PLAIN = {
    "en": "We are 31 organisations. People with and without support work there. We learn from one another.",
    "fr": "Nous sommes 31 organisations. Des gens y travaillent avec et sans appui. Nous apprenons les uns des autres.",
}
JOIN = {
    "en": "Do people work, learn and find support at your place? Then you are welcome. Come to a session as a guest first.",
    "fr": "Chez vous, des gens travaillent, apprennent et trouvent de l’appui ? Alors vous êtes les bienvenus. Venez d’abord à une session comme invités.",
}
PURPOSE = {
    "nl": "Ponte brengt organisaties samen waar mensen werken, leren en ondersteund worden, wat ze ook kunnen.",
    "ro": "Ponte unește organizații în care oamenii lucrează, învață și sunt sprijiniți, orice ar ști să facă.",
    "it": "Ponte riunisce organizzazioni dove si lavora, si impara e si trova sostegno, qualunque cosa si sappia fare.",
    "pt": "A Ponte reúne organizações onde se trabalha, aprende e encontra apoio, seja o que for que cada um saiba fazer.",
    "sk": "Ponte spája organizácie, kde ľudia pracujú, učia sa a dostávajú podporu, nech vedia čokoľvek.",
    "hu": "A Ponte olyan szervezeteket fog össze, ahol az emberek dolgoznak, tanulnak és támogatást kapnak, bármihez értsenek is.",
    "sr-Latn": "Ponte okuplja organizacije u kojima ljudi rade, uče i dobijaju podršku, šta god umeli.",
}
# What Ponte offers its members: title and what it is in English and French, for whom, list price, members' price.
OFFERED = (
    (
        ("A week’s training for job coaches", "It takes place twice a year, in English or French."),
        ("Une semaine de formation pour accompagnateurs", "Deux fois par an, en anglais ou en français."),
        Whom.ORGANISATION, "780", "520",
    ),
    (
        ("Safety guides in easy words", "Twelve guides for kitchen, garden, laundry and workshop."),
        ("Guides de sécurité en mots simples", "Douze guides pour la cuisine, le jardin, la blanchisserie et l’atelier."),
        Whom.WORKER, "90", "0",
    ),
    (
        ("A day in a workshop of another country", "You come with a colleague; the host shows you round."),
        ("Une journée dans un atelier d’un autre pays", "Vous venez avec un ou une collègue ; vos hôtes vous guident."),
        Whom.WORKER, None, None,
    ),
    (
        ("One voice towards ministries and the Union", "We answer consultations together and say who stands behind it."),
        ("Une seule voix auprès des ministères et de l’Union", "Nous répondons ensemble aux consultations et disons qui les soutient."),
        Whom.ECOSYSTEM, None, None,
    ),
)  # fmt: skip
SHY = ("nisava",)  # shows nothing
BRIEF = ("olt", "tessere", "vah")  # show name and country only


def fill(made) -> None:
    """Mark what everybody may see, write the page, publish it."""
    for key, organisation in made.organisations.items():
        shown = (
            []
            if key in SHY
            else ["name", "country", "place", "description", "website", f"{OWN}quality-label"]
        )
        organisation.public = ["name", "country"] if key in BRIEF else shown
        organisation.save(update_fields=["public"])
    network, by = made.network, made.people["ilse"]
    for language, text in PURPOSE.items():
        network.put_version("purpose", language, text, author=by)
    page = public_page.page_of(network)
    page.sections = list(page.SECTIONS)
    page.about, page.join, page.email = ABOUT["en"], JOIN["en"], "hello@ponte.example"
    page.save()
    for texts, field in ((ABOUT, "about"), (JOIN, "join")):
        for language, text in texts.items():
            if language != page.language:
                page.put_version(field, language, text, author=by)
    for language, text in PLAIN.items():
        page.put_version("about", language, text, plain=True, author=by)
    public_page.publish(page, by)
    _offer(made)


def _offer(made) -> None:
    """What members get, as the coordinator wrote it down; one line is over."""
    by = made.people["ilse"]
    began = made.now.date() - timedelta(days=400)
    for position, (english, french, whom, listed, price) in enumerate(OFFERED):
        row = Offering.objects.create(
            title=english[0],
            about=english[1],
            whom=whom,
            list_price=Decimal(listed) if listed else None,
            price=Decimal(price) if price else None,
            currency="EUR" if listed else "",
            since=began,
            position=position,
        )
        row.put_version("title", "fr", french[0], author=by)
        row.put_version("about", "fr", french[1], author=by)
    Offering.objects.create(
        title="Webinars about the new procurement law",
        since=began,
        until=began + timedelta(days=120),
        position=len(OFFERED),
    )
