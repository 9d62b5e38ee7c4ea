"""Lines and their behaviours, of a company file."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.calls.company import Audience, Behaviour, Line, OrderRule, TakeMessage
from appliance.planning.hours import Period, WeeklyWindow
from appliance.store.company_file import scalars
from appliance.store.company_file.actions import ACTIONS, read_action
from appliance.store.company_file.context import NO_NUMBER, Context
from appliance.store.company_file.nodes import Fields, Value

NOTHING = Behaviour(None, TakeMessage())  # stands for a behaviour that was refused, until the whole file is
REQUIRED = ("id", "name", "after_hours")
OPTIONAL = (
    "numbers",
    "audience",
    "timezone",
    "opening_hours",
    "open",
    "holiday",
    "closure",
    "default",
    "order_number",
    "max_wait",
    "last_resort",
)


@dataclass(frozen=True)
class LineReader:
    """Reads lines, and notes their DIDs."""

    context: Context

    def read(self, value: Value) -> Line:
        """One line, every period of it filled in."""
        fields = value.fields(REQUIRED, OPTIONAL)
        name = fields.read("id", scalars.identifier, "")
        default = fields.read("default", scalars.boolean, False)
        if default:
            self._only_default(fields, name)
        numbers = self._numbers(fields, name)
        if not numbers and not default:
            value.refuse("Cette ligne n'a ni numéro (numbers) ni default: true : personne ne pourrait l'appeler.")
        hours = read_opening_hours(fields.found["opening_hours"]) if "opening_hours" in fields else ()
        if "open" in fields and not hours:
            fields.found["open"].refuse("« open » ne sert jamais sans heures d'ouverture : ajoutez opening_hours.")
        return Line(
            id=name,
            name=fields.read("name", scalars.name, ""),
            numbers=numbers,
            timezone=fields.read("timezone", scalars.zone, self.context.timezone),
            behaviours=self._behaviours(fields),
            opening_hours=hours,
            audience=fields.read("audience", scalars.one_of(Audience), Audience.CUSTOMERS),
            default=default,
            order_rule=read_order_rule(fields.found["order_number"]) if "order_number" in fields else OrderRule(),
            max_wait=fields.read("max_wait", scalars.whole(1, 1800), 120),
            last_resort=self.context.rung_field(fields, "last_resort"),
        )

    def _only_default(self, fields: Fields, name: str) -> None:
        other = self.context.default_line
        if other is not None:
            fields.found["default"].refuse(f"La ligne « {other} » est déjà la ligne par défaut : gardez-en une seule.")
        self.context.default_line = other or name

    def _numbers(self, fields: Fields, line: str) -> tuple[str, ...]:
        numbers = []
        for value in fields.found["numbers"].one_or_more() if "numbers" in fields else []:
            number = value.read(scalars.phone(self.context.country), NO_NUMBER)
            if number in self.context.dids:
                value.refuse(f"Ce numéro est déjà celui de la ligne « {self.context.dids[number]} » : ôtez-le d'ici.")
            elif number != NO_NUMBER:
                self.context.dids[number] = line
            numbers.append(number)
        return tuple(numbers)

    def _behaviours(self, fields: Fields) -> dict[Period, Behaviour]:
        """What each period does: as after hours where nothing is said, its action too where only words are."""
        usual = NOTHING
        if "after_hours" in fields:
            usual = self._behaviour(fields.found["after_hours"], None)
        others = (Period.OPEN, Period.HOLIDAY, Period.CLOSURE)
        return {Period.AFTER_HOURS: usual} | {
            period: self._behaviour(fields.found[period], usual) if period in fields else usual for period in others
        }

    def _behaviour(self, value: Value, usual: Behaviour | None) -> Behaviour:
        fields = value.fields(required=(), optional=("announcement", *ACTIONS))
        announcement = fields.read("announcement", scalars.spoken, None)
        if usual is not None and "announcement" in fields and len(fields.found) == 1:
            return Behaviour(announcement, usual.action)
        return Behaviour(announcement, read_action(fields, self.context))


def read_opening_hours(value: Value) -> tuple[WeeklyWindow, ...]:
    """The weekly windows, in order of days and hours whatever the order of the file."""
    found = set()
    for name, key, windows in value.entries():
        days: frozenset[int] = key.read(scalars.weekdays, frozenset())
        for window in windows.one_or_more() if name else []:
            hours = window.read(scalars.hours, None)
            if hours is not None:
                found.add(WeeklyWindow(days, *hours))
    return tuple(sorted(found, key=lambda window: (sorted(window.days), window.start, window.end)))


def read_order_rule(value: Value) -> OrderRule:
    """Whether an order number is asked for, and what a good one is: a pattern, or a length."""
    fields = value.fields(required=("ask",), optional=("pattern", "length", "tries"))
    if "pattern" in fields and "length" in fields:
        fields.found["length"].refuse("Gardez ou bien pattern, ou bien length.")
    usual = OrderRule()
    pattern = fields.read("pattern", scalars.order_pattern, usual.pattern)
    return OrderRule(
        ask=fields.read("ask", scalars.boolean, usual.ask),
        pattern=_length_pattern(fields.found["length"]) if "length" in fields else pattern,
        tries=fields.read("tries", scalars.whole(1, 5), usual.tries),
    )


def _length_pattern(value: Value) -> str:
    """`length: 5`, or `length: [4, 6]`, as a pattern."""
    digits = scalars.whole(1, scalars.LONGEST_ORDER)
    lengths = [item.read(digits, 1) for item in value.one_or_more()]
    if len(lengths) > 2 or lengths != sorted(lengths):
        value.refuse("Une longueur est un nombre, ou [la plus courte, la plus longue].")
    return rf"\d{{{','.join(map(str, lengths))}}}"
