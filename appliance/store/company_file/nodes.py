"""Nodes of the file, read under a schema: each reading gives a value or reports a problem, and goes on."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TypeVar

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from appliance.calls.text_lengths import SENTENCE
from appliance.folding import lines_ended_alike
from appliance.hidden_letters import refuse_hidden_letters
from appliance.store.company_file.problems import CompanyFileErrors, Problem

T = TypeVar("T")
MOST_NODES = 100_000  # read in all; aliases of aliases could make a small file endless
CORE_TAG = "tag:yaml.org,2002:"


@dataclass
class Report:
    """The problems found so far."""

    path: str
    problems: list[Problem] = field(default_factory=list)
    nodes: int = 0

    def add(self, node: Node, message: str) -> None:
        self.problems.append(Problem(node.start_mark.line + 1, node.start_mark.column + 1, message))

    def count(self, node: Node) -> None:
        """Raise at once when aliases make the file endless."""
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.add(node, "Trop de valeurs, par des alias répétés : ce n'est pas un fichier d'entreprise.")
            raise CompanyFileErrors(self.path, self.problems)


class Value:
    """One node of the file."""

    def __init__(self, node: Node, report: Report) -> None:
        report.count(node)
        self._node, self._report = node, report
        if not (node.tag or CORE_TAG).startswith(CORE_TAG):
            self.refuse(f"L'étiquette YAML « {node.tag} » n'a pas de sens ici : ôtez-la.")

    def refuse(self, sentence: str) -> None:
        """Report a problem here."""
        self._report.add(self._node, sentence)

    @property
    def is_block(self) -> bool:
        """Whether this is a block « clé: valeur », and not one value or a list."""
        return isinstance(self._node, MappingNode)

    def read(self, parse: Callable[[str], T], default: T, field: str = "Ce texte") -> T:
        """The scalar as `parse` understands its text; `default` when it does not (ValueError: the sentence).

        `field`: how a sentence names it.
        """
        if not isinstance(self._node, ScalarNode):
            self.refuse("Attendu ici : une seule valeur, et non une liste ou un bloc.")
            return default
        try:
            return parsed(str(self._node.value), parse, field)
        except ValueError as error:
            self.refuse(str(error))
            return default

    def peek(self, name: str) -> str:
        """The text of one key of this block, "" when there is none; nothing is reported."""
        entries = self._node.value if isinstance(self._node, MappingNode) else []
        return next((str(value.value).strip() for key, value in entries if key.value == name), "")

    def items(self) -> list[Value]:
        """The items of a list that may not be empty."""
        if not isinstance(self._node, SequenceNode):
            self.refuse("Attendu ici : une liste, [a, b] ou une ligne « - » par élément.")
            return []
        if not self._node.value:
            self.refuse("Cette liste est vide : remplissez-la, ou ôtez la clé si elle est facultative.")
        return [Value(node, self._report) for node in self._node.value]

    def one_or_more(self) -> list[Value]:
        """The items of a list, or this value alone."""
        return [self] if isinstance(self._node, ScalarNode) else self.items()

    def entries(self) -> Iterator[tuple[str, Value, Value]]:
        """The entries of a block, a key once only: its text, where it stands, its value."""
        if not isinstance(self._node, MappingNode):
            self.refuse("Attendu ici : un bloc « clé: valeur ».")
            return
        seen: dict[str, int] = {}
        for key_node, node in self._node.value:
            key, value = Value(key_node, self._report), Value(node, self._report)
            name = key.read(str, "")
            if name in seen:
                key.refuse(f"« {name} » est déjà à la ligne {seen[name]} : gardez une seule des deux.")
            elif name:
                seen[name] = key_node.start_mark.line + 1
                yield name, key, value

    def fields(self, required: Collection[str], optional: Collection[str] = ()) -> Fields:
        """The entries of a block whose keys are known; unknown and missing ones are reported by name."""
        known, found = [*required, *optional], {}
        for name, key, value in self.entries():
            if name in known:
                found[name] = value
            else:
                key.refuse(_unknown(name, known))
        if isinstance(self._node, MappingNode):
            for name in required:
                if name not in found:
                    self.refuse(f"Il manque « {name} » dans ce bloc.")
        return Fields(self, found)


@dataclass(frozen=True)
class Fields:
    """The known keys of one block."""

    block: Value
    found: dict[str, Value]

    def __contains__(self, name: str) -> bool:
        return name in self.found

    def read(self, name: str, parse: Callable[[str], T], default: T) -> T:
        """The value of a key, `default` when it is absent or wrong."""
        return self.found[name].read(parse, default, f"« {name} »") if name in self.found else default

    def items(self, name: str) -> list[Value]:
        """The items of the list of this key, none when it is absent."""
        return self.found[name].items() if name in self.found else []


def _unknown(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1)
    if name == "<<":
        return "La fusion YAML (<<) n'est pas admise : recopiez les clés."
    advice = f"vouliez-vous écrire « {close[0]} » ?" if close else f"les clés possibles sont {', '.join(known)}."
    return f"La clé « {name} » n'existe pas ici ; {advice}"


def parsed(text: str, parse: Callable[[str], T], field: str) -> T:
    """What a scalar of the file says, or the same typed elsewhere. ValueError: the sentence, which names `field`."""
    return parse(_speakable(lines_ended_alike(text).strip(), field))


def _speakable(text: str, field: str) -> str:
    if not text:
        raise ValueError("Valeur vide : donnez-en une, ou ôtez la clé si elle est facultative.")
    if len(text) > SENTENCE:
        raise ValueError(f"Texte trop long : {SENTENCE} caractères au plus.")
    refuse_hidden_letters(field, text)
    if any(letter == "\t" or unicodedata.category(letter) == "Cn" for letter in text):
        raise ValueError("Caractère de contrôle dans ce texte : ôtez-le.")
    return text
