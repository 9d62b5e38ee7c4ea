"""What FreeSWITCH copies of its SIP messages, read as the controller reads it."""

from __future__ import annotations

import socket
import time

from bare_freeswitch import BareFreeSwitch
from on_the_wire import DID
from phones.caller import Caller
from phones.carrier import Carrier

from appliance.switch import capture
from appliance.switch.copies_wanted import let_through
from appliance.switch.legless import LeglessRefusals, Refused

REFUSED = (("Require", "foo-bar"),)
FIRST_OF_ALL, LAST = "0678999998", "0678999999"


class Copies:
    """What comes to the port of loopback, from now on. The first message after a time without anybody there is lost:
    Linux tells FreeSWITCH then that its last one found nobody."""

    def __init__(self, switch: BareFreeSwitch, carrier: Carrier) -> None:
        self._port = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        let_through(self._port, switch.config.sip)
        self._port.bind(("127.0.0.1", switch.config.switch.socket_ports[0]))
        self._port.settimeout(1.0)
        self._refusals = LeglessRefusals(switch.config.trunks, switch.config.sip)
        assert Caller(carrier, FIRST_OF_ALL, sends=REFUSED).dials(DID).is_refused() == 420

    def tell(self, carrier: Carrier) -> list[Refused]:
        """All that was refused, until the refusal of a last call, which is not among them."""
        assert Caller(carrier, LAST, sends=REFUSED).dials(DID).is_refused() == 420
        deadline, told = time.monotonic() + 5, list[Refused]()
        while not any(each.caller == LAST for each in told):
            assert time.monotonic() < deadline, told
            captured = capture.read(self._port.recv(65_535))
            if captured is not None:
                self._refusals.learn(captured, 0.0)
            told += self._refusals.due(0.0, held=0.0)
        return [each for each in told if each.caller not in (FIRST_OF_ALL, LAST)]

    def close(self) -> None:
        self._port.close()
