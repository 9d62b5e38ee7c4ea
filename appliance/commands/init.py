"""`astreinte init`: from nothing to pages that can be opened: the machine's file, the voice, the first account."""

from __future__ import annotations

import json
import shlex
from datetime import UTC, datetime
from pathlib import Path

import click

from appliance import config as machine
from appliance.calls.spoken import fixed_sentences
from appliance.commands.account import tell
from appliance.commands.company import accept, applied, counts
from appliance.commands.options import PortNumber
from appliance.commands.prompts import plural
from appliance.commands.source import stored_company
from appliance.company.retention import message_days_kept
from appliance.company.voice import voice_kept
from appliance.prompts.build import State, build, open_prompt_store
from appliance.store.accounts.accounts import Role, add_account, list_accounts
from appliance.store.accounts.audit import at_the_keyboard
from appliance.store.company_file import load_company_file
from appliance.store.company_file.places import places_of
from appliance.store.database import opened
from appliance.whole_file import PRIVATE, write_whole

FILE = "appliance.toml"
TEXT = """\
# Le fichier de cette machine. « state » suffit aux pages et aux commandes.
state = {state}

[web]
host = "127.0.0.1"
port = {port}

# Pour répondre aux appels : [switch] (esl_secret) et [[trunks]] (name, proxy) ; docs/guide/installation.md
# Pour prévenir par courriel ou par SMS : [mail] (host, sender), [sms] (preset) ; docs/guide/prevenir.md
"""


@click.command("init", help="Le site sur cette machine, sans Ansible : son fichier, la voix, le premier compte.")
@click.argument("state", metavar="DOSSIER", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--company",
    "company_file",
    type=click.Path(path_type=Path),
    help="L'entreprise, en YAML ; sinon le site la demande.",
)
@click.option(
    "--account", "name", default="admin", show_default=True, metavar="NOM", help="Le premier compte, administrateur."
)
@click.option("--port", type=PortNumber(), default=8080, show_default=True, help="Port des pages, sur cette machine.")
def command(state: Path, company_file: Path | None, name: str, port: int) -> None:
    """What is there already stays as it is. CompanyFileErrors, ConfigError, StoreError, SpeechError, OSError."""
    state = state.absolute()
    path = state / FILE
    write_file(path, state, port)
    config = machine.load(path)
    if company_file is not None:
        bring(company_file, config)
    speak(config)
    first_account(config, name)
    click.echo(f"Ouvrez les pages : astreinte web --config {shlex.quote(str(path))}", err=True)
    click.echo(f"puis http://{config.web.host}:{config.web.port}/", err=True)


def write_file(path: Path, state: Path, port: int) -> None:
    """The machine's file, where there is none yet."""
    if path.exists():
        click.echo(f"{path} est là : il n'est pas changé.", err=True)
        return
    state.mkdir(parents=True, exist_ok=True)
    write_whole(path, TEXT.format(state=json.dumps(str(state), ensure_ascii=False), port=port), mode=PRIVATE)
    click.echo(f"Fichier de la machine : {path}", err=True)


def bring(company_file: Path, config: machine.Config) -> None:
    """The company, judged as `import` judges it, where there is none yet."""
    if (known := stored_company(config)) is not None:
        click.echo(f"{known.name} est là : elle n'est pas changée ; « astreinte import » la remplace.", err=True)
        return
    company = load_company_file(company_file)
    for text in accept(company, None, places_of(company_file), datetime.now(UTC)):
        click.echo(text, err=True)
    applied(company, config)
    click.echo(f"{company.name} : {counts(company)}.", err=True)


def speak(config: machine.Config) -> None:
    """What a caller may hear, said now: the pages play it."""
    company = stored_company(config)
    prompt_store = open_prompt_store(config.prompts_dir, *voice_kept(company, config.speech_engine))
    built = build(prompt_store, fixed_sentences(company, message_days_kept(company, config.forget_months)))
    missing = [one for one in built if one.state is State.FAILED]
    click.echo(f"Voix : {plural(len(built) - len(missing), 'phrase')}.", err=True)
    for one in missing:
        click.echo(f"  {one.problem}", err=True)


def first_account(config: machine.Config, name: str) -> None:
    """One administrator, where nobody may sign in yet."""
    with opened(config.database_url, create=True) as database:
        if list_accounts(database):
            click.echo("Des comptes existent : « astreinte account list » les montre.", err=True)
            return
        account, password = add_account(
            database, name, Role.ADMINISTRATOR, None, by=at_the_keyboard(), now=datetime.now(UTC)
        )
    tell(account.name, password)
