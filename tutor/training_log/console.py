"""Reads what a training prints: `Epoch 1/5` and `loss: 0.5 - val_loss: 0.4` (Keras), `[1] train_loss=3.0`,
`step 100: train loss 2.3, val loss 2.4`, `{'loss': 0.5, 'epoch': 1.0}` (Hugging Face).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np

from tutor.cleaning import clean_line
from tutor.training_log.columns import meaning
from tutor.training_log.source import Source, lines

if TYPE_CHECKING:
    from tutor.training_log.collect import Collector

_BATCH = 4096
_NUMBER = r"([-+]?(?:\d+(?:\.\d*)?(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|nan|inf(?:inity)?))(?!\w|[.,]\d)"
_BEFORE = (
    r"(?:train(?:ing)?|val(?:id(?:ation)?)?|test|eval(?:uation)?|avg|average|mean|running|learning|grad(?:ient)?)[ -]"
)
_PAIR = re.compile(
    rf"""(?<![\w"./])'?({_BEFORE}[a-z_]\w*|[a-z_][\w./]*)'?\s*[:=]\s*{_NUMBER}"""  # loss: 0.5, 'loss': 0.5, loss=0.5
    rf"""|(?<![\w"./])((?:{_BEFORE})?(?:[a-z]+_)?loss)\s+{_NUMBER}""",  # train loss 0.5
    re.IGNORECASE,
)
_COUNT = re.compile(r"\b(epoch|step|iter(?:ation)?)s?[\s:=#\[(]*(\d+)(?!\.?\d)", re.IGNORECASE)
_NUMBERED = re.compile(r"\[(\d+)(?:/\d+)?\]")
_BAR = re.compile(r"(?:\d+%\|[^|]*\|)?\s*(\d+)/(\d+)\s+[\[━]")
"""A progress bar: what it says before its end is the mean of a part of an epoch."""


def is_console(head: str) -> bool:
    """Whether a text that begins like this is no table and no JSON, but lines in which a loss is named."""
    filled = [line for line in head.split("\n") if line.strip() and not line.startswith("#")]
    if not filled or any(
        meaning(cell.strip(' "')) for cell in re.split("[,;\t|]", filled[0]) if not _PAIR.search(cell)
    ):
        return False
    return any(what.role == "loss" for line in filled for name, _ in _pairs(line) if (what := meaning(name)))


def read_console(pieces: Iterator[str], source: Source, into: Collector) -> str:
    """Reads the pairs of name and number in each line into the collector."""
    every = chain.from_iterable(lines(pieces, source))
    row, epoch = 0, None
    while batch := list(islice(every, _BATCH)):
        found: dict[str, tuple[list[int], list[float]]] = defaultdict(lambda: ([], []))
        for line in map(clean_line, batch):
            counted = {match[1].lower(): float(match[2]) for match in _COUNT.finditer(line)}
            epoch = counted.pop("epoch", epoch)
            if (bar := _BAR.match(line)) and int(bar[1]) < int(bar[2]):
                continue
            named = {name: number for name, number in _pairs(line) if into.meaning(name)}
            if not named:
                continue
            if not counted and (numbered := _NUMBERED.match(line)):
                counted["step"] = float(numbered[1])
            if epoch is not None:
                counted["epoch"] = epoch
            for name, number in {**counted, **named}.items():
                if into.meaning(name):
                    found[name][0].append(row)
                    found[name][1].append(number)
            row += 1
        for name, (rows, numbers) in found.items():
            into.push(name, np.array(rows, dtype=np.int64), np.array(numbers, dtype=np.float64))
    return "console text"


def _pairs(line: str) -> Iterator[tuple[str, float]]:
    for match in _PAIR.finditer(line):
        yield match[1] or match[3], float(match[2] or match[4])
