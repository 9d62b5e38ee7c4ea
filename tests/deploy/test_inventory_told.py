"""A slip in the inventory is told before anything is touched: Ansible itself would take it, and say nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.deploy import rendering

HERE = Path(__file__).parent
ANSIBLE = Path(sys.executable).with_name("ansible-playbook")
US = "192.168.1.7 50022 192.0.2.1 22"


def validated(folder: Path, part: str, ssh: str = "", **facts: Any) -> subprocess.CompletedProcess[str]:
    """That part of the role for a modest box, and these facts; `ssh`: where we come from, as sshd says it."""
    given = folder / "given.json"
    given.write_text(json.dumps({**rendering.MODEST, **facts}), encoding="utf-8")
    environment = {
        **os.environ,
        "ANSIBLE_ROLES_PATH": str(rendering.ROLES),
        "ANSIBLE_PYTHON_INTERPRETER": sys.executable,
        "ANSIBLE_LOCAL_TEMP": str(folder / "tmp"),
        "ANSIBLE_NOCOLOR": "1",
        "LC_ALL": "C.UTF-8",
        "SSH_CONNECTION": ssh,
    }
    command = [
        ANSIBLE,
        "-c",
        "local",
        "-i",
        "localhost,",
        "-e",
        f"@{given}",
        "-e",
        f"part={part}",
        HERE / "validate.yml",
    ]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("facts", [rendering.MODEST, rendering.GREEDY], ids=["modest", "greedy"])
def test_the_settings_that_exist_are_taken(tmp_path: Path, facts: dict[str, Any]) -> None:
    done = validated(tmp_path, "names", **facts)
    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.parametrize(
    "slip", ["astreinte_alert_mails", "astreinte_backup_remotes", "vault_astreinte_trunk_password", "freeswitch_instal"]
)
def test_a_setting_that_nothing_reads_is_named(tmp_path: Path, slip: str) -> None:
    done = validated(tmp_path, "names", **{slip: "x"})
    assert done.returncode != 0
    assert f"L'inventaire règle {slip}, que rien ne lit" in done.stdout


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"astreinte_admin_networks": ["bureau.example"]}, "astreinte_admin_networks : « bureau.example »"),
        ({"astreinte_monitoring_networks": ["192.168.300.1"]}, "astreinte_monitoring_networks : « 192.168.300.1 »"),
        ({"astreinte_sip_ip": "192.0.2.256"}, "astreinte_sip_ip : « 192.0.2.256 »"),
        ({"astreinte_public_ip": "boite.example"}, "astreinte_public_ip : « boite.example »"),
        (
            {"astreinte_trunks": [{**rendering.TRUNK, "media_sources": ["voix.operateur.example"]}]},
            "media_sources : « voix.operateur.example »",
        ),
        (
            {"astreinte_trunks": [{**rendering.TRUNK, "sources": ["0.0.0.0/0"]}]},
            "sources : « 0.0.0.0/0 » est tout l'Internet",
        ),
    ],
)
def test_what_the_firewall_could_not_read_is_named(tmp_path: Path, facts: dict[str, Any], told: str) -> None:
    done = validated(tmp_path, "networks", **facts)
    assert done.returncode != 0
    assert told in done.stdout, done.stdout[-2000:]


@pytest.mark.parametrize(
    "facts",
    [
        {"astreinte_admin_networks": "192.168.1.0/24"},
        {"astreinte_trunks": [{**rendering.TRUNK, "sources": "192.168.1.0/24"}]},
        {"astreinte_trunks": [{**rendering.TRUNK, "media_sources": "192.168.1.0/24"}]},
    ],
)
def test_a_network_that_is_not_written_as_a_list_is_told(tmp_path: Path, facts: dict[str, Any]) -> None:
    """Its letters would be taken one by one."""
    done = validated(tmp_path, "networks", **facts)
    assert done.returncode != 0
    assert "192.168.1.0/24 : écrivez une liste, par exemple [192.168.1.0/24]." in done.stdout, done.stdout[-2000:]


@pytest.mark.parametrize("address", ["203.0.113.7", "host:boite.example"])
def test_an_address_that_freeswitch_looks_up_itself_is_taken(tmp_path: Path, address: str) -> None:
    done = validated(tmp_path, "networks", astreinte_public_ip=address)
    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.parametrize(
    ("ssh", "facts", "told"),
    [
        (US, {}, None),
        ("", {}, None),
        ("198.51.100.9 50022 192.0.2.1 22", {}, "Vous entrez par 198.51.100.9"),
        ("198.51.100.9 50022 192.0.2.1 22", {"astreinte_firewall": False}, None),
        ("192.168.1.7 50022 192.0.2.1 2222", {}, "astreinte_ssh_port dit 22"),
        ("192.168.1.7 50022 192.0.2.1 2222", {"astreinte_ssh_port": 2222}, None),
        ("2001:db8:1::7 50022 2001:db8::1 22", rendering.GREEDY, None),
        ("127.0.0.1 50022 127.0.0.1 22", {}, None),
        ("::1 50022 ::1 22", {}, None),
        ("192.0.2.1 50022 192.0.2.1 22", {}, None),
    ],
)
def test_nobody_shuts_the_door_behind_them(tmp_path: Path, ssh: str, facts: dict[str, Any], told: str | None) -> None:
    done = validated(tmp_path, "networks", ssh, **facts)
    assert (done.returncode == 0) == (told is None), done.stdout[-2000:]
    assert told is None or told in done.stdout


AWAY = {
    "astreinte_backup_remote": "boite@coffre.example:astreinte",
    "astreinte_backup_remote_host_key": "coffre.example ssh-ed25519 AAAA",
    "astreinte_backup_key": rendering.GREEDY["astreinte_backup_key"],
    "vault_astreinte_backup_ssh_key": "-----BEGIN OPENSSH PRIVATE KEY-----",
}


def test_a_copy_off_the_box_with_all_that_it_needs_is_taken(tmp_path: Path) -> None:
    done = validated(tmp_path, "backups", **AWAY)
    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.parametrize("lacks", AWAY)
def test_a_copy_that_would_never_leave_the_box_is_told(tmp_path: Path, lacks: str) -> None:
    """Without a key to encipher them they stay; without a host that is known, or a name of one, each night fails."""
    wrong = "un-dossier" if lacks == "astreinte_backup_remote" else ""
    done = validated(tmp_path, "backups", **{**AWAY, lacks: wrong})
    assert done.returncode != 0
    assert "aucune copie ne quitterait la boîte" in done.stdout
