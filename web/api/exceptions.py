"""Replacements of a team and absences of everybody: listed, put in, taken out, with the checks of the pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Annotated

from msgspec import Meta, field

from appliance.company.model import Company
from appliance.company.names import agent_name
from appliance.door.exception_words import left_behind
from appliance.door.exceptions import LEAVE, absent, not_replacing, present_again, replacing
from appliance.planning.digests import digest
from appliance.planning.team_plan import Absence, Override
from web.api.changing import change, check_seen
from web.api.company import agent_of, company_of, read_of, team_of
from web.api.fields import Asked, Day, Instant, Key, Moment, Reason, Sure, Text, Told, Warned
from web.api.gate import sight
from web.api.operation import Answer, Group, Match, Right
from web.api.problems import Refusal
from web.frame.site import Site, current_site

GONE = "Il n'y a rien de tel, ou c'est déjà ôté."


class NewOverride(Asked, rename={"start": "from", "end": "to"}):
    """Un remplacement : `removes` et `adds` ensemble ; un ajout ou un retrait : l'un des deux. `to` est exclu."""

    start: Moment
    end: Moment
    removes: Key | None = None
    adds: Key | None = None
    confirm: Sure = field(default_factory=list)


class Confirmed(Asked):
    """La réponse à ce qui a été demandé, s'il y a lieu : « past »."""

    confirm: Text = ""


class OverrideTold(Told, rename={"start": "from", "end": "to"}):
    """Une exception du planning, fin exclue. `warnings` : ce qui est à voir, une fois qu'elle est écrite."""

    id: str
    start: Instant
    end: Instant
    removes: str | None
    adds: str | None
    warnings: list[str] = field(default_factory=list)


class Overrides(Told):
    """Les remplacements d'une équipe."""

    team: str
    overrides: list[OverrideTold]


class NewAbsence(Asked, rename={"first": "from", "last": "to"}):
    """Jours locaux, les deux compris. `replaced_by` : qui prend la place, par équipe ; `-` : personne."""

    agent: Key
    first: Day
    last: Day
    reason: Reason = ""
    replaced_by: Annotated[dict[Key, Key], Meta(max_length=100)] = field(default_factory=dict)
    confirm: Sure = field(default_factory=list)


class AbsenceTold(Told, rename={"first": "from", "last": "to"}):
    """Une absence, jours compris. `warnings` : ce qui est à voir, une fois qu'elle est notée."""

    id: str
    agent: str
    name: str
    first: date
    last: date
    reason: str
    warnings: list[str] = field(default_factory=list)


class Absences(Told):
    """Les absences de toute l'entreprise."""

    absences: list[AbsenceTold]


override_operations = Group("Remplacements")  # `/teams/<team>/overrides`


@override_operations.add(
    "GET",
    "/teams/<team>/overrides",
    Right.READ,
    "Les remplacements",
    answer=Overrides,
    etag=True,
    errors=(404, 409),
)
def list_overrides(team: str) -> Answer:
    """Passés et à venir, dans l'ordre où ils ont été écrits : le dernier l'emporte."""
    company, version = read_of(current_site())
    overrides = [told(one) for one in team_of(company, team).plan.overrides]
    return Answer(Overrides(team=team, overrides=overrides), version)


@override_operations.add(
    "POST",
    "/teams/<team>/overrides",
    Right.WRITE,
    "Ajouter un remplacement",
    body=NewOverride,
    answer=OverrideTold,
    status=201,
    match=Match.MAY,
    errors=(404, 409),
)
def add_override(team: str, body: NewOverride) -> Answer:
    """Refusé s'il ferait perdre des appels ou ne changerait rien (422). Ce qui est à confirmer l'est par `confirm`.

    Avec If-Match : seulement si les remplacements n'ont pas changé.
    """
    site = current_site()
    known = team_of(company_of(site), team)
    for agent in (body.removes, body.adds):
        if agent is not None:
            agent_of(company_of(site), agent)
    wanted = Override(minute(body.start), minute(body.end), removes=body.removes, adds=body.adds)
    if wanted in known.plan.overrides:
        raise Refusal(409, "Ce remplacement est déjà écrit.")

    def put_in(now: Company) -> Company:
        team_of(now, team)
        check_seen(site, now, partial(overrides_of, team))
        return replacing(now, team, wanted, site.now(), body.confirm)

    found = change(site, put_in, f"Planning {known.name} : remplacement")
    written = team_of(company_of(site), team).plan.overrides[-1]
    wanted = wanted if wanted in team_of(company_of(site), team).plan.overrides else written
    return Answer(told(wanted, found), location=f"/api/v1/teams/{team}/overrides/{digest(wanted)}")


@override_operations.add(
    "DELETE",
    "/teams/<team>/overrides/<override>",
    Right.WRITE,
    "Ôter un remplacement",
    query=Confirmed,
    answer=Warned,
    match=Match.MAY,
    errors=(404, 409),
)
def remove_override(team: str, override: str, query: Confirmed) -> Warned:
    """Refusé si des appels étaient perdus ensuite. Celui dont des heures sont passées demande `confirm=past`."""
    site = current_site()
    known = team_of(company_of(site), team)
    found = next((one for one in known.plan.overrides if digest(one) == override), None)
    if found is None:
        raise Refusal(404, GONE)

    def take_out(now: Company) -> Company:
        team_of(now, team)
        check_seen(site, now, partial(overrides_of, team))
        return not_replacing(now, team, found, site.now(), [query.confirm])

    return Warned(warnings=change(site, take_out, f"Planning {known.name} : remplacement ôté"))


absence_operations = Group("Absences")  # `/absences`


@absence_operations.add("GET", "/absences", Right.READ, "Les absences", answer=Absences, errors=(409,))
def list_absences() -> Absences:
    """De tous les intervenants, passées et à venir."""
    site = current_site()
    company = company_of(site)
    return Absences(absences=[absence_told(site, company, one) for one in absences_of(company)])


@absence_operations.add(
    "POST",
    "/absences",
    Right.WRITE,
    "Noter une absence",
    body=NewAbsence,
    answer=AbsenceTold,
    status=201,
    errors=(404, 409),
)
def add_absence(body: NewAbsence) -> Answer:
    """Si elle laisse un trou, il est dit (422) ; `replaced_by` le comble. `confirm` : ce qui a été demandé."""
    site = current_site()
    company = company_of(site)
    wanted = Absence(agent_of(company, body.agent).id, body.first, body.last, body.reason.strip())
    for team, by in body.replaced_by.items():
        team_of(company, team)
        if by != LEAVE:
            agent_of(company, by)
    found = change(
        site,
        lambda now: absent(now, wanted, site.now(), body.confirm, body.replaced_by),
        f"Absence de {company.agents[wanted.agent].name}",
    )
    return Answer(absence_told(site, company, wanted, found), location=f"/api/v1/absences/{digest(wanted)}")


@absence_operations.add(
    "DELETE",
    "/absences/<absence>",
    Right.WRITE,
    "Ôter une absence",
    query=Confirmed,
    answer=Warned,
    errors=(404, 409),
)
def remove_absence(absence: str, query: Confirmed) -> Warned:
    """L'intervenant reprend sa place : les remplacements écrits avec l'absence s'ôtent avec elle, les autres sont dits.

    Celle qui a commencé demande `confirm=past`.
    """
    site = current_site()
    company = company_of(site)
    found = next((one for one in absences_of(company) if digest(one) == absence), None)
    if found is None:
        raise Refusal(404, GONE)
    act = f"Absence de {agent_name(company, found.agent)} : ôtée"
    back = change(site, lambda now: present_again(now, found, site.now(), [query.confirm]), act)
    return Warned(warnings=[*back, *left_behind(company_of(site), found, site.now())])


def overrides_of(team: str, company: Company) -> tuple[Override, ...]:
    """What a change of a team's overrides is made from."""
    return company.teams[team].plan.overrides if team in company.teams else ()


def told(one: Override, found: Sequence[str] = ()) -> OverrideTold:
    return OverrideTold(
        id=digest(one), start=one.start, end=one.end, removes=one.removes, adds=one.adds, warnings=list(found)
    )


def absences_of(company: Company) -> list[Absence]:
    """Each once: a team's planning has those of everybody."""
    return list(dict.fromkeys(one for team in company.teams.values() for one in team.plan.absences))


def absence_told(site: Site, company: Company, one: Absence, found: Sequence[str] = ()) -> AbsenceTold:
    return AbsenceTold(
        id=digest(one),
        agent=one.agent,
        name=agent_name(company, one.agent),
        first=one.first,
        last=one.last,
        reason=sight(site).text(one.reason),
        warnings=list(found),
    )


def minute(moment: datetime) -> datetime:
    """In UTC, as it is kept. Refusal for what the planning does not hold."""
    if moment.second or moment.microsecond:
        raise Refusal(422, "Le planning se tient à la minute ; écrivez des moments sans secondes.")
    return moment.astimezone(UTC)
