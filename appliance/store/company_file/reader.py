"""A company file, whole: text in, company out, or every error at once."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from appliance.company import limits
from appliance.company.limits import KEPT_MESSAGE_DAYS, KEPT_TALK_DAYS, KEPT_TOLD_DAYS
from appliance.company.model import (
    DAILY_TEST_AT,
    MESSAGE_DAYS,
    MOST_MONTHS,
    REMIND_AT,
    STORM_MINUTES,
    TALK_DAYS,
    TOLD_DAYS,
    Company,
)
from appliance.company.parts import departures_of
from appliance.planning.compensation import Compensation
from appliance.store.company_file import scalars
from appliance.store.company_file.actions import MenuReader, refuse_menu_loops
from appliance.store.company_file.compensation import read_compensation
from appliance.store.company_file.context import Context, by_id, ids
from appliance.store.company_file.days import read_named_days
from appliance.store.company_file.lines import LineReader
from appliance.store.company_file.machines import read_machines
from appliance.store.company_file.nodes import Fields, Report, Value
from appliance.store.company_file.people import (
    TeamReader,
    read_agent,
    read_allowed_numbers,
    read_named_callers,
    read_told,
)
from appliance.store.company_file.planning import read_plannings
from appliance.store.company_file.problems import CompanyFileErrors, Problem
from appliance.store.company_file.translations import read_translations
from appliance.store.company_file.urgent_words import read_urgent_words
from appliance.store.company_file.yaml_text import LARGEST, compose, odd_spaces

SECTIONS = ("company", "agents", "teams", "lines")


def load_company_file(path: Path) -> Company:
    """The company that a file describes. Raises CompanyFileErrors; OSError when the file cannot be opened."""
    with path.open("rb") as file:
        content = file.read(4 * LARGEST + 1)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        message = "Le fichier n'est pas en UTF-8 : enregistrez-le de nouveau dans ce codage."
        raise CompanyFileErrors(str(path), [Problem(line, column, message)]) from None
    return read_company(text, str(path))


def read_company(text: str, path: str) -> Company:
    """The company that a text describes, or CompanyFileErrors with every problem. `path`: to say where they are."""
    report = Report(path)
    company = _company(Value(compose(text, path), report))
    if report.problems:
        odd = odd_spaces(text, {problem.line for problem in report.problems})
        raise CompanyFileErrors(path, [*odd, *report.problems])
    return company


def _company(root: Value) -> Company:
    sections = root.fields(SECTIONS, optional=("menus", "planning", "compensation"))
    facts = _facts(sections)
    country = facts.read("country", scalars.country, "FR")
    allowed = read_allowed_numbers(facts.items("allowed_numbers"), country)
    context = Context(
        country=country,
        timezone=facts.read("timezone", scalars.zone, "Europe/Paris"),
        agents=ids(sections.items("agents")),
        teams=ids(sections.items("teams")),
        menus=ids(sections.items("menus")),
        allowed=[each.number for each in allowed],
    )
    agents = by_id(sections.items("agents"), partial(read_agent, context=context))
    plannings = read_plannings(sections.items("planning"), context, departures_of(agents.values()))
    company = Company(
        name=facts.read("name", scalars.name, ""),
        timezone=context.timezone,
        country=context.country,
        holidays=facts.read("holidays", scalars.holidays_code, None),
        closures=read_named_days(facts.items("closures")),
        days_off=read_named_days(facts.items("days_off")),
        allowed_numbers=allowed,
        agents=agents,
        teams=by_id(sections.items("teams"), TeamReader(context, plannings).read),
        lines=by_id(sections.items("lines"), LineReader(context).read),
        menus=by_id(sections.items("menus"), MenuReader(context).read),
        compensation=(
            read_compensation(sections.found["compensation"]) if "compensation" in sections else Compensation()
        ),
        collective_agreement=facts.read("collective_agreement", scalars.name, None),
        forget_months=facts.read("forget_months", scalars.whole(1, MOST_MONTHS), None),
        message_days=facts.read("message_days", scalars.whole(*KEPT_MESSAGE_DAYS), MESSAGE_DAYS),
        talk_days=facts.read("talk_days", scalars.whole(*KEPT_TALK_DAYS), TALK_DAYS),
        told_days=facts.read("told_days", scalars.whole(*KEPT_TOLD_DAYS), TOLD_DAYS),
        remind_at=facts.read("remind_at", scalars.clock, REMIND_AT),
        responsible=read_told(facts, "responsible", context),
        daily_test=facts.read("daily_test", scalars.boolean, True),
        daily_test_at=facts.read("daily_test_at", scalars.clock, DAILY_TEST_AT),
        daily_test_call=facts.read("daily_test_call", scalars.boolean, False),
        blocked_callers=read_named_callers(facts.items("blocked_callers"), country),
        vip_callers=read_named_callers(facts.items("vip_callers"), country),
        machines=read_machines(facts.items("machines"), country),
        most_calls=facts.read("most_calls", scalars.whole(*limits.MOST_CALLS), 0),
        most_calls_minutes=facts.read("most_calls_minutes", scalars.whole(*limits.MOST_CALLS_MINUTES), STORM_MINUTES),
        offline_voice=facts.read("offline_voice", scalars.boolean, False),
        neural_sentences=facts.read("neural_sentences", scalars.boolean, False),
        translations=read_translations(facts.items("translations")),
        urgent_words=read_urgent_words(facts),
    )
    refuse_menu_loops(sections.items("menus"), company.menus)
    context.refuse_loops()
    return company


def _facts(sections: Fields) -> Fields:
    days, own = (
        ("holidays", "closures", "days_off"),
        ("collective_agreement", "forget_months", "message_days", "talk_days", "told_days", "remind_at"),
    )
    night = ("responsible", "daily_test", "daily_test_at", "daily_test_call")
    callers = ("blocked_callers", "vip_callers", "machines", "most_calls", "most_calls_minutes", "urgent_words")
    voice = ("offline_voice", "neural_sentences", "translations")
    required, optional = ("name",), ("timezone", "country", *days, "allowed_numbers", *own, *night, *callers, *voice)
    if "company" not in sections:
        return Fields(sections.block, {})
    return sections.found["company"].fields(required, optional)
