"""The only place that writes command text for FreeSWITCH. Nothing said by a caller gets here unchecked.

FreeSWITCH reads a command line by line, separates words on blanks, takes off quotes and backslashes (more than once
in a dial string), and expands `${...}`, which runs commands, in application arguments and again in the variables that
these name (switch_channel_expand_variables_check). What cannot be carried through all of that as mere text is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from appliance.switch.errors import UnsafeText

MAX_LINE = 64 * 1024
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:.-]{0,79}")
_COMMAND = re.compile(r"[a-z][a-z0-9_]{0,39}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,79}")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_NUMBER = re.compile(r"\+?[0-9]{3,15}")
_KEYS = re.compile(r"[0-9A-D*#]{1,16}")
_SCOPED = re.compile(r"%.?\[")
_BREAKS_OUT = frozenset("{}[]|\\'\"`")
_BREAKS_PATH = frozenset("{}[]()<>|\\'\"`!;,&*?")
_LINE_ENDS = frozenset(("Cc", "Cs", "Zl", "Zp"))  # control, lone surrogate, line and paragraph separators


@dataclass(frozen=True)
class Dial:
    """One telephone to ring through one gateway, and the application that then controls its leg.

    `number` is in the trunk's own writing; `presented` is what the telephone shows ("" = the gateway's default).
    """

    uuid: str
    gateway: str
    number: str
    presented: str = ""
    ring_seconds: int = 60
    variables: Mapping[str, str] = field(default_factory=dict)
    application: str = "park"
    argument: str = ""


def checked_line(text: str) -> str:
    """A line fit to be sent: no line end or control character, nothing that FreeSWITCH would expand."""
    if len(text) > MAX_LINE:
        raise UnsafeText("texte trop long pour une commande")
    if "$" in text:
        raise UnsafeText("`$` dans une commande : FreeSWITCH le développerait")
    if not text.isascii() or not text.isprintable():
        _refuse_line_ends(text)
    return text


def _refuse_line_ends(text: str) -> None:
    for char in text:
        if unicodedata.category(char) in _LINE_ENDS:
            raise UnsafeText(f"caractère de contrôle U+{ord(char):04X} dans une commande")


def checked_word(text: str) -> str:
    """A name that FreeSWITCH gave or that we chose: one word, no blank, no punctuation that means something."""
    return _matching(_WORD, text, "un mot")


def checked_uuid(text: str) -> str:
    """The identifier of a leg or of a job."""
    return _matching(_UUID, text, "un identifiant de branche")


def checked_number(text: str) -> str:
    """A telephone number as it is dialled: 3 to 15 digits, `+` first or not."""
    return _matching(_NUMBER, text, "un numéro de téléphone")


def checked_keys(text: str) -> str:
    """Keys to be sent to a telephone."""
    return _matching(_KEYS, text, "une suite de touches")


def _matching(pattern: re.Pattern[str], text: str, what: str) -> str:
    if not pattern.fullmatch(text):
        raise UnsafeText(f"{what} était attendu")
    return text


def file_argument(path: object) -> str:
    """The path of a sound file, as an argument or inside one: absolute, without blank, quote, bracket or `..`."""
    text = checked_line(str(path))
    if not text.startswith("/") or ".." in text.split("/") or "//" in text:
        raise UnsafeText("un chemin de fichier absolu était attendu")
    if any(char.isspace() or char in _BREAKS_PATH for char in text):
        raise UnsafeText("chemin de fichier avec espace ou ponctuation : déplacez le dossier des données")
    return text


def api_line(command: str, *arguments: str) -> str:
    """`api <command> <arguments>`; each argument is passed as written, and may hold blanks."""
    return checked_line(" ".join(("api", _matching(_COMMAND, command, "une commande"), *arguments)))


def background_lines(job: str, command: str, *arguments: str) -> tuple[str, ...]:
    """The same, run in a thread of FreeSWITCH; the result comes in a BACKGROUND_JOB with this job's identifier."""
    line = " ".join(("bgapi", _matching(_COMMAND, command, "une commande"), *arguments))
    return checked_line(line), f"Job-UUID: {checked_uuid(job)}"


def execute_lines(event_uuid: str, application: str, argument: str = "") -> tuple[str, ...]:
    """Queue an application on the leg of this connection. `event-lock`: it waits for the one before it to end."""
    if _SCOPED.match(argument.lstrip()):
        raise UnsafeText("argument commençant par `%[` : FreeSWITCH y lirait des variables")
    lines = [
        "sendmsg",
        "call-command: execute",
        f"execute-app-name: {_matching(_COMMAND, application, 'une application')}",
        f"Event-UUID: {checked_uuid(event_uuid)}",
        "event-lock: true",
    ]
    if argument:
        lines.append(checked_line(f"execute-app-arg: {argument}"))
    return tuple(lines)


def set_variable_arguments(uuid: str, name: str, value: str) -> tuple[str, str, str]:
    """Arguments of `uuid_setvar`. The value is the rest of the line (switch_separate_string keeps its blanks), but
    loses outer blanks, paired quotes and backslashes unless quoted as here. An empty value unsets the variable."""
    quoted = checked_line(value).replace("\\", "\\\\").replace("'", "\\'")
    return checked_uuid(uuid), _matching(_VARIABLE, name, "un nom de variable"), f"'{quoted}'"


def many_variables(uuid: str, values: Mapping[str, str]) -> tuple[str, str]:
    """Arguments of `uuid_setvar_multi`: words of ours only. An empty value unsets the variable."""
    pairs = [f"{_variable_name(name)}={checked_word(value) if value else ''}" for name, value in values.items()]
    return checked_uuid(uuid), ";".join(pairs)


def originate(dial: Dial) -> str:
    """Arguments of `originate` for one leg with no parent.

    Early media is no answer (an operator's announcement comes as 183), and the end of a conversation ends the leg.
    FreeSWITCH compares whole epoch seconds: one more second, so that the telephone never rings less than asked.
    """
    variables = {
        "ignore_early_media": "true",
        "hangup_after_bridge": "true",
        **({"origination_caller_id_number": checked_number(dial.presented)} if dial.presented else {}),
        **dial.variables,
        "origination_uuid": checked_uuid(dial.uuid),
        "originate_timeout": str(int(dial.ring_seconds) + 1),
    }
    inside = ",".join(f"{_variable_name(name)}={_carried(value)}" for name, value in variables.items() if value)
    where = f"sofia/gateway/{checked_word(dial.gateway)}/{checked_number(dial.number)}"
    return checked_line(f"'{{{inside}}}{where}' '&{_application(dial)}'")


def _variable_name(name: str) -> str:
    return _matching(_VARIABLE, name, "un nom de variable")


def _carried(value: str) -> str:
    """A value as it must be written to come out whole: separated three times, on blanks, on `,` and on `=`."""
    if any(char in _BREAKS_OUT for char in value) or ":_:" in value or value != value.strip():
        raise UnsafeText("une variable d'appel ne peut porter ni crochet, ni guillemet, ni barre, ni espace au bord")
    return checked_line(value).replace(",", "\\,")


def _application(dial: Dial) -> str:
    name = _matching(_COMMAND, dial.application, "une application")
    if any(char in _BREAKS_OUT or char in "()," for char in dial.argument):
        raise UnsafeText("argument d'application avec parenthèse, crochet ou guillemet")
    return f"{name}({dial.argument})"


def play_and_get_digits(
    prompt: str,
    variable: str,
    *,
    min_digits: int = 1,
    max_digits: int = 1,
    tries: int = 1,
    first_digit_ms: int = 5000,
    between_digits_ms: int = 3000,
    terminators: str = "#",
    invalid: str = "silence_stream://10",
    pattern: str = "[0-9*#]+",
) -> str:
    """Arguments of `play_and_get_digits`, less the last one: given, a caller who types nothing is transferred there."""
    words = (prompt, terminators, invalid, pattern)
    if any(not word or any(char.isspace() or char in "'\"\\" for char in word) for word in words):
        raise UnsafeText("un argument de play_and_get_digits est un mot sans espace ni guillemet")
    counts = f"{min_digits:d} {max_digits:d} {tries:d} {first_digit_ms:d} {terminators}"
    name = _variable_name(variable)
    return checked_line(f"{counts} {prompt} {invalid} {name} {pattern} {between_digits_ms:d}")
