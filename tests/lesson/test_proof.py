"""Oracles: on w² from 3, w after k steps is 3·(1 − 2·rate)^k, the loss its square."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lesson.writing import TOP
from tutor.lesson.check import check
from tutor.lesson.findings import Finding

BOWL = 'problem = "bowl:curvature=2"\nstart = 3\nsteps = 50\n'


def claimed(folder: Path, claim: str, lr: str = "0.9", settings: str = BOWL) -> list[Finding]:
    path = folder / "08-too-high.md"
    path.write_text(f'{TOP}```lab\n{settings}[claims]\n"{lr}" = "{claim}"\n```\n', encoding="utf-8")
    return list(check([path]).findings)


@pytest.mark.parametrize(
    ("lr", "claim"),
    [
        ("0.9", "converged/zigzag, w@1 = -2.4, loss@1 = 5.76, within = 11, highest = 9, w@0 = 3, loss@0 = 9.00"),
        ("0.9", "converged, w1@2 = 1.92, within = 50, below(5) = 2, below(9.1) = 0"),
        ("0.001", "stalled/crawling, w = 2.71, loss = 7.37, loss = 7, lowest = 7.37, w@50 = 2.71"),
        ("1.0", "overshot/bouncing, w = 3, loss = 9"),
        ("1.1", "overshot/diverged, w@1 = -3.6, loss = 7e8, loss = 7.5e8"),
        ("1.0", "overshot/bouncing, floor = 9"),
        # The mean of 9·0.8^2k for k = 25 … 50.
        ("0.9", "converged, floor = 0.0000137"),
        ("1/2", "converged, within = 1, below(0.001) = 1, w@1 = 0"),
        ("-0.1", "overshot, w = 27301, w@20 = 115"),
    ],
)
def test_a_claim_that_the_run_bears_out_is_not_found(tmp_path: Path, lr: str, claim: str) -> None:
    assert [str(finding) for finding in claimed(tmp_path, claim, lr)] == []


@pytest.mark.parametrize(
    ("lr", "claim", "told"),
    [
        (
            "0.9",
            "stalled",
            '"0.9" claims stalled, the run is converged/zigzag; w ends at 4.282e-05, the loss at 1.833e-09',
        ),
        ("0.9", "converged/smooth", '"0.9" claims converged/smooth, the run is converged/zigzag; w ends'),
        ("0.9", "converged, w@1 = 2.4", '"0.9" claims w@1 = 2.4, the run has -2.4'),
        ("0.9", "converged, w@1 = -2.41", '"0.9" claims w@1 = -2.41, the run has -2.4'),
        ("0.9", "converged, within = 10", '"0.9" claims within = 10, the run needs 11 steps'),
        ("0.9", "converged, below(5) = 3", '"0.9" claims below(5) = 3, the run is there after 2'),
        ("0.9", "converged, below(0) = 3", '"0.9" claims below(0) = 3, the loss is never below it'),
        ("0.9", "converged, w@51 = 0", '"0.9" claims w@51 = 0, the run has only 50 steps'),
        ("0.9", "converged, w2 = 0", '"0.9" claims w2 = 0, but w has only 1 number here'),
        ("0.001", "stalled, w = 2.72", '"0.001" claims w = 2.72, the run has 2.714'),
        ("0.001", "stalled, loss = 7.36", '"0.001" claims loss = 7.36, the run has 7.367'),
        ("0.001", "stalled, within = 50", '"0.001" claims within = 50, the run does not converge'),
        ("0.001", "stalled, highest = 8", '"0.001" claims highest = 8, the run has 9'),
        ("1.1", "overshot, loss = 8e8", '"1.1" claims loss = 8e8, the run has 7.454e+08'),
    ],
)
def test_a_claim_that_the_run_refutes_is_found_at_its_key(tmp_path: Path, lr: str, claim: str, told: str) -> None:
    (finding,) = claimed(tmp_path, claim, lr)
    assert finding.what.startswith(told)
    assert (finding.place.line, finding.place.column) == (11, 1)


def test_a_run_that_overflows_has_no_end_to_claim(tmp_path: Path) -> None:
    steps = BOWL.replace("50", "2000")
    (finding,) = claimed(tmp_path, "overshot/diverged, loss = 7e8, w@1 = -9", "2", steps)
    assert finding.what == '"2" claims loss = 7e8, the run has inf'
    (finding,) = claimed(tmp_path, "overshot/diverged, w@1999 = 3", "2", steps)
    assert "the run has only" in finding.what


def test_two_parameters_are_told_apart(tmp_path: Path) -> None:
    # x ← x − rate·x, y ← y − rate·25·y
    ravine = 'problem = "ravine:kappa=25"\nstart = [2, 1]\nsteps = 50\n'
    assert claimed(tmp_path, "converged, w1@1 = 1.9, w2@1 = -0.25", "0.05", ravine) == []
    (finding,) = claimed(tmp_path, "converged, w = 0", "0.05", ravine)
    assert finding.what == '"0.05" claims w = 0, but w has 2 numbers here: write w1 to w2'
    (finding,) = claimed(tmp_path, "converged, w3 = 0", "0.05", ravine)
    assert finding.what == '"0.05" claims w3 = 0, but w has only 2 numbers here'


def test_a_lab_that_cannot_be_run_is_found_once(tmp_path: Path) -> None:
    (finding,) = claimed(tmp_path, "converged", settings=BOWL.replace("start = 3", "start = [1, 2, 3]"))
    assert finding.what == "lab-1 cannot be run: the start (1 2 3) has 3 numbers, bowl needs 1"
    assert finding.place.line == 6
