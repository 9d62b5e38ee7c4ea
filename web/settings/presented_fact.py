"""Which number agents are shown, and what their mobiles made of a caller's: where one decides which to present."""

from __future__ import annotations

from collections.abc import Iterable

from appliance.config import Trunk
from appliance.store.phone_tests.operators import OPERATORS, SEEN, Presentations
from web.frame.words import moment_in_paris
from web.settings.machine_facts import MachineFact

WHOSE = {"line": "celui de la ligne", "caller": "celui de l'appelant"}
UNTRIED = "Aucun mobile n'a encore été essayé avec le numéro d'un appelant : Intervenants, Téléphones."


def presented_fact(trunks: Iterable[Trunk], found: Iterable[Presentations]) -> MachineFact:
    """Trials by a trunk that is no more are told as well: its operator may come back."""
    now = [f"Par {one.name}, {WHOSE[one.presented_number]}." for one in trunks]
    tried = [presented_words(one) for one in found] or [UNTRIED]
    lines = 'presented_number = "line"   # ou "caller", dans [[trunks]]'
    return MachineFact("Numéro présenté aux intervenants", (*now, *tried), lines, "astreinte_trunks")


def presented_words(one: Presentations) -> str:
    """« Essais par ovh vers Orange : montré 2 fois, masqué ou remplacé 1 fois ; le dernier, montré, le… »."""
    whose = OPERATORS.get(one.operator, one.operator) or "un mobile dont l'opérateur n'est pas dit"
    counts = ", ".join(f"{SEEN[seen]} {many} fois" for seen, many in one.counts.items())
    last = f"le dernier, {moment_in_paris(one.at)} : {SEEN[one.last]}"
    return f"Essais du numéro d'un appelant par {one.trunk} vers {whose} : {counts} ; {last}."
