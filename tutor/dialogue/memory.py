"""Events as JSON objects and back: how the record keeps a conversation."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from tutor.cleaning import clean_line
from tutor.dialogue.model import Event, Opened, Raced, RunEnded, Tried, Typed
from tutor.engine.model import VERDICTS, Verdict


def encode(event: Event) -> tuple[str, dict[str, Any]]:
    """The kind of the event and its content, ready for JSON: non-finite numbers become "inf", "-inf", "nan"."""
    match event:
        case Opened(seed=seed):
            return "opened", {"seed": seed}
        case Typed(text=text, at=at, meant=meant):
            return "typed", {"text": text, "at": at} | ({} if meant is None else {"meant": list(meant)})
        case RunEnded():
            return "ran", _run(event)
        case Raced(runs=runs, at=at):
            return "raced", {"runs": [_run(run) for run in runs], "at": at}
        case Tried(w=w, loss=loss, slope=slope, at=at):
            return "tried", {"w": _number(w), "loss": _number(loss), "slope": _number(slope), "at": at}


def _run(event: RunEnded) -> dict[str, Any]:
    verdict = event.verdict
    return {
        "lr": event.lr,
        "steps": event.steps,
        "loss": [_number(value) for value in event.loss],
        "w": [[_number(value) for value in w] for w in event.w],
        "w1": [_number(value) for value in event.w1],
        "stopped": event.stopped,
        "at": event.at,
        "verdict": {
            "verdict": verdict.verdict,
            "reason": verdict.reason,
            "sure": verdict.sure,
            "sentence": verdict.sentence,
            "advice": verdict.advice,
            "evidence": {
                name: _number(value) if isinstance(value, float) else value for name, value in verdict.evidence.items()
            },
        },
        **({"entrant": event.entrant} if event.entrant else {}),
        **({"changes": [list(change) for change in event.changes]} if event.changes else {}),
        **({"figures": {name: _number(value) for name, value in event.figures.items()}} if event.figures else {}),
    }


def decode(kind: str, data: Mapping[str, Any]) -> Event | None:
    """The event that `encode` gave; None for what is no event of the conversation, or one of a later version.

    Every text comes back clean: the file may have been written by something else, and what it holds is shown again.
    """
    try:
        match kind:
            case "opened":
                return Opened(int(data["seed"]))
            case "typed":
                return Typed(_text(data["text"]), _text(data["at"]), _meant(data.get("meant")))
            case "ran":
                return _ran(data)
            case "raced":
                return Raced(tuple(map(_ran, data["runs"])), _text(data["at"]))
            case "tried":
                return Tried(float(data["w"]), float(data["loss"]), float(data["slope"]), _text(data["at"]))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError, OverflowError):
        return None
    return None


def _ran(data: Mapping[str, Any]) -> RunEnded:
    return RunEnded(
        lr=float(data["lr"]),
        verdict=_verdict(data["verdict"]),
        steps=int(data["steps"]),
        loss=(float(data["loss"][0]), float(data["loss"][1])),
        w=(tuple(map(float, data["w"][0])), tuple(map(float, data["w"][1]))),
        w1=tuple(map(float, data["w1"])),
        stopped=bool(data["stopped"]),
        at=_text(data["at"]),
        entrant=_text(data.get("entrant", "")),
        changes=tuple((int(step), float(lr)) for step, lr in data.get("changes", ())),
        figures={_text(name): float(value) for name, value in dict(data.get("figures", {})).items()},
    )


def _verdict(data: Mapping[str, Any]) -> Verdict:
    verdict, reason, sure = data["verdict"], data["reason"], data["sure"]
    if reason not in VERDICTS[verdict] or sure not in ("high", "medium", "low"):
        raise ValueError(f"no verdict of this version: {verdict}/{reason}")
    evidence = {_text(name): _value(value) for name, value in data["evidence"].items()}
    return Verdict(verdict, reason, sure, _text(data["sentence"]), _text(data["advice"]), evidence)


def _meant(data: Any) -> tuple[str, ...] | None:
    """None in what was written before this was kept, or was not about a question."""
    if not isinstance(data, list):
        return None
    return tuple(map(_text, data))


def _text(value: Any) -> str:
    return clean_line(str(value))


def _number(value: float) -> float | str:
    return value if math.isfinite(value) else str(value)


def _value(value: Any) -> float | int | str | bool | None:
    """A figure or a word of the evidence.

    Raises:
        ValueError: it is neither.
    """
    if isinstance(value, str):
        return float(value) if value in ("inf", "-inf", "nan") else _text(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    raise ValueError(f"no evidence: {value!r}")
