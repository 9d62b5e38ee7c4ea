"""What a form asks for, saved through the same door as a company file that is imported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from flask import flash

from appliance.checks import Finding
from appliance.checks.newly import GAPS, of_these
from appliance.company.model import Company
from appliance.company.names import in_a_sentence
from appliance.door import Asked, Refused, settings
from appliance.door.returning import can_be_undone
from appliance.door.settings import Changed, sentence
from appliance.planning.spans import merged
from appliance.store.settings.changing import nothing_more
from appliance.store.settings.history import number_of
from web.frame.gate import account, visitor
from web.frame.seen import Seen
from web.frame.site import Site
from web.frame.warned import warn

__all__ = ["Asked", "Refused", "save_changed", "sentences", "tell", "tell_saved"]

UNDO = "undo"  # of what is flashed: the revision that « Annuler » takes back, which site.html shows as a button
SAID = {"swap_pending"}  # whoever asks for a swap is told so anyway


def save_changed(
    site: Site,
    edit: Callable[[Company], Company],
    act: str,
    seen: Seen[Any] | None = None,
    along: Callable[[], None] = nothing_more,
) -> None:
    """Save what `edit` makes of the company, for whoever is signed in, who reads on the next page what it is warned of.

    `seen`: what the page showed, of which it is an edit; `along`: written with it. Refused, Meanwhile, StoreError.
    """

    def of_what_was_seen(company: Company) -> Company:
        if seen is not None:
            seen.check(company)
        return edit(company)

    who, now, at = account().name, site.now(), site.real_clock()
    tell_saved(site, settings.change(site.database, of_what_was_seen, by=who, act=act, now=now, at=at, along=along))


def tell_saved(site: Site, made: Changed) -> None:
    """On the next page, what the change that was saved is warned of, and « Annuler » for whoever may. StoreError."""
    tell(made.told, made.after)
    if made.before is None or made.before == made.after or not visitor().manages:
        return
    if can_be_undone(made.before, made.after, site.now()) and (number := number_of(site.database, made.after)):
        flash(str(number), UNDO)


def tell(found: Iterable[Finding], company: Company) -> None:
    """What the change that was saved is warned of, on the next page: one line each."""
    alike: dict[object, list[Finding]] = defaultdict(list)
    for one in found:
        if one.code not in SAID:
            alike[(one.code, one.about[1]) if is_of_a_team(one, company) else str(one)].append(one)
    for some in alike.values():
        warn(warned_of(some, company))


def warned_of(some: list[Finding], company: Company) -> str:
    """What the next page says of findings that are alike."""
    return f"À voir : {in_one_line(some, company).rstrip('.')}."


def is_of_a_team(one: Finding, company: Company) -> bool:
    """Whether it is what a line misses in a team's planning."""
    return one.code in GAPS and one.about[0] in company.lines and one.about[1] in company.teams


def in_one_line(some: list[Finding], company: Company) -> str:
    """Less its advice; what is missed in a planning is told of its team, once, with the lines that call it."""
    first = some[0]
    if not is_of_a_team(first, company):
        return str(first).partition(" ; ")[0]
    when = merged(moment for one in some for moment in one.when)
    whole = of_these(company, first, when, (when[0][0], when[-1][1])) if len(some) > 1 else first
    lines = ", ".join(in_a_sentence(company.lines[one.about[0]].name) for one in some)
    return f"Équipe {company.teams[first.about[1]].name} ({lines}) : {whole.sentence.partition(' ; ')[0]}"


def sentences(error: ValueError | Refused) -> list[str]:
    return error.sentences if isinstance(error, Refused) else [sentence(error)]
