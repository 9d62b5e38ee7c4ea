"""A caller's number taken out of what people wrote: notes, reasons, names, sentences. The rest of it stays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from peewee import Database

from appliance.calls.spoken import fixed_sentences
from appliance.company.model import Company
from appliance.company.numbers import E164
from appliance.planning.number_traces import Traces, traces_of
from appliance.prompts.recordings import link_of, text_key
from appliance.store.company_file.differences import touched
from appliance.store.database import reading, writing
from appliance.store.house_numbers import places_of
from appliance.store.settings.revisions import one_writer_at_a_time, touch_settings
from appliance.store.settings.snapshot import read_all
from appliance.store.settings.version_tables import VersionRow
from appliance.store.settings.versions import forget_old
from appliance.store.upkeep import personal_page as page
from appliance.store.upkeep.personal_data import REGISTRY
from appliance.store.upkeep.searched import Found, found_in_texts, strike_each, strike_over, strike_rows
from appliance.store.upkeep.striking import Swept
from appliance.store.upkeep.struck_settings import strike_in_force, strike_over_in_force, strike_replaced

NOT_OURS = tuple(entry for entry in REGISTRY if entry.kept is not page.SETTINGS)


@dataclass(frozen=True)
class Struck:
    """How many texts had the number; what of the settings, by name; the sentences that said it."""

    texts: int
    settings: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()


def strike_texts(database: Database, number: str, traces: Traces, now: datetime) -> Struck:
    """Strike the number everywhere. One that is the house's own stays in the settings, in their texts too. StoreError.

    The texts are looked for before anything is locked: the journal of years takes a while.
    """
    with reading(database):
        company = read_all(database)
        ours = company is not None and bool(places_of(company, number))
        found = list(found_in_texts(database, traces, NOT_OURS if ours else REGISTRY))
    with writing(database):
        one_writer_at_a_time(database)
        before = read_all(database)
        strike_rows(database, found, traces)
        if not ours:
            strike_in_force(database, traces)
        after = read_all(database)
        said = [one.text for one in fixed_sentences(before) if traces.search(one.text)] if not ours else []
        said += _former(database, found, after)
        if said or before != after:
            touch_settings(database)  # the voice has something else to say, the exported list too
    older = strike_replaced(database, [traces]) if not ours else 0
    return Struck(len(found) + len(_labels(before, after)) + older, _labels(before, after), tuple(said))


def strike_what_is_over(database: Database, numbers: Iterable[str], country: str, before: datetime) -> None:
    """Strike the numbers of callers who have no call left out of the texts that are over since before that moment.

    What is in force says what somebody wants said: only a person changes it. The house's own numbers stay.
    Within `writing`.
    """
    traces = _of_callers(database, numbers, country)
    strike_over(database, traces, before)
    strike_over_in_force(database, traces, before)


def strike_again(database: Database, numbers: Iterable[str], country: str) -> None:
    """Strike the numbers of callers who were forgotten out of all but the settings, which a backup brought back.

    Within `writing`.
    """
    strike_each(database, _of_callers(database, numbers, country), NOT_OURS)


def strike_former_settings(database: Database, numbers: Iterable[str], country: str) -> None:
    """Strike the numbers of callers who have no call left out of the settings that were replaced. StoreError."""
    with reading(database):
        traces = _of_callers(database, numbers, country)
    strike_replaced(database, traces)


def _of_callers(database: Database, numbers: Iterable[str], country: str) -> list[Traces]:
    company = read_all(database)
    theirs = (one for one in numbers if E164.fullmatch(one) and not (company and places_of(company, one)))
    return [traces_of(number, country) for number in theirs]


def unsay(prompts: Path, sentences: Iterable[str], swept: Swept) -> None:
    """Remove what a voice said of these sentences; their recordings go when the folder is next settled."""
    for text in sentences:
        for path in (*prompts.glob(f"{text_key(text)}-*.wav"), link_of(prompts, text)):
            with swept.at(path):
                path.unlink()
                swept.files += 1


def _former(database: Database, found: Iterable[Found], company: Company | None) -> list[str]:
    """The former sentences that said it lose their recordings, in which it is heard."""
    rows = [row for entry, row in found if entry.table is VersionRow]
    if not rows:
        return []
    this = VersionRow.id.in_([row["id"] for row in rows])
    VersionRow.update(take=None).where(this).execute(database)
    forget_old(database, company)
    return [row["text"] for row in rows]


def _labels(before: Company | None, after: Company | None) -> tuple[str, ...]:
    """« Ligne Urgence », for each item that differs: what it said is not told again."""
    return () if before is None or after is None else tuple(touched(before, after))
