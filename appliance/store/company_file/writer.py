"""A company as a file that reads back as the same company."""

from __future__ import annotations

import re
from collections.abc import Iterable
from io import StringIO
from typing import Any, assert_never

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from appliance.company.model import (
    DAILY_TEST_AT,
    ESCALATE_MINUTES,
    ESCALATE_TIMES,
    MESSAGE_DAYS,
    REMIND_AT,
    STORM_MINUTES,
    TALK_DAYS,
    TARGET_SECONDS,
    TOLD_DAYS,
    UNCHANGED_CODE,
    USUALLY_TOLD_OF,
    Action,
    Agent,
    Behaviour,
    CallTeam,
    Company,
    Forward,
    Incident,
    Line,
    Menu,
    NumberRule,
    OpenMenu,
    QuietHours,
    Repeat,
    Say,
    TakeMessage,
    Team,
    Way,
)
from appliance.company.numbers import NamedCaller, readable
from appliance.planning.days import hours_text
from appliance.planning.hours import DatedDays, ForcedPeriod, NamedDays, Period
from appliance.prompts.languages import USUAL
from appliance.store.codes import is_hashed
from appliance.store.company_file.compensation import compensation_of
from appliance.store.company_file.machines import written_machines
from appliance.store.company_file.people import NOTHING
from appliance.store.company_file.planning_writer import days_text, moment_text, planning_of
from appliance.store.company_file.translations import written_offer, written_translations
from appliance.store.company_file.yaml_shapes import in_line, only, row

HEADER = "# Une entreprise, telle que « astreinte import » la lit ; le format est décrit dans docs/company-file.md.\n"


def write_company(company: Company) -> str:
    """The company as YAML, its numbers as people write them: `read_company` reads the same company back."""
    yaml, out = YAML(typ="rt"), StringIO()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 160
    yaml.representer.ignore_aliases = lambda data: True
    yaml.dump(sections_of(company), out)
    return HEADER + re.sub(r"\n(?=[a-z])", "\n\n", out.getvalue())


def sections_of(company: Company) -> CommentedMap:
    """The keys and values of the file, before they are text."""
    country = company.country
    return only(
        company=_facts(company),
        agents=[_agent(agent, country) for agent in company.agents.values()],
        teams=[_team(team) for team in company.teams.values()],
        lines=[_line(line, country) for line in company.lines.values()],
        menus=[_menu(menu, country) for menu in company.menus.values()],
        planning=planning_of(company),
        compensation=compensation_of(company.compensation),
    )


def _facts(company: Company) -> CommentedMap:
    return only(
        name=company.name,
        timezone=company.timezone,
        country=company.country,
        holidays=company.holidays,
        closures=list(map(_days, company.closures)),
        days_off=list(map(_days, company.days_off)),
        allowed_numbers=[
            in_line(only(number=readable(allowed.number, company.country), name=allowed.name))
            for allowed in company.allowed_numbers
        ],
        collective_agreement=company.collective_agreement,
        forget_months=company.forget_months,
        message_days=None if company.message_days == MESSAGE_DAYS else company.message_days,
        talk_days=None if company.talk_days == TALK_DAYS else company.talk_days,
        told_days=None if company.told_days == TOLD_DAYS else company.told_days,
        remind_at=None if company.remind_at == REMIND_AT else f"{company.remind_at:%H:%M}",
        responsible=row(company.responsible) if company.responsible else None,
        daily_test=None if company.daily_test else False,
        daily_test_call=company.daily_test_call or None,
        daily_test_at=None if company.daily_test_at == DAILY_TEST_AT else f"{company.daily_test_at:%H:%M}",
        blocked_callers=_callers(company.blocked_callers, company.country),
        vip_callers=_callers(company.vip_callers, company.country),
        machines=written_machines(company.machines, company.country),
        most_calls=company.most_calls or None,
        most_calls_minutes=None if company.most_calls_minutes == STORM_MINUTES else company.most_calls_minutes,
        offline_voice=company.offline_voice or None,
        neural_sentences=company.neural_sentences or None,
        translations=written_translations(company.translations),
        urgent_words=row(company.urgent_words) if company.urgent_words else None,
    )


def _callers(callers: Iterable[NamedCaller], country: str) -> list[CommentedMap]:
    return [in_line(only(number=readable(one.number, country), name=one.name)) for one in callers]


def _days(days: NamedDays) -> CommentedMap:
    if isinstance(days, DatedDays):
        return in_line(only(from_=days.first, to=days.last, name=days.name))
    first, last = ("{:02}-{:02}".format(*day) for day in (days.first, days.last))
    return in_line(only(from_=first, to=last, name=days.name))


def _agent(agent: Agent, country: str) -> CommentedMap:
    phones = row(readable(phone, country) for phone in agent.phones)
    code = UNCHANGED_CODE if is_hashed(agent.pin) else agent.pin
    by = None if agent.told_by == (Way.MAIL,) else row(one.value for one in agent.told_by)
    told = None if agent.told_of == USUALLY_TOLD_OF else row(one.value for one in agent.told_of) or NOTHING
    kept = {"phones": phones, "pin": code, "told_of": told, "told_by": by, "quiet": _quiet(agent.quiet)}
    kept["language"] = None if agent.language == USUAL else agent.language
    return only(**vars(agent) | kept)


def _team(team: Team) -> CommentedMap:
    ring = only(
        strategy=team.ring.strategy.value,
        seconds=team.ring.seconds,
        rounds=team.ring.rounds,
        fairness_days=team.ring.fairness_days,
        twice=team.ring.twice or None,
    )
    levels = [row(level) for level in team.plan.levels]
    calls = {"duty_call": team.duty_call, "safety_call": team.safety_call, "hand_over_call": team.hand_over_call}
    return only(id=team.id, name=team.name, levels=levels, ring=in_line(ring), **calls)


def _line(line: Line, country: str) -> CommentedMap:
    usual = line.behaviours[Period.AFTER_HOURS]
    shown = {
        period.value: _behaviour(behaviour, country)
        for period, behaviour in line.behaviours.items()
        if period is Period.AFTER_HOURS or (behaviour != usual and (period is not Period.OPEN or line.opening_hours))
    }
    return only(
        id=line.id,
        name=line.name,
        numbers=row(readable(number, country) for number in line.numbers),
        audience=line.audience.value,
        timezone=line.timezone,
        around_the_clock=line.around_the_clock or None,
        holidays=line.holidays,
        days_off=list(map(_days, line.days_off)),
        closures=list(map(_days, line.closures)),
        forced=[_forced(forced, line.timezone) for forced in line.forced],
        incident=_incident(line.incident, line.timezone) if line.incident else None,
        opening_hours=_opening_hours(line),
        **shown,
        default=line.default or None,
        order_number=_number_rule(line.order_rule) if line.public else None,
        internal_code=None if line.public else _number_rule(line.internal_code),
        max_wait=line.max_wait,
        target_wait=None if line.target_wait == TARGET_SECONDS else line.target_wait,
        announcement_whole=line.announcement_whole or None,
        tell_retention=None if line.tell_retention else False,
        agents_menu=line.agents_menu or None,
        callback_within=line.callback_within or None,
        callback_quiet=_quiet(line.callback_quiet),
        callback_sms=line.callback_sms or None,
        check_orders=line.check_orders or None,
        instructions=line.instructions,
        tell_wait=line.tell_wait or None,
        caller_words=line.caller_words or None,
        tell_repaired=line.tell_repaired or None,
        record_talks=line.record_talks or None,
        language=None if line.language == USUAL else line.language,
        offered_languages=written_offer(line.offered_languages),
        last_resort=line.last_resort and readable(line.last_resort, country),
        tell=row(line.tell) if line.tell else None,
        escalate_after=None if line.escalate_after == ESCALATE_MINUTES else line.escalate_after,
        escalate_times=None if line.escalate_times == ESCALATE_TIMES else line.escalate_times,
        quiet=_quiet(line.quiet),
        tell_refused=line.tell_refused or None,
    )


def _quiet(hours: QuietHours | None) -> str | None:
    return hours_text(hours.start, hours.end) if hours else None


def _opening_hours(line: Line) -> CommentedMap:
    by_days: dict[str, CommentedSeq] = {}
    for window in line.opening_hours:
        by_days.setdefault(days_text(window.days), row([])).append(hours_text(window.start, window.end))
    return only(**by_days)


def _behaviour(behaviour: Behaviour, country: str) -> CommentedMap:
    return only(announcement=behaviour.announcement, **_action(behaviour.action, country))


def _forced(forced: ForcedPeriod, timezone: str) -> CommentedMap:
    start, end = moment_text(forced.start, timezone), moment_text(forced.end, timezone)
    return in_line(only(period=forced.period.value, from_=start, to=end))


def _incident(incident: Incident, timezone: str) -> CommentedMap:
    return only(text=incident.text, until=moment_text(incident.until, timezone) if incident.until else None)


def _number_rule(rule: NumberRule) -> CommentedMap:
    return in_line(only(ask=rule.ask, pattern=rule.pattern, tries=rule.tries))


def _menu(menu: Menu, country: str) -> CommentedMap:
    choices = CommentedMap((key, in_line(only(**_action(action, country)))) for key, action in menu.choices.items())
    named = menu.name or None
    return only(id=menu.id, name=named, announcement=menu.announcement, choices=choices, default=menu.default)


def _action(action: Action, country: str) -> dict[str, Any]:
    match action:
        case CallTeam(team, order_number, instructions, wanted):
            return {"call": team} | _asked(order_number) | {"instructions": instructions, "target_wait": wanted}
        case Forward((number,)):
            return {"forward": readable(number, country)}
        case Forward(numbers):
            return {"forward": row(readable(number, country) for number in numbers)}
        case OpenMenu(menu):
            return {"menu": menu}
        case Say(text):
            return {"say": text, "then": "repeat"}
        case Repeat():
            return {"repeat": True}
        case TakeMessage():
            return {"message": True} | ({"can_wait": True} if action.can_wait else {})
        case _:
            assert_never(action)


def _asked(rule: bool | NumberRule | None) -> dict[str, Any]:
    if rule is None:
        return {}
    return {"order_number": _number_rule(rule) if isinstance(rule, NumberRule) else rule}
