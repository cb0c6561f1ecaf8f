"""Whatever is given as a log, it is read or refused with one line: nothing else ever happens."""

from __future__ import annotations

import json
import math
import random

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.logs import log_of
from tests.test_training_log_formats import KERAS, LIGHTNING
from tutor.engine.verdict import judge_curve
from tutor.errors import LogError
from tutor.training_log.model import TrainingLog

JSON = '{"loss": [3, 2.5, "nan", null, 1e-3], "lr": 0.1, "w": [[1, 2], [3, 4]], "more": {"a": [true, {"b": "c"}]}}'
LINES = '{"step": 0, "loss": 3}\n{"step": 1, "loss": 2.5, "val_loss": 2}\n{"step": 2, "loss": "inf"}\n'
NUMBERS = st.floats(allow_nan=True, allow_infinity=True)


def read_or_refused(data: bytes, piece: int = 1 << 16) -> TrainingLog | None:
    try:
        log = log_of(data, piece=piece)
    except LogError as error:
        line = str(error)
        assert line.isprintable()
        assert line.startswith("log")
        return None
    assert log.count > 1
    lengths = {len(log.loss), len(log.rows), len(log.called)}
    lengths |= {len(beside) for beside in (log.gradient_norm, log.lr, log.val_loss, log.w) if beside is not None}
    assert lengths == {len(log.loss)}
    return log


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read_or_refused(data)


@given(
    st.text(max_size=300),
    st.sampled_from(["", "loss\n", "step,loss\n", "[", '{"loss": [', '{"loss": 1}\n{"loss": 2}\n']),
)
def test_any_text_is_read_or_refused(text: str, begin: str) -> None:
    read_or_refused((begin + text).encode("utf-8", "surrogatepass"))


@settings(max_examples=300)
@given(
    st.sampled_from([KERAS, LIGHTNING, JSON, LINES, KERAS.replace(",", ";"), "3\n2\n1\n"]),
    st.integers(0, 2**32),
    st.integers(1, 6),
    st.sampled_from([1 << 16, 9]),
)
@example(LIGHTNING, 0, 1, 1)
def test_a_damaged_log_is_read_or_refused(text: str, seed: int, wounds: int, piece: int) -> None:
    chance = random.Random(seed)
    damaged = bytearray(text.encode())
    for _ in range(wounds):
        at = chance.randrange(len(damaged) + 1)
        match chance.randrange(4):
            case 0:
                damaged[at:at] = chance.choice(
                    [b",", b'"', b"\n", b"\0", b"e", b"-", b"]", b"}", b"\xff", b"nan", b"9" * 40]
                )
            case 1:
                del damaged[at : at + chance.randrange(1, 9)]
            case 2 if at < len(damaged):
                damaged[at] = chance.randrange(256)
            case _:
                damaged[at:at] = damaged[chance.randrange(len(damaged) + 1) :][:20]
    log = read_or_refused(bytes(damaged), piece)
    if log is not None:
        verdict = judge_curve(
            log.loss, gradient_norm=log.gradient_norm, lr=log.lr, w=log.w, minimum=log.minimum, val_loss=log.val_loss,
            steps=log.called,
        )  # fmt: skip
        assert verdict.sentence


@given(st.lists(NUMBERS, min_size=2, max_size=60), st.sampled_from([1, 3, 17, 1 << 16]))
def test_every_number_comes_back_as_it_was(losses: list[float], piece: int) -> None:
    texts = [
        "loss\n" + "".join(f"{loss!r}\n" for loss in losses),
        "step,loss\n" + "".join(f"{step},{loss!r}\n" for step, loss in enumerate(losses)),
        json.dumps(losses),
        json.dumps({"loss": [loss if math.isfinite(loss) else str(loss) for loss in losses]}, indent=1),
        "".join(json.dumps({"loss": loss}) + "\n" for loss in losses),
    ]
    # Of neighbours that are not finite only the first is kept, and what heals twice was never logged.
    expected = [
        loss
        for index, loss in enumerate(losses)
        if math.isfinite(loss) or not index or math.isfinite(losses[index - 1])
    ]
    for text in texts:
        log = log_of(text, piece=piece)
        assert log.count + log.gaps == len(losses)
        assert np.array_equal(log.loss, np.array(expected)[: len(log.loss)], equal_nan=True)
        assert len(expected) - len(log.loss) <= 1
        finite = [loss for loss in losses if math.isfinite(loss)]
        assert log.loss[np.isfinite(log.loss)].tolist() == finite


@given(st.text(st.characters(exclude_characters='"\\', exclude_categories=["C"]), max_size=40))
def test_what_stands_in_other_columns_does_not_matter(text: str) -> None:
    log = read_or_refused(f'note,loss\n"{text}",2\n"{text}",1\n'.encode())
    assert log is not None
    assert log.loss.tolist() == [2, 1]
    log = read_or_refused(json.dumps([{"note": text, "loss": 2}, {"note": [text], "loss": 1}]).encode())
    assert log is not None
    assert log.loss.tolist() == [2, 1]
