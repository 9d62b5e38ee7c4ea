"""What differs between two companies, in French, one sentence for each thing that changes.

Both are compared as their files would be written: a difference is told with the keys and values that one would type.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ruamel.yaml.comments import CommentedMap

from appliance.company.model import Company, Team
from appliance.store.company_file.writer import sections_of

# Section of the file -> the key that names its items, and what one of them is called.
SECTIONS = {
    "agents": ("id", "Intervenant", ""),
    "teams": ("id", "Équipe", "e"),
    "lines": ("id", "Ligne", "e"),
    "menus": ("id", "Menu", ""),
    "planning": ("team", "Planning de l'équipe", ""),
}
ORDER = ("company", "agents", "teams", "lines", "menus", "planning", "compensation")  # of the file
SECRET = {"pin"}  # told to have changed, never shown
LONGEST = 60  # characters of a sentence of the company, in a summary
NOTHING = "rien"


def differences(before: Company, after: Company) -> list[str]:
    """One sentence for each difference, in the order of the file; none between companies written alike."""
    old, new = map(_sections, _changed_alone(before, after))
    told: list[str] = []
    for section in (one for one in ORDER if one in old or one in new):
        if section in SECTIONS:
            told += _items(section, old.get(section, []), new.get(section, []))
        else:
            name = "Entreprise" if section == "company" else f"Entreprise, {section}"
            told += _sentences(name, old.get(section), new.get(section))
    return told


def _changed_alone(before: Company, after: Company) -> tuple[Company, Company]:
    """Both less what is the same in both: most of a company, which would be written out twice for nothing."""
    if before.country != after.country:  # numbers are written otherwise
        return before, after

    def less(company: Company, other: Company) -> Company:
        return replace(
            company,
            agents={key: one for key, one in company.agents.items() if other.agents.get(key) != one},
            lines={key: one for key, one in company.lines.items() if other.lines.get(key) != one},
            menus={key: one for key, one in company.menus.items() if other.menus.get(key) != one},
            teams={key: _bare(one) if other.teams.get(key) == one else one for key, one in company.teams.items()},
        )

    return less(before, after), less(after, before)


def _bare(team: Team) -> Team:
    """Its absences stay: those of all are told of the first team."""
    return replace(team, plan=replace(team.plan, shifts=(), rotations=(), swaps=(), overrides=()))


def _sections(company: Company) -> Mapping[str, Any]:
    """The keys and values of the file, a code as it is kept: a file says « inchangé » of all that are."""
    sections = sections_of(company)
    for item in sections.get("agents", ()):
        if "pin" in item:
            item["pin"] = company.agents[item["id"]].pin
    return sections


def _items(section: str, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The items of a section, each known by its name: added, removed, or changed."""
    key, noun, feminine = SECTIONS[section]
    was, now = ({item[key]: _less_key(item, key) for item in items} for items in (old, new))
    for name in dict.fromkeys([*now, *was]):
        label = f"{noun} {name}"
        if name not in was and section != "planning":
            yield f"{label} : ajouté{feminine} ({now[name].get('name', name)})"
        elif name not in now and section != "planning":
            yield f"{label} : retiré{feminine} ({was[name].get('name', name)})"
        else:
            yield from _sentences(label, was.get(name), now.get(name))


def _less_key(item: Mapping[str, Any], key: str) -> dict[str, Any]:
    """An item without the key that names it: it is not a change of its own."""
    return {name: value for name, value in item.items() if name != key}


def _sentences(label: str, old: Any, new: Any) -> Iterator[str]:
    for steps, change in _changes(old, new):
        yield f"{label} : {'.'.join(steps)} {change}" if steps else f"{label} : {change}"


def _changes(old: Any, new: Any, steps: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Where two values differ, and how: « max_wait », « 120 → 90 »."""
    if old == new:
        return
    if _is_block(old) and _is_block(new) and not _is_another(old, new):
        was, now = old or {}, new or {}
        for name in dict.fromkeys([*now, *was]):
            yield from _changes(was.get(name), now.get(name), (*steps, str(name)))
    elif _is_list(old) and _is_list(new):
        yield from ((steps, change) for change in _list_changes(old, new))
    elif steps and steps[-1] in SECRET:
        yield steps, "changé"
    else:
        yield (
            steps,
            f"{_text(old)} → {_text(new)}" if _text(old) != _text(new) else f"réécrit : {_text(_end(old, new))}",
        )


def _is_block(value: Any) -> bool:
    return value is None or isinstance(value, Mapping)


def _is_another(old: Any, new: Any) -> bool:
    """Whether two blocks in braces have other keys: another action then, better told whole."""
    flow = all(isinstance(value, CommentedMap) and value.fa.flow_style() for value in (old, new))
    return flow and set(old) != set(new)


def _is_list(value: Any) -> bool:
    return value is None or (isinstance(value, Sequence) and not isinstance(value, str))


def _list_changes(old: Sequence[Any] | None, new: Sequence[Any] | None) -> Iterator[str]:
    """Blocks that come and go one by one; any other list as a whole."""
    was, now = list(old or []), list(new or [])
    if not all(isinstance(item, Mapping) for item in (*was, *now)):
        yield f"{_text(old)} → {_text(new)}"
        return
    gone, come = _less(was, now), _less(now, was)
    yield from (f"− {_text(item)}" for item in gone)
    yield from (f"+ {_text(item)}" for item in come)
    if not gone and not come:
        yield f"dans un autre ordre : {', '.join(map(_text, now))}"


def _less(items: Iterable[Any], others: Sequence[Any]) -> list[Any]:
    """The items less the others, as many times as those stand."""
    rest, left = list(others), []
    for item in items:
        if item in rest:
            rest.remove(item)
        else:
            left.append(item)
    return left


def _end(old: str, new: str) -> str:
    """The new one of two long sentences that begin alike, from the word where they part."""
    same = next((place for place, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), len(old))
    return f"…{new[new.rfind(' ', 0, same) + 1 :]}"


def _text(value: Any) -> str:
    """A value as it would be typed, a long sentence cut."""
    match value:
        case None:
            return NOTHING
        case bool():
            return str(value).lower()
        case Mapping():
            return f"{{{', '.join(f'{key}: {_text(one)}' for key, one in value.items())}}}"
        case str():
            return f"{value[: LONGEST - 1]}…" if len(value) > LONGEST else str(value)
        case Sequence():
            return f"[{', '.join(map(_text, value))}]"
    return str(value)
