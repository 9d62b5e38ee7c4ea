"""What a change asks before it is made, as a command asks it: in its sentence, answered by `--confirm`."""

from __future__ import annotations

from collections.abc import Callable

import click

from appliance.company.model import Company
from appliance.door import Asked

confirm_option = click.option(
    "--confirm", "sure", multiple=True, metavar="RÉPONSE", help="Ce qui a été demandé ; la question donne les réponses."
)


def asked(change: Callable[[], Company]) -> Company:
    """What it asks, with how to answer, as a ClickException."""
    try:
        return change()
    except Asked as error:
        answers = " ou ".join(f"--confirm {name}" for name in error.names)
        raise click.ClickException(f"{error}\nAjoutez {answers} si c'est voulu.") from None
