"""Whether messages are written down where they should be, by those that wait for it and those that it gave up."""

from __future__ import annotations

from datetime import datetime, timedelta

from peewee import Database

from appliance.checks.probe import Probe
from appliance.store.journal.transcripts import unwritten

PATIENCE = timedelta(hours=2)  # of a message: calls come first, and a try that failed is made again within the hour
WEEK = timedelta(days=7)
WHERE = "« systemctl status astreinte-transcribe » dit pourquoi"


def transcription_probe(database: Database, box: str, now: datetime) -> Probe:
    """No call is lost by it. `now`: the company's clock, which calls are dated by. StoreError."""
    waiting, given_up = unwritten(database, box, now - PATIENCE, now - WEEK)
    said = []
    if waiting:
        plural = "messages attendent" if waiting > 1 else "message attend"
        said.append(f"{waiting} {plural} d'être transcrit{'s' * (waiting > 1)} depuis plus de deux heures : {WHERE}.")
    if given_up:
        plural = "messages n'ont" if given_up > 1 else "message n'a"
        said.append(f"{given_up} {plural} pas pu l'être, après trois essais, depuis sept jours.")
    return Probe("transcription", not said, " ".join(said) or "Les messages sont transcrits.", serious=False)
