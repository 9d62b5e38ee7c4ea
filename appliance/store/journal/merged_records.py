"""What journal records of one transaction say of the same row, said once: a step and its end, a telephone rung. Pure.

Only a beginning and what follows it in the same records are merged; the rest is as it was, in its order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Record = dict[str, Any]

STEPS = "steps"  # a kind of record made here: consecutive steps, written by one statement


def merged(records: Sequence[Record]) -> list[Record]:
    """The same, in fewer records: each is as good as those that it stands for. None of `records` is changed."""
    begun: dict[tuple[str, int], Record] = {}
    kept: list[Record] = []
    for record in records:
        match record["kind"]:
            case "step" | "attempt" as kind:
                begun[record["call"], record["number"]] = one = {**record}
                _put(kept, one, grouped=kind == "step")
            case "step_ended" if (step := begun.get((record["call"], record["step"]))) is not None:
                step["seconds"] = record["seconds"]
            case "attempt_went_on" if (attempt := begun.get((record["call"], record["attempt"]))) is not None:
                attempt[f"{record['event']}_at"] = record["at"]
                attempt["outcome"] = record["outcome"] or attempt.get("outcome")
            case kind:
                if kind == "dropped":  # it says otherwise of attempts: what follows it comes after
                    begun.clear()
                kept.append(record)
    return kept


def _put(kept: list[Record], one: Record, *, grouped: bool) -> None:
    """A step goes with the steps before it, when nothing else came between."""
    if not grouped:
        kept.append(one)
    elif kept and kept[-1]["kind"] == STEPS:
        kept[-1]["steps"].append(one)
    else:
        kept.append({"kind": STEPS, "call": one["call"], "steps": [one]})
