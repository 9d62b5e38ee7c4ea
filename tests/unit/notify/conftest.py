"""The databases of the store's tests, and a company whose agents have mail."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from appliance.company.model import Company
from appliance.store.codes import with_kept_codes
from appliance.store.company_file import load_company_file
from tests.unit.store.conftest import (  # noqa: F401
    database,
    migrated_postgres,
    migrated_sqlite,
    postgres,
    postgres_url,
    sqlite_url,
    url,
)

EXAMPLE = Path(__file__).parents[2] / "data" / "company-example.yml"


@pytest.fixture
def company() -> Company:
    """As it is kept: codes are hashed."""
    company = with_kept_codes(None, load_company_file(EXAMPLE))
    agents = {key: replace(agent, mail=f"{key}@example.fr") for key, agent in company.agents.items()}
    return replace(company, agents=agents)
