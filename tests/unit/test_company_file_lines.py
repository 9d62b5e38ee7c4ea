"""The company file: what a line says of its days, its numbers to type, its offices and its forced periods."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from appliance.company.model import CallTeam, Forward, Line, NumberRule
from appliance.planning.hours import DatedDays, ForcedPeriod, Period, YearlyDays
from appliance.store.company_file import write_company
from tests.unit.test_company_file import SMALL, changed, problems, read


def line_of(keys: str) -> Line:
    """The line of the small file, with these keys too."""
    return read(changed("after_hours:", f"{keys}\n    after_hours:")).lines["urgence"]


def test_a_line_keeps_the_holidays_of_the_company_or_its_own_or_none():
    assert read(SMALL).lines["urgence"].holidays is None
    assert line_of("holidays: none").holidays == "none"
    alsace = "FR-Alsace-Moselle-sans-vendredi-saint"
    assert line_of(f"holidays: {alsace}").holidays == alsace


def test_days_off_and_closures_are_dated_or_yearly_on_the_company_and_on_a_line():
    days = "days_off: [{from: 2027-05-07, name: Pont}], closures: [{from: 12-24, to: 01-02, name: Fêtes}]"
    company = read(changed("{name: Martin}", f"{{name: Martin, {days}}}"))
    assert company.days_off == (DatedDays(date(2027, 5, 7), date(2027, 5, 7), "Pont"),)
    assert company.closures == (YearlyDays((12, 24), (1, 2), "Fêtes"),)
    line = line_of("closures: [{from: 08-01, to: 08-21, name: Été}]\n    days_off: [{from: 02-29, name: Rare}]")
    assert line.closures == (YearlyDays((8, 1), (8, 21), "Été"),)
    assert line.days_off == (YearlyDays((2, 29), (2, 29), "Rare"),)


def test_a_forced_period_is_read_on_the_clock_of_its_line_and_named_in_either_language():
    line = line_of(
        "timezone: Indian/Reunion\n    forced: [{period: astreinte, from: 2026-12-01 18:00, to: 2026-12-02 08:00},"
        " {period: closure, from: 2020-01-01, to: 2020-01-02}]"
    )
    start, end = datetime(2026, 12, 1, 14, tzinfo=UTC), datetime(2026, 12, 2, 4, tzinfo=UTC)
    assert line.forced[0] == ForcedPeriod(Period.AFTER_HOURS, start, end)
    assert line.forced[1].period is Period.CLOSURE


def test_a_forward_names_one_office_or_several():
    def office(number: str) -> object:
        return (
            read(changed("{menu: principal}", f"{{forward: {number}}}")).lines["urgence"].behaviours[Period.OPEN].action
        )

    assert office("01 72 00 00 00") == Forward(("+33172000000",))
    assert office("[01 72 00 00 00, 0172000002]") == Forward(("+33172000000", "+33172000002"))


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("", None),
        (", order_number: false", False),
        (", order_number: true", True),
        (", order_number: {ask: true, length: 4, tries: 1}", NumberRule(True, r"\d{4}", 1)),
        (", order_number: {ask: false}", NumberRule(False)),
    ],
)
def test_a_choice_has_the_rule_of_its_line_or_its_own(written, rule):
    text = changed("{call: depannage}", f"{{call: depannage{written}}}")
    assert read(text).menus["principal"].choices["1"] == CallTeam("depannage", rule)
    assert read(write_company(read(text))) == read(text)


def test_a_staff_line_has_an_internal_code():
    line = line_of("audience: staff\n    internal_code: {ask: true, length: 4}")
    assert line.internal_code == NumberRule(True, r"\d{4}")
    assert not line.public


def test_a_line_around_the_clock_needs_one_word():
    assert line_of("around_the_clock: true").around_the_clock
    assert not read(SMALL).lines["urgence"].around_the_clock


@pytest.mark.parametrize(
    ("keys", "sentence"),
    [
        ("holidays: FR-Mars", "« FR-Mars » n'est pas un calendrier de jours fériés connu"),
        ("holidays: BE-sans-vendredi-saint", "n'est pas un calendrier de jours fériés connu"),
        ("closures: [{from: 08-01, to: 2026-08-21, name: x}]", "« 2026-08-21 » n'est pas un jour de l'année"),
        ("closures: [{from: 2026-08-01, to: 08-21, name: x}]", "« from » a une année et pas « to »"),
        ("closures: [{from: 02-30, name: x}]", "« 02-30 » n'est pas un jour de l'année"),
        ("closures: [{from: 31/08, name: x}]", "« 31/08 » n'est pas une date"),
        ("days_off: [{from: 2027-05-07}]", "Il manque « name »"),
        ("around_the_clock: true\n    opening_hours: {mon: 09:00-12:00}", "« opening_hours » ne sert jamais avec"),
        ("around_the_clock: true\n    holiday: {message: true}", "« holiday » ne sert jamais avec around_the_clock"),
        ("around_the_clock: true\n    holidays: FR", "« holidays » ne sert jamais avec around_the_clock"),
        ("forced: [{period: nuit, from: 2026-12-01, to: 2026-12-02}]", "« nuit » n'est pas une période"),
        ("forced: [{period: open, from: 2026-12-02, to: 2026-12-01}]", "La fin de la période forcée doit être après"),
        ("forced: [{period: open, from: 2026-12-02}]", "Il manque « to »"),
        ("audience: staff\n    order_number: {ask: true}", "écrivez internal_code"),
        ("internal_code: {ask: true}", "Seule une ligne du personnel (audience: staff) demande un code interne"),
        ("internal_code: {ask: true, length: 4, pattern: '4'}", "Gardez ou bien pattern, ou bien length"),
        ("open: {forward: [01 72 00 00 00, 0172000000]}", "Ce numéro est déjà dans la liste"),
        ("open: {forward: [01 72 00 00 00, 09 72 00 00 01]}", "l'appel tournerait en rond"),
        ("open: {forward: []}", "Cette liste est vide"),
        (f"open: {{forward: [{', '.join(f'01 72 00 00 {n}' for n in range(20, 31))}]}}", "10 numéros au plus"),
        ("open: {call: depannage, order_number: maybe}", "« maybe » n'est ni true ni false"),
        ("open: {call: depannage, order_number: {tries: 2}}", "Il manque « ask »"),
    ],
)
def test_a_mistake_on_a_line_is_told(keys, sentence):
    assert sentence in problems(changed("after_hours:", f"{keys}\n    after_hours:"))


def test_all_of_it_reads_back_as_it_was_written():
    line = (
        "holidays: FR-Mayotte\n    closures: [{from: 12-24, to: 01-02, name: Fêtes}]\n"
        "    days_off: [{from: 2027-05-07, name: Pont}]\n"
        "    forced: [{period: holiday, from: 2027-10-31 02:30+01:00, to: 2027-11-02}]\n"
        "    open: {forward: [01 72 00 00 00, 01 72 00 00 02]}\n    opening_hours: {mon: 09:00-12:00}\n"
        "    audience: staff\n    internal_code: {ask: true, length: [3, 5]}"
    )
    company = read(changed("after_hours:", f"{line}\n    after_hours:"))
    assert read(write_company(company)) == company
