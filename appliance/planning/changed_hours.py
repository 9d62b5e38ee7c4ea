"""What a change of planning is to those whom it concerns: of a turn that is cut, the hours lost and gained. Pure.

Calendars know a turn by one entry: one that is cut in two is an entry that is shortened and another that is new, though
whoever keeps both halves has nothing new, and only loses what lies between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from appliance.planning.publication import PlannedShift, outside

Pair = tuple[PlannedShift | None, PlannedShift | None]  # before, after; None: there was none, there is none any more


def changed_hours(pairs: Sequence[Pair]) -> list[Pair]:
    """The same change, in the order of time: what overlaps nothing else as it stands, a cut turn by its hours."""
    told = [pair for group in _groups(pairs) for pair in (group if len(group) == 1 else _by_hours(group))]
    return sorted(told, key=lambda pair: (shown(pair).start, shown(pair).team, shown(pair).level))


def shown(pair: Pair) -> PlannedShift:
    """The shift to be sorted and named by: the new one where there is one."""
    shift = pair[1] or pair[0]
    assert shift is not None  # noqa: S101 - a change of nothing to nothing is never made
    return shift


def _groups(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """The pairs together of which what was and what is overlap in one post: nothing that was overlaps what was."""
    groups = [[pair] for pair in pairs]
    sides = [(shift, side, place) for place, pair in enumerate(pairs) for side, shift in enumerate(pair) if shift]
    last: dict[int, tuple[PlannedShift, int]] = {}
    for shift, side, place in sorted(sides, key=lambda one: (one[0].post, one[0].start)):
        other = last.get(1 - side)
        if other and other[0].post == shift.post and shift.start < other[0].end:
            _join(groups, other[1], place)
        last[side] = (shift, place)
    return [group for place, group in enumerate(groups) if all(group is not other for other in groups[:place])]


def _join(groups: list[list[Pair]], one: int, other: int) -> None:
    """Both places have the same list from now on."""
    if groups[one] is groups[other]:
        return
    gone = groups[other]
    groups[one] += gone
    for place, group in enumerate(groups):
        if group is gone:
            groups[place] = groups[one]


def _by_hours(group: Sequence[Pair]) -> Iterator[Pair]:
    before, after = ([pair[side] for pair in group if pair[side] is not None] for side in (0, 1))
    yield from ((piece, None) for piece in _less(before, after))
    yield from ((None, piece) for piece in _less(after, before))


def _less(shifts: Sequence[PlannedShift | None], others: Sequence[PlannedShift | None]) -> list[PlannedShift]:
    """The parts of the shifts that no other of their post covers."""
    left = [shift for shift in shifts if shift is not None]
    for other in (one for one in others if one is not None):
        left = [
            part
            for shift in left
            for part in (outside(shift, other.start, other.end) if shift.post == other.post else [shift])
        ]
    return left
