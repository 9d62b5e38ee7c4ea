"""That the database takes nothing, in a sentence."""

from __future__ import annotations

from web.frame.site import Site
from web.frame.words import moment_in_paris


def unwritten_words(site: Site) -> str | None:
    """That the database takes nothing, while sign-ins wait to be written; None when all is."""
    since = site.sign_ins.refused_since(site.real_clock())
    if since is None:
        return None
    return (
        f"La base de données ne peut pas être écrite depuis le {moment_in_paris(since)} : on se connecte et on lit, "
        "mais ce qu'on voudrait enregistrer est refusé ; libérez de la place sur le disque, ou vérifiez-le."
    )
