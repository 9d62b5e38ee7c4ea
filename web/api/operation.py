"""What an operation of the API is, and how one is served: read, done, written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

import msgspec
from flask import Response, request

from appliance.calls.text_lengths import WORDS
from web.api.problems import Refusal
from web.api.reading import read_body, read_query

View = TypeVar("View", bound=Callable[..., Any])
STALE = "Cela a changé depuis que vous l'avez lu ; relisez-le, puis recommencez avec son nouvel ETag."
NEEDS_VERSION = "Dites quelle version vous avez lue : « If-Match » avec l'ETag de la lecture."


class Right(StrEnum):
    """What a token must be good for; NONE: no token is asked for."""

    NONE = "none"
    READ = "read"
    WRITE = "write"


class Match(StrEnum):
    """Whether a change says, by If-Match, which version it was made from."""

    NO = "no"
    MAY = "may"
    MUST = "must"


@dataclass(frozen=True)
class Answer:
    """What a view gives: the body, and the version of what was read or written."""

    body: Any = None
    etag: str | None = None
    location: str | None = None


@dataclass(frozen=True)
class Operation:
    """One method of one address. `query`, `body`, `answer`: structs; `media`: what is answered instead of JSON.

    `etag`: the answer carries a version. `errors`: the statuses that it may refuse with, beside the common ones.
    """

    method: str
    path: str
    right: Right
    summary: str
    group: str
    view: Callable[..., Any]
    query: type[msgspec.Struct] | None = None
    body: type[msgspec.Struct] | None = None
    answer: type | None = None
    media: str | None = None
    status: int = 200
    etag: bool = False
    match: Match = Match.NO
    errors: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        return self.view.__name__

    @property
    def writes(self) -> bool:
        return self.right is Right.WRITE

    def serve(self, **path: str) -> Response:
        """Answer the request under way. Refusal, StoreError."""
        if any("\0" in value or len(value) > WORDS for value in path.values()):
            raise Refusal(404, "Rien ne porte ce nom.")
        if self.match is Match.MUST and "If-Match" not in request.headers:
            raise Refusal(428, NEEDS_VERSION)
        asked: dict[str, Any] = {}
        if self.query is not None:
            asked["query"] = read_query(self.query)
        elif request.args:
            raise Refusal(422, "Cette opération n'a pas de paramètre dans l'adresse.")
        if self.body is not None:
            asked["body"] = read_body(self.body)
        return self.written(self.view(**path, **asked))

    def written(self, given: Any) -> Response:
        """A view's answer as HTTP."""
        if isinstance(given, Response):
            return given
        said = given if isinstance(given, Answer) else Answer(given)
        answer = Response(status=self.status)
        if self.status != 204:
            answer.data, answer.content_type = msgspec.json.encode(said.body), "application/json"
        else:
            del answer.headers["Content-Type"]
        if said.etag is not None:
            answer.set_etag(said.etag)
        if said.location is not None:
            answer.headers["Location"] = said.location
        return answer


@dataclass
class Group:
    """Operations told under one title, as a module of this package adds them."""

    title: str
    found: list[Operation] = field(default_factory=list)

    def add(self, method: str, path: str, right: Right, summary: str, **facts: Any) -> Callable[[View], View]:
        """What a view answers: `@lines.add("GET", "/lines", Right.READ, "Les lignes", answer=Lines)`."""

        def added(view: View) -> View:
            self.found.append(Operation(method, path, right, summary, self.title, view, **facts))
            return view

        return added


def check_version(etag: str) -> None:
    """Refuse a change that was made from another version than this one. Refusal 412.

    For what is no part of the settings; of a part of them, see `web.api.changing`.
    """
    if "If-Match" in request.headers and not request.if_match.contains(etag):
        raise Refusal(412, STALE)


def by_path(operations: list[Operation]) -> Iterator[tuple[str, list[Operation]]]:
    """The operations of each address, in their order."""
    for path in dict.fromkeys(one.path for one in operations):
        yield path, [one for one in operations if one.path == path]
