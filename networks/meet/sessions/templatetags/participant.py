"""Words and texts on participants' pages: `{% word "send" %}`, `{% written part "question" as question %}`."""

from uuid import uuid4

from django import template
from django.template.defaultfilters import linebreaks_filter
from django.utils.safestring import SafeString

from networks.base.keys import token
from networks.base.places import SPOKEN, country_choices, language_choices
from networks.base.texts import Reader, is_right_to_left
from networks.meet.sessions.words import Words
from networks.people.models import Audience

register = template.Library()


@register.simple_tag(takes_context=True)
def word(context, key: str, **values) -> str:
    """The word `key` in the participant's language (`words` in the context)."""
    words = context.get("words") or Words("en", {})
    return words.say(key, **values)


@register.simple_tag(takes_context=True)
def written(context, record, field: str):
    """The version of a text that this reader understands best (`reader` in the context)."""
    return record.version_for(field, context["reader"])


@register.simple_tag(takes_context=True)
def plainly(context, record, field: str):
    """The plain-language version of a text, or None."""
    return record.plain_for(field, context["reader"])


@register.filter
def direction(language: str) -> str:
    """`rtl` or `ltr`: which way a language is written."""
    return "rtl" if is_right_to_left(language or "") else "ltr"


@register.filter
def get(mapping, key):
    """What `mapping` holds under `key`."""
    return mapping.get(key)


@register.filter
def said(text: str) -> SafeString:
    """What somebody said: its lines and paragraphs, nothing else; all else is shown as it was typed."""
    return linebreaks_filter(text, autoescape=True)


@register.simple_tag
def new_key() -> str:
    """A key for an answer that is written without JavaScript: sent twice is accepted once."""
    return str(uuid4())


@register.simple_tag
def new_secret() -> str:
    """A key with which an anonymous author changes their answer."""
    return token()


@register.filter
def steps(part) -> range:
    """The steps of a part's scale."""
    return range(1, part.scale_most + 1)


@register.filter
def stand(value: int) -> str:
    """The word for a stand on a statement."""
    return {1: "agree", -1: "disagree"}.get(value, "pass")


@register.filter
def answer_languages(reader: Reader, session) -> list[tuple[str, str]]:
    """The languages that somebody may write in, their own first."""
    first = [*reader.languages, *session.languages]
    return language_choices(list(dict.fromkeys([*first, *SPOKEN])))


@register.filter
def countries(words: Words) -> list[tuple[str, str]]:
    """The countries to choose from."""
    return country_choices(words["not_said"])


@register.filter
def audiences(words: Words) -> list[tuple[str, str]]:
    """The audiences to choose from."""
    return [("", words["not_said"]), *((key, words[key]) for key in Audience.values)]
