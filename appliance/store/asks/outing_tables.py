"""The table of agents who are out on an intervention (migration 37)."""

from __future__ import annotations

from peewee import IntegerField, TextField

from appliance.store.fields import InstantField, Row


class OutingRow(Row):
    """An agent out on an intervention, called each `minutes`. All moments are on the company's clock.

    `ending`: how it ended; `ended_by`: who wrote so, by name.
    """

    id = TextField(primary_key=True)
    agent_id = TextField()
    team_id = TextField()
    minutes = IntegerField()
    began_at = InstantField()
    ended_at = InstantField(null=True)
    ending = TextField(null=True)
    ended_by = TextField(default="")

    class Meta:
        table_name = "outings"
