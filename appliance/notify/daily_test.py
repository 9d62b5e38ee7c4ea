"""What the daily test tells: who is on call tonight, or what is wrong and what to do; to who is responsible."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from appliance.calls.tonight import Night, Watch
from appliance.company.model import Company
from appliance.company.names import line_words
from appliance.folding import listed
from appliance.notify.mail import MailChannel
from appliance.notify.message import Message, one_line
from appliance.notify.sms import SmsChannel
from appliance.notify.told_people import Person
from appliance.notify.words import moment_text
from appliance.planning.moments import near_text
from appliance.planning.wall_clock import wall_clock
from appliance.store.outbox.queue import MAIL, SMS, NewDelivery

RENDERED = {MAIL: MailChannel.rendered, SMS: SmsChannel.rendered}
KIND = "daily_test"
NOON = 12
IN_A_SUBJECT = 2  # lines named with their people
NOBODY = "personne"


class Texts(Protocol):
    """What one person may see of a company's numbers (`appliance.disclosure`)."""

    def text(self, sentence: str) -> str: ...


SightOf = Callable[[Company, str | None], Texts]


@dataclass(frozen=True)
class Point:
    """What is not as it should. `serious`: callers may find nobody. `said`, `remedy`: sentences, in French."""

    said: str
    remedy: str
    serious: bool


@dataclass(frozen=True)
class DailyReport:
    """What a test found. `day`: its name, once a day. `at` (UTC): on the company's clock. `fine`: what went well."""

    day: str
    at: datetime
    box: str
    nights: Sequence[Night]
    points: Sequence[Point]
    fine: Sequence[str]

    @property
    def ready(self) -> bool:
        return not any(point.serious for point in self.points)


def daily_letters(
    company: Company, report: DailyReport, people: Sequence[Person], sight_of: SightOf, url: str | None, now: datetime
) -> list[NewDelivery]:
    """One for each person and way, as each may see it. `url`: where the pages are; `now` (UTC): the machine's clock."""
    found = []
    for person in people:
        sight = sight_of(company, person.agent)
        subject, text = sight.text(subject_of(company, report)), sight.text(text_of(company, report, url))
        brief = sight.text(brief_of(company, report))
        for way, address in person.ways:
            name = hashlib.sha256(f"{KIND} {report.day} {way} {address}".encode()).hexdigest()[:32]
            hello = f"Bonjour {one_line(person.name)},\n\n" if person.agent else ""
            message = Message(
                f"daily-test-{name}", person.name, subject, "essai du jour", hello + text, now, brief=brief
            )
            found.append(replace(RENDERED[way](message, address), kind=KIND))
    return found


def subject_of(company: Company, report: DailyReport) -> str:
    """« Astreinte prête ce soir : Durand, puis Martin », « Astreinte pas prête ce soir : 2 points à régler »."""
    when = "ce soir" if wall_clock(report.at, company.timezone).hour >= NOON else "aujourd'hui"
    if not report.ready:
        serious = sum(point.serious for point in report.points)
        return f"Astreinte pas prête {when} : {counted(serious, 'point')} à régler"
    beside = f" ({counted(len(report.points), 'point')} à voir)" if report.points else ""
    return f"Astreinte prête {when}{_who(report.nights)}{beside}"


def text_of(company: Company, report: DailyReport, url: str | None) -> str:
    """The whole of it."""
    lines = [f"- {_night_words(night, report.at)}" for night in report.nights]
    pressing = [_point_words(point) for point in report.points if point.serious]
    others = [_point_words(point) for point in report.points if not point.serious]
    parts = [
        "\n".join(["À régler avant la nuit :", *pressing]) if pressing else "",
        "\n".join(["D'astreinte :", *lines]) if lines else "Aucune ligne n'appelle personne cette nuit.",
        "\n".join(["À voir, sans urgence :", *others]) if others else "",
        f"Essai du {moment_text(report.at, company.timezone)}, machine {one_line(report.box)} :",
        "\n".join(f"- {said}" for said in report.fine),
        f"La santé de la machine, à tout moment :\n{url}/sante" if url else "",
        one_line(company.name),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def brief_of(company: Company, report: DailyReport) -> str:
    """In a few words: what presses first."""
    pressing = [point.said for point in report.points if point.serious]
    return " ".join([f"{subject_of(company, report)}.", *pressing])


def people_words(watch: Watch) -> str:
    """« Claire Durand et Hugo Petit, puis Julie Martin »: level by level."""
    levels: dict[int, list[str]] = {}
    for name, level in watch.people:
        levels.setdefault(level, []).append(one_line(name))
    return ", puis ".join(listed(levels[level]) for level in sorted(levels)) or NOBODY


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number > 1 else ''}"


def _who(nights: Sequence[Night]) -> str:
    """Who is on call, if a subject holds it: by line, unless all have the same people."""
    told = [(one_line(night.line.name), people_words(night.watches[0])) for night in nights]
    if len({people for _, people in told}) == 1:
        return f" : {told[0][1]}"
    if len(told) > IN_A_SUBJECT:
        return f" : {len(told)} lignes"
    return " : " + " ; ".join(f"{line}, {people}" for line, people in told) if told else ""


def _night_words(night: Night, now: datetime) -> str:
    """« Ligne Urgence : dès 18 h, Durand, puis Martin ; dès 22 h, Petit »."""
    zone = night.line.timezone
    watches = (f"dès {near_text(one.start, now, zone)}, {_by_team(one)}" for one in night.watches)
    return f"{one_line(line_words(night.line.name))} : {' ; '.join(watches)}"


def _by_team(watch: Watch) -> str:
    """The people of each team, by its name where a menu leads to several."""
    if len(watch.teams) == 1:
        return people_words(watch)
    some = (f"{one_line(team.team.name)}, {people_words(Watch(watch.start, (team,)))}" for team in watch.teams)
    return " / ".join(some)


def _point_words(point: Point) -> str:
    return f"- {point.said} {point.remedy}".rstrip()
