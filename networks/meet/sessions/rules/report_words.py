"""Sentences that the page and the files of a report have in common."""

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from networks.base.places import country_name, language_name, zone_place
from networks.base.texts import Version
from networks.meet.sessions.rules.report_shape import AnswerLine, PartOfReport, ReportContent, Words


def report_above(content: ReportContent) -> str:
    """The small line over the title: which session of which programme."""
    if content.programme:
        return _("Report of session %(n)s of %(of)s · %(programme)s") % {
            "n": content.position,
            "of": content.sessions,
            "programme": content.programme,
        }
    return _("Report of a session")


def when_line(content: ReportContent) -> str:
    """When it was held, in the time of the place."""
    if content.starts is None:
        return ""
    return _("%(date)s, %(time)s (%(zone)s)") % {
        "date": formats.date_format(content.starts, "DATE_FORMAT"),
        "time": formats.time_format(content.starts, "TIME_FORMAT"),
        "zone": zone_place(content.zone),
    }


def report_lead(content: ReportContent) -> str:
    """The report in a sentence: when, how many, how many questions."""
    people = ngettext("%(n)s person", "%(n)s people", content.present.people) % {"n": content.present.people}
    countries = ngettext("%(n)s country", "%(n)s countries", len(content.present.countries)) % {
        "n": len(content.present.countries)
    }
    questions = ngettext("%(n)s question", "%(n)s questions", len(content.parts)) % {"n": len(content.parts)}
    wording = (
        _("%(people)s from %(countries)s answered %(questions)s. This is what they concluded.")
        if content.answers
        else _("%(people)s from %(countries)s talked about %(questions)s. This is what they concluded.")
    )
    if not content.present.people:  # held elsewhere, and read in
        wording = _("%(questions)s. This is what was concluded.")
    said = wording % {
        "people": people,
        "countries": countries,
        "questions": questions,
    }
    day = formats.date_format(content.starts, "DATE_FORMAT") if content.starts else ""
    return _("%(day)s: %(said)s") % {"day": day, "said": said} if day else said


def people_line(content: ReportContent) -> list[str]:
    """Where, who hosted, who ran it, from which countries; a line each."""
    lines = []
    if when := when_line(content):
        lines.append(f"{when}, {content.mode}.")
    if content.hosts:
        hosts = ", ".join(f"{name} ({country_name(code)})" if code else name for name, code in content.hosts)
        lines.append(_("Hosted by %(hosts)s.") % {"hosts": hosts})
    if content.facilitators:
        lines.append(_("Facilitated by %(names)s.") % {"names": ", ".join(content.facilitators)})
    if content.rapporteurs:
        lines.append(_("Rapporteur: %(names)s.") % {"names": ", ".join(content.rapporteurs)})
    if content.present.countries:
        countries = ", ".join(
            f"{country_name(code)} ({n})" if n else country_name(code)
            for code, n in content.present.countries
        )
        lines.append(_("People came from %(countries)s.") % {"countries": countries})
    if content.present.audiences is None and content.present.people:
        lines.append(_("Several audiences took part."))
    return lines


def answers_sentence(part: PartOfReport) -> str:
    """How many answered, in how many languages, how."""
    said = ngettext("%(n)s answer", "%(n)s answers", part.answers) % {"n": part.answers}
    if part.languages:
        said += " " + ngettext("in %(n)s language", "in %(n)s languages", part.languages) % {
            "n": part.languages
        }
    if part.me_toos:
        said += ", " + ngettext("%(n)s “me too”", "%(n)s times “me too”", part.me_toos) % {"n": part.me_toos}
    if part.voices:
        said += ", " + ngettext("%(n)s voice in all", "%(n)s voices in all", part.voices) % {"n": part.voices}
    return f"{said} ({part.naming})."


def by_machine(version: Version) -> str:
    """Which version of a text this is, where it is not the original: by a machine, by a person, to be checked."""
    if version.original:
        return ""
    words = [
        _("translated by machine, checked by a person")
        if version.machine and version.checked
        else _("translated by machine")
        if version.machine
        else _("in plain words")
        if version.plain
        else _("translated by a person")
    ]
    if version.to_check:
        words.append(_("to check"))
    return "; ".join(words)


def gloss_line(words: Words) -> str:
    """The translation under an answer, with where it comes from."""
    gloss = words.gloss
    if gloss is None:
        return ""
    return f"{gloss_from(words)} {gloss.text}"


def gloss_from(words: Words) -> str:
    """Which translation it is: from which language, by whom, whether it has to be looked at."""
    gloss = words.gloss
    if gloss is None:
        return ""
    language = language_name(words.language)
    if gloss.machine and gloss.checked:
        said = _("From %(language)s, by machine, checked by a person") % {"language": language}
    elif gloss.machine:
        said = _("From %(language)s, by machine") % {"language": language}
    elif gloss.plain and gloss.language.split("-")[0] == words.language.split("-")[0]:
        said = _("In plain words")
    else:
        said = _("From %(language)s, by a person") % {"language": language}
    if gloss.to_check:
        said += ", " + _("to check")
    return said + ":"


def stand(answer: AnswerLine) -> str:
    """What an answer says: the option or statement, the mark, and its own words, as they were written."""
    said = []
    if answer.option:
        said.append(answer.option.shown.text)
        if answer.value is not None:
            marks = {1: _("agree"), 0: _("pass"), -1: _("disagree")}
            said[-1] = _("%(name)s: %(n)s") % {
                "name": said[-1],
                "n": marks.get(answer.value, str(answer.value)),
            }
    elif answer.value is not None:
        said.append(str(answer.value))
    if answer.words:
        said.append(answer.words.original)
    return " – ".join(said) if len(said) > 1 else "".join(said)
