"""Callbacks that were promised, beside the calls: what a try leaves behind that cannot be made."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from appliance.controller import callbacks as callbacks_module
from appliance.controller.callbacks import Callbacks
from appliance.controller.inbound_calls import Office
from appliance.store.callbacks.queue import ClaimedCallback
from appliance.store.errors import StoreError, StoreUnavailable
from tests.unit.notify.test_plan_teller import COMPANY

NIGHT = datetime(2026, 12, 1, 2, 10, tzinfo=UTC)


def test_a_database_that_goes_away_before_a_try_leaves_no_call_open(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any) -> str:
        raise StoreUnavailable("away")

    opened: list[Any] = []
    claims = SimpleNamespace(release_all=lambda: None)
    office: Any = SimpleNamespace(
        database=None,
        settings=SimpleNamespace(last=COMPANY, current=lambda: COMPANY),
        leases=SimpleNamespace(claims_for=lambda call: claims),
        journal=SimpleNamespace(open_call=lambda *facts, **others: opened.append(facts)),
        dialler=None,
        voice=None,
        recorder=None,
        customers=None,
        now=lambda: NIGHT,
        ticks=lambda: 0.0,
    )
    monkeypatch.setattr(callbacks_module, "words_of", away)
    one = ClaimedCallback("c1", "sav", "nuit", "+33678901234", NIGHT, 1, 0, "+33972000001", None)
    tries = Callbacks(cast(Office, office), lambda call, *, needed: None)
    with pytest.raises(StoreError):
        tries._called(str(uuid.uuid4()), one, COMPANY, COMPANY.lines["sav"], COMPANY.teams["nuit"])
    assert opened == []
