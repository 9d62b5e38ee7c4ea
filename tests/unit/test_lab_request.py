"""What `astreinte lab` was asked, turned into machine facts."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from appliance import config
from appliance.lab import toml
from appliance.lab.errors import LabError
from appliance.lab.ports import PortBlock, Ports, check_free
from appliance.lab.preparation import claim_folder
from appliance.lab.request import LabRequest, choose_ports, clock_offset, machine_facts, trunk

PORTS = Ports(sip=5080, esl=20000, socket=20001, web=20003, rtp=(20006, 20087))


def request(tmp_path: Path, sip_port: int = 5080, **options: object) -> LabRequest:
    facts: dict[str, object] = {"carriers": ("127.0.0.1:5090", "127.0.0.1:5091"), **options}
    return LabRequest(sip_port=sip_port, company=tmp_path / "company.yml", state=tmp_path, **facts)  # type: ignore[arg-type]


@pytest.fixture
def taken() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_the_file_written_is_read_back_as_the_same_facts(tmp_path: Path) -> None:
    facts = machine_facts(request(tmp_path), PORTS)
    toml.write(facts, tmp_path / "appliance.toml")
    assert config.load(tmp_path / "appliance.toml") == facts


def test_the_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    toml.write(machine_facts(request(tmp_path), PORTS), tmp_path / "appliance.toml")
    assert (tmp_path / "appliance.toml").stat().st_mode & 0o777 == 0o600


def test_a_second_carrier_is_a_second_trunk_in_the_order_given(tmp_path: Path) -> None:
    trunks = machine_facts(request(tmp_path), PORTS).trunks
    assert [(trunk.name, trunk.proxy) for trunk in trunks] == [
        ("carrier1", "127.0.0.1:5090"),
        ("carrier2", "127.0.0.1:5091"),
    ]


def test_a_carrier_is_dialled_as_in_france_and_may_call_from_its_address() -> None:
    carrier = trunk("127.0.0.3:5090", 1)
    assert (carrier.dial_format, carrier.sources) == ("national", ("127.0.0.3/32",))


@pytest.mark.parametrize(
    "carrier", ["127.0.0.1", "192.0.2.1:5060", "127.0.0.1:x", "127.0.0.1:70000", ":5060", "127.0.0.1:0"]
)
def test_a_carrier_off_this_machine_is_refused_with_an_example(carrier: str) -> None:
    with pytest.raises(LabError, match=r"par exemple 127\.0\.0\.1:5090"):
        trunk(carrier, 1)


def test_each_lab_has_a_secret_of_its_own(tmp_path: Path) -> None:
    first, second = (machine_facts(request(tmp_path), PORTS).switch.esl_secret for _ in range(2))
    assert first != second


def test_the_moment_asked_is_wall_clock_of_the_company() -> None:
    now = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
    offset = clock_offset(datetime(2026, 12, 25, 3, 10), "Europe/Paris", now)
    assert offset == (datetime(2026, 12, 25, 2, 10, tzinfo=UTC) - now).total_seconds()


def test_without_a_moment_the_clock_is_the_real_one() -> None:
    assert clock_offset(None, "Europe/Paris") == 0.0


@pytest.mark.parametrize("option", ["web_port", "esl_port", "socket_port"])
def test_a_port_that_is_taken_is_named_with_its_option(tmp_path: Path, taken: int, option: str) -> None:
    name = "--" + option.replace("_", "-")
    with pytest.raises(LabError, match=rf"Le port {taken} est déjà pris .* {name}\."):
        choose_ports(request(tmp_path, **{option: taken}))


def test_a_sip_port_taken_by_udp_alone_is_refused() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.1", 0))
        with pytest.raises(LabError, match="--sip-port"):
            check_free(other.getsockname()[1], "--sip-port", (socket.SOCK_DGRAM, socket.SOCK_STREAM))


def test_the_ports_asked_are_kept_and_the_others_picked(tmp_path: Path) -> None:
    free = PortBlock(4)
    try:
        ports, block = choose_ports(request(tmp_path, sip_port=free.first, web_port=free.first + 1))
    finally:
        free.close()
    block.close()
    assert (ports.sip, ports.web) == (free.first, free.first + 1)
    picked = {ports.esl, ports.socket, ports.socket + 1, *range(ports.rtp[0], ports.rtp[1] + 1)}
    assert len(picked) == 3 + 252
    assert all(20000 <= port < 32768 for port in picked)


def test_two_labs_never_pick_the_same_ports() -> None:
    blocks = [PortBlock(300) for _ in range(10)]
    ranges = sorted((block.first, block.first + 300) for block in blocks)
    for block in blocks:
        block.close()
    assert all(end <= start for (_, end), (start, _) in pairwise(ranges))


def test_a_second_lab_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    held = claim_folder(tmp_path / "state")
    with pytest.raises(LabError, match="un autre lab y tourne déjà"):
        claim_folder(tmp_path / "state")
    held.close()
    claim_folder(tmp_path / "state").close()


def test_a_state_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LabError, match=r"--state .*file/state : écriture impossible .* changez de dossier"):
        claim_folder(tmp_path / "file" / "state")
