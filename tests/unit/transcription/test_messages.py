"""Messages written down while no call is up, found again after a restart, left alone after three failures, erased."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import msgspec
import pytest
from peewee import Database

from appliance.checks.transcribing import transcription_probe
from appliance.config import Config
from appliance.disclosure.policy import Asker
from appliance.disclosure.sight import Sight
from appliance.store.database import reading
from appliance.store.journal.message_erasing import erase_message
from appliance.store.journal.message_followup import Message, find_message
from appliance.store.journal.reader import list_calls
from appliance.store.journal.search import Search, Unseen, search_calls
from appliance.store.journal.tables import MessageRow
from appliance.store.journal.transcripts import TRIES, Untranscribed, calls_saying, keep_transcript
from appliance.store.journal.urgent_messages import Urgent
from appliance.store.outbox.queue import NewDelivery, list_deliveries, queue_deliveries
from appliance.store.outbox.tidings import message_key, tidings_of
from appliance.store.settings.snapshot import save_company
from appliance.store.upkeep.erasing import erase_caller
from appliance.store.upkeep.forgetting_calls import forget_calls
from appliance.store.upkeep.right_of_access import write_held
from appliance.transcription.child import Batch, End, Work, write_down
from appliance.transcription.messages import Done, write_down_due
from tests.unit.store.companies import LOCKSMITH
from tests.unit.transcription.conftest import CALLER, START, Left
from tests.unit.transcription.test_child import FAKE

NOW = START + timedelta(hours=1)
due = partial(write_down_due, recogniser=partial(write_down, program=FAKE))


def message(database: Database, call: str) -> Message:
    found = find_message(database, call, f"{call}.wav")
    assert found is not None
    return found


def told(database: Database, call: str) -> tuple[str | None, str | None]:
    found = message(database, call)
    return found.transcript, found.transcript_state


def test_a_message_is_written_down_once(database: Database, config: Config, left: Left) -> None:
    left("m1", "Une fuite à l'étage.")
    left("m2", "doubtful Allô ?")
    left("m3", "")
    assert due(database, config, NOW, NOW) == Done(written=3)
    assert told(database, "m1") == ("Une fuite à l'étage.", "written")
    assert told(database, "m2") == ("Allô ?", "doubtful")
    assert told(database, "m3") == (None, "silent")
    assert due(database, config, NOW, NOW) == Done()


def test_a_message_is_written_down_in_the_language_of_who_left_it(
    database: Database, config: Config, left: Left
) -> None:
    """The one that they chose, else that of their line: the recogniser guesses none."""
    line = replace(next(iter(LOCKSMITH.lines.values())), id="u", numbers=("+33972000009",), language="en")
    save_company(database, replace(LOCKSMITH, lines={**LOCKSMITH.lines, "u": line}))
    left("m1", "There is a leak.")
    left("m2", "Une fuite.", speaks="fr", at=START - timedelta(minutes=1))
    asked = list[tuple[str, str]]()

    def recogniser(work: Work, busy: Callable[[], bool]) -> Batch:
        asked.append((work.sounds[0].rpartition("/")[2], work.language))
        return Batch([{"text": "x", "doubtful": False}], End.WHOLE)

    write_down_due(database, config, NOW, NOW, recogniser)
    assert asked == [("m1.wav", "en"), ("m2.wav", "fr")]


@pytest.mark.parametrize(
    ("words", "word"),
    [
        ("Les ascenseurs bloqués du 3.", "ascenseur bloqué"),
        ("doubtful Une fuite, du gaz.", "fuite"),
        ("Un devis, quand vous pourrez.", None),
        ("", None),
    ],
)
def test_a_message_that_can_wait_is_urgent_where_it_says_one_of_the_company_s_words(
    database: Database, config: Config, left: Left, words: str, word: str | None
) -> None:
    save_company(database, replace(LOCKSMITH, urgent_words=("fuite", "ascenseur bloqué")))
    opening = NOW + timedelta(hours=6)
    left("m1", words, waits=opening)
    assert due(database, config, NOW + timedelta(days=1), NOW).written == 1
    found = message(database, "m1")
    urgent = (word, NOW, None) if word else (None, None, opening)
    assert (found.urgent_word, found.urgent_at, found.waits_until) == urgent


def test_words_set_afterwards_change_no_message_that_was_written_down(
    database: Database, config: Config, left: Left
) -> None:
    save_company(database, LOCKSMITH)
    left("m1", "Une fuite.", waits=NOW + timedelta(hours=6))
    due(database, config, NOW, NOW)
    save_company(database, replace(LOCKSMITH, urgent_words=("fuite",)))
    assert due(database, config, NOW, NOW) == Done()
    assert message(database, "m1").urgent_word is None


def test_a_message_deleted_while_it_was_written_down_is_told_to_nobody(
    database: Database, config: Config, left: Left
) -> None:
    left("m1", waits=NOW + timedelta(hours=6))
    erase_message(database, config.recordings_dir, message(database, "m1"), by="admin", now=NOW)
    waiting, urgent = Untranscribed("m1", "m1.wav", 0), Urgent("fuite", NOW)
    keep_transcript(database, waiting, "Une fuite.", doubtful=False, urgent=urgent)
    assert (message(database, "m1").urgent_word, [one.kind for one in tidings_of(database, "m1")]) == (
        None,
        ["can_wait"],
    )


def test_messages_that_wait_for_hours_and_those_given_up_are_told(
    database: Database, config: Config, left: Left
) -> None:
    at = START + timedelta(hours=3)
    assert transcription_probe(database, "here", at).healthy
    left("m1")
    left("young", at=at - timedelta(hours=1))
    left("there", box="there")
    told = transcription_probe(database, "here", at)
    assert not told.healthy and not told.serious
    assert told.sentence.startswith("1 message attend d'être transcrit depuis plus de deux heures")
    (config.recordings_dir / "m1.wav").unlink()
    for tries in range(1, TRIES + 1):
        due(database, config, at + timedelta(hours=tries), at)
    assert "1 message n'a pas pu l'être" in transcription_probe(database, "here", at).sentence
    assert "attend" not in transcription_probe(database, "here", at).sentence
    assert transcription_probe(database, "here", at + timedelta(days=8)).healthy


def test_it_is_off_where_the_machine_s_file_names_no_weights(database: Database, config: Config, left: Left) -> None:
    left("m1")
    assert due(database, msgspec.structs.replace(config, transcription=None), NOW, NOW) == Done()
    assert told(database, "m1") == (None, None)


def test_nothing_starts_while_a_call_is_up_on_this_box(database: Database, config: Config, left: Left) -> None:
    left("m1")
    left("now", at=NOW - timedelta(minutes=1), over=False)
    assert due(database, config, NOW, NOW) == Done(called_away=True)
    assert told(database, "m1") == (None, None)


def test_what_was_heard_before_it_is_ended_is_kept(database: Database, config: Config, left: Left) -> None:
    left("m1")
    left("m2", "Une fuite.", at=START + timedelta(minutes=1))

    def ended(work: Work, away: Callable[[], bool]) -> Batch:
        if work.sounds[0].endswith("m1.wav"):
            raise KeyboardInterrupt
        return write_down(work, away, FAKE)

    with pytest.raises(KeyboardInterrupt):
        write_down_due(database, config, NOW, NOW, ended)
    assert told(database, "m2") == ("Une fuite.", "written")


def test_a_try_put_off_by_a_clock_since_set_back_is_due(database: Database, config: Config, left: Left) -> None:
    left("m1")
    (config.recordings_dir / "m1.wav").unlink()
    assert due(database, config, NOW + timedelta(days=1500), NOW) == Done(failed=1)
    assert due(database, config, NOW, NOW) == Done(failed=1)


def test_a_call_of_another_box_or_that_lost_its_end_holds_nothing_up(
    database: Database, config: Config, left: Left
) -> None:
    left("m1")
    left("there", at=NOW, box="there", over=False)
    left("lost", at=NOW - timedelta(days=2), over=False)
    assert due(database, config, NOW, NOW) == Done(written=1)


def test_a_call_that_comes_meanwhile_ends_it_and_the_rest_waits(database: Database, config: Config, left: Left) -> None:
    left("m1", "hang")
    left("m2", "Une fuite.", at=START + timedelta(minutes=1))

    def called(work: Work, away: Callable[[], bool]) -> Batch:
        assert not away()
        left("now", at=NOW, over=False)
        assert away()
        return write_down(work, (config.recordings_dir / "m1.hangs").exists, FAKE)

    assert write_down_due(database, config, NOW, NOW, called) == Done(written=1, called_away=True)
    assert told(database, "m2") == ("Une fuite.", "written")
    assert told(database, "m1") == (None, None)
    with reading(database):
        assert MessageRow.select().where(MessageRow.transcript_tries > 0).count(database) == 0


def test_what_another_box_recorded_is_its_own_to_write_down(database: Database, config: Config, left: Left) -> None:
    left("m1", box="there")
    assert due(database, config, NOW, NOW) == Done()


def test_the_newest_is_written_first(database: Database, config: Config, left: Left) -> None:
    for number in range(12):
        left(f"m{number}", str(number), at=START + timedelta(minutes=number))
    assert due(database, config, NOW, NOW) == Done(written=10)
    assert [told(database, f"m{number}")[1] for number in (0, 1, 2)] == [None, None, "written"]


def test_a_message_that_fails_three_times_is_left_alone_and_holds_up_no_other(
    database: Database, config: Config, left: Left
) -> None:
    left("bad", "die", at=START + timedelta(minutes=5))
    left("good")
    moment, tries = NOW, 0
    while told(database, "bad")[1] is None:
        tries += due(database, config, moment, moment).failed
        moment += timedelta(minutes=5)
    assert tries == TRIES
    assert told(database, "bad") == (None, "failed")
    assert told(database, "good") == ("Une fuite.", "written")


def test_a_message_whose_sound_is_not_there_fails_alone(database: Database, config: Config, left: Left) -> None:
    left("gone", at=START + timedelta(minutes=5))
    left("good")
    (config.recordings_dir / "gone.wav").unlink()
    assert due(database, config, NOW, NOW) == Done(written=1, failed=1)


def test_a_message_that_is_too_long_is_left_alone(database: Database, config: Config, left: Left) -> None:
    left("long", seconds=121.0)
    assert due(database, config, NOW, NOW) == Done()
    assert told(database, "long") == (None, "too_long")


def test_what_tells_of_a_message_goes_with_it_unless_it_has_left(
    database: Database, config: Config, left: Left
) -> None:
    for call in ("m1", "m2"):
        left(call)
        told_of = NewDelivery(f"<{call}>", "a@b.fr", "Message", "message", "Une fuite.", call_id=call)
        queue_deliveries(database, [replace(told_of, tiding=message_key(call, f"{call}.wav"))], NOW)
    erase_message(database, config.recordings_dir, message(database, "m1"), by="admin", now=NOW)
    assert [one["call_id"] for one in list_deliveries(database)] == ["m2"]


def test_a_reader_finds_a_message_by_its_figures_but_not_by_a_number(
    database: Database, config: Config, left: Left
) -> None:
    left("m1", "Bâtiment 3, rappelez le 06, 11, 22, 33, 44.")
    due(database, config, NOW, NOW)
    with reading(database):
        assert calls_saying(database, "batiment 3", digits=False) == ["m1"]
        assert calls_saying(database, "06 11", digits=False) == []
        assert calls_saying(database, "06 11", digits=True) == ["m1"]


def test_the_words_go_with_a_message_that_is_deleted_and_none_come_after(
    database: Database, config: Config, left: Left
) -> None:
    left("m1")
    due(database, config, NOW, NOW)
    left("m2")
    erase_message(database, config.recordings_dir, message(database, "m1"), by="admin", now=NOW)
    erase_message(database, config.recordings_dir, message(database, "m2"), by="admin", now=NOW)
    keep_transcript(database, Untranscribed("m2", "m2.wav", 0), "Une fuite.", doubtful=False)
    assert [told(database, one) for one in ("m1", "m2")] == [(None, "erased"), (None, "erased")]
    assert due(database, config, NOW, NOW) == Done()


def test_the_words_go_with_their_caller_even_where_the_sound_cannot(
    database: Database, config: Config, left: Left
) -> None:
    left("m1", "Je suis Madame Lenoir.")
    left("m2", "Je suis Madame Lenoir.")
    due(database, config, NOW, NOW)
    path = config.recordings_dir / "m2.wav"
    path.unlink()
    path.mkdir()  # no file: it cannot be removed
    done = forget_calls(database, config, ["m1", "m2"], NOW, None, [])
    assert done.left
    with reading(database):
        rows = list(MessageRow.select(MessageRow.call_id, MessageRow.transcript).tuples().execute(database))
    assert rows == [("m2", None)]


def test_a_number_that_somebody_says_is_struck_out_with_its_owner(
    database: Database, config: Config, left: Left
) -> None:
    left("m1", "Rappelez mon voisin au 06 11 11 11 11.")
    due(database, config, NOW, NOW)
    erase_caller(database, config, "+33611111111", NOW)
    assert "06 11" not in (told(database, "m1")[0] or "")


def test_who_asks_what_is_held_of_them_reads_the_words(database: Database, config: Config, left: Left) -> None:
    left("m1", "Une fuite à l'étage.")
    due(database, config, NOW, NOW)
    out = io.BytesIO()
    write_held(database, config, out, NOW, number=CALLER, call=None)
    with zipfile.ZipFile(out) as archive:
        assert "Une fuite à l'étage." in json.dumps(json.loads(archive.read("registre.json")), ensure_ascii=False)


@pytest.mark.parametrize(
    ("words", "found"),
    [("étage", ["m1"]), ("ETAGE fuite", ["m1"]), ("fui", ["m1"]), ("tage", []), ("panne", []), ("…", [])],
)
def test_a_call_is_found_by_the_words_of_its_message(
    database: Database, config: Config, left: Left, words: str, found: list[str]
) -> None:
    left("m1", "Une fuite à l'étage.")
    left("m2", "Allô ?")
    due(database, config, NOW, NOW)
    assert [one["id"] for one in search_calls(database, Search(words=words))] == found


def test_whoever_may_not_read_a_number_finds_none_by_its_digits(database: Database, config: Config, left: Left) -> None:
    left("m1", "Rappelez le 06 11 11 11 11.")
    due(database, config, NOW, NOW)
    digits = Search(words="06 11")
    assert [one["id"] for one in search_calls(database, digits)] == ["m1"]
    assert search_calls(database, replace(digits, unseen=Unseen(frozenset(), None))) == []


def test_the_journal_tells_the_words_less_the_numbers_that_are_not_shown(
    database: Database, config: Config, left: Left
) -> None:
    agent = next(one for one in LOCKSMITH.agents.values() if one.phones[0].startswith("+336"))
    number = "0" + agent.phones[0][3:]
    left("m1", f"doubtful Rappelez-moi au {number}.")
    due(database, config, NOW, NOW)
    (call,) = list_calls(database)
    assert call["message"]["transcript"] == f"Rappelez-moi au {number}."
    assert call["message"]["transcript_doubtful"]
    seen: dict[str, Any] = Sight(Asker.READER, LOCKSMITH).call(call)
    assert number not in seen["message"]["transcript"]


def test_a_batch_that_ends_before_its_last_message_blames_the_one_in_hand(
    database: Database, config: Config, left: Left
) -> None:
    left("m1")
    assert write_down_due(database, config, NOW, NOW, lambda *_: Batch([], End.LOST)) == Done(failed=1)
