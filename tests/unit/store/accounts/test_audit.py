"""The journal of changes: a change is one line of an entry, whatever it quotes."""

from __future__ import annotations

from peewee import Database

from appliance.store.accounts.audit import changed, list_audit, note


def test_a_note_of_several_lines_is_one_change(database: Database) -> None:
    note(database, "julie", "Message traité", [changed("Note", None, "Rappelé.\r\n\r\nPassage demain."), "Autre"])
    assert list_audit(database, limit=1)[0]["changes"] == ["Note : rien → Rappelé. / Passage demain.", "Autre"]
