"""What is wrong, the worst first: what it costs, who mends it, and what the people of the machine need to know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from appliance.checks import Finding
from appliance.checks.remedies import remedy_of
from appliance.company.model import Company
from web.calls.decisions import grouped, matter_of
from web.calls.matter import Harm
from web.health.seen_words import CALL_IT, words_of

MACHINE = "Service informatique"
OF_THE_SETTINGS = "company"  # the probe that the findings tell in full
SEEN_HERE = ("web", OF_THE_SETTINGS)  # probes that this page answers by being read
COSTS = {
    "gap": "L'appelant ne joindrait que le dernier recours, ou laisserait un message.",
    "first_level_gap": "L'appel irait droit au niveau suivant.",
    "swap_pending": "Sans réponse, l'échange n'a pas lieu : chacun garde sa place.",
    "prompt": "L'appelant n'entendrait pas cette phrase.",
    "unmailable": "Cette personne ne recevra aucun courriel.",
    "departed": "Le planning compte sur quelqu'un qui ne sera plus là.",
    "menu_key_said": "L'appelant qui tape cette touche entendrait qu'elle ne mène à rien.",
    "slow_line": "L'objectif d'attente ne peut pas être tenu.",
}
COST_OF = {
    Harm.NOTHING_WORKS: "Aucun appel ne serait pris.",
    Harm.CALLS_LOST: "Un appelant ne joindrait personne.",
    Harm.CALLS_LATE: "Un appelant attendrait plus longtemps.",
}


@dataclass(frozen=True)
class Trouble:
    """One line. `who` mends it, at `link` where it is mended here. `todo`: what to do; `technical`: for the machine."""

    harm: Harm
    words: str
    cost: str
    who: str
    todo: tuple[str, ...] = ()
    technical: tuple[str, ...] = ()
    link: str | None = None

    @property
    def grave(self) -> bool:
        """Whether a caller may be lost."""
        return self.harm <= Harm.CALLS_LOST


def of_the_machine(probes: Iterable[dict[str, Any]]) -> Iterator[Trouble]:
    """Each probe that is bad. What it said, and the commands, are for the people of the machine."""
    for one in probes:
        if one["healthy"] or one["name"] in SEEN_HERE:
            continue
        told = words_of(one["name"], one["sentence"])
        harm = Harm.NOTHING_WORKS if one["serious"] else told.harm
        technical = (one["sentence"], remedy_of(one["name"]))
        yield Trouble(harm, told.bad, told.cost, MACHINE, (told.todo,), technical)


def monitoring_is_silent(since: str) -> Trouble:
    """Nobody looks any more. `since`: a moment in words."""
    commands = "Sur la machine : « systemctl status astreinte-health.timer », puis « astreinte health »."
    cost = "Une panne ne serait ni vue, ni dite à personne."
    return Trouble(Harm.CALLS_LATE, f"La surveillance s'est tue depuis {since}", cost, MACHINE, (CALL_IT,), (commands,))


def site_is_in_french(why: str) -> Trouble:
    """The machine's file names another language, which the site cannot speak."""
    commands = "Installez sa traduction, ou changez « language » de [web], puis « systemctl restart astreinte-web »."
    cost = "Qui ne lit pas le français ne lit pas ces pages."
    return Trouble(Harm.WORTH_A_LOOK, "Le site est en français", cost, MACHINE, (CALL_IT,), (why, commands))


def database_is_full(said: str) -> Trouble:
    """The database takes nothing."""
    known = words_of("database_writes", said)
    return Trouble(Harm.NOTHING_WORKS, known.bad, known.cost, MACHINE, (CALL_IT,), (said,))


def of_the_settings(company: Company, found: Iterable[Finding], now: datetime, *, manages: bool) -> Iterator[Trouble]:
    """What the settings and the planning would lose in the next days. `manages`: whether the reader may change them."""
    for some in grouped(found):
        matter = matter_of(company, some, now)
        words = f"{matter.words}, {matter.since}" if matter.since else matter.words
        cost = COSTS.get(some[0].code, COST_OF.get(matter.harm, ""))
        if some[0].code == "prompt":  # the voice speaks on the machine
            yield Trouble(matter.harm, words, cost, MACHINE, (CALL_IT,), matter.details or (str(some[0]),))
        else:
            who = matter.button if manages else "Un responsable"
            yield Trouble(matter.harm, words, cost, who, matter.details, (), matter.link if manages else None)


def verdict(troubles: list[Trouble]) -> tuple[str, str]:
    """The page in one sentence, and its colour."""
    grave = sum(one.grave for one in troubles)
    if grave:
        points = f"{grave} points à régler d'abord" if grave > 1 else "un point à régler d'abord"
        return "bad", f"Des appels peuvent être perdus : {points}."
    if troubles:
        points = f"{len(troubles)} points à regarder" if len(troubles) > 1 else "un point à regarder"
        return "warm", f"Les appels sont pris ; {points}."
    return "good", "Tout va bien : le prochain appel trouverait quelqu'un."
