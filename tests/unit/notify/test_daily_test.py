"""What the daily test tells, and to whom: ready, or what is wrong and what to do, one sentence each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from appliance.calls.tonight import nights
from appliance.company.model import Behaviour, CallTeam, Company, Way
from appliance.disclosure import sight_of_told
from appliance.notify.daily_test import DailyReport, Point, brief_of, daily_letters, subject_of, text_of
from appliance.notify.told_people import responsible_people
from appliance.planning.hours import Period
from appliance.store.outbox.queue import MAIL, SMS
from tests.unit.calls.test_tonight import shift, with_shifts
from tests.unit.notify.test_plan_teller import COMPANY

TWO = with_shifts(COMPANY, shift("durand", 18, 9, 1), shift("martin", 18, 9, 2), shift("petit", 9, 18, 1))
LATER = datetime(2026, 12, 3, 17, tzinfo=UTC)
URL = "https://astreinte.example.fr"
TRUNK = Point("Trunk operateur : ne répond plus.", "Vérifiez l'accès à Internet.", serious=True)
UNTRIED = Point("Claire Durand, d'astreinte ce soir, n'a jamais pris d'appel.", "Faites-le sonner.", serious=False)


def report(*points: Point, company: Company = TWO, at: datetime = LATER) -> DailyReport:
    return DailyReport("2026-12-03", at, "boite", nights(company, at), points, ["FreeSWITCH répond."])


def test_all_is_well_said_in_the_subject_alone() -> None:
    assert subject_of(TWO, report()) == "Astreinte prête ce soir : Claire Durand, puis Julie Martin"
    text = text_of(TWO, report(), URL)
    assert "D'astreinte :\n- Ligne SAV : dès 18\u00a0h, Claire Durand, puis Julie Martin" in text
    assert "Essai du jeudi 3 décembre 2026 à 18 h, machine boite :\n\n- FreeSWITCH répond." in text
    assert f"{URL}/sante" in text
    assert "À régler" not in text
    assert "À voir" not in text


def test_what_loses_calls_is_said_first_with_what_to_do() -> None:
    wrong = report(UNTRIED, TRUNK)
    assert subject_of(TWO, wrong) == "Astreinte pas prête ce soir : 1 point à régler"
    text = text_of(TWO, wrong, None)
    assert text.startswith(
        "À régler avant la nuit :\n- Trunk operateur : ne répond plus. Vérifiez l'accès à Internet.\n\nD'astreinte :"
    )
    assert f"À voir, sans urgence :\n- {UNTRIED.said} Faites-le sonner." in text
    assert brief_of(TWO, wrong) == "Astreinte pas prête ce soir : 1 point à régler. Trunk operateur : ne répond plus."


def test_what_loses_no_call_does_not_make_the_night_unready() -> None:
    ready = "Astreinte prête ce soir : Claire Durand, puis Julie Martin (1 point à voir)"
    assert subject_of(TWO, report(UNTRIED)) == ready
    assert subject_of(TWO, report(UNTRIED, UNTRIED)).endswith("(2 points à voir)")


def test_in_the_morning_it_speaks_of_the_day() -> None:
    assert subject_of(TWO, report(at=datetime(2026, 12, 3, 6, tzinfo=UTC))).startswith("Astreinte prête aujourd'hui : ")


def test_lines_are_named_unless_all_have_the_same_people() -> None:
    line = TWO.lines["sav"]
    same = replace(TWO, lines={"sav": line, "b": replace(line, id="b", name="Portes", numbers=())})
    assert subject_of(same, report(company=same)) == "Astreinte prête ce soir : Claire Durand, puis Julie Martin"
    solo = replace(TWO.teams["nuit"], id="solo", plan=replace(TWO.teams["nuit"].plan, levels=(("petit",),), shifts=()))
    behaviours = {period: Behaviour(None, CallTeam("solo")) for period in Period}
    two = replace(
        TWO,
        teams={**TWO.teams, "solo": solo},
        lines={"sav": line, "b": replace(line, id="b", name="Portes", numbers=(), behaviours=behaviours)},
    )
    told = subject_of(two, report(company=two))
    assert told == "Astreinte prête ce soir : SAV, Claire Durand, puis Julie Martin ; Portes, Hugo Petit"
    three = replace(two, lines={**two.lines, "c": replace(two.lines["b"], id="c", name="Grues")})
    assert subject_of(three, report(company=three)) == "Astreinte prête ce soir : 3 lignes"


def test_no_line_that_rings_anybody_is_told_too() -> None:
    nothing = DailyReport("d", LATER, "boite", [], [], [])
    assert subject_of(TWO, nothing) == "Astreinte prête ce soir"
    assert "Aucune ligne n'appelle personne cette nuit." in text_of(TWO, nothing, None)


def test_it_goes_to_who_is_responsible_by_their_ways_else_to_whom_the_lines_name() -> None:
    line = replace(TWO.lines["sav"], tell=("bureau@example.fr",))
    martin = replace(TWO.agents["martin"], told_by=(Way.SMS,))
    company = replace(TWO, lines={"sav": line}, agents={**TWO.agents, "martin": martin})
    assert [one.name for one in responsible_people(company)] == ["bureau@example.fr"]
    named = replace(company, responsible=("martin", "chef@example.fr"))
    letters = daily_letters(named, report(TRUNK), responsible_people(named), sight_of_told, URL, LATER)
    assert [(one.channel, one.recipient) for one in letters] == [(SMS, "+33612345603"), (MAIL, "chef@example.fr")]
    assert len({one.message_id for one in letters}) == 2


def test_a_number_that_a_sentence_quotes_is_told_to_nobody_who_may_not_see_it() -> None:
    point = Point("Claire Durand : « +33612345601 » n'est pas attribuable.", "", serious=True)
    company = replace(TWO, responsible=("chef@example.fr",))
    (letter,) = daily_letters(company, report(point), responsible_people(company), sight_of_told, None, LATER)
    assert "12345601" not in letter.content.replace(" ", "")
