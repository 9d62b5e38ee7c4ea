"""Options that several commands share, and the types of their values, which refuse in French."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from appliance.hidden_letters import HiddenLetter, refuse_hidden_letters
from appliance.store.company_file.scalars import country

COMMANDLINE = ParameterSource.COMMANDLINE


def said_before(context: click.Context, option: click.Parameter, value: Any) -> Any:
    """The value; or what was typed for the same option before the name of the sub-command."""
    name, before = str(option.name), context.parent
    if context.get_parameter_source(name) is not COMMANDLINE and before and name in before.params:
        return before.params[name]
    return value


def country_code(context: click.Context, option: click.Parameter, value: Any) -> str | None:
    """The code of a country whose numbers can be read, in capitals; None for none. BadParameter."""
    try:
        return None if value is None else country(str(value).strip().upper())
    except ValueError as error:
        raise click.BadParameter(str(error), context, option) from None


config_option = click.option(
    "--config",
    "config_file",
    type=click.Path(path_type=Path),
    envvar="ASTREINTE_CONFIG",
    default=Path("/etc/astreinte/appliance.toml"),
    show_default=True,
    callback=said_before,
    help="Fichier de configuration de la machine.",
)

country_option = click.option(
    "--country",
    metavar="PAYS",
    callback=country_code,
    help="Pays dont l'usage lit le numéro, FR ou BE ; celui de l'entreprise si absent.",
)

state_option = click.option(
    "--state",
    type=click.Path(path_type=Path),
    callback=said_before,
    help="Dossier d'état d'un « lab », au lieu de --config.",
)


def visible(text: str) -> str:
    """What was typed at a prompt; asked again if it has a letter that nobody sees."""
    try:
        refuse_hidden_letters("Ce qui est tapé", text)
    except HiddenLetter as error:
        raise click.BadParameter(str(error)) from None
    return text


class WholeNumber(click.ParamType):
    """A number between two bounds, both included."""

    name = "NOMBRE"
    what = "permis"

    def __init__(self, low: int, high: int) -> None:
        self.low, self.high = low, high

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> int:
        if not (str(value).isdecimal() and self.low <= int(value) <= self.high):
            wanted = f"écrivez un nombre de {self.low} à {self.high}"
            self.fail(f"« {value} » n'est pas {self.what} ; {wanted}.", param, context)
        return int(value)


class PortNumber(WholeNumber):
    """A port, 1 to 65535."""

    name = "PORT"
    what = "un port"

    def __init__(self) -> None:
        super().__init__(1, 65535)


class RtpPorts(click.ParamType):
    """`A-B`, both included."""

    name = "A-B"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> tuple[int, int]:
        low, _, high = value.partition("-")
        if not (low.isdecimal() and high.isdecimal() and 1024 <= int(low) < int(high) <= 65535):
            self.fail(f"« {value} » n'est pas une plage de ports ; écrivez par exemple 30000-30099.", param, context)
        return int(low), int(high)


class Moment(click.ParamType):
    """`2026-12-25 03:10`, wall-clock: whose clock is for the command to say."""

    name = '"AAAA-MM-JJ HH:MM"'

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> datetime:
        try:
            return datetime.strptime(value, "%Y-%m-%d %H:%M")
        except ValueError:
            self.fail(f"« {value} » n'est pas un moment ; écrivez par exemple 2026-12-25 03:10.", param, context)


class Day(click.ParamType):
    """`2026-12-25`."""

    name = "AAAA-MM-JJ"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"« {value} » n'est pas un jour ; écrivez par exemple 2026-12-25.", param, context)
