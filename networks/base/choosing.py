"""Choosing among few or thousands, with or without scripts: one field, built once.

    self.fields["owner"] = choose_one(rows, label=_("Who does it"), search=("name", "email"), url=suggestions)

Few rows are a list to choose from, or boxes to tick. Of many the name is written, or a part of it: one that fits is taken, of several the
page asks which one. With scripts the browser offers names while somebody writes; that is a help and nothing depends on it.
"""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.forms import dress
from networks.base.texts import quoted

FEW = 50  # that many are a list
MOST = 20  # so many that fit are shown to choose among
KEY, SAID = "-key", "-said"


class SoughtWidget(forms.Widget):
    """A line (or lines) to write names in; below, those that were chosen and those to choose among."""

    template_name = "django/forms/widgets/sought.html"
    one_of: "Sought"

    def __init__(self, many: bool, url: str = "", attrs: dict[str, Any] | None = None):
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.many, self.url = many, url
        self.text: str | None = None  # what cleaning left to be written
        self.chosen: list[Any] = []
        self.fitting: list[Any] = []

    def value_from_datadict(self, data: Any, files: Any, name: str) -> tuple[str, str, list[str]]:
        """What is written, what was written before, and the keys that were chosen."""
        many = getattr(data, "getlist", None)
        keys = many(name + KEY) if many else data.get(name + KEY, [])
        keys = [keys] if isinstance(keys, (str, UUID)) else keys
        said = data.get(name + SAID)
        return (
            str(data.get(name) or "").replace("\0", ""),
            str(said or "").replace("\0", ""),
            [str(key) for key in keys],
        )

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def use_required_attribute(self, initial: Any) -> bool:
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        text, chosen, fitting = self.text, self.chosen, self.fitting
        if text is None:
            text, _said, keys = value if isinstance(value, tuple) else ("", "", value)
            chosen = self.one_of.by_keys(keys if isinstance(keys, (list, QuerySet)) else [keys])
            if chosen and not self.many:
                text = text or str(chosen[0])
        context["widget"] |= {
            "many": self.many,
            "url": self.url,
            "text": text,
            "key": KEY,
            "said": SAID,
            "chosen": [(row.pk, str(row), self.one_of.detail(row)) for row in chosen],
            "fitting": [(row.pk, str(row), self.one_of.detail(row)) for row in fitting],
        }
        return context


class Sought(forms.Field):
    """One row of many, or several, found by their names."""

    default_error_messages = {"required": gettext_lazy("Write a name.")}

    def __init__(
        self,
        rows: QuerySet,
        *,
        search: Iterable[str] = ("name",),
        many: bool = False,
        detail: Callable[[Any], str] = lambda row: "",
        url: Callable[[], str] = str,
        **kwargs: Any,
    ):
        hint = (
            gettext_lazy("One name a line, or a part of it. Where several fit, you choose among them.")
            if many
            else gettext_lazy("The name, or a part of it. Where several fit, you choose among them.")
        )
        said = kwargs.get("help_text")
        kwargs["help_text"] = format_lazy("{} {}", said, hint) if said else hint
        super().__init__(widget=SoughtWidget(many, url()), **kwargs)
        self.rows, self.search, self.many, self.detail = rows, tuple(search), many, detail
        self.widget.one_of = self

    def __deepcopy__(self, memo: Any) -> "Sought":
        made = super().__deepcopy__(memo)
        made.widget.one_of = made
        return made

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = initial if isinstance(initial, (list, QuerySet)) else [initial]
        return {str(getattr(one, "pk", one)) for one in before if one} != set(data[2] if data else [])

    def by_keys(self, keys: Any) -> list[Any]:
        """The rows with these keys, as far as there are such."""
        found = []
        for key in keys:
            try:
                found.append(UUID(str(getattr(key, "pk", key))))
            except ValueError:
                continue
        return list(self.rows.filter(pk__in=found)) if found else []

    def clean(self, value: Any) -> Any:
        text, said, keys = value
        return self._several(text, keys) if self.many else self._one(" ".join(text.split()), said, keys)

    def _one(self, text: str, said: str, keys: list[str]) -> Any:
        widget = self.widget
        widget.text, widget.chosen, widget.fitting = text, [], []
        if not text:
            if self.required:
                raise forms.ValidationError(self.error_messages["required"], code="required")
            return None
        known = self.by_keys(keys[:1]) if text == " ".join(said.split()) else []
        found = known or self._called(text)
        if len(found) == 1:
            widget.text, widget.chosen = str(found[0]), found
            return found[0]
        widget.fitting = found or self._fitting(text)
        raise forms.ValidationError(self._which(widget.fitting, [text]))

    def _several(self, text: str, keys: list[str]) -> list[Any]:
        widget = self.widget
        chosen = {row.pk: row for row in self.by_keys(keys)}
        unknown, asked, fitting = [], [], {}
        for line in dict.fromkeys(" ".join(line.split()) for line in text.splitlines()[:500]):
            found = self._called(line) if line else []
            if len(found) == 1:
                chosen[found[0].pk] = found[0]
            elif line:
                near = found or self._fitting(line)
                fitting |= {row.pk: row for row in near}
                (asked if near else unknown).append(line)
        widget.text, widget.chosen = "\n".join(unknown), list(chosen.values())
        widget.fitting = [row for key, row in fitting.items() if key not in chosen]
        if unknown or asked:
            raise forms.ValidationError(self._which([] if unknown else widget.fitting, unknown or asked))
        if self.required and not chosen:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return list(chosen.values())

    def _called(self, text: str) -> list[Any]:
        """Those of exactly this name; two are enough to know that it is not one."""
        return list(self.rows.filter(self._by(text, "iexact"))[:MOST])

    def _fitting(self, text: str) -> list[Any]:
        return list(self.rows.filter(self._by(text, "icontains"))[:MOST])

    def _by(self, text: str, how: str) -> Q:
        wanted = Q()
        for name in self.search:
            wanted |= Q(**{f"{name}__{how}": text[:200]})
        return wanted

    def _which(self, fitting: list[Any], texts: list[str]) -> str:
        named = ", ".join(quoted(text[:60]) for text in texts[:5])
        if not fitting:
            return _("Nothing here is called %(names)s. Write a part of the name that you are sure of.") % {
                "names": named
            }
        if len(fitting) >= MOST:
            return _("Many fit %(names)s. Choose among the first, or write more of the name.") % {
                "names": named
            }
        return _("Say which one you mean by %(names)s.") % {"names": named}


def choose_one(rows: QuerySet, *, empty_label: Any = None, few: int = 0, **kwargs: Any) -> forms.Field:
    """A field for one of `rows`: a list of few, the name of one of many. `detail` says what tells two of one name apart."""
    if rows[(few or FEW) : (few or FEW) + 1]:
        return _dressed(Sought(rows, **kwargs))
    for name in ("search", "detail", "url"):
        kwargs.pop(name, None)
    return _dressed(forms.ModelChoiceField(rows, empty_label=empty_label or "–", **kwargs))


def choose_many(rows: QuerySet, *, few: int = 0, **kwargs: Any) -> forms.Field:
    """A field for several of `rows`: boxes where they are few, else names."""
    if rows[(few or FEW) : (few or FEW) + 1]:
        return _dressed(Sought(rows, many=True, **kwargs))
    for name in ("search", "detail", "url"):
        kwargs.pop(name, None)
    return _dressed(forms.ModelMultipleChoiceField(rows, widget=forms.CheckboxSelectMultiple, **kwargs))


def _dressed(field: forms.Field) -> forms.Field:
    if not isinstance(field, Sought):
        dress(field)
    return field
