"""`astreinte check`: what could lose a call, before a caller finds out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from appliance.checks import DAYS, Finding, Severity, check_company, is_sound
from appliance.checks.listened import listened_on
from appliance.checks.shortest import check_target, shortest_of
from appliance.checks.waits import estimated
from appliance.commands.options import WholeNumber
from appliance.commands.source import Source, open_source, source_options
from appliance.prompts.prompt_store import PromptStore
from appliance.store.company_file.places import Places, places_of

WORDS = {Severity.ERROR: ("ERREUR", "red"), Severity.WARNING: ("À VOIR", "yellow")}


@click.command("check", help="Ce qui pourrait perdre un appel, et le délai que chaque ligne laisse à un humain.")
@click.option("--days", type=WholeNumber(1, 400), default=DAYS, show_default=True, help="Jours de planning à regarder.")
@click.option("--json", "as_json", is_flag=True, help="Un tableau JSON ; instants en UTC.")
@source_options
def command(days: int, as_json: bool, company_file: Path | None, state: Path | None, config_file: Path) -> None:
    """Exit code 1 if a call could be lost. Tells how soon each line lets a human answer.

    CompanyFileErrors, ConfigError, StoreError, SpeechError.
    """
    source = open_source(company_file, state, config_file)
    places = None if company_file is None else places_of(company_file)
    prompt_store = prompt_store_of(source)
    seconds_of = listened_on(prompt_store) if prompt_store else estimated
    found = check_company(source.company, source.now, days, prompt_store, seconds_of)
    waits = list(shortest_of(source.company, seconds_of)) if is_sound(source.company) else []
    found += check_target(waits)
    if as_json:
        click.echo(json.dumps([as_facts(finding, places) for finding in found], ensure_ascii=False, indent=2))
    else:
        for text in [*told(found, places), *map(str, waits)]:
            click.echo(text)
    errors = sum(finding.severity is Severity.ERROR for finding in found)
    if errors:
        raise click.ClickException(f"{count(errors, 'erreur')} : des appels pourraient être perdus.")
    if not as_json:
        click.echo(verdict(found, days))


def prompt_store_of(source: Source) -> PromptStore | None:
    """The machine's sentences; none for a mere file, which no machine speaks yet."""
    if source.config is None:
        return None
    from appliance.company.voice import voice_kept
    from appliance.prompts.build import open_prompt_store

    return open_prompt_store(source.config.prompts_dir, *voice_kept(source.company, source.config.speech_engine))


def told(found: Iterable[Finding], places: Places | None) -> Iterator[str]:
    """One line a finding, with the place in the file where there is one."""
    for finding in found:
        word, colour = WORDS[finding.severity]
        place = places.of(finding.steps) if places else None
        yield f"{click.style(word, fg=colour, bold=True)}  {f'{place}: ' if place else ''}{finding}"


def verdict(found: list[Finding], days: int) -> str:
    """The last line, when no call could be lost."""
    if found:
        return f"Aucune erreur, {count(len(found), 'avertissement')}, pour les {days} prochains jours."
    return f"Tout est en ordre pour les {days} prochains jours."


def count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number > 1 else ''}"


def as_facts(finding: Finding, places: Places | None) -> dict[str, Any]:
    """The same, for a program. `place`: "file:line:column", or null."""
    return {
        "severity": finding.severity.value,
        "code": finding.code,
        "where": finding.where,
        "place": places.of(finding.steps) if places else None,
        "sentence": finding.advised,
        "when": [[instant(start), instant(end)] for start, end in finding.when],
    }


def instant(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
