"""greenswitch made safe. The only module that imports it: 0.0.19 exactly, for it relies on private names.

The safe halves are in `esl_connection`, `leg_socket` and `control_socket`, which stand before greenswitch's classes.
"""

from __future__ import annotations

from greenswitch import esl

from appliance.switch.control_socket import ControlConnection
from appliance.switch.errors import CommandRefused, CommandTimeout, Disconnected, PortInUse, SwitchError, UnsafeText
from appliance.switch.frames import Event
from appliance.switch.leg_socket import LegConnection, LegEnd

__all__ = [
    "CommandRefused",
    "CommandTimeout",
    "ControlSocket",
    "Disconnected",
    "Event",
    "LegEnd",
    "LegSocket",
    "PortInUse",
    "SwitchError",
    "UnsafeText",
]


class LegSocket(LegConnection, esl.OutboundSession):
    """The outbound socket of one leg: `LegSocket(peer_address, socket)`, then `connect()`."""


class ControlSocket(ControlConnection, esl.InboundESL):
    """The inbound connection: `ControlSocket(host, port, secret, timeout=5, on_event=...)`, then `connect()`."""
