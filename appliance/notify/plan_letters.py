"""What tells an agent that their planning has changed: which hours they gain, which they lose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from appliance.company.model import Agent, Company, Team
from appliance.notify.message import Message, one_line
from appliance.notify.plan_differences import Window
from appliance.notify.words import shift_text
from appliance.planning.moments import long_end, long_start
from appliance.planning.publication import Change, PlannedShift

MOST_TOLD = 12  # changes in one mail; the others are on the page
SUBJECT = "Votre planning d'astreinte a changé"


@dataclass(frozen=True)
class PlanLetter:
    """`teams`: by identifier, those that were taken away too. `public_url`: where the pages are found, if anywhere."""

    company: Company
    teams: Mapping[str, Team]
    window: Window
    public_url: str | None = None

    def message(self, agent: Agent, changes: Sequence[Change], key: str, made_at: datetime) -> Message:
        """What one agent is told, at least one change. `key` names it."""
        return Message(
            key=key,
            to=agent.name,
            subject=SUBJECT,
            about=f"planning changé, {one_line(agent.name)}",
            text=self._text(agent, changes),
            made_at=made_at,
            brief=self._brief(changes),
        )

    def _text(self, agent: Agent, changes: Sequence[Change]) -> str:
        lines = [f"- {self.words(change)}" for change in changes[:MOST_TOLD]]
        if rest := len(changes) - MOST_TOLD:
            lines += [f"- et {others(rest)}, sur votre page"] if rest > 0 else []
        parts = [f"Bonjour {one_line(agent.name)},", "Votre planning d'astreinte a changé :\n" + "\n".join(lines)]
        parts += [f"Toutes vos astreintes :\n{self.public_url}/moi"] if self.public_url else []
        return "\n\n".join([*parts, one_line(self.company.name)]) + "\n"

    def _brief(self, changes: Sequence[Change]) -> str:
        rest = f", et {others(len(changes) - 1)}" if len(changes) > 1 else ""
        link = f" {self.public_url}/moi" if self.public_url else ""
        return f"Votre astreinte change. {self.words(changes[0])}{rest}.{link}"

    def words(self, change: Change) -> str:
        """« Ajouté : du vendredi 4 décembre 2026 à 18 h au lundi 7 … »."""
        if change.before is None:
            return f"Ajouté : {self._shift(change.shown)}"
        if change.after is None:
            return f"Retiré : {self._shift(change.shown)}"
        return f"Déplacé : {self._shift(change.after.shift)} ; c'était {self._shift(change.before.shift)}"

    def _shift(self, shift: PlannedShift) -> str:
        team = self.teams[shift.team]
        zone, name = team.plan.timezone, one_line(team.name)
        began, endless = shift.start <= self.window.start, shift.end >= self.window.end
        if not began and not endless:
            return shift_text(shift.start, shift.end, zone, shift.level, name)
        since = "" if began else f"à partir du {long_start(shift.start, zone)}, "
        until = "sans fin prévue" if endless else f"jusqu'au {long_end(shift.end, zone)}"
        return f"{since}{until}, niveau {shift.level} ({name})"


def others(number: int) -> str:
    return f"{number} autre{'s' * (number > 1)} changement{'s' * (number > 1)}"
