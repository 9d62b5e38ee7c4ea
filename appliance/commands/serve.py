"""`astreinte serve`: the controller, until SIGTERM."""

from __future__ import annotations

import logging
from pathlib import Path

import click

from appliance.commands.options import WholeNumber, config_option


@click.command("serve", help="Répondre aux appels que FreeSWITCH confie ; SIGTERM attend la fin des appels du script.")
@config_option
@click.option(
    "--drain-seconds",
    type=WholeNumber(1, 3600),
    default=300,
    show_default=True,
    help="À l'arrêt, le temps laissé aux appelants du script ; le mode secours prend ensuite ceux qui y sont encore.",
)
@click.option("--verbose", is_flag=True, help="Journal détaillé (DEBUG).")
def command(config_file: Path, drain_seconds: int, verbose: bool) -> None:
    """Runs in the foreground, its log on stderr, for systemd or the lab."""
    from appliance import config, controller

    log_to_stderr(verbose)
    controller.run(config.load_for_calls(config_file), drain_seconds)


def log_to_stderr(verbose: bool = False) -> None:
    """One line a fact; the journal of the machine adds the time."""
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
