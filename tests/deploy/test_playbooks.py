"""The playbooks as text (`make lint` has ansible-lint): arguments said, defaults given, the example to copy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ANSIBLE = Path(__file__).parents[2] / "deploy" / "ansible"
EXAMPLE = ANSIBLE / "inventories" / "example" / "group_vars" / "astreinte"
ROLES = sorted((ANSIBLE / "roles").iterdir())
OURS = re.compile(r"\b((?:vault_)?(?:astreinte|signalwire|freeswitch)_[a-z_]+)\b")


def read(path: Path) -> dict:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8")) or {}


DEFAULTS = read(ANSIBLE / "group_vars" / "all" / "defaults.yml")


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_a_role_says_its_arguments(role: Path) -> None:
    options = read(role / "meta" / "argument_specs.yml")["argument_specs"]["main"]["options"]
    assert all(option.get("description") for option in options.values())
    required = {name for name, option in options.items() if option.get("required")}
    assert required - {"astreinte_trunks"} <= DEFAULTS.keys(), "what is required has a default, or validate asks for it"


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_each_variable_of_the_inventory_that_a_role_reads_has_a_default(role: Path) -> None:
    used: set[str] = set()
    for path in [*role.rglob("*.yml"), *role.rglob("*.j2")]:
        used |= set(OURS.findall(path.read_text(encoding="utf-8")))
    own = {name for name in used if name.startswith("freeswitch_")} - {name for name in DEFAULTS}
    asked = {name for name in used if name.startswith(("astreinte_", "vault_"))}
    assert asked - DEFAULTS.keys() - {"astreinte_trunks"} == set()
    assert all(name.startswith("freeswitch_") for name in own)


def test_the_example_sets_only_what_exists() -> None:
    given = {*read(EXAMPLE / "main.yml"), *read(EXAMPLE / "vault.yml.example")}
    assert given - DEFAULTS.keys() == {"astreinte_trunks"}


def test_each_line_of_the_example_with_a_fact_of_nobody_s_is_marked() -> None:
    """Names and addresses of documentation (RFC 2606, RFC 5737) are there to be replaced."""
    for path in (*EXAMPLE.iterdir(), EXAMPLE.parents[1] / "hosts.yml"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if re.search(r"\.example\b|192\.0\.2\.|203\.0\.113\.|à remplir\"", line) and not line.startswith("#"):
                assert "<<<" in line, f"{path.name}:{number}"


def test_a_secret_is_written_under_no_log_alone() -> None:
    for path in ANSIBLE.rglob("tasks/*.yml"):
        for task in re.split(r"\n(?=\s*- name:)", path.read_text(encoding="utf-8")):
            if re.search(r"\{\{ vault_", task) and "assert" not in task:
                assert "no_log: true" in task, f"{path}: {task[:80]}"
