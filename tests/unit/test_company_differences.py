"""What an import changes, told by object; where things stand in a file; which errors refuse an import."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.checks import Finding, Severity, refusing
from appliance.company.model import Agent, Audience, Company, Line, NumberRule, QuietHours, Way
from appliance.company.numbers import AllowedNumber
from appliance.planning.number_traces import STRUCK
from appliance.planning.team_plan import Swap
from appliance.store.company_file import load_company_file, read_company, write_company
from appliance.store.company_file.differences import differences, whole_differences
from appliance.store.company_file.places import places_of
from appliance.store.company_file.shapes import blocks
from appliance.store.company_file.vocabulary import FILE
from tests.examples import examples
from tests.unit.companies import companies

EXAMPLE = Path(__file__).parents[1] / "data" / "company-example.yml"
EVERYTHING = EXAMPLE.with_name("company-everything.yml")
TEXT = EXAMPLE.read_text(encoding="utf-8")
BEFORE = load_company_file(EXAMPLE)
NIGHT = datetime(2026, 11, 27, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)


def changed(before: str, after: str) -> Company:
    assert before in TEXT, before
    return read_company(TEXT.replace(before, after, 1), "company.yml")


def test_a_line_whose_name_says_that_it_is_one_is_not_called_so_twice() -> None:
    line = replace(BEFORE.lines["urgence"], name="Ligne du personnel")
    some = replace(BEFORE, lines={**BEFORE.lines, "urgence": line})
    after = replace(some, lines={**some.lines, "urgence": replace(line, max_wait=90)})
    assert differences(some, after) == ["Ligne du personnel, attente la plus longue : 120 s → 90 s"]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("max_wait: 120", "max_wait: 90", ["Ligne Urgence serrurerie, attente la plus longue : 120 s → 90 s"]),
        ("    last_resort: 01 72 00 00 09", "", ["Ligne Urgence serrurerie, dernier recours : 01 72 00 00 09 → rien"]),
        ("seconds: 20", "seconds: 25", ["Équipe Dépannage, sonnerie de chaque téléphone : 20 s → 25 s"]),
        (
            "[06 12 34 56 02]",
            "[06 12 34 56 12]",
            ["Intervenant Hugo Petit, téléphones : 06 12 34 56 02 → 06 12 34 56 12"],
        ),
        ('pin: "7730"', 'pin: "7731"', ["Intervenant Hugo Petit, code : changé"]),
        (
            '"3": {message: true}',
            '"3": {forward: 01 72 00 00 00}',
            ["Menu « urgence », touche 3 : prendre un message → transférer au 01 72 00 00 00"],
        ),
        ("  - id: urgence\n    ann", "  - id: urgence\n    name: Nuit\n    ann", ["Menu « Nuit », nom : rien → Nuit"]),
        (
            "    max_wait: 120",
            "    instructions: |\n      Demander l'étage.\n\n      Rappeler.\n    max_wait: 120",
            ["Ligne Urgence serrurerie, consignes : rien → Demander l'étage. / Rappeler."],
        ),
        ("name: Serrurerie Martin", "name: Martin", ["Entreprise, nom : Serrurerie Martin → Martin"]),
        (
            "hours: 18:00-09:00, level: 1}",
            "hours: 19:00-09:00, level: 1}",
            [
                "Planning de l'équipe Dépannage, créneau ôté : Claire Durand, lun-ven 18:00-09:00, niveau 1",
                "Planning de l'équipe Dépannage, créneau ajouté : Claire Durand, lun-ven 19:00-09:00, niveau 1",
            ],
        ),
        (
            "Pour le siège, tapez 5.",
            "Pour le siège, tapez 6.",
            ["Menu « urgence », annonce : …Pour le siège, tapez 5. → …Pour le siège, tapez 6."],
        ),
        (
            "{call: depannage, order_number: false}",
            "{call: depannage}",
            [
                "Menu « urgence », touche 1 : appeler l'équipe Dépannage, numéro de commande pas demandé → "
                "appeler l'équipe Dépannage"
            ],
        ),
        (
            "pattern: '\\d{5}', tries: 3",
            "pattern: '\\d{4,6}', tries: 1",
            [
                "Ligne Urgence serrurerie, numéro de commande : demandé, 5 chiffres, 3 essais → "
                "demandé, de 4 à 6 chiffres, 1 essai"
            ],
        ),
        (
            "every: 1 week",
            "every: 3 days",
            [
                "Planning de l'équipe Dépannage, roulement ôté : Claire Durand puis Hugo Petit, 1 semaine chacun, "
                "relève ven 18:00, sam-dim, toute la journée, niveau 1, à partir du 27/11/2026",
                "Planning de l'équipe Dépannage, roulement ajouté : Claire Durand puis Hugo Petit, 3 jours chacun, "
                "relève ven 18:00, sam-dim, toute la journée, niveau 1, à partir du 27/11/2026",
            ],
        ),
        (
            "to: 2027-02-21, reason: congés",
            "to: 2027-02-08",
            [
                "Planning, absence ôtée : Hugo Petit, du 08/02/2027 au 21/02/2027 (congés)",
                "Planning, absence ajoutée : Hugo Petit, le 08/02/2027",
            ],
        ),
        (
            "sat: [09:00-12:00]",
            "sat-sun: [09:00-12:00]",
            [
                "Ligne Urgence serrurerie, heures d'ouverture : du lundi au vendredi, 9 h – 12 h 30 et 14 h – 18 h ; "
                "samedi, 9 h – 12 h → du lundi au vendredi, 9 h – 12 h 30 et 14 h – 18 h ; "
                "samedi et dimanche, 9 h – 12 h"
            ],
        ),
        (
            "[durand, petit]\n",
            "[petit, durand]\n",
            ["Équipe Dépannage, niveau 1 : Claire Durand, Hugo Petit → Hugo Petit, Claire Durand"],
        ),
    ],
)
def test_a_change_is_told_in_the_words_of_people(before: str, after: str, told: list[str]) -> None:
    assert differences(BEFORE, changed(before, after)) == told


def test_who_comes_and_who_goes_are_named() -> None:
    line = next(line for line in TEXT.splitlines(keepends=True) if "id: petit," in line)
    paul = line.replace("id: petit,", "id: paul,").replace("Hugo Petit", "Paul Blanc").replace("56 02", "56 04")
    more = read_company(TEXT.replace(line, line + paul), "company.yml")
    assert differences(BEFORE, more) == ["Intervenant Paul Blanc : ajouté"]
    assert differences(more, BEFORE) == ["Intervenant Paul Blanc : retiré"]


def test_two_of_one_name_are_told_apart() -> None:
    after = changed("Hugo Petit", "Claire Durand")
    assert differences(BEFORE, after) == ["Intervenant Claire Durand (petit), nom : Hugo Petit → Claire Durand"]


def test_no_key_of_the_file_is_told() -> None:
    """All that a company may have, against nothing of it."""
    everything = read_company(EVERYTHING.read_text(encoding="utf-8"), "company.yml")
    bare = Company("Rien", "Europe/London", "BE")
    keys = {key.name for block in blocks(FILE) for key in block.keys if "_" in key.name}
    told = "\n".join([*differences(bare, everything), *differences(BEFORE, everything), *differences(everything, bare)])
    assert len(told.splitlines()) > 40
    assert [key for key in keys if key in told] == []
    assert not re.search(r"[{}\[\]]|\b(true|false|None|mon|fri|sequential)\b", told), told


@pytest.mark.parametrize("field", [one.name for one in fields(Line) if one.name not in ("id", "name")])
def test_every_field_of_a_line_is_told(field: str) -> None:
    """One field alone taken from a line that has them all."""
    rich = read_company(EVERYTHING.read_text(encoding="utf-8"), "company.yml").lines
    line = BEFORE.lines["urgence"]
    others = {str(getattr(one, field)): getattr(one, field) for one in rich.values()} | OTHERWISE
    value = OTHERWISE.get(field, next((one for one in others.values() if one != getattr(line, field)), None))
    after = replace(line, **{field: value})
    if field in ("internal_code", "order_rule"):
        audience = Audience.STAFF if field == "internal_code" else Audience.CUSTOMERS
        line, after = (replace(one, audience=audience) for one in (line, after))
    assert line != after, field
    told = differences(with_line(line), with_line(after))
    assert told
    assert all(one.startswith("Ligne Urgence serrurerie, ") for one in told), told


OTHERWISE = {"language": "eo", "internal_code": NumberRule(ask=True), "numbers": ("+33972000009",)}


def with_line(line: Line) -> Company:
    return replace(BEFORE, lines={"urgence": line})


@pytest.mark.parametrize("field", [one.name for one in fields(Agent) if one.name != "id"])
def test_every_field_of_an_agent_is_told(field: str) -> None:
    others = {
        "name": "Zoé",
        "phones": ("3639",),
        "mail": "zoe@example.fr",
        "pin": "1234",
        "until": date(2027, 1, 1),
        "told_of": (),
        "told_by": (Way.SMS,),
        "agreed_on": date(2026, 1, 5),
        "quiet": QuietHours(time(22), time(7)),
        "language": "en",
    }
    known = BEFORE.agents["petit"]
    after = replace(BEFORE, agents={**BEFORE.agents, "petit": replace(known, **{field: others[field]})})
    (told,) = differences(BEFORE, after)
    assert told.startswith(("Intervenant Hugo Petit, ", "Intervenant Zoé, ")), told


@pytest.mark.parametrize("before", ["", "Code du portail : demandez-le. Le plan : "])
def test_a_long_address_that_ends_otherwise_is_told_by_its_end(before: str) -> None:
    address = f"{before}https://plans.example.fr/{'0123456789abcdef' * 6}?page="
    was, now = (replace(BEFORE.lines["urgence"], instructions=f"{address}{page}") for page in "12")
    settings = [replace(BEFORE, lines={**BEFORE.lines, "urgence": line}) for line in (was, now)]
    (told,) = differences(*settings)
    assert "?page=1 → …" in told and told.endswith("?page=2"), told


def test_a_number_that_was_erased_is_told_as_it_stands() -> None:
    allowed = replace(BEFORE, allowed_numbers=(AllowedNumber(STRUCK, "Ascenseur"),))
    assert differences(BEFORE, allowed) == [f"Entreprise, numéro permis ajouté : {STRUCK}, Ascenseur"]


@settings(max_examples=examples(15), suppress_health_check=list(HealthCheck))
@given(companies(), companies())
def test_two_companies_differ_exactly_when_their_files_do(before: Company, after: Company) -> None:
    assert differences(before, before) == []
    if before != after:
        assert differences(before, after)
        assert write_company(before) != write_company(after)


def test_a_thing_is_found_in_its_file_or_the_nearest_around_it(tmp_path: Path) -> None:
    file = tmp_path / "company.yml"
    file.write_text(TEXT, encoding="utf-8")
    places = places_of(file)
    line = TEXT.split("max_wait:")[0].count("\n") + 1
    assert places.of(("lines", "urgence", "max_wait")) == f"{file}:{line}:5"
    around = TEXT.split("- id: urgence")[0].count("\n") + 1
    assert places.of(("lines", "urgence", "internal_code")) == f"{file}:{around}:5"
    assert places.of(("compensation",)) is None
    assert places.of(()) is None


def found(severity: Severity, start: datetime, end: datetime) -> Finding:
    return Finding(severity, "gap", "Ligne Urgence", "personne ; ajoutez un créneau.", ((start, end),))


def test_an_error_refuses_a_warning_does_not() -> None:
    error, warning = (found(severity, NIGHT, NIGHT + HOUR) for severity in Severity)
    assert refusing([error, warning], []) == [error]
    lasting = Finding(Severity.ERROR, "menu_loop", "Menu urgence", "il tourne ; changez-le.")
    assert refusing([lasting], []) == [lasting]


def test_a_gap_that_the_settings_in_force_have_already_does_not_keep_them_in_force() -> None:
    gap, longer = (found(Severity.ERROR, NIGHT, NIGHT + hours * HOUR) for hours in (1, 2))
    assert refusing([gap], [longer]) == []
    assert refusing([longer], [gap]) == [longer]


@settings(suppress_health_check=list(HealthCheck), max_examples=examples(30))
@given(before=companies(), other=companies(), data=st.data())
def test_nothing_is_told_of_a_kind_that_is_the_same(before: Company, other: Company, data: st.DataObject) -> None:
    """A part of another company stands in the place of some parts of this one."""
    kinds = {"agents": "Intervenant ", "lines": "Ligne ", "menus": "Menu "}
    after = replace(before, **{kind: getattr(data.draw(st.sampled_from((before, other))), kind) for kind in kinds})
    told = differences(before, after)
    same = tuple(noun for kind, noun in kinds.items() if getattr(before, kind) == getattr(after, kind))
    assert [one for one in told if one.startswith((*same, "Entreprise", "Équipe", "Planning", "Compensation"))] == []


@pytest.mark.parametrize(
    ("agreed", "refused", "told"),
    [
        ({"durand"}, None, "proposé par Claire Durand, attend la réponse d'Hugo Petit"),
        ({"petit"}, None, "proposé par Hugo Petit, attend la réponse de Claire Durand"),
        (set(), None, "attend la réponse de Claire Durand et d'Hugo Petit"),
        ({"durand", "petit"}, None, "accepté par Claire Durand et Hugo Petit"),
        ({"durand"}, "petit", "refusé par Hugo Petit"),
    ],
)
def test_a_swap_that_waits_is_told_as_proposed(agreed: set[str], refused: str | None, told: str) -> None:
    start = datetime(2026, 12, 7, tzinfo=UTC)
    swap = Swap("durand", "petit", start, start + timedelta(hours=8), agreed=frozenset(agreed), refused=refused)
    team = BEFORE.teams["depannage"]
    after = replace(BEFORE, teams={**BEFORE.teams, "depannage": replace(team, plan=replace(team.plan, swaps=(swap,)))})
    (sentence,) = differences(BEFORE, after)
    assert sentence.endswith(f"({told})"), sentence


def test_a_difference_keeps_its_values_whole_beside_the_sentence_that_cuts_them() -> None:
    long = " ".join(["Vous êtes bien chez nous."] * 8)
    after = replace(BEFORE, lines={**BEFORE.lines, "urgence": replace(BEFORE.lines["urgence"], instructions=long)})
    (one,) = whole_differences(BEFORE, after)
    assert (one.was, one.now, one.long) == ("", long, True)
    assert "…" in str(one)
    assert one.about == "Ligne Urgence serrurerie, consignes"
