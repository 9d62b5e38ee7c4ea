"""An agent's mobile is its owner's: every output of the site, as every role and token, with mobiles planted in all."""

from __future__ import annotations

import ast
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader
from werkzeug.test import TestResponse

from appliance.calls.call_context import Outcome
from appliance.company.model import Company, Forward
from appliance.company.replacing import with_absence
from appliance.planning.hours import Period
from appliance.planning.number_traces import traces_of
from appliance.planning.team_plan import Absence
from appliance.store.accounts.accounts import Role
from appliance.store.accounts.feeds import AGENT, TEAM, open_feed
from appliance.store.accounts.tokens import Scope, open_token
from appliance.store.company_file import load_company_file
from appliance.store.journal.message_followup import find_message, take_care
from appliance.store.outbox.queue import NewDelivery, claim_next, queue_deliveries, try_again_later
from appliance.store.phone_tests.probes import keep_probes
from appliance.store.settings.snapshot import load_company, save_company
from appliance.store.statements.interventions import add
from tests.web.site_world import NOW, World
from tests.web.visit import Visit

ROOT = Path(__file__).parents[2]
FORMER = "+33644556677"  # Durand's, when she called; she has another now
MOBILES = {
    "durand": ("+33611223344", "+33899123456"),  # the second is dear: the checks quote it
    "petit": ("+33612345602",),
    "martin": ("+33612345603",),
    "resort": ("+33612345699",),
}
CUSTOMER = "+33698765432"
MAIL = "claire@famille.example"
ROLES = {"reader": (Role.READER, None), "reader and agent": (Role.READER, "martin"), "agent": (Role.AGENT, "martin")}
SEES_ALL = {"manager": Role.MANAGER, "administrator": Role.ADMINISTRATOR}
PATHS = {
    "call_id": "living",
    "call": "living",
    "file": "durand.wav",
    "month": "2026-11",
    "agent": "durand",
    "team": "depannage",
    "line": "urgence",
    "announcement": "ask_again",
    "code": "de",
    "key": "urgence",
    "number": "1",
    "form": "pdf",
    "filename": "site.css",
    "version": "none",
    "draft": "0" * 32,
    "name": "boss",
    "secret": "none",
    "ticket": "none",
}
QUERIES = {
    "/essai": "?moment=2026-11-28T20:00&touches=1&appelant=0698765432",
    "/publications": "?du=2026-11-28&au=2026-12-28",
    "/messages": "?etat=attente",
    "/lines/urgence/proposal": "?from=2026-11-28&to=2026-12-28",
    "/coverage": "?from=2026-11-28T00:00:00Z&to=2026-12-05T00:00:00Z",
}


@pytest.fixture
def told(world: World) -> World:
    """Calls from the agents' telephones: over, under way, with a message; and their numbers in every free text."""
    company = load_company(world.database)
    assert company is not None
    save_company(world.database, with_phones(company, "durand", FORMER))
    world.call("former", NOW - timedelta(days=2), caller=FORMER)
    away = with_absence(company, Absence("petit", date(2026, 12, 1), date(2026, 12, 2), "genou, joindre au 0612345602"))
    save_company(world.database, with_phones(away, "durand", *MOBILES["durand"], resort=MOBILES["resort"][0]))
    at = NOW - timedelta(hours=5)
    world.call("mine", at, caller=MOBILES["martin"][0], outcome=Outcome.MESSAGE, message="martin.wav", agents=())
    world.call("theirs", at, caller=MOBILES["petit"][0], outcome=Outcome.MESSAGE, message="durand.wav", agents=())
    world.call("last", at, caller=MOBILES["resort"][0])
    world.call("customer", at, caller=CUSTOMER)
    world.call("living", NOW - timedelta(minutes=2), caller=MOBILES["durand"][0], outcome=None, agents=())
    take_care_of(world, "theirs", "durand.wav", "Rappeler Hugo au 06.12.34.56.02")
    facts = {"starts": NOW - timedelta(hours=2), "after": timedelta(hours=1), "travel": timedelta(0)}
    add(world.database, "durand", call=None, note="vue avec +33 6 12 34 56 02", at=NOW, by="x", **facts)
    said = {"name": "company", "healthy": False, "serious": False, "sentence": "Claire Durand : +33899123456 est cher."}
    keep_probes(world.database, [said], NOW)
    queue_deliveries(world.database, [NewDelivery("<publication-1-x>", MAIL, "Planning", "…", "")], NOW)
    mail = claim_next(world.database, NOW)
    assert mail is not None
    try_again_later(world.database, mail, f"550 {MAIL} inconnu", NOW)
    return world


def with_phones(company: Company, agent: str, *phones: str, resort: str | None = None) -> Company:
    agents = company.agents | {agent: replace(company.agents[agent], phones=phones, mail=MAIL)}
    lines = {key: replace(one, last_resort=resort) for key, one in company.lines.items()} if resort else company.lines
    return replace(company, agents=agents, lines=lines)


def take_care_of(world: World, call: str, file: str, words: str) -> None:
    message = find_message(world.database, call, file)
    assert message is not None
    take_care(world.database, message, assigned_to=None, text=words, done=False, by="x", now=NOW)


def texts(answer: TestResponse) -> str:
    """What a person or a program reads of an answer, of a PDF and within a ZIP too."""
    content = answer.get_data()
    answer.close()
    if answer.mimetype == "application/zip":
        files = zipfile.ZipFile(io.BytesIO(content))
        found = {name: files.read(name) for name in files.namelist()}
        return "\n".join(read_pdf(one) if name.endswith("pdf") else one.decode() for name, one in found.items())
    return read_pdf(content) if answer.mimetype == "application/pdf" else content.decode("utf-8", "replace")


def read_pdf(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def seen_in(text: str, *, own: str | None = None) -> list[str]:
    """The agents' numbers and addresses that stand in a text, in any spelling, but for one's own."""
    theirs = [number for agent, numbers in MOBILES.items() if agent != own for number in numbers]
    found = [number for number in [*theirs, FORMER] if traces_of(number, "FR").search(text)]
    return [*found, MAIL] if MAIL in text else found


def addresses(world: World) -> Iterator[str]:
    """Every address of the pages and of the API, the parts that vary filled with what exists, and with each call."""
    for rule in world.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            path = re.sub(r"<(?:[^:<>]+:)?(\w+)>", lambda part: PATHS[part[1]], rule.rule)
            yield path + QUERIES.get(path.removeprefix("/api/v1"), "")
    for call, file in (("former", ""), ("last", ""), ("mine", "martin.wav"), ("theirs", "durand.wav")):
        yield from (f"/appels/{call}", f"/api/v1/calls/{call}")
        yield from (f"/messages/{call}/{file}", f"/api/v1/messages/{call}/{file}") if file else ()
    yield from ("/releves/2026-11/durand.csv", "/messages?etat=traites", "/api/v1/messages?state=done")


@pytest.mark.parametrize("who", ROLES)
def test_no_page_shows_a_mobile_to_whom_the_policy_refuses_it(told: World, who: str) -> None:
    role, agent = ROLES[who]
    visit, shown, served = told.signed_in(role, agent), {}, 0
    for path in addresses(told):
        answer = visit.client.get(path)
        served += answer.status_code == 200
        if found := seen_in(texts(answer), own=agent):
            shown[path] = found
    assert shown == {}
    assert served > (30 if role is Role.READER else 8)


@pytest.mark.parametrize("scope", Scope)
def test_no_operation_tells_a_mobile_to_a_token_without_numbers(told: World, scope: Scope) -> None:
    ask, shown, served = asking(told, scope, numbers=False), {}, 0
    for path in (one for one in addresses(told) if one.startswith("/api/v1")):
        answer = ask("GET", path)
        served += answer.status_code == 200
        if found := seen_in(texts(answer)):
            shown[path] = found
    assert shown == {}
    assert served > 20


def asking(world: World, scope: Scope, *, numbers: bool):  # type: ignore[no-untyped-def]
    secret = open_token(world.database, f"{scope} {numbers}", scope, numbers=numbers, last_day=None, by="x", now=NOW)
    client = world.app.test_client(use_cookies=False)
    return lambda method, path, **facts: client.open(
        path, method=method, headers={"Authorization": f"Bearer {secret}", **facts.pop("headers", {})}, **facts
    )


def test_what_a_token_without_numbers_changes_tells_it_no_mobile(told: World) -> None:
    """Nor does it lose, by changing one thing, the number that stands in the other."""
    ask = asking(told, Scope.WRITE, numbers=False)
    answer = ask("PATCH", "/api/v1/messages/theirs/durand.wav", json={"done": True}, headers={"If-Match": '"v1"'})
    assert answer.status_code == 200
    assert seen_in(answer.text) == []
    kept = find_message(told.database, "theirs", "durand.wav")
    assert kept is not None
    assert kept.note == "Rappeler Hugo au 06.12.34.56.02"
    refused = ask("PATCH", "/api/v1/agents/durand", json={"name": "Claire D."}, headers={"If-Match": '"x"'})
    assert seen_in(refused.text) == []


@pytest.mark.parametrize("more", ["", " ; fait"])
def test_a_note_that_a_token_without_numbers_sends_back_keeps_its_number(told: World, more: str) -> None:
    """A program reads a message whole, changes a thing, and writes all of it."""
    ask = asking(told, Scope.WRITE, numbers=False)
    read = ask("GET", "/api/v1/messages/theirs/durand.wav").json
    assert read is not None
    assert "06.12" not in read["note"]
    sent = {"note": read["note"] + more, "assigned_to": read["assigned_to"], "done": True}
    assert (
        ask("PATCH", "/api/v1/messages/theirs/durand.wav", json=sent, headers={"If-Match": '"v1"'}).status_code == 200
    )
    kept = find_message(told.database, "theirs", "durand.wav")
    assert kept is not None
    assert kept.note == f"Rappeler Hugo au 06.12.34.56.02{more}"


@pytest.mark.parametrize("who", SEES_ALL)
def test_who_must_ring_an_agent_sees_the_number(told: World, who: str) -> None:
    visit = told.signed_in(SEES_ALL[who])
    for path in ("/intervenants", "/appels", "/appels.csv", "/messages", "/sante", "/lignes/urgence", "/direct"):
        assert seen_in(texts(visit.client.get(path))) != [], path


def test_a_token_opened_with_the_numbers_reads_them(told: World) -> None:
    ask = asking(told, Scope.READ, numbers=True)
    for path in ("/agents", "/calls", "/live-calls", "/messages", "/lines", "/health"):
        assert seen_in(ask("GET", f"/api/v1{path}").text) != [], path


def test_an_agent_sees_their_own_number_and_who_else_called(told: World) -> None:
    agent = told.signed_in(Role.AGENT, "martin", name="julie")
    for call, file in (("mine", "martin.wav"), ("theirs", "durand.wav")):
        message = find_message(told.database, call, file)
        assert message is not None
        take_care(told.database, message, assigned_to="julie", text="", done=False, by="x", now=NOW)
    page = agent.go("/messages")
    assert "06 12 34 56 03" in page
    assert "Hugo Petit (son téléphone)" in page
    assert seen_in(page, own="martin") == []
    assert "06 12 34 56 03" in agent.go("/moi")


def test_what_was_noted_for_an_agent_is_theirs_to_read_and_is_kept(told: World) -> None:
    agent = told.signed_in(Role.AGENT, "martin", name="julie")
    message = find_message(told.database, "theirs", "durand.wav")
    assert message is not None
    take_care(told.database, message, assigned_to="julie", text=message.note, done=False, by="x", now=NOW)
    assert "06.12.34.56.02" in agent.go("/messages/theirs/durand.wav")
    agent.press("Enregistrer", done="y")
    kept = find_message(told.database, "theirs", "durand.wav")
    assert kept is not None
    assert kept.note == "Rappeler Hugo au 06.12.34.56.02"


def test_a_reader_is_told_whose_telephone_called_and_its_last_digits(told: World) -> None:
    reader = told.signed_in(Role.READER)
    assert "Hugo Petit (son téléphone)" in reader.go("/appels")
    assert "Claire Durand (son téléphone)" in reader.go("/appels/former")
    assert "Les appels de ce numéro" not in reader.text
    assert "06 98 76 54 32" in reader.go("/appels/customer")
    people = reader.go("/intervenants")
    assert "•• •• •• •• 02" in people
    assert "courriel noté" in people
    assert "•• •• •• •• 99" in reader.go("/lignes/urgence")


@pytest.mark.parametrize(
    ("office", "told_as"), [("+33611223344", "•• •• •• •• 44"), ("+33172000001", "01 72 00 00 01")]
)
def test_an_agent_s_mobile_is_no_office_though_calls_are_forwarded_to_it(
    told: World, office: str, told_as: str
) -> None:
    """A number that rings in a place is the company's, an agent's too."""
    company = load_company(told.database)
    assert company is not None
    line = company.lines["urgence"]
    there = replace(line.behaviours[Period.OPEN], action=Forward((office,)))
    lines = company.lines | {line.id: replace(line, behaviours={**line.behaviours, Period.OPEN: there})}
    forwarded = with_phones(replace(company, lines=lines), "durand", "+33611223344", "+33172000001")
    save_company(told.database, forwarded)
    reader = told.signed_in(Role.READER)
    assert f"transfère au {told_as}" in reader.go("/lignes/urgence")
    assert told_as in reader.go("/intervenants")


def test_why_somebody_is_absent_is_for_those_who_manage(told: World) -> None:
    """As the form in which it is typed promises."""
    assert "genou" in told.signed_in(Role.MANAGER).go("/planning?equipe=depannage")
    reader = told.signed_in(Role.READER).go("/planning?equipe=depannage")
    assert "Absence d'Hugo Petit" in reader
    assert "genou" not in reader


def test_a_token_is_told_that_a_number_is_withheld_and_whose_it_is(told: World) -> None:
    ask = asking(told, Scope.READ, numbers=False)
    calls = {one["id"]: one for one in ask("GET", "/api/v1/calls").json["calls"]}
    facts = {key: (one["caller"], one["caller_agent"], one["withheld"]) for key, one in calls.items()}
    assert facts["theirs"] == (None, "petit", True)
    assert facts["former"] == (None, "durand", True)
    assert facts["last"] == (None, "last_resort", True)
    assert facts["customer"] == (CUSTOMER, None, False)


NUMBERS = [number for numbers in MOBILES.values() for number in numbers] + [FORMER]


@pytest.mark.parametrize("asked", [*NUMBERS, *(f"0{one[3:]}" for one in NUMBERS), "1234560", "6445566", "612345699"])
def test_nobody_finds_a_call_by_a_number_that_they_may_not_see(told: World, asked: str) -> None:
    reader, program = told.signed_in(Role.READER), asking(told, Scope.READ, numbers=False)
    page = reader.client.get("/appels", query_string={"appelant": asked})
    assert "Aucun appel ne répond" in page.text
    rows = reader.client.get("/appels.csv", query_string={"appelant": asked}).text
    assert len(rows.splitlines()) == 1
    assert program("GET", "/api/v1/calls", query_string={"caller": asked}).json["calls"] == []


def test_the_search_of_who_may_see_finds_them(told: World) -> None:
    manager, program = told.signed_in(Role.MANAGER), asking(told, Scope.READ, numbers=True)
    assert "/appels/theirs" in manager.go("/appels?appelant=0612345602")
    assert len(program("GET", "/api/v1/calls", query_string={"caller": "1234560"}).json["calls"]) == 2
    agent = told.signed_in(Role.READER, "martin")
    assert "/appels/mine" in agent.go("/appels?appelant=0612345603")


def test_a_call_tried_from_a_number_tells_a_reader_nothing_of_whose_it_is(told: World) -> None:
    save_company(told.database, load_company_file(ROOT / "tests/data/company-everything.yml"))
    query = "/essai?ligne=personnel&moment=2026-11-28T20:00&fait-martin=accept&appelant="
    reader, manager = told.signed_in(Role.READER), told.signed_in(Role.MANAGER)
    assert "Appel interne de Hugo Petit" in manager.go(query + "0612345602")
    theirs, another = (without_the_digits(reader, query + number) for number in ("0612345602", "0698765402"))
    assert theirs == another


def without_the_digits(visit: Visit, path: str) -> str:
    """A page less what was typed, and less the way in which a number is read aloud."""
    page = visit.go(path)
    return re.sub(r"\d[\d ]*", "", page[page.index('<h2 id="reponse"') :])


def test_a_secret_address_gives_no_mobile(told: World) -> None:
    """A calendar, and the page where a publication is acknowledged."""
    for kind, subject in ((AGENT, "durand"), (TEAM, "depannage")):
        secret = open_feed(told.database, kind, subject, NOW)
        answer = told.somebody().client.get(f"/ics/{secret}.ics")
        assert "BEGIN:VCALENDAR" in answer.text
        assert seen_in(answer.text) == []


READ_THROUGH_THE_POLICY = {
    "appliance.store.journal.reader.list_calls",
    "appliance.store.journal.search.search_calls",
    "appliance.store.journal.message_followup.list_messages",
    "appliance.store.journal.message_followup.messages_of",
}
# Figures alone.
WITHOUT_A_READER = {"web/health/endpoints.py"}


def test_the_pages_and_the_api_read_the_journal_through_the_policy() -> None:
    wrong = []
    for path in sorted((ROOT / "web").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [f"{node.module}.{one.name}" for one in node.names] if isinstance(node, ast.ImportFrom) else []
            if set(names) & READ_THROUGH_THE_POLICY and str(path.relative_to(ROOT)) not in WITHOUT_A_READER:
                wrong.append(str(path.relative_to(ROOT)))
    assert wrong == []
