"""What carries a line: objects of any room, or something in words; and who works on it."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from networks.network.charter.models import Carrier, Line, LineState
from networks.network.charter.rules.errors import NotNow
from networks.record.rules import link, record, thing_of, unlink

CARRIED_BY = "carried by"


@transaction.atomic
def carry(line: Line, *, thing: Any = None, words: str = "", language: str = "", person: Any = None, by: Any = None) -> Carrier:  # fmt: skip
    """Something carries this line. The same thing again changes who works on it."""
    if not Line.objects.select_for_update().filter(pk=line.pk, state=LineState.ADOPTED).exists():
        raise NotNow(_("Only a line that was adopted is carried by something."))
    if thing is not None and thing.pk == line.pk:
        raise NotNow(_("A line does not carry itself."))
    values = {
        "words": words.strip(),
        "language": language or "en",
        "person": person,
        "added_by": by,
        "about": thing.label if thing is not None else "",
        "about_id": thing.pk if thing is not None else None,
    }
    try:
        with transaction.atomic():
            made = Carrier.objects.create(line=line, **values)
    except IntegrityError:
        made = Carrier.objects.get(line=line, about=values["about"], about_id=values["about_id"])
        change(made, person=person, words=made.words, by=by)
        return made
    if thing is not None:
        link(line, thing, CARRIED_BY, by)
    record("charter.carried", made, actor=by)
    return made


@transaction.atomic
def change(carrier: Carrier, *, person: Any, words: str, by: Any = None) -> None:
    """Somebody else works on it, or it is called otherwise."""
    changed = [
        name
        for name, value in (("person_id", person.pk if person else None), ("words", words.strip()))
        if getattr(carrier, name) != value
    ]
    if not changed:
        return
    carrier.person, carrier.words = person, words.strip()
    carrier.save(update_fields=["person", "words"])
    if "words" in changed:
        carrier.mark_versions_to_check("words")
    record("charter.carried" if "person_id" in changed else "charter.carrier_changed", carrier, actor=by)


@transaction.atomic
def drop(carrier: Carrier, *, by: Any = None) -> None:
    """It carries the line no more."""
    line = carrier.line
    if carrier.about_id and (thing := thing_of(carrier.about, carrier.about_id)):
        unlink(line, thing, CARRIED_BY)
    carrier.delete_versions()
    carrier.delete()
    record("charter.dropped", line, actor=by)
