"""Schedules of fees, reductions and write-offs in the words that a body adopts, amends, and thereby puts in force."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from networks.base.texts import Reader
from networks.network.membership.methods import amounts_in_words as words
from networks.network.membership.methods.amounts_in_words import NoAmount, OtherLines, Slot
from networks.network.membership.models import FeeNotice, FeeReduction, FeeRuleRow, FeeSchedule, Terms
from networks.network.membership.rules.names import category_names, named
from networks.participation.money.amounts import DIGITS, shown
from networks.participation.referrals.rules import NotNow
from networks.people.models import Network

Put = Callable[[Decimal], None]  # what takes an amount in
RATE = 6  # digits of what is paid for each unit of a figure


# ---- schedules ----


def _rows(schedule: FeeSchedule) -> list[FeeRuleRow]:
    """Its rules in an order that stays, whatever happens to categories while a body has not decided."""
    return list(schedule.rules.select_related("category").order_by("pk"))


def _slots(schedule: FeeSchedule, rows: Sequence[FeeRuleRow]) -> list[tuple[Slot, Put]]:
    """Every amount of a schedule, always in the same order, with what takes another one in."""
    names = category_names(Reader((schedule.language,)))
    found: list[tuple[Slot, Put]] = []
    with override(schedule.language):
        for row in rows:
            name = names.get(row.category_id, "") or _("All other categories")
            found += _of_row(schedule, row, name, schedule.language)
    return found


def _of_row(
    schedule: FeeSchedule, row: FeeRuleRow, name: str, language: str, *, grouped: bool = False
) -> list[tuple[Slot, Put]]:
    currency = schedule.currency
    digits = min(DIGITS.get(currency, 2), 2)
    name = " ".join(name.split())

    def of_row(field: str) -> Put:
        return lambda value: setattr(row, field, value)

    def within(part: dict[str, Any], field: str) -> Put:
        return lambda value: part.__setitem__(field, f"{value:f}")

    found: list[tuple[Slot, Put]] = []
    if row.basis == "fixed":
        found.append((Slot(name, row.amount, currency, digits), of_row("amount")))
    elif row.basis == "figure":
        for band in sorted(row.bands, key=lambda band: Decimal(band["from"])):
            start = words.number(Slot("", Decimal(0), digits=RATE), Decimal(band["from"]), language)
            if grouped:  # to be read, and not read back
                start = number_format(Decimal(band["from"]).normalize(), use_l10n=True, force_grouping=True)
            label = _("%(category)s, from %(start)s") % {"category": name, "start": start}
            found.append((Slot(label, Decimal(band["amount"]), currency, digits), within(band, "amount")))
            if Decimal(band["rate"]):
                label = _("%(category)s, from %(start)s, for each unit") % {"category": name, "start": start}
                found.append((Slot(label, Decimal(band["rate"]), digits=RATE), within(band, "rate")))
    else:
        for group in row.groups:
            label = f"{name}, {' '.join(group['name'].split())}"
            found.append((Slot(label, Decimal(group["amount"]), currency, digits), within(group, "amount")))
    if row.minimum is not None:
        label = _("%(category)s, not less than") % {"category": name}
        found.append((Slot(label, row.minimum, currency, digits), of_row("minimum")))
    if row.cap is not None:
        label = _("%(category)s, not more than") % {"category": name}
        found.append((Slot(label, row.cap, currency, digits), of_row("cap")))
    return found


def schedule_text(schedule: FeeSchedule) -> tuple[str, str]:
    """The words that are adopted: what for, and every amount. And their language."""
    with override(schedule.language):
        head = _("%(name)s %(year)s, version %(version)s: these amounts are adopted.") % {
            "name": schedule.name, "year": schedule.year, "version": schedule.version,
        }  # fmt: skip
    slots = [slot for slot, _put in _slots(schedule, _rows(schedule))]
    return words.write(head, slots, schedule.language), schedule.language


def schedule_fits(schedule: FeeSchedule, before: str, after: str) -> None:
    """Whether an amended text can be put in force: the same lines, each with an amount. Otherwise NotNow."""
    if not words.items(before):  # asked before amounts stood in the text: its words decide nothing else
        return
    rows = _rows(schedule)
    slots = _slots(schedule, rows)
    _must_read(lambda: words.same_lines(before, after), schedule.language)
    _take_in(slots, after, schedule.language)
    _must_hold(rows)


def schedule_reworded(schedule: FeeSchedule, text: str) -> None:
    """A body amended the amounts before it decided: these are put in force."""
    if not words.items(text):
        return
    rows = _rows(schedule)
    _take_in(_slots(schedule, rows), text, schedule.language)
    _must_hold(rows)
    for row in rows:
        row.save(update_fields=["amount", "bands", "groups", "minimum", "cap"])


def schedule_figures(schedule: FeeSchedule, text: str) -> list[tuple[str, str]]:
    """What each amount is in `text`, as it is shown; nothing where it says none."""
    return _figures([slot for slot, _put in _slots(schedule, _rows(schedule))], text, schedule.language)


def schedule_facts(schedule: FeeSchedule, actor: Any) -> Iterable[tuple[Any, Any]]:
    """For the page of whoever decides: on what each rule is based, every amount, and what holds for all; in the reader's words."""
    names, language = category_names(actor.reader), get_language() or schedule.language
    rows = list(schedule.rules_to_read())
    figures = named([row.figure for row in rows if row.figure], actor.reader)
    for row in rows:
        name = names.get(row.category_id, "") or _("All other categories")
        if row.basis == "figure":
            yield name, _("By the figure “%(figure)s” of %(year)s.") % {
                "figure": figures[row.figure_id], "year": schedule.year - row.years_before,
            }  # fmt: skip
        for slot, _put in _of_row(schedule, row, name, language, grouped=True):
            yield slot.label, _to_read(slot, language)
    if schedule.index != 1:
        index = words.number(Slot("", schedule.index), schedule.index, language)
        yield _("Index"), f"{index} ({schedule.index_text})" if schedule.index_text else index
    if schedule.prorata != "none":
        yield _("Who joins in the year pays a part"), schedule.get_prorata_display()
    if schedule.round_to > Decimal("0.01"):
        yield (
            _("Rounded to"),
            f"{shown(schedule.round_to, schedule.currency)}, {schedule.get_rounding_display()}",
        )


def _must_hold(rows: Sequence[FeeRuleRow]) -> None:
    for row in rows:
        if row.minimum is not None and row.cap is not None and row.minimum > row.cap:
            raise NotNow(_("The highest fee is not below the lowest."))


# ---- reductions ----


def _of_reduction(found: FeeReduction) -> list[tuple[Slot, Put]]:
    currency = Terms.current().currency
    with override(found.language):
        labels = _("Per cent less"), _("An amount less")
    return [
        (Slot(labels[0], found.percent, most=Decimal(100)), lambda value: setattr(found, "percent", value)),
        (
            Slot(labels[1], found.amount, currency, min(DIGITS.get(currency, 2), 2)),
            lambda value: setattr(found, "amount", value),
        ),
    ]


def reduction_text(found: FeeReduction) -> tuple[str, str]:
    """The words that are granted: who pays how much less, in which year. And their language."""
    with override(found.language):
        head = _("%(name)s pays less in %(year)s.") % {"name": found.organisation.name, "year": found.year}
    return words.write(head, [slot for slot, _put in _of_reduction(found)], found.language), found.language


def reduction_fits(found: FeeReduction, before: str, after: str) -> None:
    """Whether an amended reduction can be granted: the same lines, each with a number. Otherwise NotNow."""
    if not words.items(before):
        return
    _must_read(lambda: words.same_lines(before, after), found.language)
    _take_in(_of_reduction(found), after, found.language)
    if not found.percent and not found.amount:
        raise NotNow(_("Say how much less: per cent, or an amount."))


def reduction_reworded(found: FeeReduction, text: str) -> None:
    """A body amended how much less it is: this is granted."""
    if words.items(text):
        _take_in(_of_reduction(found), text, found.language)
        found.save(update_fields=["percent", "amount"])


def reduction_figures(found: FeeReduction, text: str) -> list[tuple[str, str]]:
    """How much less it is in `text`; nothing where it does not say."""
    return _figures([slot for slot, _put in _of_reduction(found)], text, found.language)


def reduction_facts(found: FeeReduction, actor: Any) -> Iterable[tuple[Any, Any]]:
    """For the page of whoever decides: who asks for how much less, and what the fee of that year is."""
    yield _("Member"), found.organisation.name
    yield _("Year"), str(found.year)
    for slot, _put in _of_reduction(found):
        if slot.value:
            said = _to_read(slot, get_language() or found.language)
            yield (_("An amount less"), said) if slot.currency else (_("Per cent less"), f"{said} %")
    yield _("Why"), found.reason
    notice = FeeNotice.of_year(found.year).filter(organisation=found.organisation).first()
    if notice is not None:
        yield notice.label_shown, shown(notice.total, notice.currency)


# ---- writing off ----
GIVEN_UP = "given_up"  # set on what is written off, for the outcome that follows in the same transaction


def _of_write_off(thing: Any, amount: Decimal) -> Slot:
    language = _language_of(thing)
    with override(language):
        label = _("Given up")
    return Slot(label, amount, thing.currency, min(DIGITS.get(thing.currency, 2), 2))


def _language_of(thing: Any) -> str:
    """The network's own language: a notice is in its member's, and a body decides in its own."""
    return (Network.objects.get(pk=thing.network_id).languages or ["en"])[0]


def write_off_text(thing: Any, what: str, amount: Decimal) -> tuple[str, str]:
    """The words that are decided: of what, and how much is given up. And their language."""
    language = _language_of(thing)
    with override(language):
        head = _("%(name)s, %(what)s: this is given up.") % {"name": thing.organisation.name, "what": what}
    return words.write(head, [_of_write_off(thing, amount)], language), language


def write_off_fits(thing: Any, before: str, after: str, open_amount: Decimal) -> None:
    """Whether so much can be given up: above zero, and not more than is open. Otherwise NotNow."""
    if not words.items(before):
        return
    language, slot = _language_of(thing), _of_write_off(thing, open_amount)
    _must_read(lambda: words.same_lines(before, after), language)
    (amount,) = _must_read(lambda: words.read(after, [slot], language), language)
    if not amount:
        raise NotNow(_("Write how much is given up, or have it refused."))
    if amount > open_amount:
        raise NotNow(
            _("Only %(amount)s is open. Write that amount or less.")
            % {"amount": shown(open_amount, thing.currency)}
        )


def write_off_reworded(thing: Any, text: str) -> None:
    """A body said how much is given up: the outcome that follows takes it from here."""
    if words.items(text):
        slot = _of_write_off(thing, Decimal(0))
        (amount,) = _must_read(lambda: words.read(text, [slot], _language_of(thing)), _language_of(thing))
        setattr(thing, GIVEN_UP, amount)


def write_off_figures(thing: Any, text: str) -> list[tuple[str, str]]:
    """How much is given up in `text`; nothing where it does not say."""
    return _figures([_of_write_off(thing, Decimal(0))], text, _language_of(thing))


# ---- all ----


def _to_read(slot: Slot, language: str) -> str:
    """An amount or a number as a page shows it."""
    return shown(slot.value, slot.currency) if slot.currency else words.number(slot, slot.value, language)


def _take_in(slots: Sequence[tuple[Slot, Put]], text: str, language: str) -> None:
    read = _must_read(lambda: words.read(text, [slot for slot, _put in slots], language), language)
    for (_slot, put), value in zip(slots, read, strict=True):
        put(value)


def _must_read(reading: Callable[[], Any], language: str) -> Any:
    """What `reading` gives; NotNow says in a sentence what cannot be read."""
    try:
        return reading()
    except NoAmount as wrong:
        slot = wrong.slot
        if slot.currency:
            said = _("“%(line)s” says no amount in %(currency)s. Write it such as %(example)s.")
        else:
            said = _("“%(line)s” says no number that can stand here. Write it such as %(example)s.")
        example = f"{words.number(slot, slot.value, language)} {slot.currency}".strip()
        raise NotNow(said % {"line": wrong.line, "currency": slot.currency, "example": example}) from None
    except OtherLines as wrong:
        if wrong.missing:
            said = _(
                "The line “%(line)s” is missing. Leave all lines of amounts, in their order; change the amounts only."
            )
        else:
            said = _(
                "“%(line)s” is no line of what was asked. Change amounts only; words of your own stand in lines without a dash."
            )
        raise NotNow(said % {"line": wrong.line}) from None


def _figures(slots: Sequence[Slot], text: str, language: str) -> list[tuple[str, str]]:
    try:
        read = words.read(text, slots, language)
    except (NoAmount, OtherLines):
        return []
    return [
        (slot.label, f"{words.number(slot, value, language)} {slot.currency}".strip())
        for slot, value in zip(slots, read, strict=True)
    ]
