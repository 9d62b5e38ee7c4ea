"""A failure that a person can mend, told in one French sentence. Any other is a defect, and keeps its traceback."""

from __future__ import annotations

import errno
from importlib import import_module

import click

# Exceptions whose own text is the sentence. They are looked up once a failure has happened, to keep start-up quick.
SPOKEN = (
    "appliance.config:ConfigError",
    "appliance.door:Refused",
    "appliance.store.errors:StoreError",
    "appliance.store.company_file:CompanyFileErrors",
    "appliance.switch.errors:SwitchError",
    "appliance.prompts.speech:SpeechError",
    "appliance.lab.errors:LabError",
    "appliance.controller.held_name:NameTaken",
    "appliance.transcription.child:TranscriptionError",
)


def sentence_of(error: Exception) -> str | None:
    """The sentence for this failure, or None when it is not one of those that a person can mend."""
    if isinstance(error, click.UsageError):
        return usage_sentence(error)
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, OSError):
        return system_sentence(error)
    if isinstance(error, tuple(imported(name) for name in SPOKEN)):
        return str(error)
    return None


def imported(name: str) -> type[Exception]:
    """The class named `module:Class`."""
    module, _, attribute = name.partition(":")
    found: type[Exception] = getattr(import_module(module), attribute)
    return found


def system_sentence(error: OSError) -> str:
    """What the operating system refused, and what to do about it."""
    said = _refusal(error)
    return f"{error.filename} : {said}" if error.filename else said[0].upper() + said[1:]


def _refusal(error: OSError) -> str:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return "le disque est plein ; libérez de la place puis recommencez, rien n'a été perdu."
        case errno.EADDRINUSE:
            return f"un port est déjà pris par un autre programme ({error}) ; arrêtez-le ou changez de port."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return "accès refusé ; vérifiez les droits de l'utilisateur qui lance astreinte."
        case errno.EISDIR:
            return "c'est un dossier ; donnez le chemin d'un fichier."
        case errno.ENOENT:
            return "fichier ou dossier introuvable ; vérifiez le chemin."
    return f"{error.strerror or error}."


def usage_sentence(error: click.UsageError) -> str:
    """A command line that was not understood, in French: click speaks English."""
    command = error.ctx.command_path if error.ctx else "astreinte"
    return f"{command} : {_misuse(error)} ; voir « {command} --help »."


def _misuse(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            return f"option inconnue « {error.option_name} »"
        case click.MissingParameter():
            return f"il manque {_parameter(error)}"
        case click.BadParameter():
            return f"{_parameter(error)} : {error.message.rstrip('.')}"
        case click.BadOptionUsage():
            return f"l'option {error.option_name} attend une valeur"
    if error.message.startswith("No such command"):
        return f"commande inconnue {error.message.partition(' command ')[2].rstrip('.').replace(chr(39), '')}"
    if error.message == "Missing command.":
        return "il manque le nom de la commande"
    if error.message.startswith("Got unexpected extra argument"):
        return f"argument de trop : {error.message.partition('(')[2].partition(')')[0]}"
    return error.message.rstrip(".")


def _parameter(error: click.BadParameter) -> str:
    hint = error.param.get_error_hint(error.ctx) if error.param and error.ctx else error.param_hint
    names = hint if isinstance(hint, str) else " / ".join(hint or ())
    return (names or "un argument").replace("'", "")
