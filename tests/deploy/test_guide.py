"""The operator's guide speaks of commands, options, settings and pages that exist."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from ruamel.yaml import YAML

from appliance.cli import COMMANDS, astreinte

ROOT = Path(__file__).parents[2]
ANSIBLE = ROOT / "deploy" / "ansible"
PAGES = sorted((ROOT / "docs" / "guide").glob("*.md"))
TYPED = re.compile(r"(?<!\")\bastreinte ((?:[a-z]+-)?[a-z]+)((?: [^`\n#|]*)?)")
SETTING = re.compile(r"\b((?:vault_)?(?:astreinte|signalwire|freeswitch)_[a-z_]+)\b")
PLAYBOOK = re.compile(r"ansible-playbook ([a-z]+\.yml)")
LINK = re.compile(r"\]\(([^)#]+)(?:#([^)]+))?\)")
DEFAULTS = YAML(typ="safe").load((ANSIBLE / "group_vars" / "all" / "defaults.yml").read_text(encoding="utf-8"))
ASKED = {"astreinte_trunks", "astreinte_restore_file", "astreinte_restore_identity", "astreinte_export_folder"}


def code_of(text: str) -> str:
    """What stands between backquotes or in a block."""
    return "\n".join([*re.findall(r"```[a-z]*\n(.*?)```", text, re.S), *re.findall(r"`([^`\n]+)`", text)])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_command_of_a_page_exists_with_its_options(page: Path) -> None:
    context = click.Context(astreinte)
    for name, rest in TYPED.findall(code_of(page.read_text(encoding="utf-8"))):
        assert name in COMMANDS, f"astreinte {name}"
        command = astreinte.get_command(context, name)
        if isinstance(command, click.Group) and (rest.split() or not command.invoke_without_command):
            command = command.commands[rest.split()[0]]
        known = {option for each in command.params for option in each.opts} | {"--help"}
        assert set(re.findall(r"(?<!\S)--[a-z][a-z-]+", rest)) <= known, f"astreinte {name} {rest}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_setting_and_playbook_of_a_page_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert set(SETTING.findall(text)) <= DEFAULTS.keys() | ASKED
    assert all((ANSIBLE / name).is_file() for name in PLAYBOOK.findall(text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_link_of_a_page_leads_somewhere(page: Path) -> None:
    for target, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        there = page.parent / target
        assert there.is_file(), target
        titles = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.M) if there.suffix == ".md" else []
        assert not anchor or anchor in {re.sub(r"[,.;:!?]", "", title.lower()).replace(" ", "-") for title in titles}, (
            anchor
        )


def test_the_guide_s_first_page_leads_to_every_other() -> None:
    first = (PAGES[0].parent / "README.md").read_text(encoding="utf-8")
    assert {page.name for page in PAGES} - {"README.md"} <= {target for target, _ in LINK.findall(first)}
