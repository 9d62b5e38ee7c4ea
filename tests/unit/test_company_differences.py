"""What an import changes, told by object; where things stand in a file; which errors refuse an import."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.checks import Finding, Severity, refusing
from appliance.company.model import Company
from appliance.store.company_file import differences as module
from appliance.store.company_file import load_company_file, read_company, write_company
from appliance.store.company_file.differences import differences
from appliance.store.company_file.places import places_of
from tests.examples import examples
from tests.unit.companies import companies

EXAMPLE = Path(__file__).parents[1] / "data" / "company-example.yml"
TEXT = EXAMPLE.read_text(encoding="utf-8")
BEFORE = load_company_file(EXAMPLE)
NIGHT = datetime(2026, 11, 27, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)


def changed(before: str, after: str) -> Company:
    assert before in TEXT, before
    return read_company(TEXT.replace(before, after, 1), "company.yml")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("max_wait: 120", "max_wait: 90", ["Ligne urgence : max_wait 120 → 90"]),
        ("    last_resort: 01 72 00 00 09", "", ["Ligne urgence : last_resort 01 72 00 00 09 → rien"]),
        ("seconds: 20", "seconds: 25", ["Équipe depannage : ring.seconds 20 → 25"]),
        ("[06 12 34 56 02]", "[06 12 34 56 12]", ["Intervenant petit : phones [06 12 34 56 02] → [06 12 34 56 12]"]),
        ('pin: "7730"', 'pin: "7731"', ["Intervenant petit : pin changé"]),
        (
            '"3": {message: true}',
            '"3": {forward: 01 72 00 00 00}',
            ["Menu urgence : choices.3 {message: true} → {forward: 01 72 00 00 00}"],
        ),
        ("name: Serrurerie Martin", "name: Martin", ["Entreprise : name Serrurerie Martin → Martin"]),
        (
            "hours: 18:00-09:00, level: 1}",
            "hours: 19:00-09:00, level: 1}",
            [
                "Planning de l'équipe depannage : shifts − "
                "{agent: durand, days: mon-fri, hours: 18:00-09:00, level: 1}",
                "Planning de l'équipe depannage : shifts + "
                "{agent: durand, days: mon-fri, hours: 19:00-09:00, level: 1}",
            ],
        ),
        ("Pour le siège, tapez 5.", "Pour le siège, tapez 6.", ["Menu urgence : announcement réécrit : …6."]),
    ],
)
def test_a_change_is_told_by_object_as_it_would_be_typed(before: str, after: str, told: list[str]) -> None:
    assert differences(BEFORE, changed(before, after)) == told


def test_who_comes_and_who_goes_are_named() -> None:
    line = next(line for line in TEXT.splitlines(keepends=True) if "id: petit," in line)
    paul = line.replace("id: petit,", "id: paul,").replace("Hugo Petit", "Paul Blanc").replace("56 02", "56 04")
    more = read_company(TEXT.replace(line, line + paul), "company.yml")
    assert differences(BEFORE, more) == ["Intervenant paul : ajouté (Paul Blanc)"]
    assert differences(more, BEFORE) == ["Intervenant paul : retiré (Paul Blanc)"]


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


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=examples(30))
@given(before=companies(), other=companies(), data=st.data())
def test_what_is_the_same_in_both_is_not_written_out_and_changes_nothing_of_what_is_told(
    before: Company, other: Company, data: st.DataObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part of another company stands in the place of some parts of this one."""
    kinds = ("agents", "teams", "lines", "menus")
    after = replace(before, **{kind: getattr(data.draw(st.sampled_from((before, other))), kind) for kind in kinds})
    told = differences(before, after)
    with monkeypatch.context() as whole:
        whole.setattr(module, "_changed_alone", lambda before, after: (before, after))
        assert told == differences(before, after)
