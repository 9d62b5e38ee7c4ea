"""SMS by any HTTP gateway, and a gateway that fails in every way: nothing is lost, nothing is sent twice knowingly."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from peewee import Database

from appliance.gateways import Sms, presets, settled
from appliance.notify import http_request
from appliance.notify.channel import Answer, Verdict
from appliance.notify.message import Message
from appliance.notify.sender import OutboxSender, Round
from appliance.notify.sms import SmsChannel
from appliance.store.outbox.queue import SMS, list_deliveries, queue_deliveries
from tests.unit.notify.http_server import (
    Answering,
    HttpServer,
    babbles,
    certificate,
    cuts,
    drips,
    floods,
    hangs,
    http_server,
    says,
)
from tests.unit.notify.tries import list_tries

NOW = datetime(2026, 12, 1, 2, 10, tzinfo=UTC)
TO = "+33612345601"
SECRET = "very-secret-word"
TEXT = 'Astreinte "SAV" : message à 3 h 10 & 100 % sûr'


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def server(keys: tuple[Path, Path]) -> Iterator[HttpServer]:
    with http_server(*keys) as found:
        yield found


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_request, "SECONDS", 2.0)


def gateway(server: HttpServer, **more: Any) -> SmsChannel:
    usual: dict[str, Any] = {
        "url": f"{server.url}/send?key={{key}}",
        "body": '{"to": "{to}", "text": "{text}"}',
        "taken": '"id"',
        "secrets": {"key": SECRET},
        "ca_file": server.ca_file,
    }
    return SmsChannel(settled(Sms(**usual | more)), "FR", clock=lambda: 1_614_265_330.0)


def test_the_text_is_handed_over_as_its_place_wants_it(server: HttpServer) -> None:
    server.answering = says("201 Created", '{"id": 12}')
    assert gateway(server, headers={"X-Key": "{key}"}).send(TO, TEXT) == Answer(Verdict.SENT, '201 {"id": 12}')
    (asked,) = server.asked
    assert asked.line == f"POST /send?key={SECRET} HTTP/1.1"
    assert (asked.headers["x-key"], asked.headers["content-type"]) == (SECRET, "application/json; charset=utf-8")
    assert json.loads(asked.body) == {"to": TO, "text": TEXT}


def test_a_gateway_that_wants_a_form_or_an_address_gets_them(server: HttpServer) -> None:
    server.answering = says("200 OK", "OK")
    form = gateway(server, body="to={to}&text={text}", form="form", taken=None, number="e164-no-plus")
    assert form.send(TO, TEXT).verdict is Verdict.SENT
    assert (
        server.asked[0].body
        == b"to=33612345601&text=Astreinte+%22SAV%22+%3A+message+%C3%A0+3+h+10+%26+100+%25+s%C3%BBr"
    )
    get = gateway(server, method="GET", url=f"{server.url}/s?to={{to}}&m={{text}}&k={{key}}", body="", taken="^OK$")
    assert get.send(TO, "a b&c").verdict is Verdict.SENT
    assert server.asked[1].line == f"GET /s?to=%2B33612345601&m=a%20b%26c&k={SECRET} HTTP/1.1"


@pytest.mark.parametrize(
    ("answering", "verdict", "words"),
    [
        (says("500 Oops", "broken"), Verdict.LATER, "remis à plus tard : 500 broken"),
        (says("503 Busy"), Verdict.LATER, "remis à plus tard : 503"),
        (says("401 No", "who?"), Verdict.LATER, "identifiants refusés : 401 who?"),
        (says("402 Pay"), Verdict.LATER, "remis à plus tard : 402"),
        (says("302 There", Location="https://localhost/"), Verdict.LATER, "renvoie ailleurs"),
        (says("400 Bad", "wrong number"), Verdict.NEVER, "refusé : 400 wrong number"),
        (says("200 OK", '{"error": "no credit"}'), Verdict.NEVER, "réponse qui n'est pas celle d'un envoi accepté"),
        (hangs, Verdict.LATER, "pas de réponse"),
        (drips, Verdict.LATER, "pas de réponse"),
        (cuts, Verdict.LATER, "pas de réponse"),
        (babbles, Verdict.LATER, "pas de réponse"),
        (floods, Verdict.NEVER, "réponse qui n'est pas celle d'un envoi accepté"),
    ],
)
def test_a_gateway_that_fails_is_told_as_it_failed(
    server: HttpServer, answering: Answering, verdict: Verdict, words: str
) -> None:
    server.answering = answering
    answer = gateway(server).send(TO, TEXT)
    assert answer.verdict is verdict
    assert words in answer.said
    assert len(answer.said) < 300
    assert len(server.asked) == 1


def test_a_gateway_that_asks_for_time_is_given_it(server: HttpServer) -> None:
    server.answering = says("429 Slow down", Retry_After="120")
    assert gateway(server).send(TO, TEXT).pause == timedelta(minutes=2)
    server.answering = says("429 Slow down", Retry_After="999999")
    assert gateway(server).send(TO, TEXT).pause == timedelta(hours=1)
    server.answering = says("429 Slow down", Retry_After="soon")
    assert gateway(server).send(TO, TEXT).pause is None


def test_a_certificate_that_nobody_vouches_for_and_a_server_that_is_not_there_hand_nothing_over(
    server: HttpServer,
) -> None:
    answer = gateway(server, ca_file=None).send(TO, TEXT)
    assert (answer.verdict, "certificat refusé" in answer.said) == (Verdict.LATER, True)
    assert server.asked == []
    gone = gateway(replace(server, port=1)).send(TO, TEXT)
    assert (gone.verdict, "injoignable" in gone.said) == (Verdict.LATER, True)


def test_what_the_other_side_repeats_of_a_secret_or_a_number_is_not_kept(server: HttpServer) -> None:
    server.answering = says("500 Oops", f"{SECRET} {TO} 0612345601 0033612345601 {TEXT}")
    said = gateway(server).send(TO, TEXT).said
    assert SECRET not in said and "612345601" not in said and "SAV" not in said
    assert SECRET not in repr(Sms(secrets={"key": SECRET}))


def test_a_text_that_the_other_side_repeats_in_its_own_writing_leaves_neither_number_nor_link(
    server: HttpServer,
) -> None:
    secret = "Ab-_" * 11
    text = f"SAV : message laissé à 3 h 10. 06 78 90 12 34, commande 40719. https://a.example/astreinte/charge/{secret}"
    server.answering = says("500 Oops", json.dumps({"message": text}).replace("/", r"\/"))
    said = gateway(server).send(TO, text).said
    assert "06 78 90 12 34" not in said and "40719" not in said and secret not in said


@pytest.mark.parametrize("wrong", [{"ca_file": "/nowhere.pem"}, {"url": "https://localhost:99999/"}])
def test_a_file_or_a_port_that_is_none_is_told_as_such(server: HttpServer, wrong: dict[str, str]) -> None:
    answer = gateway(server, **wrong).send(TO, TEXT)
    assert answer.verdict is Verdict.LATER and ("ca_file" in answer.said or "port" in answer.said)


def test_an_address_of_the_gateway_that_is_wrong_loses_no_text(server: HttpServer) -> None:
    server.answering = says("404 Not found")
    assert gateway(server).send(TO, TEXT).verdict is Verdict.LATER


def test_a_text_waits_in_the_outbox_beside_mails_and_is_sent_once(database: Database, server: HttpServer) -> None:
    channel = gateway(server)
    told = Message("k", "Claire Durand", "Message laissé", "un message", "…", NOW, brief="SAV : message de 3 h 10")
    queue_deliveries(database, [channel.rendered(told, TO)], NOW)
    sender = OutboxSender(database, channel, lambda: NOW)
    server.answering = says("429 Slow down", Retry_After="300")
    assert sender.send_due() == Round(later=1)
    (row,) = list_deliveries(database)
    assert (row["channel"], row["next_try_at"]) == (SMS, NOW + timedelta(minutes=5))
    server.answering = says("200 OK", '{"id": 1}')
    later = OutboxSender(database, channel, lambda: NOW + timedelta(minutes=5))
    assert (later.send_due(), later.send_due()) == (Round(sent=1), Round())
    assert [(one["verdict"], one["said"]) for one in list_tries(database, 1)] == [
        ("later", "remis à plus tard : 429"),
        ("sent", '200 {"id": 1}'),
    ]
    assert json.loads(server.asked[-1].body)["text"] == "SAV : message de 3 h 10"


@pytest.mark.parametrize("number", [None, "", "+33172000001", "3639", "claire@example.fr"])
def test_only_what_may_be_a_mobile_is_sent_a_text(number: str | None) -> None:
    assert not SmsChannel.reaches(number)
    assert SmsChannel.reaches(TO)


def test_a_text_has_no_letter_that_makes_it_dear(server: HttpServer) -> None:
    message = Message("k", "x", "x", "x", "x", NOW, brief="Forêt « Noël » : l’appelé à 3\u00a0h, çà, où, naïf — 5 €")
    text = SmsChannel.rendered(message, TO).content
    assert text == 'Foret "Noel" : l\'appelé à 3 h, cà, où, naif - 5 €'


WORDS = {
    "service": "sms-ab1-1",
    "application_key": "ak",
    "application_secret": "as",
    "consumer_key": "ck",
    "key": "k",
    "login": "l",
    "user": "u",
    "pass": "p",
}


@pytest.mark.parametrize("name", sorted(presets()))
def test_each_preset_makes_a_request_that_holds_the_text_and_nothing_unfilled(name: str) -> None:
    sms = settled(Sms(preset=name, sender="Astreinte", secrets=WORDS, only=TO))
    request = SmsChannel(sms, "FR", clock=lambda: 1_700_000_000.0).request(TO, TEXT)
    assert request.url.startswith("https://")
    assert TEXT in json.dumps(json.loads(request.body), ensure_ascii=False).replace('\\"', '"')
    assert not any("{" in value for value in (request.url, *request.headers.values()))


def test_ovhcloud_s_requests_are_signed_as_it_asks() -> None:
    sms = settled(Sms(preset="ovhcloud", sender="Astreinte", secrets=WORDS))
    request = SmsChannel(sms, "FR", clock=lambda: 1_700_000_000.0).request(TO, "Bonjour")
    url = "https://eu.api.ovh.com/1.0/sms/sms-ab1-1/jobs"
    words = f"as+ck+POST+{url}+{request.body.decode()}+1700000000"
    assert request.headers["X-Ovh-Signature"] == "$1$" + hashlib.sha1(words.encode()).hexdigest()  # noqa: S324
    assert (request.headers["X-Ovh-Application"], request.headers["X-Ovh-Consumer"]) == ("ak", "ck")


def test_a_gateway_that_reaches_one_number_is_asked_for_no_other(server: HttpServer) -> None:
    free = SmsChannel(settled(Sms(preset="free-mobile", secrets=WORDS, only="+33612345699")), "FR")
    answer = free.send(TO, TEXT)
    assert (answer.verdict, answer.said) == (Verdict.NEVER, "cette passerelle ne joint qu'un numéro, et pas celui-ci.")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ({"preset": "orange"}, "n'est pas connu ; choisissez parmi ovhcloud"),
        ({"preset": "brevo", "sender": "A"}, "[sms.secrets] : il manque key"),
        ({"preset": "brevo", "secrets": {"key": "k"}}, "sender : écrivez qui envoie"),
        ({"url": "http://example.fr/{to}"}, "https://"),
        ({"url": "https://example.fr/", "body": "{text}"}, "only"),
        ({"url": "https://example.fr/{to}", "taken": "("}, "expression régulière"),
        ({"preset": "ovhcloud", "sender": "A", "secrets": {"service": "s"}}, "application_key"),
    ],
)
def test_a_gateway_by_which_nothing_could_be_sent_is_refused(written: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        settled(msgspec.convert(written, Sms))
