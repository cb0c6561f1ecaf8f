"""A network from inside: that its numbers are on it, each in its time, and that it stands still from step to step."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.charting.pictures import changed, owned
from tests.engine.small_networks import ONE_ONE_ONE, TWO_THREE_ONE, TWO_TWO_ONE, examples
from tutor.charting.drawing import BACKWARD, KNOWN, NOW, UNKNOWN, Drawing
from tutor.charting.network_diagram import network_diagram, number
from tutor.dialogue.inside import example_of
from tutor.engine.backpropagation import position_in, walk
from tutor.engine.network_names import shown
from tutor.engine.small_network import NetworkExample

CONSOLE = set("─│┌┐└┘├┤●←→½²·")
"""Beyond ASCII: what Debian's console fonts are known to have, and Latin-1."""
NETWORKS = {"1-1-1": ONE_ONE_ONE, "2-2-1": TWO_TWO_ONE, "2-3-1": TWO_THREE_ONE}
SIZES = [(78, 12), (58, 10)]


def drawn(
    example: NetworkExample,
    name: str | int,
    width: int = 78,
    height: int = 12,
    *,
    ascii: bool = False,
    asked: bool = False,
) -> Drawing:
    steps = walk(example)
    at = name if isinstance(name, int) else position_in(steps, name)
    assert at is not None
    return network_diagram(example, steps, at, width=width, height=height, ascii=ascii, asked=asked)


def text_of(drawing: Drawing, owner: int) -> list[str]:
    """The stretches of text of one owner, from the top."""
    found = []
    for row, line in enumerate(drawing.lines):
        kept = "".join(sign if of == owner else "\n" for sign, of in zip(line, drawing.owner[row], strict=True))
        found += [part for part in kept.split("\n") if part.strip()]
    return found


def test_the_lesson_s_network_with_all_its_numbers() -> None:
    drawing = drawn(ONE_ONE_ONE, "new w2")
    assert [line.rstrip() for line in drawing.lines] == [
        "",
        "",
        "                         ┌───────────────┐                ┌──────────────────┐",
        "                         │h      0.6225  │                │yhat      1.245   │",
        "┌───────┐                │z      0.5     │                │y         1       │",
        "│x 1    ├─── w1 0.5 ─────┤←dL/dh 0.4898  ├─── w2 2 ───────┤←dL/dyhat 0.2449  │",
        "└───────┘      ←0.1151   │ slope 0.235   │      ←0.1525   └──────────────────┘",
        "               →0.3849   │←dL/dz 0.1151  │      →[1.848]   L         0.02999",
        "                         └───────────────┘",
        "",
        " new w2 = w2 - rate·dL/dw2 = 2 - 1·0.1525 = 1.848",
        "",
    ]


def test_a_network_with_crossing_wires_in_a_small_window() -> None:
    drawing = drawn(TWO_TWO_ONE, "dL/dw1", 58, 10, ascii=True)
    assert [line.rstrip() for line in drawing.lines] == [
        "",
        " x1 1    -+-w1<[-0.9]|h1 0.0997 ---w5 2-----|yhat 0.5439",
        "          |+w2 -1----|z  0.1         <-0.045 z    0.1759",
        "          ||b1 0.1---|<z -0.903   +w6 -0.7--|y    1",
        " x2 0.5  --|                      |  <-0.211 <z   -0.456",
        "          +-w3 0.3---|h2 0.4621   |b3 0.3---|",
        "           +w4 0.8---|z  0.5    --+  <-0.456",
        "            b2 -0.2--|                       L    0.6091",
        " dL/dw1 = dL/dz(h1)*x1 = (-0.9032)*1 = -0.9032 (measured:",
        " -0.9032)",
    ]


@settings(max_examples=60, deadline=None)
@given(examples(), st.integers(30, 130), st.integers(3, 30), st.booleans(), st.booleans(), st.data())
def test_any_network_at_any_step_fits_its_window(
    example: NetworkExample, width: int, height: int, ascii: bool, asked: bool, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(walk(example)) - 1))
    drawing = drawn(example, at, width, height, ascii=ascii, asked=asked)
    assert [len(line) for line in drawing.lines] == [width] * height
    assert [len(owner) for owner in drawing.owner] == [width] * height
    for line in drawing.lines:
        assert line.isprintable()
        assert all(sign.isascii() or (not ascii and sign in CONSOLE) for sign in line), line
    assert text_of(drawing, NOW), "the present step is not to be seen"


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", NETWORKS)
def test_the_present_number_stands_in_brackets_and_nothing_else_does(name: str, size: tuple[int, int]) -> None:
    example = NETWORKS[name]
    for at, step in enumerate(walk(example)):
        picture = drawn(example, at, *size).lines
        brackets = [line[line.index("[") + 1 : line.index("]")] for line in picture if "[" in line]
        assert len(brackets) == 1, step.name
        assert float(brackets[0]) == pytest.approx(step.value, rel=0.1, abs=1e-9)
        (asked,) = [line for line in drawn(example, at, *size, asked=True).lines if "[" in line]
        assert "[?]" in asked


@pytest.mark.parametrize("name", NETWORKS)
def test_numbers_appear_when_their_step_is_reached(name: str) -> None:
    example = NETWORKS[name]
    forward = [step for step in walk(example) if step.phase in ("forward", "loss")]
    for at, _ in enumerate(forward):
        drawing = drawn(example, at)
        waiting = len(forward) - 1 - at
        assert len("".join(text_of(drawing, UNKNOWN)).replace(" ", "")) == waiting
        assert not owned(drawing, BACKWARD)
    assert not text_of(drawn(example, len(forward)), UNKNOWN)


def test_gradients_are_marked_by_an_arrow_back_and_new_weights_by_one_forward() -> None:
    for name, owner, arrow in (("dL/dw1", BACKWARD, "←"), ("new w2", KNOWN, "→")):
        told = text_of(drawn(ONE_ONE_ONE, name), owner)
        assert any(part.strip().startswith(arrow) for part in told), told


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", NETWORKS)
def test_from_step_to_step_few_cells_change(name: str, size: tuple[int, int]) -> None:
    example = NETWORKS[name]
    for at in range(1, len(walk(example))):
        before, after = (drawn(example, step, *size) for step in (at - 1, at))
        cut = [Drawing(one.lines[:-2], one.owner[:-2]) for one in (before, after)]
        assert changed(*cut) <= 48, walk(example)[at].name


def test_below_stands_the_formula_and_a_gradient_is_beside_the_measured_one() -> None:
    assert drawn(ONE_ONE_ONE, "dL/dw2").lines[-2].strip() == (
        "dL/dw2 = dL/dyhat·h = 0.2449·0.6225 = 0.1525 (measured: 0.1525)"
    )
    assert drawn(ONE_ONE_ONE, "dL/dw2", asked=True).lines[-2].strip() == "dL/dw2 = dL/dyhat·h = ?"
    assert drawn(ONE_ONE_ONE, "L", ascii=True).lines[-2].strip() == "L = 1/2(yhat - y)^2 = 1/2(1.245 - 1)^2 = 0.02999"


def test_what_an_answer_is_asked_for_is_nowhere_to_be_seen() -> None:
    for name in ("h", "L", "dL/dw1", "dL/dz(h)", "new w1"):
        value = number(next(step.value for step in walk(ONE_ONE_ONE) if step.name == name))
        shown_before = any(value in line for line in drawn(ONE_ONE_ONE, name, asked=True).lines)
        assert not shown_before or name == "dL/dw1"  # x is 1, so it equals dL/dz


def test_where_wires_have_no_room_the_numbers_are_listed() -> None:
    drawing = drawn(TWO_TWO_ONE, "yhat", 36, 8)
    assert [line.rstrip() for line in drawing.lines[:3]] == [
        "  z(h2)          0.5",
        "  h2             0.4621",
        "  z(yhat)        0.1759",
    ]
    assert any(line.startswith("> yhat ") for line in drawing.lines)


def test_a_large_window_gives_every_number_a_line_of_its_own() -> None:
    lines = "\n".join(drawn(TWO_THREE_ONE, "new b4", 120, 40).lines)
    assert lines.count("slope") == 3
    assert lines.count("→") == 13
    assert lines.count("←") == 13 + 1 + 2 * 3


def test_in_a_tall_window_the_formula_stands_right_below_the_network() -> None:
    lines = [line.strip() for line in drawn(ONE_ONE_ONE, "new w2", 52, 33).lines]
    formula = next(row for row, line in enumerate(lines) if line.startswith("new w2 ="))
    network = max(row for row, line in enumerate(lines) if set("┘└") & set(line))
    assert network < formula <= network + 4
    assert len(lines) == 33


@pytest.mark.parametrize(
    ("value", "room", "told"),
    [(0.62246, 7, "0.6225"), (-0.045463, 7, "-0.0455"), (-0.045463, 5, "-0.05"), (1234.5, 7, "1234"), (0.0, 1, "0")],
)
def test_a_number_takes_as_many_figures_as_fit(value: float, room: int, told: str) -> None:
    assert number(value, room) == told


@pytest.mark.parametrize(("width", "height"), [(78, 13), (20, 6)])
def test_before_the_first_step_no_number_is_known_and_none_is_asked_for(width: int, height: int) -> None:
    lines = "\n".join(drawn(ONE_ONE_ONE, -1, width, height).lines)
    assert "[" not in lines
    assert "=" not in lines
    assert not any(shown(step.value) in lines.split() for step in walk(ONE_ONE_ONE)[1:4])
    assert drawn(ONE_ONE_ONE, -5, width, height) == drawn(ONE_ONE_ONE, -1, width, height)


def test_a_step_beyond_the_end_is_the_last() -> None:
    assert drawn(ONE_ONE_ONE, 99) == drawn(ONE_ONE_ONE, len(walk(ONE_ONE_ONE)) - 1)


@pytest.mark.parametrize("ascii", [False, True])
def test_where_not_all_of_a_network_fits_that_is_said_and_all_of_it_comes_into_view(ascii: bool) -> None:
    example = example_of((3, 4), 0, 0.5)
    steps = walk(example)
    small = network_diagram(example, steps, 0, width=80, height=11, ascii=ascii).lines
    assert any("Not all fits here: go on, or make the window taller." in line for line in small)
    assert len(small) == 11
    drawn = [network_diagram(example, steps, at, width=80, height=11, ascii=ascii) for at in range(len(steps))]
    seen = " ".join(line for one in drawn for line in one.lines)
    names = ("x1", "x2", "x3", "yhat4", "y4", *(f"w{number}" for number in range(1, 13)))
    assert set(names) <= set(re.findall(r"\w+", seen))
    assert not set(names) <= set(re.findall(r"\w+", " ".join(small)))
    assert not any("Not all" in line for line in network_diagram(example, steps, 0, width=80, height=30).lines)


@pytest.mark.parametrize("sizes", [(2, 2, 1), (2, 3, 1)])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_number_in_brackets_is_rounded_as_it_is_without_them_afterwards(
    sizes: tuple[int, ...], width: int, height: int
) -> None:
    example = example_of(sizes, 0, 0.5)
    of_weights = [at for at, step in enumerate(walk(example)[:-1]) if step.holds in ("gradient", "new")]
    for at in of_weights:
        now = " ".join(text_of(drawn(example, at, width, height), NOW))
        (bracketed,) = re.findall(r"\[(.*)\]", now)
        later = "\n".join(drawn(example, at + 1, width, height).lines[:-2])
        assert re.search(rf"(?<![\d.]){re.escape(bracketed)}(?![\d.])", later), (at, now)
