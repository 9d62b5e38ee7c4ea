"""The pages of the appliance."""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import gevent
from flask import Flask, Response, g, jsonify, render_template, request
from gevent.event import Event
from gevent.pywsgi import WSGIServer
from peewee import Database
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from appliance.company.names import menu_title
from appliance.config import Config
from appliance.heartbeat import Heartbeat
from appliance.planning.moments import long_day, near_text
from appliance.planning.zone_names import town_of
from appliance.store.accounts.accounts import NoSuchAccount
from appliance.store.company_file.facts import rule_words
from appliance.store.database import close_database, open_database
from appliance.store.errors import StoreError
from web.accounts.audit import pages as account_pages
from web.accounts.browser_words import browser_words
from web.accounts.my_account import pages as my_account_pages
from web.accounts.resuming import resume
from web.accounts.sign_in import pages as sign_in_pages
from web.accounts.tokens import pages as token_pages
from web.announcements.languages import pages as language_pages
from web.announcements.sentences import pages as sentence_pages
from web.announcements.wording import pages as wording_pages
from web.announcements.written_languages import pages as written_language_pages
from web.answering.coming_back import pages as coming_back_pages
from web.answering.pages import pages as answering_pages
from web.answering.ring_backs import pages as ring_back_pages
from web.api import Allowance, api_pages
from web.api.guide import pages as api_guide_pages
from web.api.problems import of_the_api, problem_page, store_problem
from web.calls.charge import inside as taking_pages
from web.calls.charge import pages as charge_pages
from web.calls.dashboard import pages as dashboard_pages
from web.calls.done import pages as done_pages
from web.calls.journal import pages as journal_pages
from web.calls.statistics import pages as statistics_pages
from web.calls.talks import pages as talks_pages
from web.calls.words import pages as words_pages
from web.first_start.pages import pages as first_start_pages
from web.first_start.telling import pages as first_telling_pages
from web.frame import words
from web.frame.bounds import COMPANY_FILE, HiddenLetters, TooMuch
from web.frame.dead_link import DeadLink
from web.frame.gate import NotYours, set_gate
from web.frame.menu import menu_here
from web.frame.security import LOOPBACK, protect
from web.frame.site import Clock, Site, clock, settle_second_factors, stand_on
from web.frame.typography import Typography, held, typeset, unbroken
from web.frame.who import author_words
from web.health.endpoints import pages as health_pages
from web.health.health_page import pages as health_page_views
from web.lines import line_pages
from web.messages.pages import pages as message_pages
from web.people import people_pages
from web.people.phone_tests import pages as phone_test_pages
from web.people.presented import pages as presented_pages
from web.planning.acknowledgements import pages as acknowledgement_pages
from web.planning.feeds import pages as feed_pages
from web.planning.publishing import pages as publishing_pages
from web.planning.room import my_pages, planning_pages
from web.planning.rotation import pages as rotation_pages
from web.planning.what_if import pages as what_if_pages
from web.planning.what_if_story import after_text
from web.settings.room import settings_pages
from web.statements.interventions import pages as intervention_pages
from web.statements.pages import pages as statement_pages
from web.text_fields import TooLong
from web.texts.speaking import speak_as_set

if TYPE_CHECKING:
    from appliance.simulator.demo_session import DemoSession

SITE = (
    dashboard_pages,
    first_start_pages,
    first_telling_pages,
    planning_pages,
    rotation_pages,
    publishing_pages,
    my_pages,
    answering_pages,
    coming_back_pages,
    ring_back_pages,
    journal_pages,
    talks_pages,
    done_pages,
    words_pages,
    message_pages,
    line_pages,
    sentence_pages,
    language_pages,
    written_language_pages,
    wording_pages,
    people_pages,
    phone_test_pages,
    presented_pages,
    statement_pages,
    intervention_pages,
    settings_pages,
    statistics_pages,
    what_if_pages,
    health_page_views,
    account_pages,
    token_pages,
    my_account_pages,
    sign_in_pages,
    feed_pages,
    acknowledgement_pages,
    charge_pages,
    taking_pages,
    health_pages,
    api_guide_pages,
)
HELD_TOGETHER = (
    "caller", "from_whom", "left_by", "message_of", "duration", "long_moment", "long_day", "moment_in_paris",
    "moment_on", "age", "stretch", "absence_days",
)  # fmt: skip
PROBATION = 3600  # seconds after which nobody goes back to the version of before by themselves (upgrade.yml: a quarter)
SENTENCES = {
    400: "Cette demande n'est pas complète ; revenez à la page et recommencez.",
    401: "Vous n'êtes plus connecté : ouvrez la page de connexion dans un autre onglet, puis recommencez ici.",
    403: "Cette demande ne vient pas de cette page, ou votre compte ne permet pas cela.",
    405: "Cette adresse ne se demande pas ainsi.",
    429: "Trop de demandes ; réessayez dans quelques minutes.",
    404: "Cette page n'existe pas.",
    411: "Cette demande ne dit pas sa longueur ; envoyez-la avec « Content-Length ».",
    409: "Ce n'est pas possible en ce moment.",
    413: "C'est trop lourd : un son tient en 8 Mo et en 60 secondes, un texte en bien moins.",
    421: "Cette adresse n'est pas la bonne ; utilisez celle que la commande a affichée.",
    503: "La base de données ne répond pas ; réessayez dans un instant. Les appels continuent.",
    500: "La page a rencontré une erreur ; le journal du programme en dit la cause. Les appels continuent.",
}
WRONG, NOT_FOUND = "Quelque chose ne va pas", "Page introuvable"


def create_app(
    config: Config, database: Database, real_clock: Clock = clock, allowance: Allowance | None = None
) -> Flask:
    """The pages of an appliance. `real_clock` (UTC): the machine's. `allowance`: of the API. OSError."""
    loopback = config.web.host in LOOPBACK
    app = bare_app(LOOPBACK | own_name(config) if loopback else None)
    if loopback and config.public_url:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    speak_as_set(app, config.web.language)
    site = Site(database, config, real_clock)
    stand_on(app, site)
    set_gate(app, site, error_page, resume)
    add_pages(app, allowance or Allowance())
    return app


def add_pages(app: Flask, allowance: Allowance) -> None:
    """The pages of a company and the API, behind the gate that is there already."""
    app.context_processor(menu_here)
    for pages in SITE:
        app.register_blueprint(pages)
    app.extensions["astreinte_csrf"].exempt(acknowledgement_pages)  # the secret of the address is the token
    app.extensions["astreinte_csrf"].exempt(charge_pages)  # the same
    api = api_pages(allowance)
    app.extensions["astreinte_csrf"].exempt(api)  # it looks at no cookie: a token alone may change something
    app.register_blueprint(api, url_prefix="/api/v1")


def own_name(config: Config) -> frozenset[str]:
    """The name under which the agents' browsers ask for the pages, through the web server in front."""
    name = urlsplit(config.public_url or "").hostname
    return frozenset({name}) if name else frozenset()


def create_demo_app(demo_session: DemoSession, config: Config, database: Database) -> Flask:
    """The whole site of the demonstration, its telephones at `/demo/`, and a click in the place of the password."""
    from web.demo.entering import pages as entering_pages
    from web.demo.page import pages as demo_pages
    from web.demo.site import DemoSite

    app = bare_app(LOOPBACK)
    app.config["DEMO"] = True
    site = DemoSite(database, config, clock, demo_session=demo_session)
    stand_on(app, site)
    set_gate(app, site, error_page, resume)
    add_pages(app, Allowance())
    for pages in (entering_pages, demo_pages):
        app.register_blueprint(pages)
        app.extensions["astreinte_csrf"].exempt(pages)  # on the loopback, and of invented people
    return app


def bare_app(hosts: Collection[str] | None) -> Flask:
    """An application with its guards, its words and its error page."""
    app = Flask(__name__)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.add_extension(Typography)
    app.jinja_env.filters |= {
        "typeset": typeset,
        "unbroken": unbroken,
        "held": held,
        "spaced": words.spaced,
        "caller": words.caller,
        "from_whom": words.from_whom,
        "left_by": words.left_by,
        "message_of": words.message_of,
        "duration": words.duration,
        "outcome_words": words.outcome_words,
        "attempt_words": words.attempt_words,
        "period_words": words.period_words,
        "long_moment": words.long_moment,
        "long_day": long_day,
        "moment_in_paris": words.moment_in_paris,
        "moment_on": words.moment_on,
        "day_and_clock": words.day_and_clock,
        "hour_text": words.hour_text,
        "to_the_second": words.to_the_second,
        "age": words.age,
        "browser": browser_words,
        "clock_in": words.clock_in,
        "weekday": words.weekday,
        "day_clock": words.day_clock,
        "whose": words.whose,
        "absence_days": words.absence_days,
        "stretch": words.stretch,
        "told_clock": after_text,
        "first_act": words.first_act,
        "reason_words": words.reason_words,
        "people_next": words.people_next,
        "whole_name": words.whole_name,
        "near": near_text,
        "menu_title": menu_title,
        "town": town_of,
        "rule_words": rule_words,
        "author": author_words,
    }
    app.jinja_env.globals["called_name"] = words.called_name
    for name in HELD_TOGETHER:
        app.jinja_env.filters[name] = in_one_piece(app.jinja_env.filters[name])
    app.config["MAX_FORM_MEMORY_SIZE"] = COMPANY_FILE  # of one field; each page has its own (web/frame/bounds.py)
    protect(app, hosts)
    app.register_error_handler(HTTPException, error_page)
    app.register_error_handler(StoreError, store_page)
    return app


def in_one_piece(words_of: Callable[..., str]) -> Callable[..., str]:
    """The same filter, whose numbers and times do not come apart at the end of a line."""
    return lambda *given, **named: unbroken(words_of(*given, **named))


def error_page(error: HTTPException) -> tuple[str | Response, int]:
    """One sentence, as a page or as JSON."""
    if of_the_api():
        return problem_page(error), error.code or 500
    status = error.code or 500
    own = error.sentence if isinstance(error, HiddenLetters | TooLong | TooMuch | DeadLink | NotYours) else None
    sentence = own or SENTENCES.get(status) or "Cette demande ne peut pas être servie."
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "text/html":
        title = error.title if isinstance(error, NotYours) else NOT_FOUND if status == 404 else WRONG
        return render_template("error.html", sentence=sentence, title=title, at_home="signed_in" in g), status
    return jsonify(error=sentence), status


def store_page(error: StoreError) -> tuple[str | Response, int]:
    """The sentence of the database: 404 for an account that is none, 503 for what may work again later."""
    if of_the_api():
        answer = store_problem(error)
        return answer, answer.status_code
    status = 404 if isinstance(error, NoSuchAccount) else 503
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "text/html":
        return render_template("error.html", sentence=str(error), title=WRONG), status
    return jsonify(error=str(error)), status


def serve(config: Config) -> None:
    """Serve the pages where the configuration says, until SIGTERM or Ctrl-C. Raises StoreError."""
    database, heartbeat = open_database(config.database_url), Heartbeat.from_environment()
    try:
        server = server_on(create_app(config, database), config.web.host, config.web.port)
        gc.collect()
        gc.freeze()  # all that is there lives as long as the process: no collection looks through it again
        server.start()
        gevent.spawn(heartbeat.keep_beating)
        gevent.spawn_later(PROBATION, settle_second_factors, database, config.pages_dir)
        heartbeat.ready()
        until_told_to_stop(server)
    finally:
        close_database(database)


def server_on(app: Flask, host: str, port: int) -> WSGIServer:
    """A server that has not begun to listen. Requests are not logged: an address may hold a number."""
    return WSGIServer((host, port), app, log=None)


def until_told_to_stop(server: WSGIServer) -> None:
    """Serve until SIGTERM or SIGINT; streams that are still open are cut."""
    told = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, told.set)
    told.wait()
    server.stop(timeout=1)
