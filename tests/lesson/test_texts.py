"""Which texts say the same. The oracle for slips is a plain Damerau-Levenshtein distance over the whole text."""

from __future__ import annotations

import string

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tutor.lesson.texts import matching, same, says_something, slipped

words = st.text(string.ascii_lowercase, min_size=5, max_size=10).filter(lambda word: not word.endswith("s"))


def distance(first: str, second: str) -> int:
    """Optimal string alignment: insertions, deletions, substitutions, swaps of neighbours."""
    rows = [[i + j if not i * j else 0 for j in range(len(second) + 1)] for i in range(len(first) + 1)]
    for i in range(1, len(first) + 1):
        for j in range(1, len(second) + 1):
            cost = first[i - 1] != second[j - 1]
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + cost)
            if i > 1 and j > 1 and first[i - 2 : i] == second[j - 2 : j][::-1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Gradient", "gradient"), ("the gradient", "gradient"), ("a gradient.", "Gradients"), ("GRADIENT!", "gradient"),
        ("learning rate", "learning-rate"), ("learningrate", "the learning rate"), ("learning_rate", "learning rates"),
        ("back propagation", "backpropagation"), ("losses", "loss"), ("biases", "bias"), ("boundary", "boundaries"),
        ("Newtons method", "Newton’s method"), ("w^2", "w²"), ("2×w", "2 * w"), ("0,5", "0.5"), (".5 w", "0.5 w"),
        ("1 − w", "1 - w"), ("ｌｏｓｓ", "loss"), ("“loss”", "loss"), ("x axis", "x-axis"),
    ],
)  # fmt: skip
def test_what_only_looks_different_says_the_same(typed: str, meant: str) -> None:
    assert same(typed, meant)
    assert same(meant, typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("not the gradient", "gradient"), ("1 + w", "1 − w"), ("2.5", "25"), ("w2", "w²"), ("-w", "w"), ("w", "x"),
        ("loss function", "loss"), ("2/L", "2L"), ("x + a", "x"), ("x-y", "x y"), ("los", "loss"), ("", "the"),
    ],
)  # fmt: skip
def test_what_means_something_else_does_not(typed: str, meant: str) -> None:
    assert not same(typed, meant) or typed == ""
    assert not slipped(typed, meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gradiant", "gradient"), ("gradeint", "gradient"), ("gradint", "gradient"), ("graddient", "gradient"),
        ("gradientt", "gradient"), ("gradien", "gradient"), ("lerning rate", "learning rate"),
        ("learnnig-rate", "learning rate"), ("stpes", "steps"), ("rgadient", "gradient"), ("momentun", "the momentum"),
    ],
)  # fmt: skip
def test_one_slip_is_forgiven_in_a_long_word(typed: str, meant: str) -> None:
    assert slipped(typed, meant)
    assert not same(typed, meant)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lost", "loss"), ("lerning rete", "learning rate"), ("learning rete", "learning rate"), ("grandient", "loss"),
        ("height", "weight"), ("asymmetric", "symmetric"), ("symmetric", "asymmetric"), ("gradient", "gradient"),
        ("decrease", "increase"), ("gradi nt", "gradient2"), ("12345", "12346"), ("gradi3nt", "gradient"),
        ("the best of weights", "the rest of weights"), ("gradient, loss", "gradient"),
    ],
)  # fmt: skip
def test_more_than_a_slip_or_a_slip_in_a_short_word_is_not(typed: str, meant: str) -> None:
    assert not slipped(typed, meant)


@given(words, words)
@settings(deadline=None)
def test_a_slip_is_a_distance_of_one(typed: str, meant: str) -> None:
    if slipped(typed, meant):
        assert distance(typed, meant) == 1


@given(words, st.data())
@settings(deadline=None)
def test_every_slip_behind_the_first_letter_is_forgiven(meant: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(meant) - 1))
    letter = data.draw(st.sampled_from(string.ascii_lowercase.replace("s", "")))
    slips = [meant[:at] + letter + meant[at + 1 :], meant[:at] + letter + meant[at:], meant[:at] + meant[at + 1 :]]
    typed = data.draw(st.sampled_from([*slips, meant[: at - 1] + meant[at] + meant[at - 1] + meant[at + 1 :]]))
    assume(not typed.endswith("s") and typed not in ("the", "an"))
    assert same(typed, meant) or slipped(typed, meant)


def test_what_is_typed_without_a_slip_is_never_a_slip_in_another() -> None:
    foreseen = [("descent",), ("descend", "go down")]
    assert matching("Descend", foreseen) == 1
    assert matching("descent", foreseen) == 0
    assert matching("descenf", foreseen) is None  # as near to the one as to the other
    assert matching("desecnt", foreseen) == 0
    assert matching("desecnt", foreseen, slips=False) is None
    assert matching("going down", foreseen) is None
    assert matching("the go-down", foreseen) == 1


@given(st.text(), st.lists(st.lists(st.text(), max_size=2), max_size=3))
@settings(deadline=None)
def test_any_text_is_compared_and_finds_itself(text: str, others: list[list[str]]) -> None:
    found = matching(text, [*others, [text]])
    if not says_something(text):
        assert found is None
    else:
        assert found is not None
        assert any(same(text, other) for other in [*others, [text]][found])


@given(st.text(), st.text())
@settings(deadline=None)
def test_saying_the_same_goes_both_ways(first: str, second: str) -> None:
    assert same(first, second) == same(second, first)
    assert same(first, first)
