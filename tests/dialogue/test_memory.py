"""Events as the record keeps them: what comes back is what went in, and what is foreign is nothing."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.dialogue.lessons import ran
from tutor.cleaning import clean_line
from tutor.dialogue.memory import decode, encode
from tutor.dialogue.model import Event, Opened, Raced, RunEnded, Tried, Typed
from tutor.engine.model import VERDICTS, Verdict

text = st.text().map(clean_line)
number = st.floats(allow_nan=False)
position = st.lists(number, max_size=3).map(tuple)
evidence = st.dictionaries(
    st.text(max_size=10).map(clean_line),
    st.one_of(number, st.integers(), st.booleans(), st.none(), st.sampled_from(["everywhere", ""])),
)
verdicts = st.sampled_from([(verdict, reason) for verdict, reasons in VERDICTS.items() for reason in reasons]).flatmap(
    lambda pair: st.builds(
        Verdict,
        st.just(pair[0]),
        st.just(pair[1]),
        st.sampled_from(["high", "medium", "low"]),
        text,
        text,
        evidence,
    )
)
runs = st.builds(
    RunEnded,
    lr=st.floats(allow_nan=False, allow_infinity=False),
    verdict=verdicts,
    steps=st.integers(0, 10**6),
    loss=st.tuples(number, number),
    w=st.tuples(position, position),
    at=text,
    stopped=st.booleans(),
    w1=position,
    entrant=text,
    changes=st.lists(
        st.tuples(st.integers(0, 10**6), st.floats(allow_nan=False, allow_infinity=False)), max_size=3
    ).map(tuple),
    figures=st.dictionaries(text, number, max_size=3),
)
typed = st.builds(Typed, text, text, st.none() | st.lists(text, max_size=3).map(tuple))
raced = st.builds(Raced, st.lists(runs, max_size=3).map(tuple), text)
tried = st.builds(Tried, number, number, number, text)
events = st.one_of(st.builds(Opened, st.integers(0, 2**32)), typed, runs, raced, tried)
json_values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.sampled_from(["inf", "nan"])
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=4)),
    max_leaves=12,
)


@given(events)
def test_every_event_comes_back_from_strict_json(event: Event) -> None:
    kind, data = encode(event)
    assert decode(kind, json.loads(json.dumps(data, allow_nan=False))) == event


def test_numbers_that_json_lacks_come_back() -> None:
    event = ran(
        1.1, "overshot", "diverged", growth=math.inf, drop=-math.inf, left=math.nan, limit=None, flips=3, sure=True
    )
    kind, data = encode(event)
    back = decode(kind, json.loads(json.dumps(data, allow_nan=False)))
    assert isinstance(back, RunEnded)
    kept = dict(back.verdict.evidence)
    assert math.isnan(float(kept.pop("left") or 0.0))
    assert kept == {"growth": math.inf, "drop": -math.inf, "limit": None, "flips": 3, "sure": True}


@pytest.mark.parametrize(
    "evil", ["\x1b]0;owned\x07", "\x1b[2J", "\x9b31m", "\x1bPq\x1b\\", "\u202e", "\r\n"], ids=ascii
)
def test_no_escape_sequence_in_the_file_comes_out_of_it(evil: str) -> None:
    typed = decode("typed", {"text": f"a{evil}b", "at": f"quiz:{evil}x", "meant": [f"It {evil}settles", evil]})
    assert typed in [
        Typed("ab", "quiz:x", ("It settles", "")),
        Typed("a b", "quiz: x", ("It settles", "")),  # a line break is a space
    ]
    kind, data = encode(ran(1.1, "overshot", "bouncing"))
    verdict = data["verdict"] | {
        "sentence": f"It {evil}bounces.",
        "advice": f"Try{evil} less.",
        "evidence": {f"{evil}where": f"{evil}everywhere", "flips": 3, "drop": "-inf"},
    }
    run = decode(kind, data | {"at": f"lab:x{evil}", "verdict": verdict})
    assert isinstance(run, RunEnded)
    assert (run.at, run.verdict.sentence, run.verdict.advice) == ("lab:x", "It bounces.", "Try less.")
    assert run.verdict.evidence == {"where": "everywhere", "flips": 3, "drop": -math.inf}


@pytest.mark.parametrize("nested", [["\x1b[2J"], {"a": "\x1b[2J"}])
def test_evidence_that_is_no_figure_and_no_word_is_no_run(nested: object) -> None:
    kind, data = encode(ran(1.1, "overshot", "bouncing"))
    assert decode(kind, data | {"verdict": data["verdict"] | {"evidence": {"flips": nested}}}) is None


@pytest.mark.parametrize("foreign", [None, "It settles", 3, {"a": 1}])
def test_a_line_kept_without_what_it_meant_still_loads(foreign: object) -> None:
    assert decode("typed", {"text": "b", "at": "quiz:x"}) == Typed("b", "quiz:x")
    assert decode("typed", {"text": "b", "at": "quiz:x", "meant": foreign}) == Typed("b", "quiz:x")


@pytest.mark.parametrize("kind", ["", "restarted", "completed", "opened2", "Typed"])
def test_an_entry_that_is_no_event_is_none(kind: str) -> None:
    assert decode(kind, {"seed": 1, "text": "a", "at": "b"}) is None


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("opened", {}),
        ("opened", {"seed": "x"}),
        ("opened", {"seed": math.inf}),
        ("opened", {"seed": None}),
        ("typed", {"text": "a"}),
        ("typed", []),
        ("ran", {"lr": 1}),
    ],
)
def test_data_that_is_not_whole_is_none(kind: str, data: Any) -> None:
    assert decode(kind, data) is None


@pytest.mark.parametrize(
    ("path", "foreign"),
    [
        (("verdict", "verdict"), "exploded"),
        (("verdict", "reason"), "smooth"),
        (("verdict", "reason"), ["bouncing"]),
        (("verdict", "sure"), "very"),
        (("verdict", "evidence"), 3),
        (("verdict",), "overshot"),
        (("loss",), [1.0]),
        (("w",), "x"),
        (("steps",), math.inf),
        (("lr",), "fast"),
    ],
)
def test_a_run_of_another_version_is_none(path: tuple[str, ...], foreign: object) -> None:
    kind, data = encode(ran(1.1, "overshot", "bouncing"))
    inner: dict[str, Any] = data
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = foreign
    assert decode(kind, data) is None


@given(st.sampled_from(["opened", "typed", "ran", "x"]), json_values)
def test_foreign_data_never_raises(kind: str, data: Any) -> None:
    decode(kind, data)


@given(runs, st.sampled_from(["lr", "verdict", "steps", "loss", "w", "w1", "stopped", "at"]), json_values)
def test_a_run_with_one_foreign_part_never_raises(run: RunEnded, part: str, foreign: Any) -> None:
    kind, data = encode(run)
    decode(kind, {**data, part: foreign})
    decode(kind, {**data, "verdict": {**data["verdict"], part: foreign, "reason": foreign}})
