"""A result of priorities made ready to be read: one plain sentence, rows, and how it was computed. Used by every page that shows one."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from networks.base.texts import Reader
from networks.meet.sessions.models import Part, PriorityResult
from networks.meet.sessions.models.planning import PriorityMethod
from networks.meet.sessions.rules import prioritising
from networks.meet.sessions.rules.computing_priorities import FEW, FIRST

METHODS = "/j/methods/"  # the page of methods, which anybody may read


@dataclass
class Row:
    """One statement, option or theme with its figures."""

    key: str
    text: str
    language: str
    place: int = 0
    agree: int = 0
    passed: int = 0
    disagree: int = 0
    groups: list[tuple] = field(default_factory=list)  # (letter, agree, passed, disagree)
    count: int = 0
    words: str = ""
    notes: list[str] = field(default_factory=list)
    spread: list[tuple] = field(default_factory=list)  # (grade in words, people)
    grades: int = 0


@dataclass
class Shown:
    """What templates draw."""

    method: str
    people: int
    sentence: SafeString
    how: list[str]
    method_url: str
    used: int
    computed_at: Any
    rows: list[Row] = field(default_factory=list)
    more: dict = field(default_factory=dict)
    html: str = ""  # drawn, where a page keeps it for many


def shown_result(part: Part, reader: Reader, *, hidden_too: bool = False) -> Shown | None:
    """The result of `part` for a reader; None where there is none or it is not shown."""
    row = prioritising.result_of(part, hidden_too=hidden_too)
    if row is None:
        return None
    texts = {t.key: t.shown(reader) for t in prioritising.targets(part)}
    rows = {key: Row(key, str(text), text.language) for key, text in texts.items()}
    builders: dict[str, Any] = {
        PriorityMethod.AGREEMENT: _agreement,
        PriorityMethod.APPROVAL: _approval,
        PriorityMethod.RANKING: _ranking,
        PriorityMethod.RATING: _rating,
    }
    return builders[row.method](row, rows)


def _shown(row: PriorityResult, sentence: Any, how: list[str], rows: list[Row], **more: Any) -> Shown:
    return Shown(
        row.method, row.result["people"], sentence, [str(line) for line in how], f"{METHODS}#{row.method}",
        row.used_update, row.computed_at, rows, more,
    )  # fmt: skip


def _names(rows: list[Row]) -> SafeString:
    """“a”, “b” and “c”, each in its language."""
    said = [
        format_html(_("“{}”"), format_html("<span lang='{}'>{}</span>", r.language, r.text)) for r in rows
    ]
    if not said:
        return SafeString("")
    if len(said) == 1:
        return said[0]
    return format_html(_("{} and {}"), format_html_join(", ", "{}", ((one,) for one in said[:-1])), said[-1])


def _people(n: int) -> str:
    return ngettext("%(n)s person", "%(n)s people", n) % {"n": n}


# ---- agree, disagree, pass ----


def _agreement(row: PriorityResult, rows: dict[str, Row]) -> Shown:
    r = row.result
    for key, one in rows.items():
        one.agree, one.passed, one.disagree = r["counts"].get(key, (0, 0, 0))
        one.groups = [(letter, *group[key]) for letter, group in sorted(r["groups"].items()) if key in group]
    everything = sorted(rows.values(), key=lambda o: (-o.agree, o.disagree, o.text))
    seen = [one for one in everything if one.agree + one.passed + one.disagree]
    people = r["people"]
    how = [
        _("%(people)s gave %(votes)s views on %(statements)s statements.")
        % {"people": _people(people), "votes": r["votes"], "statements": r["statements"]}
    ]
    grouped = r["outcome"] == "GROUPED" and r["sizes"]
    consensus = [(rows[k], side, value, n) for k, side, value, n in r.get("consensus", ()) if k in rows]
    if grouped:
        sentence = _grouped_sentence(r, consensus)
        how += [
            _("People who voted alike on most statements are in one opinion group. %(considered)s were placed; a group has at least %(few)s people.")
            % {"considered": _people(r["considered"]), "few": FEW},
            _("A statement is agreed by every group when most of each group chose the same. The groups count alike, however large they are; a statement with fewer than %(few)s views in a group is left out.")
            % {"few": FEW},
        ]  # fmt: skip
    else:
        sentence = _counted_sentence(seen, people)
        how.append(_why_no_groups(r))
    index = {letter: ord(letter) - ord("A") for letter in r["sizes"]}
    groups = [
        {
            "letter": letter,
            "people": size,
            "sets_apart": [
                (rows[key], side)
                for key, side, _sure in r.get("representative", {}).get(letter, ())
                if key in rows
            ],
        }
        for letter, size in sorted(r["sizes"].items())
    ]
    return _shown(
        row,
        sentence,
        how,
        everything,
        grouped=bool(grouped),
        points=[(x, y, index.get(letter)) for x, y, letter in r.get("points", ())] if grouped else [],
        groups=groups if grouped else [],
        consensus=[c for c in consensus if c[1] == 1][:FIRST],
        refused=[c for c in consensus if c[1] == -1][:FIRST],
        description=_described(r) if grouped else "",
        share=round(100 * sum(r["shares"])) if grouped else 0,
    )


def _grouped_sentence(r: dict, consensus: list) -> SafeString:
    n = len(r["sizes"])
    agreed = [c[0] for c in consensus if c[1] == 1][:2]
    if agreed:
        return format_html(
            _("{} see this in {} ways. <mark>Every group agrees most with {}.</mark>"),
            _people(r["people"]), n, _names(agreed),
        )  # fmt: skip
    return format_html(
        _("{} see this in {} ways. <mark>There is no statement on which every group agrees.</mark>"),
        _people(r["people"]), n,
    )  # fmt: skip


def _counted_sentence(seen: list[Row], people: int) -> SafeString:
    if not seen:
        return format_html("{}", _("Nobody has chosen yet."))
    best = seen[0]
    level = [one for one in seen if (one.agree, one.disagree) == (best.agree, best.disagree)]
    if len(level) > 1:
        return format_html(
            ngettext(
                "<mark>{} person agrees with each of {}.</mark> No other statement has more.",
                "<mark>{} people agree with each of {}.</mark> No other statement has more.",
                best.agree,
            ),
            best.agree,
            _names(level[:3]),
        )
    return format_html(
        _("<mark>Of {} who saw it, {} agree with {}.</mark> No other statement has more."),
        best.agree + best.passed + best.disagree, best.agree, _names([best]),
    )  # fmt: skip


def _why_no_groups(r: dict) -> str:
    return {
        "TOO_FEW_PEOPLE": _("There are too few people for opinion groups (15 are needed), so views are only counted."),
        "TOO_FEW_VOTES": _("People have given too few views for opinion groups (half of them need 7), so views are only counted."),
        "NO_CLEAR_GROUPS": _("No opinion groups of at least 5 people stand out, so views are only counted."),
    }.get(r["outcome"], "")  # fmt: skip


def _described(r: dict) -> str:
    sizes = " ".join(
        _("Group %(letter)s: %(n)s.") % {"letter": letter, "n": _people(n)}
        for letter, n in sorted(r["sizes"].items())
    )
    alike = _("Near each other means: they voted alike.")
    return f"{sizes} {alike}"


# ---- choose several ----


def _approval(row: PriorityResult, rows: dict[str, Row]) -> Shown:
    r = row.result
    people, places = r["people"], r["places"]
    for key, one in rows.items():
        one.count = r["counts"].get(key, 0)
        one.words = _("%(n)s of %(all)s") % {"n": one.count, "all": people}
        if key in r["by_lot"]:
            one.notes.append(
                _("drawn by lot") if key in r["chosen"] else _("level with others; the lot fell on another")
            )
    for place, key in enumerate(r["chosen"], 1):
        if key in rows:
            rows[key].place = place
    chosen = [rows[k] for k in r["chosen"] if k in rows]
    others = sorted((o for o in rows.values() if o.key not in r["chosen"]), key=lambda o: (-o.count, o.text))
    if not chosen:
        sentence = format_html("{}", _("Nobody has marked anything yet."))
    else:
        sentence = format_html(
            _("<mark>{}</mark> were chosen so that every larger part of the group has at least one that it supports: {} of {} people support at least one."),
            _names(chosen), r["represented"], people,
        ) if len(chosen) > 1 else format_html(
            _("<mark>{}</mark> was chosen: {} of {} people support it."), _names(chosen), r["represented"], people
        )  # fmt: skip
    how = [
        _("%(people)s took part, %(blank)s of them without a mark. %(places)s places were to be given.")
        % {"people": _people(people), "blank": r["blank"], "places": places},
        _("Method of equal shares: everybody gets the same share of the places, and one is chosen when its supporters can pay for it together; what is left goes by Phragmén's method."),
    ]  # fmt: skip
    plain = [rows[k] for k in r["most_marks"] if k in rows]
    if set(r["most_marks"]) != set(r["chosen"]) and plain:
        how.append(
            _(
                "Plain counting would have chosen others, and %(n)s of %(all)s people would support at least one of them."
            )
            % {"n": r["represented_by_most_marks"], "all": people}
        )
    ties = []
    if r["places_by_lot"]:
        level = [rows[k] for k in r["by_lot"] if k in rows]
        ties = level
    return _shown(
        row, sentence, how, chosen + others,
        chosen=chosen, others=others, plain=plain, ties=ties, places_by_lot=r["places_by_lot"], seed=r["seed"],
        lots=_lots(ties, r["seed"]), unrepresented=r["unrepresented"],
        wishes=sorted(((rows[k], n) for k, n in r["wishes"].items() if k in rows), key=lambda w: (-w[1], w[0].text)),
        empty=places - len(r["chosen"]),
    )  # fmt: skip


def _lots(ties: list[Row], seed: str) -> list[tuple[Row, str]]:
    from networks.base.lots import lot

    return sorted(((one, lot(one.key, seed)) for one in ties), key=lambda pair: pair[1])


# ---- put in order ----


def _ranking(row: PriorityResult, rows: dict[str, Row]) -> Shown:
    r = row.result
    place, levels = 1, []
    for level in r["levels"]:
        found = sorted((rows[k] for k in level if k in rows), key=lambda o: o.text)
        for one in found:
            one.place = place
            one.count = int(r["first"].get(one.key, 0))
        place += len(level)
        levels.append(found)
    ordered = [one for level in levels for one in level]
    cast = r["people"] - r["blank"]
    if not ordered:
        sentence = format_html("{}", _("Nobody has put anything in order yet."))
    elif len(r["winners"]) > 1:
        sentence = format_html(
            _("<mark>{} are level in the first place;</mark> {} people put them in order."),
            _names(levels[0]),
            cast,
        )
    elif r["beats_all"]:
        sentence = format_html(
            _("<mark>More people prefer {} to each of the others</mark> than the other way round; {} people put them in order."),
            _names(levels[0]), cast,
        )  # fmt: skip
    else:
        sentence = format_html(
            _("<mark>{} comes first by the strongest chains of preferences.</mark> Compared two by two, none is preferred to every other; {} people put them in order."),
            _names(levels[0]), cast,
        )  # fmt: skip
    how = [
        _("%(people)s took part, %(blank)s of them without an order.") % {"people": _people(r["people"]), "blank": r["blank"]},
        _("Beat path: every two are compared on every order, and one stands before another when its strongest chain of wins is stronger than the way back. What somebody left out counts as last."),
    ]  # fmt: skip
    preferring = {(one, other): n for one, other, n in r["pairs"]}
    table = [
        (one, [None if other is one else preferring.get((one.key, other.key), 0) for other in ordered])
        for one in ordered
    ]
    ties = [one for level in levels[:1] if len(level) > 1 for one in level]
    return _shown(
        row, sentence, how, ordered, table=table, ties=ties, lots=_lots(ties, r["seed"]), seed=r["seed"],
        places_by_lot=1 if ties else 0,
    )  # fmt: skip


# ---- give a grade ----


def grade_words() -> dict[int, str]:
    return {1: _("Bad"), 2: _("Poor"), 3: _("Fair"), 4: _("Good"), 5: _("Very good")}


def _rating(row: PriorityResult, rows: dict[str, Row]) -> Shown:
    r = row.result
    named = grade_words()
    place = 1
    for level in r["levels"]:
        for key in level:
            if key in rows:
                one, rated = rows[key], r["rated"][key]
                one.place, one.grades = place, rated["grades"]
                one.words = named.get(rated["median"], _("not graded"))
                one.spread = [(named[n], people) for n, people in enumerate(rated["spread"], 1)]
        place += len(level)
    ordered = sorted((o for o in rows.values() if o.place), key=lambda o: (o.place, o.text))
    best = [o for o in ordered if o.place == 1 and o.grades]
    if not best:
        sentence = format_html("{}", _("Nobody has given a grade yet."))
    else:
        sentence = format_html(
            _("<mark>{}: at least half of those who graded it say “{}” or better.</mark> No other is graded higher."),
            _names(best[:3]), best[0].words,
        )  # fmt: skip
    how = [
        _("%(people)s took part, %(blank)s of them without a grade.") % {"people": _people(r["people"]), "blank": r["blank"]},
        _("Majority judgement: what counts is the middle grade. Of equal middle grades one is taken away from each, until they differ."),
    ]  # fmt: skip
    return _shown(row, sentence, how, ordered, ties=best if len(best) > 1 else [], seed=r["seed"])
