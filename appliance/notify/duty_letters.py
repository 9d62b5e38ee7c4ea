"""What is told of a duty that nobody has confirmed by telephone: to who comes next, and to whoever the lines name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from appliance.calls.duty_starts import backup_of
from appliance.company.model import Company
from appliance.company.names import agent_name
from appliance.company.own_lines import lines_calling
from appliance.notify.message import one_line
from appliance.notify.told_once import Words, told_once
from appliance.notify.told_people import everybody
from appliance.notify.words import moment_text
from appliance.planning.moments import clock_text, near_text
from appliance.planning.wall_clock import wall_clock
from appliance.store.asks.queue import Ask, Ending
from appliance.store.asks.words import NEVER_FREE, reasons, tried_words
from appliance.store.outbox.queue import NewDelivery

KIND = "duty_call"


def duty_not_taken(
    company: Company, ask: Ask, ending: Ending, now: datetime, made_at: datetime, public_url: str | None
) -> list[NewDelivery]:
    """One for each person and way. `now`: on the company's clock; `made_at` (UTC): on the machine's."""
    teams = [name for name in ask.topic.split() if name in company.teams]
    backups = [found for team in teams if (found := backup_of(company, team, ask.agent_id, ask.at))]
    backups = list(dict.fromkeys(backups))
    responsible = [*(who for line in lines_calling(company, teams) for who in line.tell), *company.responsible]
    letter = _Letter(company, ask, ending, teams, backups)
    words = Words(f"{ask.id} {ending}", KIND, letter.subject, letter.text(public_url), letter.brief(now))
    return told_once(everybody(company, [*backups, *responsible]), words, made_at)


class _Letter:
    """One duty that nobody has confirmed, in words."""

    def __init__(self, company: Company, ask: Ask, ending: Ending, teams: list[str], backups: list[str]) -> None:
        self._company, self._ask = company, ask
        self._name = one_line(agent_name(company, ask.agent_id))
        self._teams = ", ".join(one_line(company.teams[team].name) for team in teams)
        self._zone = company.teams[teams[0]].plan.timezone if teams else company.timezone
        self._backups = ", ".join(one_line(agent_name(company, one)) for one in backups)
        self._refused = ending is Ending.REFUSED

    @property
    def subject(self) -> str:
        return f"Prise d'astreinte {'refusée' if self._refused else 'non confirmée'} : {self._name}"

    def text(self, public_url: str | None) -> str:
        begins = moment_text(self._ask.at, self._zone)
        what = "a dit au téléphone ne pas pouvoir la prendre" if self._refused else "ne l'a pas confirmée"
        unchanged = f"Le planning n'est pas changé : c'est toujours {self._name} que la ligne appelle."
        parts = [f"{self._name} est d'astreinte à partir du {begins} ({self._teams}), et {what}."]
        parts.append("Chaque appel :\n" + "\n".join(f"- {one}" for one in self._tries()))
        parts.append(f"{unchanged} {self._then()}")
        parts += [f"Pour un remplacement :\n{public_url}/planning"] if public_url else []
        return "\n\n".join([*parts, one_line(self._company.name)]) + "\n"

    def brief(self, now: datetime) -> str:
        begins = near_text(self._ask.at, now, self._zone)
        why = "" if self._refused else f" : {reasons(self._ask)}"
        return f"{self.subject} ({self._teams}, {begins}){why}. {self._then()}"

    def _then(self) -> str:
        if not self._backups:
            return "Personne d'autre n'est d'astreinte."
        return f"Ensuite dans l'ordre d'appel : {self._backups}."

    def _tries(self) -> Iterator[str]:
        for one in self._ask.tried:
            refused = self._refused and one is self._ask.tried[-1]
            said = "a tapé 2, ne peut pas" if refused else tried_words(one)
            yield f"{clock_text(wall_clock(one.at, self._zone))} : {said}"
        if not self._ask.tried:
            yield NEVER_FREE
