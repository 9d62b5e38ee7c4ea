"""Passwords as they are kept and judged."""

from __future__ import annotations

import pytest

from appliance.store.accounts.passwords import hashed, is_right, one_time_password, refusal


def test_a_password_is_kept_by_argon2id_at_the_strength_that_owasp_asks_for() -> None:
    """OWASP's cheat sheet: 19 MiB and 2 passes, or more."""
    kept = hashed("quatre vaches bleues dansent")
    kind, _, settings = kept.split("$")[1:4]
    memory, passes, _ = (int(setting[2:]) for setting in settings.split(","))
    assert kind == "argon2id"
    assert memory >= 19 * 1024
    assert passes >= 2
    assert is_right(kept, "quatre vaches bleues dansent")
    assert not is_right(kept, "quatre vaches bleues dansent ")
    assert not is_right(None, "quatre vaches bleues dansent")


def test_first_passwords_are_all_different_and_can_be_read_aloud() -> None:
    made = {one_time_password() for _ in range(200)}
    assert len(made) == 200
    assert not set("".join(made)) & set("01iloABC")


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("onze lettre", "trop court"),
        ("Password1234", "devine"),
        ("motdepasse2026", "devine"),
        ("aaaaaaaaaaaaaaa", "devine"),
        ("julie.martin1", "devine"),
        ("q" * 201, "trop long"),
    ],
)
def test_a_password_that_others_would_try_is_refused(password: str, said: str) -> None:
    assert said in (refusal(password, ["julie.martin", "julie", "martin"]) or "")


@pytest.mark.parametrize("password", ["correct cheval pile agrafe", "ñ€ùœ éàç ñ€ùœ", "t" * 60 + "Zq4!kvw 0"])
def test_no_rule_of_composition_stands_in_the_way(password: str) -> None:
    assert refusal(password, []) is None
