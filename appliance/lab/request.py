"""What was asked of a lab, and the machine facts that follow from it."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from appliance.config import Config, Sip, Switch, Trunk, Web
from appliance.lab.errors import LabError
from appliance.lab.ports import PortBlock, Ports, check_free

RTP_PORTS_PER_CALLER = 24  # two a leg, ten telephones of an office ringing together


@dataclass(frozen=True)
class LabRequest:
    """The options of `astreinte lab`. Ports left None are picked. `at`: wall-clock in the company's timezone."""

    sip_port: int | None
    carriers: tuple[str, ...]
    company: Path
    state: Path
    at: datetime | None = None
    web_port: int | None = None
    esl_port: int | None = None
    socket_port: int | None = None
    rtp_ports: tuple[int, int] | None = None
    max_callers: int = 10
    box: bool = False  # each program under its account, as on a box
    name: str | None = None  # among the boxes of its database
    database: str | None = None  # a peewee db_url, shared with other labs
    fronts: tuple[str, ...] = ()  # addresses of the SIP proxies before it
    browser: bool = False  # agents may answer in the pages
    clock_offset: float | None = None  # seconds, in the place of `at`: the clock of another lab


def choose_ports(request: LabRequest) -> tuple[Ports, PortBlock]:
    """The ports of this lab, all free. The block keeps the picked ones from other labs as long as it lives."""
    if request.sip_port:
        check_free(request.sip_port, "--sip-port", (socket.SOCK_DGRAM, socket.SOCK_STREAM))
    for port, option in (
        (request.web_port, "--web-port"),
        (request.esl_port, "--esl-port"),
        (request.socket_port, "--socket-port"),
        (request.socket_port and request.socket_port + 1, "--socket-port"),
    ):
        if port:
            check_free(port, option)
    for port in range(request.rtp_ports[0], request.rtp_ports[1] + 1) if request.rtp_ports else ():
        check_free(port, "--rtp-ports", (socket.SOCK_DGRAM,))
    rtp_width = RTP_PORTS_PER_CALLER * request.max_callers + 12
    block = PortBlock(7 + rtp_width)
    first = block.first
    ports = Ports(
        sip=request.sip_port or first + 4,  # the next is for TLS
        esl=request.esl_port or first,
        socket=request.socket_port or first + 1,
        web=request.web_port or first + 3,
        rtp=request.rtp_ports or (first + 6, first + 5 + rtp_width),
        browser=first + 6 + rtp_width if request.browser else None,
    )
    return ports, block


def machine_facts(request: LabRequest, ports: Ports) -> Config:
    """The configuration of this lab, on loopback, with a secret of its own and the clock of the real world."""
    own = f"sqlite:///{request.state / 'db' / 'astreinte.db'}" if request.box else None
    return Config(
        state=str(request.state),
        box=request.name,
        database=request.database or own,
        switch=Switch(
            esl_port=ports.esl,
            esl_secret=secrets.token_urlsafe(24),
            socket_ports=(ports.socket, ports.socket + 1),
            browser_port=ports.browser,
        ),
        sip=Sip(
            ip="127.0.0.1",
            port=ports.sip,
            rtp_ports=ports.rtp,
            max_callers=request.max_callers,
            fronts=tuple(f"{front}/32" for front in request.fronts),
        ),
        web=Web(host="127.0.0.1", port=ports.web),
        trunks=tuple(trunk(carrier, place) for place, carrier in enumerate(request.carriers, 1)),
    )


def trunk(carrier: str, place: int) -> Trunk:
    """A carrier on this machine: numbers dialled as in France, calls accepted from its address.

    No OPTIONS ping: a SIPp scenario that plays the carrier would stop at it.
    """
    host, port = carrier_address(carrier)
    proxy, source = f"{host}:{port}", f"{host}/32"
    return Trunk(name=f"carrier{place}", proxy=proxy, sources=(source,), dial_format="national", ping_seconds=0)


def carrier_address(carrier: str) -> tuple[str, int]:
    """Host and port of `HOST:PORT`; the lab speaks SIP on loopback only."""
    host, _, port = carrier.rpartition(":")
    if host == "localhost":
        host = "127.0.0.1"
    try:
        loopback = ipaddress.IPv4Address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback or not port.isdigit() or not 0 < int(port) < 65536:
        raise LabError(f"--carrier {carrier} : écrivez une adresse de cette machine, par exemple 127.0.0.1:5090.")
    return host, int(port)


def clock_offset(at: datetime | None, timezone: str, now: datetime | None = None) -> float:
    """Seconds to add to the real clock for the company's to read `at`, in its timezone, now."""
    if at is None:
        return 0.0
    return (at.replace(tzinfo=ZoneInfo(timezone)) - (now or datetime.now(UTC))).total_seconds()
