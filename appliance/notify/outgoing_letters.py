"""What is told of the caps of what goes out: half spent, or reached; to the machine's addresses and the lines' own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from appliance.company.model import Company
from appliance.notify.alarms import Alarm, to_responsible
from appliance.notify.message import one_line
from appliance.outgoing import Level, Mark, Window
from appliance.store.outbox.queue import NewDelivery

KIND = "caps"
UNITS = {"legs": "appels sortants", "minutes": "minutes sortantes"}
WINDOWS = {
    Window.CALL: "d'un même appel",
    Window.HOUR: "de la dernière heure",
    Window.DAY: "des dernières 24 heures",
    Window.MONTH: "des 31 derniers jours",
}
GOES_ON = (
    "Un appel reçu est toujours pris : l'appelant entend l'annonce, laisse un message, et vous en êtes prévenus. "
    "Mais plus aucun téléphone n'est appelé, ni intervenant, ni bureau, ni essai, tant que le compte ne redescend pas."
)
HALF_WAY = "Rien n'est arrêté. Au plafond, plus aucun téléphone n'est appelé : il reste l'annonce et le message."
LOOK = (
    "Regardez les appels du jour : une fraude, une boucle ou un jour hors du commun ? Le plafond est dans le fichier "
    "de la machine, [caps] {name} ; une page ne peut pas le relever."
)


def alarm_key(mark: Mark, now: datetime, level: Level | None = None) -> str:
    """By what one alarm is known: told once a day, once a month for a month's."""
    period = f"{now:%Y-%m}" if mark.window is Window.MONTH else f"{now:%Y-%m-%d}"
    return f"caps-{mark.name}-{(level or mark.level).name}-{period}"


def spent_words(mark: Mark) -> str:
    """« 1 500 des 3 000 appels sortants de la dernière heure »."""
    return f"{grouped(mark.spent)} sur {grouped(mark.cap)} {UNITS[mark.unit]}, {WINDOWS[mark.window]}"


def grouped(number: float) -> str:
    """« 15 000 »."""
    return f"{int(number):,}".replace(",", "\u202f")


def alarms(company: Company, named: Sequence[str], mark: Mark, box: str, now: datetime) -> list[NewDelivery]:
    """One for each person and way. `now`: UTC."""
    reached = mark.level is Level.REACHED
    subject = "Plafond des appels sortants atteint" if reached else "La moitié d'un plafond des appels sortants"
    said = f"{subject} : {spent_words(mark)}."
    what = GOES_ON if reached else HALF_WAY
    told = (f"{said} Machine : {one_line(box)}.", what, LOOK.format(name=mark.name))
    return to_responsible(company, named, Alarm(KIND, alarm_key(mark, now), subject, said, told), now)
