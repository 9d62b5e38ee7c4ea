"""The blueprint on which the modules of this room put their views."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("settings", __name__, template_folder="templates")  # `/reglages` and what is under it
