"""What is told of a box that is silent: since when, and what became of the calls that it left open."""

from __future__ import annotations

from datetime import datetime

from appliance.notify.alarms import Alarm
from appliance.notify.message import one_line
from appliance.planning.moments import long_moment

KIND = "boxes"
NOT_LOST = (
    "Les autres machines prennent les appels. Le son d'un message qu'elle aurait pris dans ses dernières secondes est "
    "sur son disque : il sera là quand elle reviendra."
)
LOOK = (
    "Regardez si elle est allumée et reliée au réseau, et si elle atteint la base de données. Retirée pour de bon ? "
    "« astreinte boxes forget {name} »."
)


def silent_box(name: str, seen: datetime, calls: int, zone: str) -> Alarm:
    """`seen`: when it gave its last sign of life, aware; `calls`: left open by it, and closed for it."""
    said = f"La machine {one_line(name)} ne donne plus signe de vie depuis {long_moment(seen, zone)}."
    told = (said, closed(calls), NOT_LOST, LOOK.format(name=one_line(name)))
    return Alarm(KIND, f"boxes-{name}-{seen:%Y-%m-%dT%H:%M:%S}", f"Machine {one_line(name)} silencieuse", said, told)


def closed(calls: int) -> str:
    """« Deux appels… » would be said aloud; a mail has figures."""
    if not calls:
        return "Elle n'avait aucun appel en cours."
    if calls == 1:
        return "L'appel qu'elle avait en cours est clos dans le journal ; sa vraie fin y sera si elle revient."
    return (
        f"Les {calls} appels qu'elle avait en cours sont clos dans le journal ; leur vraie fin y sera si elle revient."
    )
