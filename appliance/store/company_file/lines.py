"""Lines and their behaviours, of a company file."""

from __future__ import annotations

from dataclasses import dataclass

from appliance.company import limits
from appliance.company.hours import in_week_order
from appliance.company.model import (
    ESCALATE_MINUTES,
    ESCALATE_TIMES,
    TARGET_SECONDS,
    Audience,
    Behaviour,
    Incident,
    Line,
    TakeMessage,
)
from appliance.planning.explanation import period_named
from appliance.planning.hours import ForcedPeriod, Period, WeeklyWindow
from appliance.prompts.languages import USUAL
from appliance.store.company_file import scalars
from appliance.store.company_file.actions import ACTIONS, read_action
from appliance.store.company_file.context import NO_NUMBER, Context
from appliance.store.company_file.days import read_named_days
from appliance.store.company_file.nodes import Fields, Value
from appliance.store.company_file.number_rules import read_number_rule_of
from appliance.store.company_file.people import read_told
from appliance.store.company_file.spans import read_moments
from appliance.store.company_file.translations import read_offered_languages

NOTHING = Behaviour(None, TakeMessage())  # stands for a behaviour that was refused, until the whole file is
REQUIRED = ("id", "name", "after_hours")
OPTIONAL = (
    "numbers",
    "audience",
    "timezone",
    "around_the_clock",
    "opening_hours",
    "holidays",
    "days_off",
    "closures",
    "forced",
    "incident",
    "open",
    "holiday",
    "closure",
    "default",
    "order_number",
    "internal_code",
    "max_wait",
    "target_wait",
    "announcement_whole",
    "tell_retention",
    "agents_menu",
    "callback_within",
    "callback_quiet",
    "callback_sms",
    "check_orders",
    "instructions",
    "tell_wait",
    "caller_words",
    "tell_repaired",
    "record_talks",
    "language",
    "offered_languages",
    "last_resort",
    "tell",
    "escalate_after",
    "escalate_times",
    "quiet",
    "tell_refused",
)
NEVER_REACHED = ("opening_hours", "open", "holiday", "closure", "holidays", "days_off", "closures")  # around the clock


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
        around_the_clock = self._around_the_clock(fields)
        timezone = fields.read("timezone", scalars.zone, self.context.timezone)
        audience = fields.read("audience", scalars.one_of(Audience), Audience.CUSTOMERS)
        self._refuse_other_rule(fields, audience)
        return Line(
            id=name,
            name=fields.read("name", scalars.name, ""),
            numbers=numbers,
            timezone=timezone,
            behaviours=self._behaviours(fields),
            opening_hours=hours,
            audience=audience,
            default=default,
            order_rule=read_number_rule_of(fields, "order_number"),
            max_wait=fields.read("max_wait", scalars.whole(*limits.MAX_WAIT), 120),
            target_wait=fields.read("target_wait", scalars.whole(*limits.TARGET_WAIT), TARGET_SECONDS),
            announcement_whole=fields.read("announcement_whole", scalars.boolean, False),
            tell_retention=fields.read("tell_retention", scalars.boolean, True),
            agents_menu=fields.read("agents_menu", scalars.boolean, False),
            callback_within=fields.read("callback_within", scalars.whole(*limits.CALLBACK_WITHIN), 0),
            callback_quiet=fields.read("callback_quiet", scalars.quiet, None),
            callback_sms=fields.read("callback_sms", scalars.boolean, False),
            check_orders=fields.read("check_orders", scalars.boolean, False),
            instructions=fields.read("instructions", scalars.instructions, None),
            tell_wait=fields.read("tell_wait", scalars.boolean, False),
            caller_words=fields.read("caller_words", scalars.boolean, False),
            tell_repaired=fields.read("tell_repaired", scalars.boolean, False),
            record_talks=fields.read("record_talks", scalars.boolean, False),
            last_resort=self.context.rung_field(fields, "last_resort"),
            language=fields.read("language", scalars.language, USUAL),
            offered_languages=read_offered_languages(fields),
            internal_code=read_number_rule_of(fields, "internal_code"),
            holidays=fields.read("holidays", scalars.line_holidays, None),
            closures=read_named_days(fields.items("closures")),
            days_off=read_named_days(fields.items("days_off")),
            around_the_clock=around_the_clock,
            forced=self._forced(fields, timezone),
            incident=self._incident(fields.found["incident"], timezone) if "incident" in fields else None,
            tell=read_told(fields, "tell", self.context),
            escalate_after=fields.read("escalate_after", scalars.whole(*limits.ESCALATE_AFTER), ESCALATE_MINUTES),
            escalate_times=fields.read("escalate_times", scalars.whole(*limits.ESCALATE_TIMES), ESCALATE_TIMES),
            quiet=fields.read("quiet", scalars.quiet, None),
            tell_refused=fields.read("tell_refused", scalars.boolean, False),
        )

    @staticmethod
    def _around_the_clock(fields: Fields) -> bool:
        """True for a line that is always on call: whatever says otherwise would never serve."""
        always = fields.read("around_the_clock", scalars.boolean, False)
        for name in NEVER_REACHED if always else ():
            if name in fields:
                fields.found[name].refuse(f"« {name} » ne sert jamais avec around_the_clock : ôtez l'un des deux.")
        return always

    @staticmethod
    def _refuse_other_rule(fields: Fields, audience: Audience) -> None:
        """Customers have order numbers, employees an internal code."""
        if audience is Audience.STAFF and "order_number" in fields:
            fields.found["order_number"].refuse(
                "Une ligne du personnel ne demande pas de numéro de commande : écrivez internal_code."
            )
        if audience is Audience.CUSTOMERS and "internal_code" in fields:
            fields.found["internal_code"].refuse(
                "Seule une ligne du personnel (audience: staff) demande un code interne : écrivez order_number."
            )

    @staticmethod
    def _forced(fields: Fields, timezone: str) -> tuple[ForcedPeriod, ...]:
        """The dated periods that beat all, on the clock of the line."""
        found = []
        for value in fields.items("forced"):
            one = value.fields(required=("period", "from", "to"))
            period = one.read("period", period_named, Period.AFTER_HOURS)
            found.append(ForcedPeriod(period, *read_moments(one, timezone, "de la période forcée")))
        return tuple(found)

    @staticmethod
    def _incident(value: Value, timezone: str) -> Incident:
        """What every caller hears, until a moment on the clock of the line."""
        fields = value.fields(required=("text",), optional=("until",))
        return Incident(fields.read("text", scalars.spoken, ""), fields.read("until", scalars.moment(timezone), None))

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
    return in_week_order(found)
