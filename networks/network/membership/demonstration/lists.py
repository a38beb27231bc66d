"""Lists of the demonstration: two kept, a letter that was sent, a letter being written, a spreadsheet to look at."""

from datetime import timedelta
from typing import Any

from networks.network.membership.models import Delivery, Letter, LetterState
from networks.network.membership.rules.importing import planning, reading
from networks.network.membership.rules.letters import sending, writing
from networks.network.membership.rules.lists.saving import save_list
from networks.people.mail import in_language

TEXT = {
    "subject": "General assembly: please name your delegate, {organisation}",
    "body": "Dear {name},\n\nour general assembly takes place in autumn. {organisation} has a vote: please tell us who gives it, and who "
    "stands in when they cannot come.\n\nAnswer to this message; a name and an address are enough.\n\nIlse",
    "subject_fr": "Assemblée générale : qui votera pour {organisation} ?",
    "body_fr": "Bonjour {name},\n\nnotre assemblée générale a lieu en automne. {organisation} a une voix : dites-nous qui la donnera, et qui "
    "remplacera cette personne si elle ne peut pas venir.\n\nRépondez à ce message ; un nom et une adresse suffisent.\n\nIlse",
    "functions": ["representative", "delegate"],
    "fallback": "any",
    "statutory": True,
}
DRAFT = {
    "subject": "Who has a van to lend?",
    "body": "Dear {name},\n\nin May we show our work at the market in {place}. Who has a van for a day?",
    "functions": ["communication"],
    "fallback": "any",
}
SHEET = """Názov;Krajina;Mesto;E-mail;Webová stránka;Štatutár;E-mail štatutára;Člen od;Zamestnanci 2025;Vlastná jedáleň
Dielňa Radosť;Slovensko;Trenčín;info@radost.example;www.radost.example;Mária Kováčová;maria@radost.example;1.3.2024;18;áno
Zelená práčovňa s. r. o.;Slovensko;Nitra;kontakt@pracovna.example;;Peter Horváth;peter@pracovna.example;15.9.2023;42;nie
Kaviareň Slnko;Slovensko;Košice;ahoj@slnko.example;;Eva Malá;eva(at)slnko.example;2024;7;áno
Dielna Radost;Slovensko;Trenčín;;;;;;19;áno
"""


def fill(made: Any) -> None:
    """After the members are there."""
    ilse = made.people.get("ilse")
    if ilse is None:
        return
    save_list("organisations", "Members without a deputy", "member=yes&has=-deputy", shared=True, by=ilse)
    save_list(
        "people",
        "Voting delegates",
        "function=delegate&columns=person,name,email,language",
        shared=True,
        by=ilse,
    )
    save_list("declarations", "Have not declared", "state=missing", shared=True, by=ilse)
    save_list("applications", "Applications that go on", "stage=open", shared=True, by=ilse)
    letter = writing.write("organisations", "member=yes", "en", TEXT, by=ilse)
    _was_sent(letter, made, ilse)
    writing.write("organisations", "country=BE", "en", DRAFT, by=ilse)
    with in_language(ilse.language):
        found = reading.read_file("clenovia-2025.csv", SHEET.encode("cp1250"), by=ilse, languages=["sk"])
        planning.plan(found)


def _was_sent(letter: Letter, made: Any, by: Any) -> None:
    """As if it had left three weeks ago: the demonstration sends no mail."""
    when = made.now - timedelta(days=21)
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENDING, sent_by=by, sent_at=when)
    letter.refresh_from_db()
    sending.fix_recipients(letter)
    letter.recipients.filter(state=Delivery.WAITING).update(state=Delivery.SENT, sent_at=when)
    Letter.objects.filter(pk=letter.pk).update(state=LetterState.SENT, done_at=when)
