"""What agents are told in the agents' menu and in the calls that ring them, in British English, as spoken. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from appliance.calls.agents_desk import LeftCallback, LeftMessage, Problem, TakenCall, Why, WorkTold
from appliance.calls.watch import Place
from appliance.company.model import Agent, Company, Line, Team
from appliance.company.names import agent_name
from appliance.planning.wall_clock import wall_clock
from appliance.prompts.english.reading import (
    spelled,
    spoken_day,
    spoken_minutes,
    spoken_number,
    spoken_opening,
    spoken_time,
    told_of_no_number,
)
from appliance.prompts.language import plain_words

CONFIRM = "Press 1 to confirm, or 2 to cancel."
CLOSING = f"This message will be closed, and nobody will be told of it any more. {CONFIRM}"
CLOSING_CALLBACK = f"This call back will be closed, and the caller will not be called. {CONFIRM}"
DELETING = "Its recording will be deleted for good. To delete it, press 1. To keep it, press 2."
HAND_OVER_REFUSED = "That is noted. Your colleague is being told. Goodbye."
WAIT = "Please hold."
WHOLE_LINE = "the whole line"
ITS_CALLS = "its calls"
MOST_NAMED = 4
CUSTOMER_LETTERS = 50
NIGHT_ENDS, NOON, EVENING = 6, 12, 18  # hours
NOT_DONE = "This cannot be done. Nothing has changed. Please try on the website, which will say why."
PROBLEMS = {
    Why.NOT_NOW: "Sorry, that is not possible at the moment. Nothing has changed.",
    Why.NOT_HERE: "Nothing can be changed here.",
    Why.MESSAGE_GONE: "This message has just been closed or deleted.",
    Why.MANAGERS_DELETE: "Only those who manage the lines may delete a message.",
    Why.CALLBACK_OVER: "This call back has just been made, or closed.",
    Why.CALLBACK_TAKEN: "Somebody is calling this caller already, or this call back is over.",
    Why.TAKEN_BY: "{} is in charge of it already.",
    Why.NOBODY_LEFT: "Nobody else in the team would be on call. Please pass your duty to a colleague instead.",
    Why.HOURS_OVER: "Those hours are over already.",
    Why.REFUSED: NOT_DONE,  # the house says why in French, on its pages
}


def spoken_moment(moment: datetime, now: datetime, timezone: str) -> str:
    """« 6 p.m. », « midnight », « 8 30 a.m. on Monday », « 8 a.m. on Monday the 7th of December »."""
    reading, today = wall_clock(moment, timezone), wall_clock(now, timezone).date()
    days = (reading.date() - today).days
    clock = spoken_time(reading.time())
    if days == 1 and not reading.hour and not reading.minute:
        return clock
    return spoken_opening(reading, days) if days >= 0 else f"{clock} on {spoken_day(reading)}"


def who_is_on_call(company: Company, team: Team, places: Sequence[Place], now: datetime) -> str:
    """« Team Dépannage. Claire Durand, until 8 a.m. on Monday. Then Hugo Petit. »."""
    if not places:
        return f"Team {plain_words(team.name)}. Nobody is on call."
    said = [_held(company, team, place, now) for place in places[:MOST_NAMED]]
    more = len(places) - MOST_NAMED
    rest = f" And {more} other{'s' if more > 1 else ''}." if more > 0 else ""
    return _stopped(f"Team {plain_words(team.name)}. {'. Then '.join(said)}.{rest}")


def _held(company: Company, team: Team, place: Place, now: datetime) -> str:
    name = plain_words(agent_name(company, place.agent))
    return name if place.last else f"{name}, until {spoken_moment(place.until, now, team.plan.timezone)}"


def problem(found: Problem) -> str:
    """Why what they asked for is not done."""
    return PROBLEMS[found.why].format(found.said)


def team_choice(team: Team) -> str:
    """A team among several, after « For »."""
    return f"team {team.name}"


def line_choice(line: Line) -> str:
    """A line among several."""
    return f"line {line.name}"


def key_choice(keys: str) -> str:
    """The instructions of a choice of callers, by the keys that lead to it."""
    return f"key {keys}"


def choices(names: Sequence[str]) -> str:
    """« For Claire Durand, press 1. For Hugo Petit, press 2. »."""
    return " ".join(f"For {plain_words(name)}, press {key}." for key, name in enumerate(names, 1))


def taking(company: Company, team: Team, replaced: str | None, until: datetime, now: datetime) -> str:
    """What is to be confirmed by who takes the watch."""
    whom = f" in place of {plain_words(agent_name(company, replaced))}" if replaced else ""
    end = spoken_moment(until, now, team.plan.timezone)
    return _stopped(f"You are going on call for team {plain_words(team.name)}{whom}, until {end}. {CONFIRM}")


def pausing(team: Team, minutes: int) -> str:
    """What is to be confirmed by who wants a pause."""
    return f"Team {plain_words(team.name)}: a break of {minutes} minute{'s' if minutes > 1 else ''}. {CONFIRM}"


def left_message(message: LeftMessage, place: int, number: int, now: datetime, timezone: str, elsewhere: bool) -> str:
    """« Message 1 of 3, left yesterday at 3 12 a.m., from 0, 6, 1, 2. ». `elsewhere`: its line is to be said."""
    caller = told_of_no_number(message.caller) or f"from {spoken_number(message.caller or '')}"
    order = f", order {spelled(message.order)}" if message.order else ""
    line = f" Line {plain_words(message.line_name)}." if elsewhere else ""
    said = f"Message {place} of {number}, left {past_moment(message.at, now, timezone)}, {caller}{order}.{line}"
    said = f"{said} It can wait." if message.can_wait else said
    if message.mine:
        return f"{said} You are in charge of it."
    return f"{said} {plain_words(message.in_charge)} is in charge of it." if message.in_charge else said


def left_callback(one: LeftCallback, place: int, number: int, now: datetime, timezone: str, elsewhere: bool) -> str:
    """« Call back 1 of 2, asked for yesterday at 3 12 a.m., to 0, 6, 1, 2, customer Hôtel Bellevue. »."""
    shown = told_of_no_number(one.number) or f"to {spoken_number(one.number or '')}"
    customer = f", customer {plain_words(one.customer, CUSTOMER_LETTERS)}" if one.customer else ""
    order = f", order {spelled(one.order)}" if one.order else ""
    line = f" Line {plain_words(one.line_name)}." if elsewhere else ""
    asked = past_moment(one.at, now, timezone)
    said = f"Call back {place} of {number}, asked for {asked}, {shown}{customer}{order}.{line}"
    return f"{said} It can wait." if one.can_wait else said


def taken_call(one: TakenCall, place: int, number: int, now: datetime, timezone: str, elsewhere: bool) -> str:
    """« Call 1 of 2, received yesterday at 3 12 a.m., from 0, 6, 1, 2, customer Hôtel Bellevue, order 4, 0, 7. »."""
    caller = told_of_no_number(one.caller) or f"from {spoken_number(one.caller or '')}"
    customer = f", customer {plain_words(one.customer, CUSTOMER_LETTERS)}" if one.customer else ""
    order = f", order {spelled(one.order)}" if one.order else ""
    line = f" Line {plain_words(one.line_name)}." if elsewhere else ""
    return f"Call {place} of {number}, received {past_moment(one.at, now, timezone)}, {caller}{customer}{order}.{line}"


def work_told(told: WorkTold) -> str:
    """« Job done. Work after the call: 45 minutes. Travel: 1 hour. », to be confirmed."""
    states = {True: "Job done. ", False: "Someone has to go back. ", None: ""}
    after, travel = (spoken_minutes(one) if one else "none" for one in (told.after, told.travel))
    return f"{states[told.closed]}Work after the call: {after}. Travel: {travel}. {CONFIRM}"


def incident_told(line: Line, until: datetime | None, now: datetime) -> str:
    """What all callers of a line hear now, and until when."""
    return _stopped(f"Line {plain_words(line.name)} is playing an emergency announcement{_until(line, until, now)}.")


def announcing(line: Line, until: datetime | None, now: datetime) -> str:
    """What is to be confirmed by who puts an emergency announcement."""
    name = plain_words(line.name)
    return _stopped(f"All callers of line {name} will hear this announcement{_until(line, until, now)}. {CONFIRM}")


def taking_back(line: Line) -> str:
    """What is to be confirmed by who takes it back."""
    return f"Line {plain_words(line.name)} will no longer play the emergency announcement. {CONFIRM}"


def _until(line: Line, until: datetime | None, now: datetime) -> str:
    return f", until {spoken_moment(until, now, line.timezone)}" if until else ", until someone stops it"


def past_moment(moment: datetime, now: datetime, timezone: str) -> str:
    """« yesterday at 3 12 a.m. », « on Monday the 23rd of November at 1 a.m. »."""
    reading, today = wall_clock(moment, timezone), wall_clock(now, timezone).date()
    day = {0: "today", 1: "yesterday"}.get((today - reading.date()).days, f"on {spoken_day(reading)}")
    return f"{day} at {spoken_time(reading.time())}"


def asking(agent: Agent, team: Team, until: datetime, now: datetime) -> str:
    """What a colleague hears who is asked to take the watch."""
    end = spoken_moment(until, now, team.plan.timezone)
    return _stopped(
        f"On-call line. {plain_words(agent.name)} is asking you to go on call for team {plain_words(team.name)}, now, "
        f"until {end}. To accept, press 1; to refuse, press 2."
    )


def duty_question(line: str, at: datetime, now: datetime, timezone: str) -> str:
    """« On call, Vidal Lifts. You go on call tonight at 6 p.m. Press 1 to confirm… »."""
    takes = "You go on call" if at > now else "You have been on call since"
    when = coming_moment(at, now, timezone) if at > now else spoken_time(wall_clock(at, timezone).time())
    keys = "Press 1 to confirm; if you cannot, press 2."
    return _stopped(f"On call, {plain_words(line)}. {takes} {when}. {keys}")


def coming_moment(at: datetime, now: datetime, timezone: str) -> str:
    """« tonight at 6 p.m. », « tonight at midnight », « tomorrow at 8 30 a.m. »: within a day."""
    reading, today = wall_clock(at, timezone), wall_clock(now, timezone)
    clock = spoken_time(reading.time())
    if reading.date() != today.date():
        return f"tonight at {clock}" if reading.hour < NIGHT_ENDS and today.hour >= NOON else f"tomorrow at {clock}"
    if reading.hour < NIGHT_ENDS or reading.hour >= EVENING:
        return f"tonight at {clock}"
    return f"this morning at {clock}" if reading.hour < NOON else f"today at {clock}"


def safety_question(line: str) -> str:
    """What the agent hears each time."""
    return f"On call, {plain_words(line)}. Safety call. If all is well, press 1; if your visit is over, press 2."


def silence_told(line: str, agent: str, began: datetime, now: datetime, timezone: str) -> str:
    """What is heard by who is to take charge of it."""
    since = past_moment(began, now, timezone)
    return _stopped(
        f"On call, {plain_words(line)}. Alert. {plain_words(agent)} is no longer answering the safety call. "
        f"Their visit began {since}. To take charge of it, press 1; if you cannot, press 2."
    )


def outing_begun(minutes: int) -> str:
    """The last word to an agent who leaves."""
    return f"That is noted. The line will call you in {spoken_minutes(minutes)}, and so on until you are back."


def to_who_leaves(line: str, other: str, at: datetime, now: datetime, timezone: str) -> str:
    """« On call, Vidal Lifts. Hand-over. You are handing over to Hugo Petit… »."""
    return _question(line, f"You are handing over to {plain_words(other)}", at, now, timezone)


def to_who_comes(line: str, other: str, at: datetime, now: datetime, timezone: str) -> str:
    """« On call, Vidal Lifts. Hand-over. Claire Durand is handing over to you… »."""
    return _question(line, f"{plain_words(other)} is handing over to you", at, now, timezone)


def _question(line: str, what: str, at: datetime, now: datetime, timezone: str) -> str:
    clock = spoken_time(wall_clock(at, timezone).time())
    when = coming_moment(at, now, timezone) if at > now else f"since {clock}"
    keys = "Press 1 to hear what is still open and to talk together; if you cannot, press 2."
    return _stopped(f"On call, {plain_words(line)}. Hand-over. {what}, {when}. {keys}")


def what_is_open(messages: int, callbacks: int) -> str:
    """« 2 open messages, 1 call back promised. Any key goes on to the next. »."""
    if not messages and not callbacks:
        return "There are no open messages, and no call back was promised."
    left = _counted(messages, "open message", "open messages")
    promised = _counted(callbacks, "call back promised", "call backs promised")
    return f"{', '.join(part for part in (left, promised) if part)}. Any key goes on to the next."


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {many if number > 1 else one}" if number else ""


def other_missing(other: str, *, refused: bool) -> str:
    """The last word to who is alone."""
    why = "cannot talk now" if refused else "is not answering"
    return f"{plain_words(other)} {why}. The rota does not change, and the managers are told. Goodbye."


def _stopped(said: str) -> str:
    """With one full stop after « 8 a.m. » that ends a sentence."""
    return said.replace("..", ".")
