"""A message, a call that nobody took: told at once to who is on call, and again until somebody has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from peewee import Database

from appliance.calls.call_context import Outcome, Promise
from appliance.calls.leg import Attempt, OfferEvent, OfferOutcome, Recording
from appliance.calls.notes import Apart, CapReached, KeyPressed, TreatedApart
from appliance.calls.steps import Step
from appliance.company.model import Agent, Behaviour, CallTeam, Company, Line, QuietHours, Team, TellOf, Way
from appliance.disclosure import sight_of_told
from appliance.gateways import Chat
from appliance.notify.call_letters import Letter
from appliance.notify.insistent_callers import untold
from appliance.notify.telling import Teller
from appliance.planning.hours import Period
from appliance.planning.team_plan import TeamPlan
from appliance.store.callbacks.queue import Ending, close_by_hand, give_up, tell_late
from appliance.store.customers.lists import bring, put_in_force
from appliance.store.customers.reading import read_list
from appliance.store.database import reading, writing
from appliance.store.errors import StoreError
from appliance.store.journal import applying
from appliance.store.journal.applying import apply
from appliance.store.journal.call_journal import CallJournal
from appliance.store.journal.message_followup import find_message, take_care
from appliance.store.journal.reconcile import close_orphans, record_fallback_call, record_refused_call
from appliance.store.journal.search import UNTAKEN, Search, search_calls
from appliance.store.journal.transcripts import Untranscribed, keep_transcript
from appliance.store.journal.urgent_messages import Urgent, make_urgent
from appliance.store.outbox.charges import charges_of
from appliance.store.outbox.queue import DeliveryState, claim_next, list_deliveries
from appliance.store.outbox.tables import OutboxRow, TidingRow
from appliance.store.outbox.tidings import (
    Kind,
    deliveries_of,
    end_tiding,
    message_key,
    put_off,
    take_charge,
    tell,
    tidings_of,
)
from appliance.store.settings.snapshot import save_company
from appliance.store.statements.tables import DoneRow

NIGHT = datetime(2026, 12, 1, 2, 10, tzinfo=UTC)  # 3 h 10 in Paris
OPENING = NIGHT + timedelta(days=9, hours=5, minutes=50)  # after a closure of more than a week
CALLER = "+33678901234"
USUAL = Behaviour("Bonjour.", CallTeam("nuit"))
COMPANY = Company(
    name="Ascenseurs <Vidal>",
    timezone="Europe/Paris",
    country="FR",
    agents={
        "durand": Agent("durand", "Claire Durand", ("+33612345601",), "claire@example.fr"),
        "petit": Agent("petit", "Hugo Petit", ("+33612345602",), "hugo@example.fr"),
        "martin": Agent("martin", "Julie Martin", ("+33612345603",), "julie@example.fr"),
    },
    teams={"nuit": Team("nuit", "Nuit", TeamPlan((("durand",), ("petit",)), "Europe/Paris"))},
    lines={
        "sav": Line(
            "sav",
            "SAV",
            ("+33972000001",),
            "Europe/Paris",
            {period: USUAL for period in Period},
            tell=("bureau@example.fr", "martin"),
        )
    },
)


class Clock:
    def __init__(self) -> None:
        self.moment = NIGHT

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(database: Database) -> Database:
    save_company(database, COMPANY)
    return database


@pytest.fixture
def teller(database: Database, clock: Clock) -> Teller:
    return Teller(database, sight_of_told, clock, public_url="https://astreinte.example.fr", box="here")


def call(
    database: Database,
    happens: Callable[[CallJournal], None],
    name: str = "c1",
    *,
    at: datetime = NIGHT,
    **facts: Any,
) -> None:
    """A call to the line, journalled as the controller does, and written."""
    records: list[dict[str, Any]] = []
    journal = CallJournal(name, records.append, lambda: at)
    usual = {"line_id": "sav", "line_name": "SAV", "called": "+33972000001", "caller": CALLER, "box": "here"}
    opened = {**usual, "audience": "customers", "started_at": at.isoformat(), "clock_offset": 0.0, **facts}
    journal.open(**opened)
    happens(journal)
    apply(database, records)
    apply(database, records)  # replayed, as a spool may be


def nobody_answers(journal: CallJournal) -> None:
    journal.order("40719")
    with journal.step(Step.HUNT, "nuit"):
        for event in (OfferEvent.DIALLED, OfferEvent.RINGING):
            journal.attempt(Attempt("durand", 0, event))
        journal.attempt(Attempt("durand", 0, OfferEvent.ENDED, OfferOutcome.NO_ANSWER))


def leaves_a_message(journal: CallJournal) -> None:
    nobody_answers(journal)
    journal.message(Recording("c1-1.wav", 12.0, hung_up=False))
    journal.close(Outcome.MESSAGE)


def says_what_is_wrong(then: Callable[[CallJournal], None]) -> Callable[[CallJournal], None]:
    def happens(journal: CallJournal) -> None:
        with journal.step(Step.WORDS):
            journal.words(Recording("c1-words.wav", 4.0, hung_up=False))
        then(journal)

    return happens


def is_promised_a_callback(journal: CallJournal) -> None:
    nobody_answers(journal)
    journal.callback(Promise("+33478123456", 30, "nuit"))
    journal.close(Outcome.CALLBACK)


def stays_unanswered(journal: CallJournal) -> None:
    nobody_answers(journal)
    journal.close(Outcome.UNANSWERED)


def leaves_in_the_hunt(journal: CallJournal) -> None:
    nobody_answers(journal)
    journal.close(Outcome.ABANDONED)


def leaves_in_the_menu(journal: CallJournal) -> None:
    with journal.step(Step.MENU, "m"):
        journal.note(KeyPressed("1"))
    journal.close(Outcome.ABANDONED)


def is_taken(journal: CallJournal) -> None:
    with journal.step(Step.HUNT, "nuit"):
        journal.attempt(Attempt("durand", 0, OfferEvent.DIALLED))
        journal.attempt(Attempt("durand", 0, OfferEvent.ENDED, OfferOutcome.ACCEPTED))
    journal.connected(Outcome.CONNECTED)
    journal.close(Outcome.CONNECTED)


def told(database: Database) -> list[str]:
    return [row["recipient"] for row in reversed(list_deliveries(database))]


def all_leave(database: Database) -> None:
    """What waits is sent; its text is kept for the test to read."""
    with writing(database):
        OutboxRow.update(state=DeliveryState.SENT.value).execute(database)


def mail(database: Database, recipient: str) -> EmailMessage:
    with reading(database):
        row = OutboxRow.select().where(OutboxRow.recipient == recipient).order_by(OutboxRow.number.desc())
        content = row.dicts().first(database)["content"]
    return message_from_string(content, _class=EmailMessage, policy=default)


def text(database: Database, recipient: str, kind: str = "plain") -> str:
    body = mail(database, recipient).get_body((kind,))
    assert body is not None
    return str(body.get_content())


@pytest.mark.parametrize("then", [stays_unanswered, leaves_in_the_hunt, is_promised_a_callback])
def test_what_the_caller_said_goes_with_what_is_told_of_the_call(
    database: Database, teller: Teller, then: Callable[[CallJournal], None]
) -> None:
    call(database, says_what_is_wrong(then))
    assert teller.tell_due() == 1
    assert {row["sound"] for row in list_deliveries(database)} == {"c1-words.wav"}
    (recipient, *_) = told(database)
    assert "Ce qu'il a dit avant la recherche : 4,0 s, joint à ce courriel" in text(database, recipient)


def test_with_a_message_what_was_said_before_goes_too(database: Database, teller: Teller) -> None:
    call(database, says_what_is_wrong(leaves_a_message))
    assert teller.tell_due() == 1
    assert {row["sound"] for row in list_deliveries(database)} == {"c1-1.wav"}
    assert "Ce qu'il a dit avant la recherche : 4,0 s, joint à ce courriel" in text(database, "claire@example.fr")


def test_who_is_told_again_reads_what_was_written_down_meanwhile(
    database: Database, teller: Teller, clock: Clock
) -> None:
    call(database, leaves_a_message)
    assert teller.tell_due() == 1
    assert "ranscription" not in text(database, "claire@example.fr")
    all_leave(database)
    keep_transcript(database, Untranscribed("c1", "c1-1.wav", 0), "Une fuite\nau 3.", doubtful=True)
    clock.moment += timedelta(minutes=16)
    assert teller.tell_due() == 1
    assert "Transcription automatique, douteuse : « Une fuite au 3. »" in text(database, "claire@example.fr")


def test_who_leaves_once_they_have_said_what_is_wrong_is_told_though_nobody_was_rung(
    database: Database, teller: Teller
) -> None:
    call(database, says_what_is_wrong(lambda journal: journal.close(Outcome.ABANDONED)))
    assert teller.tell_due() == 1
    assert {row["sound"] for row in list_deliveries(database)} == {"c1-words.wav"}


def test_a_message_is_told_to_who_is_on_call_with_its_sound_and_what_was_tried(
    database: Database, teller: Teller
) -> None:
    call(database, leaves_a_message)
    assert teller.tell_due() == 1
    assert told(database) == ["claire@example.fr"]
    (row,) = list_deliveries(database)
    assert (row["kind"], row["call_id"], row["sound"], row["box"]) == ("message", "c1", "c1-1.wav", "here")
    assert mail(database, "claire@example.fr")["Subject"] == "Message laissé à 3 h 10, ligne SAV"
    said = text(database, "claire@example.fr")
    for words in (
        "Un message a été laissé sur la ligne SAV, le mardi 1ᵉʳ décembre 2026 à 3 h 10.",
        "Appelant : 06 78 90 12 34",
        "Numéro de commande : 40719",
        "Message : 12,0 s, joint à ce courriel",
        "- 3 h 10 : Claire Durand n'a pas répondu",
        "https://astreinte.example.fr/astreinte/charge/",
        "Si personne ne s'en charge d'ici 15 minutes, cela sera dit de nouveau.",
    ):
        assert words in said
    html = text(database, "claire@example.fr", "html")
    assert "Ascenseurs &lt;Vidal&gt;" in html and "<Vidal>" not in html


def test_what_was_told_is_not_told_twice(database: Database, teller: Teller) -> None:
    call(database, leaves_a_message)
    assert (teller.tell_due(), teller.tell_due()) == (1, 0)
    call(database, leaves_a_message)
    assert teller.tell_due() == 0
    assert told(database) == ["claire@example.fr"]


@pytest.mark.parametrize(
    ("happens", "kinds"),
    [
        (leaves_a_message, [Kind.MESSAGE]),
        (stays_unanswered, [Kind.UNANSWERED]),
        (leaves_in_the_hunt, [Kind.ABANDONED]),
        (leaves_in_the_menu, []),
        (is_taken, [Kind.ACCEPTED]),
    ],
)
def test_each_end_of_a_call_is_told_as_what_it_is(
    database: Database, happens: Callable[[CallJournal], None], kinds: list[Kind]
) -> None:
    call(database, happens)
    assert [one.kind for one in tidings_of(database, "c1")] == kinds


def test_what_a_call_that_died_left_is_told_too(database: Database, teller: Teller) -> None:
    call(database, nobody_answers)
    recording = Recording("c1-1.wav", 4.0, hung_up=True)
    close_orphans(database, (), box="here", now=NIGHT, left_by=lambda one: [recording])
    call(database, nobody_answers, "c2")
    close_orphans(database, (), box="here", now=NIGHT)
    assert [one.kind for one in tidings_of(database, "c1")] == [Kind.MESSAGE]
    assert [one.kind for one in tidings_of(database, "c2")] == [Kind.ABANDONED]


def test_a_call_that_the_dialplan_took_alone_is_told_unless_it_was_joined(database: Database, teller: Teller) -> None:
    facts = {"called": "+33972000001", "caller": CALLER, "started_at": NIGHT, "ended_at": NIGHT, "box": "here"}
    line = COMPANY.lines["sav"]
    record_fallback_call(database, "f1", Outcome.FALLBACK, line=line, **facts)
    assert teller.tell_due() == 1
    assert "pris par le mode secours" in text(database, "claire@example.fr")
    record_fallback_call(database, "f2", Outcome.FALLBACK, line=line, joined=("durand", NIGHT), **facts)
    messages = [Recording("f3-1.wav", 3.0, hung_up=False)]
    record_fallback_call(database, "f3", Outcome.MESSAGE, line=line, messages=messages, **facts)
    found = {name: [one.kind for one in tidings_of(database, name)] for name in ("f1", "f2", "f3")}
    assert found == {"f1": [Kind.UNANSWERED], "f2": [], "f3": [Kind.MESSAGE]}
    assert teller.tell_due() == 1


def test_what_the_database_did_not_take_is_told_once_it_takes_it(
    database: Database, teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal's row and what it tells are written together, or neither is."""

    def dies(*_: object, **more: object) -> None:
        raise StoreError("disque plein")

    with monkeypatch.context() as full:
        full.setattr(applying, "message_left", dies)
        with pytest.raises(StoreError):
            call(database, leaves_a_message)
    assert find_message(database, "c1", "c1-1.wav") is None
    call(database, leaves_a_message)
    assert teller.tell_due() == 1


def test_nobody_takes_charge_and_the_next_level_then_those_whom_the_line_names_are_told(
    database: Database, teller: Teller, clock: Clock
) -> None:
    call(database, stays_unanswered)
    waves = []
    for _ in range(6):
        before = len(told(database))
        teller.tell_due()
        waves.append(told(database)[before:])
        all_leave(database)
        clock.moment += timedelta(minutes=15)
    first, second = ["claire@example.fr"], ["claire@example.fr", "hugo@example.fr"]
    everybody = [*second, "bureau@example.fr", "julie@example.fr"]
    assert waves == [first, second, everybody, everybody, [], []]
    assert mail(database, "claire@example.fr")["Subject"] == "Rappel : Appel sans réponse à 3 h 10, ligne SAV"
    assert "de nouveau" not in text(database, "claire@example.fr")
    assert charges_of(database, ["c1"]) == {"c1": None}
    (tiding,) = tidings_of(database, "c1")
    take_charge(database, tiding.id, "Hugo Petit", clock.moment)
    assert charges_of(database, ["c1"]) == {"c1": "Hugo Petit"}


def test_whoever_could_not_be_reached_for_an_hour_is_told_once(
    database: Database, teller: Teller, clock: Clock
) -> None:
    call(database, stays_unanswered)
    for _ in range(5):
        teller.tell_due()
        clock.moment += timedelta(minutes=15)
    assert told(database) == ["claire@example.fr", "hugo@example.fr", "bureau@example.fr", "julie@example.fr"]


def test_nobody_more_is_told_once_somebody_has_it(database: Database, teller: Teller, clock: Clock) -> None:
    call(database, stays_unanswered)
    teller.tell_due()
    (tiding,) = tidings_of(database, "c1")
    assert take_charge(database, tiding.id, "Hugo Petit", clock.moment)
    assert not take_charge(database, tiding.id, "Claire Durand", clock.moment)
    clock.moment += timedelta(hours=1)
    assert teller.tell_due() == 0
    (tiding,) = tidings_of(database, "c1")
    assert (tiding.taken_by, tiding.open) == ("Hugo Petit", False)


def test_a_message_that_is_dealt_with_is_told_no_more(database: Database, teller: Teller, clock: Clock) -> None:
    call(database, leaves_a_message)
    teller.tell_due()
    message = find_message(database, "c1", "c1-1.wav")
    assert message is not None
    take_care(database, message, assigned_to=None, text="rappelé", done=True, by="claire", now=clock.moment)
    clock.moment += timedelta(hours=1)
    assert teller.tell_due() == 0
    assert [one.taken_by for one in tidings_of(database, "c1")] == ["claire"]


def test_a_caller_who_calls_again_and_is_answered_is_told_no_more(
    database: Database, teller: Teller, clock: Clock
) -> None:
    call(database, leaves_in_the_hunt)
    assert teller.tell_due() == 1
    later = (NIGHT + timedelta(minutes=2)).isoformat()
    call(database, is_taken, "c2", started_at=later)
    clock.moment += timedelta(minutes=15)
    assert teller.tell_due() == 0
    (tiding,) = tidings_of(database, "c1")
    assert (tiding.taken_at, tiding.taken_by) == (clock.moment, "un appel suivant, qui a abouti")


def test_one_call_that_cannot_be_worded_holds_up_no_other(
    database: Database, teller: Teller, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    call(database, stays_unanswered)
    call(database, stays_unanswered, "c2")
    worded = Letter.text.fget
    assert worded is not None

    def text_of(letter: Letter) -> str:
        if letter.call["id"] == "c1":
            raise KeyError("c1")
        return str(worded(letter))

    with monkeypatch.context() as broken:
        broken.setattr(Letter, "text", property(text_of))
        assert teller.tell_due() == 1
    assert teller.tell_due() == 0
    clock.moment += timedelta(minutes=5)
    assert teller.tell_due() == 1


@pytest.mark.parametrize(
    "typed", ["bureau..sav@example.fr", "bureau.@example.fr", "bureau@example..fr", "b@example.fr."]
)
def test_an_address_that_no_mail_can_be_sent_to_holds_up_nobody_else(
    database: Database, teller: Teller, clock: Clock, typed: str
) -> None:
    line = replace(COMPANY.lines["sav"], tell=(typed, "martin"))
    agents = COMPANY.agents | {"durand": replace(COMPANY.agents["durand"], mail=typed)}
    save_company(database, replace(COMPANY, agents=agents, lines={"sav": line}))
    call(database, stays_unanswered)
    assert teller.tell_due() == 1
    all_leave(database)
    clock.moment += timedelta(minutes=15)
    assert teller.tell_due() == 1
    assert told(database) == ["hugo@example.fr", "hugo@example.fr", "julie@example.fr"]


def test_a_robot_that_calls_all_night_is_told_a_few_times_an_hour(
    database: Database, teller: Teller, clock: Clock
) -> None:
    line = replace(COMPANY.lines["sav"], escalate_times=0)
    save_company(database, replace(COMPANY, lines={"sav": line}))
    for number in range(20):
        happens = leaves_a_message if number % 2 else stays_unanswered
        call(database, happens, f"r{number}")
    replace(teller, hooks=("crm",)).tell_due()
    assert (told(database).count("claire@example.fr"), told(database).count("crm")) == (10, 20)
    kinds = Counter(row["kind"] for row in list_deliveries(database) if row["channel"] == "mail")
    assert kinds == {"message": 5, "unanswered": 5}
    call(database, stays_unanswered, "other", caller="+33678900000")
    assert teller.tell_due() == 1
    assert told(database).count("claire@example.fr") == 11
    hour = [(tidings_of(database, name)[0].over_at is not None) for name in ("r0", "r19")]
    assert hour == [True, True] and len(search_calls(database, Search(outcome=UNTAKEN))) == 11


def test_a_message_is_told_however_many_missed_calls_were_told_to_somebody_else(
    database: Database, teller: Teller, clock: Clock
) -> None:
    """Durand reads messages alone: nobody else would have had this one."""
    durand = replace(COMPANY.agents["durand"], told_of=(TellOf.MESSAGES,))
    save_company(database, replace(COMPANY, agents=COMPANY.agents | {"durand": durand}))
    for number in range(8):
        call(database, stays_unanswered if number % 2 else leaves_in_the_hunt, f"r{number}")
    teller.tell_due()
    assert told(database).count("hugo@example.fr") == 5 and "claire@example.fr" not in told(database)
    call(database, leaves_a_message, "m")
    assert teller.tell_due() == 1
    assert told(database).count("claire@example.fr") == 1


def test_a_message_that_cannot_wait_is_told_however_many_could(
    database: Database, teller: Teller, clock: Clock
) -> None:
    for number in range(8):
        call(database, leaves_what_can_wait, f"w{number}")
    clock.moment = OPENING
    teller.tell_due()
    assert told(database).count("bureau@example.fr") == 5
    call(database, leaves_a_message, "m")
    clock.moment = NIGHT + timedelta(minutes=30)
    assert teller.tell_due() == 1
    assert told(database).count("claire@example.fr") == 1


def test_a_caller_who_leaves_messages_without_end_wakes_nobody_more_than_five_times_an_hour(
    database: Database, teller: Teller, clock: Clock
) -> None:
    for number in range(8):
        call(database, leaves_a_message, f"m{number}")
    assert teller.tell_due() == 5
    assert told(database) == ["claire@example.fr"] * 5
    words = [untold(database, tidings_of(database, name), deliveries_of(database, name)) for name in ("m4", "m5")]
    assert [list(one.values()) for one in words] == [
        [],
        ["cinq messages de ce numéro avaient déjà été dits dans l'heure"],
    ]
    assert all(one.open for one in tidings_of(database, "m7"))


def test_a_message_that_a_word_made_urgent_is_told_after_five_that_were_urgent_and_five_such_at_most(
    database: Database, teller: Teller, clock: Clock
) -> None:
    """It would have been told at the opening: the five before must not take that away."""
    for number in range(5):
        call(database, leaves_a_message, f"m{number}")
    teller.tell_due()
    for number in range(8):
        call(database, leaves_what_can_wait, f"w{number}")
        (message,) = tidings_of(database, f"w{number}")
        with writing(database):
            make_urgent(database, message.call_id, message.file or "", Urgent("fuite", clock.moment))
    assert teller.tell_due() == 5
    assert told(database).count("claire@example.fr") == 10


def test_what_rooms_and_programs_were_told_silences_nobody(database: Database, teller: Teller, clock: Clock) -> None:
    """Those of half past three were told to the room alone: at ten past four people are told again."""
    room = replace(teller, hooks=("crm",), chats=(Chat(name="salon", url="json://chat.example.fr"),))
    for minutes in (0, 30, 61):
        clock.moment = NIGHT + timedelta(minutes=minutes)
        for number in range(5):
            at = clock.moment
            call(database, stays_unanswered, f"r{minutes}-{number}", at=at)
        room.tell_due()
    assert (told(database).count("claire@example.fr"), told(database).count("salon")) == (10, 15)


def test_a_callback_that_can_wait_is_a_promise_too(database: Database, teller: Teller, clock: Clock) -> None:
    for number in range(6):
        call(database, leaves_what_can_wait, f"w{number}")
    call(database, asks_a_callback_that_can_wait, "promised")
    clock.moment = OPENING
    teller.tell_due()
    assert told(database).count("bureau@example.fr") == 6


def test_a_promise_is_told_whoever_has_called_before(database: Database, teller: Teller) -> None:
    for number in range(6):
        call(database, stays_unanswered, f"r{number}")
    teller.tell_due()
    before = told(database).count("claire@example.fr")
    call(database, is_promised_a_callback, "promised")
    assert teller.tell_due() == 1
    assert told(database).count("claire@example.fr") == before + 1


def test_a_promise_whose_controller_died_is_told_once_as_a_promise(database: Database, teller: Teller) -> None:
    def is_promised_and_cut(journal: CallJournal) -> None:
        nobody_answers(journal)
        journal.callback(Promise("+33478123456", 30, "nuit"))

    call(database, is_promised_and_cut)
    close_orphans(database, (), box="here", now=NIGHT + timedelta(minutes=5))
    teller.tell_due()
    assert [one.kind for one in tidings_of(database, "c1")] == [Kind.CALLBACK]
    assert len(told(database)) == 1


def test_a_robot_that_hides_its_number_is_told_thirty_times_an_hour(database: Database, teller: Teller) -> None:
    for number in range(40):
        call(database, stays_unanswered, f"r{number}", caller=None if number % 2 else "?")
    teller.tell_due()
    assert len(told(database)) == 30
    call(database, stays_unanswered, "other")
    assert teller.tell_due() == 1


def test_what_is_a_week_old_is_told_to_nobody_any_more(database: Database, teller: Teller, clock: Clock) -> None:
    """A box of which a copy of a month ago is put back tells nothing of that month again."""
    call(database, stays_unanswered)
    clock.moment += timedelta(days=8)
    assert teller.tell_due() == 0
    assert told(database) == []


def test_what_no_channel_was_set_for_in_a_week_is_not_sent_when_one_is(
    database: Database, teller: Teller, clock: Clock
) -> None:
    call(database, stays_unanswered)
    teller.tell_due()
    clock.moment += timedelta(days=7, seconds=1)
    teller.tell_due()
    assert claim_next(database, clock.moment, box="here") is None
    (row,) = list_deliveries(database)
    assert (row["state"], row["last_error"]) == ("failed", "abandonné : ce moyen n'a pas été réglé en sept jours.")


def test_a_clock_that_was_years_ahead_keeps_nobody_from_being_told_again(
    database: Database, teller: Teller, clock: Clock
) -> None:
    call(database, stays_unanswered)
    clock.moment += timedelta(days=5)
    teller.tell_due()
    clock.moment = NIGHT + timedelta(minutes=1)
    assert teller.tell_due() == 1


def test_a_callback_is_told_with_the_number_to_call_and_by_when(database: Database, teller: Teller) -> None:
    agents = COMPANY.agents | {"durand": replace(COMPANY.agents["durand"], told_by=(Way.MAIL, Way.SMS))}
    save_company(database, replace(COMPANY, agents=agents))
    call(database, is_promised_a_callback)
    assert teller.tell_due() == 1
    assert mail(database, "claire@example.fr")["Subject"] == "Rappel promis à 3 h 10, ligne SAV"
    said = text(database, "claire@example.fr")
    for words in (
        "Un appelant de la ligne SAV attend d'être rappelé. Il l'a demandé le mardi 1ᵉʳ décembre 2026 à 3 h 10.",
        "Appelant : 06 78 90 12 34",
        "Numéro de commande : 40719",
        "À rappeler : 04 78 12 34 56, promis avant 3 h 40",
        "https://astreinte.example.fr/astreinte/charge/",
    ):
        assert words in said
    with reading(database):
        row = OutboxRow.select().where(OutboxRow.channel == "sms").dicts().first(database)
    assert row["content"].startswith(
        "SAV : rappel promis à 3 h 10. 04 78 12 34 56, promis avant 3 h 40, commande 40719. "
    )


def leaves_what_can_wait(journal: CallJournal) -> None:
    journal.message(Recording("c1-1.wav", 12.0, hung_up=False), OPENING)
    journal.close(Outcome.MESSAGE)


def asks_a_callback_that_can_wait(journal: CallJournal) -> None:
    journal.callback(Promise("+33478123456", 30, "nuit", OPENING))
    journal.close(Outcome.CALLBACK)


@pytest.mark.parametrize("happens", [leaves_what_can_wait, asks_a_callback_that_can_wait])
def test_what_can_wait_is_told_when_the_line_opens_to_whoever_it_names_first(
    database: Database, teller: Teller, clock: Clock, happens: Callable[[CallJournal], None]
) -> None:
    call(database, happens)
    for moment in (NIGHT, NIGHT + timedelta(days=3), OPENING - timedelta(seconds=1)):
        clock.moment = moment
        assert (teller.tell_due(), told(database)) == (0, [])
    clock.moment = OPENING + timedelta(seconds=2)
    assert teller.tell_due() == 1
    assert told(database) == ["bureau@example.fr", "julie@example.fr"]
    assert "pouvait attendre" in text(database, "bureau@example.fr")
    clock.moment += timedelta(minutes=16)
    teller.tell_due()
    assert "claire@example.fr" in told(database)


def heard_urgent(database: Database, at: datetime, *, doubtful: bool = False) -> None:
    """A program writes down, at a moment, a message that holds a word of the company's."""
    text, urgent = "Il y a une fuite au 3.", Urgent("fuite", at)
    keep_transcript(database, Untranscribed("c1", "c1-1.wav", 0), text, doubtful=doubtful, urgent=urgent)


@pytest.mark.parametrize("doubtful", [False, True])
def test_what_could_wait_and_says_an_urgent_word_is_told_at_once_and_why(
    database: Database, teller: Teller, clock: Clock, doubtful: bool
) -> None:
    with_sms = replace(COMPANY.agents["durand"], told_by=(Way.MAIL, Way.SMS))
    save_company(database, replace(COMPANY, agents=COMPANY.agents | {"durand": with_sms}))
    call(database, leaves_what_can_wait)
    assert teller.tell_due() == 0
    clock.moment += timedelta(minutes=2)
    heard_urgent(database, clock.moment, doubtful=doubtful)
    assert teller.tell_due() == 1
    assert set(told(database)) == {"claire@example.fr", "+33612345601"}
    said = text(database, "claire@example.fr")
    assert "Il pouvait attendre et n'attend plus, mot relevé par la transcription automatique : « fuite »." in said
    assert f"Transcription automatique{', douteuse' if doubtful else ''} : « Il y a une fuite au 3. »" in said
    assert mail(database, "claire@example.fr")["subject"] == "Message laissé à 3 h 10, ligne SAV, mot relevé : fuite"
    with reading(database):
        row = OutboxRow.select().where(OutboxRow.channel == "sms").dicts().first(database)
    assert row["content"].startswith("SAV : message laissé à 3 h 10, mot relevé : fuite. 06 78 90 12 34. ")


def test_it_is_told_once_though_the_teller_starts_again_and_as_any_message_afterwards(
    database: Database, teller: Teller, clock: Clock
) -> None:
    call(database, leaves_what_can_wait)
    heard_urgent(database, NIGHT)
    heard_urgent(database, NIGHT)  # of a message that has its words already, nothing is written
    assert [replace(teller).tell_due(), replace(teller).tell_due()] == [1, 0]
    (tiding,) = tidings_of(database, "c1")
    assert (tiding.kind, tiding.told) == (Kind.MESSAGE, 1)
    clock.moment += timedelta(minutes=16)
    assert teller.tell_due() == 1
    assert "hugo@example.fr" in told(database)
    take_charge(database, tiding.id, "claire", clock.moment)
    clock.moment = OPENING
    assert teller.tell_due() == 0


def test_a_word_heard_days_later_is_told_then_and_not_forgotten_for_its_age(
    database: Database, teller: Teller, clock: Clock
) -> None:
    call(database, leaves_what_can_wait)
    clock.moment = NIGHT + timedelta(days=8)
    heard_urgent(database, clock.moment)
    assert (teller.tell_due(), told(database)) == (1, ["claire@example.fr"])


def test_what_was_read_as_able_to_wait_is_neither_put_off_nor_told_so_once_it_is_urgent(
    database: Database, teller: Teller
) -> None:
    call(database, leaves_what_can_wait)
    (before,) = tidings_of(database, "c1")
    heard_urgent(database, NIGHT)
    put_off(database, before, OPENING)
    end_tiding(database, before, NIGHT)
    assert not tell(database, before, [], again=None, now=NIGHT)
    assert (teller.tell_due(), told(database)) == (1, ["claire@example.fr"])


def test_an_urgent_word_tells_nobody_again_of_what_was_told_taken_or_done(
    database: Database, teller: Teller, clock: Clock
) -> None:
    call(database, leaves_what_can_wait)
    clock.moment = OPENING
    assert teller.tell_due() == 1
    heard_urgent(database, OPENING)
    assert (teller.tell_due(), tidings_of(database, "c1")[0].kind) == (0, Kind.CAN_WAIT)
    message = find_message(database, "c1", "c1-1.wav")
    assert message is not None
    assert (message.urgent_word, message.waits_until) == (None, OPENING)


def test_an_urgent_word_tells_nobody_of_what_somebody_has_already(
    database: Database, teller: Teller, clock: Clock
) -> None:
    call(database, leaves_what_can_wait)
    take_charge(database, message_key("c1", "c1-1.wav"), "paul", NIGHT)
    heard_urgent(database, NIGHT)
    assert (teller.tell_due(), told(database)) == (0, [])


def test_an_urgent_word_in_a_message_that_is_urgent_changes_nothing(database: Database, teller: Teller) -> None:
    call(database, leaves_a_message)
    heard_urgent(database, NIGHT)
    message = find_message(database, "c1", "c1-1.wav")
    assert message is not None
    assert (message.urgent_word, message.urgent_at) == (None, None)
    assert teller.tell_due() == 1
    assert "mot relevé" not in text(database, "claire@example.fr")


def test_what_can_wait_is_told_no_more_once_it_is_done(database: Database, teller: Teller, clock: Clock) -> None:
    call(database, asks_a_callback_that_can_wait)
    teller.tell_due()
    close_by_hand(database, "c1", "paul", NIGHT, NIGHT)
    clock.moment = OPENING
    assert (teller.tell_due(), told(database)) == (0, [])


def test_a_callback_is_told_again_until_it_is_kept(database: Database, teller: Teller, clock: Clock) -> None:
    call(database, is_promised_a_callback)
    assert teller.tell_due() == 1
    clock.moment += timedelta(minutes=20)
    assert teller.tell_due() == 1
    call(database, is_taken, "c2", callback_of="c1", audience="callback")
    clock.moment += timedelta(minutes=20)
    teller.tell_due()
    assert len([one for one in told(database) if one == "hugo@example.fr"]) == 1
    assert next(one for one in tidings_of(database, "c1") if one.kind is Kind.CALLBACK).over_at == clock.moment


def test_a_callback_whose_two_were_parted_at_once_is_told_again_though_it_seemed_kept(
    database: Database, teller: Teller, clock: Clock
) -> None:
    def is_joined(journal: CallJournal) -> None:
        journal.connected(Outcome.CONNECTED)

    def is_joined_and_dropped(journal: CallJournal) -> None:
        is_joined(journal)
        journal.dropped("durand")

    call(database, is_promised_a_callback)
    assert teller.tell_due() == 1
    clock.moment += timedelta(minutes=20)
    tried: dict[str, Any] = {"name": "c2", "at": clock.moment, "callback_of": "c1", "audience": "callback"}
    call(database, is_joined, **tried)
    assert teller.tell_due() == 0, "it is kept, for now"
    call(database, is_joined_and_dropped, **tried)
    clock.moment += timedelta(minutes=1)
    assert teller.tell_due() == 1


def test_a_callback_that_is_late_then_given_up_is_told_with_the_reason(
    database: Database, teller: Teller, clock: Clock
) -> None:
    call(database, is_promised_a_callback)
    clock.moment += timedelta(minutes=31)
    tell_late(database, clock.moment)
    teller.tell_due()
    assert "n'a pas été rappelé à temps" in text(database, "claire@example.fr")
    give_up(database, "c1", Ending.UNREACHED, clock.moment)
    teller.tell_due()
    said = text(database, "claire@example.fr")
    assert "La boîte ne rappellera pas" in said
    assert "l'appelant n'a pas répondu, quatre fois" in said


def test_what_a_later_release_tells_holds_up_nothing_of_this_one(database: Database, teller: Teller) -> None:
    call(database, stays_unanswered)
    with writing(database):
        TidingRow.insert(id="later-c1", kind="of_later", call_id="c1", at=NIGHT).execute(database)
    assert teller.tell_due() == 1
    assert [one.kind for one in tidings_of(database, "c1")] == [Kind.UNANSWERED]


def test_an_agent_is_told_by_the_ways_that_they_chose(database: Database, teller: Teller) -> None:
    agents = COMPANY.agents | {"durand": replace(COMPANY.agents["durand"], told_by=(Way.MAIL, Way.SMS))}
    save_company(database, replace(COMPANY, agents=agents))
    call(database, stays_unanswered)
    assert teller.tell_due() == 1
    assert told(database) == ["claire@example.fr", "+33612345601"]
    with reading(database):
        row = OutboxRow.select().where(OutboxRow.channel == "sms").dicts().first(database)
    said, _, secret = row["content"].partition("https://astreinte.example.fr/astreinte/charge/")
    assert said == "SAV : appel sans réponse à 3 h 10. 06 78 90 12 34, commande 40719. "
    assert len(secret) == 43 and secret not in text(database, "claire@example.fr")


def test_two_boxes_of_one_database_tell_each_thing_once(database: Database, teller: Teller, clock: Clock) -> None:
    call(database, stays_unanswered)
    call(database, leaves_a_message, "c2", box="there")
    there = replace(teller, box="there")
    assert (teller.tell_due(), there.tell_due()) == (1, 1)
    call(database, stays_unanswered, "c3", box="gone")
    assert (teller.tell_due(), there.tell_due()) == (0, 0)
    clock.moment += timedelta(minutes=1)
    assert (teller.tell_due(), there.tell_due()) == (1, 0)


def test_an_agent_chooses_what_they_are_told_of(database: Database, teller: Teller) -> None:
    agents = COMPANY.agents | {"durand": replace(COMPANY.agents["durand"], told_of=(TellOf.TAKEN,))}
    save_company(database, replace(COMPANY, agents=agents))
    call(database, is_taken)
    assert teller.tell_due() == 1
    assert told(database) == ["claire@example.fr"]
    said = text(database, "claire@example.fr")
    assert "Vous avez pris un appel de la ligne SAV" in said and "06 78 90 12 34" in said
    assert "charge" not in said
    assert "dites ce qui a été fait : à « Mes astreintes »." in said and "touche 9" not in said
    call(database, stays_unanswered, "c2")
    teller.tell_due()
    assert told(database) == ["claire@example.fr", "hugo@example.fr"]  # nobody else of the first level is told


def test_who_takes_a_call_of_a_line_with_a_menu_is_told_of_its_key(database: Database, teller: Teller) -> None:
    agents = COMPANY.agents | {"durand": replace(COMPANY.agents["durand"], told_of=(TellOf.TAKEN,))}
    lines = {name: replace(line, agents_menu=True) for name, line in COMPANY.lines.items()}
    save_company(database, replace(COMPANY, agents=agents, lines=lines))
    call(database, is_taken)
    teller.tell_due()
    assert "touche 9 du menu des intervenants" in text(database, "claire@example.fr")


def test_a_call_that_another_takes_in_the_end_is_told_once_to_that_one(database: Database, teller: Teller) -> None:
    taken = {name: replace(one, told_of=(TellOf.TAKEN,)) for name, one in COMPANY.agents.items()}
    save_company(database, replace(COMPANY, agents=taken))
    moments = iter(NIGHT + timedelta(seconds=second) for second in range(100))
    records: list[dict[str, Any]] = []

    def accepts(journal: CallJournal, agent: str) -> None:
        journal.attempt(Attempt(agent, 0, OfferEvent.DIALLED))
        journal.attempt(Attempt(agent, 0, OfferEvent.ENDED, OfferOutcome.ACCEPTED))
        journal.connected(Outcome.CONNECTED)

    journal = CallJournal("c1", records.append, lambda: next(moments))
    line = {"line_id": "sav", "line_name": "SAV", "called": "+33972000001", "audience": "customers"}
    journal.open(**line, caller=CALLER, box="here", started_at=NIGHT.isoformat(), clock_offset=0.0)
    with journal.step(Step.HUNT, "nuit"):
        accepts(journal, "durand")
        journal.dropped("durand")
        accepts(journal, "petit")
    apply(database, records)
    teller.tell_due()
    assert told(database) == ["hugo@example.fr"]


def test_who_took_a_call_is_told_nothing_unless_they_asked(database: Database, teller: Teller, clock: Clock) -> None:
    call(database, is_taken)
    assert teller.tell_due() == 0
    assert told(database) == []
    with reading(database):
        assert TidingRow.select().where(TidingRow.over_at.is_null()).count(database) == 0


def test_the_mobile_of_a_colleague_who_called_is_not_told(database: Database, teller: Teller) -> None:
    call(database, stays_unanswered, caller="+33612345602")
    teller.tell_due()
    said = text(database, "claire@example.fr")
    assert "Appelant : Hugo Petit (son téléphone)" in said
    assert "45 602" not in said and "45 60" not in said


def test_a_cap_that_was_reached_is_told_as_the_reason(database: Database, teller: Teller) -> None:
    """Nobody was rung, and who reads the letter knows why."""

    def at_the_cap(journal: CallJournal) -> None:
        with journal.step(Step.HUNT, "nuit"):
            journal.note(CapReached())
        journal.close(Outcome.UNANSWERED)

    call(database, at_the_cap)
    assert teller.tell_due() == 1
    for form in ("plain", "html"):
        said = text(database, "claire@example.fr", form)
        assert "Raison : Plafond des appels sortants atteint" in said


@pytest.mark.parametrize(("caller", "words"), [(None, "numéro masqué"), ("?", "numéro illisible")])
def test_a_caller_without_a_number_is_told_as_such(
    database: Database, teller: Teller, caller: str | None, words: str
) -> None:
    call(database, stays_unanswered, caller=caller)
    teller.tell_due()
    assert f"Appelant : {words}" in text(database, "claire@example.fr")


def test_the_box_s_own_calls_are_told_to_nobody(database: Database, teller: Teller) -> None:
    call(database, stays_unanswered, audience="test")
    assert teller.tell_due() == 0
    assert told(database) == []


def without_addresses(company: Company) -> Company:
    agents = {name: replace(one, mail=None) for name, one in company.agents.items()}
    return replace(company, agents=agents, lines={"sav": replace(company.lines["sav"], tell=())})


def test_whoever_is_reachable_later_is_told_of_what_nobody_could_be_told_of(
    database: Database, teller: Teller, clock: Clock
) -> None:
    save_company(database, without_addresses(COMPANY))
    call(database, stays_unanswered)
    assert (teller.tell_due(), teller.tell_due()) == (0, 0)
    assert [one.over_at for one in tidings_of(database, "c1")] == [None]
    save_company(database, COMPANY)
    assert teller.tell_due() == 0  # it is not looked at again every two seconds
    clock.moment += timedelta(minutes=5)
    assert teller.tell_due() == 1
    assert told(database) == ["claire@example.fr"]
    assert mail(database, "claire@example.fr")["Subject"] == "Appel sans réponse à 3 h 10, ligne SAV"


def test_what_nobody_can_be_told_of_is_left_alone_asked_about_more_rarely_and_ends_in_a_week(
    database: Database, teller: Teller, clock: Clock
) -> None:
    save_company(database, without_addresses(COMPANY))
    call(database, stays_unanswered)
    looks = 0
    while tidings_of(database, "c1")[0].over_at is None:
        teller.tell_due()
        looks += 1
        (tiding,) = tidings_of(database, "c1")
        assert charges_of(database, ["c1"]) == {"c1": None}
        clock.moment = tiding.next_at or clock.moment
    assert clock.moment - NIGHT < timedelta(days=9)
    assert 20 < looks < 50


def test_programs_are_told_once_of_what_no_person_can_be(database: Database, teller: Teller, clock: Clock) -> None:
    save_company(database, without_addresses(COMPANY))
    call(database, stays_unanswered)
    hooked = replace(teller, hooks=("erp",))
    hooked.tell_due()
    save_company(database, COMPANY)
    clock.moment += timedelta(minutes=5)
    hooked.tell_due()
    assert told(database) == ["erp", "claire@example.fr"]


def test_one_address_of_two_agents_however_it_is_written_is_told_once(database: Database, teller: Teller) -> None:
    shared = {"petit": replace(COMPANY.agents["petit"], mail="Claire@Example.fr")}
    both = replace(COMPANY.teams["nuit"], plan=TeamPlan((("durand", "petit"),), "Europe/Paris"))
    save_company(database, replace(COMPANY, agents={**COMPANY.agents, **shared}, teams={"nuit": both}))
    call(database, stays_unanswered)
    teller.tell_due()
    assert told(database) == ["claire@example.fr"]


def test_without_an_address_of_the_pages_no_link_is_given(database: Database, teller: Teller, clock: Clock) -> None:
    call(database, stays_unanswered)
    replace(teller, public_url=None).tell_due()
    assert "Dites sur la page de l'appel" in text(database, "claire@example.fr")
    claimed = claim_next(database, clock.moment, box="here")
    assert claimed is not None and "charge/" not in claimed.content


def test_who_called_by_the_list_of_customers_is_told_whole(database: Database, teller: Teller) -> None:
    sheet = "Tél;Nom;Annonce;Contrat\n06 78 90 12 34;Hôtel <b>Bellevue</b>;ascenseur bloqué;or\n"
    put_in_force(database, bring(database, "c.csv", read_list(sheet.encode(), "FR"), by="essai", now=NIGHT).number)
    call(database, stays_unanswered)
    teller.tell_due()
    said = text(database, "claire@example.fr")
    assert "Client : Hôtel <b>Bellevue</b>" in said
    assert "À savoir : ascenseur bloqué" in said
    assert "Contrat : or" in said
    assert "Hôtel &lt;b&gt;Bellevue&lt;/b&gt;" in text(database, "claire@example.fr", "html")


def test_what_was_noted_of_this_customer_before_is_told_without_a_colleagues_number(
    database: Database, teller: Teller
) -> None:
    call(database, is_taken, "before", caller=CALLER)
    note = "Clé chez <la> gardienne,\nou Hugo au 06 12 34 56 02"
    facts = {"state": "closed", "note": note, "at": NIGHT, "written_by": "Claire Durand"}
    with writing(database):
        DoneRow.insert(id="x", call_id="before", agent="durand", **facts).execute(database)
    call(database, stays_unanswered, "c2")
    teller.tell_due()
    said = text(database, "claire@example.fr").replace("\u00a0", " ")
    assert "Une fois d'avant, mardi 1ᵉʳ décembre 2026, Claire Durand : Clé chez <la> gardienne, ou Hugo au …" in said


def test_the_instructions_of_the_line_are_told(database: Database, teller: Teller) -> None:
    line = replace(COMPANY.lines["sav"], instructions="1. Couper <l'eau>\n2. **Prévenir**")
    save_company(database, replace(COMPANY, lines={"sav": line}))
    call(database, stays_unanswered)
    teller.tell_due()
    assert "Consignes :\n1. Couper <l'eau>" in text(database, "claire@example.fr").replace("\r", "")
    html = text(database, "claire@example.fr", "html")
    assert "<li>Couper &lt;l&#x27;eau&gt;</li><li><strong>Prévenir</strong></li>" in html


def is_turned_away(journal: CallJournal) -> None:
    journal.note(TreatedApart(Apart.BLOCKED))
    journal.close(Outcome.UNANSWERED)


def with_line(database: Database, **facts: Any) -> None:
    save_company(database, replace(COMPANY, lines={"sav": replace(COMPANY.lines["sav"], **facts)}))


def test_a_call_that_the_box_refuses_is_told_where_the_line_wants_it_once_with_the_reason(
    database: Database, teller: Teller, clock: Clock
) -> None:
    call(database, is_turned_away)
    assert (teller.tell_due(), told(database)) == (0, [])
    with_line(database, tell_refused=True)
    call(database, is_turned_away, "c2")
    assert teller.tell_due() == 1
    assert sorted(told(database)) == ["bureau@example.fr", "julie@example.fr"]
    said = text(database, "julie@example.fr")
    assert "La boîte a refusé un appel à la ligne SAV" in said
    assert "Raison : Numéro bloqué" in said
    assert "charge" not in said
    clock.moment += timedelta(days=1)
    assert (teller.tell_due(), len(told(database))) == (0, 2)


def test_calls_that_the_box_refused_silence_none_that_it_took(database: Database, teller: Teller) -> None:
    with_line(database, tell_refused=True)
    for number in range(8):
        call(database, is_turned_away, f"r{number}")
    assert teller.tell_due() == 5
    call(database, stays_unanswered)
    assert teller.tell_due() == 1
    assert told(database)[-1] == "claire@example.fr"


def test_a_call_refused_before_any_leg_is_told_too(database: Database, teller: Teller) -> None:
    with_line(database, tell_refused=True)
    facts = {"called": "+33972000001", "caller": CALLER, "at": NIGHT}
    record_refused_call(database, "c1", "no_leg", line=COMPANY.lines["sav"], **facts)
    assert teller.tell_due() == 1
    assert "Raison : " in text(database, "bureau@example.fr")


NIGHTLY = QuietHours(time(22), time(7))


def test_those_whom_the_line_names_are_left_alone_in_its_quiet_hours_and_who_is_on_call_never(
    database: Database, teller: Teller, clock: Clock
) -> None:
    with_line(database, quiet=NIGHTLY)
    call(database, leaves_a_message)
    for _ in range(4):
        teller.tell_due()
        clock.moment += timedelta(minutes=15)
    assert set(told(database)) == {"claire@example.fr", "hugo@example.fr"}


def test_an_agent_s_quiet_hours_are_theirs_alone_and_never_when_they_are_on_call(
    database: Database, teller: Teller, clock: Clock
) -> None:
    quiet = {key: replace(one, quiet=NIGHTLY) for key, one in COMPANY.agents.items()}
    save_company(database, replace(COMPANY, agents=quiet))
    call(database, leaves_a_message)
    for _ in range(4):
        teller.tell_due()
        clock.moment += timedelta(minutes=15)
    assert set(told(database)) == {"claire@example.fr", "hugo@example.fr", "bureau@example.fr"}


def test_what_nobody_else_can_be_told_of_is_told_when_the_quiet_hours_are_over(
    database: Database, teller: Teller, clock: Clock
) -> None:
    deaf = {key: replace(one, mail=None) for key, one in COMPANY.agents.items()}
    line = replace(COMPANY.lines["sav"], quiet=NIGHTLY, tell=("bureau@example.fr",))
    save_company(database, replace(COMPANY, agents=deaf, lines={"sav": line}))
    call(database, leaves_a_message)
    while clock.moment < NIGHT + timedelta(hours=3, minutes=49):  # 7 h in Paris
        teller.tell_due()
        assert told(database) == []
        clock.moment += timedelta(minutes=20)
    clock.moment += timedelta(hours=2)
    assert (teller.tell_due(), told(database)) == (1, ["bureau@example.fr"])
