"""Who may speak to FreeSWITCH: the prefixes of its lists have a length, without which it lets nobody in by them."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from appliance import config as machine
from appliance.config import Config, ConfigError, Sip, Trunk
from appliance.switch import freeswitch_config

TWO = (Trunk(name="first", proxy="192.0.2.10"), Trunk(name="second", proxy="192.0.2.20"))
BARE = ("192.0.2.5", "2001:db8::5", "192.0.2.6/32")


@pytest.mark.parametrize("front", BARE)
@pytest.mark.parametrize("source", BARE)
def test_an_address_alone_is_a_prefix_of_its_whole_length(tmp_path: Path, front: str, source: str) -> None:
    trunk = Trunk(name="principal", proxy="192.0.2.10", sources=(source,))
    let_in = written(tmp_path, Sip(ip="192.0.2.11", fronts=(front,)), trunk)
    assert let_in["fronts"] == [str(ipaddress.ip_network(front))]
    assert let_in["trunk_principal"][0] == str(ipaddress.ip_network(source))
    assert all("/" in cidr for cidrs in let_in.values() for cidr in cidrs)


@pytest.mark.parametrize("own", ["192.0.2.11/32", "2001:db8::11/128"])
def test_the_box_itself_is_let_in_as_the_last_trunk(tmp_path: Path, own: str) -> None:
    let_in = written(tmp_path, Sip(ip=own.partition("/")[0]), *TWO)
    assert let_in["trunk_second"] == ["192.0.2.20/32", own]
    assert let_in["trunk_first"] == ["192.0.2.10/32"]


@pytest.mark.parametrize("listens", ["0.0.0.0", "::", "auto", "box.example.fr"])
def test_a_box_that_says_no_address_of_its_own_lets_nobody_else_in(tmp_path: Path, listens: str) -> None:
    """By `0.0.0.0/32` FreeSWITCH lets everybody in, and by a name whatever its memory holds."""
    let_in = written(tmp_path, Sip(ip=listens), *TWO)
    assert let_in["trunks"] == ["192.0.2.10/32", "192.0.2.20/32"]


@pytest.mark.parametrize(
    "section", ['[sip]\nfronts = ["0.0.0.0"]', '[[trunks]]\nname = "a"\nproxy = "b"\nsources = ["0.0.0.0"]']
)
def test_the_address_of_zeros_is_refused_as_that_of_a_front_or_an_operator(tmp_path: Path, section: str) -> None:
    file = tmp_path / "astreinte.toml"
    file.write_text(f'state = "{tmp_path}"\n{section}\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="n'est pas un préfixe réseau"):
        machine.load(file)


def written(folder: Path, sip: Sip, *trunks: Trunk) -> dict[str, list[str]]:
    """The prefixes of each list."""
    freeswitch_config.prepare(Config(state=folder, sip=sip, trunks=trunks), folder / "conf")
    lists = ET.parse(folder / "conf" / "acl.xml").getroot()  # noqa: S314 - we wrote it
    return {found.attrib["name"]: [node.attrib["cidr"] for node in found] for found in lists if found.tag == "list"}
