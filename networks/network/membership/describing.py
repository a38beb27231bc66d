"""How records of the register are shown by others: in links, events and notifications."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from networks.base.rooms import Described, describe
from networks.base.texts import active_reader
from networks.network.membership.models import Category, Membership, Note, OnBehalf, OwnField, Task, Terms
from networks.network.membership.rules.names import named
from networks.network.membership.rules.on_behalf import things_of
from networks.participation.mandates.models import Mandate
from networks.participation.mandates.rules import SCOPES
from networks.participation.occasions.models import Invitee, Reply
from networks.people.models import Function


def _url(name: str, row: Any, **kwargs: Any) -> str:
    return reverse(name, kwargs={"network": row.network.slug, **kwargs})


def _named(categories: Iterable[Category]) -> dict[Any, str]:
    """Their names in the language of the page or the message."""
    return named(categories, active_reader())


def memberships(keys: list) -> dict[Any, Described]:
    rows = list(Membership.objects.filter(pk__in=keys).select_related("organisation", "category", "network"))
    names = _named({row.category_id: row.category for row in rows}.values())
    return {
        row.pk: Described(
            f"{row.organisation} · {names[row.category_id]}",
            _url("member", row, key=row.organisation_id),
            _("membership"),
        )
        for row in rows
    }


def on_behalf(keys: list) -> dict[Any, Described]:
    rows = list(OnBehalf.objects.filter(pk__in=keys).select_related("organisation", "network"))
    things = things_of(rows)
    return {
        row.pk: Described(
            f"{row.organisation} · {things[row.pk].title}"
            if row.about_id != row.organisation_id
            else things[row.pk].title,
            _url("on-behalf", row, key=row.pk),
            _("recorded on behalf"),
        )
        for row in rows
    }


def categories(keys: list) -> dict[Any, Described]:
    rows = list(Category.objects.filter(pk__in=keys).select_related("network"))
    names = _named(rows)
    return {row.pk: Described(names[row.pk], _url("categories", row), _("category")) for row in rows}


def fields(keys: list) -> dict[Any, Described]:
    rows = OwnField.objects.filter(pk__in=keys).select_related("network")
    return {
        row.pk: Described(row.name, _url("own-fields", row), _("own field"), row.language) for row in rows
    }


def terms(keys: list) -> dict[Any, Described]:
    rows = Terms.objects.filter(pk__in=keys).select_related("network")
    return {row.pk: Described(_("membership"), _url("terms", row)) for row in rows}


def tasks(keys: list) -> dict[Any, Described]:
    rows = Task.objects.filter(pk__in=keys).select_related("organisation", "network")
    return {
        row.pk: Described(
            f"{row.organisation} · {row.title}", _url("task", row, key=row.pk), _("task"), row.language
        )
        for row in rows
    }


def notes(keys: list) -> dict[Any, Described]:
    """Of a note only whose file it is in: what it says is read there."""
    rows = Note.objects.filter(pk__in=keys).select_related("organisation", "network")
    return {
        row.pk: Described(
            _("a note about %(house)s") % {"house": row.organisation},
            _url("member-file", row, key=row.organisation_id),
        )
        for row in rows
    }


def functions(keys: list) -> dict[Any, Described]:
    rows = Function.objects.filter(pk__in=keys).select_related(
        "affiliation__person", "affiliation__organisation", "network"
    )
    return {
        row.pk: Described(
            f"{row.affiliation.person} · {row.get_kind_display()}",
            _url("member", row, key=row.affiliation.organisation_id),
        )
        for row in rows
    }


def mandates(keys: list) -> dict[Any, Described]:
    rows = Mandate.objects.filter(pk__in=keys).select_related("person", "organisation", "network")
    return {
        row.pk: Described(
            f"{row.person} · {SCOPES.get(row.scope, row.scope)}",
            _url("member", row, key=row.organisation_id),
            _("mandate"),
        )
        for row in rows
    }


def invitees(keys: list) -> dict[Any, Described]:
    """Who comes to what, or does not, as they answered last."""
    rows = list(Invitee.objects.filter(pk__in=keys).select_related("occasion", "person"))
    things = describe((row.occasion.about, row.occasion.about_id) for row in rows)
    sentences = {
        Reply.YES: _("%(who)s comes: %(what)s"),
        Reply.NO: _("%(who)s does not come: %(what)s"),
    }
    found = {}
    for row in rows:
        thing = things[row.occasion.about, row.occasion.about_id]
        sentence = sentences.get(Reply(row.reply)) if row.reply and not row.withdrawn_at else None
        words = {"who": row.shown_name, "what": thing.title}
        found[row.pk] = Described((sentence or _("%(who)s: %(what)s")) % words, thing.url, _("registration"))
    return found
