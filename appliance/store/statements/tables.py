"""The tables of the monthly statements (migration 6): what agents add to interventions, and closed editions.

What agents say of a call came with migration 43.
"""

from __future__ import annotations

from peewee import BooleanField, CompositeKey, IntegerField, TextField

from appliance.store.fields import InstantField, Row


class AdditionRow(Row):
    """Work after a call and travel, as an agent states them; never changed, at most cancelled.

    `call_id` null: an intervention without a call. `starts`: when it began, or when the call ended.
    """

    id = IntegerField(primary_key=True)
    agent = TextField()
    call_id = TextField(null=True)
    starts = InstantField()
    after_seconds = IntegerField()
    travel_seconds = IntegerField()
    note = TextField()
    added_at = InstantField()
    added_by = TextField()
    cancelled_at = InstantField(null=True)
    cancelled_by = TextField(null=True)

    class Meta:
        table_name = "intervention_additions"


class DoneRow(Row):
    """What an agent says of a call; a note alone, while they talk too.

    `state`: a `State`, or ""; `note`: for the customer's card, or "".
    `written_by`: who wrote so, by name. `at`: on the company's clock.
    """

    id = TextField(primary_key=True)
    call_id = TextField()
    agent = TextField()
    state = TextField()
    note = TextField()
    at = InstantField()
    written_by = TextField()

    class Meta:
        table_name = "work_done"


class EditionRow(Row):
    """A statement as it was closed. `content`: JSON, without a word on callers; `digest`: its SHA-256. Never changed.

    `printed`: the digest that it bears on paper, where that was made with these words.
    """

    agent = TextField()
    month = TextField()
    edition = IntegerField()
    closed_at = InstantField()
    closed_by = TextField()
    content = TextField()
    digest = TextField()
    printed = TextField(null=True)

    class Meta:
        table_name = "statement_editions"
        primary_key = CompositeKey("agent", "month", "edition")


class EditionWordsRow(Row):
    """What an edition says of the caller of one intervention. `place`: its rank; `notes`: JSON, a list of texts."""

    agent = TextField()
    month = TextField()
    edition = IntegerField()
    place = IntegerField()
    call_id = TextField(null=True)
    starts = InstantField()
    order_number = TextField(null=True)
    notes = TextField()
    erased = BooleanField()

    class Meta:
        table_name = "edition_words"
        primary_key = CompositeKey("agent", "month", "edition", "place")
