"""The address of a PostgreSQL that is on several servers, as libpq writes it: `postgresql://name@one,two:5433/base`."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit, urlunsplit

DEFAULT_PORT = "5432"
WRITABLE = "target_session_attrs"  # `read-write`: of these servers, the one that takes writes


def with_hosts_apart(url: str) -> str:
    """The same address in the form that peewee reads: hosts and ports as parameters. One host: as it is.

    Unless it says otherwise it wants the server that takes writes: the others are copies. ValueError, for an IPv6
    address without its brackets.
    """
    parts = urlsplit(url)
    account, at, hosts = parts.netloc.rpartition("@")
    if "," not in hosts:
        return url
    pairs = [_host_and_port(host) for host in hosts.split(",")]
    named = {"host": ",".join(host for host, _ in pairs), "port": ",".join(port for _, port in pairs)}
    if WRITABLE not in parts.query:
        named[WRITABLE] = "read-write"
    query = "&".join(filter(None, (urlencode(named, safe=",:"), parts.query)))
    return urlunsplit((parts.scheme, account + at, parts.path, query, parts.fragment))


def _host_and_port(named: str) -> tuple[str, str]:
    host, bracket, port = named.rpartition("]")
    if not bracket:
        host, _, port = named.partition(":")
    if ":" in port.removeprefix(":"):
        raise ValueError(named)
    return host.removeprefix("["), port.removeprefix(":") or DEFAULT_PORT
