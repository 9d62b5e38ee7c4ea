"""How dates and times are written in the database: as text that sorts in time order and reads the same everywhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from peewee import Model, TextField


class InstantField(TextField):
    """An aware datetime, kept in UTC: 2026-12-25T02:10:00.000000Z."""

    def db_value(self, value: datetime | None) -> str | None:
        return None if value is None else instant_text(value)

    def python_value(self, value: str | None) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class DayField(TextField):
    """A local date."""

    def db_value(self, value: date | None) -> str | None:
        return None if value is None else value.isoformat()

    def python_value(self, value: str | None) -> date | None:
        return None if value is None else date.fromisoformat(value)


class ClockField(TextField):
    """A local wall-clock time."""

    def db_value(self, value: time | None) -> str | None:
        return None if value is None else value.isoformat()

    def python_value(self, value: str | None) -> time | None:
        return None if value is None else time.fromisoformat(value)


class WeekdaysField(TextField):
    """Days of the week, Monday is 0: "04" is Monday and Friday."""

    def db_value(self, value: frozenset[int] | None) -> str | None:
        return None if value is None else "".join(str(day) for day in sorted(value))

    def python_value(self, value: str | None) -> frozenset[int] | None:
        return None if value is None else frozenset(int(day) for day in value)


class NumbersField(TextField):
    """Telephone numbers, E.164, a space between two."""

    def db_value(self, value: tuple[str, ...] | None) -> str | None:
        return None if value is None else " ".join(value)

    def python_value(self, value: str | None) -> tuple[str, ...] | None:
        return None if value is None else tuple(value.split())


def instant_text(moment: datetime) -> str:
    """An instant in UTC, always of the same width, so that text order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class Row(Model):
    """A table bound to no database: each query is told on which one it runs."""
