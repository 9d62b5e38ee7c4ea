"""The database can be read and takes nothing: people sign in, programs read, and what waits is written afterwards."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from peewee import Database

from appliance.checks.health import probe_all
from appliance.store.accounts.accounts import Role, account_named, add_account, set_password
from appliance.store.accounts.audit import list_audit
from appliance.store.accounts.sign_ins import list_sign_ins
from appliance.store.accounts.tokens import Scope, open_token
from appliance.store.database import open_database, reading, try_writing
from appliance.store.errors import StoreRejected, StoreUnavailable
from tests.web.site_world import NOW, PASSWORD, SECRET, World
from tests.web.visit import Visit

SOON = timedelta(minutes=2)  # later than what is noted once a minute


class Disk:
    """A world whose database can be made to take nothing, and to take all again."""

    def __init__(self, world: World, fill: Callable[[], None], free: Callable[[], None]) -> None:
        self.world, self.free = world, free
        self._fill = fill

    def fill(self) -> None:
        self._fill()
        with pytest.raises(StoreUnavailable):
            try_writing(self.world.database)


@pytest.fixture(params=["read-only", "full"])
def disk(request: pytest.FixtureRequest, tmp_path: Path, saved: Path) -> Iterator[Disk]:
    """`full`: a small tmpfs without a byte left; for root alone. `read-only`: for every account."""
    made = small(tmp_path, saved) if request.param == "full" else refusing(tmp_path, saved)
    yield from made


def refusing(folder: Path, saved: Path) -> Iterator[Disk]:
    database = copied(saved, folder)

    def refuse(on: int) -> None:
        with reading(database):
            database.pragma("query_only", on, permanent=True)  # type: ignore[attr-defined]
        database.close_all()

    yield Disk(World(folder, database), lambda: refuse(1), lambda: refuse(0))
    database.close_all()


def small(folder: Path, saved: Path) -> Iterator[Disk]:
    """What a box is like: the state folder, the database and its log on one disk."""
    state = folder / "state"
    state.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(state)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a disk of its own asks for root")
    try:
        database, ballast = copied(saved, state), state / "ballast"

        def fill() -> None:
            with reading(database):
                database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()  # room in the log is room
            with pytest.raises(OSError, match="No space left"), ballast.open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(4096))

        yield Disk(World(state, database), fill, ballast.unlink)
        database.close_all()
    finally:
        subprocess.run(["umount", "--lazy", state], check=True)


def copied(saved: Path, folder: Path) -> Database:
    shutil.copy(saved, folder / "astreinte.db")
    return open_database(f"sqlite:///{folder / 'astreinte.db'}")


def with_password(visit: Visit, name: str, password: str = PASSWORD) -> str:
    visit.go("/connexion")
    return visit.press("Se connecter", name=name, password=password)


def with_code(world: World, visit: Visit, name: str) -> str:
    with_password(visit, name)
    return visit.press("Valider", code=pyotp.TOTP(SECRET).at(world.moment))


def acts(world: World) -> list[str]:
    return [entry["act"] for entry in list_audit(world.database, limit=50)]


def test_people_sign_in_and_it_is_written_once_it_can_be(disk: Disk) -> None:
    world = disk.world
    world.account("boss", Role.MANAGER)
    before = world.signed_in(Role.READER)
    disk.fill()
    visit = world.somebody()
    with_password(visit, "boss", "pas celui-là du tout")
    assert visit.status == 422
    assert "D'astreinte maintenant" in with_code(world, visit, "boss")
    for _ in range(2):
        world.moment += SOON
        assert visit.client.get("/appels").status_code == 200
        assert before.client.get("/appels").status_code == 200
    assert "La base de données ne peut pas être écrite depuis le 28/11/2026 à 10 h" in visit.go("/")
    assert "ne peut pas être écrite" in visit.go("/sante")
    assert "celle-ci" in visit.go("/compte")
    disk.free()
    world.moment += SOON
    assert "ne peut pas être écrite" not in visit.go("/sante")
    boss = account_named(world.database, "boss")
    (kept,) = list_sign_ins(world.database, boss.id, world.moment)
    assert kept["began_at"] == NOW
    assert acts(world)[:2] == ["Compte boss : connexion", "Compte boss : connexion refusée depuis 127.0.0.1"]
    assert visit.client.get("/appels").status_code == 200


def test_no_code_is_good_twice_on_a_full_disk_nor_after_it(disk: Disk) -> None:
    world = disk.world
    world.account("boss", Role.MANAGER)
    disk.fill()
    assert "D'astreinte maintenant" in with_code(world, world.somebody(), "boss")
    assert "Ce code n'est pas celui de maintenant" in with_code(world, world.somebody(), "boss")
    disk.free()
    world.moment += timedelta(seconds=20)
    assert "Ce code n'est pas celui de maintenant" in with_code(world, world.somebody(), "boss")


def test_a_code_used_before_the_disk_was_full_is_used_on_it_too(disk: Disk) -> None:
    world = disk.world
    world.account("boss", Role.MANAGER)
    assert "D'astreinte maintenant" in with_code(world, world.somebody(), "boss")
    disk.fill()
    assert "Ce code n'est pas celui de maintenant" in with_code(world, world.somebody(), "boss")


def test_a_first_password_is_good_once_on_a_full_disk(disk: Disk) -> None:
    world = disk.world
    _, first = add_account(world.database, "lea", Role.READER, None, by="essai", now=NOW)
    disk.fill()
    assert "Choisissez votre mot de passe" in with_password(world.somebody(), "lea", first)
    assert "a déjà servi" in with_password(world.somebody(), "lea", first)


def test_tries_are_counted_on_a_full_disk(disk: Disk) -> None:
    world = disk.world
    world.account("lea", Role.READER)
    disk.fill()
    visit = world.somebody()
    for _ in range(5):
        with_password(visit, "lea", "pas celui-là du tout")
    assert visit.status == 422
    with_password(visit, "lea")
    assert visit.status == 429


def test_who_signs_out_of_a_full_disk_is_out(disk: Disk) -> None:
    world = disk.world
    world.account("lea", Role.READER)
    stored, kept = world.signed_in(Role.READER), world.somebody()
    disk.fill()
    with_password(kept, "lea")
    for visit in (stored, kept):
        visit.go("/compte")
        with visit.client.session_transaction() as cookie:
            secret = cookie["_user_id"]
        visit.press("Se déconnecter")
        with visit.client.session_transaction() as cookie:
            cookie["_user_id"] = secret  # replayed by whoever had copied it
        assert visit.client.get("/appels").status_code == 302
    disk.free()
    world.moment += SOON
    assert stored.client.get("/appels").status_code == 302
    reader = account_named(world.database, "reader.x")
    assert list_sign_ins(world.database, reader.id, world.moment) == []


def test_other_sign_ins_are_closed_on_a_full_disk(disk: Disk) -> None:
    world = disk.world
    world.account("lea", Role.READER)
    before, kept, mine = world.somebody(), world.somebody(), world.somebody()
    with_password(before, "lea")
    disk.fill()
    with_password(kept, "lea")
    with_password(mine, "lea")
    mine.go("/compte")
    assert "Vos autres connexions sont fermées" in mine.press("Fermer toutes les autres")
    for visit, status in ((before, 302), (kept, 302), (mine, 200)):
        assert visit.client.get("/appels").status_code == status
    disk.free()
    world.moment += SOON
    for visit, status in ((before, 302), (kept, 302), (mine, 200)):
        assert visit.client.get("/appels").status_code == status
    assert len(list_sign_ins(world.database, account_named(world.database, "lea").id, world.moment)) == 1


def test_a_sign_in_kept_in_memory_ends_with_the_password_that_opened_it(disk: Disk) -> None:
    world = disk.world
    world.account("lea", Role.READER)
    disk.fill()
    visit = world.somebody()
    with_password(visit, "lea")
    disk.free()
    set_password(world.database, account_named(world.database, "lea"), "six chevaux verts chantent", now=world.moment)
    assert visit.client.get("/appels").status_code == 302
    world.moment += SOON
    world.somebody().go("/appels")
    assert list_sign_ins(world.database, account_named(world.database, "lea").id, world.moment) == []


def test_a_database_that_another_program_holds_for_an_instant_lets_people_sign_in_and_is_no_alarm(
    world: World,
) -> None:
    world.account("lea", Role.READER)
    visit = world.somebody()
    visit.go("/connexion")
    other = sqlite3.connect(world.database.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert "D'astreinte maintenant" in visit.press("Se connecter", name="lea", password=PASSWORD)
    assert "ne peut pas être écrite" not in visit.text
    other.close()
    world.moment += timedelta(seconds=6)
    assert "ne peut pas être écrite" not in visit.go("/")
    assert len(list_sign_ins(world.database, account_named(world.database, "lea").id, world.moment)) == 1


def test_what_can_never_be_written_shuts_nobody_out(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    world = disk.world
    world.account("lea", Role.READER)
    disk.fill()
    visit = world.somebody()
    with_password(visit, "lea")
    disk.free()

    def refused(*_: object, **__: object) -> None:
        raise StoreRejected("no")

    monkeypatch.setattr("appliance.store.accounts.audit.note", refused)
    world.moment += SOON
    assert visit.client.get("/appels").status_code == 302
    assert world.somebody().client.get("/connexion").status_code == 200


def test_what_cannot_be_saved_says_why_and_a_program_reads(disk: Disk) -> None:
    world = disk.world
    manager = world.signed_in(Role.MANAGER)
    secret = open_token(world.database, "Paie", Scope.READ, numbers=False, last_day=None, by="x", now=NOW)
    manager.go("/intervenants/durand")
    disk.fill()
    manager.press("Enregistrer", name="Claire Dupont")
    assert manager.status == 503
    assert manager.answer is not None
    assert re.search("écrite|plein", manager.answer.json["error"])
    program = world.app.test_client(use_cookies=False)
    assert program.get("/api/v1/agents", headers={"Authorization": f"Bearer {secret}"}).status_code == 200


def test_health_says_that_the_database_takes_nothing(disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    world = disk.world
    monkeypatch.setattr("appliance.checks.health.opened", lambda *_, **__: nullcontext(world.database))

    def writes() -> bool:
        (found,) = [one for one in probe_all(world.config, NOW) if one.name == "database_writes"]
        return found.healthy

    assert writes()
    disk.fill()
    assert not writes()
