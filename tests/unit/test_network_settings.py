"""Addresses and ports of the machine file that would lose calls: each is refused at the start, by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.config import Config, ConfigError, load

FILE = """
state = "/var/lib/astreinte"
[switch]
esl_secret = "0123456789abcdef"
{switch}
[sip]
{sip}
[web]
{web}
[[trunks]]
name = "principal"
proxy = "192.0.2.1"
{trunk}
"""


def loaded(folder: Path, **sections: str) -> Config:
    path = folder / "appliance.toml"
    path.write_text(FILE.format(**{"switch": "", "sip": "", "web": "", "trunk": "", **sections}))
    return load(path)


@pytest.mark.parametrize(
    ("section", "written", "told"),
    [
        ("sip", 'ip = "192.0.2.300"', "sip.ip : « 192.0.2.300 » n'est pas une adresse"),
        ("sip", 'ip = "boite.example"', "sip.ip : « boite.example » n'est pas une adresse"),
        ("sip", 'ext_sip_ip = "198.51.100"', "sip.ext_sip_ip : « 198.51.100 » n'est pas une adresse"),
        ("sip", 'ext_rtp_ip = "boite.example"', "sip.ext_rtp_ip : « boite.example » n'est pas une adresse"),
        ("sip", 'ext_rtp_ip = "host:a b"', "sip.ext_rtp_ip : « host:a b » n'est pas une adresse"),
        ("sip", 'fronts = ["0.0.0.0/0"]', "sip.fronts : « 0.0.0.0/0 » est tout l'Internet"),
        ("trunk", 'sources = ["::/0"]', "trunk principal : « ::/0 » est tout l'Internet"),
        ("trunk", 'sources = ["0.0.0.0"]', "« 0.0.0.0 » n'est pas un préfixe réseau"),
        ("sip", "port = 16400", "sip.port, 16400, est parmi ceux des voix"),
        ("switch", "socket_ports = [8084, 8084]", "socket_ports 1 et switch.socket_ports 2 disent le même port, 8084"),
        ("switch", "esl_port = 8084", "switch.esl_port et switch.socket_ports 1 disent le même port"),
        ("switch", "browser_port = 8080", "switch.browser_port et web.port disent le même port, 8080"),
        ("web", "port = 8021", "switch.esl_port et web.port disent le même port, 8021"),
    ],
)
def test_what_would_lose_calls_is_refused(tmp_path: Path, section: str, written: str, told: str) -> None:
    with pytest.raises(ConfigError) as refused:
        loaded(tmp_path, **{section: written})
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("section", "written"),
    [
        ("sip", 'ip = "2001:db8::1"'),
        ("sip", 'ip = "0.0.0.0"'),
        ("sip", 'ext_sip_ip = "host:boite.example"\next_rtp_ip = "stun:stun.example"'),
        ("sip", 'fronts = ["192.0.2.5", "2001:db8::/64"]'),
        ("switch", "browser_port = 5066"),
    ],
)
def test_what_loses_none_is_taken(tmp_path: Path, section: str, written: str) -> None:
    assert loaded(tmp_path, **{section: written}).takes_calls


def test_pages_alone_choose_their_port_as_they_like(tmp_path: Path) -> None:
    path = tmp_path / "pages.toml"
    path.write_text('state = "/srv"\n[web]\nport = 8084\n')
    assert load(path).web.port == 8084
