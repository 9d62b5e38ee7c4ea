"""The table of the company file's keys: as the readers know them, as the guide tells them, as editors check them."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from ruamel.yaml import YAML

from appliance import cli
from appliance.company.model import Company
from appliance.store.company_file import load_company_file, read_company, write_company
from appliance.store.company_file.annotation import annotated, write_annotated
from appliance.store.company_file.nodes import Value
from appliance.store.company_file.schema import schema, schema_text
from appliance.store.company_file.shapes import Entries, Key, Shape, blocks, parts
from appliance.store.company_file.vocabulary import FILE
from tests.examples import examples
from tests.unit.companies import companies

ROOT = Path(__file__).parents[2]
SAID_BY_NOBODY = {"language"}  # there is one, and a line that speaks it need not say so
EVERYTHING = ROOT / "tests" / "data" / "company-everything.yml"
EXAMPLE = ROOT / "tests" / "data" / "company-example.yml"
SAMPLE = ROOT / "appliance" / "sample" / "company.yml"
GUIDE = ROOT / "docs" / "company-file.md"
SCHEMA = ROOT / "docs" / "company.schema.json"
KEYS = list({key.comment: key for block in blocks(FILE) for key in block.keys}.values())
MANY = settings(max_examples=examples(20), suppress_health_check=list(HealthCheck))


def typed(path: Path) -> Any:
    """A file as an editor understands it: YAML 1.2, in which a date is a text."""
    return as_typed(path.read_text(encoding="utf-8"))


def as_typed(text: str) -> Any:
    return untimed(YAML(typ="safe", pure=True).load(text))


def untimed(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): untimed(one) for key, one in value.items()}
    if isinstance(value, list):
        return [untimed(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def words_in_code(text: str) -> set[str]:
    """The words that stand between back quotes, in a line or a block of their own."""
    outside, *inside = re.split(r"^```\w*$", text, flags=re.MULTILINE)
    code = [*inside[::2], *re.findall(r"`([^`]+)`", " ".join([outside, *inside[1::2]]))]
    return set(re.findall(r"[a-z_]+", " ".join(code)))


def mistakes(value: Any) -> list[str]:
    return [error.message for error in jsonschema.Draft7Validator(schema()).iter_errors(value)]


def test_the_readers_know_the_keys_of_the_table_and_no_others(monkeypatch) -> None:
    known = set()
    fields = Value.fields

    def noted(value: Value, required: Any, optional: Any = ()) -> Any:
        known.add((frozenset(required), frozenset(optional)))
        return fields(value, required, optional)

    monkeypatch.setattr(Value, "fields", noted)
    load_company_file(EVERYTHING)
    told = set()
    for block in blocks(FILE):
        required = frozenset(key.name for key in block.keys if key.required)
        told.add((required, frozenset(key.name for key in block.keys) - required))
    assert told == known


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_every_key_has_a_sentence_in_french(key: Key) -> None:
    assert len(key.sentence) > 5
    assert not key.sentence.removesuffix("...").endswith(".")


def test_every_key_is_told_in_the_guide() -> None:
    told = words_in_code(GUIDE.read_text(encoding="utf-8"))
    assert {key.name for key in KEYS} - told == set()


def test_every_key_of_a_file_is_explained_where_it_first_stands() -> None:
    lines = write_annotated(load_company_file(EVERYTHING)).splitlines()
    explained = 0
    for place, line in enumerate(lines):
        if comment := re.fullmatch(r" *# (\w+) : .*", line):
            below = next(each for each in lines[place:] if not each.strip().startswith("#"))
            assert re.search(rf"\b{comment[1]}:", below), line
            explained += 1
    assert explained + sum(line.strip().startswith("#   ") for line in lines) == len(KEYS)
    assert explained > 0.95 * len([key for key in KEYS if key.name not in SAID_BY_NOBODY])


def test_the_keys_that_a_file_has_not_are_offered_once() -> None:
    text = write_annotated(load_company_file(SAMPLE))
    assert text.count("#   forced : périodes imposées à la main, qui l'emportent sur tout") == 1
    assert text.count("# max_wait : ") == 1


@pytest.mark.parametrize("path", [SAMPLE, EXAMPLE, EVERYTHING], ids=lambda path: path.stem)
def test_an_annotated_file_is_the_same_company(path: Path) -> None:
    company = load_company_file(path)
    assert read_company(write_annotated(company), "annotated.yml") == company


@MANY
@given(companies())
def test_any_company_explained_is_the_same_company(company: Company) -> None:
    assert read_company(annotated(write_company(company)), "annotated.yml") == company


def test_the_committed_schema_is_the_one_of_this_version() -> None:
    assert SCHEMA.read_text(encoding="utf-8") == schema_text()
    jsonschema.Draft7Validator.check_schema(schema())


def test_the_command_writes_the_schema(capsys, tmp_path: Path) -> None:
    assert cli.run(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == schema()
    assert cli.run(["schema", "-o", str(tmp_path / "company.schema.json")]) == 0
    assert json.loads((tmp_path / "company.schema.json").read_text(encoding="utf-8")) == schema()


def test_the_schema_has_every_key_of_the_table() -> None:
    held = schema()
    for block in blocks(FILE):
        described = held if block is FILE else held["definitions"][block.name]
        assert set(described["properties"]) == {key.name for key in block.keys}
        assert set(described.get("required", ())) == {key.name for key in block.keys if key.required}


@pytest.mark.parametrize("path", [SAMPLE, EXAMPLE, EVERYTHING], ids=lambda path: path.stem)
def test_a_good_file_has_no_mistake_for_an_editor(path: Path) -> None:
    assert mistakes(typed(path)) == []


@MANY
@given(companies())
def test_no_company_written_has_a_mistake_for_an_editor(company: Company) -> None:
    assert mistakes(as_typed(write_company(company))) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("max_wait: 120", "max_wait: long"),
        ("max_wait: 120", "max_wiat: 120"),
        ("max_wait: 120", "max_wait: 0"),
        ("phones: [06 12 34 56 02]", "phones: [hugo]"),
        ("strategy: sequential", "strategy: anyhow"),
        ("mon-fri: [09:00-12:30, 14:00-18:00]", "lun-ven: [09:00-12:30]"),
        ("sat: [09:00-12:00]", "sat: [09:00]"),
        ("{call: depannage, order_number: false}", "{call: depannage, message: true}"),
        ("{message: true}", "{}"),
        ('default: "1"', 'default: "12"'),
        ("handover: fri 18:00", "handover: vendredi"),
        ("every: 1 week", "every: 1 month"),
        ("replace: durand, by: petit}", "replace: durand}"),
        ("from: 2027-02-08", "from: 08/02/2027"),
        ("  holidays: FR ", "  holidays: France "),
        ("name: Serrurerie Martin", "nom: Serrurerie Martin"),
        ('pin: "4821"', 'pin: "48"'),
        ("default: true ", "default: maybe "),
    ],
)
def test_a_wrong_file_has_a_mistake_for_an_editor(before: str, after: str) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert before in text
    assert mistakes(as_typed(text.replace(before, after, 1)))


def test_what_is_free_in_the_file_is_free_in_the_table() -> None:
    def free(shape: Shape) -> int:
        return isinstance(shape, Entries) + sum(map(free, parts(shape)))

    assert free(FILE) == 3  # the keys of a menu, those of languages, the days of opening hours
