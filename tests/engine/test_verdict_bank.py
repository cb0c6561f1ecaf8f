"""The bank of labelled runs against the verdicts on them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engine.bank import Labelled
from tests.engine.bank_runs import everything
from tutor.engine.descent import run
from tutor.engine.model import VERDICTS, Verdict
from tutor.engine.verdict import judge

Judged = list[tuple[Labelled, Verdict]]

KNOWN_MISSES: dict[str, str] = {}
"""Clear runs that are judged otherwise, by `str(experiment)`, and why."""


@pytest.fixture(scope="module")
def judged() -> Judged:
    """Every run of the bank with its verdict."""
    return [(item, judge(run(item.experiment))) for item in everything()]


def _told(pairs: Iterator[tuple[Labelled, Verdict]]) -> str:
    return "\n".join(
        f"{item.experiment}: {item.why}: {sorted(item.verdicts)} {item.reasons}, judged {got.verdict}/{got.reason}"
        for item, got in pairs
    )


def test_the_bank_is_large_and_mostly_clear(judged: Judged) -> None:
    clear = [item for item, _ in judged if item.clear]
    assert len(clear) >= 300
    assert {verdict for item in clear for verdict in item.verdicts} == set(VERDICTS)


def test_clear_runs_get_the_right_word(judged: Judged) -> None:
    wrong = [
        (item, got)
        for item, got in judged
        if item.clear and got.verdict not in item.verdicts and str(item.experiment) not in KNOWN_MISSES
    ]
    assert not wrong, _told(iter(wrong))


def test_known_misses_are_few_and_still_there(judged: Judged) -> None:
    missed = {str(item.experiment) for item, got in judged if item.clear and got.verdict not in item.verdicts}
    assert missed == set(KNOWN_MISSES)
    assert len(KNOWN_MISSES) <= 0.02 * sum(item.clear for item, _ in judged)


def test_unclear_runs_get_a_word_that_can_be_defended(judged: Judged) -> None:
    wrong = [(item, got) for item, got in judged if not item.clear and got.verdict not in item.verdicts]
    assert not wrong, _told(iter(wrong))


def test_where_theory_names_the_cause_so_does_the_verdict(judged: Judged) -> None:
    wrong = [
        (item, got)
        for item, got in judged
        if item.clear and item.reasons and got.verdict in item.verdicts and got.reason not in item.reasons
    ]
    assert not wrong, _told(iter(wrong))


def test_high_certainty_is_never_wrong(judged: Judged) -> None:
    wrong = [(item, got) for item, got in judged if got.sure == "high" and got.verdict not in item.verdicts]
    assert not wrong, _told(iter(wrong))
