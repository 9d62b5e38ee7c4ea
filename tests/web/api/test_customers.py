"""The list of customers, read by programs: what it is to all, who is in it to those that may read numbers."""

from __future__ import annotations

from appliance.store.customers.lists import bring, put_in_force
from appliance.store.customers.reading import read_list
from tests.web.api.conftest import Opener, Program
from tests.web.site_world import NOW, World

CSV = "Téléphone;Nom;Consigne;Commande;Ville\r\n01 22 33 44 55;Hôtel Bellevue;prioritaire;00407;Évian\r\n"


def brought(world: World) -> None:
    read = read_list(CSV.encode(), "FR")
    put_in_force(world.database, bring(world.database, "clients.csv", read, by="x", now=NOW).number)


def test_the_list_is_told_without_its_lines(world: World, reader: Program) -> None:
    assert reader.read("/customers") == {"list": None}
    brought(world)
    told = reader.read("/customers")["list"]
    assert (told["title"], told["kept"], told["not_kept"]) == ("clients.csv", 1, 0)
    assert [one["heading"] for one in told["columns"]] == ["Téléphone", "Nom", "Consigne", "Commande", "Ville"]
    assert "Bellevue" not in str(told)


def test_who_is_known_is_for_who_may_read_numbers(world: World, reader: Program, program: Opener) -> None:
    brought(world)
    assert "droit aux numéros" in reader.refused("GET", "/customers/known?order=407", 403)
    trusted = program(numbers=True)
    for query in ("order=407", "caller=01%2022%2033%2044%2055"):
        (found,) = trusted.read(f"/customers/known?{query}")["customers"]
        assert found["name"] == "Hôtel Bellevue"
        assert {"heading": "Ville", "text": "Évian"} in found["more"]
    assert trusted.read("/customers/known?caller=06%2012%2034%2056%2078") == {"customers": []}
    assert "numéro entier" in trusted.refused("GET", "/customers/known?caller=06", 422)
    assert "l'un des deux" in trusted.refused("GET", "/customers/known", 422)
