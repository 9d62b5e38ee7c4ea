"""What the benches of hours and of callers together reckon."""

from __future__ import annotations

import pytest

from tests.bench.hour_bench import Held, Look, growth, row
from tests.bench.peers.callers import Run
from tests.bench.together_bench import Measured, Program


def look(calls: int, cpu: float, memory: float) -> Look:
    return Look(calls, Held(cpu, memory, 40), Held(2 * cpu, memory / 2, 60), 1.5)


def test_a_row_tells_the_calls_since_the_row_before_and_what_is_held_now() -> None:
    run = Run(4, [20.0, 28.0, 48.0])
    told = row(5.0, run, look(100, 1.0, 80.0), look(104, 1.04, 82.0))
    assert told == "| 5 | 104 | 28 / 48 / 48 | 1 | 10.0 | 82.0 | 40 | 20.0 | 41.0 | 60 | 1.5 |"


def test_memory_that_is_made_once_is_no_growth_and_a_leak_is() -> None:
    warming = [(0, 60.0), (2_000, 80.0), (4_000, 84.0)]
    assert growth([*warming, *((calls, 85.0) for calls in range(5_000, 40_000, 5_000))]) == pytest.approx(0.0)
    leaking = [(calls, 85.0 + calls * 30e-6) for calls in range(5_000, 40_000, 5_000)]
    assert growth([*warming, *leaking]) == pytest.approx(0.3)


def test_too_few_calls_say_nothing_of_memory() -> None:
    assert growth([(0, 60.0), (5_000, 80.0), (6_000, 81.0)]) is None


def test_a_caller_costs_what_all_of_them_add_to_the_box_as_one_left_it() -> None:
    one = Measured(1, Run(1, [28.0]), Program(70.0, 80.0, 80.0, 0.01), Program(30.0, 40.0, 40.0, 0.02))
    many = Measured(50, Run(50, [28.0] * 49), Program(80.0, 82.0, 81.0, 0.06), Program(40.0, 65.0, 60.0, 0.3))
    assert one.row(one) == "| 1 | 28 / 28 / 28 | 0 | 70.0 / 80.0 / 80.0 | - | 1.0 | 30.0 / 40.0 / 40.0 | - | 2.0 |"
    told = "| 50 | 28 / 28 / 28 | 1 | 80.0 / 82.0 / 81.0 | 40 | 6.0 | 40.0 / 65.0 / 60.0 | 500 | 30.0 |"
    assert many.row(one) == told
