"""The register of Ponte: what stands about its 31 organisations, their categories with some history, own fields, functions, notes and tasks."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from networks.network.membership.models import (
    Category,
    EndReason,
    FieldKind,
    Membership,
    OwnField,
    Seen,
    Terms,
)
from networks.network.membership.rules import functions, own_fields, settings, tasks
from networks.network.membership.rules.on_behalf import on_behalf
from networks.people.models import FunctionKind, Organisation

FULL, ASSOCIATE, CANDIDATE, OBSERVER = range(4)
# key: region (NUTS 2024), kind, sectors, category, member since (years ago), founded
MEMBERS: dict[str, tuple[str, str, tuple[str, ...], int, float, int]] = {
    "leie": ("BE234", "sheltered", ("textile", "packaging", "green"), FULL, 9, 1987),
    "vesdre": ("BE332", "wise", ("wood", "packaging"), FULL, 9, 1994),
    "senne": ("BE100", "wise", ("packaging", "transport"), FULL, 6, 2005),
    "dyle": ("BE310", "wise", ("farming", "green"), FULL, 7, 1999),
    "somes": ("RO113", "wise", ("textile", "paper", "catering"), FULL, 8, 2009),
    "olt": ("RO414", "wise", ("crafts", "packaging"), ASSOCIATE, 3, 2014),
    "bega": ("RO424", "wise", ("food",), FULL, 5, 2012),
    "siret": ("RO211", "wise", ("laundry", "cleaning"), CANDIDATE, 0.4, 2019),
    "filo": ("ITH55", "wise", ("textile", "recycling"), FULL, 9, 1983),
    "adige": ("ITH31", "wise", ("assembly", "paper"), FULL, 8, 1991),
    "orto": ("ITC46", "wise", ("farming", "catering"), FULL, 4, 2003),
    "tessere": ("ITG2F", "wise", ("textile", "retail"), ASSOCIATE, 2, 2011),
    "mare": ("PT1B0", "wise", ("food", "textile", "green"), FULL, 8, 1996),
    "douro": ("PT11D", "wise", ("crafts", "packaging"), FULL, 5, 2001),
    "luz": ("PT1C4", "wise", ("food",), ASSOCIATE, 3, 2008),
    "mondego": ("PT192", "wise", ("paper", "recycling"), FULL, 6, 1998),
    "most": ("SK042", "sheltered", ("assembly", "packaging"), FULL, 7, 2004),
    "vah": ("SK031", "sheltered", ("laundry", "cleaning"), FULL, 4, 2010),
    "nitra": ("SK023", "wise", ("green", "retail"), CANDIDATE, 0.7, 2018),
    "walk": ("IE042", "wise", ("wood", "printing", "catering"), FULL, 9, 1989),
    "liffey": ("IE061", "wise", ("printing",), FULL, 6, 2000),
    "lee": ("IE053", "wise", ("farming", "retail"), FULL, 3, 2007),
    "erne": ("IE041", "public", ("placement", "training"), OBSERVER, 5, 1995),
    "kozos": ("HU231", "wise", ("textile", "crafts"), FULL, 7, 2006),
    "tisza": ("HU322", "wise", ("crafts", "packaging"), FULL, 4, 2011),
    "alfold": ("HU331", "wise", ("food",), FULL, 6, 1997),
    "balaton": ("HU223", "wise", ("laundry", "tourism"), ASSOCIATE, 2, 2015),
    "korak": ("RS123", "wise", ("printing", "packaging"), FULL, 5, 2008),
    "sava": ("RS110", "wise", ("green", "farming"), FULL, 4, 2013),
    "nisava": ("RS225", "wise", ("food",), OBSERVER, 1.5, 2016),
    "tara": ("RS211", "wise", ("wood", "crafts"), CANDIDATE, 0.2, 2017),
}
CHANGED = ("korak", "lee", "tisza", "orto")  # were candidates for a year before
EASY = {
    "leie": "The workshop in Gent",
    "walk": "The furniture workshop in Galway",
    "mare": "The sewing workshop in Setúbal",
}


def fill(made: Any) -> None:
    """Everything of the register; memberships are history, so they are no news."""
    terms = Terms.current()
    terms.legal_form, terms.reply_to = "AISBL", "hello@ponte.example"
    terms.save()
    categories = settings.offer_categories(["en", "fr"], by=made.people["ilse"])
    today = timezone.localdate()
    _describe(made)
    _begin(made, categories, today)
    _own_fields(made)
    _functions(made, today)
    _files(made, today)


def _describe(made: Any) -> None:
    for key, (region, kind, sectors, _category, _years, founded) in MEMBERS.items():
        house = made.organisations[key]
        house.region, house.kind, house.sectors, house.founded = region, kind, list(sectors), founded
        house.website, house.email = f"https://{key}.ponte.example", f"office@{key}.ponte.example"
        house.languages = list(dict.fromkeys([house.language, "en"]))
        house.easy_name = EASY.get(key, "")
    Organisation.objects.bulk_update(
        [made.organisations[key] for key in MEMBERS],
        ["region", "kind", "sectors", "founded", "website", "email", "languages", "easy_name"],
    )


def _begin(made: Any, categories: list[Category], today: date) -> None:
    rows = []
    for number, (key, (_r, _k, _s, category, years, _f)) in enumerate(MEMBERS.items(), 1):
        since = today - timedelta(days=round(years * 365))
        common: dict[str, Any] = {
            "organisation": made.organisations[key],
            "number": f"P-{number:03}",
            "begun_by": made.people["ilse"],
        }
        if key in CHANGED:
            turned = since + timedelta(days=365)
            rows.append(
                Membership(
                    **common, category=categories[CANDIDATE], since=since, until=turned, end_reason=EndReason.CHANGED,
                    ended_by=made.people["ilse"],
                )
            )  # fmt: skip
            since = turned
        ends_on = since + timedelta(days=365) if category == CANDIDATE else None
        rows.append(Membership(**common, category=categories[category], since=since, ends_on=ends_on))
    Membership.objects.bulk_create(rows)


def _own_fields(made: Any) -> None:
    wanted = (
        ("Delivery van", "organisation", FieldKind.YES_NO, Seen.MEMBERS, Seen.OWN, []),
        ("Beds for guests", "organisation", FieldKind.NUMBER, Seen.MEMBERS, Seen.OWN, []),
        (
            "Quality label",
            "organisation",
            FieldKind.CHOICE,
            Seen.PUBLIC,
            Seen.OWN,
            ["EFQM", "EQUASS", "ISO 9001", "None"],
        ),
        ("Sponsored by", "membership", FieldKind.TEXT, Seen.COORDINATORS, Seen.COORDINATORS, []),
        ("Food", "person", FieldKind.CHOICE, Seen.OWN, Seen.OWN, ["Everything", "Vegetarian", "Vegan"]),
    )
    fields = {}
    for name, on, kind, seen, edited, choices in wanted:
        field = OwnField(name=name, on=on, kind=kind, seen_by=seen, edited_by=edited, choices=choices)
        fields[name] = settings.make_field(field, by=made.people["ilse"])
    french = {
        "Delivery van": "Camionnette",
        "Beds for guests": "Lits pour les hôtes",
        "Quality label": "Label de qualité",
        "Sponsored by": "Parrainé par",
        "Food": "Repas",
    }
    for name, text in french.items():
        fields[name].put_version("name", "fr", text)
    for number, key in enumerate(MEMBERS):
        house = made.organisations[key]
        house.own = {fields["Delivery van"].key: number % 3 != 0}
        if number % 4 == 0:
            house.own[fields["Beds for guests"].key] = own_fields.clean(
                fields["Beds for guests"], Decimal(2 + number % 5)
            )
        if number % 2:
            house.own[fields["Quality label"].key] = ("EFQM", "EQUASS", "ISO 9001")[number % 3]
    Organisation.objects.bulk_update([made.organisations[key] for key in MEMBERS], ["own"])


def _functions(made: Any, today: date) -> None:
    minutes = SimpleUploadedFile("minutes.txt", "The board names Teresa Vilaça to represent us.".encode())
    functions.give(
        made.affiliations["Teresa Vilaça"], FunctionKind.REPRESENTATIVE, since=today - timedelta(days=400), document=minutes,
        by=made.people["ines"],
    )  # fmt: skip
    for name, kind in (
        ("ines", FunctionKind.COMMUNICATION),
        ("Dorin Pop", FunctionKind.REPRESENTATIVE),
        ("giulia", FunctionKind.REPRESENTATIVE),
        ("amelie", FunctionKind.INVOICES),
        ("Zuzana Kráľová", FunctionKind.REPRESENTATIVE),
    ):
        functions.give(
            made.affiliations[name], kind, since=today - timedelta(days=200), by=made.people["ilse"]
        )
    functions.give(
        made.affiliations["ines"],
        FunctionKind.DEPUTY,
        since=today + timedelta(days=30),
        by=made.people["ines"],
    )


def _files(made: Any, today: date) -> None:
    ilse = made.people["ilse"]
    houses = made.organisations
    tasks.throw_note_away(
        tasks.write_note(houses["somes"], "Called twice, nobody answered.", by=ilse, language="en"),
        by=ilse,
    )
    tasks.write_note(
        houses["mare"],
        "Inês called: they would host a study visit in spring, two days, for eight people.",
        by=ilse,
        language="en",
    )
    tasks.write_note(
        houses["siret"],
        "Visited on the way to Cluj. The laundry grows; they want to vote.",
        by=ilse,
        language="en",
    )
    tasks.set_task(
        houses["siret"],
        "Ask for the statutes in English",
        owner=ilse,
        due=today + timedelta(days=6),
        by=ilse,
        language="en",
    )
    tasks.set_task(
        houses["mare"],
        "Send the programme of the visit",
        owner=ilse,
        due=today + timedelta(days=20),
        by=ilse,
        language="en",
    )
    done = tasks.set_task(
        houses["tara"], "Welcome them by telephone", owner=ilse, due=None, by=ilse, language="en"
    )
    tasks.finish(done, by=ilse)
    letter = SimpleUploadedFile(
        "letter.txt", "Our new address is Ulica Kralja Petra 4, 31000 Užice.".encode()
    )
    tara = houses["tara"]
    tara.address = "Ulica Kralja Petra 4\n31000 Užice"
    tara.save(update_fields=["address"])
    on_behalf(
        tara, tara, "They sent a letter: they have moved.", letter, by=ilse, fields=["address", "place"]
    )
