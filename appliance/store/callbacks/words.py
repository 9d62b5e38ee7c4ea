"""Why a callback is tried no more, in French. Pure."""

from __future__ import annotations

from typing import assert_never

from appliance.store.callbacks.queue import Ending


def ending_text(ending: str) -> str:
    """After « : », or in a cell; one of a later release as it stands."""
    if ending not in set(Ending):
        return ending
    match Ending(ending):
        case Ending.KEPT:
            return "tenu"
        case Ending.ANSWERED:
            return "l'appelant a rappelé, et a eu quelqu'un"
        case Ending.RENEWED:
            return "demandé de nouveau par un appel suivant"
        case Ending.UNTAKEN:
            return "aucun intervenant ne l'a pris en huit heures"
        case Ending.UNREACHED:
            return "l'appelant n'a pas répondu, quatre fois"
        case Ending.REFUSED:
            return "son numéro ne peut plus être appelé"
        case Ending.NO_LINE:
            return "la ligne ou son équipe n'existe plus"
        case Ending.CLOSED:
            return "clos à la main"
        case Ending.TOLD:
            return "l'appelant a entendu que l'incident est terminé"
        case _ as other:
            assert_never(other)
