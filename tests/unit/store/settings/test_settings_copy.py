"""The settings kept on the disk: those of the database word for word, or none that anybody would be served from."""

from __future__ import annotations

import json
import stat
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from peewee import Database

from appliance.company.document import VERSION, digest_of
from appliance.store.database import reading, writing
from appliance.store.settings.revisions import Revision, newest_mark, newest_revision
from appliance.store.settings.settings_copy import (
    NoCopy,
    company_kept,
    read_copy,
    settle_copy,
    told,
    write_copy,
)
from appliance.store.settings.snapshot import save_company
from appliance.store.settings.tables import SettingsRow
from tests.unit.store.companies import LOCKSMITH

NOW = datetime(2026, 11, 28, 13, 2, tzinfo=UTC)


def in_force(database: Database) -> Revision:
    with reading(database):
        found = newest_revision(database)
    assert found is not None
    return found


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "db" / "settings.json"


@pytest.fixture
def kept(database: Database, copy: Path) -> Revision:
    save_company(database, LOCKSMITH, now=NOW)
    revision = in_force(database)
    write_copy(copy, revision)
    return revision


def test_what_is_kept_is_what_the_database_has_with_its_number_and_moment(
    database: Database, copy: Path, kept: Revision
) -> None:
    assert read_copy(copy) == kept == in_force(database)
    with reading(database):
        assert newest_mark(database) == kept.mark
    assert company_kept(copy) == (kept, LOCKSMITH)
    assert told(*company_kept(copy)) == "réglages du samedi 28 novembre 2026 à 14 h 02"


def test_the_pages_read_it_and_nobody_else(copy: Path, kept: Revision) -> None:
    assert stat.S_IMODE(copy.stat().st_mode) == 0o640


def test_one_cut_short_anywhere_serves_nobody(copy: Path, kept: Revision) -> None:
    whole = copy.read_bytes()
    for length in range(0, len(whole), 97):
        copy.write_bytes(whole[:length])
        with pytest.raises(NoCopy, match="abîmée, ou n'est pas telle"):
            read_copy(copy)


@pytest.mark.parametrize(
    "content",
    [
        b"null",
        b"[]",
        b"{}",
        b'{"number": 1, "at": "2026-11-28T13:02:00", "digest": "", "document": {}}',
        b"\xff" * 40,
        b"[" * 100_000,
        b'{"number": 1, "at": "2026-11-28T13:02:00Z", "digest": "", "document": ' + b"[" * 100_000,
    ],
)
def test_what_is_no_copy_serves_nobody(copy: Path, content: bytes) -> None:
    copy.parent.mkdir()
    copy.write_bytes(content)
    with pytest.raises(NoCopy):
        read_copy(copy)


def test_a_telephone_changed_by_hand_is_rung_by_nobody(copy: Path, kept: Revision) -> None:
    copy.write_text(copy.read_text().replace("+33612345601", "+33899000000"))
    with pytest.raises(NoCopy, match="n'est pas telle qu'elle a été écrite"):
        company_kept(copy)


def test_what_stands_in_its_place_serves_nobody(copy: Path, kept: Revision, tmp_path: Path) -> None:
    aside = copy.rename(tmp_path / "aside.json")
    with pytest.raises(NoCopy, match="aucune copie"):
        read_copy(copy)
    copy.symlink_to(aside)
    with pytest.raises(NoCopy):
        read_copy(copy)
    copy.unlink()
    copy.mkdir()
    with pytest.raises(NoCopy):
        read_copy(copy)


def test_one_of_a_newer_release_is_served_and_one_that_is_not_understood_says_so(
    database: Database, copy: Path, kept: Revision
) -> None:
    told_now = json.loads(kept.document)
    newer = json.dumps({"version": VERSION + 1, "company": told_now["company"] | {"colour": "blue"}})
    write_copy(copy, replace(kept, document=newer, digest=digest_of(newer)))
    assert company_kept(copy)[1] == LOCKSMITH
    assert read_copy(copy).document == newer, "what this release does not know of it is not lost"
    strange = kept.document.replace('"strategy":"sequential"', '"strategy":"by_the_stars"')
    write_copy(copy, replace(kept, document=strange, digest=digest_of(strange)))
    with pytest.raises(NoCopy, match=r"ne comprend pas .*by_the_stars"):
        company_kept(copy)


def test_one_that_is_another_is_made_that_of_the_database(database: Database, copy: Path, kept: Revision) -> None:
    assert not settle_copy(database, copy)
    for broken in (b"torn", copy.read_bytes()):
        save_company(database, replace(LOCKSMITH, name="Martin"), now=NOW)
        copy.write_bytes(broken)
        assert settle_copy(database, copy)
        assert read_copy(copy) == in_force(database)


def test_none_is_made_where_there_is_none_and_no_draft_is_left(database: Database, copy: Path, kept: Revision) -> None:
    copy.rename(copy.with_name(".settings.json.0123456789ab.tmp"))
    assert settle_copy(database, copy)
    assert list(copy.parent.iterdir()) == []
    assert not settle_copy(database, copy)


def test_a_database_without_settings_leaves_it_and_says_so(database: Database, copy: Path, kept: Revision) -> None:
    with writing(database):
        SettingsRow.delete().execute(database)
    with pytest.raises(OSError, match="pas de réglages à y mettre"):
        settle_copy(database, copy)
    assert read_copy(copy) == kept
