"""The JSON Schema of the company file, for editors: completion, and mistakes underlined while one types."""

from __future__ import annotations

import json
from typing import Any

from appliance.store.company_file.shapes import Block, Either, Entries, Key, Row, Scalar, Shape, blocks
from appliance.store.company_file.vocabulary import FILE

DRAFT = "http://json-schema.org/draft-07/schema#"  # what the editors' language server knows best
TITLE = "Le fichier d'une entreprise (company.yml), tel que « astreinte import » le lit"


def schema_text() -> str:
    """The schema as a file."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def schema() -> dict[str, Any]:
    """The whole schema; each kind of block is described once."""
    kinds = {block.name: block for block in blocks(FILE) if block is not FILE}
    return {
        "$schema": DRAFT,
        "title": TITLE,
        **_of_block(FILE),
        "definitions": {name: _of_block(kinds[name]) for name in sorted(kinds)},
    }


def _of_block(block: Block) -> dict[str, Any]:
    required = [key.name for key in block.keys if key.required]
    return {
        "type": "object",
        "properties": {key.name: _of_key(key) for key in block.keys},
        **({"required": required} if required else {}),
        "additionalProperties": False,
        **({"oneOf": [_only(choice, block) for choice in block.choices]} if block.choices else {}),
    }


def _only(choice: tuple[str, ...], block: Block) -> dict[str, Any]:
    """These keys of the choices of a block, and none of the others."""
    others = sorted({name for some in block.choices for name in some} - set(choice))
    none = {"not": {"anyOf": [{"required": [name]} for name in others]}}
    return {"required": list(choice), **none} if choice else {"required": ["announcement"], **none}


def _of_key(key: Key) -> dict[str, Any]:
    """`allOf`: beside a `$ref`, draft 7 reads nothing else."""
    inside = of_shape(key.shape)
    described = {"description": key.comment}
    return {**described, "allOf": [inside]} if "$ref" in inside else {**described, **inside}


def of_shape(shape: Shape) -> dict[str, Any]:
    """A shape, in the words of JSON Schema."""
    match shape:
        case Scalar(schema=said):
            return dict(said)
        case Row(of=inside, alone=alone):
            items = {"type": "array", "items": of_shape(inside), "minItems": 1}
            return {"anyOf": [of_shape(inside), items]} if alone else items
        case Either(shapes=several):
            return {"anyOf": [of_shape(one) for one in several]}
        case Entries(keys=keys, of=inside):
            entries = {"patternProperties": {keys: of_shape(inside)}, "additionalProperties": False}
            return {"type": "object", "minProperties": 1, **entries}
        case Block(name=name):
            return {"$ref": f"#/definitions/{name}"}
