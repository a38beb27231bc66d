"""Amounts as lines of a text that a body reads, amends and adopts, and read back from it.

    These amounts are adopted.

    - Full members: 350.00 EUR
    - All other categories: 120.00 EUR

Each line that begins with a dash is one amount, in the order in which they were written; all other lines are free words. What is read is
exact or nothing: an amount in another currency, or with a sign that could part thousands or fractions, is refused.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from networks.network.membership.methods.amounts_written import decimal_sign, read_number

MARK = "- "
_VALUE = re.compile(r"([\d.,\s'’]+)(?:([A-Z]{3})|([€£$]))?", re.IGNORECASE)
_SIGNS = {"€": "EUR", "£": "GBP", "$": "USD"}
MOST = Decimal("9999999999.99")


@dataclass(frozen=True)
class Slot:
    """One amount of a text: how its line begins, what stands there, and how it is written."""

    label: str
    value: Decimal
    currency: str = ""  # empty: a plain number
    digits: int = 2  # after the decimal sign, at most
    most: Decimal = MOST


class OtherLines(ValueError):
    """A line that is no amount of the text as it was, or one that is missing; `line` is it."""

    def __init__(self, line: str, *, missing: bool = False):
        super().__init__(line)
        self.line, self.missing = line, missing


class NoAmount(ValueError):
    """What stands behind a line is no amount as it is written here; `line` is it, `slot` what belongs there."""

    def __init__(self, line: str, slot: Slot):
        super().__init__(line)
        self.line, self.slot = line, slot


def number(slot: Slot, value: Decimal, language: str) -> str:
    """How an amount is written in `language`."""
    plain = f"{value:.{slot.digits}f}" if slot.currency else f"{value.normalize():f}"
    return plain.replace(".", decimal_sign(language))


def write(head: str, slots: Sequence[Slot], language: str) -> str:
    """The text: what is adopted, then a line for each amount."""
    lines = [
        f"{MARK}{slot.label}: {number(slot, slot.value, language)} {slot.currency}".rstrip() for slot in slots
    ]
    return "\n\n".join([head, "\n".join(lines)] if lines else [head])


def items(text: str) -> list[str]:
    """The lines that are amounts."""
    return [line.strip()[len(MARK) :].strip() for line in text.splitlines() if line.strip().startswith(MARK)]


def label_of(item: str) -> str:
    """How a line begins: everything before its last colon."""
    return " ".join(item.rpartition(":")[0].split())


def same_lines(before: str, after: str) -> None:
    """Raise OtherLines where `after` has other lines of amounts than `before`, or the same in another order."""
    had, have = items(before), items(after)
    wanted = [label_of(item) for item in had]
    for item in have:
        if label_of(item) not in wanted:
            raise OtherLines(item)
    for label, item in zip(wanted, had, strict=True):
        if [label_of(one) for one in have].count(label) != wanted.count(label):
            raise OtherLines(item, missing=True)
    for at, item in enumerate(have):
        if label_of(item) != wanted[at]:
            raise OtherLines(item)


def read(text: str, slots: Sequence[Slot], language: str) -> list[Decimal]:
    """The amount of each slot as `text` has it: by the labels of its lines; where a label was renamed since, by their order."""
    found = items(text)
    if len(found) > len(slots):
        raise OtherLines(found[len(slots)])
    if len(found) < len(slots):
        raise OtherLines(slots[len(found)].label, missing=True)
    by_label = {label_of(item): item for item in found}
    if set(by_label) == {slot.label for slot in slots} and len(by_label) == len(slots):
        found = [by_label[slot.label] for slot in slots]
    return [read_one(item, slot, language) for item, slot in zip(found, slots, strict=True)]


def read_one(item: str, slot: Slot, language: str) -> Decimal:
    """The amount behind one line."""
    written = _VALUE.fullmatch(item.rpartition(":")[2].strip())
    currency = written and (written[2] or _SIGNS.get(written[3] or "", "")).upper()
    value = read_number(written[1], language) if written and currency in ("", slot.currency) else None
    if value is None or -value.as_tuple().exponent > slot.digits or value > slot.most:  # type: ignore[operator]
        raise NoAmount(item, slot)
    return value
