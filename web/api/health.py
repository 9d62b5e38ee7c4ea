"""The health of the boxes as their monitoring saw them, and what the settings would lose."""

from __future__ import annotations

from appliance.checks import check_company
from appliance.checks.boxes import SeenBox, seen_boxes
from appliance.checks.remedies import remedy_of
from appliance.disclosure import Sight
from appliance.store.boxes.register import known_boxes
from appliance.store.phone_tests.probes import list_probes
from appliance.store.phone_tests.readiness import STALE, unready
from web.api.fields import Instant, Told
from web.api.gate import sight
from web.api.operation import Group, Right
from web.frame.rewording import prompt_store_of
from web.frame.site import current_site


class ProbeTold(Told):
    """Une vérification. `serious` : mauvaise, elle ferait perdre des appels. `remedy` : que faire alors."""

    name: str
    healthy: bool
    serious: bool
    sentence: str
    remedy: str
    at: Instant


class SettingFinding(Told):
    """Ce que les réglages feraient perdre (`error`), ou qui mérite un regard (`warning`)."""

    severity: str
    code: str
    where: str
    sentence: str


class BoxTold(Told):
    """Une machine de la base de données. `well` : elle vit, prend les appels, et aucun trunk n'y est perdu."""

    name: str
    release: str
    alive: bool
    takes_calls: bool
    trunks_lost: list[str]
    well: bool
    sentence: str


class Health(Told):
    """De la machine qui répond, `box` : `ready`, `stale` et `probes` ; de toutes : `boxes`.

    `ready` : rien de ce que la surveillance vient de voir ne perd d'appel. `stale` : elle se tait.
    """

    box: str
    ready: bool
    stale: bool
    probes: list[ProbeTold]
    boxes: list[BoxTold]
    settings: list[SettingFinding]


health_operations = Group("Santé")  # `/health`


@health_operations.add("GET", "/health", Right.READ, "La santé", answer=Health)
def health() -> Health:
    """Ce que montre la page Santé. Toujours 200 ; pour un oui ou un non sans jeton, voyez /readyz."""
    site = current_site()
    company, now, seen = site.company(), site.real_clock(), sight(site)
    every, mine = list_probes(site.database), site.config.box_name
    probes = [one for one in every if one["box"] == mine]
    prompt_store = prompt_store_of(site)
    found = seen.findings(check_company(company, site.now(), prompt_store=prompt_store) if company else [])
    return Health(
        box=mine,
        ready=not unready(probes, now),
        stale=not probes or now - probes[0]["asked_at"] > STALE,
        probes=[
            ProbeTold(
                name=one["name"],
                healthy=one["healthy"],
                serious=one["serious"],
                sentence=seen.text(one["sentence"]),
                remedy="" if one["healthy"] else remedy_of(one["name"]),
                at=one["asked_at"],
            )
            for one in probes
        ],
        boxes=[_told(one, seen) for one in seen_boxes(known_boxes(site.database), every, now)],
        settings=[
            SettingFinding(
                severity=one.severity.value,
                code=one.code,
                where=one.where,
                sentence=one.advised,
            )
            for one in found
        ],
    )


def _told(box: SeenBox, seen: Sight) -> BoxTold:
    return BoxTold(
        name=box.name,
        release=box.release,
        alive=box.alive,
        takes_calls=box.takes_calls,
        trunks_lost=list(box.lost),
        well=box.well,
        sentence=seen.text(box.line),
    )
