"""`astreinte transcribe`: messages written down, a few, where the machine's file says by what weights."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from appliance.commands.options import config_option


@click.command("transcribe", help="Écrire les mots des messages qui attendent, quelques-uns ; jamais pendant un appel.")
@config_option
def command(config_file: Path) -> None:
    """What a timer of the box does each minute. ConfigError, StoreError, TranscriptionError."""
    from appliance import config as machine
    from appliance.checks.health import company_now
    from appliance.store.database import opened
    from appliance.transcription.messages import Done, write_down_due

    config, now = machine.load(config_file), datetime.now(UTC)
    if config.transcription is None:
        raise click.ClickException("il manque la section [transcription], avec model : le dossier des poids.")
    with opened(config.database_url) as database:
        done: Done = write_down_due(database, config, now, company_now(config, now))
    if done.written or done.failed:
        click.echo(f"Messages transcrits : {done.written} ; non transcrits cette fois : {done.failed}.")
    if done.called_away:
        click.echo("Un appel est en cours : la suite après lui.")
