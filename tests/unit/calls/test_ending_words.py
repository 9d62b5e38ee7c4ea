"""Why a call ended as it did, in one plain sentence at the top of its page."""

from __future__ import annotations

from typing import Any

import pytest

from appliance.calls.ending_words import ending_told
from tests.unit.calls.rehearsal import company


def call(
    outcome: str | None, *steps: tuple[str, str], rung: tuple[tuple[str, str], ...] = (), **more: Any
) -> dict[str, Any]:
    """A call of 42 seconds as the journal gives it; `rung`: agents, and what came of each."""
    ended = None if outcome is None else "2026-11-29T03:10:42.000Z"
    return {
        "outcome": outcome,
        "started_at": "2026-11-29T03:10:00.000Z",
        "connected_at": "2026-11-29T03:10:23.000Z" if outcome in ("connected", "forwarded") else None,
        "ended_at": ended,
        "message": None,
        "steps": [
            {"name": name, "detail": detail, "at": "2026-11-29T03:10:01.000Z", "seconds": 1.0} for name, detail in steps
        ],
        "attempts": [{"agent": agent, "outcome": ended_as} for agent, ended_as in rung],
        **more,
    }


GREETED, HUNT, ON_CALL = ("greeting", "after_hours"), ("hunt", "depannage"), ("on_call", "durand : roulement")
NOBODY_ANSWERED = (("durand", "no_answer"), ("martin", "busy"), ("durand", "no_answer"))


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (call(None, GREETED), ""),
        (call("connected", HUNT, rung=(("durand", "accepted"),)), "Claire Durand a pris cet appel, au bout de 23 s."),
        (call("forwarded"), "Le bureau a pris cet appel, au bout de 23 s."),
        (
            call("unanswered", GREETED, HUNT, ("message", ""), rung=NOBODY_ANSWERED),
            "Appel perdu : Claire Durand n'a pas répondu (2 fois), Julie Martin était en ligne, "
            "et l'appelant n'a pas laissé de message.",
        ),
        (call("unanswered", GREETED, HUNT), "Appel perdu : personne n'était d'astreinte."),
        (call("unanswered", GREETED, HUNT, ON_CALL), "Appel perdu : aucun téléphone n'a pu sonner."),
        (
            call("unanswered", HUNT, ON_CALL, ("skipped", "durand")),
            "Appel perdu : Claire Durand avait déjà un autre appel.",
        ),
        (call("unanswered", HUNT, ("cap_reached", "")), "Appel perdu : le plafond des appels sortants était atteint."),
        (
            call("unanswered", ("unknown_number", "+33972000009")),
            "Appel perdu : la boîte a refusé l'appel, le numéro composé n'est celui d'aucune ligne.",
        ),
        (
            call("unanswered", ("no_codec", "")),
            "Appel perdu : la boîte a refusé l'appel, l'opérateur n'offrait aucun son qu'elle sait lire.",
        ),
        (call("unanswered", ("apart", "blocked")), "Appel perdu : numéro bloqué : une phrase, et c'est tout."),
        (call("fallback"), "Appel perdu : personne n'a été cherché."),
        (
            call("fallback", connected_at="2026-11-29T03:10:23.000Z"),
            "Le mode secours a mis l'appelant en relation, au bout de 23 s.",
        ),
        (call("fallback", message={"seconds": 8.0}), "Le mode secours a pris un message de l'appelant."),
        (call("abandoned"), "Appel perdu : l'appelant a raccroché au bout de 42 s."),
        (call("abandoned", GREETED), "Appel perdu : l'appelant a raccroché au bout de 42 s, pendant l'accueil."),
        (
            call("abandoned", HUNT, rung=(("martin", "busy"), ("durand", "cancelled"))),
            "Appel perdu : l'appelant a raccroché au bout de 42 s, pendant que le téléphone de Claire Durand sonnait ; "
            "Julie Martin était en ligne.",
        ),
        (
            call("message", HUNT, rung=(("durand", "no_answer"),)),
            "Claire Durand n'a pas répondu ; l'appelant a laissé un message.",
        ),
        (call("callback", HUNT), "Personne n'était d'astreinte ; un rappel a été promis à l'appelant."),
        (call("message"), "Personne n'a été cherché ; l'appelant a laissé un message."),
        (call("agents_menu"), ""),
    ],
)
def test_how_a_call_ended_is_one_plain_sentence(found: dict[str, Any], told: str) -> None:
    assert ending_told(found, company()) == told
