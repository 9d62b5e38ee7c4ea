"""The line's contact card, downloaded from its page and from « Mes astreintes »."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from appliance.company.model import Company
from appliance.config import Trunk
from appliance.store.accounts.accounts import Role
from appliance.store.settings.snapshot import load_company
from tests.web.site_world import World
from tests.web.visit import Visit
from web.frame.site import GROUND, stand_on


def company_of(world: World) -> Company:
    company = load_company(world.database)
    assert company is not None
    return company


def test_a_line_s_card_has_its_name_and_all_its_numbers(world: World, manager: Visit) -> None:
    assert 'href="/lignes/urgence/contact.vcf"' in manager.go("/lignes/urgence")
    answer = manager.client.get("/lignes/urgence/contact.vcf")
    line = company_of(world).lines["urgence"]
    assert answer.content_type == "text/vcard; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="astreinte-urgence.vcf"'
    assert [one.partition(":")[2] for one in answer.text.split("\r\n") if one.startswith("TEL")] == list(line.numbers)
    assert f"FN:Astreinte {line.name}" in answer.text
    assert manager.client.get("/lignes/rien/contact.vcf").status_code == 404


def test_it_has_the_numbers_that_operators_want_in_their_place(world: World, manager: Visit) -> None:
    trunk = Trunk(name="autre", proxy="192.0.2.1", own_number="+33972000099")
    config = msgspec.structs.replace(world.config, trunks=(*world.config.trunks, trunk))
    stand_on(world.app, replace(world.app.extensions[GROUND], config=config))
    text = manager.client.get("/lignes/urgence/contact.vcf").text
    numbers = [one.partition(":")[2] for one in text.split("\r\n") if one.startswith("TEL")]
    assert numbers == [*company_of(world).lines["urgence"].numbers, "+33972000099"]


def test_an_agent_has_the_cards_of_the_lines_that_ring_them_and_no_other(world: World) -> None:
    durand = world.signed_in(Role.AGENT, "durand")
    assert 'href="/moi/contact.vcf"' in durand.go("/moi")
    text = durand.client.get("/moi/contact.vcf").text
    assert text.count("BEGIN:VCARD") == text.count("END:VCARD") >= 1
    assert "UID:astreinte-urgence" in text
    assert durand.client.get("/lignes/urgence/contact.vcf").status_code == 403
