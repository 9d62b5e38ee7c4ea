"""`make texts`: the catalogue for translators, written over."""

from __future__ import annotations

from tests.texts.gathering import POT, as_pot, catalogue

POT.write_bytes(as_pot())
print(f"{POT.name} : {len(catalogue())} textes.")
