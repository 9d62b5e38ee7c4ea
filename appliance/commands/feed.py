"""`astreinte feed`: the secret address of a calendar."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from appliance.commands.options import config_option, state_option
from appliance.commands.source import open_source
from appliance.store.accounts.feeds import AGENT, TEAM, open_feed, revoke_feeds


@click.command("feed", help="L'adresse secrète d'un agenda, à donner à l'intervenant ou à l'équipe.")
@click.option("--agent", metavar="ID", help="Les astreintes de cet intervenant.")
@click.option("--team", metavar="ID", help="Les astreintes de cette équipe, avec les noms.")
@click.option("--revoke", is_flag=True, help="Fermer toutes les adresses de cet agenda.")
@state_option
@config_option
def command(agent: str | None, team: str | None, revoke: bool, state: Path | None, config_file: Path) -> None:
    """Each call gives a new address; those given before go on until --revoke. ConfigError, StoreError."""
    if (agent is None) == (team is None):
        raise click.UsageError("écrivez --agent ou --team, l'un des deux", click.get_current_context(silent=True))
    source = open_source(None, state, config_file)
    kind, subject = (AGENT, agent) if agent is not None else (TEAM, team)
    assert subject is not None  # noqa: S101 - one of the two is given
    known = source.company.agents if kind == AGENT else source.company.teams
    if subject not in known and not revoke:
        raise click.ClickException(f"« {subject} » n'existe pas ; connus : {', '.join(known)}.")
    with source.database() as database:
        if revoke:
            click.echo(f"Adresses fermées : {revoke_feeds(database, kind, subject, datetime.now(UTC))}.")
            return
        secret = open_feed(database, kind, subject, datetime.now(UTC))
    public_url = source.config.public_url if source.config else None
    click.echo(f"{public_url or ''}/ics/{secret}.ics")
    click.echo("Cette adresse est un secret : qui la connaît lit cet agenda. Elle n'est pas redite.", err=True)
    if public_url is None:
        click.echo("À VOIR  public_url n'est pas réglé : mettez l'adresse de l'appliance devant.", err=True)
