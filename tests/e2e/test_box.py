"""What a box has and a laboratory has not: each program under its own account, and yet a message goes all its way."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path

import company
import pytest
import steps
from astreinte_lab import BOX, until
from pages import MANAGER, Browser, signed_in
from phones import sound
from steps import CALLER_TONE
from world import World

from appliance.prompts.recordings import recording_in_force
from tests.unit.prompts.recordings import hum, sent_as
from tests.web.visit import Visit

LAB_OPTIONS = ()  # a lab of its own
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(180),
    pytest.mark.skipif(
        not BOX, reason="il faut être root, et pouvoir monter des dossiers, pour les comptes d'une boîte"
    ),
]
TONE = 1000.0  # Hz


@pytest.fixture(scope="module")
def manager(lab_world: World) -> Visit:
    """Somebody who looks after the messages and the announcements."""
    lab = lab_world.lab
    port = lab.config.web.port
    first = lab.types("account", "add", "lea.martin", "--role", MANAGER).strip()
    return signed_in(Browser(port, f"127.0.0.1:{port}"), "lea.martin", first)


def a_message(world: World) -> dict[str, object]:
    """A caller leaves one, and hears that it is kept; what the journal says of the call."""
    caller = steps.at_message(world).caller
    caller.hums(None)
    caller.says(sound.tone(CALLER_TONE, seconds=3))
    caller.says_all()
    caller.presses("#")
    caller.hears("message_review")
    caller.presses("1")
    caller.hears_tone(CALLER_TONE, within=4)
    caller.hears("message_review", within=8)
    caller.presses("2")
    caller.hears("message_kept")
    caller.hears("goodbye", within=8)
    caller.is_hung_up(within=8)
    return world.journal(caller, outcome="message")


def test_each_program_runs_under_its_own_account(world: World) -> None:
    numbers = world.lab.facts["accounts"]
    for name, account in (("controller", "astreinte"), ("web", "astreinte-web"), ("freeswitch", "freeswitch")):
        status = Path(f"/proc/{world.lab.pid(name)}/status").read_text()
        uid, gid, groups = (status.split(f"{field}:\t")[1].split("\n")[0].split() for field in ("Uid", "Gid", "Groups"))
        assert set(uid) == set(gid) == {str(numbers[account])}
        assert "0" not in groups
        assert status.split("CapEff:\t")[1].startswith("0000000000000000")


@pytest.mark.short
def test_a_message_is_played_assigned_and_deleted_from_the_pages(world: World, manager: Visit) -> None:
    call = a_message(world)
    assert call["attempts"] == []
    file = Path(world.lab.facts["recordings"], call["message"]["file"])  # type: ignore[index]
    assert file.stat().st_uid == world.lab.facts["accounts"]["freeswitch"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o660
    page = f"/messages/{call['id']}/{file.name}"
    manager.go(page)
    assert "enregistré" in manager.press("Enregistrer", assigned_to="lea.martin", note="Rappelé")
    heard = manager.client.get(f"{page}/son")
    assert heard.status_code == 200
    assert heard.get_data() == file.read_bytes()
    manager.go(page)
    manager.press("Supprimer le son")
    assert not file.exists()
    assert "supprimé" in manager.go(f"/appels/{call['id']}")


def test_an_announcement_recorded_on_its_page_is_what_the_next_caller_hears(world: World, manager: Visit) -> None:
    manager.go("/annonces/phrase/lines/urgence/after_hours")
    recording = io.BytesIO(sent_as("m4a", hum(3.0, hertz=TONE)))
    manager.press("Envoyer pour l'écouter", file=(recording, "bonjour.m4a"))
    manager.press("Enregistrer")
    folder = world.lab.config.prompts_dir
    until(lambda: recording_in_force(folder, company.GREETING), 10, "the recording is in force")
    caller = world.caller().calls(company.DID)
    caller.stream.ear.hears_tone(TONE, within=6.0, after=0)
    caller.hangs_up()


def test_forget_in_its_unit_deletes_the_message_that_freeswitch_wrote(world: World) -> None:
    call = a_message(world)
    file = Path(world.lab.facts["recordings"], call["message"]["file"])  # type: ignore[index]
    command = ("erase", "--yes", str(call["caller"]), "--config", world.lab.facts["config"])
    done = world.lab.tries(*command, unit="astreinte-forget")
    assert done.returncode == 0, done.stderr
    assert not file.exists()
    assert [kept["caller"] for kept in world.lab.calls() if kept["id"] == call["id"]] == [None]


def test_a_folder_that_freeswitch_may_not_write_to_is_told_at_once_and_not_after_three_minutes(world: World) -> None:
    folder = Path(world.lab.facts["recordings"])
    mode = stat.S_IMODE(folder.stat().st_mode)
    os.chmod(folder, 0o500)
    try:
        caller = steps.at_menu(world).caller
        caller.presses("3")
        caller.hears("message_ask")
        caller.hears("message_lost", within=12)
        caller.is_hung_up(within=8)
    finally:
        os.chmod(folder, mode)
