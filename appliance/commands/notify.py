"""`astreinte notify test`: a message sent now to one agent, and what each server answered."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from appliance import config as machine
from appliance.commands.options import config_option, state_option
from appliance.commands.outbox import config_of
from appliance.company.model import Agent
from appliance.notify.channel import Answer, Channel, Verdict
from appliance.notify.channels import channels_of
from appliance.notify.told_people import address_by
from appliance.notify.trial import trial_for
from appliance.store.database import opened
from appliance.store.settings.snapshot import load_company

NOTHING = "Rien ne part : le fichier de la machine n'a ni [mail] ni [sms]."


@click.group("notify", help="Prévenir : test INTERVENANT.")
def command() -> None:
    """What tells people."""


@command.command("test", help="Envoyer maintenant un essai à un intervenant, par chaque moyen réglé.")
@click.argument("agent", metavar="INTERVENANT")
@state_option
@config_option
def test_command(agent: str, state: Path | None, config_file: Path) -> None:
    """Exit code 1 when nobody took it. ConfigError, StoreError."""
    config = config_of(state, config_file)
    channels = channels_of(config)
    if not channels:
        raise click.ClickException(NOTHING)
    known = agent_named(config, agent)
    answers = [(channel, answer) for channel in channels if (answer := tried(channel, known)) is not None]
    for channel, answer in answers:
        taken = answer.verdict is Verdict.SENT
        click.echo(f"{'bien  ' if taken else 'À VOIR'}  {channel.name:<8} {answer.said or 'pris.'}")
    if not answers:
        raise click.ClickException(f"{known.name} n'a ni adresse ni mobile par où le prévenir.")
    if not any(answer.verdict is Verdict.SENT for _, answer in answers):
        raise click.ClickException(f"{known.name} n'a pas pu être prévenu.")


def agent_named(config: machine.Config, agent: str) -> Agent:
    """Of the company. StoreError."""
    with opened(config.database_url) as database:
        company = load_company(database)
    known = company.agents.get(agent) if company is not None else None
    if known is None:
        raise click.ClickException(f"L'intervenant « {agent} » n'existe pas ; « astreinte who » donne les noms.")
    return known


def tried(channel: Channel, agent: Agent) -> Answer | None:
    """What the other side said; None where the agent has nothing that this channel reaches."""
    address = address_by(channel, agent)
    if address is None:
        return None
    message = trial_for(agent, datetime.now(UTC))
    return channel.send(address, channel.rendered(message, address).content)
