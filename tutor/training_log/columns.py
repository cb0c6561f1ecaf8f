"""Which column of a log means what: the names that Keras, PyTorch Lightning, the Hugging Face Trainer, fastai,
TensorBoard and Weights & Biases write, and what people write by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tutor.cleaning import clean_line
from tutor.errors import LogError, Place, did_you_mean, nearest

Role = Literal["loss", "val_loss", "gradient_norm", "lr", "step", "epoch", "w", "minimum"]

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_PARAMETER = re.compile(r"w[_\[]?(\d{1,3})\]?", re.IGNORECASE)
_TRAINING = frozenset({"train", "training", "tr"})
_VALIDATION = frozenset({"val", "valid", "validation", "eval", "evaluation", "dev", "holdout", "heldout"})
_PER_STEP = frozenset({"step", "batch", "iter", "iteration"})
_AVERAGED = frozenset({"avg", "average", "mean", "running", "ema", "smooth", "smoothed", "total"})
_STEP = (("step",), ("global", "step"), ("trainer", "global", "step"), ("train", "global", "step"), ("steps",),
         ("iteration",), ("iter",), ("iterations",), ("train", "step"))  # fmt: skip
_LISTED, _LONGEST = 20, 40
"""How many column names an error lists, and how much of each."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column holds."""

    role: Role
    rank: int = 0
    """Where several columns have one role, the lowest rank is meant, if it has as many numbers."""
    index: int = 0
    """Of a parameter: w1 is 1."""


def meaning(name: str) -> Meaning | None:
    """What a column of this name holds, or None if that is nothing a verdict looks at."""
    # Weights & Biases writes "run name - loss".
    bare = name.rpartition(" - ")[2].strip()
    if match := _PARAMETER.fullmatch(bare):
        return Meaning("w", index=int(match[1]))
    words = tuple(word.lower() for word in _WORD.findall(bare))
    if words in _STEP:
        return Meaning("step", _STEP.index(words))
    match words:
        case ("epoch",) | ("epochs",) | ("trainer", "epoch") | ("train", "epoch"):
            return Meaning("epoch")
        case ("w",) | ("minimum",):
            return Meaning("w" if words[0] == "w" else "minimum")
        case ("value",):  # a scalar downloaded from TensorBoard: "Wall time,Step,Value"
            return Meaning("loss", 9)
    if "loss" in words:
        return _loss(frozenset(words) - {"loss"})
    return _beside(words)


def _loss(others: frozenset[str]) -> Meaning | None:
    """A training or a validation loss, by the words that stand beside "loss"."""
    if others & _VALIDATION and not others & _TRAINING:
        return Meaning("val_loss", len(others) - 1)
    if "test" in others:
        return Meaning("val_loss", 9 + len(others))
    if others - _TRAINING - _PER_STEP - _AVERAGED - {"epoch"}:
        return None  # a part of the loss, such as kl_loss
    rank = 1 if others & _TRAINING else 0
    rank += 2 if others & _PER_STEP else 0
    rank += 3 if "epoch" in others else 0
    return Meaning("loss", rank + (4 if others & _AVERAGED else 0))


def _beside(words: tuple[str, ...]) -> Meaning | None:
    found = frozenset(words)
    if found & {"grad", "gradient", "grads", "gradients", "gradnorm"} and found & {"norm", "gradnorm"}:
        return Meaning("gradient_norm", len(words))
    if "lr" in found or {"learning", "rate"} <= found:
        return Meaning("lr", len(words))
    return None


def choose_column(wanted: str, names: Iterable[str]) -> str:
    """The column that the user named, capitals aside.

    Raises:
        LogError: there is none of that name.
    """
    known = list(names)
    if wanted in known:
        return wanted
    alike = [name for name in known if name.strip().lower() == wanted.strip().lower()]
    if alike:
        return alike[0]
    raise LogError(f'there is no column "{clean_line(wanted)}"', to_do=did_you_mean(wanted, map(shown, known)))


def no_loss(names: Iterable[str], where: Place, what: str = "column") -> LogError:
    """What to say of a log none of whose columns is known to be the loss."""
    known = [name for name in dict.fromkeys(map(shown, names)) if name]
    if not known:
        return LogError(f'no {what} is called "loss"', where=where)
    listed = ", ".join(known[:_LISTED]) + (", …" if len(known) > _LISTED else "")
    losses = [name for name in known if "loss" in name.lower()]
    guess = losses[0] if losses else nearest("loss", known)
    offer = f'--column "{guess}"' if guess else "--column NAME"
    return LogError(
        f'no {what} is called "loss" or "train_loss"; there are: {listed}',
        to_do=f"if one of them is the loss, name it with {offer}",
        where=where,
    )


def shown(name: str) -> str:
    """A foreign name, fit for the terminal and not too long."""
    name = "".join(sign if sign.isprintable() else "?" for sign in clean_line(name))
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"
