"""What a token of « lecture » is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome
from appliance.company.model import Company
from appliance.door import Judge
from appliance.store.accounts.tokens import Scope
from appliance.store.boxes.register import BoxIdentity, hold_name
from appliance.store.journal.transcripts import Untranscribed, keep_transcript
from appliance.store.journal.urgent_messages import Urgent
from appliance.store.phone_tests.probes import keep_probes
from appliance.store.settings.snapshot import revision
from tests.unjudged import change_company
from tests.web.api.conftest import Opener, Program
from tests.web.site_world import NOW, World
from tests.web.test_reading import content

AT = datetime(2026, 11, 22, 2, 10, tzinfo=UTC)  # Sunday, 3:10 in Paris


@pytest.fixture
def calls(world: World) -> World:
    world.call("a", AT, agents=(("durand", OfferOutcome.NO_ANSWER), ("martin", OfferOutcome.ACCEPTED)))
    world.call("b", AT + timedelta(hours=1), caller="+33612345678", order="55001")
    world.call("c", AT + timedelta(days=2), caller=None, order=None, outcome=Outcome.ABANDONED, agents=())
    world.call("d", AT + timedelta(days=3), outcome=Outcome.MESSAGE, agents=(), message="d.wav")
    world.call("e", NOW - timedelta(minutes=2), outcome=None, agents=())
    return world


def test_who_is_on_call_now_and_why(reader: Program) -> None:
    (line,) = reader.read("/on-call")["lines"]
    (team,) = [team for team in line["teams"] if not team["after_office"]] or line["teams"]
    assert line["line"] == "urgence"
    assert line["at"] == "2026-11-28T09:00:00Z"
    assert {"agent", "name", "level", "turn", "reason"} == set(team["agents"][0])


def test_who_is_on_call_at_a_moment(reader: Program) -> None:
    (line,) = reader.read("/on-call?line=urgence&at=2026-12-25T03:10:00%2B01:00")["lines"]
    assert line["at"] == "2026-12-25T02:10:00Z"
    assert [(one["name"], one["level"]) for one in line["teams"][0]["agents"]] == [
        ("Hugo Petit", 1),
        ("Julie Martin", 2),
    ]
    assert line["teams"][0]["agents"][0]["reason"] == "remplace Claire Durand (remplacement du 24/12)"


def test_a_plus_that_the_address_lost_is_meant(reader: Program) -> None:
    (line,) = reader.read("/on-call?at=2026-12-25T03:10:00+01:00")["lines"]
    assert line["at"] == "2026-12-25T02:10:00Z"


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("at=demain", "at : écrivez un moment avec son décalage"),
        ("at=2026-12-25T03:10:00", "at : ajoutez le décalage"),
        ("at=0001-01-01T00:00:00Z", "entre 2000 et 2099"),
        ("quand=demain", "« quand » n'est pas un champ"),
        ("line=urgence&line=sav", "donné deux fois"),
    ],
)
def test_a_question_that_cannot_be_read_is_told(reader: Program, query: str, sentence: str) -> None:
    assert sentence in reader.refused("GET", f"/on-call?{query}", 422)


def test_an_unknown_line_is_told_with_those_that_are(reader: Program) -> None:
    assert "urgence" in reader.refused("GET", "/on-call?line=nulle", 404)


def test_gaps_of_a_span(reader: Program) -> None:
    told = reader.read("/coverage?from=2026-11-28T01:00:00%2B01:00&to=2026-12-05T00:00:00Z")
    assert (told["from"], told["to"]) == ("2026-11-28T00:00:00Z", "2026-12-05T00:00:00Z")
    assert told["covered"] is True  # the second level is always there
    assert {one["code"] for one in told["findings"]} >= {"first_level_gap", "alone"}
    assert all(one["when"][0]["from"].endswith("Z") for one in told["findings"] if one["when"])


def test_a_span_of_two_years_is_refused(reader: Program) -> None:
    query = "from=2026-01-01T00:00:00Z&to=2028-01-01T00:00:00Z"
    assert "400 jours" in reader.refused("GET", f"/coverage?{query}", 422)


def test_the_shifts_of_a_team_between_two_days(reader: Program) -> None:
    told = reader.read("/teams/depannage/shifts?from=2026-12-24&to=2026-12-25")
    assert told["shifts"][0]["from"] == "2026-12-23T23:00:00Z"
    assert told["shifts"][-1]["to"] == "2026-12-25T23:00:00Z"
    assert {one["agent"] for shift in told["shifts"] for one in shift["agents"]} == {"durand", "petit", "martin"}
    assert [one["team"] for one in reader.read("/teams")["teams"]] == ["depannage"]


def test_lines_with_their_period_and_why(reader: Program) -> None:
    (line,) = reader.read("/lines")["lines"]
    assert (line["period"], line["reason"]) == ("open", "samedi, 9 h – 12 h")
    assert line["numbers"] == ["+33972000001"]
    assert line == reader.read("/lines/urgence")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "edcba"),
        ("from=2026-11-22T00:00:00%2B01:00&to=2026-11-23T00:00:00%2B01:00", "ba"),
        ("line=urgence&limit=2", "ed"),
        ("line=nulle", ""),
        ("caller=06+98+76+54+32", "eda"),
        ("caller=345678", "b"),
        ("caller=masqu%C3%A9", "c"),
        ("order=55001", "b"),
        ("outcome=living", "e"),
        ("outcome=abandoned", "c"),
        ("agent=durand", "a"),
    ],
)
def test_the_journal_is_searched_as_on_the_page(calls: World, reader: Program, query: str, found: str) -> None:
    assert "".join(one["id"] for one in reader.read(f"/calls?{query}")["calls"]) == found


def test_the_journal_is_read_page_by_page_to_its_end(calls: World, reader: Program) -> None:
    found, cursor = "", ""
    while True:
        page = reader.read(f"/calls?limit=2{cursor}")
        found += "".join(one["id"] for one in page["calls"])
        if page["next"] is None:
            break
        cursor = f"&cursor={quote(page['next'])}"
    assert found == "edcba"


def test_a_cursor_that_is_none_of_ours_is_told(reader: Program) -> None:
    for cursor in ("abc", "%00", "MjAyNg", "é"):
        assert "cursor" in reader.refused("GET", f"/calls?cursor={quote(cursor, safe='%')}", 422)


def test_one_call_with_its_steps_and_attempts(calls: World, reader: Program) -> None:
    call = reader.read("/calls/a")
    assert [(one["agent"], one["outcome"]) for one in call["attempts"]] == [
        ("durand", "no_answer"),
        ("martin", "accepted"),
    ]
    assert call["steps"][0]["name"] == "greeting"
    assert call["started_at"] == "2026-11-22T02:10:00Z"
    assert reader.read("/calls/d")["message"]["file"] == "d.wav"
    assert "journal" in reader.refused("GET", "/calls/zz", 404)


def test_the_calls_under_way(calls: World, reader: Program) -> None:
    assert [one["id"] for one in reader.read("/live-calls")["calls"]] == ["e"]


def test_a_hostile_name_of_a_caller_comes_out_as_text(world: World, reader: Program) -> None:
    hostile = '"><script>alert(1)</script>\u2028\n'
    world.call("h", AT, caller=hostile, order="=HYPERLINK(1)", agents=())
    answer = reader.ask("GET", "/calls/h")
    assert answer.content_type == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.json is not None
    assert answer.json["caller"] == hostile


def test_messages_and_their_sound(calls: World, reader: Program) -> None:
    (message,) = reader.read("/messages")["messages"]
    assert (message["call"], message["file"], message["assigned_to"]) == ("d", "d.wav", None)
    sound = reader.ask("GET", "/messages/d/d.wav/sound")
    assert (sound.status_code, sound.content_type) == (200, "audio/wav")
    assert sound.data[:4] == b"RIFF"
    sound.close()
    assert reader.read("/messages?state=done") == {"waiting": 1, "more": False, "messages": []}
    assert "limit" in reader.refused("GET", "/messages?limit=0", 422)
    reader.refused("GET", "/messages/d/..%2fdemo.db/sound", 404)


def test_a_message_tells_the_word_that_made_it_urgent(world: World, reader: Program) -> None:
    facts = {"outcome": Outcome.MESSAGE, "agents": (), "message": "m.wav", "waits": NOW + timedelta(hours=9)}
    world.call("m", NOW - timedelta(hours=3), **facts)
    (before,) = reader.read("/messages")["messages"]
    assert (before["urgent_word"], before["waits_until"] is None) == (None, False)
    urgent = Urgent("fuite", NOW)
    keep_transcript(world.database, Untranscribed("m", "m.wav", 0), "Une fuite.", doubtful=False, urgent=urgent)
    (told,) = reader.read("/messages")["messages"]
    for message in (told, reader.read("/calls/m")["message"]):
        assert (message["urgent_word"], message["waits_until"]) == ("fuite", None)


def test_a_conversation_recorded_and_its_sound(world: World, reader: Program) -> None:
    world.call("said", AT, talk="said-talk1.wav")
    assert [one["seconds"] for one in reader.read("/calls/said")["talks"]] == [65.0]
    sound = reader.ask("GET", "/calls/said/talks/said-talk1.wav/sound")
    assert (sound.status_code, sound.content_type, sound.data[:4]) == (200, "audio/wav", b"RIFF")
    sound.close()
    reader.refused("GET", "/calls/said/talks/other.wav/sound", 404)


def test_what_a_caller_said_before_the_hunt_and_its_sound(world: World, reader: Program) -> None:
    world.call("said", AT, words="said-words.wav")
    assert reader.read("/calls/said")["words"]["seconds"] == 4.0
    sound = reader.ask("GET", "/calls/said/words/sound")
    assert (sound.status_code, sound.content_type, sound.data[:4]) == (200, "audio/wav", b"RIFF")
    sound.close()
    world.call("quiet", AT)
    assert reader.read("/calls/quiet")["words"] is None
    reader.refused("GET", "/calls/quiet/words/sound", 404)


def test_messages_left_at_one_moment_are_read_page_after_page_each_once(world: World, reader: Program) -> None:
    for name in "cabed":
        world.call(name, AT, outcome=Outcome.MESSAGE, agents=(), message=f"{name}.wav")
    pages = [reader.read(f"/messages?limit=2&skip={skip}") for skip in (0, 2, 4)]
    assert [one["file"] for page in pages for one in page["messages"]] == [f"{name}.wav" for name in "abcde"]
    assert [page["more"] for page in pages] == [True, True, False]


def test_the_statements_of_a_month_and_their_csv(calls: World, reader: Program) -> None:
    told = reader.read("/statements/2026-11")
    assert {one["agent"] for one in told["statements"]} >= {"durand", "martin"}
    assert all(not one["closed"] for one in told["statements"])
    answer = reader.ask("GET", "/statements/2026-11/csv")
    assert answer.content_type == "text/csv; charset=utf-8"
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert sum(line.startswith("mois;") for line in lines) == 1
    assert {line.split(";")[1] for line in lines[1:]} == {one["agent"] for one in told["statements"]}
    alone = reader.ask("GET", "/statements/2026-11/csv?agent=durand").data.decode("utf-8-sig").splitlines()
    assert {line.split(";")[1] for line in alone[1:]} == {"durand"}
    assert "durand" in reader.refused("GET", "/statements/2026-11?agent=nul", 404)
    reader.refused("GET", "/statements/2026-13", 404)


def test_statistics_of_a_period(calls: World, reader: Program) -> None:
    told = reader.read("/statistics?from=2026-11-01&to=2026-11-30")
    assert (told["calls"], told["answered"]) == (4, 2)
    assert {"outcome": "connected", "calls": 2} in told["outcomes"]
    assert told["loads"][0]["agent"] == "martin"
    assert "un an" in reader.refused("GET", "/statistics?from=2026-11-30&to=2026-11-01", 422)


def test_health_as_the_page_shows_it(world: World, reader: Program) -> None:
    assert reader.read("/health")["stale"] is True
    rows = [{"name": "trunk_ovh", "healthy": False, "serious": True, "sentence": "Trunk ovh : refusé."}]
    keep_probes(world.database, rows, NOW)
    told = reader.read("/health")
    assert (told["ready"], told["stale"]) == (False, False)
    assert "opérateur" in told["probes"][0]["remedy"]


def test_health_tells_of_every_box_and_in_detail_of_the_one_that_answers(world: World, reader: Program) -> None:
    for name, release in (("salle-1", "1.4"), ("salle-2", "1.5")):
        hold_name(world.database, BoxIdentity(name, name, "b", release))
    lost = {"name": "trunk_ovh", "healthy": False, "serious": True, "sentence": "Trunk ovh : refusé."}
    paused = {"name": "takes_calls", "healthy": False, "serious": False, "sentence": "En pause."}
    keep_probes(world.database, [lost], NOW, box="salle-1")
    keep_probes(world.database, [paused], NOW, box="salle-2")
    told = reader.read("/health")
    assert (told["box"], told["probes"]) == (world.config.box_name, [])
    one, two = told["boxes"]
    assert (one["name"], one["release"], one["takes_calls"], one["trunks_lost"]) == ("salle-1", "1.4", True, ["ovh"])
    assert (two["alive"], two["takes_calls"], two["well"], two["sentence"]) == (True, False, False, "en pause")


def test_agents_without_their_numbers_for_most_tokens(reader: Program) -> None:
    answer = reader.ask("GET", "/agents")
    assert answer.json is not None
    assert {(one["phones"], one["mail"]) for one in answer.json["agents"]} == {(None, None)}
    for path in ("/agents", "/agents/durand", "/lines", "/on-call", "/health", "/statements/2026-11"):
        assert "612345601" not in reader.ask("GET", path).text.replace(" ", "")
        assert "4821" not in reader.ask("GET", path).text


def test_a_number_that_a_check_quotes_is_hidden_too(
    world: World, program: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it refuses: every fault does here, as in settings that none stood before."""

    def with_a_dear_number(company: Company) -> Company:
        dear = replace(company.agents["durand"], phones=("+33836000000",))
        return replace(company, agents={**company.agents, "durand": dear})

    look = Judge.look
    change_company(world.database, with_a_dear_number)
    monkeypatch.setattr(Judge, "look", lambda judge, _, after: look(judge, None, after))
    for numbers in (True, False):
        one = program(Scope.WRITE, numbers=numbers)
        told = " ".join(found["sentence"] for found in one.read("/health")["settings"])
        refused = one.refused("PATCH", "/agents/petit", 422, json={"name": "Hugo Grand"}, If_Match="*")
        for text in (told, refused):
            assert "surtaxé" in text
            assert ("836000000" in text.replace(" ", "")) is numbers


def test_agents_with_their_numbers_for_a_token_that_may_read_them(program: Opener) -> None:
    agent = program(numbers=True).read("/agents/durand")
    assert agent["phones"] == ["+33612345601", "+33172000001"]
    assert agent["mail"] == "claire.durand@example.fr"
    assert agent["teams"] == [{"team": "depannage", "level": 1}]


def test_the_version_of_an_agent_does_not_betray_the_numbers(world: World, reader: Program) -> None:
    """A digest of a short text would, were it tried on all numbers: this one is made of none of its facts."""
    versions = {reader.ask("GET", f"/agents/{agent}").headers["ETag"] for agent in ("durand", "petit")}
    assert versions == {f'"{revision(world.database)}"'}


def test_nothing_is_changed_by_being_read(calls: World, reader: Program, tmp_path) -> None:
    reader.read("/on-call")  # the last use of the token is noted, at most once a minute
    before = content(calls.database, tmp_path)
    for path in (
        "/on-call",
        "/coverage",
        "/teams",
        "/agents",
        "/lines",
        "/calls",
        "/calls/a",
        "/live-calls",
        "/messages",
    ):
        reader.read(path)
    for path in (
        "/messages",
        "/statements/2026-11",
        "/statistics",
        "/health",
        "/absences",
        "/teams/depannage/overrides",
    ):
        reader.read(path)
    assert content(calls.database, tmp_path) == before
