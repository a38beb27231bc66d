"""A result as plain data that JSON can hold, to store it, to hand it out, and to make a sentence of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any


def plain(value: Any) -> Any:
    """Dataclasses become objects of their fields and properties; sets become sorted lists; a fraction becomes "2/3".

    A mapping whose keys are pairs becomes a list of [first, second, value]; other keys become text. What JSON does not know
    otherwise (such as a UUID) becomes text.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Fraction):
        return str(value)
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value)]
        names += [name for name, kind in vars(type(value)).items() if isinstance(kind, property)]
        return {name: plain(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        if value and all(isinstance(key, tuple) for key in value):
            return [[*map(plain, key), plain(each)] for key, each in value.items()]
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(map(plain, value), key=str)
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return str(value)
