"""Machines that call (lift and alarm telephones): neither menu nor question, and no answer before a human accepts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from appliance.calls.call_context import CallContext, Outcome
from appliance.calls.customers import Customer
from appliance.calls.hunt import HuntEnd, find_an_agent
from appliance.calls.known_agent import is_an_agents
from appliance.calls.leg import CallerLeg
from appliance.calls.message import take_a_message
from appliance.calls.notes import Apart, TreatedApart
from appliance.company.machines import MachineCaller, Taken
from appliance.company.model import Company


@dataclass(frozen=True)
class OnlyThis:
    """Customers of a call whose caller is a machine: it, whatever a list says. Implements `Customers`."""

    name: str

    def by_caller(self, number: str) -> list[Customer]:
        return [Customer(name=self.name)]

    def by_order(self, digits: str) -> None:
        return None


def machine_of(company: Company, caller: str | None, called: str | None) -> MachineCaller | None:
    """The machine that calls from this number, or calls that one of ours; None: a person.

    The telephone of an agent that was rung for a machine shows the number that it called: an agent who rings back is
    no machine. Nobody is rung for a test, by whoever it is made.
    """
    by_number = {one.number: one for one in company.machines}
    from_it, to_it = by_number.get(caller or ""), by_number.get(called or "")
    if from_it is None and to_it is not None and to_it.taken is not Taken.AS_A_TEST and is_an_agents(company, caller):
        return None
    return from_it or to_it


def serve_machine(caller: CallerLeg, visit: CallContext, machine: MachineCaller) -> Outcome | None:
    """Hunt through the line's own team, for a leg not answered yet. None: there is no team, serve it as anybody."""
    team = visit.team_on_call()
    if team is None and machine.taken is not Taken.AS_A_TEST:
        return None
    rings_on = team is not None and machine.taken is Taken.BY_A_HUMAN
    if rings_on:
        visit.journal.rings_on()
    visit.journal.note(TreatedApart(Apart.MACHINE))
    if machine.taken is Taken.AS_A_TEST or team is None:
        return acknowledged(caller, machine)
    if rings_on:
        caller.ring_on()
    else:
        caller.answer()
    caller.acknowledge_with(machine.keys)
    known = replace(visit, customers=OnlyThis(machine.name))
    if find_an_agent(caller, known, visit.company.teams[team], None) is HuntEnd.CONNECTED:
        return Outcome.CONNECTED
    return Outcome.UNANSWERED if caller.rings else listened_to(caller, visit)


def acknowledged(caller: CallerLeg, machine: MachineCaller) -> Outcome:
    """A test call: it hears its keys, and the call is over."""
    caller.answer()
    caller.send_keys(machine.keys)
    return Outcome.UNANSWERED


def listened_to(caller: CallerLeg, visit: CallContext) -> Outcome:
    """Nobody talks to a machine that was answered: somebody may speak there, shut in a lift."""
    caller.play(visit.say("unanswered"))
    return take_a_message(caller, visit)
