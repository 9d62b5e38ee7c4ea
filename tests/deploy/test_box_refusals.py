"""What is wrong in the inventory or around the box is told in one French sentence, before anything is changed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.deploy.box import Box

pytestmark = [pytest.mark.deploy, pytest.mark.timeout(600)]

FAR = {"name": "principal", "proxy": "192.0.2.1", "sources": ["192.0.2.1/32"]}
NEAR = {"name": "principal", "proxy": "127.0.0.1:5090", "sources": ["127.0.0.1/32"]}


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"freeswitch_install": "signalwire"}, "vault_signalwire_token n’est pas un jeton SignalWire"),
        ({"freeswitch_install": "mirror"}, "freeswitch_mirror_url (https://...)"),
        ({"astreinte_trunks": []}, "astreinte_trunks est vide"),
        ({"astreinte_admin_networks": []}, "astreinte_admin_networks est vide"),
        ({"astreinte_trunks": [FAR]}, "freeswitch_accept_older n'est permis qu'avec des trunks sur 127.0.0.1"),
        (
            {"astreinte_trunks": [{**FAR, "proxy": "sip.nulle-part.invalid"}], "freeswitch_accept_older": False},
            "sip.nulle-part.invalid n'a pas d'adresse",
        ),
        (
            {"astreinte_trunks": [{**NEAR, "proxy": "127.0.0.1:5099", "transport": "tcp"}]},
            "ne se laisse pas joindre en tcp",
        ),
        ({"astreinte_trunks": [{**NEAR, "register": True, "username": "u"}]}, "son mot de passe est dans vault.yml"),
        ({"freeswitch_accept_older": False}, "est trop ancien : il faut 1.11.4"),
        ({"astreinte_rtp_ports": [40000, 40199]}, "astreinte_rtp_ports va jusqu'à 40199"),
        ({"astreinte_backup_key": "AGE-SECRET-KEY-1"}, "n'est pas une clé publique age"),
        ({"astreinte_company_file": "/srv/inventory/absent.yml"}, "/srv/inventory/absent.yml est introuvable"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_has_changed(box: Box, facts: dict[str, Any], told: str) -> None:
    refused = box.play("site.yml", **facts)
    assert refused.code != 0
    assert told in refused.out, refused.out[-3000:]
    assert refused.recap()["changed"] == 0


def test_a_full_disk_is_told_before_anything_is_written(box: Box) -> None:
    box.run("mount", "-t", "tmpfs", "-o", "size=200M", "tmpfs", "/var/lib/astreinte/spool")
    try:
        refused = box.play("site.yml")
    finally:
        box.run("umount", "/var/lib/astreinte/spool")
    assert "/var/lib/astreinte" in refused.out
    assert "libérez de la place" in refused.out
    assert refused.recap()["changed"] == 0


def test_a_dead_mirror_is_named(box: Box) -> None:
    box.write("/srv/key.gpg", "not read: the mirror does not answer")
    try:
        refused = box.play(
            "site.yml",
            freeswitch_install="mirror",
            freeswitch_mirror_url="http://127.0.0.1:9/debian",
            freeswitch_mirror_key="/srv/key.gpg",
        )
    finally:
        box.run("rm", "-f", "/etc/apt/sources.list.d/astreinte-freeswitch.sources")
    assert refused.code != 0
    assert "http://127.0.0.1:9/debian ne donne pas les paquets de FreeSWITCH" in refused.out, refused.out[-3000:]


def test_a_refused_token_is_told_and_never_shown(box: Box) -> None:
    token = "pat_ABCDEFGHIJKLMNOPQRST"
    server = (
        "import http.server as h\n"
        "class No(h.BaseHTTPRequestHandler):\n"
        "    def do_GET(self): self.send_error(401)\n"
        "h.HTTPServer(('127.0.0.1', 8099), No).serve_forever()\n"
    )
    box.write("/srv/no.py", server)
    box.run("systemd-run", "--unit=no", "python3", "/srv/no.py")
    try:
        refused = box.play(
            "site.yml",
            "-vv",
            freeswitch_install="signalwire",
            freeswitch_signalwire_url="http://127.0.0.1:8099/repo/",
            vault_signalwire_token=token,
        )
    finally:
        box.run("systemctl", "stop", "no.service")
        box.run("rm", "-f", "/etc/apt/auth.conf.d/freeswitch.conf")
    assert "le jeton vault_signalwire_token est refusé" in refused.out, refused.out[-3000:]
    assert token not in refused.out


def test_a_company_that_could_lose_a_call_is_refused_on_a_new_box_alone(box: Box) -> None:
    """On a box that has a company, the file of the inventory is not read again."""
    before = box.run("astreinte", "export").out
    box.write("/srv/inventory/other.yml", "company: {name: Autre}\n")
    assert box.play("site.yml", "--tags", "appliance", astreinte_company_file="/srv/inventory/other.yml").code == 0
    assert box.run("astreinte", "export").out == before


def test_no_variable_of_the_box_is_left_out_of_the_defaults(box: Box) -> None:
    facts = json.loads((box.root / "srv/inventory/group_vars/astreinte/main.yml").read_text())
    missing = box.play("site.yml", **{name: None for name in ("astreinte_trunks",) if name in facts})
    assert "astreinte_trunks est vide" in missing.out
