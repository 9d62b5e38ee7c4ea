"""An agent who answers in the page, in a real Chromium behind a real nginx: rung with the mobile, heard both ways."""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import company
import numpy as np
import pytest
import steps
from astreinte_lab import free_sip_port, until
from phones.caller import Caller
from phones.mobile import MobileCall
from world import World

from appliance.calls.leg import IN_THE_PAGE
from appliance.store.accounts.accounts import Role, account_named, add_account, set_password
from appliance.store.database import close_database, open_database
from appliance.switch.conversation import SETTLING_SECONDS

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

LAB_OPTIONS = ("--browser",)
TEMPLATE = Path(__file__).parents[2] / "deploy" / "ansible" / "roles" / "web" / "templates" / "site.conf.j2"
PASSWORD = "quatre vaches bleues dansent"
WARM_SECONDS = 20.0  # a microphone played from a file is silent at first, for long on a busy machine
RATE = 48000
RINGING, OTHER_TONE = 440, 880  # what an agent hears who waits for a colleague; what their caller hums before
HEARD = """async () => {
  const context = new AudioContext(), ear = new AnalyserNode(context, { fftSize: 8192 });
  context.createMediaStreamSource(document.getElementById("voice").srcObject).connect(ear);
  await new Promise((done) => setTimeout(done, 1000));
  const levels = new Float32Array(ear.frequencyBinCount);
  ear.getFloatFrequencyData(levels);
  const loudest = levels.indexOf(Math.max(...levels));
  const found = [(loudest * context.sampleRate) / ear.fftSize, levels[loudest]];
  await context.close();
  return found;
}"""


def nginx_of(world: World, port: int) -> str:
    """Its configuration: of what is deployed, the very lines by which a page's voice goes."""
    ports = world.lab.facts["ports"]
    text = TEMPLATE.read_text(encoding="utf-8").split("{% if astreinte_browser_port %}")[1]
    lines = text.split("    location / {")[0]
    lines = re.sub(r"{% if astreinte_monitoring.*?{% endif %}\n", "", lines, flags=re.DOTALL)
    lines = lines.replace("{% endif %}", "").replace("{{ astreinte_browser_port }}", str(ports["browser"]))
    lines = lines.replace("{{ astreinte_max_call_seconds + 300 }}", "7500").replace("8080", str(ports["web"]))
    assert "{" + "{" not in lines
    rest = f"location / {{ proxy_pass http://127.0.0.1:{ports['web']}; proxy_set_header Host $http_host; }}"
    rest = rest.replace("; }", "; proxy_http_version 1.1; proxy_buffering off; }")
    return f"server {{ listen 127.0.0.1:{port}; {lines} {rest} }}"


class Front:
    """nginx before the pages of a lab."""

    def __init__(self, folder: Path, program: str, world: World) -> None:
        self.port = free_sip_port()
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        temporary = "".join(f"{one}_temp_path {folder}/{one};" for one in kinds)
        whole = f"pid {folder}/pid; error_log {folder}/errors; daemon off; master_process off; events {{}}"
        whole += f" http {{ access_log off; {temporary} {nginx_of(world, self.port)} }}"
        (folder / "nginx.conf").write_text(whole, encoding="utf-8")
        self._command = [program, "-c", str(folder / "nginx.conf"), "-p", str(folder)]
        self.starts()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def starts(self) -> None:
        self._process = subprocess.Popen(self._command)

    def dies(self) -> None:
        self._process.kill()
        self._process.wait()

    def opens(self, cookie: str = "", origin: str = "") -> int:
        """What a program that asks for a voice is told: 101, or why not."""
        said = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        said |= {"Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==", "Sec-WebSocket-Protocol": "sip"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/voix", headers={**said, "Cookie": cookie, "Origin": origin or self.address})
            return connection.getresponse().status
        finally:
            connection.close()


@pytest.fixture(scope="module")
def front(lab_world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """The pages behind nginx; an account for two agents."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(program).exists():
        pytest.skip("nginx n'est pas installé")
    database, now = open_database(lab_world.lab.config.database_url), datetime.now(UTC)
    for agent in ("solo", "durand"):
        add_account(database, agent, Role.AGENT, agent, by="essai", now=now)
        set_password(database, account_named(database, agent), PASSWORD, now=now)
    close_database(database)
    made = Front(tmp_path_factory.mktemp("nginx"), program, lab_world)
    yield made
    made.dies()


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium n'est pas installé : apt install chromium")
    from playwright.sync_api import sync_playwright

    microphone = tmp_path_factory.mktemp("microphone") / "hum.wav"
    with wave.open(str(microphone), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        hum = 8000 * np.sin(2 * np.pi * steps.AGENT_TONE * np.arange(RATE) / RATE)
        file.writeframes(hum.astype("<i2").tobytes())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=[
                "--no-sandbox",
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                f"--use-file-for-fake-audio-capture={microphone}",
                "--allow-loopback-in-peer-connection",
                "--autoplay-policy=no-user-gesture-required",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any, front: Front) -> Iterator[Any]:
    with opened_by("solo", chromium, front) as page:
        yield page


@contextmanager
def opened_by(agent: str, chromium: Any, front: Front) -> Iterator[Any]:
    """An agent's page, signed in, which rings from now on; an error in its script fails the test."""
    context = chromium.new_context(locale="fr-FR", permissions=["microphone"])
    page, errors = context.new_page(), list[str]()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{front.address}/moi/repondre")
    page.get_by_label("Nom du compte").fill(agent)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("button", name="Faire sonner cette page").click()
    page.get_by_text("La page sonnera quand la ligne vous cherchera.").wait_for()
    yield page
    page.close(run_before_unload=False)
    context.close()
    assert errors == []


def rung(world: World) -> tuple[Caller, MobileCall]:
    """A caller for whom Sophie is looked for, and her mobile, which rings."""
    scene = steps.at_hunt(world)
    return scene.caller, scene.agent


def answers(page: Any) -> None:
    page.get_by_role("button", name="Décrocher").click(timeout=8000)
    page.get_by_text("Écoutez, puis tapez 1").wait_for(timeout=8000)
    until(lambda: page.evaluate(HEARD)[1] > -70, 10.0, "the page hears the whisper")


def presses(page: Any, key: str) -> None:
    page.locator(f'[data-key="{key}"]').click()


def hears(page: Any, frequency: float) -> None:
    until(lambda: abs(page.evaluate(HEARD)[0] - frequency) < 15, 8.0, f"the page hears {frequency} Hz")


def hears_a_hum(page: Any, caller: Caller) -> None:
    caller.hums(steps.CALLER_TONE)
    hears(page, steps.CALLER_TONE)


def takes(world: World, page: Any) -> Caller:
    """A caller whom Sophie has taken in the page, each heard by the other."""
    caller, mobile = rung(world)
    answers(page)
    presses(page, "1")
    mobile.stops_ringing(within=2)
    hears_a_hum(page, caller)
    caller.hears_tone(steps.AGENT_TONE, within=WARM_SECONDS)
    return caller


def test_who_answers_in_the_page_hears_the_whisper_takes_the_call_and_both_are_heard(world: World, page: Any) -> None:
    caller, mobile = rung(world)
    page.get_by_role("heading", name="La ligne vous appelle").wait_for(timeout=8000)
    page.locator("#card").get_by_text(company.LINE).wait_for()
    answers(page)
    presses(page, "1")
    mobile.stops_ringing(within=2)
    caller.hums(steps.CALLER_TONE)
    hears(page, steps.CALLER_TONE)
    caller.hears_tone(steps.AGENT_TONE, within=WARM_SECONDS)
    page.get_by_role("button", name="Raccrocher").click()
    caller.is_hung_up(within=3)
    call = world.journal(caller, over=True, outcome="connected")
    assert {(one["phone"], one["outcome"]) for one in call["attempts"]} == {(0, "cancelled"), (IN_THE_PAGE, "accepted")}


def test_a_caller_who_hangs_up_ends_the_call_in_the_page(world: World, page: Any) -> None:
    takes(world, page).hangs_up()
    page.get_by_text("L'appel est terminé.").wait_for(timeout=5000)


def test_who_takes_the_call_on_their_mobile_is_rung_in_the_page_no_more(world: World, page: Any) -> None:
    caller, mobile = rung(world)
    page.get_by_role("button", name="Décrocher").wait_for(timeout=8000)
    mobile.answers().hears("whisper", within=5, seconds=0.6)
    mobile.presses("1")
    steps.hear_each_other(steps.Scene(world, caller, [mobile]))
    page.get_by_role("button", name="Décrocher").wait_for(state="hidden", timeout=3000)
    caller.hangs_up()


def test_who_refuses_in_the_page_has_no_mobile_that_rings_on(world: World, page: Any) -> None:
    caller, mobile = rung(world)
    answers(page)
    presses(page, "2")
    mobile.stops_ringing(within=2)
    page.get_by_text("L'appel est terminé.").wait_for(timeout=8000)
    caller.hangs_up()
    assert ("solo", "refused") in world.outcomes(world.journal(caller, over=True))


def test_who_talks_in_the_page_hands_the_caller_over_to_a_colleague(world: World, chromium: Any, front: Front) -> None:
    with opened_by("durand", chromium, front) as page:
        _, petit = world.mobile(company.DURAND), world.mobile(company.PETIT)
        caller = world.caller().calls(company.DID)
        caller.presses("1")
        answers(page)
        presses(page, "1")
        caller.hums(OTHER_TONE)
        hears(page, OTHER_TONE)
        caller.stream.ear.hears_no_tone(OTHER_TONE, SETTLING_SECONDS)  # before it, no key asks for anything
        page.locator('[data-keys="*1"]').click()
        hears(page, RINGING)
        colleague = petit.rings(within=10).answers()
        colleague.hears("whisper", within=5, seconds=0.6)
        colleague.presses("1")
        page.get_by_text("L'appel est terminé.").wait_for(timeout=8000)
        steps.hear_each_other(steps.Scene(world, caller, [colleague]))
        caller.hangs_up()


def test_a_ticket_that_nobody_gave_is_refused(world: World, page: Any) -> None:
    told = page.evaluate(
        """async () => {
          const { Voice } = await import("/static/answer/voice.js");
          const audio = document.getElementById("voice");
          return new Promise((done) => new Voice("1-" + "0".repeat(32), audio, (what, words) => done(words)));
        }"""
    )
    assert told.startswith("Cet appel n'est plus proposé")


def test_nobody_comes_in_without_the_cookie_of_an_agent_or_from_another_site(front: Front, page: Any) -> None:
    cookie = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
    assert front.opens(cookie) == 101
    assert front.opens(cookie, "https://evil.example") == 403
    assert front.opens() == 401


def test_a_call_whose_end_cannot_reach_the_page_ends_there_when_its_sound_stops(
    world: World, front: Front, page: Any
) -> None:
    caller = takes(world, page)
    front.dies()
    try:
        hears(page, steps.CALLER_TONE)
        caller.hears_tone(steps.AGENT_TONE, within=3)
        caller.hangs_up()
        page.get_by_text("Le son s'est arrêté.").wait_for(timeout=8000)
    finally:
        front.starts()


def away(page: Any) -> None:
    """A page opened while its site is not there: its web server says so for it."""
    page.route("**/moi/repondre/sonneries", lambda route: route.fulfill(status=502))
    page.reload()
    page.get_by_role("button", name="Faire sonner cette page").click()
    page.get_by_text("Le site ne répond pas : répondez au téléphone.").wait_for(timeout=5000)


def test_a_page_rings_once_its_site_is_back_behind_its_web_server(world: World, page: Any) -> None:
    away(page)
    page.unroute_all()
    page.get_by_text("La page sonnera quand la ligne vous cherchera.").wait_for(timeout=8000)
    caller, _ = rung(world)
    page.get_by_role("button", name="Décrocher").wait_for(timeout=8000)
    caller.hangs_up()


def test_a_page_whose_agent_is_signed_out_says_so(page: Any) -> None:
    away(page)
    page.context.clear_cookies()
    page.unroute_all()
    page.get_by_text("Vous n'êtes plus connecté : rechargez la page.").wait_for(timeout=8000)
