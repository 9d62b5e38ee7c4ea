"""`astreinte account`: who may sign in to the pages. The first password is shown once, and is good once."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from appliance.commands.database import database_here
from appliance.commands.options import config_option, state_option
from appliance.folding import folded
from appliance.store.accounts.accounts import (
    ROLES,
    Account,
    Role,
    add_account,
    close_account,
    list_accounts,
    reset_account,
)
from appliance.store.accounts.audit import at_the_keyboard
from appliance.store.settings.snapshot import load_company

name_argument = click.argument("name", metavar="NOM")
ROLE_NAMES = {folded(name): role for role, name in ROLES.items()} | {role.value: role for role in Role}


class RoleName(click.ParamType):
    """A role, by its French or its English name."""

    name = "RÔLE"

    def convert(self, value: str, param: click.Parameter | None, context: click.Context | None) -> Role:
        role = ROLE_NAMES.get(folded(value))
        if role is None:
            self.fail(f"« {value} » n'est pas un rôle ; écrivez l'un de : {', '.join(ROLES.values())}.", param, context)
        return role


@click.group("account", help="Les comptes du site : en ouvrir un, le réinitialiser, le fermer, les lister.")
def command() -> None:
    """Each change is in the journal of changes, under the account of the system."""


@command.command("add", help="Ouvrir un compte ; son premier mot de passe est affiché une seule fois.")
@name_argument
@click.option("--role", type=RoleName(), required=True, help=f"{', '.join(ROLES.values())}.")
@click.option("--agent", metavar="ID", help="Quel intervenant du planning c'est.")
@state_option
@config_option
def add(name: str, role: Role, agent: str | None, state: Path | None, config_file: Path) -> None:
    """ConfigError, StoreError; ClickException for an agent that is none."""
    with database_here(state, config_file) as database:
        company = load_company(database)
        if agent is not None and (company is None or agent not in company.agents):
            known = ", ".join(company.agents) if company else "aucun"
            raise click.ClickException(f"l'intervenant « {agent} » n'existe pas ; intervenants : {known}.")
        account, password = add_account(database, name, role, agent, by=at_the_keyboard(), now=datetime.now(UTC))
    tell(account.name, password)


@command.command("reset", help="Donner un nouveau premier mot de passe ; le second facteur est à refaire.")
@name_argument
@state_option
@config_option
def reset(name: str, state: Path | None, config_file: Path) -> None:
    """A closed account is opened again. ConfigError, StoreError."""
    with database_here(state, config_file) as database:
        password = reset_account(database, name, by=at_the_keyboard(), now=datetime.now(UTC))
    tell(name, password)


@command.command("close", help="Fermer un compte : plus personne n'entre par lui, dès maintenant.")
@name_argument
@state_option
@config_option
def close(name: str, state: Path | None, config_file: Path) -> None:
    """ConfigError, StoreError."""
    with database_here(state, config_file) as database:
        close_account(database, name, by=at_the_keyboard(), now=datetime.now(UTC))
    click.echo(f"Compte {name} : fermé.")


@command.command("list", help="Les comptes, avec leur rôle.")
@state_option
@config_option
def show(state: Path | None, config_file: Path) -> None:
    """ConfigError, StoreError."""
    with database_here(state, config_file) as database:
        accounts = list_accounts(database)
    for account in accounts:
        click.echo(line_of(account))
    if not accounts:
        click.echo("Aucun compte ; « astreinte account add NOM --role administrateur » en ouvre un.")


def line_of(account: Account) -> str:
    """« julie.martin  intervenant (martin)  second facteur »."""
    facts = [account.name, ROLES[account.role] + (f" ({account.agent})" if account.agent else "")]
    facts += ["premier mot de passe pas encore changé"] if account.one_time_until else []
    facts += ["second facteur"] if account.totp_secret else []
    return "  ".join([*facts, *([] if account.open else ["fermé"])])


def tell(name: str, password: str) -> None:
    """The password on stdout, what to do with it on stderr."""
    click.echo(password)
    click.echo(
        f"Premier mot de passe du compte {name} : il sert une fois, dans les 72 heures. Il n'est pas redit.", err=True
    )
