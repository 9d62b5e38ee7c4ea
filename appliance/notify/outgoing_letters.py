"""What is told of the caps of what goes out: half spent, or reached; to the machine's addresses and the lines' own."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from appliance.company.model import Company
from appliance.notify.mail import MailChannel
from appliance.notify.message import Message, one_line
from appliance.notify.sms import SmsChannel
from appliance.notify.told_people import everybody
from appliance.outgoing import Level, Mark, Window
from appliance.store.outbox.queue import MAIL, SMS, NewDelivery

RENDERED = {MAIL: MailChannel.rendered, SMS: SmsChannel.rendered}
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
    text = "\n\n".join((f"{said} Machine : {one_line(box)}.", what, LOOK.format(name=mark.name), company.name)) + "\n"
    found = []
    told = [one for line in company.lines.values() for one in line.tell]
    for person in everybody(company, [*named, *told]):
        for way, address in person.ways:
            name = hashlib.sha256(f"{alarm_key(mark, now)} {way} {address}".encode()).hexdigest()[:32]
            message = Message(f"caps-{name}", person.name, subject, said, text, now, brief=said)
            found.append(replace(RENDERED[way](message, address), kind=KIND))
    return found
