"""`astreinte freeswitch`: what the units of a box ask of it: its configuration, its reload, its watch, its calls."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

import click

from appliance import config as machine
from appliance.commands.options import WholeNumber, config_option

CONF = Path("/var/lib/astreinte/freeswitch")
EVERY_SECONDS = 10

conf_option = click.option(
    "--conf",
    type=click.Path(path_type=Path),
    default=CONF,
    show_default=True,
    help="Dossier de la configuration de FreeSWITCH.",
)


@click.group("freeswitch", help="FreeSWITCH sur cette machine : sa configuration, sa surveillance.")
def command() -> None:
    """The group; each command below names what it does."""


@command.command("prepare", help="Écrire la configuration de FreeSWITCH d'après le fichier de la machine.")
@conf_option
@config_option
def prepare_command(conf: Path, config_file: Path) -> None:
    """Nothing of a running FreeSWITCH changes: a unit asks for it before each start. ConfigError."""
    from appliance.switch.freeswitch_config import prepare
    from appliance.switch.reloading import nothing_waits

    prepare(machine.load_for_calls(config_file), conf)
    nothing_waits(conf)
    click.echo(f"Configuration de FreeSWITCH écrite dans {conf}.")


@command.command(
    "reload", help="Faire prendre à FreeSWITCH un changement du fichier de la machine, sans couper d'appel."
)
@conf_option
@config_option
def reload_command(conf: Path, config_file: Path) -> None:
    """The last line says what waits for a restart. ConfigError, SwitchError."""
    from appliance.switch.reloading import reload

    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit("interrompu")
    )  # systemd stops it: trunks that left come back first
    done = reload(machine.load_for_calls(config_file), conf)
    if done.put_off:
        click.echo(
            f"À redémarrer quand la ligne est libre, rien n'est pris avant : {', '.join(done.waiting)} a changé."
        )
    elif done.waiting:
        click.echo(f"À redémarrer quand la ligne est libre : {', '.join(done.waiting)} a changé.")
    elif done.changed:
        click.echo("FreeSWITCH suit le nouveau fichier.")
    else:
        click.echo("FreeSWITCH suit déjà le fichier.")


@command.command("calls", help="Combien de branches d'appel sont en cours.")
@config_option
def calls_command(config_file: Path) -> None:
    """One number. ConfigError, SwitchError."""
    click.echo(_ask(config_file, "show channels count").split()[0])


def _ask(config_file: Path, question: str) -> str:
    from appliance.switch.reloading import console_of

    with console_of(machine.load_for_calls(config_file), CONF) as console:
        return console.ask(question)


@command.command("pause", help="Ne plus prendre d'appel : ceux qui sont en cours vont à leur fin.")
@config_option
def pause_command(config_file: Path) -> None:
    """A front sees it within two seconds, and gives the calls to another box. ConfigError, SwitchError."""
    _ask(config_file, "fsctl pause inbound")
    click.echo("Cette machine ne prend plus d'appel ; pour qu'elle en reprenne : astreinte freeswitch resume.")


@command.command("resume", help="Prendre de nouveau des appels.")
@config_option
def resume_command(config_file: Path) -> None:
    """ConfigError, SwitchError."""
    _ask(config_file, "fsctl resume inbound")
    click.echo("Cette machine prend de nouveau des appels.")


@command.command("watch", help="Surveiller FreeSWITCH ; s'arrête en erreur après trois questions sans réponse.")
@click.option(
    "--misses", type=WholeNumber(1, 100), default=3, show_default=True, help="Questions sans réponse de suite."
)
@config_option
def watch_command(misses: int, config_file: Path) -> None:
    """For ever, a question every 10 s; exit code 1 when FreeSWITCH is alive and answers no more. ConfigError."""
    from appliance.switch.blocking_esl_client import BlockingEslClient
    from appliance.switch.errors import SecretRefused, SwitchError

    switch = machine.load_for_calls(config_file).switch
    missed = 0
    while missed < misses:
        try:
            with BlockingEslClient(switch.esl_port, switch.esl_secret) as console:
                profile = console.ask("sofia status profile trunks")
            missed = missed + 1 if "Invalid Profile" in profile else 0
        except SecretRefused:
            missed = 0  # it answers: a secret that changed waits for a restart, and cuts nobody
        except SwitchError as error:
            missed += 1
            click.echo(f"{missed}/{misses} : {error}", err=True)
        time.sleep(EVERY_SECONDS)
    raise click.ClickException("FreeSWITCH ne répond plus ; il faut le redémarrer.")
