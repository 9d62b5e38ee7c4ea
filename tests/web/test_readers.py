"""The privacy page says who may read each kind of data: compared with what each page and operation is open to."""

from __future__ import annotations

from collections.abc import Iterator

from appliance.disclosure.policy import Asker, Shown, Whose, shown
from appliance.store.accounts.accounts import Role
from appliance.store.upkeep import personal_page as page
from appliance.store.upkeep.personal_data import REGISTRY
from appliance.store.upkeep.personal_files import KINDS
from appliance.store.upkeep.personal_readers import Kept, Reader
from appliance.store.upkeep.personal_settings import PARTS
from tests.web.site_world import World

CALLS = (page.CALLERS, page.COURSE)
PLANNING = (page.AGENTS, page.SETTINGS)
SHOWN: dict[str, tuple[Kept, ...]] = {  # what each page that is read shows; none: nothing of anybody
    "accounts.audit": (page.CHANGES,),
    "accounts.one": (page.ACCOUNTS,),
    "accounts.page": (page.ACCOUNTS,),
    "answering.card": (*CALLS, page.CUSTOMERS, page.CARD),
    "answering.door": (),
    "answering.news": (),
    "answering.page": (),
    "coming_back.talk": (),
    "ring_backs.callers": CALLS,
    "ring_backs.state": (),
    "acknowledgements.show": (page.PROOFS,),
    "charge.show": (*CALLS, page.TOLD),
    "api_guide.page": (),
    "health_page.page": (page.MACHINE, page.MAILS),
    "dashboard.living": (*CALLS, page.AGENTS),
    "dashboard.page": (page.ASKED, *CALLS, page.AGENTS, page.MESSAGES, page.MACHINE, page.PROOFS),
    "feeds.feed": (page.AGENTS,),
    "first_start.begin": PLANNING,
    "first_start.then": (*PLANNING, page.MAILS),
    "first_telling.living": (page.MAILS,),
    "health.healthz": (),
    "health.metrics": (),
    "health.readyz": (),
    "interventions.mine": (*CALLS, page.NOTES),
    "interventions.my_new": (*CALLS, page.NOTES),
    "interventions.new": (*CALLS, page.NOTES),
    "interventions.page": (*CALLS, page.NOTES),
    "journal.as_csv": CALLS,
    "done.page": CALLS,
    "journal.mine": CALLS,
    "journal.one": (*CALLS, page.CUSTOMERS, page.CARD, page.MESSAGES, page.TALKS, page.MAILS, page.TOLD),
    "journal.page": CALLS,
    "lines.add": (page.SETTINGS,),
    "lines.add_menu": (page.SETTINGS,),
    "lines.company_days": (page.SETTINGS,),
    "lines.course": (page.SETTINGS,),
    "lines.facts": (page.SETTINGS,),
    "lines.hours": (page.SETTINGS,),
    "lines.line_card": (page.SETTINGS,),
    "lines.line_days": (page.SETTINGS,),
    "lines.menu": (page.SETTINGS,),
    "lines.one": (page.SETTINGS,),
    "lines.page": (page.SETTINGS,),
    "lines.remove": (page.SETTINGS,),
    "messages.one": (page.CALLERS, page.MESSAGES),
    "messages.page": (page.CALLERS, page.MESSAGES),
    "messages.sound": (page.MESSAGES,),
    "mine.ask": (page.AGENTS,),
    "mine.ask_for_days": (page.AGENTS,),
    "mine.drill": (page.CONTACTS,),
    "mine.drill_living": (page.CONTACTS,),
    "mine.my_card": (page.AGENTS,),
    "mine.published": (page.PROOFS,),
    "mine.shifts": (page.ASKED, page.AGENTS, page.CONTACTS, page.PROOFS),
    "my_account.page": (page.ACCOUNTS, page.SIGN_INS),
    "my_account.password": (page.ACCOUNTS,),
    "my_account.second_factor": (page.ACCOUNTS,),
    "people.add": (page.AGENTS,),
    "people.add_team": (page.AGENTS,),
    "people.one": (page.AGENTS,),
    "people.page": (page.AGENTS,),
    "people.remove": (page.AGENTS,),
    "people.remove_team": (page.AGENTS,),
    "people.team": (page.AGENTS,),
    "phone_tests.living": (page.CONTACTS,),
    "phone_tests.page": (page.CONTACTS,),
    "presented.page": (page.CONTACTS,),
    "planning.absence": PLANNING,
    "planning.give": PLANNING,
    "planning.outings": (page.ASKED,),
    "planning.page": PLANNING,
    "planning.requests": PLANNING,
    "publishing.one": (page.PROOFS, page.MAILS),
    "publishing.page": (page.PROOFS,),
    "rotation.page": PLANNING,
    "rotation.rotation": PLANNING,
    "rotation.shift": PLANNING,
    "languages.page": (page.SETTINGS,),
    "written_languages.one": (page.SETTINGS,),
    "sentences.page": (page.SETTINGS,),
    "sentences.sound": (page.SETTINGS,),
    "settings.allowed_numbers": (page.SETTINGS,),
    "settings.before_the_night": (page.SETTINGS,),
    "settings.bring": PLANNING,
    "settings.callers": (page.SETTINGS,),
    "settings.company": (page.SETTINGS,),
    "settings.compensation": (page.SETTINGS,),
    "settings.customers": (page.CUSTOMERS,),
    "settings.erase": (page.CALLERS,),
    "settings.export": PLANNING,
    "settings.go_back_to": (page.FORMER, *PLANNING),
    "settings.machine": (),
    "settings.machines": (page.SETTINGS,),
    "settings.page": PLANNING,
    "settings.past": (page.FORMER,),
    "settings.past_one": (page.FORMER, *PLANNING),
    "settings.retention": (page.SETTINGS,),
    "settings.urgent_words": (page.SETTINGS,),
    "settings.voice": (page.SETTINGS,),
    "sign_in.ask": (),
    "sign_in.code": (),
    "statements.archive": (page.NOTES, page.PROOFS, *CALLS),
    "statements.mine": (page.NOTES, page.PROOFS, *CALLS),
    "statements.my_sheet": (page.NOTES, page.PROOFS, *CALLS),
    "statements.page": (page.PROOFS,),
    "statements.sheet": (page.NOTES, page.PROOFS, *CALLS),
    "static": (),
    "statistics.page": (page.COURSE,),
    "tokens.page": (page.ACCOUNTS,),
    "what_if.page": PLANNING,
    "words.sound": (page.MESSAGES,),
    "talks.sound": (page.TALKS,),
    "wording.draft_sound": (page.SETTINGS,),
    "wording.one": (page.SETTINGS,),
    "wording.version_sound": (page.SETTINGS,),
    "api.coverage": PLANNING,
    "api.description": (),
    "api.health": (page.MACHINE,),
    "api.hear_announcement": (page.SETTINGS,),
    "api.hear_message": (page.MESSAGES,),
    "api.hear_words": (page.MESSAGES,),
    "api.hear_talk": (page.TALKS,),
    "api.list_absences": (page.AGENTS,),
    "api.list_agents": (page.AGENTS,),
    "api.list_announcements": (page.SETTINGS,),
    "api.list_line_publications": (page.PROOFS,),
    "api.list_lines": (page.SETTINGS,),
    "api.list_live_calls": CALLS,
    "api.list_overrides": (page.AGENTS,),
    "api.list_shifts": (page.AGENTS,),
    "api.list_some": (page.CALLERS, page.MESSAGES),
    "api.list_statements": (page.PROOFS,),
    "api.list_swaps": (page.AGENTS,),
    "api.list_teams": PLANNING,
    "api.list_weekly_shifts": (page.AGENTS,),
    "api.read_a_publication": (page.PROOFS,),
    "api.read_agent": (page.AGENTS,),
    "api.read_announcement": (page.SETTINGS,),
    "api.read_call": CALLS,
    "api.read_line": (page.SETTINGS,),
    "api.read_list": (page.CUSTOMERS,),
    "api.read_message": (page.CALLERS, page.MESSAGES),
    "api.read_proposal": PLANNING,
    "api.search": CALLS,
    "api.statements_as_csv": (page.NOTES, page.PROOFS, *CALLS),
    "api.statistics": (page.COURSE,),
    "api.who_is_known": (page.CUSTOMERS,),
    "api.who_is_on_call": (page.AGENTS,),
}
ONE_S_OWN = (
    "answering.",
    "coming_back.",
    "interventions.my",
    "interventions.mine",
    "mine.",
    "my_account.",
    "ring_backs.",
    "statements.mine",
    "statements.my",
)
BY_ROLE = {Role.READER: Reader.READER, Role.MANAGER: Reader.MANAGER, Role.ADMINISTRATOR: Reader.ADMINISTRATOR}
THEIRS = {Reader.OWN, Reader.ENTRUSTED, Reader.OF_LINE, Reader.RUNG, Reader.TEAM}  # how a page may be open to an agent
ELSEWHERE = {Reader.SHELL, Reader.BACKUPS, Reader.ADDRESSED}  # not by the site
ASKERS = {
    Asker.MANAGER: frozenset({Reader.MANAGER, Reader.ADMINISTRATOR}),
    Asker.READER: frozenset({Reader.READER}),
    Asker.AGENT: frozenset({Reader.TEAM}),
    Asker.PROGRAM_WITH_NUMBERS: frozenset({Reader.PROGRAM}),
}


def endpoints(world: World) -> Iterator[str]:
    return (rule.endpoint for rule in world.app.url_map.iter_rules() if "GET" in (rule.methods or ()))


def granted(world: World, endpoint: str) -> set[Reader]:
    """Who the gate lets in to read."""
    if endpoint.startswith("api."):
        return {Reader.PROGRAM}
    roles = getattr(world.app.view_functions[endpoint], "roles", None)
    if roles is None:
        return {Reader.LINKED}
    if endpoint.startswith(ONE_S_OWN):
        return {Reader.OWN}
    return {BY_ROLE[role] for role in roles if role in BY_ROLE} | ({Reader.OWN} if Role.AGENT in roles else set())


def test_every_page_that_is_read_says_what_it_shows(world: World) -> None:
    assert set(endpoints(world)) == set(SHOWN)


def test_who_may_read_is_who_the_pages_and_the_api_are_open_to(world: World) -> None:
    within = (
        page.PHONES,
        page.REASONS,
    )  # on pages that are open to others too: a mobile, below; a reason, planning/test_planning.py
    for kept in (one for one in page.PAGE if one not in within):
        wanted: set[Reader] = set()
        for endpoint, kinds in SHOWN.items():
            wanted |= granted(world, endpoint) if kept in kinds else set()
        told = {Reader.OWN if one in THEIRS else one for one in kept.readers if one not in ELSEWHERE}
        assert told == wanted, kept.what


def test_who_may_read_a_mobile_whole_is_who_the_table_of_numbers_shows_it_to() -> None:
    whole = {readers for asker, readers in ASKERS.items() if shown(asker, Whose.AGENT) is Shown.WHOLE}
    wanted = {Reader.OWN}.union(*whole)
    assert set(page.PHONES.readers) - ELSEWHERE == wanted


def test_whoever_holds_the_machine_or_a_backup_reads_what_is_there() -> None:
    saved = {entry.kept for entry in (*REGISTRY, *PARTS)}
    saved |= {kind.kept for kind in KINDS if kind.pattern.startswith("recordings/") or kind.kept is page.BACKUPS}
    for kept in page.PAGE:
        assert Reader.SHELL in kept.readers, kept.what
        assert (Reader.BACKUPS in kept.readers) == (kept in saved), kept.what
