"""The command line: its commands, loaded when called, and its errors, told in one French sentence."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module

import click

from appliance.failures import sentence_of
from appliance.french_help import FrenchFormatter
from appliance.hidden_letters import HiddenLetter, refuse_hidden_letters

# Name -> module under appliance.commands, and what the command does. Loading none of them keeps --help quick.
COMMANDS = {
    "serve": ("serve", "Le contrôleur : répond aux appels que FreeSWITCH lui confie."),
    "web": ("web", "Les pages de l'appliance."),
    "init": ("init", "Le site sur cette machine, sans Ansible : son fichier, la voix, le premier compte."),
    "demo": ("demo", "Tout le site d'une entreprise d'exemple et ses téléphones, sans FreeSWITCH ni réseau."),
    "lab": ("lab", "FreeSWITCH, le contrôleur et les pages sur cette machine, pour un téléphone SIP."),
    "account": ("account", "Les comptes du site : en ouvrir un, le réinitialiser, le fermer, les lister."),
    "second-factors": ("second_factors", "La clé des seconds facteurs : qui elle laisse entrer, en changer."),
    "import": ("company:import_command", "Lire une entreprise dans un fichier YAML."),
    "export": ("company:export_command", "Écrire l'entreprise dans un fichier YAML."),
    "settings": ("settings", "Les réglages d'avant : chaque changement, ce qu'il a changé, et y revenir."),
    "schema": ("company:schema_command", "Écrire le schéma JSON de ce fichier, pour un éditeur de texte."),
    "customers": ("customers", "La liste des clients et des commandes, qui dit aux intervenants qui appelle."),
    "prompts": ("prompts", "Les phrases que l'on entend : les construire, les lister, les vérifier."),
    "calls": ("calls", "Le journal des appels."),
    "who": ("who", "Qui serait appelé sur une ligne à un moment, dans quel ordre et pourquoi."),
    "force": ("force", "Forcer la période d'une ligne jusqu'à un moment, quels que soient ses horaires."),
    "simulate": ("simulate", "Ce qui se passerait si quelqu'un appelait : le vrai script, en temps simulé."),
    "replay": ("replay", "Un appel du journal, raconté pas à pas."),
    "check": ("check", "Ce qui pourrait perdre un appel : trous du planning, numéros, menus, phrases."),
    "publish": ("publish:publish_command", "Publier le planning d'une ligne : version datée, courriels, accusés."),
    "publications": ("publish:publications_command", "Les publications, leurs différences, et les accusés."),
    "acknowledge": ("publish:acknowledge_command", "Noter qu'un intervenant a pris connaissance d'une publication."),
    "notify": ("notify", "Essayer de prévenir un intervenant, maintenant."),
    "outbox": ("outbox", "La boîte d'envoi des courriels : la lire, l'envoyer, faire repartir un courriel."),
    "feed": ("feed", "L'adresse secrète d'un agenda : celui d'un intervenant ou d'une équipe."),
    "import-ics": ("import_ics", "Lire des absences ou des créneaux dans un fichier iCalendar (.ics)."),
    "coverage": ("coverage", "Quelqu'un est-il d'astreinte à tout moment ? Les trous, et ce qui tient à un fil."),
    "swap": ("swap", "Les échanges d'astreinte entre deux intervenants : demander, accepter, refuser, lister."),
    "statement": ("statement", "Le relevé mensuel de chaque intervenant : astreinte, interventions, compensation."),
    "intervention": ("intervention", "Ce qu'un intervenant ajoute à un appel : travail qui le suit, trajet."),
    "health": ("health", "La ligne répondrait-elle maintenant ? Ce que la surveillance demande chaque minute."),
    "boxes": ("boxes", "Les machines qui se partagent cette base de données : qui vit, qui se tait."),
    "selftest": ("selftest", "Un vrai appel d'essai à travers FreeSWITCH : décroché, voix entendue."),
    "backup": ("backup", "Sauvegarder réglages, journal, messages et phrases, pendant que les appels continuent."),
    "restore": ("backup:restore_command", "Remettre en place une sauvegarde."),
    "rollback-check": ("rollback_check", "Ce qu'une version plus ancienne perdrait des réglages, avant d'y revenir."),
    "move-database": ("move_database", "Mettre toute la base dans une autre, vide : de SQLite à PostgreSQL."),
    "upgrade-copy": ("way_back:upgrade_copy", "Garder une copie de la base, avant une mise à jour qui la change."),
    "go-back": ("way_back", "Rendre la base lisible à une version plus ancienne, avant d'y revenir."),
    "erase": ("erase", "Oublier un appelant qui le demande ; ses appels restent comptés."),
    "forget": ("erase:forget_command", "Oublier les appelants des appels anciens."),
    "transcribe": ("transcribe", "Écrire les mots des messages, par un programme de cette machine."),
    "freeswitch": ("freeswitch", "FreeSWITCH sur cette machine : sa configuration, sa surveillance."),
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called, and not for `--help`."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name][0].partition(":")
        command: click.Command = getattr(import_module(f"appliance.commands.{module}"), attribute or "command")
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commandes"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.group(
    "astreinte",
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    help="L'astreinte téléphonique d'une entreprise. « astreinte COMMANDE --help » explique une commande.",
)
@click.version_option(package_name="astreinte", prog_name="astreinte", message="%(prog)s %(version)s")
def astreinte() -> None:
    """The group; each command of COMMANDS names what it does."""


def refuse_hidden(arguments: Sequence[str]) -> None:
    """UsageError for an argument with a letter that nobody sees; the name of a file may be in another coding."""
    for before, word in zip(("", *arguments), arguments, strict=False):
        option, _, value = word.partition("=") if word.startswith("--") else ("", "", word)
        field = option or (before if before.startswith("--") else "Ce qui est tapé")
        try:
            refuse_hidden_letters(field, value.encode("utf-8", "ignore").decode())
        except HiddenLetter as error:
            raise click.UsageError(str(error)) from None


def run(arguments: Sequence[str]) -> int:
    """Run one command and return the exit code: 0, 1 when it failed, 2 when it was not understood, 130 on Ctrl-C."""
    click.Context.formatter_class = FrenchFormatter
    try:
        refuse_hidden(arguments)
        code = astreinte.main(list(arguments), prog_name="astreinte", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # the reader has left, as in `astreinte calls | head`
        return 0
    except Exception as error:
        sentence = sentence_of(error)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)
        return 2 if isinstance(error, click.UsageError) else 1
    return code if isinstance(code, int) else 0
