"""What comes into being with an import, before its first line: own fields, categories, figures. Planned as unsaved rows, made when confirmed."""

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from networks.network.membership.methods.headings import fold
from networks.network.membership.models import (
    Category,
    CategoryKind,
    FieldKind,
    Figure,
    Import,
    OwnField,
    Terms,
)
from networks.network.membership.rules.figures import STANDARD as STANDARD_FIGURES
from networks.network.membership.rules.figures import words_of as standard_words

MOST_CHOICES = 40


class Coming:
    """The own fields, categories and figures that hold for an import: those there are, and those that it makes."""

    def __init__(self, found: Import, register: Any) -> None:
        self.found, self.register = found, register
        self.fields: dict[tuple[str, str], OwnField] = dict(register.fields)
        self.categories: dict[str, Category] = dict(register.categories)
        self.figures: dict[str, Figure] = dict(register.figures)
        self.language = found.options.get("language") or "en"
        self.currency = found.options.get("currency") or Terms.current().currency
        self.made: list[Any] = []
        self.targets = [list(sheet["targets"]) for sheet in found.sheets]
        for number, sheet in enumerate(found.sheets):
            for n, target in enumerate(sheet["targets"]):
                if target.startswith("new:"):
                    self.targets[number][n] = self._field(
                        number, n, sheet["header"][n], *target.split(":")[1:3]
                    )
                elif target.startswith("figure:"):
                    self._figure(target.split(":")[1])

    def _field(self, sheet: int, column: int, heading: str, about: str, kind: str) -> str:
        """The target of a column that becomes an own field. One of the same name is the same field."""
        for (on, key), row in self.fields.items():
            if on == about and fold(row.name) == fold(heading):
                return f"own:{on}:{key}"
        base = slugify(fold(heading))[:36] or "field"
        key, number = base, 1
        taken = set(OwnField.objects.filter(on=about).values_list("key", flat=True)) | {
            k for on, k in self.fields if on == about
        }
        while key in taken:
            number += 1
            key = f"{base}-{number}"
        made = OwnField(
            on=about,
            key=key,
            name=heading.strip()[:120] or key,
            kind=kind,
            language=self.language,
            position=len(self.fields) + 1,
        )
        if kind == FieldKind.CHOICE:
            made.choices = self._choices(sheet, column)
        self.fields[about, key] = made
        self.made.append(made)
        return f"own:{about}:{key}"

    def _choices(self, sheet: int, column: int) -> list[str]:
        seen: dict[str, str] = {}
        for cells in (
            self.found.lines.filter(sheet=sheet).order_by("position").values_list("cells", flat=True)
        ):
            if column < len(cells) and cells[column]:
                seen.setdefault(cells[column].strip().casefold(), cells[column].strip())
        return list(seen.values())[:MOST_CHOICES]

    def _figure(self, key: str) -> None:
        if key in self.figures or key not in Figure.STANDARD:
            return
        name, definition = standard_words(key)
        unit = STANDARD_FIGURES[key][0]
        made = Figure(
            key=key, name=name, definition=definition, unit=unit, position=Figure.STANDARD.index(key)
        )
        self.figures[key] = made
        self.made.append(made)

    def category(self, named: str) -> Category:
        """The category that a cell names: by its name, or by a word for its kind; a new one where there is none."""
        found = self.categories.get(fold(named)) or self._by_kind(named)
        if found is None:
            kind = next(
                (
                    kind
                    for kind, words in CATEGORY_WORDS.items()
                    if any(word in fold(named) for word in words)
                ),
                CategoryKind.FULL,
            )
            votes = kind in (CategoryKind.FULL,)
            found = Category(
                name=named[:80],
                kind=kind,
                votes=votes,
                weight=1 if votes else 0,
                language=self.language,
                position=len(self.categories),
            )
            self.made.append(found)
        self.categories[fold(named)] = found
        return found

    def _by_kind(self, named: str) -> Category | None:
        """ "Full member" is the one full category, whatever it is called here."""
        word = fold(named)
        kinds = [kind for kind, label in CategoryKind.choices if fold(str(label)) == word or kind == word]
        rows = [row for row in self.categories.values() if row.kind in kinds]
        return rows[0] if len({id(row) for row in rows}) == 1 else None

    def default_category(self) -> Category | None:
        """The category of lines that name none, as the coordinator chose: None where they are no members."""
        chosen = self.found.options.get("category", "new")
        if chosen == "none":
            return None
        if chosen == "new":
            rows = sorted(self.register.categories.values(), key=lambda row: row.position)
            return rows[0] if rows else self.category(_("Member"))
        return next((row for row in self.register.categories.values() if str(row.pk) == chosen), None)

    def keep(self) -> list[list[str]]:
        """Make what is new, in the transaction of the caller; return (label, key) of it. Twice is once: names are found again."""
        kept = []
        for row in self.made:
            if row._state.adding:
                row.save()
                kept.append([row.label, str(row.pk)])
        for sheet, targets in zip(self.found.sheets, self.targets, strict=True):
            sheet["targets"] = targets
        return kept


CATEGORY_WORDS = {
    CategoryKind.ASSOCIATE: [
        "assoc",
        "assozi",
        "geassoc",
        "pridruz",
        "fordernd",
        "supporting",
        "stowarzysz",
        "partolo",
        "sustin",
    ],
    CategoryKind.CANDIDATE: ["candidat", "kandidat", "jelolt", "aspirant", "aspiran"],
    CategoryKind.OBSERVER: ["observ", "beobacht", "osserva", "waarnem", "megfigyel", "pozorovat", "posmatra"],
    CategoryKind.HONORARY: ["honor", "ehren", "onor", "ere", "onoare", "tiszteletbeli", "cestn", "pocasn"],
    CategoryKind.TRIAL: ["trial", "essai", "probe", "prueba", "prova", "proba", "skusob"],
}


def field_kinds() -> list[tuple[str, str]]:
    """The kinds that a column can become, with their names."""
    return [(kind, str(label)) for kind, label in FieldKind.choices if kind != FieldKind.FILE]
