"""Everything that a lab needs on disk before its first process starts: database, company, prompts, configurations."""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

import msgspec

from appliance import config as machine
from appliance.calls.spoken import fixed_sentences
from appliance.company.model import Company
from appliance.company.retention import message_days_kept
from appliance.company.voice import voice_kept
from appliance.config import Config
from appliance.lab import accounts, toml
from appliance.lab.accounts import Accounts
from appliance.lab.box import COMMAND
from appliance.lab.confinement import impossible_here
from appliance.lab.errors import LabError
from appliance.lab.ports import PortBlock, Ports
from appliance.lab.request import LabRequest, choose_ports, clock_offset, machine_facts
from appliance.prompts.build import State, build, open_prompt_store
from appliance.prompts.prompt_store import PromptStore
from appliance.store.company_file import load_company_file
from appliance.store.database import opened
from appliance.store.settings.snapshot import save_company
from appliance.switch import fallback
from appliance.switch.switch_process import find_freeswitch, make_ready

PRIVATE = 0o077  # calls, messages and secrets are for the one who runs the lab
OF_THE_PAGES = "not-for-the-pages"


@dataclass(frozen=True)
class PreparedLab:
    """A lab ready to start. `lock` and `block` keep its folder and ports from other labs while this object lives."""

    config: Config
    config_file: Path
    freeswitch: Path
    ports: Ports
    lock: IO[str]
    block: PortBlock
    box: Accounts | None = None  # whose its programs and folders are, where it is made as a box

    @property
    def freeswitch_conf(self) -> Path:
        return self.config.state_dir / "freeswitch"

    @property
    def pages_file(self) -> Path:
        """What the pages read of the machine: on a box, a file without secrets."""
        return self.config_file.with_name("pages.toml") if self.box else self.config_file

    @property
    def switch_file(self) -> Path:
        """What FreeSWITCH's own account reads of the machine."""
        return self.config_file.with_name("freeswitch.toml") if self.box else self.config_file

    @property
    def log_dir(self) -> Path:
        return self.config.state_dir / "log"


def prepare(request: LabRequest) -> PreparedLab:
    """Check what was asked, then write everything. One sentence says what is wrong: LabError and its kin."""
    if request.box and (why := impossible_here()):
        raise LabError(f"--box : {why} ; sans cette option, tout tourne sous votre compte.")
    if request.box and accounts.installed_in(request.state):
        raise LabError(f"--state {request.state} : c'est le dossier d'une boîte installée ; choisissez-en un autre.")
    os.umask(COMMAND.umask if request.box else PRIVATE)
    program = _freeswitch()
    company = load_company_file(request.company)
    lock = claim_folder(request.state)
    ports, block = choose_ports(request)
    facts = machine_facts(request, ports)
    box = accounts.lend() if request.box else None
    lab = PreparedLab(facts, request.state / "appliance.toml", program, ports, lock, block, box)
    toml.write(facts, lab.config_file)
    machine.load(lab.config_file)  # as the processes will: what they would refuse is said before any work
    _save(company, facts)
    prompt_store = _speak(company, facts)
    offset = request.clock_offset
    if offset is None:
        offset = clock_offset(request.at, company.timezone)  # read last: the company's clock starts when the lab does
    config = msgspec.structs.replace(facts, clock_offset_seconds=offset)
    lab = replace(lab, config=config)
    toml.write(config, lab.config_file)
    make_ready(config, lab.freeswitch_conf)
    fallback.export(company, config, datetime.now(UTC) + timedelta(seconds=offset), prompt_store.path)
    if box is not None:
        _give_away(lab, box)
    return lab


def _give_away(lab: PreparedLab, box: Accounts) -> None:
    """Everything is written: make it those accounts' that it belongs to on a box."""
    box.settle(lab.config.state_dir)
    toml.write(_without_secrets(lab.config), lab.pages_file)
    toml.write(lab.config, lab.switch_file)
    files = {lab.config_file: "astreinte", lab.pages_file: "astreinte-web", lab.switch_file: "freeswitch"}
    for file, owner in files.items():
        box.give(file, owner, owner, 0o600)


def _without_secrets(config: Config) -> Config:
    """A page that is broken into has none."""
    switch = msgspec.structs.replace(config.switch, esl_secret=OF_THE_PAGES)
    trunks = tuple(msgspec.structs.replace(trunk, register=False, password=None) for trunk in config.trunks)
    return msgspec.structs.replace(config, switch=switch, trunks=trunks, mail=None, sms=None, webhooks=())


def _speak(company: Company, facts: Config) -> PromptStore:
    """Have every sentence that a call may need before its caller is there."""
    prompt_store = open_prompt_store(facts.prompts_dir, *voice_kept(company, facts.speech_engine))
    sentences = fixed_sentences(company, message_days_kept(company, facts.forget_months))
    failed = [built for built in build(prompt_store, sentences) if built.state is State.FAILED]
    if failed:
        raise LabError(f"{len(failed)} phrases sans fichier, d'abord {failed[0].sentence.name} : {failed[0].problem}")
    return prompt_store


def _freeswitch() -> Path:
    program = find_freeswitch()
    if program:
        return program
    asked = os.environ.get("FREESWITCH")
    where = f"$FREESWITCH ({asked}) n'est pas un programme" if asked else "ni sur PATH, ni dans /opt/freeswitch/bin"
    raise LabError(f"FreeSWITCH est introuvable : {where} ; installez-le ou donnez son chemin dans FREESWITCH.")


def claim_folder(state: Path) -> IO[str]:
    """Make the state folder, and hold it: two labs in one folder would undo each other."""
    try:
        state.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (state / "lab.lock").open("w")
    except OSError as error:
        raise LabError(f"--state {state} : écriture impossible ({error.strerror}) ; changez de dossier.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise LabError(f"--state {state} : un autre lab y tourne déjà ; arrêtez-le ou changez de dossier.") from None
    return lock


def _save(company: Company, facts: Config) -> None:
    with opened(facts.database_url, create=True) as database:
        save_company(database, company)
