"""What a learner types about the picture: `landscape`, `log`, `step 37`, `compare`."""

from __future__ import annotations

import re
from typing import Literal

from tutor.frozen import dataclass
from tutor.lab.view import Scale, ViewName

_VIEWS: dict[ViewName, tuple[str, ...]] = {
    "loss": ("loss", "loss curve", "curve", "chart"),
    "landscape": ("landscape", "surface", "contours", "contour", "path"),
    "both": ("both",),
    "answers": ("answers", "its answers", "digit"),
    "numbers": ("numbers", "table", "figures"),
    "map": ("map", "map of rates", "rates"),
    "diagram": ("diagram", "drawing"),
}
_SCALES: dict[Scale, tuple[str, ...]] = {
    "auto": ("auto", "auto axis"),
    "log": ("log", "log axis", "logarithmic", "log scale"),
    "linear": ("linear", "linear axis", "lin"),
}
_COMPARE = {"compare": True, "overlay": True, "alone": False}
_STEP = re.compile(r"(?:step|epoch)\s+([0-9]{1,9})")
_DIGIT = re.compile(r"digit\s+([1-9][0-9]{0,8})")


@dataclass(frozen=True, slots=True)
class LabWord:
    """One wish about the picture."""

    wish: Literal["view", "scale", "compare", "step", "onward", "digit", "open"]
    view: ViewName = "loss"
    scale: Scale = "auto"
    compare: bool = False
    step: int = 0
    """Or, of a digit, its number from 1."""
    regions: bool = False
    """The answers are wanted as regions over two features."""


_WORDS = {
    **{word: LabWord("view", view=name) for name, words in _VIEWS.items() for word in words},
    **{word: LabWord("scale", scale=name) for name, words in _SCALES.items() for word in words},
    **{word: LabWord("compare", compare=wanted) for word, wanted in _COMPARE.items()},
    **{word: LabWord("view", view="answers", regions=True) for word in ("regions", "decision regions")},
    **{word: LabWord("onward") for word in ("step", "one step", "next step")},
    "lab": LabWord("open"),
}


def read_lab_word(text: str, *, slash: bool = False) -> LabWord | None:
    """The wish in `text`, with or without a slash before it and `show` or `view`; None if it is something else.

    Args:
        text: what was typed.
        slash: only with a slash, because the bare word may be an answer here.
    """
    said = " ".join(text.casefold().split())
    if slash and not said.startswith("/"):
        return None
    said = re.sub(r"^(?:show|view|see)\s+(?:me\s+)?(?:the\s+)?", "", said.removeprefix("/")).rstrip(".!")
    if match := _STEP.fullmatch(said):
        return LabWord("step", step=int(match[1]))
    if match := _DIGIT.fullmatch(said):
        return LabWord("digit", step=int(match[1]))
    word = _WORDS.get(said)
    # `lab` alone may be half a sentence; with a slash it is a wish.
    return None if word is not None and word.wish == "open" and not text.strip().startswith("/") else word
