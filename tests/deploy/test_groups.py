"""What machines learn of each other from the groups of their inventory, rendered by Ansible for each of them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from tests.deploy import rendering

NAMES = (
    "appliance/appliance.toml",
    "base/nftables.conf",
    "fail2ban/jail.conf",
    "front/boxes.list",
    "front/keepalived.conf",
    "database/pg_hba.conf",
    "database/astreinte.conf",
)
PASSWORD = "a/b@c:d'é"
HOSTS = {
    "salle-1": {"astreinte_sip_ip": "192.0.2.11"},
    "salle-2": {"ansible_default_ipv4": {"address": "192.0.2.12"}, "astreinte_sip_port": 5070},
    "frontal-1": {"astreinte_sip_ip": "192.0.2.6"},
    "frontal-2": {"astreinte_sip_ip": "192.0.2.7"},
    "base-1": {"astreinte_sip_ip": "192.0.2.21"},
    "base-2": {"astreinte_sip_ip": "192.0.2.22"},
}
GROUPS = {
    "boxes": ("salle-1", "salle-2"),
    "fronts": ("frontal-1", "frontal-2"),
    "database": ("base-1", "base-2"),
}
SHARED = {
    "astreinte_trunks": [rendering.TRUNK],
    "astreinte_admin_networks": ["192.168.1.0/24"],
    "astreinte_web_name": "astreinte.example",
    "astreinte_front_address": "192.0.2.5/24",
    "vault_astreinte_database_password": PASSWORD,
}
Rendered = dict[str, dict[str, str]]


def inventory() -> dict[str, Any]:
    """One umbrella over the three groups."""
    groups = {group: {"hosts": {name: HOSTS[name] for name in names}} for group, names in GROUPS.items()}
    return {"children": {"astreinte": {"children": groups}}}


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    return rendering.render_for_each(tmp_path_factory.mktemp("groups"), inventory(), SHARED, NAMES)


def test_a_box_knows_each_front_and_the_address_that_they_share(rendered: Rendered) -> None:
    for box in GROUPS["boxes"]:
        told = tomllib.loads(rendered[box]["appliance/appliance.toml"])
        assert set(told["sip"]["fronts"]) == {"192.0.2.5", "192.0.2.6", "192.0.2.7"}
        for file in ("base/nftables.conf", "fail2ban/jail.conf"):
            assert "192.0.2.7" in rendered[box][file]


def test_a_front_knows_each_box_with_its_port_and_its_fellow(rendered: Rendered) -> None:
    for front in GROUPS["fronts"]:
        listed = rendered[front]["front/boxes.list"].splitlines()
        assert listed[1:] == ["1 sip:192.0.2.11:5060", "1 sip:192.0.2.12:5070"]
    assert "192.0.2.7" in rendered["frontal-1"]["front/keepalived.conf"]
    assert "priority 99" in rendered["frontal-2"]["front/keepalived.conf"]


def test_a_box_opens_the_database_of_the_group_wherever_it_is_written(rendered: Rendered) -> None:
    url = urlsplit(tomllib.loads(rendered["salle-2"]["appliance/appliance.toml"])["database"])
    assert unquote(url.password or "") == PASSWORD
    assert url.hostname == "192.0.2.21,192.0.2.22"
    for part in ("sslmode=verify-full", "sslrootcert=/etc/ssl/astreinte-database.pem"):
        assert part in url.query
    assert "tcp dport { 5432 } accept" in rendered["salle-2"]["base/nftables.conf"]


def test_the_database_lets_in_the_boxes_and_whoever_follows_it(rendered: Rendered) -> None:
    assert rendered["base-1"]["database/pg_hba.conf"].splitlines()[1:] == [
        "hostssl astreinte astreinte 192.0.2.11/32 scram-sha-256",
        "hostssl astreinte astreinte 192.0.2.12/32 scram-sha-256",
        "hostssl replication standby 192.0.2.22/32 scram-sha-256",
    ]
    assert "'localhost, 192.0.2.21'" in rendered["base-1"]["database/astreinte.conf"]


def test_what_the_inventory_writes_is_taken_before_its_groups(tmp_path: Path) -> None:
    written = {
        "astreinte_fronts": ["198.51.100.5"],
        "astreinte_boxes": [{"address": "198.51.100.11"}],
        "astreinte_database": "postgresql://a:b@198.51.100.4/c",
    }
    found = rendering.render_for_each(tmp_path, inventory(), SHARED | written, NAMES)
    told = tomllib.loads(found["salle-1"]["appliance/appliance.toml"])
    assert told["sip"]["fronts"] == ["198.51.100.5"]
    assert told["database"] == "postgresql://a:b@198.51.100.4/c"
    assert found["frontal-1"]["front/boxes.list"].splitlines()[1:] == ["1 sip:198.51.100.11:5060"]


def test_a_box_that_carries_the_database_opens_it_to_the_others_alone(tmp_path: Path) -> None:
    both = {"hosts": {name: HOSTS[name] for name in GROUPS["boxes"]}}
    groups = {"boxes": both, "database": {"hosts": {"salle-1": {}}}}
    found = rendering.render_for_each(tmp_path, {"children": {"astreinte": {"children": groups}}}, SHARED, NAMES)
    rule = "ip saddr 192.0.2.12 tcp dport 5432 accept"
    assert [rule in found[box]["base/nftables.conf"] for box in GROUPS["boxes"]] == [True, False]


def test_an_inventory_of_one_box_has_no_front_and_its_own_base(tmp_path: Path) -> None:
    alone = {"hosts": {"astreinte-1": HOSTS["salle-1"]}}
    found = rendering.render_for_each(tmp_path, {"children": {"astreinte": alone}}, SHARED, NAMES)
    told = tomllib.loads(found["astreinte-1"]["appliance/appliance.toml"])
    assert "fronts" not in told["sip"]
    assert told["database"].startswith("sqlite:")
    assert "5432" not in found["astreinte-1"]["base/nftables.conf"]
