"""The site in Debian's Chromium: `astreinte web` on a real database, each page's main act, on a desk or on a telephone.

On every page: axe-core finds nothing, no script fails, and on a telephone nothing sticks out at 320 px. A desk is in
light, a telephone in dark. With ASTREINTE_BOTH_SIZES=1, every test runs at both.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe

from appliance.calls.call_context import Outcome
from appliance.calls.leg import OfferOutcome
from appliance.prompts import wav
from appliance.prompts.build import open_prompt_store
from appliance.prompts.catalogue import say
from appliance.prompts.french.sentences import FIXED
from appliance.prompts.recordings import recording_in_force
from appliance.store.accounts.accounts import Role
from appliance.store.accounts.tables import SignInRow
from appliance.store.company_file import load_company_file
from appliance.store.database import close_database, open_database, writing
from appliance.store.phone_tests.phone_tests import PhoneTestRow
from appliance.store.phone_tests.probes import keep_probes
from appliance.store.settings.snapshot import save_company
from tests.browser.conftest import COMPANY_FILE, PICTURES, ROOT, free_port
from tests.spoken import lay_out
from tests.unit.prompts.recordings import hum, sent_as
from tests.web.site_world import PASSWORD, SECRET, World

SIZES = {"desktop": (1280, 900), "phone": (360, 740)}
SCHEMES = {"desktop": "light", "phone": "dark"}
PROBES = (
    ("freeswitch", True, "FreeSWITCH répond."),
    ("controller", True, "Le contrôleur attend les appels."),
    ("trunk_ovh", True, "Trunk ovh : enregistré."),
    ("disk", True, "Disque : 41200 Mo libres."),
)


def write_calls(world: World) -> None:
    """Two weeks of calls, one of them under way."""
    now = datetime.now(UTC)
    refused = (("durand", OfferOutcome.NO_ANSWER), ("martin", OfferOutcome.ACCEPTED))
    for number in range(60):
        world.call(f"old-{number:02}", now - timedelta(hours=5 * number + 7), caller=f"+336123456{number:02}")
    world.call("two", now - timedelta(hours=6), agents=refused)
    world.call("lost", now - timedelta(hours=5), outcome=Outcome.ABANDONED, agents=(), caller=None, order=None)
    for number, name in enumerate(("desktop", "phone")):
        at = now - timedelta(hours=3 + 24 * number)
        world.call(f"message-{name}", at, outcome=Outcome.MESSAGE, agents=(), message=f"{name}.wav")
    at = now - timedelta(hours=90)
    world.call("message-oldest", at, outcome=Outcome.MESSAGE, agents=(), message="oldest.wav")
    world.call("living", now - timedelta(seconds=40), outcome=None, agents=(("durand", OfferOutcome.NO_ANSWER),))


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the machine."""
    return tmp_path_factory.mktemp("site")


@pytest.fixture
def prompts(state: Path) -> Path:
    """Where calls find their sentences."""
    return state / "prompts"


@pytest.fixture(scope="module")
def site(state: Path) -> Iterator[str]:
    """The address of `astreinte web`, with a company, its calls and its accounts."""
    missing = open_prompt_store(lay_out(state / "prompts"), "pico").path(say("goodbye"))
    assert missing is not None
    missing.unlink()
    database = open_database(f"sqlite:///{state / 'site.db'}")
    save_company(database, load_company_file(COMPANY_FILE))
    world = World(state, database)
    world.moment = datetime.now(UTC)
    write_calls(world)
    rows = [{"name": name, "healthy": fine, "serious": True, "sentence": said} for name, fine, said in PROBES]
    keep_probes(database, rows, world.moment)
    for size in SIZES:
        world.account(f"manager.{size}", Role.MANAGER)
        world.account(f"boss.{size}", Role.ADMINISTRATOR)
        world.account(f"claire.{size}", Role.AGENT, "durand")
    close_database(database)
    port = free_port()
    machine = state / "appliance.toml"
    machine.write_text(
        f'state = "{state}"\ndatabase = "{world.config.database}"\n[web]\nport = {port}\n'
        '[switch]\nesl_secret = "a-secret-of-32-letters-or-so-000"\nbrowser_port = 5066\n'
        '[[trunks]]\nname = "ovh"\nproxy = "127.0.0.1:5070"\n'
    )
    command = [sys.executable, "-m", "appliance", "web", "--config", str(machine)]
    served = subprocess.Popen(command, cwd=ROOT, env={**os.environ})
    address = f"http://127.0.0.1:{port}"
    try:
        until_it_answers(f"{address}/healthz")
        yield address
    finally:
        served.terminate()
        served.wait(20)


def until_it_answers(address: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(address, timeout=1):  # noqa: S310 - our own
                return
        except OSError:
            assert time.monotonic() < deadline, "the site did not start"


def at(size: str) -> pytest.MarkDecorator:
    """The size at which a test runs; at both with ASTREINTE_BOTH_SIZES=1."""
    sizes = list(SIZES) if os.environ.get("ASTREINTE_BOTH_SIZES") else [size]
    return pytest.mark.parametrize("size", sizes, indirect=True)


ON_A_DESK, ON_A_PHONE = at("desktop"), at("phone")


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def doors(chromium: Any, site: str) -> Iterator[Callable[[str, str], Any]]:
    """Opens a page where an account is signed in, by the page itself, once for each account."""
    contexts: dict[str, Any] = {}

    def open_as(person: str, size: str) -> Any:
        name = f"{person}.{size}"
        if name not in contexts:
            width, height = SIZES[size]
            context = chromium.new_context(viewport={"width": width, "height": height}, locale="fr-FR", base_url=site)
            contexts[name] = context
            sign_in(context.new_page(), name)
        return contexts[name].new_page()

    yield open_as
    for context in contexts.values():
        context.close()


def sign_in(page: Any, name: str) -> None:
    page.goto("/connexion")
    page.get_by_label("Nom du compte").fill(name)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    if not name.startswith("claire"):
        page.get_by_label("Code à six chiffres").fill(pyotp.TOTP(SECRET).now())
        page.get_by_role("button", name="Valider").click()
    page.locator("nav.site").wait_for(state="attached")  # folded on a telephone
    page.close()


def no_more_tries(state: Path) -> None:
    """No telephone is being tried any more: one at a time is, and the same test follows at the other size."""
    database = open_database(f"sqlite:///{state / 'site.db'}", create=False)
    with writing(database):
        PhoneTestRow.delete().execute(database)
    close_database(database)


@pytest.fixture
def enter(doors: Callable[[str, str], Any], size: str) -> Iterator[Callable[[str], Any]]:
    """A page of somebody; an error in a script, or a refused resource, fails the test."""
    errors: list[str] = []
    pages = []

    def entered(person: str) -> Any:
        page = doors(person, size)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        pages.append(page)
        return page

    yield entered
    for page in pages:
        page.close()
    assert errors == []


def looked_at(page: Any, name: str, size: str) -> None:
    """Kept as a picture; without a fault for axe, in light or in dark; nothing sticks out of a narrow telephone."""
    PICTURES.mkdir(exist_ok=True)
    page.wait_for_load_state("load")  # what a page says may be seen before its colours have come
    page.emulate_media(color_scheme=SCHEMES[size])
    faults = Axe().run(page).response["violations"]
    told = [(one["id"], [node["html"] for node in one["nodes"]][:3]) for one in faults]
    assert told == [], name
    page.screenshot(path=PICTURES / f"site-{name}-{size}.png", full_page=True)
    if size == "phone":
        page.set_viewport_size({"width": 320, "height": 640})
        wide = page.evaluate("document.documentElement.scrollWidth")
        page.set_viewport_size({"width": SIZES[size][0], "height": SIZES[size][1]})
        assert wide <= 320, f"{name} is {wide} px wide"


LENGTH = """async () => {
  const sound = document.querySelector("audio");
  await new Promise((done, failed) => {
    sound.addEventListener("loadedmetadata", done);
    sound.addEventListener("error", failed);
    sound.load();
  });
  return sound.duration;
}"""


@ON_A_DESK
def test_signing_in(chromium: Any, site: str, size: str) -> None:
    context = chromium.new_context(viewport=dict(zip(("width", "height"), SIZES[size], strict=True)), base_url=site)
    page = context.new_page()
    page.goto("/appels")
    page.get_by_label("Nom du compte").fill("nobody")
    page.get_by_label("Mot de passe").fill("wrong")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert page.get_by_label("Nom du compte").input_value() == "nobody"
    looked_at(page, "sign-in", size)
    context.close()


@ON_A_PHONE
def test_the_menu_is_folded_on_a_telephone_says_where_one_is_and_opens_at_the_keyboard(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/appels")
    links = page.get_by_role("navigation", name="Pages")
    if size == "desktop":
        assert links.get_by_role("link", name="Appels").get_attribute("aria-current") == "page"
        return
    assert not links.is_visible()
    assert page.get_by_text("Menu Appels").is_visible()
    page.get_by_role("checkbox", name="Menu").focus()
    page.keyboard.press("Space")
    looked_at(page, "menu", size)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Tableau de bord"
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="D’astreinte maintenant").wait_for()
    assert not links.is_visible()


def test_the_dashboard_follows_a_call_without_being_loaded_again(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/")
    page.get_by_role("heading", name="Appels en cours").wait_for()
    assert page.get_by_text("Claire Durand n’a pas répondu").first.is_visible()
    with page.expect_response(lambda answer: "/direct" in answer.url) as answer:
        pass
    assert answer.value.status in (200, 304)
    looked_at(page, "dashboard", size)


@ON_A_DESK
def test_a_call_is_searched_and_its_timeline_read(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/appels")
    looked_at(page, "journal", size)
    page.get_by_text("Autres critères").click()
    page.get_by_label("Issue").select_option("abandoned")
    page.get_by_role("button", name="Chercher").click()
    assert page.locator("tbody tr").count() == 1
    page.goto("/appels/two")
    page.get_by_text("Julie Martin a accepté").wait_for()
    looked_at(page, "call", size)


@ON_A_PHONE
def test_a_message_is_played_and_dealt_with_at_the_keyboard(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/messages")
    looked_at(page, "messages", size)
    page.goto(f"/messages/message-{size}/{size}.wav")
    assert page.evaluate(LENGTH) > 0.5
    looked_at(page, "message", size)
    page.keyboard.press("ArrowRight")
    page.wait_for_url(lambda url: size not in url.rpartition("/")[2])
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(f"**/{size}.wav")
    page.get_by_role("button", name="Je m’en charge").focus()
    page.keyboard.press("Enter")
    page.get_by_text("vous vous en chargez").wait_for()
    page.get_by_label("Note").focus()
    page.keyboard.type("Rappelé")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("C’est enregistré.").wait_for()


def test_a_shift_is_given_to_somebody_else(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/planning?equipe=depannage")
    looked_at(page, "planning", size)
    page.locator(".day:not(.other):not(.past) .block:not(.hole):visible a").last.click()
    page.get_by_label("Vient").select_option("martin" if "de=petit" in page.url else "petit")
    page.get_by_role("button", name="Voir l’effet d’abord").click()
    page.get_by_role("heading", name="Effet").wait_for()
    looked_at(page, "give", size)
    page.goto("/planning/absence")
    looked_at(page, "absence", size)


@ON_A_DESK
def test_the_planning_is_looked_at_before_it_is_published(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/publications")
    page.get_by_role("button", name="Publier et prévenir").wait_for()
    looked_at(page, "publish", size)


@ON_A_DESK
def test_the_statements_of_a_month_are_read(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/releves")
    page.get_by_text("Provisoire").first.wait_for()
    looked_at(page, "statements", size)
    with page.expect_download() as saved:
        page.get_by_role("link", name="PDF de Claire Durand").click()
    assert saved.value.suggested_filename.endswith("durand-provisoire.pdf")


@ON_A_DESK
def test_a_lines_hours_are_changed(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/lignes")
    looked_at(page, "lines", size)
    page.goto("/lignes/urgence")
    looked_at(page, "line", size)
    page.get_by_role("link", name="Modifier les horaires").click()
    looked_at(page, "hours", size)
    page.get_by_label("Samedi", exact=True).fill("midi")
    page.get_by_text("« midi » n’est pas une plage horaire").wait_for()
    page.get_by_label("Samedi", exact=True).fill("09:00-12:00" if size == "phone" else "09:30-12:00")
    page.get_by_text("Rien à signaler").wait_for()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_text("les horaires sont enregistrés").wait_for()


@ON_A_PHONE
def test_a_key_of_a_menu_is_given_something_to_do(enter, size: str) -> None:
    page = enter("manager")
    for name in ("fiche", "deroulement", "jours"):
        page.goto(f"/lignes/urgence/{name}")
        looked_at(page, f"line-{name}", size)
    page.goto("/lignes/menus/urgence")
    page.get_by_text("Touches qui ne font rien").click()
    key = page.get_by_role("group", name="Touche 9")
    key.get_by_label("Ce qui se passe").select_option("say")
    key.get_by_label("Phrase dite").fill("Nos bureaux ouvrent à neuf heures.")
    looked_at(page, "menu", size)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_text("Le prochain appel le suit").wait_for()


@ON_A_DESK
def test_an_agents_telephone_is_tried(enter, size: str, state: Path) -> None:
    page = enter("manager")
    page.goto("/intervenants")
    page.get_by_role("link", name="Tester les téléphones de Julie Martin").click()
    page.get_by_role("button", name="Essayer").first.click()
    page.get_by_text("va sonner").wait_for()
    looked_at(page, "telephones", size)
    no_more_tries(state)


@ON_A_DESK
def test_the_announcements_are_spoken_by_the_real_voice_and_heard(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/annonces")
    page.get_by_role("button", name="Dire ce qui manque").click(timeout=60_000)
    page.get_by_text("Tout est dit").wait_for(timeout=60_000)
    first = "new Audio(document.querySelector('[data-listen]').href)"
    assert page.evaluate(LENGTH.replace('document.querySelector("audio")', first)) > 0.5
    looked_at(page, "announcements", size)
    page.get_by_role("link", name="Écouter").first.click()
    page.get_by_role("link", name="Arrêter").wait_for()
    page.get_by_role("link", name="Écouter").first.wait_for(timeout=60_000)


def test_a_line_offers_english_and_its_texts_are_said_in_it(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/lignes/urgence/fiche")
    page.get_by_label("Autre langue, proposée au début de l’appel").select_option("en")
    page.get_by_label("Par la touche").select_option("0")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_text("le prochain appel en tient compte").wait_for()
    page.goto("/annonces")
    page.get_by_role("link", name="Langues").click()
    page.get_by_text("par la touche 0").wait_for()
    page.get_by_label("Ce que l’on entend").first.fill("Good evening.")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_text("C’est enregistré").wait_for()
    looked_at(page, "languages", size)
    page.get_by_role("link", name="Ce qui manque : allemand").click()
    page.get_by_text("Nous recherchons un intervenant. Pour laisser un message, tapez étoile.").wait_for()
    looked_at(page, "language-begun", size)


MENU = "/annonces/phrase/menus/urgence"
LEVEL = """async () => {
  const meter = document.querySelector("meter");
  while (meter.value === 0) await new Promise(requestAnimationFrame);
  return meter.value;
}"""
NO_MICROPHONE = "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotAllowedError') }"


def test_an_announcement_is_heard_before_it_is_saved(enter, size: str) -> None:
    page = enter("manager")
    page.goto(MENU)
    looked_at(page, "announcement", size)
    page.get_by_role("textbox", name="Texte").fill("Pour une urgence, tapez 1. Sinon, rappelez le 0172000000.")
    page.get_by_role("button", name="Écouter la voix").click()
    page.get_by_text("Rien n’est encore enregistré").wait_for(timeout=60_000)
    assert page.evaluate(LENGTH.replace('"audio"', "'[src*=brouillon]'")) > 2
    page.get_by_text("est lu comme un seul nombre").wait_for()
    looked_at(page, "announcement-heard", size)
    page.get_by_role("textbox", name="Texte").fill(f"Pour une urgence, tapez 1. {size}.")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_text("dès le prochain appel").wait_for(timeout=60_000)
    page.get_by_role("heading", name="Versions").wait_for()
    looked_at(page, "announcement-versions", size)


def test_a_sentence_is_said_into_the_microphone_and_plays_in_the_place_of_the_voice(
    enter, size: str, prompts: Path
) -> None:
    page = enter("manager")
    page.context.grant_permissions(["microphone"])
    place = {"desktop": "hunt", "phone": "unanswered"}[size]
    page.goto(f"/annonces/phrase/catalogue/{place}")
    page.get_by_role("button", name="Parler au microphone").click()
    page.get_by_role("button", name="Arrêter").wait_for()
    page.get_by_text("0:02", exact=True).wait_for()
    assert page.evaluate(LEVEL) > 0
    looked_at(page, "recording", size)
    page.get_by_role("button", name="Arrêter").click()
    page.get_by_role("button", name="L’envoyer").wait_for()
    page.get_by_label("Votre enregistrement, avant l'envoi").evaluate("sound => sound.play()")
    looked_at(page, "recorded", size)
    page.get_by_role("button", name="L’envoyer").click()
    page.get_by_text("Comme on l’entendra au téléphone").wait_for(timeout=60_000)
    looked_at(page, "recording-sent", size)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_text("dès le prochain appel").wait_for(timeout=60_000)
    taken = recording_in_force(prompts, FIXED[place])
    assert taken and wav.seconds_of(taken) > 1


def test_a_microphone_that_is_refused_says_what_to_do(chromium: Any, doors: Any, site: str) -> None:
    signed = doors("manager", "desktop")
    context = chromium.new_context(storage_state=signed.context.storage_state(), base_url=site)
    signed.close()
    page = context.new_page()
    page.add_init_script(NO_MICROPHONE)
    page.goto(MENU)
    page.get_by_role("button", name="Parler au microphone").click()
    page.get_by_text("Le microphone n’est pas permis").wait_for()
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_file_is_sent_heard_and_kept(chromium: Any, doors: Any, site: str, prompts: Path, scripts: bool) -> None:
    signed = doors("manager", "desktop")
    state = signed.context.storage_state()
    signed.close()
    context = chromium.new_context(java_script_enabled=scripts, storage_state=state, base_url=site)
    page = context.new_page()
    name = "goodbye" if scripts else "forwarding"
    page.goto(f"/annonces/phrase/catalogue/{name}")
    assert page.get_by_role("button", name="Parler au microphone").is_visible() == scripts
    sound = {"name": "note.m4a", "mimeType": "audio/mp4", "buffer": sent_as("m4a", hum(2.0))}
    page.get_by_label("Ou un fichier de votre ordinateur").set_input_files(sound)
    page.get_by_role("button", name="Envoyer pour l’écouter").click()
    page.get_by_text("Comme on l’entendra au téléphone").wait_for(timeout=60_000)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_text("dès le prochain appel").wait_for(timeout=60_000)
    assert recording_in_force(prompts, FIXED[name])
    page.get_by_role("button", name="Revenir à cette version").last.click()
    page.get_by_text("dès le prochain appel").wait_for(timeout=60_000)
    assert recording_in_force(prompts, FIXED[name]) is None
    context.close()


@ON_A_PHONE
def test_an_agents_number_is_changed(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/intervenants")
    looked_at(page, "people", size)
    page.get_by_role("link", name="Julie Martin", exact=True).click()
    looked_at(page, "agent", size)
    page.get_by_label("Numéros").fill("06 12 34 56 82" if size == "phone" else "06 12 34 56 83")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("Julie Martin est enregistré").wait_for()
    page.goto("/equipes/depannage")
    looked_at(page, "team", size)


@ON_A_PHONE
def test_statistics_are_read_as_bars_and_numbers(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/statistiques")
    page.get_by_text("Attente, issues, heures des appels").click()
    page.get_by_role("row", name="Mis en relation").wait_for()
    looked_at(page, "statistics", size)


@ON_A_DESK
def test_a_call_is_tried_without_a_telephone(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/essai")
    page.get_by_label("Moment de l’appel").fill("2026-12-06T03:10")
    page.get_by_label("Touches tapées, dans l’ordre").fill("1 40719# 1")
    page.get_by_text("Ce que fait chacun").click()
    page.get_by_label("Julie Martin").select_option("accept")
    page.get_by_role("button", name="Appeler, pour voir").click()
    page.get_by_text("prend l’appel au bout de").wait_for()
    looked_at(page, "what-if", size)


@ON_A_PHONE
def test_health_says_what_to_do(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/sante")
    page.get_by_text("ce que la surveillance a vu").click()
    page.get_by_text("FreeSWITCH répond.").wait_for()
    looked_at(page, "condition", size)


@ON_A_DESK
def test_the_company_is_imported_once_its_difference_is_seen(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/reglages")
    looked_at(page, "settings", size)
    page.goto("/reglages/importer")
    text = COMPANY_FILE.read_text(encoding="utf-8").replace("Hugo Petit", f"Hugo Petit {size}")
    page.get_by_label("Le fichier de l’entreprise").fill(text)
    page.get_by_role("button", name="Voir ce qui changerait").click()
    page.get_by_role("heading", name="Ce qui changerait").wait_for()
    looked_at(page, "import", size)
    page.get_by_role("button", name="Importer", exact=True).click()
    page.get_by_text("sont importés").wait_for()


@ON_A_PHONE
def test_a_sign_in_that_ends_in_a_form_asks_for_the_password_in_place(
    chromium: Any, site: str, state: Path, size: str
) -> None:
    width, height = SIZES[size]
    context = chromium.new_context(base_url=site, viewport={"width": width, "height": height}, locale="fr-FR")
    page = context.new_page()
    page.goto("/connexion")
    page.get_by_label("Nom du compte").fill(f"claire.{size}")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.goto("/moi")
    looked_at(page, "mine-requests", size)
    page.get_by_role("link", name="Demander une absence").click()
    looked_at(page, "absence-asked", size)
    page.get_by_label("Premier jour").fill("2027-03-08" if size == "phone" else "2027-03-07")
    page.get_by_label("Dernier jour, compris").fill("2027-03-09")
    database = open_database(f"sqlite:///{state / 'site.db'}")
    with writing(database):
        hers = SignInRow.select().order_by(SignInRow.began_at.desc()).get(database)  # the newest: others stay signed in
        SignInRow.delete().where(SignInRow.secret_hash == hers.secret_hash).execute(database)
    close_database(database)
    page.get_by_role("button", name="Envoyer la demande").click()
    looked_at(page, "resume", size)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_text("Votre demande est envoyée").wait_for()
    looked_at(page, "mine-asked", size)
    page.goto("/moi/appels")
    looked_at(page, "mine-calls", size)
    context.close()


def test_what_the_company_decides_has_its_form(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/reglages")
    looked_at(page, "settings-all", size)
    page.get_by_role("link", name="Ouvrir ce que décide le fichier de la machine").click()
    page.get_by_text("Plafonds des appels sortants").click()
    page.get_by_text("legs_per_day").wait_for()
    looked_at(page, "settings-machine", size)
    page.get_by_role("link", name="Revenir aux réglages").click()
    page.get_by_role("link", name="Modifier l’entreprise").click()
    looked_at(page, "settings-company", size)
    page.goto("/reglages/conservation")
    looked_at(page, "settings-retention", size)
    page.goto("/reglages/numeros")
    looked_at(page, "settings-numbers", size)
    page.goto("/reglages/compensation")
    looked_at(page, "settings-compensation", size)
    page.get_by_label("Repos par semaine").fill("1h75")
    page.get_by_text("il n’y a que 60 minutes dans une heure").wait_for()
    page.get_by_label("Repos par semaine").fill("1h30")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_text("La règle est enregistrée").wait_for()
    page.goto("/reglages/oublier")
    page.get_by_label("Numéro de l’appelant").fill("06 12 34 56 07" if size == "phone" else "06 12 34 56 08")
    page.get_by_role("button", name="Voir ce qui serait oublié").click()
    looked_at(page, "settings-erase", size)
    page.get_by_role("button", name="Oublier pour toujours").click()
    page.get_by_text("Appels sans appelant désormais").wait_for()


@ON_A_PHONE
def test_an_agent_asks_for_a_swap_from_a_telephone(enter, size: str) -> None:
    page = enter("claire")
    page.goto("/")
    page.get_by_text("Claire Durand").first.wait_for()
    looked_at(page, "mine", size)
    for target in page.locator(".tap[href], .turns .soft").all():
        assert target.bounding_box()["height"] >= 44  # for a thumb
    page.get_by_role("link", name="Proposer un échange").click()
    looked_at(page, "swap", size)


@ON_A_DESK
def test_an_account_is_opened(enter, size: str) -> None:
    page = enter("boss")
    page.goto("/comptes")
    page.get_by_label("Nom du compte").fill(f"julie.{size}")
    page.get_by_label("Rôle").select_option("agent")
    page.get_by_label("Intervenant", exact=True).select_option("martin")
    page.get_by_role("button", name="Ouvrir le compte").click()
    page.get_by_text("Premier mot de passe du compte").wait_for()
    looked_at(page, "accounts", size)
    page.goto("/audit")
    page.get_by_text(f"Compte julie.{size} : créé").wait_for()
    looked_at(page, "audit", size)


@ON_A_PHONE
def test_ones_own_account(enter, size: str) -> None:
    page = enter("boss")
    page.goto("/compte")
    page.get_by_role("heading", name="Connexions ouvertes").wait_for()
    looked_at(page, "account", size)
    page.goto("/compte/second-facteur")
    looked_at(page, "second-factor", size)
    page.goto("/compte/mot-de-passe")
    looked_at(page, "password", size)


def test_every_page_but_the_living_part_works_without_javascript(chromium: Any, site: str, doors: Any) -> None:
    signed = doors("manager", "desktop")
    state = signed.context.storage_state()
    signed.close()
    context = chromium.new_context(java_script_enabled=False, storage_state=state, base_url=site)
    page = context.new_page()
    for path, heading in (("/", "Appels en cours"), ("/planning", "Planning"), ("/appels", "Journal des appels")):
        page.goto(path)
        assert page.get_by_role("heading", name=heading).first.is_visible()
    page.get_by_text("Autres critères").click()
    page.get_by_label("Commande").fill("40719")
    page.get_by_role("button", name="Chercher").click()
    page.locator("tbody tr").nth(10).wait_for()
    context.close()


@ON_A_DESK
def test_the_planning_is_printed_on_paper(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/planning?equipe=depannage")
    page.emulate_media(media="print", color_scheme="light")
    assert not page.locator("header.top").is_visible()
    assert page.locator(".bands").is_visible()
    if size == "desktop":
        page.screenshot(path=PICTURES / "site-planning-print.png", full_page=True)


@ON_A_PHONE
def test_keyboard_focus_goes_first_to_the_content(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/messages")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    page.keyboard.press("Enter")
    assert page.url.endswith("#contenu")


@ON_A_PHONE
def test_a_token_is_opened_shown_once_and_revoked(enter, size: str) -> None:
    page = enter("boss")
    page.goto("/reglages")
    page.get_by_role("link", name="Jetons d’accès").click()
    page.get_by_label("Nom du programme").fill(f"Paie {size}")
    page.get_by_label("Droit").select_option("write")
    page.get_by_label("Donner aussi les numéros").check()
    page.get_by_role("button", name="Ouvrir le jeton").click()
    secret = page.get_by_text("astreinte_").inner_text()
    looked_at(page, "tokens", size)
    asked = (
        "secret => fetch('/api/v1/on-call', {headers: {Authorization: `Bearer ${secret}`}}).then(told => told.status)"
    )
    assert page.evaluate(asked, secret) == 200
    page.get_by_role("button", name=f"Révoquer Paie {size}").click()
    page.get_by_text("est révoqué").wait_for()


def test_the_api_is_told_to_people(enter, size: str) -> None:
    page = enter("manager")
    page.goto("/api")
    page.get_by_role("link", name="Noter une absence").click()
    assert page.get_by_text("POST /api/v1/absences", exact=True).is_visible()
    looked_at(page, "api", size)
