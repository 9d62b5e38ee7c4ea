"""A request that is refused: `application/problem+json` (RFC 9457), with a French sentence that says what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from flask import Response, request
from werkzeug.exceptions import HTTPException

from appliance.store.errors import StoreError
from appliance.store.journal.message_followup import ChangedMeanwhile

PREFIX = "/api/v1/"
TITLES = {
    400: "Demande illisible",
    401: "Jeton refusé",
    403: "Interdit à ce jeton",
    404: "Introuvable",
    405: "Méthode refusée",
    409: "Impossible en ce moment",
    412: "Modifié entre-temps",
    413: "Demande trop longue",
    415: "Type refusé",
    421: "Mauvaise adresse",
    422: "Demande refusée",
    428: "Version requise",
    429: "Trop de demandes",
    500: "Erreur du programme",
    503: "Indisponible",
}
DETAILS = {
    400: "Cette demande n'est pas complète.",
    404: "Rien ne porte ce nom ; vérifiez l'adresse et les identifiants.",
    405: "Cette adresse ne se demande pas ainsi ; voyez /api.",
    413: "La demande est trop longue.",
    421: "Cette adresse n'est pas la bonne ; utilisez celle du site.",
    500: "Le programme a rencontré une erreur ; son journal en dit la cause. Les appels continuent.",
}
KEPT = ("Allow", "Retry-After", "WWW-Authenticate")


class Problem(msgspec.Struct, kw_only=True):
    """Pourquoi une demande est refusée."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    problems: list[str] = []


class Refusal(HTTPException):
    """Stops an operation, with its sentence. `problems`: when there are several things to mend."""

    def __init__(
        self, status: int, detail: str, *, problems: Sequence[str] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.code, self.problems, self.more = status, list(problems), dict(headers or {})


def of_the_api() -> bool:
    """Whether the request is for the API, whatever its address leads to."""
    return request.path.startswith(PREFIX)


def problem_page(error: HTTPException) -> Response:
    """The answer to a request that went wrong."""
    status = error.code or 500
    if isinstance(error, Refusal):
        return problem(status, error.description or "", error.problems, error.more)
    known = {name: value for name, value in error.get_headers() if name in KEPT}
    return problem(status, DETAILS.get(status, "Cette demande ne peut pas être servie."), (), known)


def store_problem(error: StoreError) -> Response:
    """The sentence of the database: 412 for a message that somebody else has just changed, 503 for the rest."""
    return problem(412 if isinstance(error, ChangedMeanwhile) else 503, str(error))


def problem(
    status: int, detail: str, problems: Sequence[str] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """The sentence as the API writes it."""
    body = Problem(title=TITLES.get(status, "Refusé"), status=status, detail=detail, problems=list(problems))
    answer = Response(msgspec.json.encode(body), status, content_type="application/problem+json")
    answer.headers.update(headers or {})
    return answer
