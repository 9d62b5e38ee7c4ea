"""To look changes nothing: every page that is asked for with GET, by somebody who may see it all."""

from __future__ import annotations

from pathlib import Path

from peewee import Database

from appliance.store.accounts.accounts import Role
from tests.web.site_world import NOW, World

DOOR = "/moi/repondre/entree"  # it says yes or no to the web server: no, where nobody answers in a page
VALUES = {
    "code": "de",
    "call_id": "m",
    "file": "m.wav",
    "month": "2026-10",
    "agent": "durand",
    "team": "depannage",
    "key": "urgence",
    "draft": "0" * 32,
    "version": "none",
    "name": "boss",
    "number": 1,
    "form": "csv",
    "secret": "none",
    "ticket": "none",
    "filename": "site.css",
}


def content(database: Database, path: Path) -> dict[str, object]:
    """Every table but the sign-ins, whose last moment is noted, and every file."""
    with database.connection_context():
        tables = sorted(set(database.get_tables()) - {"sign_ins"})
        rows = {table: database.execute_sql(f'SELECT * FROM "{table}"').fetchall() for table in tables}  # noqa: S608
    return {**rows, "files": sorted(str(one) for one in path.rglob("*") if one.suffix not in (".db-wal", ".db-shm"))}


def test_no_page_changes_anything_by_being_looked_at(world: World, tmp_path: Path) -> None:
    world.call("m", NOW, message="m.wav")
    boss = world.signed_in(Role.ADMINISTRATOR, agent="durand", name="boss")
    before = content(world.database, tmp_path)
    rules = [rule for rule in world.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    rules = [rule for rule in rules if not rule.endpoint.startswith("api.")]  # asked with a token: tests/web/api
    with world.app.test_request_context():
        paths = [
            world.app.url_map.bind("localhost").build(rule.endpoint, {name: VALUES[name] for name in rule.arguments})
            for rule in rules
        ]
    for path in paths:
        answer = boss.client.get(path)
        answer.close()
        assert answer.status_code in ((403,) if path == DOOR else (200, 302, 404, 503)), path
    assert len(paths) > 35
    assert content(world.database, tmp_path) == before
