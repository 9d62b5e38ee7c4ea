"""How each agent is told apart in a drawing: a colour that stays theirs, and letters where a name has no room. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from zlib import crc32

from appliance.company.model import Company

COLOURS = 12  # of web/static/bars.css
LONGEST_GIVEN = 9  # letters: the last of web/static/planning.css


def colours_of(company: Company) -> dict[str, int]:
    """A colour for each agent: of those that fewest of their team mates wear, one that fewest people do.

    It hangs on the agent and on those who were in the company before: whoever comes later changes nobody's.
    """
    teams: dict[str, list[str]] = defaultdict(list)
    for team in company.teams.values():
        for agent in {agent for level in team.plan.levels for agent in level}:
            teams[agent].append(team.id)
    worn: dict[str, Counter[int]] = defaultdict(Counter)
    everywhere: Counter[int] = Counter()
    found = {}
    for agent in company.agents:
        first = crc32(agent.encode()) % COLOURS
        found[agent] = min(
            ((first + step) % COLOURS for step in range(COLOURS)),
            key=lambda colour: (sum(worn[team][colour] for team in teams[agent]), everywhere[colour]),
        )
        everywhere[found[agent]] += 1
        for place in teams[agent]:
            worn[place][found[agent]] += 1
    return found


def letters_of(agents: Iterable[str], names: Mapping[str, str]) -> dict[str, str]:
    """« CD » for Claire Durand; « CDu » and « CDe » where there is also a Clément Delmas; numbers for namesakes."""
    known = {agent: names.get(agent, agent) for agent in agents}
    found = {agent: initials(name, 1) for agent, name in known.items()}
    for length in (2, 3):
        twice = {letters for letters, times in Counter(found.values()).items() if times > 1}
        found |= {agent: initials(known[agent], length) for agent, letters in found.items() if letters in twice}
    seen: Counter[str] = Counter()
    times = Counter(found.values())
    for agent, letters in found.items():
        seen[letters] += 1
        found[agent] = letters if times[letters] == 1 else f"{letters}{seen[letters]}"
    return found


def initials(name: str, length: int) -> str:
    """The first letter of the first word, and the first ones of the last."""
    first, *others = name.split() or ["?"]
    if not others:
        return first[:1].upper() + first[1 : length + 1]
    return first[:1].upper() + others[-1][:1].upper() + others[-1][1:length]


def given_names(agents: Iterable[str], names: Mapping[str, str]) -> dict[str, str]:
    """« Claire », for those whose first word is nobody else's and is short enough to stand where a name cannot."""
    first = {agent: names.get(agent, agent).split(" ")[0] for agent in agents}
    times = Counter(first.values())
    return {agent: word for agent, word in first.items() if times[word] == 1 and len(word) <= LONGEST_GIVEN}
