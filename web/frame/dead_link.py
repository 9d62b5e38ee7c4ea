"""The link of a mail that leads nowhere any more."""

from __future__ import annotations

from werkzeug.exceptions import NotFound


class DeadLink(NotFound):
    """404, with a sentence of its own: it does not say whether the link ever was."""

    sentence = (
        "Ce lien de courriel ne sert plus : il a vieilli, ou un courriel plus récent le remplace. Ouvrez celui du "
        "dernier courriel reçu, ou connectez-vous."
    )
