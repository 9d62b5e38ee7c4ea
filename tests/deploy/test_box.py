"""A bare Debian becomes a box that answers, guards itself and rises again."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable

import pytest

from tests.deploy.box import Box
from tests.deploy.conftest import Converged

pytestmark = [pytest.mark.deploy, pytest.mark.timeout(1800)]

CONTROLLER = "astreinte-controller@a.service"  # or in the other slot, after a change
SERVICES = ("freeswitch.service", CONTROLLER, "astreinte-web.service")
UNITS = (
    *SERVICES,
    *("astreinte-backup.service", "astreinte-health.service", "astreinte-freeswitch-conf.service"),
    *(
        "astreinte-freeswitch-reload.service",
        "astreinte-freeswitch-restart.service",
        "astreinte-freeswitch-watch.service",
        "astreinte-clock.service",
    ),
)
EXPOSURE = 2.0


def until(true: Callable[[], bool], within: float, what: str, box: Box | None = None) -> None:
    """Ask again each half second. `box`: what its health says is told of a failure."""
    deadline = time.monotonic() + within
    while not true():
        late = time.monotonic() >= deadline
        assert not late, f"{what}: not within {within:g} s; {box.run('astreinte', 'health').out if box else ''}"
        threading.Event().wait(0.5)


def answers(box: Box) -> bool:
    """Whether it answers a call to each line; what it says of them is told of a test that fails."""
    done = box.run("astreinte", "selftest")
    print(done.out)
    return done.code == 0


def running(box: Box, unit: str) -> str:
    """That unit, or the slot of the controller that is in use."""
    other = unit.replace("@a", "@b")
    return unit if box.run("systemctl", "is-active", unit).code == 0 else other


def process(box: Box, unit: str) -> str:
    """Its process id; "0" when there is none."""
    return box.run("systemctl", "show", "--property=MainPID", "--value", unit).out.strip()


def test_a_bare_debian_becomes_a_box_whose_line_answers(converged: Converged) -> None:
    assert converged.first.recap()["changed"] > 20
    assert "décroché" in converged.first.out
    assert answers(converged.box)


def test_a_second_run_changes_nothing(box: Box) -> None:
    again = box.play("site.yml")
    assert again.code == 0, again.out[-4000:]
    assert again.recap()["changed"] == 0, again.out


def test_a_change_is_shown_before_it_is_made(box: Box) -> None:
    shown = box.play("site.yml", "--check", "--diff", astreinte_max_callers=12, astreinte_backup_at="*-*-* 13:00:00")
    assert shown.code == 0, shown.out[-4000:]
    assert "+OnCalendar=*-*-* 13:00:00" in shown.out
    assert "13:00" not in box.run("cat", "/etc/systemd/system/astreinte-backup.timer").out


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_is_shut_in(box: Box, unit: str) -> None:
    told = box.run("systemd-analyze", "security", "--no-pager", unit).out.splitlines()[-1]
    assert float(told.split(":")[1].split()[0]) <= EXPOSURE, told


def test_the_telephone_waited_for_the_time_and_what_came_of_it_is_told(box: Box) -> None:
    """No time server answers here, and chrony may set no clock of a container: the line starts all the same."""
    assert box.run("systemctl", "is-active", "astreinte-clock.service").out.strip() == "active"
    told = box.run("journalctl", "--no-pager", "--output=cat", "--unit=astreinte-clock.service").out
    assert "la ligne démarre sur l'heure de la machine" in told
    health = {probe["name"]: probe for probe in json.loads(box.run("astreinte", "health", "--json").out)}
    assert all(health[name]["healthy"] for name in ("clock_freeswitch", "clock_journal")), health


def test_a_caller_and_the_agent_on_call_hear_each_other(box: Box) -> None:
    with box.conversation():
        pass
    newest = json.loads(box.run("astreinte", "calls", "--json").out)[0]
    assert (newest["outcome"], newest["attempts"][0]["agent"]) == ("connected", "durand")


@pytest.mark.parametrize("unit", SERVICES)
def test_a_killed_program_comes_back_and_the_line_answers(box: Box, unit: str) -> None:
    unit = running(box, unit)
    before = process(box, unit)
    assert int(before) > 1
    box.run("kill", "-9", before)
    until(lambda: process(box, unit) not in ("0", before), 15, unit)
    until(lambda: box.run("systemctl", "is-active", unit).code == 0, 15, unit)
    until(lambda: answers(box), 20, "the line answers")
    until(lambda: box.run("astreinte", "health").code == 0, 20, "its health")


def test_a_frozen_controller_is_started_again_by_its_watchdog(box: Box) -> None:
    unit = running(box, CONTROLLER)
    box.run("systemctl", "kill", "--signal=STOP", unit)
    until(lambda: box.run("systemctl", "show", "--property=Result,SubState", unit).out.find("watchdog") >= 0, 15, unit)
    until(lambda: answers(box), 20, "the line answers")


def test_freeswitch_starts_on_torn_databases(box: Box) -> None:
    box.run("sh", "-c", "for f in /var/lib/astreinte/run/db/*.db; do head -c 4000 /dev/urandom >$f; done")
    box.run("systemctl", "kill", "--signal=KILL", "freeswitch.service")
    until(lambda: answers(box), 20, "the line answers")


def test_freeswitch_that_is_asked_to_start_while_it_runs_forgets_nothing_until_it_is_started_again(box: Box) -> None:
    note = "/var/lib/astreinte/freeswitch/waiting-for-a-restart"
    box.run("sh", "-c", f"echo core.xml >{note}")
    assert box.run("systemctl", "start", "freeswitch.service").code == 0
    assert box.run("cat", note).out.split() == ["core.xml"]
    assert box.run("systemctl", "restart", "freeswitch.service").code == 0
    assert box.run("test", "-e", note).code != 0
    until(lambda: answers(box), 60, "a line that answers")


def test_a_call_through_the_box_needs_nothing_of_the_pages(box: Box) -> None:
    box.run("systemctl", "stop", "astreinte-web.service")
    try:
        assert answers(box)
    finally:
        box.run("systemctl", "start", "astreinte-web.service")


def test_a_call_through_the_box_needs_nothing_of_its_database(box: Box) -> None:
    """Gone when the controller starts: the call is served by the settings of before, and is in the journal later."""
    unit = running(box, CONTROLLER)
    box.run("systemctl", "stop", "astreinte-web.service", "astreinte-health.timer", unit)
    until(lambda: process(box, unit) == "0", 20, "the controller has ended")
    assert box.run("mkdir", "/var/lib/astreinte/db/aside").code == 0
    assert box.run("sh", "-c", "mv /var/lib/astreinte/db/astreinte.db* /var/lib/astreinte/db/aside/").code == 0
    try:
        assert box.run("systemctl", "start", unit).code == 0
        with box.conversation():
            pass
        said = box.run("astreinte", "health", "--json").out.splitlines()[0]  # then what it logs of the database
        told = {probe["name"]: probe for probe in json.loads(said)}
        assert not told["database"]["healthy"]
        assert "sert les appels avec les réglages du" in told["settings"]["sentence"]
    finally:
        box.run("sh", "-c", "mv /var/lib/astreinte/db/aside/* /var/lib/astreinte/db/")
        box.run("rmdir", "/var/lib/astreinte/db/aside")
        box.run("systemctl", "start", "astreinte-web.service", "astreinte-health.timer", unit)

    def newest() -> tuple[str, list[str]]:
        call = json.loads(box.run("astreinte", "calls", "--json").out)[0]
        return call["outcome"], [attempt["agent"] for attempt in call["attempts"]]

    until(lambda: newest() == ("connected", ["durand"]), 20, "the call is in the journal")
    until(lambda: box.run("astreinte", "health").code == 0, 20, "its health", box)
    whose = box.run("stat", "--format=%U:%G %a", "/var/lib/astreinte/db/settings.json").out.strip()
    assert whose == "astreinte:astreinte 640"


def test_another_account_reaches_neither_freeswitch_nor_the_controller(box: Box) -> None:
    for port in (8021, 8084):
        connect = f"exec 3<>/dev/tcp/127.0.0.1/{port}"
        assert box.run("setpriv", "--reuid=nobody", "--clear-groups", "bash", "-c", connect).code != 0


def test_the_secret_of_freeswitch_is_in_no_log_no_unit_and_no_process_list(box: Box) -> None:
    secret = box.run("cat", "/etc/astreinte/esl.secret").out.strip()
    assert len(secret) == 48
    for command in (
        "journalctl --no-pager",
        "ps axeww",
        "systemctl show --all '*'",
        "cat /var/lib/astreinte/log/*.log",
    ):
        assert secret not in box.run("sh", "-c", command).out, command
    holders = box.run("grep", "-rlF", secret, "/etc", "/var", "/opt", "/run", "/tmp").out.split()
    assert holders
    assert box.run("find", *holders, "-perm", "/007").out == ""


def test_the_pages_answer_over_tls(box: Box) -> None:
    asked = (
        "import ssl, urllib.request as u; c = ssl._create_unverified_context(); "
        "print(u.urlopen('https://127.0.0.1/healthz', context=c).status, "
        "u.urlopen('https://127.0.0.1/metrics', context=c).read().decode())"
    )
    until(lambda: 'probe="freeswitch"} 1' in box.run("python3", "-c", asked).out, 90, "metrics")


def test_a_stranger_who_insists_is_banned_by_the_firewall(box: Box) -> None:
    line = '50.00% [WARNING] sofia.c:10679 IP 192.0.2.66 Rejected by acl "trunks"'
    write = 'for i in 1 2 3; do echo "$(date -u "+%F %T").000000 $0"; done >>/var/lib/astreinte/log/freeswitch.log'
    box.run("bash", "-c", write, line)  # FreeSWITCH's own words: an address of this box would be ignored
    until(lambda: "192.0.2.66" in box.run("nft", "list", "set", "inet", "astreinte", "banned").out, 30, "banned")


def test_a_change_of_a_trunk_reloads_freeswitch_without_cutting_it(box: Box) -> None:
    before = process(box, "freeswitch.service")
    facts = json.loads((box.root / "srv/inventory/group_vars/astreinte/main.yml").read_text())
    second = {**facts["astreinte_trunks"][0], "name": "secours", "proxy": "127.0.0.1:5091"}
    changed = box.play("site.yml", astreinte_trunks=[*facts["astreinte_trunks"], second])
    assert changed.code == 0, changed.out[-4000:]
    assert process(box, "freeswitch.service") == before
    assert "trunk_secours" in box.run("astreinte", "health", "--json").out
    assert box.play("site.yml").code == 0
