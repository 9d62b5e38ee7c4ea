"""One inventory makes two boxes, their front, their database and its standby; they are upgraded one after the other."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.deploy import builds, several, trees
from tests.deploy.box import FREESWITCH, ROOT, Box, Run
from tests.deploy.conftest import COMPANY, release
from tests.deploy.several import Several, calls, conversation
from tests.deploy.test_box import process, until
from tests.deploy.test_box_upgrade import current, name_of

pytestmark = [pytest.mark.deploy, pytest.mark.timeout(5400)]

BOTH = {"astreinte-1", "astreinte-2"}
ALL = {*BOTH, several.THIRD}


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("several-releases")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, codename: str, releases: Path) -> Iterator[Several]:
    """All of them, after their first site.yml."""
    wheels = trees.wheels(codename)
    work = tmp_path_factory.mktemp("several")
    machines = several.start(trees.tree_of_several(codename), work, [ROOT, FREESWITCH, releases, wheels])
    try:
        for box in machines.boxes:
            box.lend_freeswitch()
        facts = several.variables(release(releases), wheels)
        several.write(machines.control.root / "srv" / "inventory", COMPANY.read_text(encoding="utf-8"), facts)
        done = machines.control.play("site.yml", seconds=3600)
        assert done.code == 0, done.out[-6000:]
        machines.control.releases = releases
        yield machines
    finally:
        machines.stop()


def test_calls_are_shared_by_boxes_that_nobody_told_of_each_other(made: Several) -> None:
    until(lambda: set(calls(made, 4)) == BOTH, 30, "the front gives calls to both")
    for box in made.boxes:
        told = box.run("astreinte", "boxes").out
        assert all(name in told for name in BOTH), told


def test_a_caller_of_the_front_and_the_agent_whom_a_box_rings_hear_each_other(made: Several) -> None:
    with conversation(made) as name:
        assert name in BOTH
    newest = journal(made.boxes[0])[0]
    assert (newest["outcome"], newest["box"], newest["called"]) == ("connected", name, "+33972000001")


def test_the_pages_of_each_box_tell_both(made: Several) -> None:
    for box in made.boxes:
        box.run("systemctl", "start", "astreinte-health.service")  # it fails: no operator answers between the tests
    for box, name in zip(made.boxes, ("lea.martin", "jean.durand"), strict=True):
        first = box.run("astreinte", "account", "add", name, "--role", "manager").out.splitlines()[0]
        seen = box.on_its_network("health_visitor.py", name, first)
        assert all(f"<strong>{one}</strong> prend les appels" in seen for one in BOTH), seen[-4000:]


def test_the_database_is_encrypted_and_knows_the_boxes_alone(made: Several) -> None:
    asked = "SELECT count(*) FILTER (WHERE NOT ssl), count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) "
    asked += "WHERE usename = 'astreinte'"
    clear, all_of_them = postgres(made.control, asked).split("|")
    assert int(clear) == 0 < int(all_of_them)
    way = "host=10.77.0.4 user=astreinte dbname=astreinte"
    stranger = made.machines["front-1"].run(
        "python3", "-c", "import socket; socket.create_connection(('10.77.0.4', 5432), 3)"
    )
    assert stranger.code == 0, "it may knock"
    refused = made.machines["base-2"].run("psql", f"{way} password=x", "-c", "SELECT 1")
    assert "no pg_hba.conf entry" in refused.out, refused.out


def test_a_standby_follows_the_database(made: Several) -> None:
    assert postgres(made.machines["base-2"], "SELECT pg_is_in_recovery()") == "t"
    assert "streaming" in postgres(made.control, "SELECT state FROM pg_stat_replication")


def test_a_second_run_changes_nothing(made: Several) -> None:
    again = made.control.play("site.yml", seconds=1800)
    assert again.code == 0, again.out[-4000:]
    assert again.recap()["changed"] == 0, again.out[-6000:]


def test_an_upgrade_takes_the_boxes_one_after_the_other_and_no_caller_is_refused(made: Several, tmp_path: Path) -> None:
    """Nor cut off: who talks all along is drained for a minute, then handed over."""
    archive = builds.newer(tmp_path, made.control.releases)
    with conversation(made), called_all_along(made) as served:
        done = upgrade(made, archive)
    assert done.code == 0, done.out[-6000:]
    assert [current(box) for box in made.boxes] == [name_of(archive)] * 2
    assert set(served) == BOTH, served
    until(lambda: set(calls(made, 4)) == BOTH, 30, "both take calls again")


def test_an_upgrade_that_starts_freeswitch_again_waits_for_an_empty_box_and_no_caller_is_refused(
    made: Several, tmp_path: Path
) -> None:
    archive = builds.restarting(tmp_path, made.control.releases)
    before = [process(box, "freeswitch.service") for box in made.boxes]
    with called_all_along(made) as served:
        done = upgrade(made, archive)
    assert done.code == 0, done.out[-6000:]
    assert "sont coupées" not in done.out
    assert all(process(box, "freeswitch.service") != pid for box, pid in zip(made.boxes, before, strict=True))
    assert set(served) == BOTH, served
    until(lambda: set(calls(made, 4)) == BOTH, 30, "both take calls again")


def test_a_box_whose_new_release_fails_stays_out_and_the_other_is_left_alone(made: Several, tmp_path: Path) -> None:
    before = current(made.boxes[1])
    archive = builds.deaf(tmp_path, made.control.releases)
    with called_all_along(made) as served:
        done = upgrade(made, archive)
    assert done.code != 0
    assert "astreinte-1 ne prend plus d'appel" in done.out, done.out[-4000:]
    assert [current(box) for box in made.boxes] == [before, before]
    assert served and set(served) <= BOTH, served
    assert set(calls(made, 4)) == {"astreinte-2"}
    assert made.boxes[0].run("astreinte", "freeswitch", "resume").code == 0
    until(lambda: set(calls(made, 4)) == BOTH, 30, "both take calls again")


def test_one_backup_is_made_for_all_the_boxes(made: Several) -> None:
    done = made.control.play("backup.yml")
    assert done.code == 0, done.out[-3000:]
    told = done.out.split("PLAY RECAP")[0]
    assert "changed: [astreinte-1]" in told and "changed: [astreinte-2]" not in told, told


def test_a_backup_is_put_back_once_and_every_box_reads_it(made: Several) -> None:
    first = made.boxes[0]
    newest = first.run("sh", "-c", "ls /var/lib/astreinte/backups/astreinte-* | tail -n 1").out.strip()
    kept = made.control.root / "srv" / "kept.tar.gz"
    kept.write_bytes((first.root / newest.lstrip("/")).read_bytes())
    company, known = first.run("astreinte", "export").out, {call["id"] for call in journal(first)}
    first.write("/srv/other.yml", COMPANY.read_text(encoding="utf-8").replace("Claire Durand", "Claire Martin"), 0o644)
    assert first.run("astreinte", "import", "/srv/other.yml").code == 0
    done = made.control.play("restore.yml", seconds=900, astreinte_restore_file="/srv/kept.tar.gz")
    assert done.code == 0, done.out[-4000:]
    for box in made.boxes:
        assert box.run("astreinte", "export").out == company
        assert known <= {call["id"] for call in journal(box)}
    until(lambda: set(calls(made, 4)) == BOTH, 30, "both take calls")


def test_a_box_that_leaves_ends_in_peace_and_the_other_serves(made: Several) -> None:
    assert "Toutes les boîtes s'arrêteraient" in made.control.play("leave.yml").out
    done = made.control.play("leave.yml", "--limit", "astreinte-2", seconds=900, astreinte_drain_minutes=1)
    assert done.code == 0, done.out[-3000:]
    assert set(calls(made, 4)) == {"astreinte-1"}


def test_a_box_that_left_joins_again_and_a_third_with_it(made: Several) -> None:
    several.third(made).lend_freeswitch()
    back = made.control.play("site.yml", seconds=3600)
    assert back.code == 0, back.out[-3000:]
    until(lambda: set(calls(made, 6)) == ALL, 60, "the three of them take calls")
    assert all(name in made.boxes[0].run("astreinte", "boxes").out for name in ALL)


def test_the_standby_is_promoted_by_hand_and_the_boxes_write_there(made: Several) -> None:
    known, names = {call["id"] for call in journal(made.boxes[0])}, {box.name for box in made.boxes}
    made.control.run("systemctl", "stop", "postgresql.service")
    version = made.control.run("pg_lsclusters", "--no-header").out.split()[0]
    assert made.machines["base-2"].run("pg_ctlcluster", version, "main", "promote").code == 0
    assert set(calls(made, 6)) == names
    until(lambda: closed_by(made.boxes[0], known) == names, 60, "each writes its calls there")


def test_a_box_that_loses_its_power_costs_the_next_callers_nothing(made: Several) -> None:
    """Last: nobody gives it back."""
    with conversation(made) as name:
        dying = next(box for box in made.boxes if box.name != name)
        dying.loses_its_power()
        assert set(calls(made, 6)) == {box.name for box in made.boxes} - {dying.name}
    staying = made.machines[name]
    until(
        lambda: f"{dying.name} se tait" in " ".join(staying.run("astreinte", "boxes").out.split()), 60, "it is missed"
    )


def journal(box: Box) -> list[dict[str, Any]]:
    return list(json.loads(box.run("astreinte", "calls", "--json").out))


def closed_by(box: Box, known: set[str]) -> set[str]:
    """The boxes that have written calls to their end since the journal had `known` alone, as this box reads it."""
    found = journal(box) if box.run("astreinte", "boxes").code == 0 else []
    return {call["box"] for call in found if call["id"] not in known and call["outcome"] is not None}


def postgres(box: Box, query: str) -> str:
    """What PostgreSQL answers there, as a line."""
    return box.run("runuser", "-u", "postgres", "--", "psql", "--tuples-only", "--no-align", "-c", query).out.strip()


def upgrade(made: Several, archive: Path) -> Run:
    facts: dict[str, Any] = {
        "astreinte_release": str(archive),
        "astreinte_upgrade_watch_minutes": 0,
        "astreinte_drain_minutes": 1,
    }
    return made.control.play("upgrade.yml", seconds=2400, **facts)


@contextmanager
def called_all_along(made: Several) -> Iterator[list[str]]:
    """A call each few seconds while the block runs, and who served it, or that it was refused."""
    served: list[str] = []
    over = threading.Event()

    def dial() -> None:
        while not over.is_set():
            served.extend(calls(made, 1))
            over.wait(10)

    calling = threading.Thread(target=dial)
    calling.start()
    try:
        yield served
    finally:
        over.set()
        calling.join()
