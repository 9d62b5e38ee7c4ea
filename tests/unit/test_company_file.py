"""The company file: the traps of YAML, each error by name and place, and the way back."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.company.model import CallTeam, Forward, OpenMenu, Say, TakeMessage
from appliance.planning.hours import Period, WeeklyWindow
from appliance.planning.rota import on_call
from appliance.store.company_file import CompanyFileErrors, load_company_file, read_company, write_company
from tests.examples import examples
from tests.unit.companies import companies

EXAMPLE = Path(__file__).parents[1] / "data" / "company-example.yml"
SMALL = """\
company: {name: Martin}
agents:
  - {id: durand, name: Claire Durand, phones: [06 12 34 56 01]}
  - {id: petit, name: Hugo Petit, phones: [06 12 34 56 02]}
teams:
  - {id: depannage, name: Dépannage, levels: [[durand, petit]]}
lines:
  - id: urgence
    name: Urgence
    numbers: [09 72 00 00 01]
    after_hours: {menu: principal}
menus:
  - id: principal
    announcement: Tapez 1.
    choices:
      "1": {call: depannage}
    default: "1"
planning:
  - team: depannage
    shifts:
      - {agent: durand}
"""


def read(text):
    return read_company(text, "company.yml")


def changed(before, after):
    assert SMALL.count(before) == 1, before
    return SMALL.replace(before, after)


def problems(text):
    with pytest.raises(CompanyFileErrors) as caught:
        read(text)
    return str(caught.value)


def test_the_example_is_read_whole():
    company = load_company_file(EXAMPLE)
    assert company.agents["durand"].phones == ("+33612345601", "+33172000001")
    assert company.closures[0].last == date(2027, 1, 2)
    line = company.lines["urgence"]
    assert (line.default, line.max_wait, line.last_resort) == (True, 120, "+33172000009")
    assert line.order_rule.pattern == r"\d{5}"
    assert line.behaviours[Period.OPEN].action == Forward(("+33172000000",))
    assert line.behaviours[Period.HOLIDAY] == line.behaviours[Period.CLOSURE] == line.behaviours[Period.AFTER_HOURS]
    assert WeeklyWindow(frozenset(range(5)), time(14), time(18)) in line.opening_hours
    assert dict(company.menus["urgence"].choices) == {
        "1": CallTeam("depannage", order_number=False),
        "2": CallTeam("depannage"),
        "3": TakeMessage(),
        "4": Say("Nos bureaux ouvrent à neuf heures."),
        "5": Forward(("+33172000000",)),
    }


def test_the_planning_of_the_example_says_who_is_on_call_at_christmas():
    plan = load_company_file(EXAMPLE).teams["depannage"].plan
    assert [entry.agent for entry in on_call(plan, datetime(2026, 12, 25, 2, 10, tzinfo=UTC))] == ["petit", "martin"]
    assert [entry.agent for entry in on_call(plan, datetime(2026, 12, 30, 2, 10, tzinfo=UTC))] == ["durand", "martin"]


def test_the_example_exported_is_the_same_company():
    company = load_company_file(EXAMPLE)
    assert read(write_company(company)) == company


@settings(max_examples=examples(20), suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(companies())
def test_any_company_exported_and_imported_is_the_same_company(company):
    assert read(write_company(company)) == company


@pytest.mark.parametrize("written", ["0612345601", "+33612345601", "33612345601", '"06 12 34 56 01"', "06.12.34.56.01"])
def test_a_telephone_number_needs_no_quotes(written):
    assert read(changed("06 12 34 56 01", written)).agents["durand"].phones == ("+33612345601",)


def test_a_code_keeps_its_leading_zero_without_quotes():
    assert read(changed("Hugo Petit,", "Hugo Petit, pin: 0421,")).agents["petit"].pin == "0421"


def test_norway_is_a_country_without_quotes():
    text = changed("{name: Martin}", "{name: Martin, country: NO, timezone: Europe/Oslo}")
    numbers = {"06 12 34 56 01": "40 61 23 45", "06 12 34 56 02": "40 61 23 46", "09 72 00 00 01": "+33972000001"}
    for before, after in numbers.items():
        text = text.replace(before, after)
    company = read(text)
    assert company.country == "NO"
    assert company.agents["durand"].phones == ("+4740612345",)


@pytest.mark.parametrize("name", ["NO", "off", "Null", "1e3", "2026-12-24", "0x1F"])
def test_a_name_is_the_text_that_was_written(name):
    assert read(changed("Hugo Petit", name)).agents["petit"].name == name


def test_an_hour_is_an_hour_without_quotes():
    text = changed("{agent: durand}", "{agent: durand, hours: 18:00-09:00}")
    text += "    rotations:\n      - agents: [durand]\n        every: 3 days\n        handover: 18:00\n"
    text += "        from: 2026-11-27\n"
    plan = read(text).teams["depannage"].plan
    assert (plan.shifts[0].window.start, plan.shifts[0].window.end) == (time(18), time(9))
    assert (plan.rotations[0].handover_day, plan.rotations[0].handover_time) == (None, time(18))


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("mon-fri", {0, 1, 2, 3, 4}),
        ("fri-mon", {4, 5, 6, 0}),
        ("[sat, sun]", {5, 6}),
        ('"mon, wed-thu"', {0, 2, 3}),
        ("all", set(range(7))),
    ],
)
def test_days_are_ranges_lists_or_all(written, days):
    shift = read(changed("{agent: durand}", f"{{agent: durand, days: {written}}}")).teams["depannage"].plan.shifts[0]
    assert shift.window.days == days


@pytest.mark.parametrize(
    ("rule", "pattern"), [("length: 5", r"\d{5}"), ("length: [4, 6]", r"\d{4,6}"), (r"pattern: '4\d{3}'", r"4\d{3}")]
)
def test_an_order_number_is_ruled_by_a_length_or_a_pattern(rule, pattern):
    text = changed("after_hours:", f"order_number: {{ask: true, {rule}}}\n    after_hours:")
    assert read(text).lines["urgence"].order_rule.pattern == pattern


def test_a_period_that_only_speaks_does_what_after_hours_does():
    line = read(changed("after_hours:", "holiday: {announcement: Férié.}\n    after_hours:")).lines["urgence"]
    assert line.behaviours[Period.HOLIDAY].announcement == "Férié."
    assert line.behaviours[Period.HOLIDAY].action == OpenMenu("principal")


def test_an_absence_counts_in_every_team():
    text = changed("lines:", "  - {id: nuit, name: Nuit, levels: [[durand]]}\nlines:")
    text += "    absences: [{agent: durand, from: 2026-12-24}]\n"
    teams = read(text).teams
    assert teams["nuit"].plan.absences == teams["depannage"].plan.absences
    assert on_call(teams["nuit"].plan, datetime(2026, 12, 24, 12, tzinfo=UTC)) == ()


def test_anchors_and_aliases_are_understood():
    text = changed("{menu: principal}", "&usual {menu: principal}\n    holiday: *usual")
    assert read(text).lines["urgence"].behaviours[Period.HOLIDAY].action == OpenMenu("principal")


def test_the_second_reading_of_a_repeated_hour_is_told_by_its_offset():
    change = "    overrides: [{from: 2027-10-31 02:30, to: 2027-10-31 02:30+01:00, remove: durand}]\n"
    override = read(SMALL + change).teams["depannage"].plan.overrides[0]
    assert override.start == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert override.end == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("name: Urgence", "name: Urgence\n    colour: red", "10:5: La clé « colour » n'existe pas ici"),
        (
            "phones: [06 12 34 56 02]",
            "phone: [06 12 34 56 02]",
            "4:35: La clé « phone » n'existe pas ici ; vouliez",
        ),
        ("phones: [06 12 34 56 02]", "phone: [06 12 34 56 02]", "4:5: Il manque « phones »"),
        ("name: Urgence", "name: Urgence\n    name: Autre", "10:5: « name » est déjà à la ligne 9"),
        ("{agent: durand}", "{agent: durnd}", "21:17: L'intervenant « durnd » n'est pas décrit"),
        ("{call: depannage}", "{call: depanage}", "16:19: L'équipe « depanage » n'est pas décrit"),
        ("{menu: principal}", "{menu: autre}", "11:25: Le menu « autre » n'est pas décrit"),
        ("team: depannage", "team: autre", "L'équipe « autre » n'est pas décrit"),
        ("[[durand, petit]]", "[]", "6:46: Cette liste est vide"),
        ("[[durand, petit]]", "[[]]", "6:47: Cette liste est vide"),
        ("[[durand, petit]]", "[[durand], [durand]]", "« durand » est deux fois dans cette équipe"),
        ('"1": {call', '"12": {call', "« 12 » n'est pas une touche"),
        ('default: "1"', 'default: "2"', "17:14: Le choix par défaut « 2 » n'est pas l'un des choix"),
        ("{call: depannage}", "{say: Bonjour, then: repeat}", "Le choix par défaut « 1 » redit le menu"),
        ("{call: depannage}", "{say: Bonjour, then: hang up}", "« hang up » n'est pas possible ici"),
        ("{call: depannage}", "{menu: principal}", "13:5: Le menu « principal » ramène à lui-même"),
        ("{call: depannage}", "{call: depannage, message: true}", "Il faut ici une action, et une seule"),
        ("{call: depannage}", "{message: false}", "« message: false » ne dit pas quoi faire"),
        ("{call: depannage}", "{order_number: true}", "« order_number » ne va qu'avec call"),
        ("{menu: principal}", "{announcement: Bonjour}", "Il faut ici une action, et une seule"),
        ("    after_hours: {menu: principal}\n", "", "8:5: Il manque « after_hours »"),
        ("after_hours:", "open: {message: true}\n    after_hours:", "« open » ne sert jamais sans heures d'ouverture"),
        ("    numbers: [09 72 00 00 01]\n", "", "8:5: Cette ligne n'a ni numéro (numbers) ni default: true"),
        ("[09 72 00 00 01]", "[08 92 12 34 56]", "« 08 92 12 34 56 » est un numéro surtaxé"),
        (
            "[06 12 34 56 02]",
            "[3639]",
            "4:44: « 3639 » est un numéro court : pour l'autoriser, nommez-le dans company.allowed_numbers",
        ),
        ("[06 12 34 56 02]", "[09 72 00 00 01]", "4:44: Ce numéro est celui de la ligne « urgence »"),
        ("06 12 34 56 02", "06 12 34 56 02, 0612345602", "4:60: Ce téléphone est déjà dans la liste"),
        ("id: petit", "id: durand", "4:5: L'identifiant « durand » est déjà pris"),
        ("id: petit", "id: Pétit", "« Pétit » n'est pas un identifiant"),
        ("{name: Martin}", "{name: Martin, timezone: Europe/Pari}", "« Europe/Pari » n'est pas un fuseau horaire"),
        ("{name: Martin}", "{name: Martin, country: France}", "« France » n'est pas un code de pays"),
        ("{name: Martin}", "{name: Martin, holidays: FR-Mars}", "n'est pas un calendrier de jours fériés connu"),
        ("{name: Martin}", "{name: }", "1:16: Valeur vide"),
        ("{name: Martin}", "{name: !secret a}", "L'étiquette YAML « !secret » n'a pas de sens ici"),
        ("{name: Martin}", "[Martin]", "1:10: Attendu ici : un bloc"),
        ("name: Urgence", "name: [Urgence]", "9:11: Attendu ici : une seule valeur"),
        ("name: Urgence", 'name: "Urg\\nence"', "Un nom tient sur une ligne"),
        ("name: Urgence", 'name: "Urg\\u0007ence"', "« name » : caractère invisible U+0007"),
        ("name: Urgence", 'name: "Urg\\u202Eence"', "U+202E (sens de lecture), après « Urg » ; ôtez-le"),
        ("name: Urgence", 'name: "Urg\\u200Bence"', "U+200B (espace de largeur nulle), après « Urg »"),
        ("{agent: durand}", "{agent: durand, hours: 24:00-09:00}", "une plage ne commence pas à 24:00"),
        ("{agent: durand}", "{agent: durand, hours: 09:00-25:00}", "« 25:00 » n'est pas une heure"),
        ("{agent: durand}", "{agent: durand, hours: 09:00}", "« 09:00 » n'est pas une plage horaire"),
        ("{agent: durand}", "{agent: durand, days: lun-ven}", "« lun-ven » n'est pas un jour"),
        ("{agent: durand}", "{agent: durand, level: 0}", "« 0 » n'est pas un nombre entier entre 1 et 9"),
        ("after_hours:", "max_wait: 2 min\n    after_hours:", "« 2 min » n'est pas un nombre entier"),
        ("after_hours:", "default: maybe\n    after_hours:", "« maybe » n'est ni true ni false"),
        ("after_hours:", "opening_hours: {mon-fri: [], }\n    after_hours:", "Cette liste est vide"),
        ("after_hours:", "order_number: {ask: true, pattern: '(\\d+)+'}\n    after_hours:", "n'est pas une règle"),
        ("after_hours:", "order_number: {ask: true, pattern: '\\d{40}'}\n    after_hours:", "de 1 à 20 chiffres"),
        ("after_hours:", "order_number: {ask: true, pattern: '(\\d'}\n    after_hours:", "n'est pas une règle"),
    ],
)
def test_a_mistake_is_told_where_it_is_and_what_it_is(before, after, sentence):
    assert sentence in problems(changed(before, after))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("{from: 2026-12-24, to: 2026-12-23, remove: durand}", "La fin du remplacement doit être après"),
        ("{from: 2026-12-24, to: 2026-12-26, replace: durand}", "ou bien replace et by, ou bien remove, ou bien add"),
        ("{from: 2026-12-24, to: 2026-12-26, replace: durand, by: durand}", "ne peut pas se remplacer"),
        ("{from: 2026-12-24, to: 2026-12-26, remove: durand, level: 1}", "Un retrait n'a pas de niveau"),
        ("{from: 2027-03-28 02:30, to: 2027-03-29, remove: durand}", "« 2027-03-28 02:30 » n'existe pas"),
        ("{from: 2026-02-30, to: 2026-12-26, remove: durand}", "n'est pas une date du calendrier"),
        ("{from: 0001-01-01, to: 2026-12-26, remove: durand}", "l'année doit être entre 2000 et 2099"),
        ("{from: 24/12/2026, to: 2026-12-26, remove: durand}", "n'est pas un moment"),
    ],
)
def test_an_override_that_means_nothing_is_refused(change, sentence):
    assert sentence in problems(SMALL + f"    overrides:\n      - {change}\n")


def test_a_number_on_two_lines_and_a_second_default_line_are_refused():
    line = "  - {id: autre, name: Autre, numbers: [+33972000001], default: true, after_hours: {message: true}}\n"
    told = problems(changed("name: Urgence\n", "name: Urgence\n    default: true\n").replace("menus:", f"{line}menus:"))
    assert "Ce numéro est déjà celui de la ligne « urgence »" in told
    assert "La ligne « urgence » est déjà la ligne par défaut" in told


def test_a_loop_of_two_menus_is_refused():
    other = "  - {id: second, announcement: Tapez 1., choices: {1: {menu: principal}}, default: 1}\nplanning:"
    text = changed("planning:", other).replace('"1": {call: depannage}', '"1": {menu: second}')
    assert "Le menu « second » ramène à lui-même" in problems(text)


def test_every_error_is_told_at_once_in_the_order_of_the_file():
    text = changed("{agent: durand}", "{agent: durnd, level: x}").replace("06 12 34 56 01", "3639")
    lines = problems(text).splitlines()
    assert [line.split(": ")[0] for line in lines] == ["company.yml:3:48", "company.yml:21:17", "company.yml:21:31"]


def test_an_error_inside_an_agent_does_not_make_the_agent_unknown():
    assert len(problems(changed("06 12 34 56 01", "3639")).splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "1:1: Le fichier est vide"),
        ("company:\n\tname: x", "2:1: YAML illisible : une tabulation"),
        ("a: [", "YAML illisible : une liste [...] ou un bloc {...} qui n'est pas refermé"),
        ("a: 'x", "des guillemets qui ne sont pas refermés"),
        ("a: b: c", "1:5: YAML illisible : deux-points mal placés"),
        ("*: x", "un alias (*)"),
        ("a: 1\n---\nb: 2", "un second document"),
        ("a: 1\nb: \x07", "2:4: Caractère de contrôle"),
        ("[" * 5_000, "trop profondément imbriqué"),
        ("a: 1\n%YAML 9.9\n---\n", "2:1: Une directive YAML"),
        ("- a", "1:1: Attendu ici : un bloc"),
        ("x" * 10_000_000, "1:1: Le fichier dépasse 300000 caractères"),
    ],
)
def test_what_is_no_company_file_is_refused_in_a_sentence(text, sentence):
    assert sentence in problems(text)


def test_a_file_made_endless_by_aliases_is_refused_at_once():
    bomb = "a: &a [{agent: x}, {agent: x}, {agent: x}, {agent: x}, {agent: x}, {agent: x}, {agent: x}, {agent: x}]\n"
    rows = ", ".join(["*a"] * 400)
    bomb += f"teams: [{', '.join(['{id: x, levels: &l [' + rows + ']}'] + ['{id: x, levels: *l}'] * 200)}]\n"
    assert "Trop de valeurs, par des alias répétés" in problems(bomb)


def test_a_file_in_another_encoding_is_refused_with_the_place(tmp_path):
    path = tmp_path / "company.yml"
    path.write_bytes("company:\n  name: Dépannage\n".encode("latin-1"))
    with pytest.raises(CompanyFileErrors, match=r":2:10: Le fichier n'est pas en UTF-8"):
        load_company_file(path)


def test_a_byte_order_mark_is_no_error(tmp_path):
    path = tmp_path / "company.yml"
    path.write_text(SMALL, encoding="utf-8-sig")
    assert load_company_file(path) == read(SMALL)


@settings(max_examples=examples(80))
@given(
    place=st.integers(0, len(SMALL)),
    length=st.integers(0, 12),
    put=st.text(max_size=6) | st.sampled_from("*&!%[{}]\t-:#"),
)
def test_a_file_damaged_anywhere_gives_a_company_or_sentences(place, length, put):
    try:
        read(SMALL[:place] + put + SMALL[place + length :])
    except CompanyFileErrors as error:
        assert error.problems
        assert not re.search(r"\b(while|found|expected|could not|mapping)\b", str(error))


def places_of_spaces(text: str) -> list[int]:
    """Where YAML wants a space: after a key, after a dash, ahead of a line."""
    return [match.end() - 1 for match in re.finditer(r"^ *(?:- |[\w\"]+: | )|[{,] *\w+: ", text, re.MULTILINE)]


@pytest.mark.parametrize("odd", ["\u00a0", "\u202f", "\u2009", "\u3000", "\u200b"])
def test_a_space_that_yaml_does_not_know_is_named_with_its_place(odd):
    for place in places_of_spaces(SMALL):
        told = problems(SMALL[:place] + odd + SMALL[place + 1 :])
        line, column = SMALL.count("\n", 0, place) + 1, place - SMALL.rfind("\n", 0, place)
        assert f"company.yml:{line}:{column}: Une " in told, (line, column, told)
        assert "remplacez-la par une espace ordinaire" in told


def test_a_no_break_space_inside_a_text_is_french():
    assert read(changed("Tapez 1.", '"Réveil\u00a0: tapez 1\u202f!"')).menus["principal"]


def test_words_that_make_a_message_urgent_are_read_each_once_by_their_lines():
    one = SMALL.replace("{name: Martin}", "{name: Martin, urgent_words: ascenseur bloqué}")
    assert read(one).urgent_words == ("ascenseur bloqué",)
    told = problems(SMALL.replace("{name: Martin}", "{name: Martin, urgent_words: [fuite, au, Fuites]}"))
    assert "company.yml:1:47: « au » est trop court" in told
    assert "« Fuites » est déjà là, écrit « fuite »" in told
