"""A fenced block `network` as a walk through a small network, number by number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tutor.cleaning import clean_line
from tutor.engine.backpropagation import position_in, walk
from tutor.engine.network_names import same_name
from tutor.engine.small_network import NetworkExample
from tutor.engine.small_network_rules import ACTIVATIONS, LOSSES, OUTPUTS, NetworkError
from tutor.engine.walk_model import PHASES, WalkStep
from tutor.errors import LessonError, did_you_mean
from tutor.lesson.blocks import Reading
from tutor.lesson.markdown import SyntaxTreeNode
from tutor.lesson.model import Walk, WalkClaim
from tutor.lesson.numbers import read_written
from tutor.lesson.readers import is_number, locator, read_id, read_text, read_texts, wrong
from tutor.lesson.settings import Settings, read_settings
from tutor.lesson.source import shown

_WEIGHTS = "weights = [[[0.5]], [[2.0]]]"
_OF_WALK = ("id", "ask", "begin", "end")
_LINEAR = "identity"
"""Another word for linear, as `tutor run` has it."""


def read_network(reading: Reading, node: SyntaxTreeNode, number: int) -> Walk | None:
    """A walk, the `number`th of its lesson. Problems are noted; None if there are any."""
    source, before = reading.source, len(reading.source.problems)
    with source.collecting():
        if not node.content.strip():
            raise reading.error(node, "this network is empty", f"write {_WEIGHTS}, input = 1, target = 1, for example")
        settings = read_settings(node.content, locator(reading, node))
        for key in settings.values:
            if key not in SETTINGS:
                with source.collecting():
                    raise _unknown(key, settings)
        values: dict[str, Any] = {"id": f"walk-{number}"}
        for key, read in SETTINGS.items():
            if key in settings.values:
                with source.collecting():
                    values[_FIELDS.get(key, key)] = read(settings.values[key], key, settings)
        for key, example in (("weights", _WEIGHTS), ("input", "input = 1"), ("target", "target = 1")):
            if key not in settings.values:
                raise reading.error(node, f"this network has no {key}", f"write {example}, for example")
        if len(source.problems) == before:
            return _walk(reading, node, values, settings)
    return None


def _walk(reading: Reading, node: SyntaxTreeNode, values: dict[str, Any], settings: Settings) -> Walk:
    example = _example(values, settings)
    of_walk = {key: values[key] for key in _OF_WALK if key in values}
    known = Walk(example=example, place=reading.place(node), **of_walk)
    if PHASES.index(known.begin) > PHASES.index(known.end):
        raise LessonError(
            f"the walk begins with {known.begin} and ends before it, with {known.end}",
            to_do=f"the order is {', '.join(PHASES)}",
            where=settings.place("from"),
        )
    asked = [step for step in walk(example) if step.phase in known.phases]
    fill = _in_order(asked, [_named(asked, name, settings, "fill") for name in values.get("fill", ())])
    return Walk(
        example=example,
        place=reading.place(node),
        fill=fill,
        hints=_hints(values.get("hints", {}), fill, settings),
        claims=tuple(_claims(walk(example), values.get("claims", {}), settings)),
        **of_walk,
    )


def _example(values: Mapping[str, Any], settings: Settings) -> NetworkExample:
    of_example = {
        key: values[key]
        for key in ("weights", "biases", "input", "target", "activation", "output", "loss", "lr")
        if key in values
    }
    try:
        example = NetworkExample(**of_example)
    except NetworkError as error:
        place = error.setting if error.setting in settings.values else "weights"
        raise LessonError(clean_line(error.what), to_do=clean_line(error.to_do), where=settings.place(place)) from None
    if "sizes" in values and values["sizes"] != example.sizes:
        raise LessonError(
            f"sizes is {list(values['sizes'])}, the weights and the input are those of {list(example.sizes)}",
            to_do="change it, or take it away: it follows from the weights",
            where=settings.place("sizes"),
        )
    return example


def _unknown(key: str, settings: Settings) -> LessonError:
    return LessonError(
        f"a network has no {shown(key)}", to_do=did_you_mean(clean_line(key), SETTINGS), where=settings.place(key)
    )


# ---------------------------------------------------------------- names of steps


def _named(steps: list[WalkStep] | tuple[WalkStep, ...], name: str, settings: Settings, *path: str) -> str:
    """The step's own name, however it is spelled here."""
    position = position_in(tuple(steps), name)
    if position is None:
        raise LessonError(
            f"the walk has no step {shown(name)}",
            to_do=did_you_mean(clean_line(name), [step.name for step in steps]),
            where=settings.place(*path),
        )
    return steps[position].name


def _in_order(steps: list[WalkStep], names: list[str]) -> tuple[str, ...]:
    return tuple(step.name for step in steps if step.name in names)


def _hints(given: Any, fill: tuple[str, ...], settings: Settings) -> Mapping[str, tuple[str, ...]]:
    """The hints of each number asked for; a plain list is for all of them."""
    if not isinstance(given, dict):
        return dict.fromkeys(fill, given)
    hints: dict[str, tuple[str, ...]] = {}
    for name, texts in given.items():
        position = next((one for one in fill if same_name(one) == same_name(name)), None)
        if position is None:
            raise LessonError(
                f"nothing asks for {shown(name)}, so it needs no hint",
                to_do=did_you_mean(clean_line(name), fill) if fill else "add it to fill",
                where=settings.place("hints", name),
            )
        hints[position] = texts
    return hints


def _claims(steps: tuple[WalkStep, ...], given: Mapping[str, str], settings: Settings) -> Iterator[WalkClaim]:
    for name, value in given.items():
        yield WalkClaim(_named(steps, name, settings, "claims", name), value, settings.place("claims", name))


# ---------------------------------------------------------------- one reader for each key


def _numbers(value: Any, key: str, settings: Settings) -> tuple[float, ...]:
    numbers = value if isinstance(value, list) else [value]
    if not numbers or not all(map(is_number, numbers)):
        raise wrong(key, value, f"a number, or a list of numbers: {key} = [1, 0.5]", settings.place(key))
    return tuple(float(number) for number in numbers)


def _is_row(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(is_number, value))


def _weights(value: Any, key: str, settings: Settings) -> tuple[tuple[tuple[float, ...], ...], ...]:
    layers = value if isinstance(value, list) else []
    if not layers or not all(isinstance(layer, list) and layer and all(map(_is_row, layer)) for layer in layers):
        raise wrong(key, value, f"for each layer a list of rows, a row for each unit: {_WEIGHTS}", settings.place(key))
    return tuple(tuple(tuple(map(float, row)) for row in layer) for layer in layers)


def _biases(value: Any, key: str, settings: Settings) -> tuple[tuple[float, ...], ...]:
    if not isinstance(value, list) or not value or not all(map(_is_row, value)):
        raise wrong(
            key, value, "a list for each layer, a number for each unit: biases = [[0.1], [0.3]]", settings.place(key)
        )
    return tuple(tuple(map(float, layer)) for layer in value)


def _sizes(value: Any, key: str, settings: Settings) -> tuple[int, ...]:
    if not isinstance(value, list) or not all(isinstance(size, int) and not isinstance(size, bool) for size in value):
        raise wrong(key, value, "how many units each layer has: sizes = [1, 1, 1]", settings.place(key))
    return tuple(value)


def _word(valid: tuple[str, ...], what: str) -> Callable[[Any, str, Settings], str]:
    def reader(value: Any, key: str, settings: Settings) -> str:
        text = read_text(value, key, settings)
        if text == _LINEAR and "linear" in valid:
            return "linear"
        if text not in valid:
            raise LessonError(
                f"there is no {what} {shown(text)}", to_do=did_you_mean(text, valid), where=settings.place(key)
            )
        return text

    return reader


def _rate(value: Any, key: str, settings: Settings) -> float:
    if not is_number(value):
        raise wrong(key, value, "a number: lr = 0.5", settings.place(key))
    return float(value)


def _fill(value: Any, key: str, settings: Settings) -> tuple[str, ...]:
    return read_texts([value] if isinstance(value, str) else value, key, settings)


def _hint_lists(value: Any, key: str, settings: Settings) -> tuple[str, ...] | dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        return read_texts(value, key, settings)
    found = {}
    for name, given in value.items():
        texts = [given] if isinstance(given, str) else given
        if not isinstance(texts, list) or not texts or not all(isinstance(text, str) for text in texts):
            raise wrong(
                f"hints for {shown(name)}", given, f'a list of texts: "{clean_line(name)}" = ["…"]',
                settings.place(key, name),
            )  # fmt: skip
        cleaned = tuple(map(clean_line, texts))
        if not all(cleaned):
            raise LessonError("a hint is empty", to_do="fill it in or take it away", where=settings.place(key, name))
        found[name] = cleaned
    return found


def _claimed(value: Any, key: str, settings: Settings) -> dict[str, str]:
    if not isinstance(value, dict):
        raise wrong(key, value, f'a line [{key}] and below it lines such as h = "0.6225"', settings.place(key))
    for name, text in value.items():
        if not isinstance(text, str) or read_written(text) is None:
            raise wrong(
                f"the claim for {shown(name)}", text, f'a number in quotes: "{clean_line(name)}" = "0.6225"',
                settings.place(key, name),
            )  # fmt: skip
    return {name: clean_line(text) for name, text in value.items()}


SETTINGS: Mapping[str, Callable[[Any, str, Settings], Any]] = {
    "id": read_id,
    "sizes": _sizes,
    "weights": _weights,
    "biases": _biases,
    "activation": _word(ACTIVATIONS, "activation"),
    "output": _word(OUTPUTS, "output"),
    "loss": _word(LOSSES, "loss"),
    "input": _numbers,
    "target": _numbers,
    "lr": _rate,
    "ask": read_text,
    "from": _word(PHASES, "phase"),
    "to": _word(PHASES, "phase"),
    "fill": _fill,
    "hints": _hint_lists,
    "claims": _claimed,
}
_FIELDS = {"from": "begin", "to": "end"}
