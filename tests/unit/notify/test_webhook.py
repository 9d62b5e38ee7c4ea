"""Webhooks as Standard Webhooks 1.0.0 says: signed, with two secrets while one is changed, one name for ever."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from peewee import Database

from appliance.gateways import Webhook, check_webhooks
from appliance.notify import http_request
from appliance.notify.channel import Verdict
from appliance.notify.sender import OutboxSender, Round
from appliance.notify.telling import Teller
from appliance.notify.webhook import WebhookChannel, signed
from appliance.store.outbox.queue import list_deliveries
from tests.unit.notify import test_telling as telling
from tests.unit.notify.http_server import HttpServer, certificate, hangs, http_server, says

# The published vector of the specification's own libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NEW = "whsec_" + base64.b64encode(bytes(range(32))).decode()
database, teller, clock = telling.database, telling.teller, telling.clock


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def server(keys: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[HttpServer]:
    monkeypatch.setattr(http_request, "SECONDS", 2.0)
    with http_server(*keys) as found:
        yield found


def hook(server: HttpServer, *secrets: str) -> WebhookChannel:
    one = Webhook(name="crm", url=f"{server.url}/hook", secrets=secrets or (SECRET,), ca_file=server.ca_file)
    return WebhookChannel([one], clock=lambda: 1_614_265_330.0)


def test_the_signature_is_that_of_the_specification() -> None:
    headers = signed("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [SECRET])
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == ("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330")


def test_what_happened_is_told_once_signed_by_each_secret(
    database: Database, teller: Teller, clock: telling.Clock, server: HttpServer
) -> None:
    told = replace(teller, hooks=("crm",))
    telling.call(database, telling.leaves_a_message)
    assert told.tell_due() == 1
    sender = OutboxSender(database, hook(server, NEW, SECRET), clock, box="here")
    server.answering = hangs
    assert sender.send_due() == Round(later=1)
    server.answering = says("204 No Content")
    clock.moment += timedelta(seconds=20)
    assert (sender.send_due(), sender.send_due()) == (Round(sent=1), Round())
    first, second = server.asked
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    said: dict[str, Any] = json.loads(second.body)
    assert (said["type"], said["id"]) == ("call.message", second.headers["webhook-id"])
    assert (said["data"]["caller"], said["data"]["order"], said["data"]["line"]) == ("+33678901234", "40719", "sav")
    assert said["data"]["attempts"][0]["outcome"] == "no_answer"
    words = f"{second.headers['webhook-id']}.{second.headers['webhook-timestamp']}.".encode() + second.body
    wanted = [
        "v1," + base64.b64encode(hmac.new(base64.b64decode(one[6:]), words, hashlib.sha256).digest()).decode()
        for one in (NEW, SECRET)
    ]
    assert second.headers["webhook-signature"].split() == wanted
    clock.moment += timedelta(hours=1)
    told.tell_due()
    assert [row["channel"] for row in list_deliveries(database)].count("webhook") == 1


def test_the_mobile_of_a_colleague_is_told_to_no_program(database: Database, teller: Teller) -> None:
    telling.call(database, telling.stays_unanswered, caller="+33612345602")
    replace(teller, hooks=("crm",)).tell_due()
    content = telling.mail(database, "crm").as_string()
    assert "612345602" not in content


@pytest.mark.parametrize(
    ("status", "verdict"),
    [("410 Gone", Verdict.NEVER), ("500 Oops", Verdict.LATER), ("302 There", Verdict.LATER), ("200 OK", Verdict.SENT)]
    + [(f"{code} No", Verdict.LATER) for code in (400, 404, 405, 413, 422)],
)
def test_each_answer_is_taken_for_what_it_is(server: HttpServer, status: str, verdict: Verdict) -> None:
    server.answering = says(status)
    assert hook(server).send("crm", '{"id": "msg_1"}').verdict is verdict
    assert hook(server).send("gone", '{"id": "msg_1"}').verdict is Verdict.LATER


def test_what_a_program_sends_back_of_the_call_is_not_kept(server: HttpServer) -> None:
    content = '{"id": "msg_1", "data": {"caller": "+33678901234", "order": "40719"}}'
    server.answering = says("500 Oops", f"{content} 0678901234 {SECRET}")
    said = hook(server).send("crm", content).said
    assert "678901234" not in said and "40719" not in said and SECRET not in said


@pytest.mark.parametrize("secret", ["", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_short", "whsec_é"])
def test_a_secret_that_protects_nothing_is_refused(secret: str) -> None:
    with pytest.raises(ValueError, match="whsec_ suivi"):
        check_webhooks([Webhook(name="crm", url="https://example.fr/", secrets=(secret,))])
