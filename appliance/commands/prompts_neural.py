"""`astreinte prompts neural`: the company's texts said by the neural voice, one at a time, while nobody calls.

A timer of the box runs it, at the lowest priority (deploy/ansible, `astreinte_neural_voice`).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import click
from peewee import Database

from appliance import config as machine
from appliance.calls.resaid import said_again
from appliance.commands.options import config_option
from appliance.company.voice import voice_kept
from appliance.prompts.build import open_prompt_store
from appliance.prompts.catalogue import Sentence
from appliance.prompts.child import PutOff
from appliance.prompts.neural import kokoro
from appliance.prompts.neural.resaying import resay, waiting
from appliance.prompts.neural.voice import KokoroVoice
from appliance.prompts.prompt_store import PromptStore
from appliance.prompts.speech import quoted
from appliance.store.database import opened
from appliance.store.errors import StoreError
from appliance.store.journal.closing_for_others import open_calls_of
from appliance.store.settings.snapshot import load_company

ENOUGH = 4  # processors: a call goes on untouched beside one that computes
PATIENCE, LOOK = 240.0, 5.0  # seconds that the end of calls is waited for at most, and between two looks
NOT_WANTED = "Rien à redire : la voix neuronale n'est pas choisie (page Réglages, « Phrases du produit »)."


@click.command("neural", help="Redire les textes de l'entreprise par la voix neuronale, un à un, hors des appels.")
@config_option
def command(config_file: Path) -> None:
    """One line a sentence; exit code 0 where all is said or waits. ConfigError, StoreError, ClickException."""
    config = machine.load(config_file)
    with opened(config.database_url) as database:
        company = load_company(database)
        prompt_store = open_prompt_store(config.prompts_dir, *voice_kept(company, config.speech_engine))
        if company is None or prompt_store.patient is None:
            click.echo(NOT_WANTED)
            return
        if not kokoro.installed():
            raise click.ClickException(f"{kokoro.ABSENT}, et le paquet espeak-ng.")
        left = waiting(prompt_store, said_again(company), time.time())
        say_all(prompt_store, left, is_busy(database, config.box_name))


def is_busy(database: Database, box: str) -> Callable[[], bool]:
    """Whether a call of this box is up, on one of few processors; in doubt it is."""

    def busy() -> bool:
        try:
            return bool(open_calls_of(database, box))
        except StoreError:
            return True

    return busy if len(os.sched_getaffinity(0)) < ENOUGH else lambda: False


def say_all(
    prompt_store: PromptStore,
    left: list[Sentence],
    busy: Callable[[], bool],
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Say these one after the other, as long as calls end."""
    for place, sentence in enumerate(left):
        if not said(prompt_store, sentence, busy, sleep):
            click.echo(f"Encore à redire : {len(left) - place}. Des appels sont en cours ; au prochain passage.")
            return
    click.echo(f"Redites par la voix neuronale : {len(left)}.")


def said(
    prompt_store: PromptStore, sentence: Sentence, busy: Callable[[], bool], sleep: Callable[[float], None]
) -> bool:
    """Whether one was said, or cannot be: a call that comes puts it off; False: calls last."""
    voice = KokoroVoice(busy)
    while is_calm(busy, sleep):
        try:
            problem = resay(prompt_store, sentence, voice)
        except PutOff:
            continue
        click.echo(f"{'non' if problem else 'oui'}  {quoted(sentence.text)}")
        if problem:
            click.echo(f"     {problem}", err=True)
        return True
    return False


def is_calm(busy: Callable[[], bool], sleep: Callable[[float], None]) -> bool:
    """Wait for the end of calls, four minutes at most; whether they have ended."""
    for _ in range(int(PATIENCE / LOOK)):
        if not busy():
            return True
        sleep(LOOK)
    return not busy()
