"""Who may speak to FreeSWITCH: the prefixes of its lists have a length, without which it lets nobody in by them."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from appliance.config import Config, Sip, Trunk
from appliance.switch import freeswitch_config

BARE = ("192.0.2.5", "2001:db8::5", "192.0.2.6/32")


@pytest.mark.parametrize("front", BARE)
@pytest.mark.parametrize("source", BARE)
def test_an_address_alone_is_a_prefix_of_its_whole_length(tmp_path: Path, front: str, source: str) -> None:
    trunk = Trunk(name="principal", proxy="192.0.2.10", sources=(source,))
    config = Config(state=tmp_path, sip=Sip(ip="192.0.2.11", fronts=(front,)), trunks=(trunk,))
    freeswitch_config.prepare(config, tmp_path / "conf")
    lists = ET.parse(tmp_path / "conf" / "acl.xml").getroot()  # noqa: S314 - we wrote it
    let_in = {found.attrib["name"]: [node.attrib["cidr"] for node in found] for found in lists if found.tag == "list"}
    assert let_in["fronts"] == [str(ipaddress.ip_network(front))]
    assert let_in["trunk_principal"][0] == str(ipaddress.ip_network(source))
    assert all("/" in cidr for cidrs in let_in.values() for cidr in cidrs)
