"""A company that has fixed its compensation, without which no month is closed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from appliance.planning.compensation import Basis, Compensation, Scale
from tests.unjudged import change_company
from tests.web.site_world import World


@pytest.fixture(autouse=True)
def fixed(world: World) -> World:
    """2,50 € an hour on call."""
    rule = Compensation(on_call=Scale({Basis.HOUR: Decimal("2.5")}))
    change_company(world.database, lambda company: replace(company, compensation=rule))
    return world
