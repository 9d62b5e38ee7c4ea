"""Several boxes on one machine, which share a database, behind a front: a lab to rehearse the loss of one."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass, replace

from appliance.lab.child import Program
from appliance.lab.errors import LabError
from appliance.lab.front import HOST, Front, find_kamailio, prepare_front
from appliance.lab.ports import check_free
from appliance.lab.preparation import PreparedLab, prepare
from appliance.lab.programs import programs
from appliance.lab.request import LabRequest, carrier_address

OF_ONE_BOX = {
    "name": "--name",
    "fronts": "--front",
    "web_port": "--web-port",
    "esl_port": "--esl-port",
    "socket_port": "--socket-port",
    "rtp_ports": "--rtp-ports",
}


@dataclass(frozen=True)
class SeveralBoxes:
    """Ready to start. `labs`: each box, by its name."""

    front: Front
    labs: Mapping[str, PreparedLab]

    def programs(self) -> tuple[Program, ...]:
        """In the order in which they are stopped: the front hears the boxes hang up."""
        of_boxes = [
            replace(program, name=f"{name}/{program.name}")
            for name, lab in self.labs.items()
            for program in programs(lab)
        ]
        return (*of_boxes, self.front.program)


def prepare_several(request: LabRequest, count: int) -> SeveralBoxes:
    """Check what was asked, then write everything, each box in a folder of its own. LabError and its kin."""
    if request.sip_port is None:
        raise ValueError("a front has a port")
    operators = _checked(request, count)
    kamailio = find_kamailio()
    check_free(request.sip_port, "--sip-port", (socket.SOCK_DGRAM,), HOST)
    labs: dict[str, PreparedLab] = {}
    for name in names(count):
        first = next(iter(labs.values()), None)
        own = replace(request, name=name, sip_port=None, state=request.state / name, fronts=(HOST,))
        labs[name] = prepare(own if first is None else _beside(own, first))
    ports = [lab.ports.sip for lab in labs.values()]
    return SeveralBoxes(prepare_front(kamailio, request.state / "front", request.sip_port, ports, operators), labs)


def names(count: int) -> list[str]:
    """The name of each box, and of its folder."""
    return [f"boite-{place}" for place in range(1, count + 1)]


def _beside(request: LabRequest, first: PreparedLab) -> LabRequest:
    """Another box of the same lab has the same clock."""
    return replace(request, clock_offset=first.config.clock_offset_seconds)


def _checked(request: LabRequest, count: int) -> set[str]:
    """The operators' addresses."""
    if not (request.database or "").startswith("postgres"):
        raise LabError(
            f"--boxes {count} : plusieurs boîtes partagent une base PostgreSQL, vide ; donnez son adresse, "
            "--database postgresql://nom:mot-de-passe@serveur/base."
        )
    for fact, option in OF_ONE_BOX.items():
        if getattr(request, fact):
            raise LabError(f"{option} est d'une seule boîte ; avec --boxes, retirez cette option.")
    operators = {carrier_address(carrier)[0] for carrier in request.carriers}
    if HOST in operators:
        raise LabError(f"--carrier {HOST} : c'est l'adresse du frontal ; l'opérateur en a une autre, 127.0.0.1.")
    return operators
