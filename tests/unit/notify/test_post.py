"""A mail is said to have left once a server took it, and of any other why it waits."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from appliance.config import Mail
from appliance.notify.post import post_words

SERVER = Mail(host="smtp.example.fr", sender="astreinte@example.fr")


def mail(state: str, error: str | None = None) -> dict[str, object]:
    return {"state": state, "last_error": error}


@pytest.mark.parametrize(
    ("mails", "server", "words"),
    [
        ([], SERVER, "Aucun courriel n'était à envoyer."),
        ([mail("sent")], SERVER, "1 courriel est parti."),
        ([mail("waiting")] * 2, SERVER, "2 courriels attendent : smtp.example.fr ne les a pas encore pris."),
        (
            [mail("waiting")],
            None,
            "1 courriel attend : aucun serveur de courriel n'est réglé ([mail], dans le fichier de la machine).",
        ),
        (
            [mail("sent"), mail("waiting", "connexion refusée"), mail("failed", "550 inconnu")],
            SERVER,
            "1 courriel est parti ; 1 courriel attend : le dernier essai a échoué, connexion refusée ; "
            "1 courriel est refusé par le serveur : 550 inconnu.",
        ),
    ],
)
def test_what_is_said_of_the_mails(mails: list[dict[str, object]], server: Mail | None, words: str) -> None:
    assert post_words(mails, server) == words


def test_when_the_last_one_left_is_told_on_the_clock_of_who_reads() -> None:
    sent = [mail("sent") | {"sent_at": datetime(2026, 11, 14, 8, minute, tzinfo=UTC)} for minute in (38, 37)]
    assert post_words(sent[:1], SERVER, "Europe/Paris") == "1 courriel est parti le samedi 14 novembre 2026 à 9 h 38."
    assert (
        post_words(sent, SERVER, "Europe/Paris")
        == "2 courriels sont partis, le dernier le samedi 14 novembre 2026 à 9 h 38."
    )
