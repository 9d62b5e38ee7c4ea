"""The demonstration's page: a caller's telephone, the agents' mobiles, the call drawn as it happens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import (
    Blueprint,
    Response,
    abort,
    jsonify,
    render_template,
    request,
    send_from_directory,
    stream_with_context,
)

from appliance.calls.leg import CallerId, OfferOutcome
from appliance.company.actions import actions_of, named_by
from appliance.company.hours import hours_of
from appliance.company.model import Company, Line
from appliance.company.numbers import caller_number, normalise
from appliance.company.routes import team_behind
from appliance.planning.hours import Period, period_at
from appliance.planning.rota import OnCall, on_call
from appliance.simulator import simulation_events as on
from appliance.simulator.demo_call import DemoCall
from appliance.simulator.demo_session import DemoSession, Dialled, TooManyCalls
from appliance.simulator.telephones import Reach
from web.demo.site import DemoSite, current_demo, current_demo_session, only_in_a_demonstration
from web.demo.words import as_told
from web.frame import words
from web.frame.bounds import takes_uploads
from web.frame.gate import public
from web.frame.security import with_microphone

PATIENCE_SECONDS = 3.0  # between two signs of life on the stream of news
LEAVING_SECONDS = 6.0  # of the calls' time, after which a page that was closed has hung up
OFFICE = "Bureau"
KEYS = frozenset("0123456789*#")


pages = Blueprint("demo", __name__, template_folder="templates")  # `/demo/`, and what it asks
pages.record(only_in_a_demonstration)


@pages.get("/demo/")
@public
def page() -> Response:
    demo_session = current_demo_session()
    company = demo_session.company
    page = render_template(
        "demo.html",
        company=company,
        offices=offices(company),
        pace=demo_session.clock.pace,
        now=now_of(company),
    )
    return with_microphone(page)


@pages.get("/demo/on-call")
@public
def who_is_on_call() -> str | tuple[Response, int]:
    demo_session = current_demo_session()
    try:
        moment = moment_of(request.args.get("moment", ""), demo_session.company.timezone)
    except ValueError as error:
        return refusal(str(error), 422)
    lines = on_call_by_line(demo_session.company, moment)
    return render_template("on_call.html", company=demo_session.company, lines=lines)


@pages.get("/demo/news")
@public
def news() -> Response:
    name = request.args.get("page", "")[:40]
    after = request.headers.get("Last-Event-ID", "")
    told = stream(current_demo(), name, int(after) if after.isdigit() else None)
    return Response(stream_with_context(told), mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"})


@pages.post("/demo/calls")
@public
def dial() -> tuple[Response, int]:
    demo_session = current_demo_session()
    try:
        return jsonify(call=demo_session.call(dialled_from(asked(), demo_session.company))), 201
    except ValueError as error:
        return refusal(str(error), 422)
    except TooManyCalls as error:
        return refusal(str(error), 429)


@pages.post("/demo/calls/<call>/keys")
@public
def press(call: str) -> tuple[str, int]:
    living(current_demo_session(), call).press(key_of(asked()))
    return "", 204


@pages.post("/demo/calls/<call>/acts")
@public
def act(call: str) -> tuple[str, int]:
    return caller_act(living(current_demo_session(), call), str(asked().get("act")))


@pages.put("/demo/messages/<name>")
@takes_uploads
@public
def keep(name: str) -> tuple[str | Response, int]:
    try:
        current_demo_session().sounds.keep_message(name, request.get_data(cache=False))
    except ValueError as error:
        return refusal(str(error), 422)
    return "", 204


@pages.post("/demo/phones/<number>/acts")
@public
def phone(number: str) -> tuple[str, int]:
    return phone_act(current_demo_session(), f"+{number}", asked())


@pages.get("/prompts/<path:name>")
@public
def prompt(name: str) -> Response:
    return send_from_directory(current_demo_session().sounds.prompts, name, mimetype="audio/wav", max_age=86400)


@pages.get("/demo/messages/<name>.wav")
@public
def message(name: str) -> Response:
    return send_from_directory(current_demo_session().sounds.recordings, f"{name}.wav", mimetype="audio/wav")


def asked() -> dict[str, Any]:
    """The JSON object of a request; 400 for anything else."""
    body = request.get_json()
    if not isinstance(body, dict):
        abort(400)
    return body


def refusal(sentence: str, status: int) -> tuple[Response, int]:
    """An error as the page shows it."""
    return jsonify(error=sentence), status


def living(demo_session: DemoSession, call: str) -> DemoCall:
    """The call of that name, or 404 once it is over."""
    demo_call = demo_session.caller(call)
    if demo_call is None:
        abort(404)
    return demo_call


def key_of(body: dict[str, Any]) -> str:
    key = body.get("key")
    if not isinstance(key, str) or key not in KEYS:
        abort(400)
    return key


def caller_act(caller: DemoCall, act: str) -> tuple[str, int]:
    """What a caller does besides pressing keys. 409 when it makes no sense now."""
    if act == "example":
        return ("", 204) if caller.say_example() else ("", 409)
    acts: dict[str, on.Act] = {
        "hang_up": on.CallerHangsUp(),
        "speak": on.CallerSpeaks(),
        "fall_silent": on.CallerFallsSilent(),
        "answer": on.CallerAnswers(),
    }
    if act not in acts:
        abort(400)
    caller.stage.act(acts[act])
    return "", 204


def phone_act(demo_session: DemoSession, number: str, body: dict[str, Any]) -> tuple[str, int]:
    """What somebody does on a telephone. 409 when no call is there."""
    match body.get("act"):
        case "answer":
            done = demo_session.phone(on.PhoneAnswers(number))
        case "decline":
            done = demo_session.phone(on.PhoneFails(number, OfferOutcome.REFUSED))
        case "press":
            done = demo_session.phone(on.PhonePresses(number, key_of(body)))
        case "hang_up":
            done = demo_session.phone(on.PhoneHangsUp(number))
        case "voicemail":
            done = demo_session.voicemail(number)
        case "reach" if body.get("reach") in list(Reach):
            demo_session.telephones[number].reach = Reach(body["reach"])
            done = True
        case _:
            abort(400)
    return "", 204 if done else 409


def stream(demo: DemoSite, page: str, after: int | None) -> Iterator[str]:
    """News for one page, for as long as it is open. Its callers hang up when it has been closed for some seconds."""
    demo_session, streams = demo.demo_session, demo.streams
    streams[page] = streams.get(page, 0) + 1
    opened = streams[page]

    def is_gone() -> None:
        if streams.get(page) == opened:
            del streams[page]
            demo_session.leave(page)

    try:
        yield "retry: 1000\n\n"
        for news in demo_session.broadcast.follow(after, PATIENCE_SECONDS):
            yield ": \n\n" if news is None else f"id: {news.number}\ndata: {told_json(news, demo_session.company)}\n\n"
    finally:
        demo_session.clock.later(LEAVING_SECONDS, is_gone)


def told_json(news: Any, company: Company) -> str:
    return json.dumps(as_told(news, company), ensure_ascii=False, separators=(",", ":"))


def dialled_from(body: dict[str, Any], company: Company) -> Dialled:
    """What the caller dialled. ValueError, a French sentence, when no line answers."""
    called = normalise(str(body.get("called", "")), company.country)
    line = next((line for line in company.lines.values() if called in line.numbers), None)
    line = line or next((line for line in company.lines.values() if line.default), None)
    if line is None:
        raise ValueError(f"Aucune ligne n'a le numéro {words.spaced(called)} ; choisissez-en un dans la liste.")
    caller = CallerId(caller_number(str(body.get("caller") or "") or None, company.country))
    moment = moment_of(str(body.get("moment", "")), line.timezone)
    return Dialled(called, line, caller, moment, str(body.get("page", ""))[:40])


def moment_of(text: str, timezone: str) -> datetime:
    """The local moment chosen on the page, aware; now when none is."""
    zone = ZoneInfo(timezone)
    if not text:
        return datetime.now(zone)
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("Ce moment n'est pas une date et une heure ; choisissez-le dans le calendrier.") from None
    # through UTC and back: 2:30 of the night that has none is then 3:30
    return local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


def now_of(company: Company) -> datetime:
    return datetime.now(ZoneInfo(company.timezone))


def on_call_by_line(company: Company, moment: datetime) -> list[tuple[Line, Period, tuple[OnCall, ...]]]:
    """Each line, what it is doing at that moment, and who of its team is on call."""
    found = []
    for line in company.lines.values():
        period = period_at(hours_of(company, line), moment)
        team = team_behind(company, line.behaviours[Period.AFTER_HOURS].action)
        found.append((line, period, on_call(company.teams[team].plan, moment) if team else ()))
    return found


def offices(company: Company) -> dict[str, str]:
    """The telephones that are nobody's mobile, and what they are called: last resorts, offices to forward to."""
    found = {line.last_resort: words.LAST_RESORT_WORDS for line in company.lines.values() if line.last_resort}
    return found | {number: OFFICE for action in actions_of(company) for number in named_by(action).offices}
