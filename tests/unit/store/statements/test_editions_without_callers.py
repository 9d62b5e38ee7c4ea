"""Closed statements outlive what they said of callers: they verify, and say the same of the month."""

from __future__ import annotations

import msgspec
import pytest
from peewee import Database

from appliance.config import Config, Switch, Trunk
from appliance.planning.statement_edition import Edition, differences
from appliance.store import migrations
from appliance.store.accounts.tables import AuditRow
from appliance.store.database import close_database, open_database, reading, writing
from appliance.store.errors import StoreError
from appliance.store.statements.edition_words import digest_of
from appliance.store.statements.editions import editions
from appliance.store.statements.tables import EditionRow
from appliance.store.upkeep.erasing import erase_caller
from tests.unit.store.planted import MARTIN, NAME, NOVEMBER, NOW, ORDER, close_month, november, plant_rows


@pytest.fixture
def planted(database: Database, url: str, tmp_path: object) -> Config:
    close_month(database)
    plant_rows(database)
    trunks = (Trunk(name="operator", proxy="127.0.0.1"),)
    return Config(state=str(tmp_path), database=url, trunks=trunks, switch=Switch(esl_secret="0123456789abcdef"))


def test_a_closed_month_still_verifies_and_says_the_same_of_it(planted: Config, database: Database) -> None:
    (before,) = editions(database, NOVEMBER)
    erase_caller(database, planted, MARTIN, NOW)
    (after,) = editions(database, NOVEMBER)
    (one,) = after.edition.statement.interventions
    assert (one.intervention.order, one.intervention.notes, one.intervention.erased) == (None, (), True)
    assert after.digest == before.digest
    assert differences(before.edition.statement, after.edition.statement) == ()


def test_an_edition_that_somebody_altered_is_still_told(planted: Config, database: Database) -> None:
    erase_caller(database, planted, MARTIN, NOW)
    with writing(database):
        (content,) = EditionRow.select(EditionRow.content).tuples().first(database)
        EditionRow.update(content=content.replace("Serrurerie", "Serrurier")).execute(database)
    with pytest.raises(StoreError, match="altéré"):
        editions(database, NOVEMBER)


def test_editions_of_before_are_taken_apart_and_keep_their_digest_on_paper(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade, statement = migrations.upgrade, november(notes=(NAME,))
    content = msgspec.json.encode(Edition(1, NOW, "julie", statement), order="deterministic").decode()
    content = content.replace('"erased":false,', "")
    with monkeypatch.context() as older:
        older.setattr(migrations, "NEWEST", 10)
        older.setattr(migrations, "upgrade", lambda database: upgrade(database, to=10))
        old = open_database(url)
        with writing(old):
            for agent, digest in (("durand", digest_of(content)), ("martin", "altered")):
                facts = {"month": str(NOVEMBER), "edition": 1, "closed_at": NOW, "closed_by": "julie", "digest": digest}
                EditionRow.insert(agent=agent, content=content, **facts).execute(old)
            act = "Message de l'appel c1 : suivi"
            told = f"Confié à : rien → julie\nNote : {NAME}\nau 06 → rappelé\nÉtat : à traiter → traité"
            AuditRow.insert(id="1", at=NOW, who="julie", act=act, changes=told).execute(old)
        close_database(old)
    database = open_database(url)
    with reading(database):
        (changes,) = AuditRow.select(AuditRow.changes).tuples().first(database)
        row = EditionRow.select().where(EditionRow.agent == "durand").dicts().first(database)
    assert changes == "Confié à : rien → julie\nNote : modifiée\nÉtat : à traiter → traité"
    assert ORDER not in row["content"] and NAME not in row["content"]
    (kept,) = editions(database, NOVEMBER, "durand")
    assert kept.digest == digest_of(content)
    assert kept.edition.statement == statement
    with pytest.raises(StoreError, match="altéré"):
        editions(database, NOVEMBER, "martin")
    close_database(database)
