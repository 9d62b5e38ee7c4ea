"""What the pages refuse, and what they always say."""

from __future__ import annotations

import subprocess
import sys

import pytest
from flask.testing import FlaskClient

from appliance.demo import Demo
from appliance.prompts import wav


def test_a_page_elsewhere_cannot_make_a_call(client: FlaskClient) -> None:
    answer = client.post("/demo/calls", json={}, headers={"Origin": "http://evil.example"})
    assert answer.status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_request_that_another_site_began_is_refused(client: FlaskClient, site: str) -> None:
    assert client.post("/demo/calls", json={}, headers={"Sec-Fetch-Site": site}).status_code == 403


def test_a_request_that_does_not_say_where_it_comes_from_is_refused(demo: Demo, client: FlaskClient) -> None:
    stranger = client.application.test_client()
    assert stranger.post("/demo/calls", json={}).status_code == 403


def test_a_name_that_was_made_to_point_here_is_refused(client: FlaskClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 421


@pytest.mark.parametrize("path", ["/", "/demo/", "/healthz", "/no-such-page"])
def test_every_answer_carries_the_guards(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] in ("no-referrer", "same-origin")


def test_the_pages_hold_no_script_or_style_of_their_own(client: FlaskClient) -> None:
    for path in ("/", "/appels/"):
        page = client.get(path).get_data(as_text=True)
        assert "<style" not in page
        assert " style=" not in page
        assert page.count("<script") == page.count('<script type="module" src="/static/')


@pytest.mark.parametrize("path", ["/prompts/../demo.db", "/prompts/%2e%2e/demo.db", "/demo/messages/..%2fdemo.wav"])
def test_no_file_outside_the_prompts_is_given(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_message_that_is_no_sound_is_refused(client: FlaskClient) -> None:
    assert client.put("/demo/messages/demo-1-1", data=b"<html>").status_code == 422


def test_a_message_with_another_name_than_a_message_is_refused(client: FlaskClient) -> None:
    sound = wav.container(bytes(1600))
    assert client.put("/demo/messages/a.b", data=sound).status_code == 422


def test_a_message_of_half_a_minute_is_kept(client: FlaskClient) -> None:
    assert client.put("/demo/messages/demo-1-1", data=wav.container(bytes(480_000))).status_code == 204


def test_a_message_of_ten_minutes_is_refused(client: FlaskClient) -> None:
    assert client.put("/demo/messages/demo-1-1", data=wav.container(bytes(9_600_000))).status_code == 413


@pytest.mark.parametrize("body", [{}, {"key": "a"}, {"key": "11"}, {"key": 1}, []])
def test_what_is_no_key_is_refused(client: FlaskClient, body: object) -> None:
    call = client.post("/demo/calls", json={"called": "09 72 00 00 01", "page": "test"}).json["call"]
    assert client.post(f"/demo/calls/{call}/keys", json=body).status_code == 400
    client.post(f"/demo/calls/{call}/acts", json={"act": "hang_up"})


def test_an_act_on_a_call_that_is_over_is_not_found(client: FlaskClient) -> None:
    assert client.post("/demo/calls/demo-0/keys", json={"key": "1"}).status_code == 404


def test_the_pages_never_load_the_switch() -> None:
    loaded = "[name for name in sys.modules if name.startswith('appliance.switch')]"
    asked = f"import web, web.demo.page, sys; print({loaded})"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
