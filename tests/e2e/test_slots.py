"""An announcement that is filled at the call, on the real switch: with the controller, and by FreeSWITCH alone."""

from __future__ import annotations

import company
import pytest
from world import World

from appliance.prompts.catalogue import announcement

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(300),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

LAB_OPTIONS = ("--at", "2026-12-25 09:58")  # Christmas, a Friday
TEXT = "Bonsoir. Nos bureaux sont fermés pour {jour férié}. Nous rouvrons {réouverture}."
LAB_COMPANY = (
    company.TEXT.replace(f'"{company.NIGHT_GREETING}"', f'"{TEXT}"', 1)
    .replace("country: FR}", "country: FR, holidays: FR}", 1)
    .replace("    max_wait: 5\n", '    max_wait: 5\n    opening_hours: {mon-fri: "08:00-18:00"}\n', 1)
)


def test_a_caller_of_christmas_hears_its_name_and_when_the_office_answers_next(world: World) -> None:
    caller = world.caller().calls(company.NIGHT)
    for said in ("Bonsoir.", "Nos bureaux sont fermés pour", "Noël", "Nous rouvrons", "lundi à 8 heures"):
        caller.hears(world.sentences.file(announcement(said)), within=12, seconds=0.5)
    caller.hangs_up()
