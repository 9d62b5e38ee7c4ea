"""The hunts of the exported list: round after round, and who is on call is asked again before each ringing.

Of a hand-over during a hunt, those of the new list are rung from then on, in rounds of their own. Where nobody relieves
those who go off duty, they keep the call.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree import ElementTree as ET

from appliance.calls.unattended import Order, one_round
from appliance.company.model import Company, Line
from appliance.switch.fallback_ringing import Rings
from appliance.switch.fallback_words import condition_of, do, extension, window

ON_DUTY = "astreinte_on_duty"  # on the caller's leg: the name of the order in force

Stretches = Sequence[tuple[datetime, datetime, Order]]  # on the machine's clock


@dataclass
class Hunts:
    """The hunts of one line, through any of its teams. `here`: the dialplan of the list."""

    company: Company
    line: Line
    rings: Rings
    here: str
    known: dict[str, list[Order]] = field(default_factory=dict)  # by team

    def begin(self, acts: ET.Element, team: str, order: Order) -> None:
        """Hunt through this team, from those of this order."""
        known = self.known.setdefault(team, [])
        if order not in known:
            known.append(order)
        do(acts, "set", f"{ON_DUTY}={_name(order)}")
        self._run(acts, f"order_{self._of(team)}_{_name(order)}")

    def extensions(self, stretches_of: dict[str, Stretches]) -> Iterator[ET.Element]:
        """The extensions of all that was begun. `stretches_of`: the orders of each team, as they follow each other."""
        for team, begun in self.known.items():
            in_force = [each for each in stretches_of[team] if each[-1]]
            yield from (self._in_force(team, *each) for each in in_force)
            for order in dict.fromkeys([*begun, *(order for _, _, order in in_force)]):
                yield from self._hunt(team, order)

    def _in_force(self, team: str, start: datetime, end: datetime, order: Order) -> ET.Element:
        whole, during = window(f"{self._of(team)} {start:%Y-%m-%d %H:%M}", f"on_duty_{self._of(team)}", start, end)
        do(during, "set", f"{ON_DUTY}={_name(order)}")
        return whole

    def _hunt(self, team: str, order: Order) -> Iterator[ET.Element]:
        """The rounds of one order, for as long as it is in force; then the hunt of the one that is."""
        name = f"{self._of(team)}_{_name(order)}"
        whole = extension(f"order {name}", f"order_{name}")
        do(whole[0], "set", "astreinte_quick=false")
        for _ in range(self.company.teams[team].ring.rounds):
            self._run(whole[0], f"round_{name}")
        self._run(whole[0], f"on_duty_{self._of(team)}")
        self._run(whole[0], f"relieved_{name}")
        yield whole
        yield self._relieved(team, order)
        yield from self._round(team, order)

    def _relieved(self, team: str, order: Order) -> ET.Element:
        """Where another order has come into force, its hunt."""
        name = f"{self._of(team)}_{_name(order)}"
        whole = extension(f"relieved {name}", f"relieved_{name}")
        still = condition_of(whole, f"${{{ON_DUTY}}}", f"^{_name(order)}$")
        data = f"order_{self._of(team)}_${{{ON_DUTY}}} {self.here} astreinte"
        ET.SubElement(still, "anti-action", application="execute_extension", data=data)
        return whole

    def _round(self, team: str, order: Order) -> Iterator[ET.Element]:
        """One round. Each of its ringings is for those who are still on call then."""
        name, ring = f"{self._of(team)}_{_name(order)}", self.company.teams[team].ring
        whole = extension(f"round {name}", f"round_{name}")
        acts = condition_of(whole, f"${{{ON_DUTY}}}", f"^{_name(order)}$")
        do(acts, "execute_extension", "pause XML astreinte")
        do(acts, "execute_extension", "round XML astreinte")
        yield whole
        for number, together in enumerate(one_round(self.company, ring, order)):
            self._run(acts, f"on_duty_{self._of(team)}")
            self._run(acts, f"during_{name}_{number}")
            during = extension(f"during {name} {number}", f"during_{name}_{number}")
            self.rings.agents(condition_of(during, f"${{{ON_DUTY}}}", f"^{_name(order)}$"), together, ring)
            yield during

    def _of(self, team: str) -> str:
        return f"{self.line.id}.{team}"

    def _run(self, acts: ET.Element, destination: str) -> None:
        do(acts, "execute_extension", f"{destination} {self.here} astreinte")


def _name(order: Order) -> str:
    """The same for the same order: a list that is written anew under a caller leads no hunt to another."""
    return hashlib.sha256(repr(order).encode()).hexdigest()[:12]
