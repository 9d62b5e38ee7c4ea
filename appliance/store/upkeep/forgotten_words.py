"""What an erasure says it has done, in French, whoever asked for it."""

from __future__ import annotations

from appliance.company.model import Company
from appliance.store.house_numbers import places_of
from appliance.store.upkeep.forgetting_calls import Forgotten

FORGOTTEN, AGED = "Appelant oublié", "Données anciennes oubliées"  # in the journal of changes


def told(done: Forgotten) -> str:
    """One sentence."""
    said = f"Appels sans appelant désormais : {done.calls} ; messages effacés : {done.messages}"
    if done.talks:
        said += f" ; conversations enregistrées effacées : {done.talks}"
    if done.files:
        said += f" ; autres fichiers effacés ou repris : {done.files}"
    if done.texts:
        said += f" ; textes où le numéro est effacé : {done.texts}"
    if done.told:
        said += f" ; envois et suites d'appels oubliés : {done.told}"
    if done.records:
        said += f" ; traces de l'usage de la boîte oubliées : {done.records}"
    if done.settings:
        said += f" ; réglages dont un texte disait ce numéro, à relire : {', '.join(done.settings)}"
    return f"{said}."


def found_something(done: Forgotten) -> bool:
    return any((done.calls, done.messages, done.files, done.texts, done.told, done.records, done.talks))


def proof(done: Forgotten) -> list[str]:
    """What the journal of changes keeps of a day's forgetting: counts by kind, and nobody; none where nothing went."""
    left = [f"Fichiers qui restent à effacer : {len(done.left)}."] if done.left else []
    return [told(done), *left] if found_something(done) or left else []


def in_settings(company: Company | None, number: str) -> list[str]:
    """Where the number stands in the settings, which are not a caller's to erase."""
    places = places_of(company, number) if company is not None else []
    return [f"{number} est aussi dans les réglages ({', '.join(places)}) : il y reste."] if places else []
