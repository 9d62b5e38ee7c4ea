"""`astreinte prompts`: build, list and check the sentences that a call may play."""

from __future__ import annotations

from pathlib import Path

import click

from appliance import config as machine
from appliance.calls.spoken import fixed_sentences
from appliance.commands import prompts_neural
from appliance.commands.options import config_option
from appliance.commands.source import stored_company
from appliance.company.retention import message_days_kept
from appliance.company.voice import voice_kept
from appliance.prompts import wav
from appliance.prompts.build import Built, State, build, check, open_prompt_store
from appliance.prompts.catalogue import Sentence
from appliance.prompts.prompt_store import PromptStore, distinct
from appliance.prompts.speech import quoted


@click.group("prompts", help="Les phrases que l'on entend : les construire, les lister, les vérifier.")
def command() -> None:
    """The group; each command below names what it does."""


@command.command("build", help="Dire les phrases qui manquent, avec la voix choisie.")
@config_option
def build_command(config_file: Path) -> None:
    """Exit code 1 if a sentence has no file at the end."""
    prompt_store, sentences = prompt_store_and_sentences(config_file)
    report = build(prompt_store, sentences, told=tell)
    counts = {state: sum(built.state is state for built in report) for state in State}
    click.echo(" · ".join(plural(count, state.value) for state, count in counts.items() if count))
    if counts[State.FAILED]:
        raise click.ClickException(f"{plural(counts[State.FAILED], 'phrase')} sans fichier : voir ci-dessus.")


command.add_command(prompts_neural.command)


@command.command("list", help="Les phrases, leur durée et leur fichier.")
@config_option
def list_command(config_file: Path) -> None:
    """One line a sentence."""
    prompt_store, sentences = prompt_store_and_sentences(config_file)
    for sentence in distinct(sentences):
        path = prompt_store.path(sentence)
        length = f"{wav.seconds_of(path):5.1f} s" if path else "absente"
        click.echo(f"{length:>7}  {sentence.name:<20} {quoted(sentence.text):<46} {path.name if path else ''}".rstrip())


@command.command("check", help="Chaque phrase a-t-elle un fichier, au bon format, audible, de la bonne durée ?")
@config_option
def check_command(config_file: Path) -> None:
    """Exit code 1, and one line a fault on stderr, if a call could meet a bad sentence."""
    prompt_store, sentences = prompt_store_and_sentences(config_file)
    faults = check(prompt_store, sentences)
    for fault in faults:
        where = f" ({fault.path})" if fault.path else ""
        click.echo(f"{fault.sentence.name} {quoted(fault.sentence.text)} : {fault.problem}{where}", err=True)
    if faults:
        raise click.ClickException(f"{plural(len(faults), 'phrase')} à refaire ; lancez « astreinte prompts build ».")
    click.echo(f"{plural(len(distinct(sentences)), 'phrase')} en ordre.")


def prompt_store_and_sentences(config_file: Path) -> tuple[PromptStore, list[Sentence]]:
    """The prompt store of this machine, and what should be in it. ConfigError, StoreError."""
    config = machine.load(config_file)
    company = stored_company(config)
    sentences = fixed_sentences(company, message_days_kept(company, config.forget_months))
    return open_prompt_store(config.prompts_dir, *voice_kept(company, config.speech_engine)), sentences


def tell(built: Built) -> None:
    """One line as each sentence is ready; a failure of the chosen voice goes to stderr."""
    click.echo(f"{built.state.value:<10} {built.sentence.name:<20} {quoted(built.sentence.text)}")
    if built.problem:
        click.echo(f"  {built.problem}", err=True)


def plural(count: int, noun: str) -> str:
    """« 1 phrase », « 3 phrases »."""
    return f"{count} {noun}{'s' if count > 1 else ''}"
