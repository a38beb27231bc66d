"""What is planned is kept as people said it: a local time and a zone. Its instant is derived."""

from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

FORM = "%Y-%m-%dT%H:%M"


class LocalTimeField(models.CharField):
    """A date and time on somebody's wall, without zone, to the minute. In Python: a naive datetime."""

    def __init__(self, *args, **kwargs):
        kwargs["max_length"] = 16
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs

    def from_db_value(self, value, expression, connection):
        return datetime.strptime(value, FORM) if value else None

    def to_python(self, value):
        if value in (None, ""):
            return None
        if isinstance(value, str):
            value = parse_datetime(value)
            if value is None:
                raise ValidationError(_("Write a date and a time, for example 2026-09-13 14:00."))
        return value.replace(tzinfo=None, second=0, microsecond=0)

    def get_prep_value(self, value):
        value = self.to_python(value)
        return value.strftime(FORM) if value else None

    def value_to_string(self, obj):
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def formfield(self, **kwargs):
        from networks.base.forms import LocalTimeInput

        return super(models.CharField, self).formfield(**{"form_class": LocalTimeInput, **kwargs})


@cache
def zones() -> frozenset[str]:
    """All zones of the zone data; read once, it is 600 files."""
    return frozenset(available_timezones())


def check_zone(value: str) -> None:
    """Refuse a zone that the zone data does not know."""
    if value not in zones():
        raise ValidationError(_("Choose a time zone such as Europe/Brussels."))


def instant(local: datetime, zone: str) -> datetime:
    """Return the instant (UTC) of the local time `local` in the IANA zone `zone`.

    A time that the clocks skip is moved forward by the gap; of a time that comes twice the first is meant (PEP 495, fold 0).
    """
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def day_words(moment: date) -> str:
    """The day of a moment, as it is on the walls of the network that is served, in the active language."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return date_format(moment, "DATE_FORMAT")


@cache
def zone_choices() -> tuple[tuple[str, str], ...]:
    """Return the zones that people choose from: places, not abbreviations."""
    return tuple(
        (z, z.replace("_", " "))
        for z in sorted(zones())
        if "/" in z and not z.startswith(("Etc/", "SystemV/", "posix", "right"))
    )


@cache
def _zones_by_country() -> dict[str, str]:
    from importlib.resources import files

    lines = (files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8").splitlines()
    found: dict[str, str] = {}
    for line in lines:
        if not line.startswith("#"):
            country, _place, zone, *_ = line.split("\t")
            found.setdefault(country, zone)
    return found


def zone_of_country(code: str) -> str:
    """Return the first zone of a country (of its capital, mostly) in the zone data; "" where it names none."""
    return _zones_by_country().get(code.upper(), "")
