"""What is refused before it costs anything: too heavy, too many fields, letters that hide, addresses that are none."""

from __future__ import annotations

import pytest
from werkzeug.formparser import FormDataParser

from appliance.store.accounts.accounts import Role
from tests.web.site_world import PASSWORD, World
from tests.web.visit import Visit
from web.frame.bounds import COMPANY_FILE, FIELDS, FORM, UPLOAD


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The requests whose form was read."""
    read: list[str] = []
    parse = FormDataParser.parse

    def noted(self: FormDataParser, stream, mimetype, content_length, options=None):  # type: ignore[no-untyped-def]
        read.append(mimetype)
        return parse(self, stream, mimetype, content_length, options)

    monkeypatch.setattr(FormDataParser, "parse", noted)
    return read


URLENCODED = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("body", [b"a&" * 2_000_000, b"name=" + b"x" * 3_900_000, b"x" * (FORM + 1)])
@pytest.mark.parametrize("path", ["/connexion", "/connexion/code", "/deconnexion", "/appels", "/nulle-part"])
def test_a_stranger_s_heavy_form_is_refused_unread(world: World, parsed: list[str], path: str, body: bytes) -> None:
    answer = world.somebody().client.post(path, data=body, content_type=URLENCODED)
    assert answer.status_code in (401, 404, 405, 413)
    assert parsed == []


def test_a_form_of_a_thousand_fields_is_refused_unread(world: World, parsed: list[str]) -> None:
    client = world.somebody().client
    assert client.post("/connexion", data=b"a&" * FIELDS, content_type=URLENCODED).status_code == 413
    assert parsed == []
    assert client.get("/connexion?" + "a&" * FIELDS).status_code == 400


def test_a_body_that_does_not_say_its_length_is_refused_unread(world: World, parsed: list[str]) -> None:
    answer = world.somebody().client.post(
        "/connexion",
        data=b"name=x",
        content_type=URLENCODED,
        headers={"Transfer-Encoding": "chunked"},
    )
    assert answer.status_code == 411
    assert parsed == []


@pytest.mark.parametrize("origin", ["http://[bad", "http://", "null", "", "http://evil.example", "\\\\", "http://[::1"])
def test_an_origin_that_is_none_of_ours_is_refused_unread(world: World, parsed: list[str], origin: str) -> None:
    answer = world.somebody().client.post("/connexion", data={"name": "x"}, headers={"Origin": origin})
    assert answer.status_code == 403
    assert parsed == []


def largest(world: World, endpoint: str) -> int:
    return int(getattr(world.app.view_functions[endpoint], "largest", FORM))


def test_a_stranger_s_upload_is_read_by_nobody(world: World, parsed: list[str]) -> None:
    form = {"sound": (open(__file__, "rb"), "sound.wav")}  # noqa: SIM115 - closed by the client
    (path,) = {rule.rule for rule in world.app.url_map.iter_rules() if largest(world, rule.endpoint) == UPLOAD}
    assert world.somebody().client.post(path.replace("<path:key>", "x"), data=form).status_code == 401
    assert parsed == []


@pytest.mark.parametrize("letters", ["\x00", "\u202e", "\u2066", "\u200b", "\ufeff"])
def test_letters_that_hide_what_is_read_are_refused(manager: Visit, letters: str) -> None:
    manager.go("/compte")
    form, _ = manager.form("Se déconnecter")
    for typed in ({"key": f"a{letters}b"}, {f"k{letters}": "a"}):
        token = {"csrf_token": form.fields["csrf_token"]}
        answer = manager.client.post("/compte/connexions/fermer", data=token | typed, headers={"Accept": "text/html"})
        assert answer.status_code == 400
        told = answer.get_data(as_text=True).replace("\xa0", " ")
        assert "caractère invisible" in told and f"U+{ord(letters):04X}" in told and "Le champ « k" in told
    assert manager.client.get("/appels", query_string={"commande": letters}).status_code == 400


@pytest.mark.parametrize(
    "following", ["/\r\nX: y", "/\x0b", "/a\\b", "/" + "x" * 600, "//evil.example", "evil", "/\x7f"]
)
def test_after_signing_in_one_is_sent_to_a_page_of_ours_whatever_was_asked(world: World, following: str) -> None:
    world.account("lea", Role.READER)
    visit = world.somebody()
    visit.go("/connexion")
    form, _ = visit.form("Se connecter")
    typed = {**form.fields, "name": "lea", "password": PASSWORD, "suite": following}
    answer = visit.client.post("/connexion", data=typed)
    assert (answer.status_code, answer.headers.get("Location")) == (303, "/")


def test_a_company_file_may_weigh_what_a_large_company_does(world: World, manager: Visit) -> None:
    manager.go("/reglages/importer")
    text = "# " + "x" * 200_000
    manager.press("Voir", text=text)
    assert manager.status == 422  # read, and told that it is none
    assert len(text) < COMPANY_FILE
