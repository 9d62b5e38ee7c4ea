"""Would the next call be answered? What `check`, an import and the pages ask before a setting is live."""

from __future__ import annotations

from datetime import datetime

from appliance.checks.addresses import check_addresses
from appliance.checks.finding import Finding, Severity, has_error, refusing
from appliance.checks.forced import check_forced
from appliance.checks.languages import check_languages
from appliance.checks.menus import check_menus
from appliance.checks.newly import Known, of_what_is_new
from appliance.checks.presence import check_presence
from appliance.checks.rostering import check_rostering
from appliance.checks.sentences import check_sentences
from appliance.checks.structure import check_structure
from appliance.checks.telephones import check_telephones
from appliance.checks.waits import Seconds, check_waits, estimated
from appliance.company.model import Company
from appliance.prompts.prompt_store import PromptStore

DAYS = 14

__all__ = ["DAYS", "Finding", "Severity", "check_change", "check_company", "has_error", "is_sound", "refusing"]


def check_company(
    company: Company,
    now: datetime,
    days: int = DAYS,
    prompt_store: PromptStore | None = None,
    seconds_of: Seconds = estimated,
) -> list[Finding]:
    """What could lose a call in the days after `now` (aware), errors first. No sentence without a prompt store.

    A company whose actions lead nowhere is not looked at further: nothing else can be said of it. `seconds_of`: how
    long a sentence lasts.
    """
    found = [*check_structure(company), *check_telephones(company)]
    if is_sound(company):
        found += [*check_presence(company, now, days), *check_rostering(company, now, days)]
        found += check_waits(company, seconds_of)
        found += check_menus(company)
        found += check_languages(company)
        found += check_addresses(company)
        found += check_forced(company, now)
        found += check_sentences(company, prompt_store) if prompt_store else []
    return sorted(found, key=lambda finding: finding.severity is not Severity.ERROR)


def check_change(
    before: Company | None, after: Company, now: datetime, days: int = DAYS
) -> tuple[list[Finding], list[Finding]]:
    """The errors for which `after` is refused in the place of `before`, and what else it would newly be told.

    Of a gap that grows, the moments that are new alone: what was there before is not this change's.
    Where the settings in force could not be looked at to the end, what could not be seen of them refuses nothing: to
    mend them would be refused for gaps that they have had all along.
    """
    known = check_company(before, now, days) if before else []
    found = check_company(after, now, days)
    errors = refusing(found, known)
    if before and has_error(check_structure(before)):
        seen = [*check_structure(after), *check_telephones(after)]
        errors = [one for one in errors if one in seen]
    past = Known(known)
    others = [one for one in found if one not in errors and not past.has(one)]
    told = [list(of_what_is_new(after, some, past, now, days)) for some in (errors, others)]
    return told[0], told[1]


def is_sound(company: Company) -> bool:
    """Whether its actions lead somewhere: it may then be walked without care."""
    return not has_error(check_structure(company))
