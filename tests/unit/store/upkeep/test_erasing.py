"""A caller is forgotten when they ask, and all of them in time; their calls stay counted."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from peewee import Database

from appliance.calls.call_context import Outcome
from appliance.calls.leg import Attempt, OfferEvent, OfferOutcome, Recording
from appliance.calls.notes import KeyPressed
from appliance.commands import erase
from appliance.commands.erase import forgotten
from appliance.config import Config, Switch, Trunk
from appliance.store.accounts.audit import list_audit, note
from appliance.store.boxes.register import BoxIdentity, hold_name
from appliance.store.database import writing
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.journal.reader import list_calls
from appliance.store.journal.shared_sounds import share, shared
from appliance.store.journal.tables import CallRow, TalkRow, WordsRow
from appliance.store.outbox.tidings import Kind, tidings_of
from appliance.store.settings.snapshot import save_company
from appliance.store.upkeep.clock_doubt import despite_doubt
from appliance.store.upkeep.erasing import erase_call, erase_caller, forget_before
from appliance.store.upkeep.forgetting_calls import Forgotten
from appliance.store.upkeep.forgotten_words import AGED
from appliance.store.upkeep.old_messages import forget_messages, forget_talks
from tests.unit.store.companies import LOCKSMITH

START = datetime(2026, 12, 25, 2, 10, tzinfo=UTC)
MARTIN, DUBOIS = "+33678901234", "+33611111111"


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    folder = tmp_path / "recordings"
    folder.mkdir()
    return folder


@pytest.fixture
def config(tmp_path: Path, url: str) -> Config:
    trunks = (Trunk(name="operator", proxy="127.0.0.1"),)
    return Config(state=str(tmp_path), database=url, trunks=trunks, switch=Switch(esl_secret="0123456789abcdef"))


@pytest.fixture
def call(database: Database, recordings: Path) -> Callable[..., None]:
    def made(call_id: str, caller: str, began: datetime = START, *, over: bool = True) -> None:
        records: list[dict] = []
        journal = CallJournal(call_id, records.append, lambda: began)
        facts = {"called": "+33972000001", "box": "", "clock_offset": 0.0, "line_id": "u", "line_name": "Urgence"}
        journal.open(caller=caller, started_at=began.isoformat(), **facts)
        journal.note(KeyPressed("1"))
        journal.order("40719")
        journal.attempt(Attempt("durand", 0, OfferEvent.DIALLED))
        journal.attempt(Attempt("durand", 0, OfferEvent.ENDED, OfferOutcome.NO_ANSWER))
        journal.message(Recording(f"{call_id}.wav", 4.0, hung_up=True))
        (recordings / f"{call_id}.wav").write_bytes(b"RIFF")
        if over:
            journal.close(Outcome.MESSAGE)
        apply(database, records)

    return made


def by_id(database: Database) -> dict[str, dict]:
    return {each["id"]: each for each in list_calls(database)}


def test_nothing_says_any_more_who_a_forgotten_caller_was(
    database: Database, recordings: Path, config: Config, call: Callable[..., None]
) -> None:
    call("c1", MARTIN)
    call("c2", DUBOIS)
    assert erase_caller(database, config, MARTIN, START) == Forgotten(calls=1, messages=1)
    forgotten, other = by_id(database)["c1"], by_id(database)["c2"]
    assert (forgotten["caller"], forgotten["order"], forgotten["message"]) == (None, None, None)
    assert MARTIN not in json.dumps(forgotten)
    assert all(not step["detail"] for step in forgotten["steps"] if step["name"] == "key")
    assert other["caller"] == DUBOIS
    assert sorted(path.name for path in recordings.iterdir()) == ["c2.wav"]


def test_the_call_stays_counted_with_its_agents(
    database: Database, recordings: Path, config: Config, call: Callable[..., None]
) -> None:
    call("c1", MARTIN)
    before = by_id(database)["c1"]
    erase_caller(database, config, MARTIN, START)
    after = by_id(database)["c1"]
    kept = ("started_at", "ended_at", "outcome", "attempts", "line")
    assert [after[name] for name in kept] == [before[name] for name in kept]


def test_only_calls_older_than_the_moment_are_forgotten(
    database: Database, recordings: Path, config: Config, call: Callable[..., None]
) -> None:
    call("old", MARTIN, START - timedelta(days=1))
    call("young", MARTIN, START)
    assert forget_before(database, config, START, despite_doubt(START)) == Forgotten(calls=1, messages=1)
    assert by_id(database)["old"]["caller"] is None
    assert by_id(database)["young"]["caller"] == MARTIN


def test_a_message_goes_at_its_own_age_and_its_call_still_says_who_called(
    database: Database, recordings: Path, config: Config, call: Callable[..., None]
) -> None:
    for name, days in (("old", 31), ("young", 29)):
        call(name, MARTIN, START - timedelta(days=days))
    call("going", MARTIN, START - timedelta(days=40), over=False)
    for name in ("old", "young"):
        share(database, f"{name}.wav", name, b"RIFF")
    today = despite_doubt(START)
    assert forget_messages(database, config, 30, today, "here") == (1, [])
    assert shared(database) == {"young.wav"}
    seen = by_id(database)
    assert {name: bool(one["message"]) for name, one in seen.items()} == {"old": False, "young": True, "going": True}
    assert (seen["old"]["caller"], seen["old"]["outcome"]) == (MARTIN, "message")
    assert sorted(path.name for path in recordings.iterdir()) == ["going.wav", "young.wav"]
    assert forget_messages(database, config, 30, today, "here") == (0, [])


def test_a_conversation_recorded_goes_at_its_own_age_or_with_its_caller(
    database: Database, recordings: Path, config: Config, call: Callable[..., None]
) -> None:
    at = START - timedelta(days=31)
    for name in ("old", "asked"):
        call(name, MARTIN, at)
        (recordings / f"{name}-talk1.wav").write_bytes(b"RIFF")
        with writing(database):
            TalkRow.insert(call_id=name, file=f"{name}-talk1.wav", seconds=65.0, at=at).execute(database)
    erase_call(database, config, "asked", START)
    assert by_id(database)["asked"]["talks"] == []
    assert forget_talks(database, config, 40, despite_doubt(START), "here") == (0, [])
    assert [one["seconds"] for one in by_id(database)["old"]["talks"]] == [65.0]
    assert forget_talks(database, config, 30, despite_doubt(START), "here") == (1, [])
    assert by_id(database)["old"]["talks"] == [] and list(recordings.glob("*-talk*")) == []


def test_what_a_caller_said_before_the_hunt_goes_at_the_age_of_messages(
    database: Database, recordings: Path, config: Config, call: Callable[..., None]
) -> None:
    at = START - timedelta(days=31)
    call("old", MARTIN, at)
    (recordings / "old-words.wav").write_bytes(b"RIFF")
    with writing(database):
        WordsRow.insert(call_id="old", file="old-words.wav", seconds=4.0, at=at).execute(database)
    assert forget_messages(database, config, 40, despite_doubt(START), "here") == (0, [])
    assert by_id(database)["old"]["words"]
    assert forget_messages(database, config, 30, despite_doubt(START), "here") == (1, [])
    assert by_id(database)["old"]["words"] is None and list(recordings.iterdir()) == []


def test_the_message_of_another_box_is_its_own_to_forget(
    database: Database, recordings: Path, config: Config, call: Callable[..., None]
) -> None:
    """Its sound is on its disk: forgotten here, nothing would find it there."""
    call("c1", MARTIN, START - timedelta(days=31))
    with writing(database):
        CallRow.update(box="there").execute(database)
    hold_name(database, BoxIdentity("there", "i", "b", "1.0"))
    assert forget_messages(database, config, 30, despite_doubt(START), "here") == (0, [])
    assert forget_messages(database, config, 30, despite_doubt(START), "there") == (1, [])


def test_the_message_of_a_box_that_was_taken_out_or_renamed_goes_by_whoever_is_left(
    database: Database, recordings: Path, config: Config, call: Callable[..., None]
) -> None:
    call("c1", MARTIN, START - timedelta(days=31))
    call("c2", MARTIN, START - timedelta(days=1))
    with writing(database):
        CallRow.update(box="former").execute(database)
    assert forget_messages(database, config, 30, despite_doubt(START), "here") == (0, []), "it takes calls still"
    with writing(database):
        CallRow.update(box="here").where(CallRow.id == "c2").execute(database)
    assert forget_messages(database, config, 30, despite_doubt(START), "here") == (1, [])


def test_a_message_whose_sound_stays_is_known_until_it_goes(
    database: Database, recordings: Path, config: Config, call: Callable[..., None]
) -> None:
    call("c1", MARTIN, START - timedelta(days=31))
    (recordings / "c1.wav").unlink()
    (recordings / "c1.wav").mkdir()
    gone, (left,) = forget_messages(database, config, 30, despite_doubt(START), "here")
    assert (gone, "c1.wav" in left) == (0, True)
    assert by_id(database)["c1"]["message"]


def test_each_kind_goes_at_the_age_that_the_company_says(
    database: Database, recordings: Path, config: Config, call: Callable[..., None]
) -> None:
    call("c1", MARTIN, START - timedelta(days=50))
    company = replace(LOCKSMITH, message_days=45, told_days=60)
    before, today = START - timedelta(days=182), despite_doubt(START)
    assert forgotten(database, config, before, today, replace(company, message_days=55)).messages == 0
    (told,) = tidings_of(database, "c1")
    assert told.kind is Kind.MESSAGE
    done = forgotten(database, config, before, today, company)
    assert (done.calls, done.messages, done.told) == (0, 1, 0)
    assert tidings_of(database, "c1") == [], "what was told of it went with it"
    call("c2", DUBOIS, START - timedelta(days=61))
    done = forgotten(database, config, before, today, replace(company, message_days=70))
    assert (done.messages, done.told, tidings_of(database, "c2")) == (0, 1, [])
    assert by_id(database)["c2"]["message"]


def test_what_went_with_its_age_is_proved_by_counts_alone(
    database: Database, recordings: Path, config: Config, call: Callable[..., None]
) -> None:
    """Two callers; what the box noted of its own use a year ago; a second day has nothing to prove."""
    call("c1", MARTIN, START - timedelta(days=1))
    call("c2", DUBOIS, START - timedelta(days=1))
    today = despite_doubt(START)
    note(database, "Martin", "Compte créé", ["un"], at=START - timedelta(days=400))
    note(database, "Martin", "Compte créé", ["deux"], at=START - timedelta(days=400))
    note(database, "Martin", "Compte créé", ["trois"], at=START)
    for _ in range(2):
        done = forgotten(database, config, START, today)
    assert done == Forgotten(calls=0, messages=0)
    [proved] = [one for one in list_audit(database, limit=50) if one["act"] == AGED]
    assert proved["changes"] == [
        "Appels sans appelant désormais : 2 ; messages effacés : 2 ; traces de l'usage de la boîte oubliées : 2."
    ]


def test_a_sound_that_cannot_be_removed_is_in_the_proof(
    database: Database, recordings: Path, config: Config, call: Callable[..., None]
) -> None:
    call("c1", MARTIN, START - timedelta(days=1))
    (recordings / "c1.wav").unlink()
    (recordings / "c1.wav").mkdir()
    assert len(forgotten(database, config, START, despite_doubt(START)).left) == 1
    assert list_audit(database, limit=1)[0]["changes"][1] == "Fichiers qui restent à effacer : 1."


def test_a_call_that_goes_on_is_left_alone(database: Database, config: Config, call: Callable[..., None]) -> None:
    call("c1", MARTIN, over=False)
    assert erase_caller(database, config, MARTIN, START) == Forgotten(calls=0, messages=0)
    assert by_id(database)["c1"]["caller"] == MARTIN


def test_a_run_cut_short_is_finished_by_the_next(
    database: Database, recordings: Path, config: Config, call: Callable[..., None]
) -> None:
    call("c1", MARTIN)
    (recordings / "c1.wav").unlink()
    assert erase_caller(database, config, MARTIN, START) == Forgotten(calls=1, messages=1)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("06 78 90 12 34", "n'est dans aucun appel"),
        ("0 892 70 12 39", "n'est dans aucun appel"),
        ("12", "trop court"),
        ("abc", "abc"),
    ],
)
def test_a_number_is_typed_as_people_write_it(
    tmp_path: Path, database: Database, url: str, typed: str, told: str
) -> None:
    config = tmp_path / "appliance.toml"
    config.write_text(
        f'state = "{tmp_path}"\ndatabase = "{url}"\ntrunks = [{{name = "operator", proxy = "127.0.0.1"}}]\n'
        '[switch]\nesl_secret = "0123456789abcdef"\n'
    )
    done = CliRunner(mix_stderr=False).invoke(erase.command, [typed, "--yes", "--config", str(config)])
    assert told in done.stdout + done.stderr


@pytest.mark.parametrize("said", [[], ["--number", "06 78 90 12 34"]], ids=["asked", "said"])
def test_a_number_is_asked_for_and_its_erasure_is_in_the_journal_of_changes(
    tmp_path: Path, database: Database, url: str, call: Callable[..., None], said: list[str]
) -> None:
    call("c1", MARTIN)
    config = tmp_path / "appliance.toml"
    config.write_text(
        f'state = "{tmp_path}"\ndatabase = "{url}"\ntrunks = [{{name = "operator", proxy = "127.0.0.1"}}]\n'
        '[switch]\nesl_secret = "0123456789abcdef"\n'
    )
    words = ["--yes", "--config", str(config), *said]
    done = CliRunner(mix_stderr=False).invoke(erase.command, words, input="" if said else "06 78 90 12 34\n")
    assert "messages effacés : 1" in done.stdout, done.stderr
    (entry,) = list_audit(database, limit=5)
    assert entry["act"] == "Appelant oublié"
    assert "6 78" not in str(entry)


@pytest.mark.parametrize(("country", "options"), [("BE", []), ("FR", ["--country", "be"])])
def test_a_number_is_read_as_in_the_country_of_the_company_or_in_another_that_is_said(
    tmp_path: Path, database: Database, url: str, call: Callable[..., None], country: str, options: list[str]
) -> None:
    save_company(database, replace(LOCKSMITH, country=country))
    call("c1", "+32478123456")
    config = tmp_path / "appliance.toml"
    config.write_text(
        f'state = "{tmp_path}"\ndatabase = "{url}"\ntrunks = [{{name = "operator", proxy = "127.0.0.1"}}]\n'
        '[switch]\nesl_secret = "0123456789abcdef"\n'
    )
    words = ["0478 12 34 56", "--yes", "--config", str(config), *options]
    done = CliRunner(mix_stderr=False).invoke(erase.command, words)
    assert "messages effacés : 1" in done.stdout, done.stderr


def test_a_number_said_twice_is_told(tmp_path: Path, database: Database, url: str) -> None:
    config = tmp_path / "appliance.toml"
    config.write_text(
        f'state = "{tmp_path}"\ndatabase = "{url}"\ntrunks = [{{name = "operator", proxy = "127.0.0.1"}}]\n'
        '[switch]\nesl_secret = "0123456789abcdef"\n'
    )
    words = ["0678901234", "--number", "0678901235", "--yes", "--config", str(config)]
    done = CliRunner(mix_stderr=False).invoke(erase.command, words)
    assert done.exit_code == 2 and "une seule fois" in done.stderr


def test_a_country_that_is_none_is_told(tmp_path: Path) -> None:
    done = CliRunner(mix_stderr=False).invoke(erase.command, ["0478 12 34 56", "--yes", "--country", "Belgique"])
    assert done.exit_code == 2
    assert "par exemple FR" in done.stderr


def test_the_proofs_of_what_went_are_read_by_a_command(
    tmp_path: Path, database: Database, url: str, config: Config, call: Callable[..., None]
) -> None:
    machine = tmp_path / "appliance.toml"
    machine.write_text(f'state = "{tmp_path}"\ndatabase = "{url}"\n')
    words = ["--proofs", "--config", str(machine)]
    assert "Rien n'a encore été oublié" in CliRunner().invoke(erase.forget_command, words).output
    call("c1", MARTIN, START - timedelta(days=1))
    forgotten(database, config, START, despite_doubt(START))
    told = CliRunner().invoke(erase.forget_command, words).output
    assert "Appels sans appelant désormais : 1 ; messages effacés : 1." in told
    assert MARTIN[3:] not in told
