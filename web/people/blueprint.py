"""The blueprint on which the modules of this room put their views."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("people", __name__, template_folder="templates")  # `/intervenants`, `/equipes`
