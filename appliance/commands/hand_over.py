"""`astreinte export --number`: the right of access, in one ZIP."""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import click

from appliance.commands.erase import asked, company_country
from appliance.config import Config
from appliance.store.database import opened
from appliance.store.upkeep.right_of_access import write_held
from appliance.whole_file import whole_file


def hand_over(
    config: Config, output: Path | None, number: str | None, call_id: str | None, country: str | None = None
) -> None:
    """Write the ZIP to a file, whole or not at all, or to the standard output. UsageError, StoreError, OSError.

    The number is read as in this country, the company's if None.
    """
    known = asked(number, call_id, country or company_country(config))
    if output is None and sys.stdout.isatty():
        raise click.UsageError("ajoutez « > appelant.zip », ou --output", click.get_current_context())
    with tempfile.TemporaryFile() as whole:
        calls, sounds = collected(config, whole, known, call_id)
        whole.seek(0)
        if output is None:
            sys.stdout.buffer.write(whole.read())
        else:
            with whole_file(output) as file:  # its owner alone may read it
                shutil.copyfileobj(whole, file)
    click.echo(f"Appels : {calls} ; messages : {sounds}.", err=True)


def collected(config: Config, out: BinaryIO, number: str | None, call_id: str | None) -> tuple[int, int]:
    """How many calls and messages are in the ZIP."""
    with opened(config.database_url) as database:
        return write_held(database, config, out, datetime.now(UTC), number=number, call=call_id)
