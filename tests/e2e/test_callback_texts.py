"""A caller who is promised a callback asks for it by SMS: the modem's folder has the number and the time, then that it
is done.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import company
import pytest
import steps
from astreinte_lab import until
from phones.caller import Caller
from steps import Scene
from world import World

from appliance.prompts.catalogue import callback_read_back, called_back_within

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

LAB_OPTIONS: tuple[str, ...] = ()
SMS = "    default: true\n    callback_within: 30\n    callback_sms: true\n"
LAB_COMPANY = company.TEXT.replace("    default: true\n", SMS)


@pytest.fixture
def modem(world: World) -> Iterator[Path]:
    """The folder of gammu-smsd, which the lab's controller leaves texts in."""
    folder = world.lab.config.recordings_dir / "modem"  # where that controller may write
    if not folder.exists():
        folder.mkdir(mode=0o777)
        folder.chmod(0o777)
        with Path(world.lab.facts["config"]).open("a", encoding="utf-8") as config:
            config.write(f'\n[sms]\nmodem = "{folder}"\n')
        before = len(world.lab.news)
        world.lab.hurt("controller")
        world.lab.is_whole_again(before)
    yield folder
    for one in folder.iterdir():
        one.unlink()


def texts(modem: Path) -> list[str]:
    return [one.read_bytes().decode("utf-16") for one in sorted(modem.glob("OUT*.txt"), key=lambda one: one.name)]


def set_back(world: World, column: str) -> None:
    """As if that had been a minute and more ago."""
    with closing(sqlite3.connect(world.lab.facts["database"], isolation_level=None, timeout=5)) as database:
        database.execute(f"UPDATE callbacks SET {column} = '2026-01-01T00:00:00+00:00'")  # noqa: S608


def kept(world: World) -> bool:
    return any(one["callback"] and one["callback"]["ending"] == "kept" for one in world.lab.calls())


def promised_by_text(world: World, modem: Path) -> Caller:
    """A caller who is promised a callback, and has the number and the time by SMS."""
    scene = steps.at_hunt(world)
    caller = scene.caller
    caller.presses("*")
    caller.hears("callback_offer", within=6)
    caller.presses("1")
    caller.hears(world.sentences.file(callback_read_back(caller.e164)), within=6)
    caller.presses("1")
    caller.hears(world.sentences.file(called_back_within(30)), within=6)
    caller.hears("callback_text_offer", within=8)
    caller.presses("1")
    caller.hears("callback_text_done", within=6)
    caller.is_hung_up(within=12)
    until(lambda: len(texts(modem)) == 1, 10, "a first text")
    assert texts(modem)[0].startswith(f"{company.LINE} : un intervenant vous rappelle au 06 ")
    return caller


def test_the_number_and_the_time_then_that_it_is_done(world: World, modem: Path) -> None:
    caller = promised_by_text(world, modem)
    customer = world.mobile("0" + caller.e164[3:])
    set_back(world, "next_try_at")
    agent = steps.ringing_now(world.mobile(company.SOLO), 12)
    agent.answers()
    agent.hears("whisper", within=6, seconds=0.6)
    agent.presses("1")
    rung = customer.rings(within=8)
    rung.answers()
    steps.hear_each_other(Scene(world, rung, [agent]))
    until(lambda: kept(world), 8, "the callback is kept while they talk")
    rung.hangs_up()
    agent.is_hung_up(within=3)
    set_back(world, "ended_at")
    until(lambda: len(texts(modem)) == 2, 10, "a second text")
    assert "est fait." in texts(modem)[1]


def test_that_it_is_late_then_given_up_with_the_number_to_call(world: World, modem: Path) -> None:
    world.mobile(company.SOLO)
    promised_by_text(world, modem)
    set_back(world, "due_at")
    until(lambda: len(texts(modem)) == 2, 10, "a second text")
    assert "est en retard, nous continuons d'essayer. Vous pouvez rappeler le " in texts(modem)[1]
    world.mobile(company.SOLO).will_refuse(486)
    set_back(world, "asked_at")  # longer ago than it is tried
    set_back(world, "next_try_at")
    until(lambda: len(texts(modem)) == 3, 60, "a third text")
    assert "nous n'avons pas pu vous rappeler au 06 " in texts(modem)[2]


def test_without_the_key_nothing_is_sent(world: World, modem: Path) -> None:
    scene = steps.at_hunt(world)
    caller = scene.caller
    caller.presses("*")
    caller.hears("callback_offer", within=6)
    caller.presses("1")
    caller.hears(world.sentences.file(callback_read_back(caller.e164)), within=6)
    caller.presses("1")
    caller.hears("callback_text_offer", within=12)
    caller.is_hung_up(within=15)
    world.journal(caller, outcome="callback")
    caller.stream.ear.hears_no_tone(440, 5.0)
    assert texts(modem) == []
