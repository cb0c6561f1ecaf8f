"""The bank of labelled runs against the verdicts on them."""

from __future__ import annotations

from itertools import chain

from tests.engine.bank import Labelled, bowls, ravines
from tutor.engine.descent import run
from tutor.engine.verdict import judge


def test_the_bank():
    every = list(chain(bowls(), ravines()))
    wrong = []
    for item in every:
        got = judge(run(item.experiment))
        if got.verdict != item.verdict or (item.reasons and got.reason not in item.reasons):
            wrong.append((item.experiment, item.verdict, item.reasons, got.verdict, got.reason, item.why))
    print(len(every))
    for line in wrong:
        print(line)
    assert not wrong
