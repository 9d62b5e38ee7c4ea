"""`astreinte web`: the pages, until SIGTERM."""

from __future__ import annotations

from pathlib import Path

import click

from appliance.commands.options import config_option
from appliance.commands.serve import log_to_stderr


@click.command("web", help="Servir les pages de l'appliance.")
@config_option
@click.option("--verbose", is_flag=True, help="Journal détaillé (DEBUG).")
def command(config_file: Path, verbose: bool) -> None:
    """Runs in the foreground, its log on stderr, for systemd or the lab."""
    import web
    from appliance import config

    log_to_stderr(verbose)
    web.serve(config.load(config_file))
