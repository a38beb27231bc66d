"""A session's report as data: JSON (docs/data-format.md) and three tables as CSV. The same content gives the same bytes.

Names of fields never change within a version of the format; keys of records stay the same from one export to the next. There is no time in
it but that of the session: when somebody wrote is nobody's business.
"""

import json
from collections.abc import Sequence
from typing import Any

from networks.base.files.sheets import Value, csv, delimiter_for
from networks.meet.sessions.rules.report_shape import (
    AnswerLine,
    ConclusionLine,
    Evaluation,
    PartOfReport,
    ReportContent,
    ThemeLine,
    Words,
)

FORMAT, VERSION = "net-works/session-report", 1


def report_json(content: ReportContent) -> bytes:
    """Return the report as JSON: UTF-8, keys in a fixed order, two spaces, one line end at the end."""
    return (json.dumps(as_data(content), ensure_ascii=False, indent=2) + "\n").encode()


def as_data(content: ReportContent) -> dict[str, Any]:
    """Return the report as plain values of JSON."""
    present = content.present
    return {
        "format": FORMAT,
        "version": VERSION,
        "edition": str(content.edition),
        "session": {
            "key": content.key,
            "network": content.network,
            "title": _words(content.title),
            "aim": _words(content.aim),
            "programme": content.programme,
            "position": content.position,
            "of": content.sessions,
            "state": content.state,
            "starts_local": content.starts.strftime("%Y-%m-%dT%H:%M") if content.starts else None,
            "zone": content.zone,
            "minutes": content.minutes,
            "hosts": [{"name": name, "country": country} for name, country in content.hosts],
            "facilitators": content.facilitators,
            "rapporteurs": content.rapporteurs,
        },
        "introduction": _words(content.introduction),
        "plain": _words(content.plain),
        "present": {
            "people": present.people,
            "guests": present.guests,
            "organisations": present.organisations,
            "countries": [{"country": code, "people": n or None} for code, n in present.countries],
            "languages": present.languages,
            "audiences": None
            if present.audiences is None
            else [{"audience": name, "people": n} for name, n in present.audiences],
        },
        "parts": [_part(part) for part in content.parts],
        "evaluations": [_evaluation(evaluation) for evaluation in content.evaluations],
        "methods": content.methods,
    }


def _words(words: Words | None) -> dict[str, Any] | None:
    if words is None:
        return None
    return {
        "text": words.original,
        "language": words.language,
        "versions": [
            {
                "language": version.language,
                "plain": version.plain,
                "machine": version.machine,
                "to_check": version.to_check,
                "text": version.text,
            }
            for version in words.versions
        ],
    }


def _part(part: PartOfReport) -> dict[str, Any]:
    return {
        "key": part.key,
        "number": part.number,
        "question": _words(part.question),
        "anonymous": part.anonymous,
        "confidential": part.confidential,
        "answer_kind": part.answer_kind,
        "answers_in_all": part.answers,
        "answers_shown": part.answers_shown,
        "me_toos": part.me_toos,
        "voices": None if part.anonymous else part.voices,
        "themes": [_theme(theme) for theme in part.themes],
        "choices": [
            {"label": c.label, "language": c.language, "n": c.n, "detail": c.detail} for c in part.choices
        ],
        "priorities": part.results,
        "conclusions": [_conclusion(conclusion) for conclusion in part.conclusions],
        "answers": [_answer(answer) for answer in sorted(part.shown, key=_number)],
    }


def _number(answer: AnswerLine) -> list[int]:
    return [int(n) for n in answer.ref.split(".")]


def _theme(theme: ThemeLine) -> dict[str, Any]:
    return {
        "key": theme.key,
        "ref": theme.ref,
        "name": _words(theme.name),
        "n": theme.n,
        "countries": theme.countries,
        "answers": [answer.ref for answer in theme.answers],
        "cited_in": sorted(set(theme.cited_in)),
    }


def _conclusion(conclusion: ConclusionLine) -> dict[str, Any]:
    return {
        "key": conclusion.key,
        "number": conclusion.number,
        "kind": conclusion.kind,
        "text": _words(conclusion.text),
        "dissent": _words(conclusion.dissent),
        "nobody_differed": conclusion.no_dissent,
        "unsupported": conclusion.unsupported,
        "agreed": conclusion.agreed,
        "asked": conclusion.asked,
        "themes": [theme.ref for theme in conclusion.themes],
        "answers": [answer.ref for answer in conclusion.answers],
        "sources_not_shown": conclusion.not_shown,
        "country": conclusion.country,
        "done_by": conclusion.done_by,
        "owner": conclusion.owner,
        "due": conclusion.due.isoformat() if conclusion.due else None,
    }


def _answer(answer: AnswerLine) -> dict[str, Any]:
    return {
        "key": answer.key,
        "ref": answer.ref,
        "text": _words(answer.words),
        "option": _words(answer.option),
        "value": answer.value,
        "name": answer.name,
        "organisation": answer.organisation,
        "country": answer.country,
        "voices": answer.voices,
        "me_toos": answer.me_toos,
        "theme": answer.theme,
        "cited_in": sorted(set(answer.cited_in)),
    }


def _evaluation(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "moment": evaluation.moment,
        "invited": evaluation.invited,
        "responses": evaluation.responses if evaluation.enough else None,
        "questions": [
            {
                "title": question.title,
                "n": question.n,
                "counts": [{"label": label, "n": n} for label, n in question.bars],
                "words": [{"text": text, "language": language} for text, language in question.words],
            }
            for question in evaluation.questions
            if question.shown
        ],
    }


# ---- tables ----

ANSWERS = (
    "part", "question", "answer", "theme", "text", "language", "translation", "translation_language", "translated_by", "option",
    "value", "name", "organisation", "country", "voices", "me_toos", "conclusions",
)  # fmt: skip
THEMES = ("part", "theme", "name", "language", "n", "unit", "answers_shown", "conclusions")
CONCLUSIONS = (
    "part", "number", "kind", "text", "language", "dissent", "agreed", "asked", "answers", "themes", "sources_not_shown",
    "country", "done_by", "owner", "due",
)  # fmt: skip


def answers_csv(content: ReportContent) -> bytes:
    """Return the answers, one a row, in the order of their numbers."""
    rows = [_answer_row(part, answer) for part in content.parts for answer in sorted(part.shown, key=_number)]
    return _table(ANSWERS, rows, content)


def _answer_row(part: PartOfReport, answer: AnswerLine) -> list[Value]:
    gloss = answer.words.gloss if answer.words else None
    theme = next((t.name.original for t in part.themes if t.ref == answer.theme), "")
    by = "" if gloss is None else "machine" if gloss.machine else "person"
    return [
        part.number,
        part.question.shown.text,
        answer.ref,
        theme,
        answer.words.original if answer.words else "",
        answer.words.language if answer.words else "",
        gloss.text if gloss else "",
        gloss.language if gloss else "",
        f"{by}, to check" if gloss and gloss.to_check else by,
        answer.option.original if answer.option else "",
        answer.value,
        answer.name,
        answer.organisation,
        answer.country,
        answer.voices,
        answer.me_toos,
        _refs(sorted(set(answer.cited_in))),
    ]


def themes_csv(content: ReportContent) -> bytes:
    """Return the themes, one a row."""
    rows = [
        [
            part.number,
            theme.ref,
            theme.name.original,
            theme.name.language,
            theme.n,
            "answers and me-toos" if part.anonymous else "voices",
            len(theme.answers),
            _refs(sorted(set(theme.cited_in))),
        ]
        for part in content.parts
        for theme in part.themes
    ]
    return _table(THEMES, rows, content)


def conclusions_csv(content: ReportContent) -> bytes:
    """Return the conclusions, one a row."""
    rows = [
        [
            c.part,
            c.number,
            c.kind,
            c.text.original,
            c.text.language,
            c.dissent.original if c.dissent else "",
            c.agreed,
            c.asked,
            _refs(answer.ref for answer in c.answers),
            _refs(theme.ref for theme in c.themes),
            c.not_shown,
            c.country,
            c.done_by,
            c.owner,
            c.due,
        ]
        for c in content.conclusions
    ]
    return _table(CONCLUSIONS, rows, content)


def _refs(refs: Any) -> str:
    """Several numbers in a cell."""
    return " ".join(str(ref) for ref in refs)


def _table(header: Sequence[str], rows: Sequence[Sequence[Value]], content: ReportContent) -> bytes:
    return csv(header, rows, delimiter_for(content.language))
