"""A long log is thinned so that memory stays small and the verdict stays what it was."""

from __future__ import annotations

import math
import re
import tracemalloc
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.logs import log_of
from tutor.engine.verdict import judge_curve
from tutor.training_log.reading import read
from tutor.training_log.series import BLOCK, CAPACITY, EXACT, Series
from tutor.training_log.source import Source

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tutor.engine.model import Floats

N = 200_000
STEPS = np.arange(N)
NUMBER = r"−?\d[\d,]*(?:\.\d+)?(?:e−?\d+)?"
CHANCE = np.random.default_rng(7)

SHAPES: dict[str, NDArray[np.floating[Any]]] = {
    "falls like 1/t": 2 / (1 + STEPS / 1000),
    "falls like 1/t with noise": 2 / (1 + STEPS / 1000) + CHANCE.normal(0, 0.01, N),
    "noise": 1 + CHANCE.normal(0, 0.3, N),
    "up and down at every step": 1 + 0.5 * (-1.0) ** STEPS,
    "up and down, less and less": np.exp(-STEPS / 40_000) * (1 + 0.9 * (-1.0) ** STEPS),
    "three steps and again": np.exp(-STEPS / 20_000) + np.choose(STEPS % 3, [0, 0.3, 0.1]),
    "crawls": 2 - STEPS * 1e-6,
    "grows": np.exp(STEPS / 10_000),
    "falls and climbs": np.abs(1 - STEPS / (0.7 * N)) + 0.01,
    "becomes not a number": np.where(STEPS < 123_457, 2 / (1 + STEPS / 1000), np.nan),
    "overflows at the very end": np.where(STEPS < N - 1, 2 / (1 + STEPS / 1000), np.inf),
    "flat": np.full(N, 0.7),
    "one spike": 2 / (1 + STEPS / 1000) + np.where(STEPS == 123_457, 1e6, 0),
    "a spike now and then": np.exp(-STEPS / 2000) + np.where(STEPS % 9973 == 17, 50.0, 0),
    "drops at the end": 1 - 0.5 * (STEPS > 0.9995 * N),
}
CURVES: dict[str, Floats] = {name: np.asarray(shape, dtype=np.float64) for name, shape in SHAPES.items()}


def series_of(values: Floats, piece: int = 4096) -> Series:
    series = Series()
    for at in range(0, len(values), piece):
        series.push(np.arange(at, min(at + piece, len(values))), values[at : at + piece])
    return series


def numbers_in(sentence: str) -> list[float]:
    return [float(text.replace("−", "-").replace(",", "")) for text in re.findall(NUMBER, sentence)]


@pytest.mark.parametrize("name", CURVES)
def test_the_verdict_on_a_thinned_log_is_the_verdict_on_all_of_it(name: str) -> None:
    curve = CURVES[name]
    rows, kept = series_of(curve).curve()
    assert len(kept) < CAPACITY + 2 * EXACT + 4 * CAPACITY // BLOCK
    whole, thinned = judge_curve(curve, steps=STEPS.astype(float)), judge_curve(kept, steps=rows.astype(float))
    assert (thinned.verdict, thinned.reason, thinned.sure) == (whole.verdict, whole.reason, whole.sure)
    # How far noise reaches is told to two figures; what reaches farthest need not be among the rows that are kept.
    assert re.sub(NUMBER, "#", thinned.sentence) == re.sub(NUMBER, "#", whole.sentence)
    assert numbers_in(thinned.sentence) == pytest.approx(numbers_in(whole.sentence), rel=0.1)
    assert thinned.evidence["break_step"] == whole.evidence["break_step"]


def test_a_log_that_fits_is_kept_whole() -> None:
    values = CHANCE.normal(size=CAPACITY)
    series = series_of(values)
    rows, kept = series.curve()
    assert not series.thinned
    assert np.array_equal(kept, values)
    assert np.array_equal(rows, np.arange(CAPACITY))


@settings(max_examples=8, deadline=None)
@given(st.integers(CAPACITY + 2 * BLOCK, 5 * CAPACITY), st.integers(0, 2**32), st.sampled_from([1000, 4096, 50_000]))
def test_the_ends_and_whatever_stands_out_are_kept(count: int, seed: int, piece: int) -> None:
    chance = np.random.default_rng(seed)
    values = chance.normal(size=count)
    spikes = chance.choice(count, 5, replace=False)
    values[spikes] = np.array([1e3, -1e3, 1e6, -1e9, 1e12])
    series = series_of(values, piece)
    rows, kept = series.curve()
    assert series.thinned
    assert (np.diff(rows) > 0).all(), "in order, and each row once"
    assert np.array_equal(kept, values[rows]), "what is kept is what was logged"
    assert set(range(EXACT)) | set(range(count - EXACT, count)) <= set(rows.tolist())
    assert set(spikes.tolist()) <= set(rows.tolist())
    neighbours = np.mean(np.diff(rows) == 1)
    assert neighbours > 1 - 2 / BLOCK, "most have the neighbours that they had"


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 20_000), min_size=1, max_size=12), st.integers(0, 2**32))
def test_it_does_not_matter_in_what_pieces_a_log_arrives(pieces: list[int], seed: int) -> None:
    values = np.random.default_rng(seed).normal(size=sum(pieces))
    values[np.random.default_rng(seed + 1).random(len(values)) < 0.3] = math.nan
    cut, at = Series(), 0
    for piece in pieces:
        cut.push(np.arange(at, at + piece), values[at : at + piece])
        at += piece
    whole = series_of(values, len(values))
    for left, right in zip(cut.curve(), whole.curve(), strict=True):
        assert np.array_equal(left, right, equal_nan=True)
    assert (cut.count, cut.ordered) == (whole.count, whole.ordered)
    assert vars(cut.breaks) == vars(whole.breaks)


@given(st.lists(st.sampled_from([1.0, 2.0, math.nan, math.inf]), max_size=40), st.integers(1, 9))
def test_stretches_without_numbers_are_counted(values: list[float], piece: int) -> None:
    series = series_of(np.array(values), piece)
    stretches: list[list[float]] = []
    for index, value in enumerate(values):
        if not math.isfinite(value):
            if index and not math.isfinite(values[index - 1]):
                stretches[-1].append(value)
            else:
                stretches.append([value])
    open_at_the_end = bool(values) and not math.isfinite(values[-1])
    healed = stretches[:-1] if open_at_the_end else stretches
    assert series.breaks.open == (len(stretches[-1]) if open_at_the_end else 0)
    assert series.breaks.healed == len(healed)
    assert series.breaks.missing == sum(map(len, healed))
    assert series.breaks.longest == max(map(len, healed), default=0)


class Written:
    """A log that is written while it is read, so that it takes no memory of its own."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def read1(self, size: int, /) -> bytes:
        """The next bytes, however many are asked for."""
        del size
        return next(self._chunks, b"")


def table(rows: int) -> Iterator[bytes]:
    yield b"step,loss,val_loss,lr\n"
    for step in range(0, rows, 1000):
        yield b"".join(b"%d,%.6f,,0.001\n" % (at, 2 / (1 + at / 1000)) for at in range(step, step + 1000))


def object_of_lists(rows: int) -> Iterator[bytes]:
    yield b'{"ignored": ['
    for _ in range(0, rows, 1000):
        yield b'{"a": [1, 2]},' * 1000
    yield b'0], "loss": [3'
    for step in range(0, rows - 1, 1000):
        yield b"".join(b",%.6f" % (2 / (1 + at / 1000)) for at in range(step, min(step + 1000, rows - 1)))
    yield b"]}"


def object_to_a_line(rows: int) -> Iterator[bytes]:
    for step in range(0, rows, 1000):
        yield b"".join(b'{"loss": %.6f, "lr": 0.1}\n' % (2 / (1 + at / 1000)) for at in range(step, step + 1000))


@pytest.mark.parametrize("written", [table, object_of_lists, object_to_a_line])
def test_memory_does_not_grow_with_the_log(written: Callable[[int], Iterator[bytes]]) -> None:
    peaks = []
    for rows in (70_000, 210_000):
        tracemalloc.start()
        log = read(Source("log", Written(written(rows))))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert log.count == rows
    assert peaks[1] < 1.5 * peaks[0], "three times the log"
    assert peaks[1] < 20_000_000


def test_a_thinned_log_still_names_the_steps_that_were_logged() -> None:
    rows = [f"{at},{2 / (1 + at)}," if at % 100 < 99 else f"{at - 1},,0.5" for at in range(120_000)]
    log = log_of("step,loss,val_loss\n" + "\n".join(rows))
    assert log.thinned
    assert log.counted_in == "step"
    assert log.count == 118_800
    assert (log.called[0], log.called[-1]) == (0, 119_998)
    expected = np.array([at for at in range(120_000) if at % 100 < 99])
    assert np.abs(log.called - expected[np.searchsorted(expected, log.rows)]).max() <= 5
    assert log.val_loss is not None
    assert np.isfinite(log.val_loss).sum() > 900
