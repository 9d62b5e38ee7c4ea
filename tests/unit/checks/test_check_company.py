"""Each rule finds its own fault, says where and what to do, and finds nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from appliance.checks import Finding, Severity, check_company
from appliance.company.model import (
    Behaviour,
    CallTeam,
    Company,
    Forward,
    Menu,
    NumberRule,
    OpenMenu,
    Ring,
    RingStrategy,
    Say,
    TakeMessage,
)
from appliance.planning.hours import DatedDays, Period, WeeklyWindow
from appliance.planning.team_plan import Absence, Override, Shift, TeamPlan
from appliance.store.company_file import load_company_file
from tests.unit.calls.rehearsal import DID, DURAND, LAST_RESORT, company

ROOT = Path(__file__).parents[3]
MONDAY = datetime(2026, 11, 22, 23, tzinfo=UTC)  # midnight in Paris
GOOD = company()
ALL = frozenset(range(7))
WEEKEND_DAYS = Shift("petit", WeeklyWindow(frozenset({5, 6}), time(9), time(18)))
NIGHTS_AND_WEEKENDS = (Shift("durand", WeeklyWindow(ALL, time(18), time(9))), WEEKEND_DAYS)


def line(**changes: object) -> Company:
    return replace(GOOD, lines={"urgence": replace(GOOD.lines["urgence"], **changes)})


def menu(choices: dict, default: str = "1") -> Company:
    return replace(GOOD, menus={"urgence": Menu("urgence", "?", choices, default)})


def planned(ring: Ring | None = None, **plan: object) -> Company:
    team = GOOD.teams["depannage"]
    return replace(GOOD, teams={"depannage": replace(team, plan=replace(team.plan, **plan), ring=ring or team.ring)})


def phones(*numbers: str) -> Company:
    return replace(GOOD, agents={**GOOD.agents, "petit": replace(GOOD.agents["petit"], phones=numbers)})


def two_lines(**changes: object) -> Company:
    other = replace(GOOD.lines["urgence"], id="sav", name="SAV", **changes)
    return replace(GOOD, lines={**GOOD.lines, "sav": other})


def night(action: object) -> dict[Period, Behaviour]:
    return dict.fromkeys(Period, Behaviour(None, action))


def found(some: Company, days: int = 14) -> list[Finding]:
    return check_company(some, MONDAY, days)


def test_a_sound_company_has_no_fault() -> None:
    assert found(GOOD) == []
    sample = load_company_file(ROOT / "appliance" / "sample" / "company.yml")
    assert check_company(sample, MONDAY, 60) == []


@pytest.mark.parametrize(
    ("wrong", "code", "where", "words"),
    [
        (line(numbers=()), "line_without_did", "Ligne Urgence serrurerie", "aucun numéro n'y mène"),
        (two_lines(), "did_on_two_lines", "Ligne SAV", f"{DID} est déjà celui de la ligne Urgence serrurerie"),
        (line(numbers=(DID, DID)), "did_on_two_lines", "Ligne Urgence serrurerie", "ôtez-le de l'une des deux"),
        (line(behaviours={}), "period_without_action", "Ligne Urgence serrurerie", "dites ce que fait la ligne"),
        (line(behaviours=night(OpenMenu("x"))), "unknown_menu", "Ligne Urgence serrurerie", "« x » n'existe pas"),
        (menu({"1": CallTeam("x")}), "unknown_team", "Menu « urgence », touche 1", "« x » n'existe pas"),
        (menu({}), "menu_without_choice", "Menu « urgence »", "au moins une touche"),
        (menu({"2": TakeMessage()}), "menu_default", "Menu « urgence »", "« 1 » n'est pas l'une de ses touches"),
        (menu({"1": Say("Rien."), "2": TakeMessage()}), "menu_default", "Menu « urgence »", "redit le menu"),
        (menu({"1": TakeMessage(), "2": OpenMenu("urgence")}), "menu_loop", "Menu « urgence »", "ramènent à lui-même"),
        (planned(levels=(("durand", "x"),)), "unknown_agent", "Équipe Dépannage", "« x » n'est pas un intervenant"),
        (planned(levels=((),)), "team_empty", "Équipe Dépannage", "aucun intervenant"),
        (phones(), "agent_without_phone", "Intervenant Hugo Petit", "donnez-lui un numéro"),
        (phones(DURAND, "+33899123456"), "number_not_dialable", "Intervenant Hugo Petit, 2e téléphone", "surtaxé"),
        (phones("0612345602"), "number_not_dialable", "Intervenant Hugo Petit", "écrivez +33612345602"),
        (phones(DID), "number_is_a_did", "Intervenant Hugo Petit", "l'appel tournerait en rond"),
        (line(last_resort="+3312"), "number_not_dialable", "Ligne Urgence serrurerie, dernier recours", "+3312"),
        (menu({"1": Forward(("+3312",))}), "number_not_dialable", "Menu « urgence », touche 1", "+3312"),
        (line(numbers=("+3312",)), "did_not_a_number", "Ligne Urgence serrurerie", "+3312"),
        (line(max_wait=15), "max_wait_too_short", "Ligne Urgence serrurerie, équipe Dépannage", "15 s"),
        (line(name="1" * 60), "whisper_cut", "Ligne 111", "ne dit quelle touche prend l'appel qu'après"),
    ],
)
def test_a_fault_that_could_lose_a_call_is_an_error(wrong: Company, code: str, where: str, words: str) -> None:
    errors = [finding for finding in found(wrong) if finding.severity is Severity.ERROR]
    assert {finding.code for finding in errors} == {code}
    assert errors[0].where.startswith(where)
    assert words in errors[0].sentence


def test_two_default_lines_are_one_too_many() -> None:
    both = two_lines(numbers=("+33972000002",), default=True)
    both = replace(both, lines={name: replace(each, default=True) for name, each in both.lines.items()})
    assert [finding.code for finding in found(both)] == ["two_default_lines"]


def test_a_default_line_needs_no_number() -> None:
    assert found(line(numbers=(), default=True)) == []


def test_a_whisper_that_lasts_is_a_warning() -> None:
    longer = line(name="x" * 80, order_rule=NumberRule(True, r"\d{20}"))
    assert [(each.code, each.severity) for each in found(longer)] == [("whisper_long", Severity.WARNING)]


def test_a_night_with_nobody_is_an_error_that_names_it() -> None:
    week = WeeklyWindow(frozenset({0, 1, 2, 3, 5, 6}), time(18), time(9))
    (gap,) = found(planned(shifts=(Shift("durand", week), WEEKEND_DAYS)), 7)
    assert (gap.code, gap.severity) == ("gap", Severity.ERROR)
    assert gap.where == "Ligne Urgence serrurerie, équipe Dépannage"
    assert "personne n'est d'astreinte du ven. 27/11 à 18 h au sam. 28/11 à 9 h ;" in gap.sentence
    assert gap.when == ((datetime(2026, 11, 27, 17, tzinfo=UTC), datetime(2026, 11, 28, 8, tzinfo=UTC)),)


def test_a_gap_with_a_last_resort_is_a_warning() -> None:
    lonely = planned(shifts=(Shift("durand", WeeklyWindow(ALL, time(9), time(18))),))
    lonely = replace(lonely, lines={"urgence": replace(lonely.lines["urgence"], last_resort=LAST_RESORT)})
    (gap,) = found(lonely)
    assert (gap.code, gap.severity) == ("gap", Severity.WARNING)
    assert "seul le dernier recours" in gap.sentence
    assert "donnez un dernier recours" not in gap.sentence  # it has one


def test_office_hours_are_no_gap() -> None:
    assert found(planned(shifts=NIGHTS_AND_WEEKENDS)) == []


def test_a_gap_counts_in_a_holiday_and_in_a_closure_as_by_night() -> None:
    nights = planned(shifts=NIGHTS_AND_WEEKENDS)
    closed = replace(nights, closures=(DatedDays(date(2026, 11, 25), date(2026, 11, 25), "Inventaire"),))
    (gap,) = found(closed)
    assert "mer. 25/11 de 9 h à 18 h" in gap.sentence


def test_an_absence_shows_as_a_gap_and_a_replacement_closes_it() -> None:
    always = (Shift("durand", WeeklyWindow(ALL, time(0), time(0))),)
    away = (Absence("durand", date(2026, 11, 28), date(2026, 11, 28)),)
    (gap,) = found(planned(shifts=always, absences=away))
    assert "sam. 28/11 toute la journée" in gap.sentence
    added = Override(MONDAY + timedelta(days=5), MONDAY + timedelta(days=6), adds="petit")
    assert found(planned(shifts=always, absences=away, overrides=(added,))) == []


def test_nobody_of_the_first_level_is_a_warning_told_by_kind() -> None:
    example = load_company_file(ROOT / "tests" / "data" / "company-example.yml")
    (gap,) = found(example)
    assert (gap.code, gap.severity) == ("first_level_gap", Severity.WARNING)
    assert "lun. 23/11 de minuit à 9 h (et 1 autre fois)" in gap.sentence
    assert "lun. 23/11 de 12 h 30 à 14 h (et 9 autres fois)" in gap.sentence


def test_gaps_are_looked_for_in_the_days_asked_and_no_farther() -> None:
    away = (Absence("durand", date(2026, 12, 10), date(2026, 12, 10)),)
    always = planned(shifts=(Shift("durand", WeeklyWindow(ALL, time(0), time(0))),), absences=away)
    assert found(always, 14) == []
    assert [each.code for each in found(always, 30)] == ["gap"]


def test_a_team_that_no_line_calls_may_be_empty() -> None:
    spare = replace(GOOD.teams["depannage"], id="spare", name="Renfort", plan=TeamPlan((), "Europe/Paris"))
    (finding,) = found(replace(GOOD, teams={**GOOD.teams, "spare": spare}))
    assert (finding.code, finding.severity) == ("team_empty", Severity.WARNING)


def test_errors_come_first() -> None:
    both = replace(line(name="x" * 80, order_rule=NumberRule(True, r"\d{20}")), agents=phones("+33899123456").agents)
    assert [each.severity for each in found(both)] == [Severity.ERROR, Severity.WARNING]


def test_every_sentence_ends_with_what_to_do() -> None:
    for wrong in (line(numbers=()), menu({}), planned(levels=((),)), phones(DID), line(max_wait=15)):
        for finding in found(wrong):
            assert " ; " in finding.sentence
            assert str(finding) == f"{finding.where} : {finding.sentence}"


def test_an_address_that_no_mail_can_leave_for_is_told_without_being_repeated() -> None:
    durand = replace(GOOD.agents["durand"], mail="zoé@exemple.fr")
    named = replace(GOOD.lines["urgence"], tell=("bureau@exemple.fr", "accueil@société.fr", "durand"))
    odd = replace(GOOD, agents={**GOOD.agents, "durand": durand}, lines={"urgence": named})
    odd = replace(odd, responsible=("durand", "chéf@exemple.fr"))
    found = [one for one in check_company(odd, MONDAY) if one.code == "unmailable"]
    assert [one.steps for one in found] == [
        ("agents", "durand", "mail"),
        ("company", "responsible", "1"),
        ("lines", "urgence", "tell", "1"),
    ]
    assert {one.severity for one in found} == {Severity.WARNING}
    assert "corrigez-la" in str(found[0]) and "zoé" not in str(found)


TWICE = Ring(rounds=1, twice=True)
TURNS = (Shift("durand", WeeklyWindow(ALL, time(9), time(18))), Shift("petit", WeeklyWindow(ALL, time(18), time(9))))


@pytest.mark.parametrize(
    ("ring", "plan", "max_wait", "seconds"),
    [
        (Ring(rounds=1), {}, 60, 60),  # two telephones, then one, of those who are all on call
        (TWICE, {}, 120, 120),
        (TWICE, {"shifts": TURNS}, 40, 40),  # whoever is alone has one telephone at least
        (replace(TWICE, strategy=RingStrategy.SIMULTANEOUS), {}, 80, 80),
    ],
)
def test_a_level_that_the_wait_never_reaches_is_told(ring: Ring, plan: dict, max_wait: int, seconds: int) -> None:
    late = replace(planned(ring, **plan), lines=line(max_wait=max_wait).lines)
    in_time = replace(late, lines=line(max_wait=max_wait + 1).lines)
    (told,) = (one for one in found(late) if one.code == "level_too_late")
    assert told.severity is Severity.WARNING
    assert f"le niveau 2 n'est jamais appelé : avant lui, les téléphones sonnent {seconds} s" in told.sentence
    assert ("chacun deux fois" in told.sentence) is ring.twice
    assert "level_too_late" not in {one.code for one in found(in_time)}
