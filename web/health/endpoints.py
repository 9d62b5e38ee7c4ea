"""Is the page alive, would the line answer, and the same as numbers for Prometheus.

`/healthz` and `/readyz` say yes or no, and which probe, without a name or number of anybody: they are asked with no
account. `/metrics` is for this machine alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, Response, abort, jsonify, request
from peewee import Database

from appliance.checks.boxes import label_value, metrics_of_boxes, seen_boxes
from appliance.store.boxes.register import known_boxes
from appliance.store.errors import StoreError
from appliance.store.journal.message_followup import waiting
from appliance.store.journal.search import LIVING, Search, search_calls
from appliance.store.phone_tests.probes import list_probes
from appliance.store.phone_tests.readiness import unready
from appliance.store.settings.snapshot import revision
from web.frame.site import current_ground

LIVING_AT_MOST = 1000
FROM_HERE = frozenset({"127.0.0.1", "::1"})


# `/healthz`: 200 when the database answers. `/readyz`: when the monitoring just saw nothing that loses calls.
pages = Blueprint("health", __name__)


@pages.get("/healthz")
def healthz() -> tuple[Response, int]:
    try:
        revision(current_ground().database)
    except StoreError as error:
        return jsonify(status="down", error=str(error)), 503
    return jsonify(status="ok"), 200


@pages.get("/readyz")
def readyz() -> tuple[Response, int]:
    ground = current_ground()
    try:
        wrong = unready(list_probes(ground.database, ground.config.box_name), ground.real_clock())
    except StoreError as error:
        return jsonify(status="down", error=str(error)), 503
    return (jsonify(status="not ready", probes=wrong), 503) if wrong else (jsonify(status="ready"), 200)


@pages.get("/metrics")
def metrics() -> Response:
    if request.remote_addr not in FROM_HERE or "X-Forwarded-For" in request.headers:
        abort(404)
    try:
        ground = current_ground()
        lines = list(metrics_of(ground.database, ground.config.box_name, ground.real_clock()))
    except StoreError:
        lines = ["astreinte_database_up 0"]
    return Response("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def metrics_of(database: Database, box: str, now: datetime) -> Iterator[str]:
    """In the text format of Prometheus: of this box, then what the database says of all. Raises StoreError."""
    every, own = list_probes(database), label_value(box)
    yield "# TYPE astreinte_database_up gauge"
    yield "astreinte_database_up 1"
    yield "# TYPE astreinte_healthy gauge"
    probes = [probe for probe in every if probe["box"] == box]
    for probe in probes:
        yield f'astreinte_healthy{{box="{own}",probe="{probe["name"]}"}} {int(probe["healthy"])}'
    if probes:
        yield "# TYPE astreinte_asked_timestamp_seconds gauge"
        yield f'astreinte_asked_timestamp_seconds{{box="{own}"}} {probes[0]["asked_at"].timestamp():.0f}'
    yield from metrics_of_boxes(seen_boxes(known_boxes(database), every, now))
    number, _ = waiting(database)
    living = search_calls(database, Search(outcome=LIVING), limit=LIVING_AT_MOST)
    for name, value in (("messages_waiting", number), ("calls_under_way", len(living))):
        yield f"# TYPE astreinte_{name} gauge"
        yield f"astreinte_{name} {value}"
