"""Words of the program: found without gettext's tools, checked, compiled."""

import gettext

import pytest
from django.core.management import CommandError, call_command

from networks.base.catalogues import compile_catalogues, messages, problems, update

TEMPLATE = """{% load i18n %}<h1>{% translate "Answers" %}</h1>
  <p title="{% translate 'Who' context 'question' %}">{% blocktranslate count n=n %}{{ n }} answer{% plural %}{{ n }} answers{% endblocktranslate %}</p>"""
CODE = "from django.utils.translation import gettext as _\n\ndef f(name):\n    return _('Hello {name}').format(name=name)\n"


@pytest.fixture
def house(tmp_path):
    (tmp_path / "room" / "templates" / "room").mkdir(parents=True)
    (tmp_path / "room" / "templates" / "room" / "page.html").write_text(TEMPLATE)
    (tmp_path / "room" / "views.py").write_text(CODE)
    return tmp_path


@pytest.fixture
def catalogue(house, settings):
    settings.LOCALE_PATHS = [house / "locale"]
    path = house / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    update(path, messages(house))
    return path


def translate(path, **changes):
    text = path.read_text()
    for msgid, msgstr in {
        "Answers": "Réponses",
        "Who": "Qui",
        "Hello {name}": "Bonjour {name}",
        **changes,
    }.items():
        text = text.replace(f'msgid "{msgid}"\nmsgstr ""', f'msgid "{msgid}"\nmsgstr "{msgstr}"')
    text = text.replace('msgstr[0] ""', 'msgstr[0] "une réponse"')
    path.write_text(text.replace('msgstr[1] ""', 'msgstr[1] "%(n)s réponses"'))


def test_messages_of_templates_and_code_are_found(house):
    (house / "room" / "later.py").write_text(
        "from django.utils.translation import gettext_lazy as _later\nNAME = _later('A clock')\n"
    )
    assert set(messages(house)) == {
        ("", "Answers", ""),
        ("question", "Who", ""),
        ("", "%(n)s answer", "%(n)s answers"),
        ("", "Hello {name}", ""),
        ("", "A clock", ""),
    }


def test_a_whole_translation_has_no_problems_and_is_compiled_once(house, catalogue):
    translate(catalogue, Answers="Réponses : « toutes » ?")

    assert problems(catalogue, messages(house)) == []
    assert compile_catalogues() == 1
    assert compile_catalogues() == 0
    with catalogue.with_suffix(".mo").open("rb") as file:
        said = gettext.GNUTranslations(file).gettext("Answers")
    assert said.replace("\N{NO-BREAK SPACE}", "_") == "Réponses_: «_toutes_»_?"  # no line begins with :


def test_missing_unlike_fuzzy_and_unused_are_told(house, catalogue):
    translate(catalogue, **{"Hello {name}": "Bonjour {nom}", "Who": ""})
    catalogue.write_text(catalogue.read_text().replace('msgid "Answers"', 'msgid "Replies"'))

    told = {problem.split(" (")[0] for problem in problems(catalogue, messages(house))}
    assert told == {
        "missing: 'Answers'",
        "missing: 'Who'",
        "unlike placeholders: 'Hello {name}'",
        "no longer used: 'Replies'",
    }


def test_what_a_translator_doubted_is_neither_accepted_nor_shown(house, catalogue):
    translate(catalogue)
    catalogue.write_text(catalogue.read_text().replace('msgid "Answers"', '#, fuzzy\nmsgid "Answers"'))

    assert [p.split(" (")[0] for p in problems(catalogue, messages(house))] == ["fuzzy: 'Answers'"]
    compile_catalogues()
    with catalogue.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Answers") == "Answers"


def test_translations_are_kept_when_the_catalogue_is_brought_up_to_date(house, catalogue):
    translate(catalogue)
    (house / "room" / "views.py").write_text(CODE.replace("Hello", "Good day,"))

    update(catalogue, messages(house))

    text = catalogue.read_text()
    assert 'msgstr "Réponses"' in text
    assert "Hello" not in text


def test_the_command_fails_where_words_are_missing(catalogue, capsys):
    with pytest.raises(CommandError):
        call_command("words", "--check")
