"""The OpenAPI 3.1 file, from the operations themselves: their structs are the schemas."""

from __future__ import annotations

import re
from importlib.metadata import version
from typing import Any

import msgspec

from web.api.operation import Match, Operation, by_path
from web.api.problems import TITLES, Problem

PLACE = "#/components/schemas/{name}"
ARGUMENT = re.compile(r"<(\w+)>")
COMMON = (401, 403, 422, 429, 503)  # what any operation may answer
MONTH = "^20[0-9]{2}-(0[1-9]|1[0-2])$"
ARGUMENTS = {  # of a path: what it is, and one of the sample company's
    "team": ("Identifiant d'une équipe.", "depannage"),
    "agent": ("Identifiant d'un intervenant.", "durand"),
    "line": ("Identifiant d'une ligne.", "urgence"),
    "override": ("Identifiant d'un remplacement, donné par la liste.", "3f2a9c0d51b7e684"),
    "shift": ("Identifiant d'un créneau de la semaine, donné par la liste.", "3f2a9c0d51b7e684"),
    "absence": ("Identifiant d'une absence, donné par la liste.", "3f2a9c0d51b7e684"),
    "announcement": ("Identifiant d'une annonce, donné par la liste.", "lines:urgence:after_hours"),
    "number": ("Numéro d'une publication.", "1"),
    "call": ("Identifiant d'un appel.", "m"),
    "file": ("Nom du fichier d'un message.", "m.wav"),
    "month": ("Un mois, comme 2026-11.", "2026-11"),
}
IF_MATCH = "L'ETag de ce que vous avez lu ; 412 si cela a changé depuis."
INTRODUCTION = (
    "Les mêmes choses que les pages, pour vos programmes. Chaque demande montre un jeton, ouvert par un administrateur "
    "depuis les réglages : `Authorization: Bearer …`. Les moments portent leur décalage (ISO 8601) ; les réponses "
    "sont en UTC. Un refus est un `application/problem+json` dont `detail` est une phrase en français."
)


def document(operations: list[Operation]) -> dict[str, Any]:
    """The whole file."""
    kinds = {kind for one in operations for kind in (one.query, one.body, one.answer) if kind is not None}
    ordered = sorted(kinds, key=lambda kind: kind.__name__)
    _, found = msgspec.json.schema_components([Problem, *ordered], ref_template=PLACE)
    schemas = {public(name): renamed(schema) for name, schema in found.items()}
    queries = {name_of(one.query) for one in operations if one.query is not None}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Astreinte", "version": version("astreinte"), "description": INTRODUCTION},
        "servers": [{"url": "/api/v1"}],
        "tags": [{"name": name} for name in dict.fromkeys(one.group for one in operations)],
        "security": [{"token": []}],
        "paths": {
            ARGUMENT.sub(r"{\1}", path): {one.method.lower(): told(one, schemas) for one in here}
            for path, here in by_path(operations)
        },
        "components": {
            "schemas": {name: schema for name, schema in schemas.items() if name not in queries},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "responses": {str(status): refusal_told(title) for status, title in TITLES.items()},
        },
    }


def name_of(kind: type) -> str:
    """How the file calls a struct."""
    return public(kind.__name__)


def public(name: str) -> str:
    """`AgentTold` is our word for what is told of an agent; to others it is `Agent`."""
    return name.removesuffix("Told")


def renamed(schema: Any) -> Any:
    """A schema whose references and title are public names."""
    if isinstance(schema, dict):
        names = {
            key: public(value) for key, value in schema.items() if key in ("$ref", "title") and str(value) == value
        }
        return {key: renamed(value) for key, value in schema.items()} | names
    return [renamed(one) for one in schema] if isinstance(schema, list) else schema


def told(one: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    """One operation."""
    found: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "description": (one.view.__doc__ or "").strip(),
        "tags": [one.group],
        "parameters": [*arguments(one), *parameters(one, schemas)],
        "responses": responses(one),
        "x-right": one.right.value,
    }
    if one.body is not None:
        schema = {"$ref": PLACE.format(name=name_of(one.body))}
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return found


def arguments(one: Operation) -> list[dict[str, Any]]:
    """What stands in the path."""
    found = []
    for name in ARGUMENT.findall(one.path):
        said, example = ARGUMENTS[name]
        schema: dict[str, Any] = {"type": "string", "minLength": 1, "examples": [example]}
        if name == "month":
            schema["pattern"] = MONTH
        found.append({"name": name, "in": "path", "required": True, "description": said, "schema": schema})
    return found


def parameters(one: Operation, schemas: dict[str, Any]) -> list[dict[str, Any]]:
    """The query, then If-Match."""
    found: list[dict[str, Any]] = []
    if one.query is not None:
        schema = schemas[name_of(one.query)]
        required = schema.get("required", [])
        found = [
            {"name": name, "in": "query", "required": name in required, "schema": in_an_address(facts)}
            for name, facts in schema["properties"].items()
        ]
    if one.match is not Match.NO:
        must = one.match is Match.MUST
        schema = {"type": "string", "examples": ['"v1"']}
        found.append({"name": "If-Match", "in": "header", "required": must, "description": IF_MATCH, "schema": schema})
    return found


def in_an_address(schema: dict[str, Any]) -> dict[str, Any]:
    """A field of a query: it is there or not, never null."""
    plain = {name: value for name, value in schema.items() if name != "default" or value is not None}
    kinds = [kind for kind in plain.get("anyOf", []) if kind != {"type": "null"}]
    if len(kinds) == 1:
        del plain["anyOf"]
        plain |= kinds[0]
    return plain


def responses(one: Operation) -> dict[str, Any]:
    """Its answer, and every refusal that it may give."""
    answer: dict[str, Any] = {"description": one.summary}
    if one.media is not None:
        answer["content"] = {one.media: {"schema": {}}}
    elif one.answer is not None:
        answer["content"] = {"application/json": {"schema": {"$ref": PLACE.format(name=name_of(one.answer))}}}
    if one.etag:
        answer["headers"] = {"ETag": {"description": "La version, pour If-Match.", "schema": {"type": "string"}}}
    return {str(one.status): answer} | {
        str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(refusals(one))
    }


def refusals(one: Operation) -> set[int]:
    """The statuses of its refusals."""
    found = {*COMMON, *one.errors}
    if ARGUMENT.search(one.path):
        found.add(404)
    if one.body is not None:
        found |= {400, 413, 415}
    if one.match is not Match.NO:
        found.add(412)
    return found | {428} if one.match is Match.MUST else found


def refusal_told(title: str) -> dict[str, Any]:
    schema = {"$ref": PLACE.format(name=Problem.__name__)}
    return {"description": title, "content": {"application/problem+json": {"schema": schema}}}
