from __future__ import annotations

from pathlib import Path

import pytest

from tests.lesson.test_check import HINT, assert_found, findings
from tests.lesson.writing import TOP, error_in, only_quiz, quiz

ORDER = "::: quiz q order"
ITEMS = "1. Forward pass\n2. The *loss*\n3. Backward pass\n4. Update\n\n"
ASK = "Put one step of training in order.\n\n"
RIGHT = "- [x] in order\n  > Yes.\n"
SWAPPED = "- [ ] 1 3 2 4\n  > The backward pass starts from the loss. {misconception=backward-first}\n"
ELSE = "- [ ] anything else\n  > What needs what?\n"
GOOD = ASK + ITEMS + RIGHT + SWAPPED + ELSE + HINT


def test_an_order_question_has_items_and_answers_orders() -> None:
    found = only_quiz(quiz(GOOD, ORDER))
    assert found.kind == "order"
    assert found.items == ("Forward pass", "The loss", "Backward pass", "Update")
    assert [message.text for message in found.question] == ["Put one step of training in order."]
    assert [(choice.text, choice.order, choice.right) for choice in found.choices] == [
        ("in order", (0, 1, 2, 3), True),
        ("1 3 2 4", (0, 2, 1, 3), False),
        ("anything else", None, False),
    ]
    assert found.choices[1].misconception == "backward-first"


def test_text_may_stand_on_both_sides_of_the_list() -> None:
    found = only_quiz(quiz(ASK + "- a bullet\n\n" + ITEMS + "Type the letters.\n\n" + RIGHT + ELSE, ORDER))
    assert [message.text for message in found.question] == [
        "Put one step of training in order.",
        "a bullet",
        "Type the letters.",
    ]


@pytest.mark.parametrize("written", ["2, 1, 3, 4", "2 > 1 > 3 > 4", "2-1-3-4", "2 → 1 → 3 → 4", "2; 1; 3; 4"])
def test_a_foreseen_order_may_be_written_in_many_ways(written: str) -> None:
    found = only_quiz(quiz(ASK + ITEMS + RIGHT + f"- [x] {written}\n  > Also.\n" + ELSE, ORDER))
    assert (found.choices[1].text, found.choices[1].order, found.choices[1].right) == ("2 1 3 4", (1, 0, 2, 3), True)


def test_the_right_order_may_be_written_in_numbers() -> None:
    found = only_quiz(quiz(ASK + ITEMS + "- [x] 1 2 3 4\n  > A.\n" + ELSE, "::: predict q order"))
    assert (found.choices[0].text, found.predict) == ("in order", True)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (quiz(ASK + RIGHT + ELSE, f"¦{ORDER}"), "there is nothing to put in order; write the items as a list"),
        (quiz(ITEMS + RIGHT + ELSE, f"¦{ORDER}"), 'the quiz "q" asks nothing'),
        (quiz(ASK + ITEMS, f"¦{ORDER}"), 'the quiz "q" has no choices'),
        (quiz(ASK + "1. a\n2. b\n\nText.\n\n¦1. c\n\n" + RIGHT, ORDER), "there are two numbered lists"),
        (quiz(ASK + "¦0. a\n1. b\n\n" + RIGHT, ORDER), "this list does not begin with 1"),
        (quiz(ASK + "1. a\n¦2.\n3. c\n\n" + RIGHT, ORDER), "this item is empty"),
        (quiz(ASK + "1. a\n¦2. b\n\n   more\n\n3. c\n\n" + RIGHT, ORDER), "an item is one line of text"),
        (quiz(ASK + "1. a\n2. b\n¦3. *A*\n\n" + RIGHT, ORDER), '"A" stands here twice, at line 9 too; tell them apart'),
        (
            quiz(ASK + ITEMS + RIGHT + "- [ ] ¦1 3 2\n  > No.\n", ORDER),
            '"1 3 2" is no order of the 4 items; write each number once, such as 2 1 3 4, or "in order", or',
        ),
        (quiz(ASK + ITEMS + RIGHT + "- [ ] ¦1 3 2 2\n  > No.\n", ORDER), '"1 3 2 2" is no order'),
        (quiz(ASK + ITEMS + RIGHT + "- [ ] ¦the loss first\n  > No.\n", ORDER), '"the loss first" is no order'),
        (quiz(ASK + ITEMS + "- ¦[ ] in order\n  > No.\n", ORDER), "the order of the list is the right one; give it"),
        (quiz(ASK + ITEMS + "- ¦[ ] 1 2 3 4\n  > No.\n", ORDER), "the order of the list is the right one"),
        (quiz(ASK + ITEMS + "- ¦[x] anything else\n  > No.\n", ORDER), '"anything else" cannot be right'),
        (
            quiz(ASK + "\n".join(f"{n}. item {n}" for n in range(1, 28)) + "\n\n" + RIGHT, f"¦{ORDER}"),
            'the quiz "q" has 27 items; 26 is the most',
        ),
    ],
)
def test_what_is_wrong_is_told_at_its_line_and_column(body: str, told: str) -> None:
    assert error_in(TOP + body).startswith(told)


def test_a_good_order_question_has_no_findings(tmp_path: Path) -> None:
    assert findings(tmp_path, TOP + quiz(GOOD, ORDER)) == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (quiz(ASK + "1. a\n2. b\n\n" + RIGHT + ELSE + HINT, f"¦{ORDER}"), '"q" has 2 items to put in order; 3 to 7'),
        (
            quiz(ASK + "\n".join(f"{n}. item {n}" for n in range(1, 9)) + "\n\n" + RIGHT + ELSE + HINT, f"¦{ORDER}"),
            '"q" has 8 items to put in order',
        ),
        (quiz(ASK + ITEMS + ELSE + HINT, f"¦{ORDER}"), '"q" does not answer the right order; add - [x] in order'),
        (quiz(ASK + ITEMS + RIGHT + HINT, f"¦{ORDER}"), '"q" does not answer orders that it does not name; add'),
        (quiz(ASK + ITEMS + RIGHT + ELSE, f"¦{ORDER}"), '"q" has no hint'),
        (quiz(ASK + ITEMS + RIGHT + ELSE + "- ¦[ ] 2 1 3 4\n" + HINT, ORDER), '"2 1 3 4" gets no feedback'),
        (
            quiz(ASK + ITEMS + RIGHT + SWAPPED + "- ¦[ ] 1, 3, 2, 4\n  > No.\n" + ELSE + HINT, ORDER),
            '"1 3 2 4" is the same order as at line 16; keep one',
        ),
        (
            quiz(ASK + f"1. a\n2. b\n3. {'x' * 71}\n\n" + RIGHT + ELSE + HINT, f"¦{ORDER}"),
            f'"{"x" * 39}…" has 71 columns; 70 fit',
        ),
    ],
)
def test_what_is_not_good_is_told_at_its_line_and_column(tmp_path: Path, body: str, told: str) -> None:
    assert_found(tmp_path, TOP + body, told)
