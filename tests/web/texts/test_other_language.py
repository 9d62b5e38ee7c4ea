"""The whole site in a language that nobody speaks: what is still French is seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from peewee import Database

from appliance.config import Config, Web
from appliance.store.accounts.accounts import Role
from tests.texts.gathering import catalogue
from tests.texts.pseudo import as_it_is, pseudo_catalogue
from tests.web.conftest import COMPANY_FILE
from tests.web.site_world import NOW, World
from tests.web.test_foreign_words import FIRST, Crawl
from tests.web.visit import words
from web import create_app
from web.texts import catalogue as catalogue_module
from web.texts.catalogue import Catalogue
from web.texts.speaking import Spoken, speak

WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœ]{2,}")
COPIED = {"code", "pre", "textarea", "script", "style"}
READ = {"title", "aria-label", "placeholder", "alt", "label"}
# What callers and agents hear is shown as it is said, in their language; the guide of the API is for programmers.
SAID_ELSEWHERE = ("/annonces", "/api")
NAMES = set(
    WORD.findall(
        "administrator CD HP JM SMS UDP Mo Noël Bouygues Telecom Free Orange SFR Berlin Casablanca Cayenne Madrid Rome"
        " Tahiti Toronto Tunis Wallis Zurich bureau@example.fr fuite ascenseur bloqué"
    )
)

# What Python makes of pieces, of the 8375 texts that the administrator's pages say: the first words that stay French.
LEFT = {
    "Effacer appelant oubli chaque nuit", "contrôleur Effacer appelant oubli chaque",
    "liste suivante page Clients Effacer", "oubli chaque nuit Effacer appelant", "jours au",
    "tant qu ils servent",  # who erases what, on the page of an agent's removal
    "ce moment jamais pris appel", "dès samedi décembre jamais pris", "personne au niveau lun minuit",  # several facts
    "Phrases voix ne pas encore", "Une voix hors ligne rien", "France métropolitaine comme entreprise", "heure",
    "semaine", "ligne",
    "dernier recours", "dit puis reprend", "mardi décembre", "mois", "pris", "remplace", "Par", "Rôle",
    "di", "anche", "credi", "dredi", "edi",  # the ends of the days' names, unseen
}  # fmt: skip


class Said(HTMLParser):
    """What a page says, a text at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._copied = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._copied += tag in COPIED
        self.texts += [value for name, value in attrs if name in READ and value]

    def handle_endtag(self, tag: str) -> None:
        self._copied -= tag in COPIED

    def handle_data(self, data: str) -> None:
        if not self._copied and data.strip():
            self.texts.append(" ".join(data.split()))


@pytest.fixture(scope="module")
def pseudo() -> Catalogue:
    return pseudo_catalogue(catalogue())


@pytest.fixture
def spoken(world: World, pseudo: Catalogue) -> World:
    world.app.jinja_env.bytecode_cache = None  # which keeps templates in French
    speak(world.app, pseudo)
    return world


def texts(world: World, role: Role) -> Iterator[tuple[str, str]]:
    """A page, and each text that it says."""
    world.call("c", NOW - timedelta(hours=1), message="c.wav")
    for path, page in pages(world, role):
        said = Said()
        said.feed(page)
        yield from ((path, text) for text in said.texts)


def pages(world: World, role: Role) -> Iterator[tuple[str, str]]:
    """Each page that links lead to, as it is sent."""
    crawl = Crawl(world, role)
    client = crawl._client
    for path, _ in crawl.pages(FIRST):
        answer = client.get(path)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            yield path, answer.get_data(as_text=True)
        answer.close()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AGENT])
def test_every_page_speaks_the_language_but_for_what_is_known(spoken: World, role: Role) -> None:
    company = NAMES | set(WORD.findall(COMPANY_FILE.read_text(encoding="utf-8")))
    total, left = 0, dict[str, str]()
    for path, text in texts(spoken, role):
        if not path.startswith(SAID_ELSEWHERE):
            total += 1
            if words := [word for word in WORD.findall(text) if word not in company]:
                left.setdefault(" ".join(words[:5]), path)
    assert total > (8000 if role is Role.ADMINISTRATOR else 800)
    assert {french: path for french, path in left.items() if french not in LEFT} == {}, (
        "see docs/architecture.md, Texts"
    )


def test_every_template_takes_any_letters_of_a_translation(world: World) -> None:
    """Backslashes, apostrophes, single braces: of those pages too that no link leads to."""
    awkward = {key: f"\\'é%s' {words}\\" for key, words in as_it_is(catalogue()).items()}
    world.app.jinja_env.bytecode_cache = None
    speak(world.app, Catalogue("qps", awkward))
    names = world.app.jinja_env.list_templates(extensions=["html"])
    assert len(names) > 100
    for name in names:
        world.app.jinja_env.get_template(name)


def test_the_page_says_its_language_and_its_scripts_speak_it(spoken: World) -> None:
    visit = spoken.signed_in(Role.ADMINISTRATOR)
    assert '<html lang="qps">' in visit.client.get("/").get_data(as_text=True)
    script = visit.client.get("/static/answer/page.js")
    assert "Ｌａ ｌｉｇｎｅ ｖｏｕｓ ａｐｐｅｌｌｅ." in script.get_data(as_text=True)
    assert script.mimetype == "text/javascript"
    assert "ETag" not in script.headers


def test_the_machine_s_file_chooses_the_language(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "texts" / "qps" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    made = Catalog()
    made.add("Connexion", "Ｃｏｎｎｅｘｉｏｎ")
    with (folder / "site.mo").open("wb") as file:
        write_mo(file, made)
    monkeypatch.setattr(catalogue_module, "FOLDER", tmp_path / "texts")
    config = Config(state=str(tmp_path), web=Web(language="qps"), database=f"sqlite:///{database.database}")
    page = create_app(config, database).test_client().get("/connexion").get_data(as_text=True)
    assert "<h1>Ｃｏｎｎｅｘｉｏｎ</h1>" in page
    assert "Se connecter" in page  # which has no translation


def test_a_language_that_has_no_catalogue_any_more_is_told_by_the_health_page_of_a_site_in_french(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """As after an update whose release has lost its translation: the site starts."""
    world.app = create_app(msgspec.structs.replace(world.config, web=Web(language="xx")), world.database, lambda: NOW)
    assert "the site is in French: web.language" in caplog.text
    told = words(world.signed_in(Role.MANAGER).go("/sante"))
    assert "Le site est en français" in told and "le site n'est pas traduit en « xx »" in told
    assert Spoken.identifier not in world.app.jinja_env.extensions


def test_french_may_be_written_in_the_machine_s_file(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.app = create_app(msgspec.structs.replace(world.config, web=Web(language="fr")), world.database, lambda: NOW)
    assert "Le site est en français" not in words(world.signed_in(Role.MANAGER).go("/sante"))
    assert caplog.text == ""


def test_a_site_in_french_has_none_of_it(world: World) -> None:
    environment = world.app.jinja_env
    assert Spoken.identifier not in environment.extensions
    assert "in_language" not in environment.filters
    with world.somebody().client.get("/static/answer/page.js") as script:
        assert script.headers.get("ETag")  # the file itself
