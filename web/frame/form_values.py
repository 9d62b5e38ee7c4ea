"""The kinds of values that forms and addresses carry, each read in one place: a day, a wait, a moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import wtforms

from appliance.calls.text_lengths import SHORT, too_long
from appliance.company.limits import Bounds
from web.frame.site import current_site, zone_of
from web.typed.days import FIRST, LAST, read_day
from web.typed.waits import A_MINUTE, read_wait, wait_shown


class DayField(wtforms.DateField):
    """A day of this century, as people write it; without a year, the nearest. Anything else is told in a sentence."""

    data: Any

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Raises ValueError, whose text is shown."""
        self.data = None
        text = " ".join(map(str, valuelist)).strip()
        if not text:
            return
        site = current_site()
        self.data = read_day(text, site.now().astimezone(zone_of(site.company())).date())


class WaitField(wtforms.Field):
    """How long somebody waits, as people write it. `data`: whole minutes where `minutes`, else seconds; as `bounds`."""

    widget = wtforms.widgets.TextInput()
    data: Any

    def __init__(self, label: str, bounds: Bounds, *, minutes: bool = False, **more: Any) -> None:
        super().__init__(label, **more)
        self.bounds, self.unit = bounds, A_MINUTE if minutes else 1

    def _value(self) -> str:
        """As it was typed, else as it is kept."""
        return str(self.raw_data[0]) if self.raw_data else self.shown

    @property
    def shown(self) -> str:
        """What it holds, in words."""
        return "" if self.data is None else wait_shown(self.data * self.unit)

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """Raises ValueError, whose text is shown."""
        self.data = None
        text = " ".join(map(str, valuelist)).strip()
        if not text:
            return
        if sentence := too_long(self.label.text, text, SHORT):
            raise ValueError(sentence)
        seconds = read_wait(text, self.unit)
        if seconds % self.unit:
            raise ValueError(f"« {text} » : donnez des minutes entières, sans secondes.")
        low, high = (wait_shown(bound * self.unit) for bound in self.bounds)
        if not self.bounds.low * self.unit <= seconds <= self.bounds.high * self.unit:
            raise ValueError(f"« {text} » n'est pas entre {low} et {high}.")
        self.data = seconds // self.unit


class Choices(wtforms.SelectMultipleField):
    """Boxes to tick, as many as one likes."""

    widget = wtforms.widgets.ListWidget(prefix_label=False)
    option_widget = wtforms.widgets.CheckboxInput()


def at_least_one(sentence: str) -> Callable[[Any, Choices], None]:
    """A validator of boxes to tick. `InputRequired` would have a browser ask for each of them, and send nothing."""

    def ticked(form: Any, field: Choices) -> None:
        if not field.data:
            raise wtforms.ValidationError(sentence)

    return ticked


def day_of_text(text: str) -> date | None:
    """A day of this century written 2026-12-25; None for anything else."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if FIRST <= found <= LAST else None


def moment_of_text(text: str) -> datetime | None:
    """A moment of this century with its offset (ISO 8601); None for anything else."""
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    if found.tzinfo is None or not FIRST.year < found.year <= LAST.year:
        return None
    return found.astimezone(UTC)
