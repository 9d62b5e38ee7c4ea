"""Agents' codes: hashed as they are stored, shown to nobody, and left as they are by a file that says « inchangé »."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from appliance.company.model import UNCHANGED_CODE, Agent, Company

HASHER = PasswordHasher(time_cost=2, memory_cost=8192, parallelism=1)  # 8 MiB: a whole company is hashed in a second
HASHED = "$argon2"  # how what is kept begins


def hashed(code: str) -> str:
    """What is kept of a code. Four digits are soon all tried by whoever has the database: it is a veil, no safe."""
    return HASHER.hash(code)


def is_hashed(code: str | None) -> bool:
    return code is not None and code.startswith(HASHED)


def is_right(kept: str | None, code: str) -> bool:
    """Whether this is the code of which `kept` is the hash; never where there is none."""
    try:
        return kept is not None and is_hashed(kept) and HASHER.verify(kept, code)
    except VerifyMismatchError:
        return False


def with_kept_codes(before: Company | None, after: Company) -> Company:
    """The company as it is stored: codes typed are hashed; the same as before, or « inchangé », stay as they were."""
    agents = {key: replace(one, pin=kept_code(known(before, key), one.pin)) for key, one in after.agents.items()}
    return after if agents == after.agents else replace(after, agents=agents)


def kept_code(before: str | None, code: str | None) -> str | None:
    """What is kept of a code, of which `before` was kept until now."""
    if code is None or is_hashed(code):
        return code
    return before if code == UNCHANGED_CODE or is_right(before, code) else hashed(code)


def codes_missing(before: Company | None, after: Company) -> Iterator[str]:
    """A sentence for each code that a file leaves as it is here, where there is none."""
    for agent in after.agents.values():
        if agent.pin == UNCHANGED_CODE and known(before, agent.id) is None:
            yield (
                f"Intervenant {agent.name} : son code est dit « {UNCHANGED_CODE} », et il n'y en a pas ici ; "
                "donnez-le de nouveau, dans le fichier (pin) ou à sa page."
            )


def known(company: Company | None, agent: str) -> str | None:
    found: Agent | None = company.agents.get(agent) if company else None
    return found.pin if found else None
