"""Whether anything of a kind waits for somebody: many questions of yes or no in one query, put together once a process.

To put a query together costs more than to answer it, and on most days most of these answers are no. A room declares as `whether` what
it would ask (see rooms.Room); home asks all of it at once, and a room's `needs`, `decides` and `stuck` ask in full only what was answered by yes. A
question may be wider than what is shown in the end, never narrower.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from networks.base.tenancy import in_network

Questions = Callable[
    ["About"], Mapping[str, QuerySet | list[QuerySet]]
]  # several: whether there is any of them


class ValueFrozen(RuntimeError):
    """A question holds a value (such as the time) that would stay what it was when the question was put together."""


class About:
    """What questions may be about: a person, and instants and days counted from now. Nothing else may change from one time to the next."""

    def __init__(self, seed: int):
        self.network, self.person = UUID(int=seed), UUID(int=seed + 1)
        self._begin = datetime(1000 + seed, 1, 1, tzinfo=UTC)
        self.instants: list[timedelta] = []
        self.days: list[timedelta] = []

    def instant(self, after: timedelta = timedelta(0)) -> datetime:
        """Now, or so much after (before: negative)."""
        self.instants.append(after)
        return self._begin + timedelta(minutes=len(self.instants))

    def day(self, after: timedelta = timedelta(0)) -> date:
        """Today, or so many days after."""
        self.days.append(after)
        return (self._begin + timedelta(days=40 + len(self.days))).date()

    def stand_ins(self) -> list[Any]:
        """What stands for the network, the person, the instants, the days, as the database is given it."""
        instants = [self._begin + timedelta(minutes=n + 1) for n in range(len(self.instants))]
        days = [(self._begin + timedelta(days=41 + n)).date() for n in range(len(self.days))]
        return _given([self.network, self.person], instants, days)

    def values(self, network: Any, person: Any) -> list[Any]:
        """What these are in truth."""
        now, today = timezone.now(), timezone.localdate()
        return _given(
            [network, person],
            [now + after for after in self.instants],
            [today + after for after in self.days],
        )


def _given(keys: list[UUID], instants: list[datetime], days: list[date]) -> list[Any]:
    native, ops = connection.features.has_native_uuid_field, connection.ops
    return [
        *(key if native else key.hex for key in keys),
        *(ops.adapt_datetimefield_value(instant) for instant in instants),
        *(ops.adapt_datefield_value(day) for day in days),
    ]


class _Asked:
    """The query for all questions, with gaps where its values go."""

    def __init__(self, questions: Questions):
        self.about = About(2)
        (self.names, self.sql, params), (_names, _sql, others) = (
            _put_together(questions, about) for about in (self.about, About(6))
        )
        stand_ins = {value: place for place, value in enumerate(self.about.stand_ins())}
        self.params = [(stand_ins.get(param), param) for param in params]
        for (place, param), other in zip(self.params, others, strict=True):
            if place is None and param != other:
                raise ValueFrozen(f"{param} in a question of what waits: use About.instant() or About.day().")

    def answers(self, network: Any, person: Any) -> frozenset[str]:
        if not self.names:
            return frozenset()
        values = self.about.values(network, person)
        with connection.cursor() as cursor:
            cursor.execute(
                self.sql, [param if place is None else values[place] for place, param in self.params]
            )
            row = cursor.fetchone()
        return frozenset(name for name, yes in zip(self.names, row, strict=True) if yes)


def _put_together(questions: Questions, about: About) -> tuple[list[str], str, list[Any]]:
    names, parts, params = [], [], []
    with in_network(about.network):
        for name, asked in questions(about).items():
            found = []
            for rows in asked if isinstance(asked, list) else [asked]:
                try:
                    query = rows.query.clone()
                    query.clear_ordering(force=True)
                    sql, values = query.exists().get_compiler(connection=connection).as_sql()
                except EmptyResultSet:
                    continue
                found.append(f"EXISTS({sql})")
                params += values
            if found:
                names.append(name)
                parts.append(" OR ".join(found))
    return names, "SELECT " + ", ".join(parts), params


class Whether:
    """The questions of all rooms. `Whether(questions).of(network, person)` names those that are answered by yes."""

    def __init__(self, questions: Questions):
        self.questions = questions
        self._day: tuple[date, _Asked] | None = None

    def of(self, network: Any, person: Any) -> frozenset[str]:
        """Which questions are answered by yes. One query. Put together anew each day, since questions may hold the day (`now()`)."""
        today, kept = timezone.localdate(), self._day
        if kept is None or kept[0] != today:
            kept = self._day = (today, _Asked(self.questions))
        return kept[1].answers(network, person)
