"""What a network sets about membership: its categories and its own fields."""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override

from networks.base.keys import token
from networks.network.membership.models import Category, CategoryKind, Membership, OwnField
from networks.people.models import Organisation
from networks.record.rules import record

# What a new network is offered: kind, whether it votes, whether one may apply, months until it ends by itself.
OFFERED = (
    (CategoryKind.FULL, True, True, None),
    (CategoryKind.ASSOCIATE, False, True, None),
    (CategoryKind.CANDIDATE, False, True, 12),
    (CategoryKind.OBSERVER, False, False, None),
)


def _words(kind: str) -> tuple[str, str]:
    return {
        CategoryKind.FULL: (_("Full members"), _("They vote, pay the fee and can be elected.")),
        CategoryKind.ASSOCIATE: (_("Associate members"), _("They take part in everything and do not vote.")),
        CategoryKind.CANDIDATE: (_("Candidates"), _("They get to know the network for a year, then decide.")),
        CategoryKind.OBSERVER: (_("Observers"), _("They listen: public bodies, funders, researchers.")),
    }[CategoryKind(kind)]


@transaction.atomic
def offer_categories(languages: Iterable[str], *, by: Any = None) -> list[Category]:
    """Make the usual categories where a network has none, in its languages. Twice is once."""
    if Category.objects.exists():
        return []
    known = [code for code in languages if code in ("en", "fr")] or ["en"]
    made = []
    for position, (kind, votes, may_apply, months) in enumerate(OFFERED):
        with override(known[0]):
            name, about = _words(kind)
        one, new = Category.objects.get_or_create(
            name=name,
            defaults={
                "about": about, "kind": kind, "votes": votes, "may_apply": may_apply, "months": months, "position": position,
                "language": known[0],
            },
        )  # fmt: skip
        if not new:
            continue
        for language in known[1:]:
            with override(language):
                name, about = _words(kind)
            one.put_version("name", language, name, author=by)
            one.put_version("about", language, about, author=by)
        record("category.made", one, actor=by)
        made.append(one)
    return made


def next_position(model: Any, **where: Any) -> int:
    """The place after the last one."""
    last = model.objects.filter(**where).aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


@transaction.atomic
def move(found: Any, rows: list[Any], up: bool) -> None:
    """Change places with the one before, or the one after. `rows`: all of them in order."""
    keys = [row.pk for row in rows]
    at = keys.index(found.pk)
    other = at - 1 if up else at + 1
    if 0 <= other < len(rows):
        rows[at], rows[other] = rows[other], rows[at]
    for position, row in enumerate(rows):
        if row.position != position:
            type(row).objects.filter(pk=row.pk).update(position=position)


@transaction.atomic
def retire(found: Any, retired: bool, *, by: Any = None) -> bool:
    """Take it out of use, or into use again; what hangs on it stays. Returns whether nobody was quicker."""
    won = (
        type(found)
        .objects.filter(pk=found.pk, retired_at__isnull=retired)
        .update(retired_at=timezone.now() if retired else None)
    )
    if won:
        noun = "category" if isinstance(found, Category) else "field"
        record(f"{noun}.retired" if retired else f"{noun}.returned", found, actor=by)
    return bool(won)


def make_field(made: OwnField, *, by: Any = None) -> OwnField:
    """Keep a new own field under a key that never changes, made of its name."""
    made.position = next_position(OwnField, on=made.on)
    base = slugify(made.name)[:30] or "field"
    for attempt in range(20):
        made.key = base if attempt == 0 else f"{base}-{token()[:6].lower()}"
        made.key = slugify(made.key)[:40]
        try:
            with transaction.atomic():
                made.save(force_insert=True)
                record("field.made", made, actor=by)
            return made
        except IntegrityError:
            continue
    raise IntegrityError("no key is free")


# ---- members that came in before there were categories ----


def without_category() -> Any:
    """Members that stand in no category: they came by an invitation, or before the network had any."""
    return Organisation.objects.filter(is_member=True).exclude(
        pk__in=Membership.objects.filter(until=None).values("organisation")
    )


@transaction.atomic
def put_all_in(category: Category, *, by: Any = None) -> int:
    """Begin a membership for each of them, from the day they were added; return how many."""
    from networks.network.membership.rules.belonging import AlreadyMember, begin

    count = 0
    for house in without_category():
        try:
            begin(house, category, since=timezone.localdate(house.created_at), by=by)
        except AlreadyMember:
            continue
        count += 1
    return count
