"""Forms of the public page: what it shows, its texts in a language, where a member lies."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.forms import PlainForm, PlainModelForm
from networks.base.texts import Reader
from networks.network.membership.models import MapPosition, PublicPage

NOT_SHOWN = gettext_lazy("not shown")


class SectionsForm(PlainForm):
    """Which parts the page shows, and in which order: a number for each."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail for questions"),
        required=False,
        help_text=gettext_lazy("Stands on the page. Leave it empty to show none."),
    )

    def __init__(self, *args: Any, page: PublicPage, **kwargs: Any):
        shown = page.shown
        initial = {name: shown.index(name) + 1 if name in shown else 0 for name in PublicPage.SECTIONS}
        super().__init__(*args, initial={**initial, "email": page.email}, **kwargs)
        places = [(0, NOT_SHOWN), *((n, str(n)) for n in range(1, len(PublicPage.SECTIONS) + 1))]
        for name, label in PublicPage.SECTIONS.items():
            self.fields[name] = forms.TypedChoiceField(
                label=label, choices=places, coerce=int, required=False, empty_value=0
            )
        self.order_fields([*PublicPage.SECTIONS, "email"])

    def sections(self) -> list[str]:
        """The parts in their order; of two with one number the one that comes first here."""
        given = [(self.cleaned_data[name], name) for name in PublicPage.SECTIONS if self.cleaned_data[name]]
        order = list(PublicPage.SECTIONS)
        return [name for _place, name in sorted(given, key=lambda one: (one[0], order.index(one[1])))]


class TextsForm(PlainForm):
    """The texts of the page in one language, each with a version in plain words."""

    def __init__(self, *args: Any, page: PublicPage, language: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.page, self.language = page, language
        hints = {
            "about": _(
                "Who you are, what you do together, what you have reached. It stands under the purpose of the network."
            ),
            "join": _("Whom you look for, what members get, what it costs, whom to ask."),
        }
        for name in PublicPage.TEXTS:
            label = PublicPage._meta.get_field(name).verbose_name
            label = label[:1].upper() + label[1:]
            for plain in (False, True):
                field = forms.CharField(
                    label=_("%(text)s, in plain words") % {"text": label} if plain else label,
                    required=False,
                    max_length=5000,
                    widget=forms.Textarea(attrs={"rows": 4 if plain else 6, "lang": language}),
                    help_text="" if plain else hints[name],
                    initial=self._there(name, plain),
                )
                self.fields[f"{name}_plain" if plain else name] = field

    def _there(self, name: str, plain: bool) -> str:
        version = self.page.version_for(name, Reader((self.language,), plain=plain))
        return version.text if version.language == self.language and version.plain == plain else ""


class PositionForm(PlainModelForm):
    """Where a member lies, in degrees."""

    class Meta:
        model = MapPosition
        fields = ("latitude", "longitude")
        labels = {"latitude": gettext_lazy("Latitude"), "longitude": gettext_lazy("Longitude")}
        help_texts = {
            "latitude": gettext_lazy("Degrees north, such as 51.05; south is below zero."),
            "longitude": gettext_lazy("Degrees east, such as 3.72; west is below zero."),
        }
