"""Does this box answer now, and will it tonight? Asked from outside the controller, which may be what is dead."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from peewee import Database

from appliance.checks import Severity, check_company
from appliance.checks.backing_up import backup_probe
from appliance.checks.boxes import boxes_probe, seen_boxes
from appliance.checks.customers_address import address_probe
from appliance.checks.kept_settings import follows, would_serve
from appliance.checks.pausing import taking
from appliance.checks.probe import Probe
from appliance.checks.set_aside import not_forgotten_yet, set_aside
from appliance.checks.transcribing import transcription_probe
from appliance.checks.trunks import Reach, trunk_seen
from appliance.company.model import Company, Way
from appliance.company.voice import voice_kept
from appliance.config import Config, Trunk
from appliance.folding import listed
from appliance.notify.outgoing_letters import spent_words
from appliance.notify.told_people import told_of_nothing
from appliance.outgoing import Level, marks
from appliance.prompts.build import open_prompt_store
from appliance.prompts.prompt_store import PromptStore
from appliance.store.boxes.register import known_boxes
from appliance.store.database import opened, try_writing
from appliance.store.errors import StoreBusy, StoreError
from appliance.store.outbox.queue import stuck
from appliance.store.outgoing_legs import slices, spent_in
from appliance.store.phone_tests.probes import list_probes
from appliance.store.settings.snapshot import load_company
from appliance.store.upkeep.clock_doubt import SYNCHRONISED, UNSYNCHRONISED, earlier_than_the_journal
from appliance.switch.blocking_esl_client import BlockingEslClient
from appliance.switch.errors import SwitchError
from appliance.switch.ports_listened import listens
from appliance.switch.switch_clock import seconds_ahead

DAYS = 7
SECONDS = 3.0
SPARE_BYTES = 500_000_000
NEARLY_SECONDS = 10.0  # the controller looks each 5 s
SERIOUS_SECONDS = 60.0
NO_CALLS = "Cette machine ne prend pas d'appels : son fichier n'a pas de section [switch] ou [[trunks]]."


def clock_probes() -> Iterator[Probe]:
    """chrony, where it is there: a planning on a wrong clock rings the wrong agent."""
    if shutil.which("chronyc") is None:
        return
    try:
        told = subprocess.run(
            ["chronyc", "-n", "tracking"], capture_output=True, text=True, timeout=SECONDS, check=False
        )
        answer = told.stdout if told.returncode == 0 else ""
    except subprocess.TimeoutExpired:
        answer = ""
    if "Leap status" not in answer:
        yield Probe("clock", False, "chrony ne répond pas : personne ne tient l'horloge à l'heure.", serious=False)
        return
    healthy = "Leap status     : Normal" in answer
    yield Probe(SYNCHRONISED, healthy, "L'horloge est à l'heure." if healthy else UNSYNCHRONISED, serious=False)


def probe_all(config: Config, now: datetime, clock: Callable[[], Iterator[Probe]] | None = None) -> list[Probe]:
    """Every probe, each at most a few seconds. `now`: the company's clock, aware. A probe that fails is an answer.

    `clock`: how the machine's clock is asked about, for whom may run no program here.

    A clock earlier than the journal is serious, unless the time servers say that it is the journal that was ahead.
    """
    asked: tuple[Callable[[], Iterator[Probe]], ...] = (
        lambda: _switch(config),
        lambda: _controller(config),
        lambda: _page(config),
        lambda: _company(config, now),
        lambda: _disk(config),
        lambda: _records(config),
        lambda: backup_probe(config),
        clock or clock_probes,
    )
    probes = [probe for question in asked for probe in question()]
    if any(probe.name == SYNCHRONISED and probe.healthy for probe in probes):
        return [replace(probe, serious=False) if probe.name == "clock_journal" else probe for probe in probes]
    return probes


def _switch(config: Config) -> Iterator[Probe]:
    if not config.takes_calls:
        yield Probe("freeswitch", False, NO_CALLS)
        return
    try:
        with BlockingEslClient(config.switch.esl_port, config.switch.esl_secret, SECONDS) as console:
            profile = console.ask("sofia status profile trunks")
            running = "Invalid Profile" not in profile
            yield Probe("freeswitch", running, "FreeSWITCH répond." if running else "FreeSWITCH n'écoute plus en SIP.")
            yield taking(console, alone=not config.sip.fronts)
            for trunk in config.trunks:
                yield _trunk(console, trunk, alone=len(config.trunks) == 1)
            yield _switch_clock(console)
    except SwitchError as error:
        yield Probe("freeswitch", False, str(error))


def _trunk(console: BlockingEslClient, trunk: Trunk, *, alone: bool) -> Probe:
    """Only a registration that is lost, or an operator that went silent, surely loses calls: others may not ping."""
    seen = trunk_seen(trunk, console.ask(f"sofia status gateway {trunk.name}"))
    serious = alone and seen.reach in (Reach.UNREGISTERED, Reach.DOWN)
    return Probe(f"trunk_{trunk.name}", seen.reach is Reach.UP, f"Trunk {trunk.name} : {seen.said}.", serious)


def _switch_clock(console: BlockingEslClient) -> Probe:
    """FreeSWITCH's clock beside the machine's: it says whom the fallback rings, and dates what it writes."""
    try:
        ahead = seconds_ahead(console.ask)
    except SwitchError:
        said = "FreeSWITCH ne dit pas l'heure qu'il a : il le dira après son prochain redémarrage."
        return Probe("clock_freeswitch", False, said, serious=False)
    if abs(ahead) < NEARLY_SECONDS:
        return Probe("clock_freeswitch", True, "FreeSWITCH est à l'heure de la machine.")
    way = "avance" if ahead > 0 else "retarde"
    said = f"FreeSWITCH {way} de {_length(abs(ahead))} sur la machine : il est remis à l'heure entre deux appels."
    return Probe("clock_freeswitch", False, said, serious=abs(ahead) >= SERIOUS_SECONDS)


def _length(seconds: float) -> str:
    """« 20 h 00 », « 40 s »."""
    minutes = round(seconds / 60)
    return f"{seconds:.0f} s" if seconds < 100 else f"{minutes // 60} h {minutes % 60:02}"


def _controller(config: Config) -> Iterator[Probe]:
    """Somebody listens for callers. That its hub turns, systemd watches (WatchdogSec)."""
    if not config.takes_calls:
        return
    ports = [port for port in config.switch.socket_ports if listens(port)]
    said = "Le contrôleur attend les appels." if ports else "Le contrôleur n'écoute pas : le mode secours répond."
    yield Probe("controller", bool(ports), said)


def _page(config: Config) -> Iterator[Probe]:
    connection = http.client.HTTPConnection(config.web.host, config.web.port, timeout=SECONDS)
    try:
        connection.request("GET", "/healthz")
        healthy = connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        healthy = False
    finally:
        connection.close()
    said = "Les pages répondent." if healthy else "Les pages ne répondent pas ; les appels continuent."
    yield Probe("web", healthy, said, serious=False)


def _company(config: Config, now: datetime) -> Iterator[Probe]:
    try:
        with opened(config.database_url) as database:
            company = load_company(database)
            zone = company.timezone if company else "Europe/Paris"
            offset = config.clock_offset_seconds
            refused = _refused_write(database)
            earlier = earlier_than_the_journal(database, now - timedelta(seconds=offset), offset, zone)
            unforgotten = not_forgotten_yet(database, config)
            late = stuck(database, datetime.now(UTC))
            kept, said_of_kept = follows(database, config.settings_copy)
            outgoing = _outgoing(config, database)
            boxes = seen_boxes(known_boxes(database), list_probes(database), datetime.now(UTC))
            address = None if config.customers is None else address_probe(database, datetime.now(UTC))
            written = None if config.transcription is None else transcription_probe(database, config.box_name, now)
    except StoreError as error:
        yield Probe("database", False, str(error))
        yield Probe("settings", False, would_serve(config.settings_copy), serious=False)
        return
    yield Probe("database", True, "La base de données répond.")
    yield Probe("database_writes", refused is None, refused or "La base de données s'écrit.", serious=False)
    yield Probe("clock_journal", earlier is None, earlier or "L'horloge est plus tardive que le journal.")
    yield Probe("settings", kept, said_of_kept, serious=False)
    yield Probe("forgotten", unforgotten is None, unforgotten or "Ce qui est oublié est effacé.", serious=False)
    yield _telling(config, company, late)
    yield outgoing
    yield from (one for one in (address, written) if one is not None)
    if len(boxes) > 1:
        yield boxes_probe(boxes)
    if company is None:
        yield Probe("company", False, "Aucune entreprise n'est enregistrée ; lancez « astreinte import FICHIER ».")
        return
    prompt_store = open_prompt_store(config.prompts_dir, *voice_kept(company, config.speech_engine))
    errors = [found for found in check_company(company, now, DAYS, prompt_store) if found.severity is Severity.ERROR]
    said = f"Réglages en ordre pour {DAYS} jours." if not errors else " ".join(str(error) for error in errors[:3])
    yield Probe("company", not errors, said)
    yield _sounds(prompt_store)


def _telling(config: Config, company: Company | None, late: tuple[int, int]) -> Probe:
    """Whether people are told of messages and of calls that nobody took."""
    failed, waiting = late
    silent = [line.name for line in told_of_nothing(company)] if company is not None else []
    said = []
    if config.mail is None:
        said.append("Personne n'est prévenu d'un message : [mail] n'est pas réglé.")
    elif silent:
        said.append(f"Personne ne serait prévenu d'un message de {', '.join(silent)}.")
    by_sms = [one.name for one in company.agents.values() if Way.SMS in one.told_by] if company is not None else []
    if by_sms and config.sms is None:
        said.append(f"[sms] n'est pas réglé : {', '.join(by_sms)} ne serait pas prévenu par SMS.")
    if failed:
        said.append(f"{failed} envoi{'s' * (failed > 1)} {'ont' if failed > 1 else 'a'} échoué depuis sept jours.")
    if waiting and config.mail is not None:
        said.append(
            f"{waiting} envoi{'s' * (waiting > 1)} {'attendent' if waiting > 1 else 'attend'} depuis longtemps."
        )
    return Probe("telling", not said, " ".join(said) or "Qui doit être prévenu l'est.", serious=False)


def _outgoing(config: Config, database: Database) -> Probe:
    """How near the caps of what goes out are: once one is reached, no telephone is rung. StoreError."""
    now = time.time()
    found = marks(spent_in(slices(database, now), now), config.caps)
    level = max(mark.level for mark in found)
    near = [spent_words(mark) for mark in found if mark.level is level and level is not Level.FAR]
    said = {
        Level.FAR: "Les appels sortants sont loin de leurs plafonds.",
        Level.HALF: f"Plus de la moitié d'un plafond : {' ; '.join(near)}.",
        Level.REACHED: f"Plafond atteint, plus aucun téléphone n'est appelé : {' ; '.join(near)}.",
    }
    return Probe("outgoing", level is Level.FAR, said[level], serious=level is Level.REACHED)


def _sounds(prompt_store: PromptStore) -> Probe:
    """No call waits for them: a tone is heard meanwhile, and the controller makes them."""
    named = (("la musique d’attente", prompt_store.has_hold_cycle()), ("le bip du message", prompt_store.has_beep()))
    missing = [name for name, there in named if not there]
    if not missing:
        return Probe("sounds", True, "La musique d’attente et le bip sont prêts.")
    said = f"Absent : {listed(missing)}, une tonalité les remplace ; lancez « astreinte prompts build »."
    return Probe("sounds", False, said, serious=False)


def _refused_write(database: Database) -> str | None:
    """Why the database takes nothing; None when it does, or when another program is writing."""
    try:
        try_writing(database)
    except StoreBusy:
        return None
    except StoreError as error:
        return f"{error} Les appels continuent ; leur journal attend."
    return None


def _disk(config: Config) -> Iterator[Probe]:
    status = os.statvfs(config.state_dir)
    free = status.f_bavail * status.f_frsize
    yield Probe("disk", free > SPARE_BYTES, f"Disque : {free // 1_000_000} Mo libres.", serious=False)


def _records(config: Config) -> Iterator[Probe]:
    """No caller is lost for it, but what became of one may be nowhere else."""
    told = set_aside(config)
    said = " ".join(told) or "Le journal a tout pris."
    yield Probe("records", not told, said, serious=False)


def company_now(config: Config, moment: datetime) -> datetime:
    """The company's clock at that moment."""
    return moment + timedelta(seconds=config.clock_offset_seconds)
