"""Values as they stand in an archive, and back: texts, numbers, true and false as they are; instants and days as ISO 8601, in UTC;
amounts as text with a point; keys as text; bytes as Base64; what is JSON in the database as JSON."""

import base64
import binascii
import json
import math
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils.dateparse import parse_datetime

from networks.base.times import LocalTimeField

DEEPEST = 60  # of JSON within JSON


class WrongValue(ValueError):
    """A value that the field cannot have."""


def as_json(value: Any) -> Any:
    """Return a value of a field as it is written."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat() if value.tzinfo else value.isoformat(timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value


def from_json(field: models.Field, value: Any) -> Any:
    """Return what `field` keeps for a value that was read. Raises WrongValue: nothing here is trusted."""
    if isinstance(field, models.JSONField):
        _check_json(value)
        return value
    if value is None:
        if not field.null:
            raise WrongValue("nothing, where something has to be")
        return None
    if field.is_relation:
        field = field.target_field
    if isinstance(value, dict | list):
        raise WrongValue("a list, where one value has to be")
    try:
        found = _converted(field, value)
    except (ValidationError, ValueError, TypeError, ArithmeticError, binascii.Error):
        raise WrongValue(str(value)[:60]) from None
    return found


def _converted(field: models.Field, value: Any) -> Any:
    if isinstance(field, models.BinaryField):
        return base64.b64decode(value, validate=True)
    if isinstance(field, models.BooleanField):
        if not isinstance(value, bool):
            raise WrongValue(str(value)[:60])
        return value
    if isinstance(field, models.FloatField):
        return field.to_python(value)
    if isinstance(field, models.IntegerField):
        return _whole(field, value)
    if not isinstance(value, str):
        raise WrongValue(str(value)[:60])
    if "\x00" in value:
        raise WrongValue("a character that is none")
    if isinstance(field, models.DateTimeField):
        found = parse_datetime(value)
        if found is None or found.tzinfo is None:
            raise WrongValue(value[:60])
        return found
    if isinstance(field, models.DecimalField):
        return _amount(field, value)
    if isinstance(field, models.FileField):
        return value
    found = field.to_python(value)
    longest = None if isinstance(field, LocalTimeField) else getattr(field, "max_length", None)
    if longest is not None and isinstance(found, str) and len(found) > longest:
        raise WrongValue(f"{value[:40]}… is longer than {longest} characters")
    return found


def _whole(field: models.Field, value: Any) -> int:
    least, most = connection.ops.integer_field_range(field.get_internal_type())
    if isinstance(value, bool) or not isinstance(value, int):
        raise WrongValue(str(value)[:60])
    if "Positive" in field.get_internal_type():
        least = 0
    if (least is not None and value < least) or (most is not None and value > most):
        raise WrongValue(str(value)[:60])
    return value


def _amount(field: Any, value: str) -> Decimal:
    found = Decimal(value)
    if not found.is_finite() or found.adjusted() >= field.max_digits - field.decimal_places:
        raise WrongValue(value[:60])
    if found != round(found, field.decimal_places):
        raise WrongValue(value[:60])
    return found


def _check_json(value: Any, deep: int = 0) -> None:
    if deep > DEEPEST:
        raise WrongValue("lists within lists without end")
    if isinstance(value, dict):
        for key, one in value.items():
            _check_json(key, deep + 1)
            _check_json(one, deep + 1)
    elif isinstance(value, list):
        for one in value:
            _check_json(one, deep + 1)
    elif isinstance(value, str) and ("\x00" in value or not _is_text(value)):
        raise WrongValue("a character that is none")
    elif isinstance(value, float) and not math.isfinite(value):
        raise WrongValue("a number that is none")


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:  # half of a character
        return False
    return True


def line_of(row: dict[str, Any]) -> bytes:
    """Return one line of JSON Lines; names in order, for PostgreSQL gives JSON back in an order of its own."""
    return json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def replaced(value: Any, keys: dict[str, str]) -> Any:
    """Return JSON in which every text that is a key of `keys` is what stands there: keys of persons inside JSON."""
    if isinstance(value, dict):
        return {keys.get(key, key): replaced(one, keys) for key, one in value.items()}
    if isinstance(value, list):
        return [replaced(one, keys) for one in value]
    return keys.get(value, value) if isinstance(value, str) else value
