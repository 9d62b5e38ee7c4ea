"""Machines that call, on the real switch: rung on in silence until a human accepts, then answered and acknowledged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import company
import pytest
import steps
from astreinte_lab import until
from phones import sound
from phones.caller import Caller
from steps import Scene
from world import World

from appliance.prompts.catalogue import whisper
from appliance.store.database import close_database, open_database, writing
from appliance.store.journal.tables import CallRow
from tests.unit.notify.mail_server import Mailbox

pytestmark = [pytest.mark.e2e, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

LAB_OPTIONS: tuple[str, ...] = ()
LIFT, QUICK, TESTS, LATE, ALONE = (f"06399800{place:02}" for place in range(1, 6))
MACHINES = ", ".join(
    f'{{number: "{number}", name: {name}, {how}}}'
    for number, name, how in (
        (LIFT, "Ascenseur B", 'keys: "*1"'),
        (ALONE, "Ascenseur C", 'keys: "*1"'),
        (QUICK, "Alarme du hall", 'taken: at_once, keys: "#"'),
        (TESTS, "Essais", 'taken: as_a_test, keys: "9"'),
        (LATE, "Monte-charge", "test_every: 1"),
    )
)
LAB_COMPANY = company.TEXT.replace("country: FR}", f"country: FR, machines: [{MACHINES}]}}").replace(
    "    default: true\n", "    default: true\n    tell: [chef@example.fr]\n"
)
MINUTE = 75.0  # for what is looked at each minute


def machine(world: World, number: str) -> Caller:
    return Caller(world.carrier, number).dials(company.DID)


def test_a_lift_is_answered_once_somebody_accepts_and_is_sent_its_keys(world: World) -> None:
    durand = world.mobile(company.DURAND)
    lift = machine(world, LIFT)
    agent = durand.rings(within=10)
    assert lift.timeline.wait("ringing", within=3).detail == "180"
    agent.answers()
    named = world.sentences.file(whisper(company.LINE, None, lift.e164, customer="Ascenseur B"))
    agent.hears(named, within=15, seconds=5)
    assert lift.timeline.first("answered") is None
    agent.presses("1")
    lift.is_answered(within=5)
    until(lambda: "".join(lift.stream.keys_received) == "*1", 5, "the keys that acknowledge")
    steps.hear_each_other(Scene(world, lift, [agent]))
    lift.hums(None)
    lift.says(sound.tone(*sound.KEYPAD["5"], seconds=1.5))
    lift.says_all()
    heard = agent.stream.ear.everything()[-sound.RATE :]
    assert all(sound.share(heard, frequency) > 0.2 for frequency in sound.KEYPAD["5"]), "its tones are not stripped"
    lift.hangs_up()
    call = world.journal(lift, outcome="connected", over=True)
    assert ("apart", "machine") in [(one["name"], one["detail"]) for one in call["steps"]]
    ringing = [one.detail for one in lift.timeline.happenings if one.name == "ringing"]
    assert set(ringing) == {"180"}, "no early media"


def test_a_lift_that_nobody_takes_is_refused_without_an_answer(world: World) -> None:
    for number in (company.DURAND, company.PETIT, company.MARTIN):
        world.mobile(number).will_refuse(486)
    lift = machine(world, ALONE)
    assert lift.is_refused(within=30) >= 400
    assert world.journal(lift, outcome="unanswered", over=True)["message"] is None


def test_one_that_is_answered_at_once_hears_no_menu(world: World) -> None:
    durand = world.mobile(company.DURAND)
    alarm = machine(world, QUICK)
    alarm.is_answered(within=5)
    agent = durand.rings(within=10)
    assert not alarm.has_heard("menu")
    agent.answers()
    agent.hears("whisper", within=15)
    agent.presses("1")
    until(lambda: alarm.stream.keys_received == ["#"], 10, "the key that acknowledges")
    alarm.hangs_up()


def test_a_test_call_is_acknowledged_and_wakes_nobody(world: World) -> None:
    durand = world.mobile(company.DURAND)
    tested = machine(world, TESTS)
    tested.is_answered(within=5)
    until(lambda: tested.stream.keys_received == ["9"], 5, "the key that acknowledges")
    tested.is_hung_up(within=5)
    durand.was_never_rung()


def test_the_absence_of_a_machine_is_mailed_by_the_controller_once(world: World, mails: Mailbox) -> None:
    at = datetime.now(UTC) - timedelta(hours=2)
    database = open_database(world.lab.config.database_url)
    with writing(database):
        facts = {"line_name": company.LINE, "called": f"+33{company.DID[1:]}", "caller": f"+33{LATE[1:]}"}
        CallRow.insert(id="past-lift", started_at=at, ended_at=at, outcome="connected", **facts).execute(database)
    close_database(database)

    def told() -> list[str]:
        letters = [one for one in mails.mails() if isinstance(one, EmailMessage)]
        return [str(one["To"]) for one in letters if one["Subject"] == "Aucun appel : Monte-charge"]

    until(told, MINUTE, "a mail")
    assert len(told()) == 1 and "chef@example.fr" in told()[0]
