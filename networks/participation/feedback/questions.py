"""The questions that are asked, by key. Kinds: `faces` (1–5, also with words), `words` (free text), `choice` (one of several)."""

from django.utils.translation import gettext_lazy as _

AFTER_SESSION = [
    {"key": "useful", "kind": "faces"},
    {"key": "clear", "kind": "faces"},
    {"key": "heard", "kind": "faces"},
    {"key": "accessible", "kind": "faces"},
    {"key": "learned", "kind": "words"},
    {"key": "use", "kind": "words"},
    {"key": "change", "kind": "words"},
]
LATER = [
    {"key": "used", "kind": "choice", "choices": ["yes", "partly", "not_yet", "no"]},
    {"key": "used_how", "kind": "words"},
]
WORDS = {
    "useful": (_("Was it useful for you?"), _("Was it good for you?")),
    "clear": (_("Was it clear?"), _("Did you understand everything?")),
    "heard": (_("Could you say what you wanted to say?"), _("Could you speak?")),
    "accessible": (_("Could you take part without obstacles?"), _("Was it easy to take part?")),
    "learned": (_("What did you learn?"), _("What is new for you?")),
    "use": (_("One thing you will use"), _("What will you do now?")),
    "change": (_("One thing to do differently next time"), _("What should be better?")),
    "used": (_("Did you use it?"), _("Did you use it?")),
    "used_how": (_("How, or what stood in the way?"), _("What happened?")),
}
FACES = {5: _("Yes, very"), 4: _("Rather yes"), 3: _("In between"), 2: _("Rather no"), 1: _("No")}
CHOICES = {"yes": _("Yes"), "partly": _("In part"), "not_yet": _("Not yet, but I will"), "no": _("No")}


def wording(key: str, plain: bool = False) -> str:
    """Return the words of a question, standard or plain."""
    standard, easy = WORDS[key]
    return str(easy if plain else standard)
