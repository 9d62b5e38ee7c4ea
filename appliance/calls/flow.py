"""THE SCRIPT: a caller's visit, one function per step, in the order heard.

It blocks as the caller waits. A caller who leaves is one exception, caught in `handle_call`.
"""

from __future__ import annotations

from appliance.calls import orders
from appliance.calls.company import Action, CallTeam, Forward, Menu, OpenMenu, Say, TakeMessage
from appliance.calls.hours import hours_of
from appliance.calls.leg import OFFICE, CallerHungUp, CallerLeg
from appliance.calls.message import take_a_message
from appliance.calls.search import SearchEnd, find_an_agent
from appliance.calls.talk import talk
from appliance.calls.visit import Outcome, Visit
from appliance.planning.hours import period_at
from appliance.prompts.catalogue import announcement, say, spelled

MENU_TRIES = 3
MENU_ROUNDS = 12  # informations may be heard again, but not for ever
READ_BACKS = 2
FORWARD_SECONDS = 30
STEPS = {"order": "order_number", "code": "internal_code"}  # in the journal

Choice = CallTeam | Forward | TakeMessage


def handle_call(caller: CallerLeg, visit: Visit) -> Outcome:
    """Take one call from pick-up to hang-up."""
    try:
        caller.answer()
        recognise(caller, visit)
        action = greet(caller, visit)
        choice = choose(caller, visit, action)
        outcome = carry_out(caller, visit, choice)
        caller.hang_up()
    except CallerHungUp:
        outcome = Outcome.ABANDONED
    visit.journal.close(outcome)
    return outcome


def greet(caller: CallerLeg, visit: Visit) -> Action:
    """Say the announcement of the line at this moment; return what the line then does."""
    period = period_at(hours_of(visit.company, visit.line), visit.began)
    behaviour = visit.line.behaviours[period]
    if behaviour.announcement:
        with visit.journal.step("greeting", period.value):
            caller.play(announcement(behaviour.announcement))
    return behaviour.action


def recognise(caller: CallerLeg, visit: Visit) -> None:
    """Write who calls, when a staff line is called from the telephone of one of the agents."""
    known = orders.colleague(visit.company, visit.line, caller.caller.number)
    if known is not None:
        visit.journal.note("colleague", known.id)


def choose(caller: CallerLeg, visit: Visit, action: Action) -> Choice:
    """Go through menus and informations until something is to be done."""
    for _ in range(MENU_ROUNDS):
        match action:
            case OpenMenu():
                current = visit.company.menus[action.menu]
                action = menu(caller, visit, current)
            case Say():
                caller.play(announcement(action.text))
                return TakeMessage()
            case _:
                return action
    return TakeMessage()


def menu(caller: CallerLeg, visit: Visit, current: Menu) -> Action:
    """Play the menu until a key leads somewhere; after three silences or mistakes, take the default choice."""
    mistakes, invitation = 0, [announcement(current.announcement)]
    with visit.journal.step("menu", current.id):
        for _ in range(MENU_ROUNDS):
            key = caller.ask_digits(*invitation, max_digits=1, terminator="")
            choice = current.choices.get(key)
            visit.journal.note("key", key or "silence")
            if isinstance(choice, Say | None) and key:
                caller.let_finish_typing()  # a number typed at the menu is one mistake, not one a digit
            if choice is None:
                mistakes += 1
                if mistakes == MENU_TRIES:
                    break
                again = [say("menu_unknown_key")] if key else []
                invitation = [*again, announcement(current.announcement)]
            elif isinstance(choice, Say):
                invitation = [announcement(choice.text), announcement(current.announcement)]
            else:
                return choice
    return default_of(current)


def default_of(current: Menu) -> Action:
    """What a menu does with a caller who does not choose: its default, or a message if that leads nowhere."""
    choice = current.choices[current.default]
    return TakeMessage() if isinstance(choice, Say) else choice


def carry_out(caller: CallerLeg, visit: Visit, choice: Choice) -> Outcome:
    """Do what the caller chose. A hunt that finds nobody ends in a message."""
    match choice:
        case TakeMessage():
            return take_a_message(caller, visit)
        case Forward():
            return forward(caller, visit, choice)
        case CallTeam():
            number = ask_for_a_number(caller, visit, choice)
            return call_team(caller, visit, choice.team, number)


def ask_for_a_number(caller: CallerLeg, visit: Visit, choice: CallTeam) -> str | None:
    """The order number or internal code of the caller, where one is asked for. A known colleague is asked nothing."""
    question = orders.question(visit.line, choice)
    if question is None or orders.colleague(visit.company, visit.line, caller.caller.number) is not None:
        return None
    with visit.journal.step(STEPS[question.name]):
        digits = typed_number(caller, question)
    if digits is not None and question.name == "order":
        visit.journal.order(digits)
    elif digits is not None:
        visit.journal.note("code", digits)
    return digits


def typed_number(caller: CallerLeg, question: orders.Question) -> str | None:
    """The number typed and read back, or None after as many tries as the rule allows: never a dead end."""
    rule, ask = question.rule, say(f"{question.name}_ask")
    prompts = [ask]
    for _ in range(rule.tries):
        digits = caller.ask_digits(*prompts, max_digits=orders.longest(rule))
        if not orders.accepts(rule, digits):
            prompts = [say(f"{question.name}_again"), ask]
        elif confirms(caller, digits):
            return digits
        else:
            prompts = [ask]
    caller.play(say(f"{question.name}_none"))
    return None


def confirms(caller: CallerLeg, digits: str) -> bool:
    """Read the number back: 1 confirms, 2 corrects. Silence at the end confirms, as the number has the right form."""
    key = ""
    for _ in range(READ_BACKS):
        key = caller.ask_digits(say("order_read_back", digits=spelled(digits)), max_digits=1, terminator="")
        if key in ("1", "2"):
            break
    return key in ("", "1")


def call_team(caller: CallerLeg, visit: Visit, team: str, number: str | None) -> Outcome:
    """Hunt through the team on call; a caller whom nobody takes leaves a message."""
    match find_an_agent(caller, visit, visit.company.teams[team], number):
        case SearchEnd.CONNECTED:
            return Outcome.CONNECTED
        case SearchEnd.NOBODY:
            office = opened_meanwhile(visit)
            if office is not None and reach(caller, visit, office):
                return Outcome.FORWARDED
            caller.play(say("unanswered"))
    return take_a_message(caller, visit)


def opened_meanwhile(visit: Visit) -> Forward | None:
    """The office that has opened since the call began: it keeps otherwise, to its end, the period that it began in."""
    hours = hours_of(visit.company, visit.line)
    period = period_at(hours, visit.now())
    action = visit.line.behaviours[period].action
    if period is period_at(hours, visit.began) or not isinstance(action, Forward):
        return None
    visit.journal.note("opened")
    return action


def forward(caller: CallerLeg, visit: Visit, office: Forward) -> Outcome:
    """Join the caller to an office; if it fails, the call goes on to the team on call, else to a message."""
    if reach(caller, visit, office):
        return Outcome.FORWARDED
    caller.play(say("forward_failed"))
    team = visit.team_on_call()
    return take_a_message(caller, visit) if team is None else call_team(caller, visit, team, None)


def reach(caller: CallerLeg, visit: Visit, office: Forward) -> bool:
    """Ring an office, and stay until the conversation ends. False: nobody talked to the caller."""
    with visit.journal.step("forward"):
        caller.play(say("forwarding"))
        joined = caller.forward(office.numbers, FORWARD_SECONDS, visit.journal.attempt)
    return joined and talk(caller, visit, Outcome.FORWARDED, OFFICE)
