"""The blueprint on which the modules of this room put their views."""

from __future__ import annotations

from flask import Blueprint

pages = Blueprint("lines", __name__, template_folder="templates")  # `/lignes` and what is under it
