"""The key that enciphers second factors, on a box: the pages' alone, and the same on the next machine if given."""

from __future__ import annotations

import base64

import pytest

from tests.deploy.box import Box

pytestmark = [pytest.mark.deploy, pytest.mark.timeout(1800)]

FILE = "/var/lib/astreinte/pages/second-factors.key"
GIVEN = base64.b64encode(bytes(range(32))).decode()


def keys(box: Box) -> list[str]:
    return box.run("cat", FILE).out.split()


def test_the_command_is_typed_by_root_and_makes_a_key_that_the_pages_alone_read(box: Box) -> None:
    told = box.run("astreinte", "second-factors")
    assert told.code == 0, told.out
    assert "Clé de cette machine" in told.out
    assert box.run("stat", "--format=%a %U %G", FILE).out.strip() == "600 astreinte-web astreinte-web"
    other = box.run("setpriv", "--reuid=astreinte", "--regid=astreinte", "--init-groups", "cat", FILE)
    assert other.code != 0
    assert keys(box)[0] not in other.out


def test_a_key_of_the_vault_enciphers_and_the_one_before_still_deciphers(box: Box) -> None:
    box.run("astreinte", "second-factors")
    (before,) = keys(box)
    for changed in (True, False):
        done = box.play("site.yml", "--tags", "appliance", vault_astreinte_second_factor_key=GIVEN)
        assert done.code == 0, done.out[-3000:]
        assert GIVEN not in done.out
        assert (done.recap()["changed"] > 0) is changed
    assert keys(box) == [GIVEN, before]
    assert box.run("stat", "--format=%a %U", FILE).out.strip() == "600 astreinte-web"
    assert box.run("astreinte", "second-factors", "rotate").code == 0
    assert len(keys(box)) == 1
    assert box.run("systemctl", "is-active", "astreinte-web.service").out.strip() == "active"


def test_what_is_no_key_is_refused_before_anything(box: Box) -> None:
    before = keys(box)
    refused = box.play("site.yml", "--tags", "appliance", vault_astreinte_second_factor_key="trop court")
    assert refused.code != 0
    assert "openssl rand -base64 32" in refused.out
    assert keys(box) == before
