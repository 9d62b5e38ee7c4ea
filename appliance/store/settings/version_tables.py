"""The tables of sentences (migration 10): their versions, and the recordings."""

from __future__ import annotations

from peewee import BlobField, FloatField, TextField

from appliance.store.fields import InstantField, Row


class RecordingRow(Row):
    """A recording, a telephone WAV, under the name of its file."""

    name = TextField(primary_key=True)
    sound = BlobField()
    seconds = FloatField()

    class Meta:
        table_name = "takes"


class VersionRow(Row):
    """What a sentence became. `place`: where it is said (calls/wording.py); `take`: None for the voice.

    `who` is empty for what was there before anybody touched it here.
    """

    id = TextField(primary_key=True)
    at = InstantField()
    who = TextField()
    place = TextField()
    text = TextField()
    take = TextField(null=True)

    class Meta:
        table_name = "sentence_versions"
