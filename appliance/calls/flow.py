"""THE SCRIPT: a caller's visit, one function per step, in the order heard.

It blocks as the caller waits. A caller who leaves is one exception, caught in `handle_call`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import assert_never

from appliance.calls import awaiting_repair, orders
from appliance.calls.agents_entry import AGENTS_KEY, typed_identity, wants_it_in_greeting, wants_the_menu
from appliance.calls.agents_menu import agents_menu
from appliance.calls.agents_ring_back import rings_back_to_take
from appliance.calls.call_context import CallContext, Outcome
from appliance.calls.callback import promise_or_message
from appliance.calls.callers_apart import past_the_menu, turned_away
from appliance.calls.can_wait import leave_for_later
from appliance.calls.claimed_agents import HeldOnce
from appliance.calls.hunt import HuntEnd, find_an_agent
from appliance.calls.languages_offered import ChoseLanguage, Telling, chosen_by_key, offer_languages, told_in_theirs
from appliance.calls.leg import OFFICE, CallerHungUp, CallerLeg, CallRefused, TalkEnd
from appliance.calls.machines import machine_of, serve_machine
from appliance.calls.message import take_a_message
from appliance.calls.notes import SILENCE, CapReached, CodeKept, ColleagueCalls, KeyPressed, OfficeOpened, Refused
from appliance.calls.number_words import longest
from appliance.calls.ringing_times import FORWARD_SECONDS
from appliance.calls.steps import Step
from appliance.calls.talk import talk
from appliance.calls.words import asks_for_words, with_words
from appliance.company.actions import comes_back
from appliance.company.hours import hours_of
from appliance.company.incidents import incident_at
from appliance.company.model import (
    Action,
    Agent,
    Behaviour,
    CallTeam,
    Forward,
    Menu,
    NumberRule,
    OpenMenu,
    Repeat,
    Say,
    TakeMessage,
)
from appliance.planning.hours import Period, period_at
from appliance.prompts.catalogue import Sentence, number_read_back, say

MENU_TRIES = 3
MENU_ROUNDS = 12  # informations may be heard again, but not for ever
READ_BACKS = 2
SILENCES = 2  # at a question: nobody types a number after that
ANSWER_SECONDS, AGAIN_SECONDS = 4.0, 3.0  # to answer what was heard whole; then what was said again in short
MESSAGE_KEY = "*"  # as in the search
HEAR_AGAIN = "#"  # in a menu that has no choice of that key
STEPS = {"order": Step.ORDER_NUMBER, "code": Step.INTERNAL_CODE}

Choice = CallTeam | Forward | TakeMessage


@dataclass(frozen=True)
class ProvedAgent:
    """An agent has typed their number and code at a menu of callers: nothing of it is for them."""

    agent: Agent


Course = Action | ChoseLanguage | ProvedAgent  # what a menu leads to


def handle_call(caller: CallerLeg, visit: CallContext) -> Outcome:
    """Take one call from pick-up to hang-up."""
    visit = replace(visit, claims=HeldOnce(visit.claims))
    try:
        outcome = serve_whoever_calls(caller, visit)
        caller.hang_up()
    except CallRefused as refused:
        visit.journal.note(Refused(refused.why))
        outcome = Outcome.UNANSWERED
    except CallerHungUp:
        outcome = Outcome.ABANDONED
    visit.journal.close(outcome)
    return outcome


def serve_whoever_calls(caller: CallerLeg, visit: CallContext) -> Outcome:
    """A machine is not answered as people are."""
    machine = machine_of(visit.company, caller.caller.number, caller.called)
    outcome = serve_machine(caller, visit, machine) if machine is not None else None
    if outcome is not None:
        return outcome
    caller.answer()
    recognise(caller, visit)
    return serve(caller, visit)


def serve(caller: CallerLeg, visit: CallContext) -> Outcome:
    """An agent who takes the call that waits for them, or asks for their menu, has it; everybody else is a caller."""
    if turned_away(caller, visit):
        return Outcome.UNANSWERED
    if rings_back_to_take(caller, visit):
        return Outcome.RING_BACK
    agent = wants_the_menu(caller, visit)
    if agent is not None:
        return agents_menu(caller, visit, agent, proved=False)
    action = behaviour_of(visit)[1].action
    asked = asked_next(caller, visit, action)
    visit = told_in_theirs(caller, offer_languages(caller, visit, asked), asked, greet)
    agent = wants_it_in_greeting(caller, visit, action)
    if agent is not None:
        return agents_menu(caller, visit, agent, proved=True)
    return after_incident(caller, visit, action)


def behaviour_of(visit: CallContext) -> tuple[Period, Behaviour]:
    """What the line does, by the period in which the call began."""
    period = period_at(hours_of(visit.company, visit.line), visit.began)
    return period, visit.line.behaviours[period]


def greet(caller: CallerLeg, visit: CallContext) -> None:
    """Say the announcement of the line at this moment."""
    period, behaviour = behaviour_of(visit)
    said = visit.announce(behaviour.announcement) if behaviour.announcement else []
    if said:
        with visit.journal.step(Step.GREETING, period.value):
            caller.play(*said, until_key=not visit.line.announcement_whole)


def tell_incident(caller: CallerLeg, visit: CallContext) -> None:
    """Tell whoever calls what is known already, whole, then what they may do about it."""
    incident = incident_at(visit.line, visit.now())
    if incident is not None:
        with visit.journal.step(Step.INCIDENT):
            caller.play(*visit.announce(incident.text))
            offered = "incident_choice_repaired" if visit.line.tell_repaired else "incident_choice"
            caller.play(visit.say(offered), until_key=True)


def after_incident(caller: CallerLeg, visit: CallContext, action: Action) -> Outcome:
    """Tell what is known already, if anything: `*` then leaves a message; `#`, where the line offers it, has the caller
    called once it is over; whatever else goes on.
    """
    if incident_at(visit.line, visit.now()) is None:
        return follow(caller, visit, action)
    visit = told_in_theirs(caller, visit, asked_next(caller, visit, action), tell_incident)
    if visit.line.tell_repaired and caller.has_typed(awaiting_repair.KEY):
        if awaiting_repair.awaits_repair(caller, visit):
            return Outcome.CALLBACK
    elif caller.has_typed(MESSAGE_KEY):
        action = TakeMessage()
    return follow(caller, visit, action)


def recognise(caller: CallerLeg, visit: CallContext) -> None:
    """Write who calls, when a staff line is called from the telephone of one of the agents."""
    known = orders.colleague(visit.company, visit.line, caller.caller.number)
    if known is not None:
        visit.journal.note(ColleagueCalls(known.id))


def follow(caller: CallerLeg, visit: CallContext, action: Action) -> Outcome:
    """Go through menus and informations until something is to be done, and do it."""
    course: Course = action
    for _ in range(MENU_ROUNDS):
        match course:
            case OpenMenu() if (team := past_the_menu(caller, visit)) is not None:
                course = team
            case OpenMenu():
                course = menu(caller, visit, visit.company.menus[course.menu])
            case ChoseLanguage():
                return after_incident(caller, chosen_by_key(caller, visit, course.key), OpenMenu(course.menu))
            case ProvedAgent():
                return agents_menu(caller, visit, course.agent, proved=True)
            case Say(text):
                visit, course = told_in_theirs(caller, visit, None, information(text)), TakeMessage()
            case Repeat():
                course = TakeMessage()
            case CallTeam() | Forward() | TakeMessage():
                return carry_out(caller, visit, course)
            case _:
                assert_never(course)
    return carry_out(caller, visit, TakeMessage())


def information(text: str) -> Telling:
    """A text of the company's, told whole."""
    return lambda caller, visit: caller.play(*visit.announce(text))


def menu(caller: CallerLeg, visit: CallContext, current: Menu) -> Course:
    """Play the menu until a key leads somewhere; after three silences or mistakes, take the default choice.

    Whoever heard it is reminded in a word, and hears it again with a key.
    """
    whole = visit.announce(current.announcement)
    mistakes, invitation, patience, agents = 0, whole, ANSWER_SECONDS, visit.line.agents_menu
    with visit.journal.step(Step.MENU, current.id):
        for _ in range(MENU_ROUNDS):
            key = caller.ask_digits(*invitation, max_digits=1, first_digit_seconds=patience, terminator="")
            choice = current.choices.get(key)
            visit.journal.note(KeyPressed(key or SILENCE))
            asks_for_agents = agents and choice is None and key == AGENTS_KEY  # and goes on with their number
            if key and not asks_for_agents and (choice is None or comes_back(choice)):
                caller.let_finish_typing()  # a number typed at the menu is one mistake, not one a digit
            match choice:
                case Say(text):
                    invitation, patience = [*visit.announce(text), *whole], ANSWER_SECONDS
                case Repeat():
                    invitation, patience = whole, ANSWER_SECONDS
                case None if asks_for_agents:
                    agents = False  # once a call
                    if (agent := typed_identity(caller, visit)) is not None:
                        return ProvedAgent(agent)
                    invitation, patience = whole, ANSWER_SECONDS
                case None if key in visit.line.offered_languages:
                    return ChoseLanguage(key, current.id)
                case None if key == HEAR_AGAIN:
                    invitation, patience = whole, ANSWER_SECONDS
                case None:
                    mistakes += 1
                    if mistakes == MENU_TRIES:
                        break
                    invitation, patience = reminder(visit, current, key), AGAIN_SECONDS
                case CallTeam() | Forward() | TakeMessage() | OpenMenu():
                    return choice
                case _:
                    assert_never(choice)
    return default_of(current)


def reminder(visit: CallContext, current: Menu, key: str) -> list[Sentence]:
    """What is said after a silence or an unknown key, to somebody who has heard the menu."""
    again = visit.say("menu_choose" if HEAR_AGAIN in current.choices else "menu_again")
    return [visit.say("menu_unknown_key"), again] if key else [again]


def default_of(current: Menu) -> Action:
    """What a menu does with a caller who does not choose: its default, or a message if that leads nowhere."""
    choice = current.choices[current.default]
    return TakeMessage() if comes_back(choice) else choice


def carry_out(caller: CallerLeg, visit: CallContext, choice: Choice) -> Outcome:
    """Do what the caller chose. A hunt that finds nobody ends in a message."""
    match choice:
        case TakeMessage(can_wait=True):
            return leave_for_later(caller, visit)
        case TakeMessage():
            return take_a_message(caller, visit)
        case Forward():
            return forward(caller, visit, choice)
        case CallTeam():
            number = ask_for_a_number(caller, visit, choice)
            return call_team(caller, with_words(caller, visit), choice.team, number)
        case _:
            assert_never(choice)


def asked_next(caller: CallerLeg, visit: CallContext, action: Action) -> NumberRule | None:
    """The rule of the number that a caller is asked for as soon as they have heard the line, with no menu before it."""
    question = question_of(caller, visit, action) if isinstance(action, CallTeam) else None
    return None if question is None else question.rule


def question_of(caller: CallerLeg, visit: CallContext, choice: CallTeam) -> orders.Question | None:
    """What number this caller is asked for. A known colleague is asked nothing."""
    known = orders.colleague(visit.company, visit.line, caller.caller.number)
    return orders.question(visit.line, choice) if known is None else None


def ask_for_a_number(caller: CallerLeg, visit: CallContext, choice: CallTeam) -> str | None:
    """The order number or internal code of the caller, where one is asked for."""
    question = question_of(caller, visit, choice)
    if question is None:
        return None
    with visit.journal.step(STEPS[question.name]):
        digits = typed_number(caller, visit, question)
        if digits is not None and is_in_no_list(visit, question, digits):
            digits = retyped(caller, question, digits)
    if digits is not None and question.name == "order":
        visit.journal.order(digits)
    elif digits is not None:
        visit.journal.note(CodeKept(digits))
    return digits


def is_in_no_list(visit: CallContext, question: orders.Question, digits: str) -> bool:
    """Whether the company has a list of orders, without this one, on a line that wants it said."""
    return question.name == "order" and visit.line.check_orders and visit.customers.by_order(digits) == []


def retyped(caller: CallerLeg, question: orders.Question, digits: str) -> str:
    """The number typed once more by a caller who hears that nobody knows it; the first one if no other comes."""
    again = caller.ask_digits(
        say("order_unknown", question.language),
        say("order_short", question.language),
        max_digits=longest(question.rule),
        first_digit_seconds=AGAIN_SECONDS,
        last=orders.NO_NUMBER,
    )
    if again == digits or not orders.accepts(question.rule, again):
        return digits
    kept = read_back(caller, question, again)
    return kept if orders.accepts(question.rule, kept) else digits


def typed_number(caller: CallerLeg, visit: CallContext, question: orders.Question) -> str | None:
    """The number typed and read back; None at once for a caller who has none, or after as many tries as the rule
    allows: never a dead end, and the first mobile rings while they hear so.
    """
    rule, prompts, patience, silences = question.rule, [orders.asking(question)], ANSWER_SECONDS, 0
    for _ in range(rule.tries):
        digits = caller.ask_digits(
            *prompts, max_digits=longest(rule), first_digit_seconds=patience, last=orders.NO_NUMBER
        )
        if digits.endswith(orders.NO_NUMBER):
            return None
        kept = read_back(caller, question, digits) if orders.accepts(rule, digits) else digits
        if orders.accepts(rule, kept):
            return kept
        silences = 0 if digits else silences + 1
        if silences == SILENCES:
            break
        prompts, patience = orders.wrong(question, kept), AGAIN_SECONDS
    none = say(f"{question.name}_none", question.language)
    if asks_for_words(caller, visit):
        caller.play(none)
    else:
        caller.begin_hold(none, say("hunt", question.language))
    return None


def read_back(caller: CallerLeg, question: orders.Question, digits: str) -> str:
    """Read the number back: 1 confirms, 2 corrects (""). Silence confirms, as the number has the right form.

    One digit more is given back with the number, which is then none; a 1 may be that digit or a yes to what nobody has
    heard: the caller hears how long a number is, and this one whole.
    """
    number, length, warned = caller.typing, list[Sentence](), False
    for _ in range(READ_BACKS):
        key = caller.ask_digits(
            *length,
            number_read_back(digits, question.language),
            max_digits=1,
            first_digit_seconds=AGAIN_SECONDS,
            terminator="",
        )
        too_many = not warned and orders.too_many(question, digits, number, key, caller.typing)
        if too_many and key != "1":
            caller.let_finish_typing()
            return digits + key
        if key in ("", "1") and not too_many:
            return digits
        if key == "2":
            return ""
        caller.let_finish_typing()
        warned = warned or too_many
        length = orders.length_told(question) if too_many else []
    return ""


def call_team(caller: CallerLeg, visit: CallContext, team: str, number: str | None) -> Outcome:
    """Hunt through the team on call; a caller whom nobody takes is called back, or leaves a message."""
    match find_an_agent(caller, visit, visit.company.teams[team], number):
        case HuntEnd.CONNECTED:
            return Outcome.CONNECTED
        case HuntEnd.NOBODY:
            office = opened_meanwhile(visit)
            if office is not None and reach(caller, visit, office):
                return Outcome.FORWARDED
            caller.play(visit.say("unanswered"))
            return promise_or_message(caller, visit, team)
        case HuntEnd.ASKED_FOR_MESSAGE:
            return promise_or_message(caller, visit, team)
        case _ as end:
            assert_never(end)


def opened_meanwhile(visit: CallContext) -> Forward | None:
    """The office that has opened since the call began: it keeps otherwise, to its end, the period that it began in."""
    hours = hours_of(visit.company, visit.line)
    period = period_at(hours, visit.now())
    action = visit.line.behaviours[period].action
    if period is period_at(hours, visit.began) or not isinstance(action, Forward):
        return None
    visit.journal.note(OfficeOpened())
    return action


def forward(caller: CallerLeg, visit: CallContext, office: Forward) -> Outcome:
    """Join the caller to an office; if it fails, the call goes on to the team on call, else to a message."""
    if reach(caller, visit, office):
        return Outcome.FORWARDED
    caller.play(visit.say("forward_failed"))
    team = visit.team_on_call()
    return take_a_message(caller, visit) if team is None else call_team(caller, visit, team, None)


def reach(caller: CallerLeg, visit: CallContext, office: Forward) -> bool:
    """Ring an office, and stay until the conversation ends. False: nobody talked to the caller."""
    with visit.journal.step(Step.FORWARD):
        if not visit.may_ring():
            visit.journal.note(CapReached())
            return False
        caller.play(visit.say("forwarding"))
        joined = caller.forward(office.numbers, FORWARD_SECONDS, visit.journal.attempt)
    return joined and talk(caller, visit, Outcome.FORWARDED, OFFICE) is TalkEnd.OVER
