"""The templates of the roles, rendered by Ansible for two boxes: one that asks for nothing, one that asks for all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ROLES = ROOT / "deploy" / "ansible" / "roles"
ITEMS: dict[str, dict[str, Any]] = {
    "memory.mount": {"run": {"name": "run", "size": "64M", "mode": "0700"}},
    "appliance.toml": {"appliance.toml": {"secrets": True}, "pages.toml": {"secrets": False}},
}
TRUNK = {"name": "principal", "proxy": "192.0.2.10", "sources": ["192.0.2.0/28"], "dial_format": "e164"}
SECOND = {
    **TRUNK,
    **dict(name="secours", proxy="sip.example:5061", transport="tls", register=True, username="u", dtmf="both"),
    "sources": ["198.51.100.0/24", "2001:db8::/64"],
    "media_sources": ["198.51.100.0/24"],
}
MODEST: dict[str, Any] = {
    "astreinte_trunks": [TRUNK],
    "astreinte_admin_networks": ["192.168.1.0/24"],
    "astreinte_sip_ip": "192.0.2.1",
    "astreinte_dns_servers": ["192.0.2.53"],
    "astreinte_web_name": "astreinte.example",
    "freeswitch_install": "present",
}
GREEDY: dict[str, Any] = {
    **MODEST,
    "astreinte_trunks": [TRUNK, SECOND | {"sources": ["203.0.113.9", "2001:db8:5::/48"]}],
    "astreinte_admin_networks": ["192.168.1.0/24", "2001:db8:1::/64"],
    "astreinte_monitoring_networks": ["192.168.9.9", "2001:db8:9::9"],
    "astreinte_dns_servers": ["192.0.2.53", "2001:db8::53", "fe80::1%eth0", "127.0.0.1"],
    "astreinte_public_ip": "203.0.113.7",
    "astreinte_speech_engine": "gtts",
    "astreinte_neural_voice": True,
    "astreinte_database": "postgresql://astreinte:secret@192.0.2.44,192.0.2.45:5433/astreinte",
    "astreinte_mail": {
        "host": "smtp.example",
        "port": 587,
        "tls": "starttls",
        "username": "a",
        "sender": "a@example.fr",
    },
    "astreinte_sms": {"preset": "brevo", "sender": "Astreinte", "headers": {"x-more": "1"}},
    "astreinte_webhooks": [{"name": "crm", "url": "https://crm.example:8443/astreinte"}],
    "astreinte_browser_port": 5066,
    "astreinte_customers": {"url": "https://crm.example:8444/clients", "by": ["number"]},
    "vault_astreinte_customers_token": 'to"ken$word',
    "vault_astreinte_sms_secrets": {"key": 'a"$\\{b}'},
    "vault_astreinte_webhook_secrets": {"crm": ["whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="]},
    "astreinte_transcription_weights": "/srv/whisper",
    "astreinte_transcription": {"most_minutes": 3, "vocabulary": ['Montreuil "Sud"', "groupe froid"]},
    "astreinte_alert_mail": "it@example.fr",
    "astreinte_caps": {"minutes_per_day": 2000},
    "astreinte_box": "salle-1",
    "astreinte_fronts": ["192.0.2.5", "192.0.2.6/32"],
    "astreinte_boxes": [{"address": "192.0.2.11"}, {"address": "2001:db8::12", "port": 5070}],
    "astreinte_heartbeat_url": "https://watch.example/a?b=%20",
    "astreinte_backup_key": "age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq",
    "astreinte_backup_remote": "box@backup.example:astreinte",
    "astreinte_backup_remote_host_key": "backup.example ssh-ed25519 AAAA",
    "astreinte_extra_outbound": [
        {"account": "astreinte", "address": "192.0.2.7", "port": 443},
        {"account": "astreinte", "address": "2001:db8::7", "port": 443},
    ],
    "astreinte_web_tls": "acme",
    "freeswitch_install": "signalwire",
    "vault_astreinte_trunk_passwords": {"secours": 'a"$\\{b}'},
    "vault_astreinte_mail_password": "é'\"#",
}


def templates() -> list[dict[str, Any]]:
    """Each file that a template becomes: `role/name`."""
    found: list[dict[str, Any]] = []
    for path in sorted(ROLES.glob("*/templates/*.j2")):
        items = ITEMS.get(path.stem, {path.stem: {}})
        role = path.parts[-3]
        found += [{"name": f"{role}/{name}", "path": str(path), "item": item} for name, item in items.items()]
    return found


def render(folder: Path, facts: dict[str, Any]) -> dict[str, str]:
    """Text of each file by `role/name`."""
    into, given = folder / "rendered.json", folder / "given.json"
    more = {
        "appliance_esl_secret": "0123456789abcdef0123456789abcdef",
        "rendered_into": str(into),
        "web_chain": str(folder / "cert.pem"),
        "web_key": str(folder / "cert.key"),
        "templates": templates(),
    }
    given.write_text(json.dumps({**facts, **more}), encoding="utf-8")
    playbook = Path(__file__).with_name("render.yml")
    _play(folder, "-i", "localhost,", "-e", f"@{given}", playbook)
    return dict(json.loads(into.read_text(encoding="utf-8")))


def render_for_each(
    folder: Path, inventory: dict[str, Any], facts: dict[str, Any], names: Iterable[str]
) -> dict[str, dict[str, str]]:
    """Those templates for each machine of an inventory. `facts`: what is written for its group `astreinte`."""
    written = folder / "inventory" / "group_vars" / "astreinte.json"
    written.parent.mkdir(parents=True)
    written.write_text(json.dumps(facts), encoding="utf-8")
    (folder / "group_vars").symlink_to(ROLES.parent / "group_vars")
    shutil.copy(Path(__file__).with_name("render_for_each.yml"), folder)
    (folder / "inventory" / "hosts.json").write_text(json.dumps({"all": inventory}), encoding="utf-8")
    more = {
        "appliance_esl_secret": "0123456789abcdef0123456789abcdef",
        "rendered_into": str(folder),
        "templates": [one for one in templates() if one["name"] in names],
    }
    (folder / "given.json").write_text(json.dumps(more), encoding="utf-8")
    _play(
        folder,
        "-i",
        folder / "inventory" / "hosts.json",
        "-e",
        f"@{folder / 'given.json'}",
        folder / "render_for_each.yml",
    )
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.rendered")}


def _play(folder: Path, *words: str | Path) -> None:
    ansible = Path(sys.executable).with_name("ansible-playbook")
    own = {"ANSIBLE_PYTHON_INTERPRETER": sys.executable, "ANSIBLE_LOCAL_TEMP": str(folder / "tmp"), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [ansible, "-c", "local", *words], env={**os.environ, **own}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
