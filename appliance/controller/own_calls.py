"""Calls of the daily test: out through each operator to one of our own numbers, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, assert_never

from gevent.event import Event

from appliance.calls.leg import CallerId
from appliance.checks.probe import Probe
from appliance.company.model import Company
from appliance.config import Trunk
from appliance.in_thread import TooLate, in_thread
from appliance.store.daily_tests import daily_test_under_way
from appliance.store.errors import StoreError
from appliance.switch.ringing import Dialler
from appliance.switch.round_trip import RoundTrip, call_ourselves

PATIENCE_SECONDS = 1.0  # a caller waits for the answer


class OwnCalls:
    """`stop`: nobody is called any more."""

    def __init__(self, dialler: Dialler, trunks: Sequence[Trunk]) -> None:
        self._dialler, self._trunks, self.stop = dialler, trunks, Event()

    def tried(self, company: Company) -> Iterator[Probe]:
        """One call through each trunk, one after the other, each told as it ends; none where no line has a number, or
        nobody wants any.
        """
        number = next((line.numbers[0] for line in company.lines.values() if line.numbers), None)
        if number is None or not company.daily_test_call:
            return
        alone = len(self._trunks) == 1
        for trunk in self._trunks:
            yield probe_of(trunk, call_ourselves(self._dialler, trunk, number, self.stop), alone=alone)


def is_our_own(database: Any, company: Company, trunks: Sequence[Trunk], called: str, caller: CallerId) -> bool:
    """Whether this is our own call come back: during a test, it shows the very number that it calls (E.164), or that
    which a trunk presents in the place of any line's.

    At any other moment it is a caller, of a house whose telephones show the number of the line.
    """
    shown = {called, *(trunk.own_number for trunk in trunks if trunk.own_number)}
    return company.daily_test_call and caller.number in shown and _is_tested(database)


def _is_tested(database: Any) -> bool:
    """Whether a box makes its test now; no, where the database does not say at once."""
    try:
        return in_thread(lambda: daily_test_under_way(database, datetime.now(UTC)), PATIENCE_SECONDS)
    except (StoreError, TooLate):
        return False


def probe_of(trunk: Trunk, how: RoundTrip, *, alone: bool) -> Probe:
    """What the test tells of it. Somebody else's answer loses no call: our number may not be shown to ourselves."""
    match how:
        case RoundTrip.HEARD:
            said = "sorti, revenu, et les touches entendues dans les deux sens"
        case RoundTrip.DEAF:
            said = "revenu, mais les touches ne sont pas entendues : la voix ne passe pas dans les deux sens"
        case RoundTrip.ELSEWHERE:
            said = "décroché, mais pas reconnu : l'opérateur ne nous montre pas notre propre numéro"
        case RoundTrip.NOT_BACK:
            said = "il n'est pas revenu"
        case RoundTrip.CAPPED:
            said = (
                "il n'a pas été passé : ce qui sort de la boîte approche de son plafond, et le reste est aux appelants"
            )
        case _:
            assert_never(how)
    serious = alone and how in (RoundTrip.DEAF, RoundTrip.NOT_BACK)
    healthy = how is RoundTrip.HEARD
    return Probe(f"call_{trunk.name}", healthy, f"Appel d'essai par le trunk {trunk.name} : {said}.", serious)
