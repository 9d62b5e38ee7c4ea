"""Settings of before put in force again, through the same judging as any change; and the last change undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from peewee import Database

from appliance.checks import Finding
from appliance.company.faults import faults
from appliance.company.going_back import gone_back, lived
from appliance.company.incidents import incident_at
from appliance.company.model import Company
from appliance.company.references import broken
from appliance.door import settings
from appliance.door.judge import Judge
from appliance.door.refusing import Refused
from appliance.door.settings import Changed
from appliance.planning.moments import long_moment, near_text
from appliance.store.accounts.audit import REDONE, UNDONE
from appliance.store.company_file.differences import Difference, whole_differences
from appliance.store.database import reading
from appliance.store.errors import Overtaken
from appliance.store.settings.history import (
    Revision,
    content_of,
    digest_kept,
    left_since,
    revision_before,
    revision_numbered,
)
from appliance.store.settings.revisions import in_force

ALREADY = "Ce sont les réglages en vigueur : il n'y a rien à changer."
CHANGED_SINCE = "Quelqu'un a changé les réglages depuis : rien n'est annulé."
FIRST = "Ce sont les premiers réglages : il n'y a rien avant eux."


class ChangedSince(Refused):
    """The change to be undone is not the last one any more."""

    def __init__(self) -> None:
        super().__init__([CHANGED_SINCE])


@dataclass(frozen=True)
class Prospect:
    """What a return would do now. `told`: the differences; `remarks`: who comes and who stays; `errors` refuse it."""

    after: Company
    told: list[Difference]
    remarks: list[str]
    errors: list[str]
    found: list[Finding]

    @property
    def possible(self) -> bool:
        return bool(self.told) and not self.errors


def prospect(database: Database, live: Company, number: int, now: datetime) -> Prospect:
    """What going back to a revision would change from now (aware). Refused where it cannot be. StoreError."""
    with reading(database):
        in_force(database)
    then, left = _then(database, number), left_since(database, number)
    after = gone_back(live, then, left, lived(now))
    remarks = [*remarks_of(live, then, left), *told_still(live, then, now)]
    try:
        after = whole(after)
    except Refused as error:
        return Prospect(after, whole_differences(live, after), remarks, error.sentences, [])
    judge = Judge(now)
    errors = [str(one) for one in judge.look(live, after)]
    return Prospect(after, whole_differences(live, after), remarks, errors, judge.told)


def go_back(
    database: Database, revision: Revision, seen: int | None, *, by: str, now: datetime, at: datetime
) -> Changed:
    """Put the settings of a revision in force. `seen`: the one that they replace; Overtaken where another came.

    `now`, `at`: as for `settings.change`. Refused, StoreError: nothing is changed.
    """
    then, left, over = Then(database, revision.number), left_since(database, revision.number), lived(now)

    def back(live: Company) -> Company:
        return whole(gone_back(live, then.read(), left, over))

    act = f"Retour aux réglages du {long_moment(revision.at, then.read().timezone)}"
    made = settings.change(database, back, by=by, act=act, now=now, at=at, along=then.still, seen=seen)
    if made.before == made.after:
        raise Refused([ALREADY])
    return made


def undo(database: Database, number: int, *, by: str, now: datetime, at: datetime) -> Changed:
    """Take back the change that made this revision, while it is the one in force.

    ChangedSince, Refused, StoreError: nothing is changed.
    """
    undone, former = revision_numbered(database, number), revision_before(database, number)
    if undone is None:
        raise ChangedSince
    if former is None:
        raise Refused([FIRST])
    then, over = Then(database, former.number), lived(now, undone.at + (now - at))

    def back(live: Company) -> Company:
        company = then.read()
        return whole(gone_back(live, company, company.agents.keys() - live.agents.keys(), over))

    act = act_against(undone.act)
    try:
        return settings.change(database, back, by=by, act=act, now=now, at=at, along=then.still, seen=number)
    except Overtaken:
        raise ChangedSince from None


def act_against(act: str) -> str:
    """« Annulé : Ligne Urgence : modifiée »; of that itself, « Rétabli : … »."""
    if act.startswith(UNDONE):
        return f"{REDONE}{act.removeprefix(UNDONE)}"
    return f"{UNDONE}{act.removeprefix(REDONE)}"


def can_be_undone(before: Company, after: Company, now: datetime) -> bool:
    """Whether to undo the change just made would leave nothing of it: somebody who came or left does not go back."""
    return gone_back(after, before, before.agents.keys() - after.agents.keys(), lived(now, now)) == before


def whole(company: Company) -> Company:
    """The same company, where this release takes it. Refused, with every sentence."""
    told = [
        *(settings.sentence(ValueError(one)) for one in broken(company)),
        *(one.sentence for one in faults(company)),
    ]
    if told:
        raise Refused(list(dict.fromkeys(told)))
    return company


def remarks_of(live: Company, then: Company, left: frozenset[str]) -> Iterator[str]:
    """What of the people does not go back, a sentence each."""
    for key in [key for key in then.agents if key in left]:
        yield (
            f"{then.agents[key].name} n'est plus dans l'entreprise et n'y revient pas : "
            "ses places d'alors restent vides."
        )
    for key in [key for key in live.agents if key not in then.agents or key in left]:
        yield f"{live.agents[key].name}, qui n'y était pas encore, reste dans l'entreprise."
    both = [(live.agents[key], then.agents[key]) for key in then.agents if key in live.agents and key not in left]
    for now, before in both:
        if before.pin != now.pin:
            yield f"Le code de {now.name} reste celui d'aujourd'hui."
        if before.until != now.until:
            yield f"Le dernier jour de {now.name} dans l'entreprise reste celui d'aujourd'hui."
        if (before.told_of, before.told_by) != (now.told_of, now.told_by):
            yield f"Ce dont {now.name} est averti, et comment, reste comme aujourd'hui."
        if before.agreed_on != now.agreed_on:
            yield f"Le jour où {now.name} a accepté d'être d'astreinte reste celui d'aujourd'hui."
        if not before.phones and now.phones:
            yield f"Les téléphones de {now.name} restent ceux d'aujourd'hui : ceux d'alors ont été effacés."
    forced = any(key in then.lines and line.forced != then.lines[key].forced for key, line in live.lines.items())
    if forced:
        yield "Les périodes forcées à la main restent celles d'aujourd'hui."


def told_still(live: Company, then: Company, now: datetime) -> Iterator[str]:
    """What of the emergency announcements does not go back, a sentence a line that is in both. `now`: aware."""
    for line in [line for key, line in live.lines.items() if key in then.lines]:
        said, former = incident_at(line, now), incident_at(then.lines[line.id], now)
        if said == former:
            continue
        what = f"L'annonce d'urgence de la ligne {line.name}"
        if said is None:
            yield f"{what}, ôtée depuis, ne revient pas."
        else:
            end = f", jusqu'à {near_text(said.until, now, line.timezone)}" if said.until else ""
            yield f"{what} reste dite{end}."


@dataclass
class Then:
    """A revision to be gone back to, as it is kept: an erasure may take somebody out of it meanwhile."""

    database: Database
    number: int
    digest: str | None = None

    def read(self) -> Company:
        """What it says now. Refused where it cannot be gone back to, StoreError."""
        self.digest = digest_kept(self.database, self.number)  # first: what comes in between is seen by `still`
        return _then(self.database, self.number)

    def still(self) -> None:
        """Overtaken where it says something else than what was read last. StoreError."""
        if digest_kept(self.database, self.number) != self.digest:
            raise Overtaken


def _then(database: Database, number: int) -> Company:
    """What a revision said. Refused."""
    found = content_of(database, number)
    if found.company is None:
        raise Refused([f"{found.why} On ne peut pas y revenir."])
    return found.company
