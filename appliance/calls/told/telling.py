"""What one language says to agents, beside its sentences: a module for each implements it. Pure.

The lines quoted are those of French. `now`: an aware moment, read on the clock of the team or of the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from appliance.calls.agents_desk import LeftCallback, LeftMessage, Problem, TakenCall, WorkTold
from appliance.calls.watch import Place
from appliance.company.model import Agent, Company, Line, Team


class Telling(Protocol):
    """Each sentence is for one agent, who hears it whole."""

    @property
    def CLOSING(self) -> str: ...

    @property
    def CLOSING_CALLBACK(self) -> str: ...

    @property
    def DELETING(self) -> str: ...

    @property
    def HAND_OVER_REFUSED(self) -> str: ...

    @property
    def WAIT(self) -> str: ...

    @property
    def WHOLE_LINE(self) -> str: ...

    @property
    def ITS_CALLS(self) -> str: ...

    def who_is_on_call(self, company: Company, team: Team, places: Sequence[Place], now: datetime) -> str:
        """« Équipe Dépannage. Claire Durand, jusqu'à lundi 8 heures. Puis Hugo Petit. »."""

    def problem(self, found: Problem) -> str:
        """Why what they asked for is not done; what the house refuses, in its own words."""

    def team_choice(self, team: Team) -> str:
        """A team among several, after « Pour »."""

    def line_choice(self, line: Line) -> str:
        """A line among several."""

    def key_choice(self, keys: str) -> str:
        """The instructions of a choice of callers, by the keys that lead to it."""

    def choices(self, names: Sequence[str]) -> str:
        """« Pour Claire Durand, tapez 1. Pour Hugo Petit, tapez 2. »."""

    def taking(self, company: Company, team: Team, replaced: str | None, until: datetime, now: datetime) -> str:
        """What is to be confirmed by who takes the watch."""

    def pausing(self, team: Team, minutes: int) -> str:
        """What is to be confirmed by who wants a pause."""

    def left_message(
        self, message: LeftMessage, place: int, number: int, now: datetime, timezone: str, elsewhere: bool
    ) -> str:
        """« Message 1 sur 3, laissé hier à 3 heures 12, du 06, 12, 34, 56. ». `elsewhere`: its line is to be said."""

    def left_callback(
        self, one: LeftCallback, place: int, number: int, now: datetime, timezone: str, elsewhere: bool
    ) -> str:
        """« Rappel 1 sur 2, demandé hier à 3 heures 12, au 06, 12, 34, 56, 78, client Hôtel Bellevue. »."""

    def taken_call(self, one: TakenCall, place: int, number: int, now: datetime, timezone: str, elsewhere: bool) -> str:
        """« Appel 1 sur 2, reçu hier à 3 heures 12, du 06, 12, 34, 56, client Hôtel Bellevue, commande 4, 0. »."""

    def work_told(self, told: WorkTold) -> str:
        """« Intervention close. Travail après l'appel : 45 minutes. Trajet : 1 heure. », to be confirmed."""

    def incident_told(self, line: Line, until: datetime | None, now: datetime) -> str:
        """What all callers of a line hear now, and until when."""

    def announcing(self, line: Line, until: datetime | None, now: datetime) -> str:
        """What is to be confirmed by who puts an emergency announcement."""

    def taking_back(self, line: Line) -> str:
        """What is to be confirmed by who takes it back."""

    def past_moment(self, moment: datetime, now: datetime, timezone: str) -> str:
        """« hier à 3 heures 12 », « lundi 23 novembre à 1 heure »."""

    def asking(self, agent: Agent, team: Team, until: datetime, now: datetime) -> str:
        """What a colleague hears who is asked to take the watch."""

    def duty_question(self, line: str, at: datetime, now: datetime, timezone: str) -> str:
        """« Astreinte, Ascenseurs Vidal. Vous prenez l'astreinte ce soir à 18 heures. Tapez 1 pour confirmer… »."""

    def safety_question(self, line: str) -> str:
        """What the agent hears each time."""

    def silence_told(self, line: str, agent: str, began: datetime, now: datetime, timezone: str) -> str:
        """What is heard by who is to take charge of it."""

    def outing_begun(self, minutes: int) -> str:
        """The last word to an agent who leaves."""

    def to_who_leaves(self, line: str, other: str, at: datetime, now: datetime, timezone: str) -> str:
        """« Astreinte, Ascenseurs Vidal. Passage de relais. Vous passez l'astreinte à Hugo Petit… »."""

    def to_who_comes(self, line: str, other: str, at: datetime, now: datetime, timezone: str) -> str:
        """« Astreinte, Ascenseurs Vidal. Passage de relais. Claire Durand vous passe l'astreinte… »."""

    def what_is_open(self, messages: int, callbacks: int) -> str:
        """« 2 messages ouverts, 1 rappel promis. Une touche passe à la suite. »."""

    def other_missing(self, other: str, *, refused: bool) -> str:
        """The last word to who is alone."""
