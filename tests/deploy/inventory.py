"""The inventory of the box of the tests: everything on loopback, FreeSWITCH already there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HOSTS = """
all:
  children:
    astreinte:
      hosts:
        astreinte-1:
          ansible_connection: local
          ansible_python_interpreter: /usr/bin/python3
"""
CARRIER_PORT = 5090


def variables(release: Path, wheels: Path, **more: Any) -> dict[str, Any]:
    """What an IT person would write, for this box. A trunk on loopback allows an older FreeSWITCH."""
    return {
        "astreinte_release": str(release),
        "astreinte_wheels": str(wheels),
        "astreinte_company_file": "/srv/inventory/company.yml",
        "astreinte_sip_ip": "127.0.0.1",
        "astreinte_sip_port": 5060,
        "astreinte_trunks": [
            {
                "name": "principal",
                "proxy": f"127.0.0.1:{CARRIER_PORT}",
                "sources": ["127.0.0.1/32"],
                "dial_format": "national",
            }
        ],
        "astreinte_admin_networks": ["127.0.0.0/8"],
        "astreinte_monitoring_networks": ["127.0.0.1"],
        "astreinte_web_name": "astreinte.example",
        "astreinte_dns_servers": [],
        "freeswitch_install": "present",
        "freeswitch_accept_older": True,
        **more,
    }


def write(folder: Path, company: str, facts: dict[str, Any]) -> None:
    """hosts.yml, the variables (JSON is YAML) and the company."""
    (folder / "group_vars" / "astreinte").mkdir(parents=True)
    (folder / "hosts.yml").write_text(HOSTS, encoding="utf-8")
    (folder / "company.yml").write_text(company, encoding="utf-8")
    (folder / "group_vars" / "astreinte" / "main.yml").write_text(json.dumps(facts), encoding="utf-8")
