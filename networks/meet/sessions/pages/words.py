"""A network fills in the few words that participants see, in any language."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from networks.base.doors import allow
from networks.base.places import language_choices, own_language_name
from networks.base.texts import is_right_to_left
from networks.meet.sessions.models import ParticipantWord
from networks.meet.sessions.words import WORDS, forget_words, shipped
from networks.people.permissions import coordinates

PLACE = re.compile(r"{\w+}")


@allow(coordinates)
def words(request: HttpRequest) -> HttpResponse:
    """GET: choose a language, fill in its words. POST: keep them; an empty field takes the program's own word."""
    languages = language_choices()
    language = request.GET.get("language", "")
    if language not in dict(languages):
        counts: dict[str, int] = {}
        for code in ParticipantWord.objects.values_list("language", flat=True):
            counts[code] = counts.get(code, 0) + 1
        rows = [(code, name, counts.get(code, 0), len(shipped(code))) for code, name in languages]
        return render(request, "sessions/words_languages.html", {"rows": rows, "of": len(WORDS)})
    filled = dict(ParticipantWord.objects.filter(language=language).values_list("key", "text"))
    errors: dict[str, str] = {}
    if request.method == "POST":
        filled = {key: request.POST.get(key, "").strip()[:300] for key in WORDS}
        errors = {key: why for key, text in filled.items() if (why := _wrong(WORDS[key], text))}
        if not errors:
            _keep(language, filled)
            here = reverse("participant-words", kwargs={"network": request.network.slug})
            return redirect(f"{here}?{urlencode({'language': language})}")
    own = shipped(language)
    rows = [
        (key, text, own.get(key, ""), filled.get(key, ""), errors.get(key, "")) for key, text in WORDS.items()
    ]
    context = {
        "rows": rows,
        "language": language,
        "language_name": own_language_name(language),
        "direction": "rtl" if is_right_to_left(language) else "ltr",
        "errors": errors,
        "missing": sum(1 for row in rows if not row[2] and not row[3]),
    }
    return render(request, "sessions/words.html", context, status=422 if errors else 200)


def _wrong(english: str, text: str) -> str:
    """What is wrong with a filled-in word: the places for names and numbers have to be those of the English."""
    wanted = set(PLACE.findall(english))
    if not text or (
        set(PLACE.findall(text)) == wanted and text.count("{") == text.count("}") == len(PLACE.findall(text))
    ):
        return ""
    if wanted:
        return _("Keep %(places)s as it is: a name or a number comes there.") % {
            "places": ", ".join(sorted(wanted))
        }
    return _("Write it without { and }.")


def _keep(language: str, filled: dict[str, str]) -> None:
    gone = [key for key, text in filled.items() if not text]
    ParticipantWord.objects.filter(language=language, key__in=gone).delete()
    ParticipantWord.objects.bulk_create(
        [ParticipantWord(language=language, key=key, text=text) for key, text in filled.items() if text],
        update_conflicts=True,
        unique_fields=["network", "language", "key"],
        update_fields=["text"],
    )
    forget_words()
