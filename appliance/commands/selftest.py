"""`astreinte selftest`: call the box itself, and say what a caller would hear."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from appliance import config as machine
from appliance.calls.leg import OfferOutcome
from appliance.calls.outcome_words import of_a_phone_test
from appliance.commands.options import config_option, country_option
from appliance.company.dialling import allowed_by, ringable
from appliance.company.model import Company

JOURNAL_SECONDS = 6.0
EVERY_SECONDS = 0.25
CLOCK_SECONDS = 0.01  # the journal rounds to the millisecond
NOT_RUNG = "n'a pas sonné : aucun contrôleur n'a pris la demande"
FALLBACK = (
    "une voix répond, mais c'est celle du mode secours ; le contrôleur n'a pas pris l'appel : "
    "journalctl -u 'astreinte-controller@*'"
)


@click.command("selftest", help="Un vrai appel d'essai à travers FreeSWITCH : décroché, voix entendue.")
@click.option("--number", help="Numéro de la ligne à appeler ; sans lui, chaque ligne est appelée.")
@click.option("--ring", metavar="NUMÉRO", help="Faire sonner ce téléphone, par l'opérateur, et attendre la touche 1.")
@click.option("--from", "own", default=None, help="Adresse d'où appeler ; sans elle, celle où FreeSWITCH écoute.")
@country_option
@config_option
def command(number: str | None, ring: str | None, own: str | None, country: str | None, config_file: Path) -> None:
    """Hung up at the first words, before anybody is rung. Exit code 1 if a line is silent or the fallback speaks.

    ConfigError, StoreError.
    """
    from appliance.selftest.call import NoAnswer, TestCall

    config = machine.load_for_calls(config_file)
    if ring is not None:
        ring_telephone(config, ring, country)
        return
    failures = 0
    for called in [number] if number else numbers(config):
        since = datetime.now(UTC) + timedelta(seconds=config.clock_offset_seconds - CLOCK_SECONDS)
        try:
            heard = TestCall(own or config.sip.ip, (config.sip.ip, config.sip.port), called).place()
        except NoAnswer as error:
            failures += 1
            click.echo(f"{called} : {error}", err=True)
        else:
            ours = taken_by_the_controller(lambda: newest_calls(config), since)
            if ours is None:
                failures += 1
                click.echo(f"{called} : {FALLBACK}", err=True)
                continue
            leave_out_of_figures(config, ours)
            click.echo(f"{called} : décroché en {heard.answered_after:.1f} s, voix {heard.voice_after:.1f} s après.")
    if failures:
        raise click.ClickException(
            "Un appelant n'entendrait rien : lisez « La ligne ne répond pas » dans la documentation."
        )


def taken_by_the_controller(
    newest: Callable[[], list[dict[str, Any]]], since: datetime, within: float = JOURNAL_SECONDS
) -> str | None:
    """Our call in the journal, ended and not left to the fallback; None if it is not there within so many seconds.

    A dead or broken controller is not silent: the dialplan speaks in its place, and would pass for it.
    """
    deadline = time.monotonic() + within
    while True:
        for call in newest():
            if _is_ours(call, since):
                return str(call["id"])
        if time.monotonic() >= deadline:
            return None
        time.sleep(EVERY_SECONDS)


def _is_ours(call: dict[str, Any], since: datetime) -> bool:
    """We hide our number, and hang up in the script."""
    ours = datetime.fromisoformat(call["started_at"]) >= since and call["caller"] is None
    return bool(ours and call["ended_at"] and call["steps"] and not call["fallback"])


def newest_calls(config: machine.Config) -> list[dict[str, Any]]:
    """The last calls of the journal. StoreError."""
    from appliance.store.database import opened
    from appliance.store.journal.reader import list_calls

    with opened(config.database_url) as database:
        return list_calls(database, limit=20)


def leave_out_of_figures(config: machine.Config, call_id: str) -> None:
    """A box that calls itself each day would count its own hang-ups as customers lost. StoreError."""
    from appliance.store.database import opened
    from appliance.store.journal.test_calls import mark_as_test

    with opened(config.database_url) as database:
        mark_as_test(database, call_id)


def numbers(config: machine.Config) -> list[str]:
    """The first number of each line. ClickException where there is none."""
    from appliance.store.database import opened
    from appliance.store.settings.snapshot import load_company

    with opened(config.database_url) as database:
        company: Company | None = load_company(database)
    found = [line.numbers[0] for line in company.lines.values() if line.numbers] if company else []
    if not found:
        raise click.ClickException("Aucune ligne n'a de numéro ; lancez « astreinte import FICHIER ».")
    return found


def ring_telephone(config: machine.Config, typed: str, country: str | None = None) -> None:
    """Have the controller ring it, and wait for the key. ClickException: how it went, when it was not pressed.

    The number is read as in this country, the company's if None.
    """
    from appliance.door import may_ring
    from appliance.store.accounts.audit import at_the_keyboard
    from appliance.store.database import opened
    from appliance.store.phone_tests.phone_tests import ask_phone_test
    from appliance.store.settings.snapshot import load_company

    with opened(config.database_url) as database:
        company = load_company(database)
        allowed = allowed_by(company) if company else ()
        try:
            usual = company.country if company else config.country
            phone = ringable(typed, country or usual, allowed)
        except ValueError as error:
            raise click.UsageError(f"--ring : {error}", click.get_current_context()) from None
        may_ring(company, phone)
        now = datetime.now(UTC)
        test = ask_phone_test(database, "", "Machine", phone, by=at_the_keyboard(), now=now)
        outcome = outcome_of(database, test)
    if outcome is not OfferOutcome.ACCEPTED:
        raise click.ClickException(f"{typed} : {NOT_RUNG if outcome is None else of_a_phone_test(outcome).told}.")
    click.echo(f"{typed} : {of_a_phone_test(outcome).told}.")


def outcome_of(database: Any, test: str) -> OfferOutcome | None:
    """How the test ended; None if no controller took it, or lost it."""
    from appliance.store.phone_tests.phone_tests import find_phone_test

    while True:
        found = find_phone_test(database, test)
        if found is None or not found.under_way(datetime.now(UTC)):
            return found.outcome if found else None
        time.sleep(EVERY_SECONDS)
