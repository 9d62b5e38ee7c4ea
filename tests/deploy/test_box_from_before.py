"""A box of the release before the settings were a document: upgraded; gone back to by itself, and by who wants it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy import builds, inventory, trees
from tests.deploy.box import FREESWITCH, Box
from tests.deploy.conftest import COMPANY, ROOT, release
from tests.deploy.test_box import answers, until
from tests.deploy.test_box_upgrade import current, name_of, running
from tests.unit.store.before.sources import HERE as PROGRAMS
from tests.unit.store.before.sources import Told, as_before, unpacked

pytestmark = [pytest.mark.deploy, pytest.mark.timeout(1800)]

URL = "sqlite:////var/lib/astreinte/db/astreinte.db"
BACKUPS = "/var/lib/astreinte/backups"
APART = "les commandes et les notes des relevés clos"  # what the release of before shows no more


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory, codename: str) -> Iterator[Box]:
    """Installed by that release, as a customer did then; a company has lived on it."""
    sources, releases = tmp_path_factory.mktemp("before"), tmp_path_factory.mktemp("releases")
    unpacked(sources)
    packages = [trees.wheels(codename, tree) for tree in (sources, ROOT)]
    shared = [ROOT, FREESWITCH, sources, releases, *packages]
    box = Box(trees.tree(codename), tmp_path_factory.mktemp("box") / "of", shared)
    try:
        box.lend_freeswitch()
        facts = inventory.variables(release(releases, sources), packages[0])
        inventory.write(box.root / "srv" / "inventory", COMPANY.read_text(encoding="utf-8"), facts)
        box.releases, box.packages = releases, packages[1]
        installed = box.play("site.yml", seconds=1200, tree=sources)
        assert installed.code == 0, installed.out[-6000:]
        for program in ("filling.py", "answers.py"):
            box.write(f"/srv/{program}", (PROGRAMS / program).read_text(encoding="utf-8"), 0o644)
        box.write("/srv/company.yml", COMPANY.read_text(encoding="utf-8"), 0o644)
        by_the_release(box, "/srv/filling.py", URL, "/srv/company.yml")
        yield box
    finally:
        box.stop()


def by_the_release(box: Box, *words: str) -> str:
    account = ("setpriv", "--reuid=astreinte", "--regid=astreinte", "--init-groups")
    done = box.run(*account, "/opt/astreinte/current/bin/python3", "-P", *words, seconds=300)
    assert done.code == 0, done.out[-3000:]
    return done.out


def told(box: Box) -> Told:
    """What the current release says, less the calls that our tests make, and the month in which they make them."""
    said = json.loads(by_the_release(box, "/srv/answers.py", URL).splitlines()[-1])
    closed = [statement for statement in said["statements"] if "\r\n2026-10;" in statement]
    return said | {"calls": [call for call in said["calls"] if call["id"].startswith("call-")], "statements": closed}


def less_news(after: Told, before: Told, *but: str) -> Told:
    """Without the entries since in the journal of changes, nor what ours says of a call besides."""
    calls = [as_before(call, old) for call, old in zip(after["calls"], before["calls"], strict=True)]
    kept = {name: before[name] for name in but}
    return after | {"calls": calls, "audit": after["audit"][-len(before["audit"]) :]} | kept


@pytest.fixture(scope="module")
def before(box: Box) -> Told:
    """What the release of before says of the company."""
    found = told(box)
    assert (len(found["on_call"]), len(found["calls"]), len(found["statements"])) == (1000, 120, 2)
    return found


def upgrade(box: Box, archive: Path):
    facts = {"astreinte_release": str(archive), "astreinte_wheels": str(box.packages)}
    return box.play("upgrade.yml", seconds=1200, astreinte_upgrade_watch_minutes=0, **facts)


@pytest.mark.parametrize("broken", [builds.never_ready, builds.deaf])
def test_a_newer_release_that_is_broken_gives_the_database_back_by_itself(
    box: Box, before: Told, tmp_path: Path, broken
) -> None:
    first = current(box)
    done = upgrade(box, broken(tmp_path, box.releases))
    assert done.code != 0
    assert "répond de nouveau" in done.out, done.out[-5000:]
    assert "appels, messages et comptes y restent" in done.out
    assert current(box) == first
    until(lambda: running(box) == [first], 60, "the controller before")
    assert less_news(told(box), before, "statements") == before, "see APART"
    until(lambda: answers(box), 60, "a line that answers", box)
    assert box.run("systemctl", "is-active", "astreinte-web.service").out.strip() == "active"


def test_an_upgrade_changes_nothing_of_who_is_on_call_of_the_journals_and_of_the_statements(
    box: Box, before: Told, tmp_path: Path
) -> None:
    archive = builds.newer(tmp_path, box.releases)  # whose FreeSWITCH starts again, once nobody is on the line
    done = upgrade(box, archive)
    assert done.code == 0, done.out[-5000:]
    assert current(box) == name_of(archive)
    assert less_news(told(box), before) == before
    kept = box.run("stat", "--format=%a %U", f"{BACKUPS}/before-19.db").out.strip()
    assert kept == "600 astreinte"
    until(lambda: answers(box), 60, "a line that answers", box)


def test_a_rollback_says_what_it_leaves_and_the_release_before_says_what_it_said(box: Box, before: Told) -> None:
    newest, first = current(box), box.run("readlink", "-e", "/opt/astreinte/previous").out.strip()
    calls = len(json.loads(box.run("astreinte", "calls", "--json").out))
    refused = box.play("rollback.yml")
    assert refused.code != 0
    assert APART in refused.out, refused.out[-3000:]
    assert current(box) == newest
    with box.conversation():
        done = box.play("rollback.yml", astreinte_rollback_force=True)
    assert done.code == 0, done.out[-5000:]
    assert current(box) == first
    until(lambda: running(box) == [first], 400, "its controller alone")
    assert less_news(told(box), before, "statements") == before
    assert len(json.loads(box.run("astreinte", "calls", "--json").out)) > calls, "those of since, and this one"
    until(lambda: answers(box), 60, "a line that answers", box)


def test_a_second_rollback_returns_to_the_newest_with_everything(box: Box, before: Told) -> None:
    done = box.play("rollback.yml")
    assert done.code == 0, done.out[-5000:]
    assert less_news(told(box), before) == before
    until(lambda: answers(box), 60, "a line that answers", box)
