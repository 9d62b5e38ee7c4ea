"""What every page answers with and asks for: headers, the Host that was typed, POSTs of our own pages alone."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, make_response, request

from web.frame.bounds import refuse_what_is_too_much

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "microphone=(), camera=(), geolocation=()",
}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FOR_PROGRAMS = "/api/v1/"  # they send no Origin; a token is asked for there, and no cookie is looked at
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


def protect(app: Flask, hosts: Collection[str] | None) -> None:
    """Put the guards on an application. `hosts`: names under which it may be asked for, None for any."""

    @app.before_request
    def refuse_strangers() -> None:
        if hosts is not None and host_name(request) not in hosts:
            abort(421)
        if request.method not in SAFE_METHODS and not request.path.startswith(FOR_PROGRAMS) and not is_ours(request):
            abort(403)
        refuse_what_is_too_much(app)

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def with_microphone(page: str, *, sockets: bool = False) -> Response:
    """A page that may ask for the microphone: no other may. `sockets`: it may open WebSockets to this very site."""
    answer = make_response(page)
    if sockets:
        scheme = "wss" if request.is_secure else "ws"  # older browsers read `'self'` as HTTP alone
        answer.headers["Content-Security-Policy"] = POLICY.replace(
            "connect-src 'self'", f"connect-src 'self' {scheme}://{request.host}"
        )
    answer.headers["Permissions-Policy"] = HEADERS["Permissions-Policy"].replace("microphone=()", "microphone=(self)")
    return answer


def host_name(asked: Request) -> str:
    """The name typed in the browser, without its port: a page elsewhere cannot fake it (DNS rebinding)."""
    name, _, port = asked.host.rpartition(":")
    return name.lower() if name and port.isdigit() else asked.host.lower()


def is_ours(asked: Request) -> bool:
    """Whether a page of this very site sent this request: by Sec-Fetch-Site, and by Origin where there is one."""
    origin = asked.headers.get("Origin")
    if origin is not None and origin_host(origin) != asked.host:
        return False
    site = asked.headers.get("Sec-Fetch-Site")
    return site == "same-origin" if site is not None else origin is not None


def origin_host(origin: str) -> str | None:
    """The host and port of an Origin; None for what is no address, `null` among them."""
    try:
        return urlsplit(origin).netloc or None
    except ValueError:
        return None
