"""Is the page alive, and can it read its database?"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from peewee import Database

from appliance.store.errors import StoreError
from appliance.store.snapshot import revision


def health_pages(database: Database) -> Blueprint:
    """`/healthz`: 200 when the database answers, 503 when it does not."""
    pages = Blueprint("health", __name__)

    @pages.get("/healthz")
    def healthz() -> tuple[Response, int]:
        try:
            revision(database)
        except StoreError as error:
            return jsonify(status="down", error=str(error)), 503
        return jsonify(status="ok"), 200

    return pages
