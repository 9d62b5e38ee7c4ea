"""Whether the settings that the controller keeps on the disk are those in force, and what they are good for."""

from __future__ import annotations

from pathlib import Path

from peewee import Database

from appliance.planning.moments import long_moment
from appliance.store.database import reading
from appliance.store.settings.revisions import newest_mark
from appliance.store.settings.settings_copy import NoCopy, company_kept, told
from appliance.store.settings.snapshot import load_company, saved_at

BEHIND = (
    "Le contrôleur garde sur le disque les {kept}, et {there} : il n'a pas pu les prendre, ou pas pu les écrire. "
    "Son journal dit pourquoi."
)


def follows(database: Database, path: Path) -> tuple[bool, str]:
    """Whether they are those in force, and how that is said. StoreError where the database cannot be asked."""
    in_force = _digest(database)
    try:
        revision, company = company_kept(path)
    except NoCopy as none:
        if in_force is None:
            return True, "Aucun réglage encore."
        return False, f"Sans la base de données, aucun appel ne pourrait être servi par le script : {none}."
    if in_force == revision.digest:
        return True, f"Le contrôleur suit les {told(revision, company)}, et les garde sur le disque."
    at, now = saved_at(database), load_company(database)
    there = f"la base a ceux du {long_moment(at, now.timezone)}" if at and now else "la base n'en a aucun"
    return False, BEHIND.format(kept=told(revision, company), there=there)


def would_serve(path: Path) -> str:
    """What becomes of calls while the database cannot be reached, in a sentence."""
    try:
        revision, company = company_kept(path)
    except NoCopy as none:
        return f"Un contrôleur qui démarre ne peut servir aucun appel, et laisse répondre le mode secours : {none}."
    return f"D'ici là, un contrôleur qui démarre sert les appels avec les {told(revision, company)}, qu'il a gardés."


def _digest(database: Database) -> str | None:
    """Of the settings in force: what is said with them may give them another number."""
    with reading(database):
        mark = newest_mark(database)
    return mark[1] if mark else None
