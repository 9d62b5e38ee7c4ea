"""The addresses and ports of the machine's file: what would lose calls in silence is told at the start instead."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping

EVERYBODY = "0.0.0.0/32"  # for FreeSWITCH, which compares nothing with an address of zeros
LOOKED_UP = ("host:", "stun:")  # by FreeSWITCH itself: a public address that changes


def check_address(place: str, written: str) -> None:
    """ValueError unless it is the address of one machine, in digits: FreeSWITCH would listen nowhere."""
    try:
        ipaddress.ip_address(written)
    except ValueError:
        raise ValueError(f"{place} : « {written} » n'est pas une adresse ; écrivez par exemple 192.0.2.10.") from None


def check_public_address(place: str, written: str) -> None:
    """The same of the address that the operator sees, which FreeSWITCH may look up. ValueError."""
    if not (written.startswith(LOOKED_UP) and " " not in written):
        check_address(place, written)


def check_prefix(place: str, written: str) -> None:
    """ValueError unless it is the prefix of a network, and not the whole Internet: whoever is in it is believed."""
    try:
        network = ipaddress.ip_network(written)
        if str(network) == EVERYBODY:
            raise ValueError(written)
    except ValueError:
        raise ValueError(
            f"{place} : « {written} » n'est pas un préfixe réseau ; écrivez par exemple 203.0.113.0/24."
        ) from None
    if network.prefixlen == 0:
        raise ValueError(f"{place} : « {written} » est tout l'Internet ; écrivez les adresses de votre opérateur.")


def check_ports(named: Mapping[str, int]) -> None:
    """ValueError if two programs of the machine are given one port: a caller would speak to the wrong one."""
    first: dict[int, str] = {}
    for name, port in named.items():
        if port in first:
            raise ValueError(f"{first[port]} et {name} disent le même port, {port} ; donnez-en un à chacun.")
        first[port] = name
