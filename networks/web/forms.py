"""Forms of founding a network and of its settings."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from networks.base.forms import PlainForm
from networks.base.places import country_choices, language_choices, language_name
from networks.base.times import zone_choices, zone_of_country
from networks.people.founding import TEMPLATES, check_slug, propose_slug
from networks.people.models import Level, Network

DYES = [
    ("woad", _("Blue (woad)")),
    ("weld", _("Yellow (weld)")),
    ("madder", _("Red (madder)")),
    ("green", _("Green")),
    ("walnut", _("Brown (walnut)")),
]


class SlugField(forms.CharField):
    """The address of a network, below the installation's own."""

    def __init__(self, **kwargs):
        super().__init__(max_length=40, **kwargs)

    def to_python(self, value):
        return super().to_python(value).strip().lower()


class FoundForm(PlainForm):
    """What it takes to found a network. Everything can be changed later."""

    name = forms.CharField(label=_("Name of the network"), max_length=120)
    organisation = forms.CharField(
        label=_("Your organisation"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    your_name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(label=_("Your e-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    template = forms.ChoiceField(
        label=_("What does it begin with?"),
        required=False,
        choices=[
            ("", _("Nothing: I set everything up myself")),
            *((key, format_lazy("{}: {}", name, sentence)) for key, (name, sentence) in TEMPLATES.items()),
        ],
        widget=forms.RadioSelect,
        help_text=_("Categories, bodies with their rules and a programme of five sessions are made for you."),
    )
    slug = SlugField(label=_("Address"), required=False)
    language = forms.ChoiceField(label=_("Main language"))
    country = forms.ChoiceField(
        label=_("Country"), required=False, widget=forms.Select(attrs={"autocomplete": "country"})
    )
    zone = forms.ChoiceField(label=_("Time zone"), required=False)

    MORE = ("slug", "language", "country", "zone")

    def __init__(self, *args, founder=None, site: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slug"].help_text = _("Made from the name. It will stand after %(site)s/") % {
            "site": site
        }
        self.fields["language"].choices = language_choices()
        self.fields["country"].choices = country_choices(str(_("Several countries, or not said")))
        self.fields["zone"].choices = [("", _("As in the country")), *zone_choices()]
        if founder is not None:
            del self.fields["your_name"], self.fields["email"]

    @property
    def first_fields(self):
        return [self[name] for name in self.fields if name not in self.MORE]

    @property
    def more_fields(self):
        return [self[name] for name in self.MORE]

    @property
    def more_is_open(self) -> bool:
        return any(name in self.errors for name in self.MORE)

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if slug:
            check_slug(slug)
        return slug

    def clean(self):
        found = super().clean()
        if not found.get("slug") and found.get("name") and "slug" not in self.errors:
            found["slug"] = propose_slug(found["name"])
            if not found["slug"]:
                self.add_error("slug", _("No free address could be made from this name. Write one."))
        return found

    def facts(self) -> dict:
        """What the rule of founding takes."""
        given = self.cleaned_data
        return {
            "name": given["name"],
            "organisation": given["organisation"],
            "slug": given["slug"],
            "country": given["country"],
            "languages": [given["language"]],
            "zone": given["zone"] or zone_of_country(given["country"]) or "Europe/Brussels",
            "template": given["template"],
        }


class NetworkForm(PlainForm):
    """What a network says of itself."""

    name = forms.CharField(label=_("Name"), max_length=120)
    language = forms.ChoiceField(
        label=_("Main language"), help_text=_("The name and the purpose below are in it.")
    )
    purpose = forms.CharField(
        label=_("What the network is for"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Two or three sentences, for people who have never heard of it."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Other languages"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
        help_text=_("Members write and answer in these. The purpose can be given in each."),
    )
    country = forms.ChoiceField(label=_("Country of its seat"), required=False)
    level = forms.ChoiceField(
        label=_("How wide the network reaches"),
        choices=[("", _("not said")), *Level.choices],
        required=False,
        help_text=_("A network can be a member of a wider one."),
    )
    zone = forms.ChoiceField(label=_("Time zone"))
    slug = SlugField(label=_("Address"))
    warp = forms.ChoiceField(
        label=_("First thread of the woven edge"), choices=DYES, widget=forms.RadioSelect
    )
    weft = forms.ChoiceField(
        label=_("Second thread of the woven edge"), choices=DYES, widget=forms.RadioSelect
    )

    def __init__(self, *args, network: Network, site: str = "", **kwargs):
        self.network = network
        first, *others = network.languages or [network.language]
        threads = network.threads or ["weld", "madder"]
        initial = {
            "name": network.name,
            "language": first,
            "purpose": network.purpose,
            "languages": others,
            "country": network.country,
            "level": network.level,
            "zone": network.zone,
            "slug": network.slug,
            "warp": threads[0],
            "weft": threads[1],
        }
        super().__init__(*args, initial={**initial, **kwargs.pop("initial", {})}, **kwargs)
        known = dict(language_choices())
        extra = [(code, code) for code in network.languages if code not in known]
        self.fields["language"].choices = [*known.items(), *extra]
        self.fields["languages"].choices = [*known.items(), *extra]
        self.fields["country"].choices = country_choices(str(_("Several countries, or not said")))
        self.fields["zone"].choices = zone_choices()
        self.fields["slug"].help_text = _(
            "Stands after %(site)s/. After a change, the old address leads to the new one for ever."
        ) % {"site": site}
        for code in others:
            version = network.version_for("purpose", _reader(code))
            self.fields[f"purpose_{code}"] = field = forms.CharField(
                label=_("What the network is for, in %(language)s") % {"language": language_name(code)},
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 4, "lang": code}),
            )
            if not version.original:
                field.initial = version.text
        self.order_fields(
            ["name", "language", "purpose", *(name for name in self.fields if name.startswith("purpose_"))]
        )

    def clean_slug(self) -> str:
        check_slug(self.cleaned_data["slug"], self.network)
        return self.cleaned_data["slug"]

    def clean(self):
        found = super().clean()
        if found.get("warp") and found.get("warp") == found.get("weft"):
            self.add_error(
                "weft", ValidationError(_("Choose another colour than the first: cloth needs two threads."))
            )
        return found

    def changes(self) -> dict:
        """The fields of the network as they are wished."""
        given = self.cleaned_data
        others = [code for code in given["languages"] if code != given["language"]]
        return {
            "name": given["name"],
            "purpose": given["purpose"],
            "language": given["language"],
            "languages": [given["language"], *others],
            "country": given["country"],
            "level": given["level"],
            "zone": given["zone"],
            "slug": given["slug"],
            "threads": [given["warp"], given["weft"]],
        }

    def purposes(self) -> dict[str, str]:
        """The purpose in the network's other languages."""
        return {key[8:]: text for key, text in self.cleaned_data.items() if key.startswith("purpose_")}


def _reader(code: str):
    from networks.base.texts import Reader

    return Reader((code,))
