"""The numbers of a step: what they say, and that they stand below each other."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.charting.figures import figures_of


def bowl(rate: float, steps: int) -> tuple[list[list[float]], list[float], list[list[float]], list[float]]:
    """w² from 3 in plain numbers: w, loss, gradient, rate."""
    w = [3.0 * (1 - 2 * rate) ** step for step in range(steps + 1)]
    return [[at] for at in w], [at * at for at in w], [[2 * at] for at in w], [rate] * steps


def told(rows: tuple[str, ...]) -> dict[str, list[str]]:
    return {row[:9].strip(): row[9:].split() for row in rows}


def test_the_update_is_minus_the_rate_times_the_gradient() -> None:
    run = bowl(0.1, 50)
    for step in (0, 7, 49):
        figures = told(figures_of(*run, step))
        number = {name: float(words[0]) for name, words in figures.items()}
        assert number["step"] == step
        assert number["w"] == pytest.approx(3 * 0.8**step, rel=1e-3)
        assert number["loss"] == pytest.approx(number["w"] ** 2, rel=2e-3)
        assert number["gradient"] == pytest.approx(2 * number["w"], rel=2e-3)
        assert number["update"] == pytest.approx(-number["rate"] * number["gradient"], rel=2e-3)
    assert figures_of(*run, 7)[0].split() == ["step", "7", "of", "50"]


def test_after_the_last_step_there_is_no_update() -> None:
    figures = told(figures_of(*bowl(0.1, 3), 3))
    assert figures["rate"] == figures["update"] == ["-"]
    assert float(figures["w"][0]) == pytest.approx(3 * 0.8**3, rel=1e-3)
    assert figures_of(*bowl(0.1, 3), 99) == figures_of(*bowl(0.1, 3), 3)
    assert figures_of(*bowl(0.1, 3), -5) == figures_of(*bowl(0.1, 3), 0)


def test_two_parameters_stand_in_two_columns() -> None:
    rows = figures_of([[10.0, 1.0], [9.61, -0.95]], [75.0, 68.0], [[10.0, 50.0], [9.61, -47.5]], [0.039], 0)
    figures = told(rows)
    assert figures[""] == ["w1", "w2"]
    assert figures["w"] == ["10", "1"]
    assert figures["gradient"] == ["10", "50"]
    assert figures["update"] == ["-0.39", "-1.95"]
    assert len({len(row) for row in rows if row.startswith(("w", "gradient", "update", " "))}) == 1


def test_many_parameters_are_summed_up() -> None:
    w = [[3.0, -4.0, 0.0], [3.0, -4.0, 12.0]]
    rows = figures_of(w, [1.0, 2.0], [[0.0, 0.0, -0.5], [1.0, 1.0, 1.0]], [0.1], 0)
    assert rows[1].split(maxsplit=1)[1] == "3 numbers, length 5, largest -4 (w2)"
    assert "largest 12 (w3)" in rows[-1]
    broken = figures_of([[1.0, math.nan, math.inf]], [math.inf], [[math.inf, 1.0, 1.0]], [], 0)
    assert broken[1].endswith("3 numbers, w2 is nan")
    assert broken[2].split() == ["loss", "inf"]
    assert "w1 is inf" in broken[3]


def test_a_run_that_overflows_is_told_as_it_is() -> None:
    figures = told(figures_of([[1e300], [math.inf]], [math.inf, math.nan], [[-math.inf], [math.nan]], [0.1], 0))
    assert (figures["w"], figures["loss"], figures["gradient"]) == (["1e300"], ["inf"], ["-inf"])
    assert figures["update"] == ["inf"]
    assert told(figures_of([[1e300], [math.inf]], [math.inf, math.nan], [[1.0], [math.nan]], [0.1], 1))["loss"] == [
        "nan"
    ]


@given(st.lists(st.lists(st.floats(), min_size=1, max_size=1), max_size=5), st.integers(-2, 7), st.integers(1, 4))
def test_any_numbers_have_rows_of_ascii(values: list[list[float]], step: int, wide: int) -> None:
    w = np.repeat(np.array(values).reshape(-1, 1), wide, axis=1)
    loss = w[:, 0]
    rows = figures_of(w, loss, w, loss[1:], step)
    assert all(row.isascii() and row.isprintable() and len(row) <= 76 for row in rows)
    assert len(rows) == (1 if not len(w) else 7 if wide == 2 else 6)


def test_a_run_whose_gradients_are_not_known_has_none_to_tell() -> None:
    lines = figures_of([1.0, 0.5], [1.0, 0.25], [], [0.1], 0)
    assert next(line for line in lines if line.startswith("gradient")).split()[1:] == ["-"]
