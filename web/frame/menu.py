"""The menu of the site: four groups, what each role finds in them, and which entry one is at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_login import current_user

from appliance.store.accounts.accounts import Account, Role
from web.frame.gate import ADMINISTRATORS, ALL, MANAGERS, READERS, account

AGENTS = frozenset({Role.AGENT})


@dataclass(frozen=True)
class Entry:
    """A page of the menu. `rooms`: blueprints or endpoints that it stands for. `own`: for whoever is an agent."""

    endpoint: str
    words: str
    rooms: tuple[str, ...]
    roles: frozenset[Role] = READERS
    own: bool = False

    def is_for(self, who: Account) -> bool:
        """Whether this account may open it."""
        return who.role in self.roles and (not self.own or who.agent is not None)

    def holds(self, endpoint: str) -> int:
        """How closely this page stands for an endpoint: 2 as itself, 1 as a page of its room, 0 not at all."""
        if endpoint == self.endpoint or endpoint in self.rooms:
            return 2
        return int(endpoint.partition(".")[0] in self.rooms)


@dataclass(frozen=True)
class Group:
    """Pages that go together."""

    name: str
    entries: tuple[Entry, ...]


MY_STATEMENT = ("interventions.mine", "interventions.my_new")
PAST = ("accounts.audit", "settings.past", "settings.past_one", "settings.go_back_to")
GROUPS = (
    Group(
        "Exploitation",
        (
            Entry("dashboard.page", "Tableau de bord", ("dashboard", "first_start", "first_telling")),
            Entry("journal.page", "Appels", ("journal", "taking", "words", "talks", "done")),
            Entry("journal.mine", "Appels de mes lignes", ("journal", "words", "talks", "done"), AGENTS, own=True),
            Entry("messages.page", "Messages", ("messages",)),
            Entry("messages.page", "Mes messages", ("messages",), AGENTS),
            Entry("statistics.page", "Statistiques", ("statistics",)),
            Entry("what_if.page", "Et si on appelait\u202f?", ("what_if",)),
            Entry("health_page.page", "Santé", ("health_page",)),
        ),
    ),
    Group(
        "Planning",
        (
            Entry("mine.shifts", "Mes astreintes", ("mine", "answering", "coming_back", "ring_backs"), ALL, own=True),
            Entry("planning.page", "Planning", ("planning", "rotation")),
            Entry("publishing.page", "Publications", ("publishing",)),
            Entry("statements.page", "Relevés", ("statements", "interventions")),
            Entry("statements.mine", "Mon relevé", MY_STATEMENT, ALL, own=True),
        ),
    ),
    Group(
        "Entreprise",
        (
            Entry("lines.page", "Lignes", ("lines",)),
            Entry("sentences.page", "Annonces", ("sentences", "wording", "languages", "written_languages")),
            Entry("people.page", "Intervenants", ("people", "phone_tests", "presented")),
            Entry("settings.customers", "Clients", ("settings.customers",), MANAGERS),
            Entry("settings.page", "Réglages", ("settings", "tokens", "api_guide")),
            Entry("accounts.page", "Comptes", ("accounts",), ADMINISTRATORS),
            Entry("accounts.audit", "Historique", PAST, MANAGERS),
        ),
    ),
    Group("Mon compte", (Entry("my_account.page", "Mon compte", ("my_account",), ALL),)),
)


def menu_of(who: Account) -> list[Group]:
    """What this account may open, group by group; no group is empty."""
    found = [Group(group.name, tuple(one for one in group.entries if one.is_for(who))) for group in GROUPS]
    return [group for group in found if group.entries]


def entry_at(groups: Iterable[Group], endpoint: str | None) -> Entry | None:
    """The one entry to mark at an endpoint; None on a page that is nobody's room, such as an error."""
    entries = [entry for group in groups for entry in group.entries]
    closest = max(entries, key=lambda entry: entry.holds(endpoint or ""), default=None)
    return closest if closest is not None and closest.holds(endpoint or "") else None


def menu_here() -> dict[str, Any]:
    """What the page of this request is given to draw its menu; nothing before somebody is signed in."""
    if not current_user.is_authenticated:
        return {}
    groups = menu_of(account())
    return {"site_menu": groups, "menu_entry": entry_at(groups, request.endpoint)}
