"""A new release takes over while people talk; a bad one gives way by itself to the one before."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.deploy import builds
from tests.deploy.box import Box
from tests.deploy.test_box import answers, until

pytestmark = [pytest.mark.deploy, pytest.mark.timeout(1800)]

SHOW = """
import sys
from pathlib import Path
from appliance.config import load_for_calls
from appliance.switch.blocking_esl_client import BlockingEslClient
switch = load_for_calls(Path(sys.argv[1])).switch
with BlockingEslClient(switch.esl_port, switch.esl_secret) as console:
    print(*(line.partition(",")[0] for line in console.ask("show application").splitlines()))
"""


def current(box: Box) -> str:
    return box.run("readlink", "-e", "/opt/astreinte/current").out.strip()


def running(box: Box) -> list[str]:
    """The releases whose controller answers."""
    one = "systemctl is-active -q astreinte-controller@$slot && readlink -m /opt/astreinte/slot-$slot"
    asked = f"for slot in a b; do {one}; done; true"
    return box.run("sh", "-c", asked).out.split()


def applications(box: Box) -> str:
    """What FreeSWITCH says that it lets be run; empty while it says nothing."""
    asked = box.run("/opt/astreinte/current/bin/python3", "-P", "-c", SHOW, "/etc/astreinte/appliance.toml")
    return asked.out if asked.code == 0 else ""


def name_of(archive: Path) -> str:
    return f"/opt/astreinte/releases/{archive.name.removeprefix('astreinte-').removesuffix('.tar.gz')}"


def test_an_upgrade_takes_over_and_cuts_no_conversation(box: Box, tmp_path: Path) -> None:
    archive = builds.newer(tmp_path, box.releases)
    with box.conversation():
        done = box.play("upgrade.yml", astreinte_release=str(archive), astreinte_upgrade_watch_minutes=1)
    assert done.code == 0, done.out[-4000:]
    assert current(box) == name_of(archive)
    until(lambda: running(box) == [name_of(archive)], 60, "the new controller alone")
    until(lambda: answers(box), 60, "a line that answers", box)


@pytest.mark.parametrize("broken", [builds.never_ready, builds.deaf])
def test_a_broken_release_gives_way_by_itself(box: Box, tmp_path: Path, broken) -> None:
    before = current(box)
    archive = broken(tmp_path, box.releases)
    done = box.play("upgrade.yml", astreinte_release=str(archive), astreinte_upgrade_watch_minutes=0)
    assert done.code != 0
    assert "répond de nouveau" in done.out, done.out[-3000:]
    assert current(box) == before
    until(lambda: running(box) == [before], 60, "the controller before")
    until(lambda: answers(box), 60, "a line that answers", box)


def test_a_rollback_returns_to_the_release_before_and_a_second_one_to_this(box: Box) -> None:
    newest, before = current(box), box.run("readlink", "-e", "/opt/astreinte/previous").out.strip()
    assert newest != before
    for wanted in (before, newest):
        done = box.play("rollback.yml")
        assert done.code == 0, done.out[-3000:]
        assert current(box) == wanted
        until(lambda: running(box) == [wanted], 60, "its controller")  # noqa: B023


def test_an_interrupted_installation_is_finished_by_the_next(box: Box, tmp_path: Path) -> None:
    archive = builds.build(tmp_path, "interrupted", box.releases)
    half = f"{name_of(archive)}/bin/python3"
    site = Path(__file__).parents[2] / "deploy" / "ansible"
    play = (
        "ansible-playbook",
        "-i",
        "/srv/inventory/hosts.yml",
        "-e",
        f"astreinte_release={archive}",
        f"{site}/site.yml",
    )
    box.run("systemd-run", "--unit=play", f"--setenv=ANSIBLE_CONFIG={site}/ansible.cfg", "--setenv=HOME=/root", *play)
    until(lambda: box.run("test", "-e", half).code == 0, 300, "half an installation")
    box.run("systemctl", "kill", "--signal=KILL", "play.service")
    until(lambda: box.run("systemctl", "is-active", "play.service").code != 0, 10, "the end of the play")
    assert box.run("test", "-e", f"{name_of(archive)}/complete").code != 0
    until(lambda: answers(box), 60, "a line that answers", box)
    done = box.play("site.yml", seconds=1200, astreinte_release=str(archive))
    assert done.code == 0, done.out[-3000:]
    assert current(box) == name_of(archive)
    until(lambda: answers(box), 60, "a line that answers", box)


def test_a_release_that_asks_freeswitch_for_more_is_heard_after_its_upgrade_and_after_each_return(
    box: Box, tmp_path: Path
) -> None:
    """FreeSWITCH is started again at its upgrade; then by the release before, which it is gone back to; then by it."""
    before, archive = current(box), builds.asking_more(tmp_path, box.releases)
    done = box.play("upgrade.yml", astreinte_release=str(archive), astreinte_upgrade_watch_minutes=0)
    assert done.code == 0, done.out[-4000:]
    assert "sleep" in applications(box)
    done = box.play("rollback.yml")
    assert done.code == 0, done.out[-3000:]
    assert (current(box), "sleep" in applications(box)) == (before, True)
    box.run("systemctl", "restart", "freeswitch.service")
    until(lambda: "answer" in applications(box), 30, "FreeSWITCH again", box)
    assert "sleep" not in applications(box)
    done = box.play("rollback.yml")
    assert done.code == 0, done.out[-3000:]
    assert (current(box), "sleep" in applications(box)) == (name_of(archive), True)
    until(lambda: answers(box), 60, "a line that answers", box)
