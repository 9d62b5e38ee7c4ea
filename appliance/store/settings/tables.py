"""The table of the settings (migration 19): a row a revision, the company whole in each."""

from __future__ import annotations

from peewee import IntegerField, TextField

from appliance.store.fields import InstantField, Row


class SettingsRow(Row):
    """The settings from a moment on; those of the highest number are in force.

    `document`: see `appliance.company.document`; `digest`: of its text. `who`, `act`: as the journal of changes tells.
    """

    number = IntegerField(primary_key=True)
    at = InstantField()
    who = TextField()
    act = TextField()
    document = TextField()
    digest = TextField()

    class Meta:
        table_name = "settings"
