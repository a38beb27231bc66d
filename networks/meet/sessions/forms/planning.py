"""Forms with which programmes, sessions and parts are planned."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.base.forms import PlainForm
from networks.base.places import language_choices, own_language_name
from networks.base.times import zone_choices
from networks.meet.sessions.models import Session, SessionRole
from networks.meet.sessions.models.planning import AnswerKind, Naming, PriorityMethod, Showing, Stage
from networks.meet.sessions.templates_of_programmes import PROGRAMMES
from networks.participation.occasions.models import Mode
from networks.people.choosing import organisations, persons
from networks.people.models import Person, holding


class Folded(forms.Form):
    """A long form of which most people need the first fields: the others lie folded below, open where something is wrong."""

    FOLDS: tuple = ()  # (title, names of fields)

    def folds(self) -> list[dict]:
        """The folded groups of fields, each open where it holds an error."""
        groups = []
        for title, names in self.FOLDS:
            fields = [self[name] for name in self.fields if name in names]
            if fields:
                groups.append(
                    {"title": title, "fields": fields, "open": any(field.errors for field in fields)}
                )
        return groups

    def unfolded(self) -> list:
        """The fields that everybody sees."""
        folded = {field.name for group in self.folds() for field in group["fields"]}
        return [field for field in self.visible_fields() if field.name not in folded]


class LanguagesField(forms.MultipleChoiceField):
    """Languages, chosen by their own names."""

    widget = forms.CheckboxSelectMultiple


class ProgrammeForm(PlainForm):
    """A programme: its title, aim, and the project that pays for it."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    aim = forms.CharField(
        label=gettext_lazy("Aim"),
        help_text=gettext_lazy("One or two sentences."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language in which you write it"))
    project = forms.CharField(
        label=gettext_lazy("Project"),
        help_text=gettext_lazy("Stands on attendance lists, for the funder."),
        max_length=200,
        required=False,
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("Show this programme on the public page"), required=False
    )

    def __init__(self, *args, network, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = language_choices(network.languages or ["en"])


class NewProgrammeForm(ProgrammeForm):
    """The same, with what it starts from."""

    template = forms.ChoiceField(
        label=gettext_lazy("Start from"), widget=forms.RadioSelect, required=False, initial="founding"
    )

    field_order = ("template", "title", "aim", "language", "project", "is_public")

    def __init__(self, *args, language="en", **kwargs):
        super().__init__(*args, **kwargs)
        rows = [(key, plan.title.get(language, plan.title["en"])) for key, plan in PROGRAMMES.items()]
        self.fields["template"].choices = [*rows, ("", _("An empty programme"))]


class SessionForm(Folded, PlainForm):
    """A session: theme, aim, when, where, languages, and how people join."""

    FOLDS = (
        (gettext_lazy("More languages"), ("more_languages",)),
        (
            gettext_lazy("Hosts, places, and answers ahead of time or afterwards"),
            ("hosts", "guests_welcome", "places", "ahead_from", "after_until"),
        ),
    )

    title = forms.CharField(label=gettext_lazy("Theme"), max_length=200)
    aim = forms.CharField(label=gettext_lazy("Aim"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language in which you write it"))
    starts_local = forms.DateTimeField(
        label=gettext_lazy("Date and time"),
        required=False,
        help_text=gettext_lazy("Leave it out while the day is not chosen."),
        widget=forms.DateTimeInput,
    )
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zone_choices)
    minutes = forms.IntegerField(
        label=gettext_lazy("Duration in minutes"), min_value=5, max_value=1440, initial=120
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("Where people meet"),
        choices=Mode.choices,
        widget=forms.RadioSelect,
        initial=Mode.ONLINE,
    )
    link = forms.URLField(
        label=gettext_lazy("Link to the online room"), required=False, max_length=500, assume_scheme="https"
    )
    venue = forms.CharField(
        label=gettext_lazy("Venue"),
        help_text=gettext_lazy("Name and address, and how to get in without steps."),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    languages = LanguagesField(label=gettext_lazy("Languages of the questions"))
    more_languages = LanguagesField(label=gettext_lazy("More languages"), required=False)
    hosts: forms.Field = forms.Field(
        required=False
    )  # takes the place of the field that is made for this network
    guests_welcome = forms.BooleanField(
        label=gettext_lazy("Guests may join without an account"), required=False, initial=True
    )
    places = forms.IntegerField(label=gettext_lazy("Most people"), min_value=1, max_value=20000, initial=500)
    ahead_from = forms.DateTimeField(
        label=gettext_lazy("Answers ahead of time from"),
        required=False,
        help_text=gettext_lazy("For those who cannot attend. In the session’s time zone."),
        widget=forms.DateTimeInput,
    )
    after_until = forms.DateTimeField(
        label=gettext_lazy("Answers afterwards until"), required=False, widget=forms.DateTimeInput
    )
    why = forms.CharField(
        label=gettext_lazy("Why it changes"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("People who look at the plan see this."),
    )

    def __init__(self, *args, network, changing: bool, **kwargs):
        super().__init__(*args, **kwargs)
        codes = list(dict.fromkeys([*(network.languages or ["en"]), *self.initial.get("languages", [])]))
        self.fields["language"].choices = language_choices(codes)
        self.fields["languages"].choices = language_choices(codes)
        self.fields["more_languages"].choices = [row for row in language_choices() if row[0] not in codes]
        self.fields["hosts"] = organisations(label=_("Hosts"), required=False)
        if not changing:
            del self.fields["why"]

    def clean_starts_local(self):
        value = self.cleaned_data["starts_local"]
        return value.replace(tzinfo=None) if value else None

    def clean(self):
        data = super().clean()
        if (
            data.get("mode") in (Mode.ON_SITE, Mode.HYBRID)
            and not data.get("venue")
            and data.get("starts_local")
        ):
            self.add_error("venue", _("Say where people meet, or choose online."))
        if data.get("language") and data.get("languages") is not None:
            chosen = [*data["languages"], *(data.pop("more_languages", None) or [])]
            rest = [code for code in chosen if code != data["language"]]
            data["languages"] = [data["language"], *rest]
        return data


class NewSessionForm(SessionForm):
    """The same, with what it starts from."""

    start = forms.ChoiceField(label=gettext_lazy("Start from"), required=False)

    def __init__(self, *args, language="en", **kwargs):
        super().__init__(*args, changing=False, **kwargs)
        plans = [
            (f"template:{plan.key}:{index}", one.title.get(language, one.title["en"]))
            for plan in PROGRAMMES.values()
            for index, one in enumerate(plan.sessions)
        ]
        earlier = [(f"session:{s.pk}", s.title) for s in Session.objects.order_by("-created_at")[:30]]
        self.fields["start"].choices = [
            ("", _("Empty: I write my own questions")),
            (_("Questions that work"), plans),
            *([(_("An earlier session"), earlier)] if earlier else []),
        ]
        self.order_fields(["start"])


class PartForm(Folded, PlainForm):
    """A part: one question, in each language of the session and in plain words, and the stages it goes through."""

    FOLDS = (
        (
            gettext_lazy("Names, confidence, and when others see answers"),
            (
                "title",
                "naming",
                "asks_country",
                "asks_audience",
                "confidential",
                "showing",
                "scale_most",
                "priority_places",
            ),
        ),
    )

    title = forms.CharField(label=gettext_lazy("Short title"), max_length=80, required=False)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=1, max_value=600, initial=25)
    in_groups = forms.BooleanField(label=gettext_lazy("In breakout groups"), required=False)
    stages = forms.MultipleChoiceField(
        label=gettext_lazy("What happens"),
        choices=Stage.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=["answer", "grouping", "conclusions"],
    )
    answer_kind = forms.ChoiceField(
        label=gettext_lazy("How people answer"),
        choices=AnswerKind.choices,
        widget=forms.RadioSelect,
        initial=AnswerKind.OPEN,
    )
    given = forms.CharField(
        label=gettext_lazy("Statements or options"),
        required=False,
        help_text=gettext_lazy("One a line."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    scale_most = forms.IntegerField(
        label=gettext_lazy("Highest value of the scale"), min_value=2, max_value=10, initial=5
    )
    naming = forms.ChoiceField(
        label=gettext_lazy("Names"), choices=Naming.choices, widget=forms.RadioSelect, initial=Naming.CHOICE
    )
    asks_country = forms.BooleanField(
        label=gettext_lazy("Anonymous answers carry the country"), required=False
    )
    asks_audience = forms.BooleanField(
        label=gettext_lazy("Anonymous answers carry the audience"), required=False
    )
    confidential = forms.BooleanField(
        label=gettext_lazy("In confidence: answers stay out of the report"), required=False
    )
    showing = forms.ChoiceField(
        label=gettext_lazy("When others see answers"),
        choices=Showing.choices,
        widget=forms.RadioSelect,
        initial=Showing.AT_ONCE,
    )
    priority_method = forms.ChoiceField(
        label=gettext_lazy("How people prioritise"),
        choices=PriorityMethod.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    priority_places = forms.IntegerField(
        label=gettext_lazy("How many to take forward"), min_value=1, max_value=12, initial=3
    )

    def __init__(self, *args, session: Session, **kwargs):
        super().__init__(*args, **kwargs)
        self.session = session
        others = tuple(f"{kind}_{code}" for code in session.languages[1:] for kind in ("question", "plain"))
        self.FOLDS = ((gettext_lazy("The question in the other languages"), others), *type(self).FOLDS)
        for index, code in enumerate(session.languages or [session.language]):
            name = own_language_name(code)
            self.fields[f"question_{code}"] = forms.CharField(
                label=_("The question in %(language)s") % {"language": name},
                required=index == 0,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2, "lang": code}),
            )
            self.fields[f"plain_{code}"] = forms.CharField(
                label=_("In plain words, %(language)s") % {"language": name},
                help_text=_("Short words, one thing at a time.") if index == 0 else "",
                required=False,
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 2, "lang": code}),
            )
        self.order_fields(["title", *(n for n in self.fields if n.startswith(("question_", "plain_")))])
        from networks.base.forms import dress

        for field in self.fields.values():
            dress(field)

    def clean(self):
        data = super().clean()
        stages = data.get("stages") or []
        if Stage.PRIORITIES in stages and not data.get("priority_method"):
            self.add_error("priority_method", _("Choose how people prioritise."))
        if (
            data.get("answer_kind") in (AnswerKind.STATEMENTS, AnswerKind.OPTIONS)
            and len(self.given_lines()) < 2
        ):
            self.add_error("given", _("Write at least two, one a line."))
        if len(self.given_lines()) > 100:
            self.add_error("given", _("Write at most 100."))
        data["stages"] = [s for s in Stage.values if s in stages]
        return data

    def given_lines(self) -> list[str]:
        return list(
            dict.fromkeys(
                line.strip() for line in (self.cleaned_data.get("given") or "").splitlines() if line.strip()
            )
        )


class PeopleForm(PlainForm):
    """Who facilitates, reports and writes down."""

    KINDS = (
        ("facilitators", SessionRole.Kind.FACILITATOR),
        ("rapporteurs", SessionRole.Kind.RAPPORTEUR),
        ("scribes", SessionRole.Kind.SCRIBE),
    )

    def __init__(self, *args, network, **kwargs):
        super().__init__(*args, **kwargs)
        inside = Person.objects.filter(
            holding("affiliations__"), affiliations__network=network
        ) | Person.objects.filter(holding("roles__"), roles__network=network)
        inside = Person.objects.filter(pk__in=inside.values("pk"))
        self.fields["facilitators"] = persons(inside, label=_("Facilitators"))
        self.fields["rapporteurs"] = persons(inside, label=_("Rapporteur"), required=False)
        self.fields["scribes"] = persons(
            inside,
            label=_("Scribes"),
            help_text=_("They write for a table or a flip chart."),
            required=False,
        )


class DocumentForm(PlainForm):
    """A document to prepare with: a file or a link."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("PDF, DOCX, XLSX, PPTX, ODT or a picture, at most 20 MB."),
    )
    link = forms.URLField(label=gettext_lazy("Or a link"), required=False, assume_scheme="https")
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)

    def __init__(self, *args, network, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", "–"), *language_choices()]

    def clean(self):
        data = super().clean()
        if not data.get("file") and not data.get("link"):
            self.add_error("file", _("Choose a file, or write a link."))
        return data
