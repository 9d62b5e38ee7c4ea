"""What a lab made as a box has is what the roles of Ansible make: the same accounts, folders, umasks and sandboxes."""

from __future__ import annotations

import os
import pwd
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from appliance.lab.accounts import installed_in, lend
from appliance.lab.box import ACCOUNTS, COMMAND, FOLDERS, GROUPS, UNITS, Unit
from appliance.lab.errors import LabError
from appliance.lab.preparation import prepare
from appliance.lab.request import LabRequest
from appliance.switch.switch_process import MEMORY, environment

ROLES = Path(__file__).parents[2] / "deploy" / "ansible" / "roles"
STATE = "/var/lib/astreinte"
TEMPLATES = {
    "freeswitch": "freeswitch/templates/freeswitch.service.j2",
    "astreinte-freeswitch-conf": "freeswitch/templates/astreinte-freeswitch-conf.service.j2",
    "astreinte-controller@": "appliance/templates/astreinte-controller@.service.j2",
    "astreinte-web": "appliance/templates/astreinte-web.service.j2",
    "astreinte-forget": "appliance/templates/astreinte-forget.service.j2",
    "astreinte-voice": "appliance/templates/astreinte-voice.service.j2",
}


ADDS_UP = {"ReadWritePaths"}  # each line of it adds to those before


def tasks(path: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load((ROLES / path).read_text(encoding="utf-8")))


def asked_of(module: str, path: str) -> list[dict[str, Any]]:
    """The items of the loops of this module's tasks."""
    return [item for task in tasks(path) if module in task for item in task["loop"]]


def settings(unit: str) -> dict[str, str]:
    """The last word on each setting of a unit: its own, else the one that all our units share."""
    shared = (ROLES / "freeswitch/files/sandbox.conf").read_text(encoding="utf-8") if unit != "freeswitch" else ""
    own = (ROLES / TEMPLATES[unit]).read_text(encoding="utf-8")
    told: dict[str, str] = {}
    for name, said in re.findall(r"^([A-Za-z]+)=(.*)$", f"{shared}\n{own}", re.MULTILINE):
        told[name] = f"{told[name]} {said}" if name in ADDS_UP and name in told else said
    return told


def under_state(words: str) -> set[str]:
    paths = [path for path in words.split() if path.startswith(STATE)]
    return {path.removeprefix(STATE).strip("/") for path in paths}


def test_the_accounts_and_groups_are_those_of_a_box() -> None:
    assert set(asked_of("ansible.builtin.group", "base/tasks/accounts.yml")) == set(GROUPS)
    made = {item["name"]: tuple(item["groups"]) for item in asked_of("ansible.builtin.user", "base/tasks/accounts.yml")}
    assert made == ACCOUNTS


def test_the_folders_are_those_of_a_box() -> None:
    made = {
        item["path"].removeprefix(f"{STATE}/"): (item["owner"], item["group"], int(item["mode"], 8))
        for item in asked_of("ansible.builtin.file", "base/tasks/folders.yml")
        if item["path"].startswith(f"{STATE}/")
    }
    for memory in asked_of("ansible.builtin.template", "base/tasks/folders.yml"):
        made[memory["name"]] = ("freeswitch", "freeswitch", int(memory["mode"], 8))
    assert made == {name: (folder.owner, folder.group, folder.mode) for name, folder in FOLDERS.items()}


@pytest.mark.parametrize("name", UNITS)
def test_a_program_may_do_what_its_unit_may(name: str) -> None:
    said = settings(name)
    assert said["User"] == said["Group"] == UNITS[name].account
    assert said["ProtectSystem"] == "strict"
    assert int(said["UMask"], 8) == UNITS[name].umask
    assert int(said.get("CPUWeight", "100")) == UNITS[name].weight
    assert under_state(said["ReadWritePaths"]) == set(UNITS[name].writes)
    assert under_state(said.get("InaccessiblePaths", "")) == set(UNITS[name].hidden)


def test_freeswitch_has_the_environment_of_its_unit() -> None:
    unit = (ROLES / TEMPLATES["freeswitch"]).read_text(encoding="utf-8")
    said = dict(
        word.split("=") for line in re.findall(r"^Environment=(.*)$", unit, re.MULTILINE) for word in line.split()
    )
    assert said == {"TZ": "UTC", "HOME": f"{STATE}/run", **MEMORY}
    assert MEMORY.items() <= environment().items()


def test_a_command_is_typed_under_the_account_that_owns_the_files() -> None:
    script = (ROLES / "appliance/templates/astreinte.j2").read_text(encoding="utf-8")
    account = re.search(r"--reuid=(\S+)", script)
    umask = re.search(r"^umask (\d+)$", script, re.MULTILINE)
    assert account and umask
    assert (account[1], int(umask[1], 8)) == (COMMAND.account, COMMAND.umask)


def test_the_message_that_freeswitch_writes_is_for_those_who_mend_and_delete_it() -> None:
    """Its file is born under the group of its folder: who serves the calls and the pages is in it, and may write."""

    def may_write(unit: Unit) -> bool:
        group = FOLDERS["recordings"].group
        return group in (unit.account, *ACCOUNTS[unit.account]) and "recordings" in unit.writes

    assert UNITS["freeswitch"].umask & 0o060 == 0
    assert FOLDERS["recordings"].mode & 0o2070 == 0o2070
    assert all(may_write(UNITS[name]) for name in ("freeswitch", "astreinte-controller@", "astreinte-web"))


def test_two_labs_never_have_one_account(tmp_path: Path) -> None:
    one, other = lend(), lend()
    assert len({*one.numbers.values(), *other.numbers.values()}) == 2 * len(GROUPS)
    for accounts in (one, other):
        assert accounts.claim is not None
        accounts.claim.close()


def test_the_folder_of_an_installed_box_is_left_to_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "db").mkdir()
    assert not installed_in(tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    if os.getuid() == 0:
        os.chown(tmp_path / "db", pwd.getpwnam("daemon").pw_uid, -1)
    assert installed_in(tmp_path)


def test_who_is_not_root_is_told_so_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(LabError, match=r"^--box : il faut être root"):
        prepare(LabRequest(5080, ("127.0.0.1:5090",), tmp_path / "company.yml", tmp_path / "state", box=True))
    assert list(tmp_path.iterdir()) == []
