"""Who gets in: passwords, first passwords, second factors, brute force, cookies, sign-ins listed and closed."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import gevent
import pyotp
import pytest
from peewee import Database

from appliance.store.accounts.accounts import (
    Role,
    account_named,
    add_account,
    close_account,
    find_account,
    reset_account,
    set_password,
)
from appliance.store.accounts.audit import list_audit
from appliance.store.accounts.sign_ins import list_sign_ins, open_sign_in, sign_in_behind
from appliance.store.accounts.tables import AccountRow
from appliance.store.database import writing
from appliance.store.factor_keys import FILE, read_keys
from tests.web.site_world import NOW, PASSWORD, SECRET, World
from tests.web.visit import Visit
from web.accounts import sign_in as sign_in_pages
from web.accounts.login_limits import PLACES, Tries, Try
from web.frame.site import settle_second_factors

DATA = Path(__file__).parents[2] / "data"


def sign_in(visit: Visit, name: str, password: str) -> str:
    visit.go("/connexion")
    return visit.press("Se connecter", name=name, password=password)


def code_at(world: World) -> str:
    return pyotp.TOTP(SECRET).at(world.moment)


def secret_of(world: World, name: str) -> str:
    """The secret of a second factor, as this machine reads it."""
    kept = account_named(world.database, name)
    return read_keys(world.config.pages_dir).opened(kept.id, kept.totp_secret or "")


@pytest.mark.parametrize(
    "path", ["/", "/planning", "/appels", "/appels.csv", "/messages", "/comptes", "/audit", "/moi"]
)
def test_no_page_is_shown_to_a_stranger(world: World, path: str) -> None:
    answer = world.somebody().client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/connexion")


def test_every_page_says_who_may_see_it(world: World) -> None:
    public = {"feeds", "acknowledgements", "charge", "health", "api"}  # the last: tests/web/api/test_tokens.py
    silent = [
        rule.endpoint
        for rule in world.app.url_map.iter_rules()
        if rule.endpoint != "static"
        and rule.endpoint.split(".")[0] not in public
        and not hasattr(world.app.view_functions[rule.endpoint], "roles")
    ]
    assert silent == []


def test_a_first_password_is_changed_before_anything_else_and_is_good_once(world: World) -> None:
    _, first = add_account(world.database, "lea", Role.READER, None, by="essai", now=NOW)
    visit = world.somebody()
    assert "Choisissez votre mot de passe" in sign_in(visit, "lea", first)
    assert "Choisissez votre mot de passe" in visit.go("/appels")
    assert "D'astreinte maintenant" in visit.press("Enregistrer", new=PASSWORD, again=PASSWORD)
    assert "ne vont pas ensemble" in sign_in(world.somebody(), "lea", first)  # another is in its place
    assert "D'astreinte maintenant" in sign_in(world.somebody(), "LEA ", PASSWORD)


def test_a_first_password_is_good_for_three_days(world: World) -> None:
    _, first = add_account(world.database, "lea", Role.READER, None, by="essai", now=NOW)
    world.moment = NOW + timedelta(hours=73)
    assert "a plus de 72 heures" in sign_in(world.somebody(), "lea", first)
    assert "ne vont pas ensemble" in sign_in(world.somebody(), "lea", "another")


def test_a_first_password_is_copied_with_the_spaces_around_it(world: World) -> None:
    _, first = add_account(world.database, "lea", Role.READER, None, by="essai", now=NOW)
    assert "Choisissez votre mot de passe" in sign_in(world.somebody(), "lea", f" {first} ")


@pytest.mark.parametrize(
    ("new", "again", "sentence"),
    [
        ("court", "court", "trop court"),
        ("azertyuiop123", "azertyuiop123", "se devine trop vite"),
        ("motdepasse2026", "motdepasse2026", "se devine trop vite"),
        (PASSWORD, PASSWORD + "!", "ne sont pas les mêmes"),
        ("x" * 201, "x" * 201, "tient en 200 caractères"),
    ],
)
def test_a_password_that_is_no_good_is_refused_with_a_sentence(world, new: str, again: str, sentence: str) -> None:
    _, first = add_account(world.database, "lea", Role.READER, None, by="essai", now=NOW)
    visit = world.somebody()
    sign_in(visit, "lea", first)
    assert sentence in visit.press("Enregistrer", new=new, again=again)
    assert visit.status == 422


def test_a_password_of_200_letters_with_accents_and_spaces_is_taken(world: World) -> None:
    _, first = add_account(world.database, "lea", Role.READER, None, by="essai", now=NOW)
    visit, long = world.somebody(), ("éà ç€ùœ " * 25)[:199] + "."
    sign_in(visit, "lea", first)
    visit.press("Enregistrer", new=long, again=long)
    assert "D'astreinte maintenant" in sign_in(world.somebody(), "lea", long)


def test_a_manager_sets_up_a_second_factor_before_anything_else(world: World) -> None:
    _, first = add_account(world.database, "ana", Role.MANAGER, None, by="essai", now=NOW)
    visit = world.somebody()
    sign_in(visit, "ana", first)
    assert "Second facteur" in visit.press("Enregistrer", new=PASSWORD, again=PASSWORD)
    assert "Second facteur" in visit.go("/planning")
    with visit.client.session_transaction() as cookie:
        secret = cookie["totp"]
    assert "n'est pas celui de maintenant" in visit.press("Mettre en place", code="000000")
    assert "est en place" in visit.press("Mettre en place", code=pyotp.TOTP(secret).at(world.moment))


def test_the_code_is_asked_after_the_password_and_each_is_good_once(world: World) -> None:
    world.account("ana", Role.MANAGER)
    visit = world.somebody()
    assert "Second facteur" in sign_in(visit, "ana", PASSWORD)
    assert visit.client.get("/planning").status_code == 302
    assert "D'astreinte maintenant" in visit.press("Valider", code=code_at(world))
    other = world.somebody()
    sign_in(other, "ana", PASSWORD)
    assert "n'est pas celui de maintenant" in other.press("Valider", code=code_at(world))


def test_the_code_is_no_more_awaited_after_five_minutes(world: World) -> None:
    world.account("ana", Role.MANAGER)
    visit = world.somebody()
    sign_in(visit, "ana", PASSWORD)
    world.moment += timedelta(minutes=6)
    visit.press("Valider", code=code_at(world))
    assert visit.path == "/connexion"


def test_an_unknown_name_and_a_wrong_password_are_told_alike(world: World) -> None:
    world.account("lea", Role.READER)
    assert "ne vont pas ensemble" in sign_in(world.somebody(), "nobody", "x")
    assert "ne vont pas ensemble" in sign_in(world.somebody(), "lea", "x")


def test_brute_force_is_slowed_and_the_name_typed_is_kept(world: World) -> None:
    world.account("lea", Role.READER)
    visit = world.somebody()
    for _ in range(5):
        sign_in(visit, "lea", "faux")
    assert visit.status == 422
    assert "réessayez dans 5 minutes" in sign_in(visit, "lea", PASSWORD)
    assert visit.status == 429
    assert 'value="lea"' in visit.text


def test_a_hundred_tries_at_once_are_five_looked_at(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.account("lea", Role.READER)
    visits = [world.somebody() for _ in range(100)]
    forms = []
    for visit in visits:
        visit.go("/connexion")
        forms.append(visit.form("Se connecter")[0].fields)
    looked: list[str] = []

    def slow(kept: str | None, password: str) -> bool:
        looked.append(password)
        return password == PASSWORD

    monkeypatch.setattr(sign_in_pages, "is_right", slow)
    typed = ["faux"] * 50 + [PASSWORD] + ["faux"] * 49

    def tries(number: int) -> int:
        data = {**forms[number], "name": "lea", "password": typed[number]}
        return visits[number].client.post("/connexion", data=data).status_code

    jobs = [gevent.spawn(tries, number) for number in range(100)]
    gevent.joinall(jobs)
    assert len(looked) == 5
    assert sorted({job.value for job in jobs}) == [422, 429]


def test_strangers_do_not_queue_before_the_owner(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.account("lea", Role.READER)
    owner = world.somebody()
    sign_in(owner, "lea", PASSWORD)
    owner.press("Se déconnecter")
    begun, let_go = [], threading.Event()

    def held(kept: str | None, password: str) -> bool:
        if password == PASSWORD:
            return True
        begun.append(password)
        return not let_go.wait(10)

    monkeypatch.setattr(sign_in_pages, "is_right", held)
    strangers = []
    for number in range(40):
        visit = world.somebody()
        visit.client.environ_base["REMOTE_ADDR"] = f"203.0.113.{number}"
        visit.go("/connexion")
        strangers.append(gevent.spawn(sign_in, visit, f"nobody{number}", "faux"))
    gevent.idle()
    assert "D'astreinte maintenant" in sign_in(owner, "lea", PASSWORD)
    assert len(begun) <= 2
    let_go.set()
    gevent.joinall(strangers)
    assert sum("réessayez dans 1 minute" in job.value for job in strangers) >= 30


def test_names_that_are_tried_take_a_bounded_memory() -> None:
    tries = Tries()
    for number in range(30_000):
        tries.begin(Try(f"{number}" * 100, f"2001:db8::{number:x}"))
    assert len(tries.storage.storage) <= 3 * PLACES


def test_the_owner_s_browser_is_not_shut_out_by_another_at_the_same_address(world: World) -> None:
    world.account("lea", Role.READER)
    owner = world.somebody()
    sign_in(owner, "lea", PASSWORD)
    owner.press("Se déconnecter")
    beside = world.somebody()
    for _ in range(40):
        sign_in(beside, "lea", "faux")
    assert beside.status == 429
    assert "D'astreinte maintenant" in sign_in(owner, "lea", PASSWORD)


def test_the_cookie_of_a_known_browser_opens_nothing_and_serves_one_account(world: World) -> None:
    world.account("lea", Role.READER)
    world.account("bob", Role.READER)
    visit = world.somebody()
    sign_in(visit, "lea", PASSWORD)
    visit.press("Se déconnecter")
    visit.go("/appels")
    assert visit.path.startswith("/connexion")
    for _ in range(6):
        sign_in(visit, "bob", "faux")
    assert visit.status == 429
    assert "D'astreinte maintenant" in sign_in(visit, "lea", PASSWORD)


def test_failures_are_noted_and_logged_as_fail2ban_reads_them(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.account("lea", Role.READER)
    visit = world.somebody()
    visit.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    sign_in(visit, "lea", "faux")
    assert list_audit(world.database, limit=1)[0]["act"] == "Compte lea : connexion refusée depuis 203.0.113.9"
    (line,) = [f"{one.levelname} {one.name}: {one.getMessage()}" for one in caplog.records]
    assert line in (DATA / "pages-strangers.log").read_text()
    sign_in(visit, "nobody\nsign-in refused: too many tries from 192.0.2.7", "faux")
    assert "192.0.2.7" not in caplog.text


def test_every_prompt_of_a_password_is_counted(world: World) -> None:
    visit = world.signed_in(Role.READER, name="lea")
    visit.go("/compte/mot-de-passe")
    for _ in range(5):
        visit.press("Enregistrer", current="faux", new="x", again="x")
    assert "réessayez dans" in visit.press("Enregistrer", current=PASSWORD, new="x", again="x")
    assert "réessayez dans" in (
        visit.go("/compte/second-facteur") and visit.press("Mettre en place", current="x", code="1")
    )


def test_another_second_factor_asks_for_the_password_and_closes_other_sign_ins(world: World) -> None:
    here = world.signed_in(Role.MANAGER, name="ana")
    secret = open_sign_in(
        world.database, account_named(world.database, "ana"), address="", browser="", now=world.moment
    )
    here.go("/compte/second-facteur")
    with here.client.session_transaction() as cookie:
        code = pyotp.TOTP(cookie["totp"]).at(world.moment)
    assert "n'est pas celui-là" in here.press("Mettre en place", code=code)
    assert secret_of(world, "ana") == SECRET
    assert "est en place" in here.press("Mettre en place", current=PASSWORD, code=code)
    assert sign_in_behind(world.database, secret, world.moment) is None
    other = world.somebody()
    sign_in(other, "ana", PASSWORD)
    assert "n'est pas celui de maintenant" in other.press("Valider", code=code)  # it proved the telephone, once


def test_a_second_factor_whose_key_is_lost_is_told_and_its_account_is_reset(world: World) -> None:
    world.account("ana", Role.MANAGER)
    (world.config.pages_dir / FILE).unlink()
    visit = world.somebody()
    assert "astreinte account reset ana" in sign_in(visit, "ana", PASSWORD)
    assert visit.status == 409
    assert "astreinte account reset ana" in visit.press("Valider", code=code_at(world))
    first = reset_account(world.database, "ana", by="essai", now=world.moment)
    sign_in(visit, "ana", first)
    visit.press("Enregistrer", new=PASSWORD, again=PASSWORD)
    with visit.client.session_transaction() as cookie:
        code = pyotp.TOTP(cookie["totp"]).at(world.moment)
    assert "est en place" in visit.press("Mettre en place", code=code)


def test_a_secret_in_clear_is_enciphered_once_the_pages_have_settled(world: World) -> None:
    world.account("ana", Role.MANAGER)
    with writing(world.database):
        AccountRow.update(totp_secret=SECRET).execute(world.database)
    settle_second_factors(world.database, world.config.pages_dir)
    assert SECRET not in (account_named(world.database, "ana").totp_secret or "")
    assert secret_of(world, "ana") == SECRET
    (world.config.pages_dir / FILE).write_text("gâchée")
    settle_second_factors(world.database, world.config.pages_dir)  # told in the log: the pages go on


def test_a_first_password_opens_one_sign_in(world: World) -> None:
    _, first = add_account(world.database, "lea", Role.READER, None, by="essai", now=NOW)
    visit = world.somebody()
    sign_in(visit, "lea", first)
    assert "a déjà servi" in sign_in(world.somebody(), "lea", first)
    assert "Choisissez votre mot de passe" in visit.go("/")


def test_a_code_is_no_more_awaited_once_the_password_has_changed(world: World) -> None:
    world.account("ana", Role.MANAGER)
    visit = world.somebody()
    sign_in(visit, "ana", PASSWORD)
    set_password(world.database, account_named(world.database, "ana"), "cinq tortues rouges", now=world.moment)
    visit.press("Valider", code=code_at(world))
    assert visit.path == "/connexion"


def test_an_account_tried_from_afar_stays_open_where_its_owner_was_signed_in(world: World) -> None:
    world.account("lea", Role.READER)
    sign_in(world.somebody(), "lea", PASSWORD)
    for number in range(25):
        stranger = world.somebody()
        stranger.client.environ_base["REMOTE_ADDR"] = f"203.0.113.{number}"
        sign_in(stranger, "lea", "faux")
    assert stranger.status == 429
    assert "D'astreinte maintenant" in sign_in(world.somebody(), "lea", PASSWORD)


def test_a_closed_account_is_out_at_once(world: World) -> None:
    reader = world.signed_in(Role.READER)
    assert "Journal des appels" in reader.go("/appels")
    close_account(world.database, "reader.x", by="essai", now=NOW)
    reader.go("/appels")
    assert reader.path.startswith("/connexion")
    assert "ne vont pas ensemble" in sign_in(world.somebody(), "reader.x", PASSWORD)


def test_a_sign_in_ends_after_twelve_hours_of_silence_and_after_a_fortnight(world: World) -> None:
    reader = world.signed_in(Role.READER)
    for hours in range(0, 14 * 24, 11):
        world.moment = NOW + timedelta(hours=hours)
        reader.go("/appels")
        assert reader.path == "/appels"
    world.moment = NOW + timedelta(days=14, hours=1)
    reader.go("/appels")
    assert reader.path.startswith("/connexion")


def test_twelve_hours_of_silence_end_a_sign_in(world: World) -> None:
    reader = world.signed_in(Role.READER)
    world.moment = NOW + timedelta(hours=12, seconds=1)
    reader.go("/appels")
    assert reader.path.startswith("/connexion")


def test_sign_ins_are_listed_and_closed(world: World) -> None:
    here = world.signed_in(Role.READER, name="lea")
    there = world.somebody()
    there.client.environ_base["REMOTE_ADDR"] = "198.51.100.7"
    sign_in(there, "lea", PASSWORD)
    assert "198.51.100.7" in here.go("/compte")
    here.press("Fermer la connexion de 198.51.100.7")
    there.go("/appels")
    assert there.path.startswith("/connexion")
    assert "celle-ci" in here.go("/compte")


def test_nobody_closes_the_sign_in_of_another(world: World) -> None:
    lea, bob = world.signed_in(Role.READER, name="lea"), world.signed_in(Role.READER, name="bob")
    lea.go("/compte")
    (theirs,) = list_sign_ins(world.database, account_named(world.database, "bob").id, NOW)
    key = theirs["secret_hash"]
    lea.client.post("/compte/connexions/fermer", data={**token_of(lea), "key": key})
    bob.go("/appels")
    assert bob.path == "/appels"


def token_of(visit: Visit) -> dict[str, str]:
    form, _ = visit.form("Se déconnecter")
    return {"csrf_token": form.fields["csrf_token"]}


def test_a_new_password_closes_the_other_sign_ins(world: World) -> None:
    here = world.signed_in(Role.READER, name="lea")
    there = world.somebody()
    sign_in(there, "lea", PASSWORD)
    here.go("/compte/mot-de-passe")
    new = "cinq tortues rouges chantent"
    assert "est changé" in here.press("Enregistrer", current=PASSWORD, new=new, again=new)
    there.go("/appels")
    assert there.path.startswith("/connexion")


def test_signing_out_ends_the_sign_in_on_the_server_too(world: World) -> None:
    visit = world.signed_in(Role.READER)
    with visit.client.session_transaction() as cookie:
        secret = cookie["_user_id"]
    visit.go("/appels")
    assert "Vous êtes déconnecté" in visit.press("Se déconnecter")
    with visit.client.session_transaction() as cookie:
        cookie["_user_id"] = secret
    visit.go("/appels")
    assert visit.path.startswith("/connexion")


def test_signing_out_leaves_nothing_in_the_browser(world: World) -> None:
    visit = world.signed_in(Role.READER)
    visit.go("/compte")
    form, _ = visit.form("Se déconnecter")
    answer = visit.client.post("/deconnexion", data=form.fields)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert visit.client.get("/connexion").headers["Cache-Control"] == "no-store"


def test_a_page_refused_to_an_account_is_in_the_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    agent = world.signed_in(Role.AGENT, "martin", name="ana")
    assert agent.client.get("/appels?appelant=0612345678").status_code == 403
    assert [one.getMessage() for one in caplog.records] == ["refused: account ana may not ask for journal.page"]


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND"])
def test_methods_that_no_page_has_are_refused(manager: Visit, method: str) -> None:
    assert manager.client.open("/appels", method=method).status_code in (403, 405)


def test_the_cookie_is_another_after_signing_in(world: World) -> None:
    world.account("lea", Role.READER)
    visit = world.somebody()
    visit.go("/connexion")
    with visit.client.session_transaction() as cookie:
        before = cookie["csrf_token"]
    visit.press("Se connecter", name="lea", password=PASSWORD)
    with visit.client.session_transaction() as cookie:
        assert cookie.get("csrf_token") != before


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "evil"])
def test_signing_in_never_sends_to_another_site(world: World, elsewhere: str) -> None:
    world.account("lea", Role.READER)
    visit = world.somebody()
    visit.go("/connexion")
    form, _ = visit.form("Se connecter")
    typed = {**form.fields, "name": "lea", "password": PASSWORD, "suite": elsewhere}
    answer = visit.client.post("/connexion", data=typed)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_signing_in_goes_on_to_the_page_that_was_asked(world: World) -> None:
    world.account("lea", Role.READER)
    visit = world.somebody()
    visit.go("/appels?commande=40719")
    visit.press("Se connecter", name="lea", password=PASSWORD)
    assert visit.path == "/appels?commande=40719"


def test_behind_tls_the_cookie_is_host_bound_and_secure(tmp_path: Path, database: Database) -> None:
    world = World(tmp_path, database, public_url="https://astreinte.example.fr")
    client = world.app.test_client()
    answer = client.get("/connexion", base_url="https://astreinte.example.fr")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-astreinte=")
    for word in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert word in cookie
    assert "Domain" not in cookie
    assert "max-age=63072000" in answer.headers["Strict-Transport-Security"]


def test_a_form_without_its_token_is_refused(world: World, manager: Visit) -> None:
    manager.go("/compte")
    assert manager.client.post("/compte/connexions/fermer", data={}).status_code == 403


def test_a_form_of_another_site_is_refused_even_with_the_token(manager: Visit) -> None:
    manager.go("/compte")
    headers = {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"}
    answer = manager.client.post("/compte/connexions/fermer", data=token_of(manager), headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/", "/connexion", "/planning", "/appels", "/messages", "/compte", "/audit"])
def test_every_page_forbids_foreign_and_inline_script(manager: Visit, path: str) -> None:
    page = manager.go(path)
    policy = manager.answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "object-src 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe" not in policy
    assert manager.answer.headers["Referrer-Policy"] == "same-origin"
    assert manager.answer.headers["Cache-Control"] == "no-store"
    for inline in ("<style", " style=", "<script>", "onclick", "javascript:"):
        assert inline not in page


def test_signing_in_is_in_the_journal_of_changes_and_no_password_is(world: World) -> None:
    world.account("lea", Role.READER)
    sign_in(world.somebody(), "lea", PASSWORD)
    entries = list_audit(world.database, limit=10)
    assert entries[0]["act"] == "Compte lea : connexion"
    assert PASSWORD not in repr(entries)


def test_the_signing_key_is_for_this_program_alone_and_stays(world: World, tmp_path: Path) -> None:
    key = tmp_path / "pages" / "cookies.key"
    assert key.stat().st_mode & 0o777 == 0o600
    before = key.read_bytes()
    World(tmp_path, world.database)
    assert key.read_bytes() == before
    assert len(before) == 32


def test_a_password_is_kept_as_argon2id(world: World) -> None:
    world.account("lea", Role.READER)
    assert account_named(world.database, "lea").password_hash.startswith("$argon2id$")
    assert find_account(world.database, "nobody") is None
