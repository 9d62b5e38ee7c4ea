"""`astreinte selftest`: call the box itself, and say what a caller would hear."""

from __future__ import annotations

from pathlib import Path

import click

from appliance import config as machine
from appliance.calls.company import Company
from appliance.commands.options import config_option


@click.command("selftest", help="Un vrai appel d'essai à travers FreeSWITCH : décroché, voix entendue.")
@click.option("--number", help="Numéro de la ligne à appeler ; sans lui, chaque ligne est appelée.")
@click.option("--from", "own", default=None, help="Adresse d'où appeler ; sans elle, celle où FreeSWITCH écoute.")
@config_option
def command(number: str | None, own: str | None, config_file: Path) -> None:
    """Hung up at the first words, before anybody is rung. Exit code 1 if a line is silent. ConfigError, StoreError."""
    from appliance.selftest.call import NoAnswer, TestCall

    config = machine.load(config_file)
    failures = 0
    for called in [number] if number else numbers(config):
        try:
            heard = TestCall(own or config.sip.ip, (config.sip.ip, config.sip.port), called).place()
        except NoAnswer as error:
            failures += 1
            click.echo(f"{called} : {error}", err=True)
        else:
            click.echo(f"{called} : décroché en {heard.answered_after:.1f} s, voix {heard.voice_after:.1f} s après.")
    if failures:
        raise click.ClickException(
            "Un appelant n'entendrait rien : lisez « La ligne ne répond pas » dans la documentation."
        )


def numbers(config: machine.Config) -> list[str]:
    """The first number of each line. ClickException where there is none."""
    from appliance.store.database import close_database, open_database
    from appliance.store.snapshot import load_company

    database = open_database(config.database_url, create=False)
    try:
        company: Company | None = load_company(database)
    finally:
        close_database(database)
    found = [line.numbers[0] for line in company.lines.values() if line.numbers] if company else []
    if not found:
        raise click.ClickException("Aucune ligne n'a de numéro ; lancez « astreinte import FICHIER ».")
    return found
