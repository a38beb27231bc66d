"""Setting up how a network admits members: the usual papers and steps to begin with, which it then changes."""

from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from networks.network.membership.models import Admission, AskedDocument, WelcomeStep
from networks.people.mail import in_language
from networks.record.rules import record

# What networks of this kind ask for: name, what it should hold, whether it has to be there.
DOCUMENTS = (
    (gettext_lazy("Letter of motivation"), gettext_lazy("Why you want to join, and what you can bring in. One page is enough."), True),
    (gettext_lazy("Identity sheet"), gettext_lazy("Who you are: legal form, year of foundation, what you do, for how many people."), True),
    (gettext_lazy("Statutes"), gettext_lazy("The statutes or articles in force, in their own language."), True),
    (gettext_lazy("Accounts of the last year"), gettext_lazy("The last accounts that were approved."), False),
)  # fmt: skip
WELCOME = (
    gettext_lazy("Write to the new member and name a person to turn to"),
    gettext_lazy("Ask who represents it and who receives invoices"),
    gettext_lazy("Introduce it to the other members"),
    gettext_lazy("Invite it to the next session"),
)


@transaction.atomic
def set_up(network: Any, *, by: Any) -> Admission:
    """Make the usual way to become a member, closed until the network opens it. Twice is once."""
    language = (network.languages or ["en"])[0]
    try:
        with transaction.atomic():
            made = Admission.objects.create(language=language)
    except IntegrityError:
        return Admission.objects.get()
    for position, (name, help_text, required) in enumerate(DOCUMENTS):
        _in_all_languages(
            network,
            AskedDocument(required=required, position=position, language=language),
            {"name": name, "help": help_text},
            by,
        )
    for position, text in enumerate(WELCOME):
        _in_all_languages(network, WelcomeStep(position=position, language=language), {"text": text}, by)
    record("admission.set_up", made, actor=by)
    return made


def _in_all_languages(network: Any, row: Any, texts: dict[str, Any], by: Any) -> None:
    """Write program texts as the network's own: in its first language (English where the program does not speak it), and the others it speaks."""
    spoken = dict(settings.LANGUAGES)
    if row.language.split("-")[0] not in spoken:
        row.language = "en"
    with in_language(row.language):
        for field, text in texts.items():
            setattr(row, field, str(text))
    row.save()
    for tag in network.languages:
        if tag.split("-")[0] in spoken and tag != row.language:
            with in_language(tag):
                for field, text in texts.items():
                    row.put_version(field, tag, str(text), author=by)


@transaction.atomic
def retire(row: Any, *, by: Any) -> None:
    """Ask for it no longer. Applications that have it keep it."""
    type(row).objects.filter(pk=row.pk, retired_at=None).update(retired_at=timezone.now())
    record("admission.changed", row, actor=by)
