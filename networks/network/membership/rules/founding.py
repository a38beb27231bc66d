"""The categories that a network begins with, what of membership it uses, and its first steps."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from networks.base.rooms import Founding, Step
from networks.network.membership.models import Category, CategoryKind, Import, PublicPage, Terms
from networks.network.membership.rules.settings import offer_categories, put_all_in
from networks.people.models import Organisation
from networks.record.rules import record


def _categories(template: str) -> list[tuple[str, str, dict[str, Any]]]:
    """Name, words and rules of each; in the language that is active."""
    if template == "federation":
        return [
            (_("Member networks"), _("Networks of organisations. They have three votes."), {"weight": 3}),
            (
                _("Member organisations"),
                _("Organisations whose country has no network yet. They have one vote."),
                {},
            ),
            (
                _("Observers"),
                _("They listen: public bodies, funders, researchers."),
                {"kind": CategoryKind.OBSERVER, "votes": False, "may_apply": False},
            ),
        ]
    return [
        (_("Members"), _("They come, take part and decide."), {}),
        (
            _("Friends"),
            _("They are told what happens, and are welcome."),
            {"kind": CategoryKind.OBSERVER, "votes": False},
        ),
    ]


def found(founding: Founding) -> None:
    """Make the categories of the template; whoever founds is in the first."""
    terms = Terms.current()
    terms.uses_declarations = founding.template != "informal"
    terms.save(update_fields=["uses_declarations"])
    if founding.template == "association":
        made = offer_categories(founding.languages, by=founding.by)
    else:
        made = _make(founding)
    if made:
        put_all_in(made[0], by=founding.by)


def _make(founding: Founding) -> list[Category]:
    first, *others = founding.languages
    with override(first):
        plan = _categories(founding.template)
    made = []
    for position, (name, about, rules) in enumerate(plan):
        one = Category.objects.create(name=name, about=about, language=first, position=position, **rules)
        record("category.made", one, actor=founding.by)
        made.append(one)
    for code in others:
        with override(code):
            again = _categories(founding.template)
        for one, (name, about, _rules) in zip(made, again, strict=True):
            one.put_version("name", code, name, author=founding.by)
            one.put_version("about", code, about, author=founding.by)
    return made


def shown_members(actor: Any) -> Iterable[str]:
    """How many members there are, and in how many countries; no names."""
    rows = Organisation.objects.filter(is_member=True)
    count = rows.count()
    countries = rows.exclude(country="").values("country").distinct().count()
    yield ngettext("%(count)s member", "%(count)s members", count) % {"count": count}
    if countries:
        yield ngettext("%(count)s country", "%(count)s countries", countries) % {"count": countries}


def steps(actor: Any) -> Iterable[Step]:
    """Categories, members, the page for everybody."""
    where = {"network": actor.network.slug}
    yield Step(
        "membership.categories",
        _("Say which kinds of members there are"),
        _("The usual ones are offered: full members, associate members, candidates, observers."),
        reverse("categories", kwargs=where),
        _("Choose them"),
        lambda: Category.objects.exists(),
        order=30,
        asked=True,
    )
    yield Step(
        "membership.members",
        _("Bring the members in"),
        _("Bring the spreadsheet of your members as it is: you see line by line what will happen."),
        reverse("imports", kwargs=where),
        _("Bring them in"),
        lambda: len(Organisation.objects.values("pk")[:2]) > 1 or Import.objects.exists(),
        order=40,
        asked=True,
    )
    yield Step(
        "membership.public",
        _("Show yourselves to everybody"),
        _("One page says why the network exists and who is in it. You see it before others do."),
        reverse("public", kwargs=where),
        _("Make the page"),
        lambda: PublicPage.objects.filter(published_at__isnull=False).exists(),
        order=90,
        asked=True,
    )
