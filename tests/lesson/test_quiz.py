from __future__ import annotations

import pytest

from tests.lesson.writing import CHOICES, RIGHT, TOP, WRONG, error_in, only_quiz, parse, quiz
from tutor.errors import Place
from tutor.lesson.model import Quiz

NUMBER = "::: quiz q number"


def numbers(*items: str) -> Quiz:
    """A number question with these items, the first of which is right."""
    listed = "\n".join(f"- [{' ' if index else 'x'}] {item}\n  > So." for index, item in enumerate(items))
    return only_quiz(quiz(f"How far?\n\n{listed}", NUMBER))


def test_a_question_has_text_choices_feedback_and_hints() -> None:
    found = only_quiz(
        quiz(
            "The rate goes from **0.9**\nto 1.8.\n\n    w = 3\n\n1. one\n\nWhat will you see?\n\n"
            "- [ ] It gets there\n  twice as *fast*\n"
            "  > Twice the stride\n  > is not `twice` the progress. {misconception=faster-is-better}\n"
            "- [x] It bounces\n  > Yes.\n  >\n  > The other side.\n\n"
            "Hint: each step\nmultiplies.\n\nHint: by *what*?\nhint: by 1 − rate.",
            "::: quiz rate-doubled",
        )
    )
    assert (found.id, found.kind, found.predict) == ("rate-doubled", "choice", False)
    assert [(message.kind, message.text) for message in found.question] == [
        ("text", "The rate goes from 0.9 to 1.8."),
        ("code", "w = 3"),
        ("item", "one"),
        ("text", "What will you see?"),
    ]
    wrong, right = found.choices
    assert (wrong.text, wrong.right, wrong.feedback, wrong.misconception) == (
        "It gets there twice as fast",
        False,
        "Twice the stride is not twice the progress.",
        "faster-is-better",
    )
    assert (right.text, right.right, right.feedback, right.misconception) == (
        "It bounces",
        True,
        "Yes. The other side.",
        None,
    )
    assert (wrong.place, right.place) == (Place("08-too-high.md", 16, 3), Place("08-too-high.md", 20, 3))
    assert found.hints == ("each step multiplies.", "by what?", "by 1 − rate.")
    assert found.place == Place("08-too-high.md", 6, 1)


def test_more_than_one_right_choice_asks_for_several() -> None:
    assert only_quiz(quiz(f"Which?\n\n{RIGHT}{WRONG}- [X] also\n  > Yes.")).kind == "several"


@pytest.mark.parametrize("opening", ["::: quiz q once", "::: quiz q order once"])
def test_a_question_may_make_sense_only_where_it_stands(opening: str) -> None:
    body = "Sort.\n\n1. one\n2. two\n3. three\n\n- [x] in order\n  > Yes.\n- [ ] anything else\n  > No."
    found = only_quiz(quiz(body if "order" in opening else f"Why?\n\n{CHOICES}", opening))
    assert found.once
    assert not only_quiz(quiz(f"Why?\n\n{CHOICES}")).once


def test_a_prediction_is_marked_as_one() -> None:
    found = only_quiz(quiz(f"What next?\n\n{CHOICES}", "::: predict q"))
    assert (found.predict, found.kind, found.hints) == (True, "choice", ())


def test_empty_lines_between_choices_and_other_bullets_change_nothing() -> None:
    tight = only_quiz(quiz("Why?\n\n- [x] a\n  > A.\n- [ ] b\n  > B."))
    loose = only_quiz(quiz("Why?\n\n- [x] a\n\n  > A.\n\n* [ ] b\n\n  > B.\n"))
    assert [(c.text, c.right, c.feedback) for c in tight.choices] == [
        (c.text, c.right, c.feedback) for c in loose.choices
    ]


def test_longer_fences_and_text_right_after_the_end_are_fine() -> None:
    steps = parse(f"Text\n:::: quiz a\nWhy?\n\n{CHOICES}\n::::\nMore.\n").steps
    assert [type(step).__name__ for step in steps] == ["Say", "Quiz", "Say"]


def test_number_choices_have_a_value_and_a_tolerance() -> None:
    found = numbers("0.025 ± 0.001", "-2.40", "1/4", "7e8", "anything else")
    assert found.kind == "number"
    assert [(choice.text, choice.number) for choice in found.choices] == [
        ("0.025", 0.025),
        ("-2.40", -2.4),
        ("1/4", 0.25),
        ("7e8", 7e8),
        ("anything else", None),
    ]
    assert [choice.tolerance for choice in found.choices] == pytest.approx([0.001, 0.005, 0.005, 5e7, 0.0])


def test_a_number_question_may_be_a_prediction_and_have_two_right_numbers() -> None:
    found = only_quiz(quiz("How far?\n\n- [x] 0.5\n  > A.\n- [x] 0.25\n  > B.", "::: predict q number"))
    assert (found.kind, found.predict) == ("number", True)


def test_a_whole_number_means_itself() -> None:
    zero, million = numbers("0", "1000000").choices
    assert zero.tolerance == 0
    assert 0 < million.tolerance <= 0.01


def test_a_tolerance_that_nobody_wrote_stops_short_of_half_way_to_the_next_number() -> None:
    wide, near, *_ = numbers("0.3", "0.25", "0.5 ± 0.2").choices
    assert wide.tolerance < 0.025
    assert near.tolerance == pytest.approx(0.005)
    for choice in (wide, near):
        assert abs(0.275 - (choice.number or 0)) > choice.tolerance


def test_a_tolerance_that_is_written_stays() -> None:
    assert numbers("0.3 ± 0.2", "0.25").choices[0].tolerance == 0.2


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (quiz("Why?\n\n" + CHOICES, "¦::: quiz"), "this quiz has no name; write ::: quiz some-name"),
        (quiz("Why?\n\n" + CHOICES, "::: ¦quizz a"), 'there is no block "quizz"; did you mean "quiz"?'),
        (quiz("Why?\n\n" + CHOICES, "::: ¦warning"), 'there is no block "warning"; valid: predict, quiz'),
        (quiz("Why?\n\n" + CHOICES, "::: quiz ¦First_step"), 'a quiz cannot be called "First_step"; use small letters'),
        (
            quiz("Why?\n\n" + CHOICES, "::: quiz a ¦numbr"),
            '"numbr" cannot follow the name of a quiz; did you mean "number"?',
        ),
        (quiz("Why?\n\n" + CHOICES, "::: quiz a number ¦twice"), '"twice" cannot follow'),
        (
            quiz("Why?\n\n" + CHOICES, "::: quiz a ¦onc"),
            '"onc" cannot follow the name of a quiz; did you mean "once"? (valid: number, once, order, text, verdict)',
        ),
        (quiz("Why?\n\n" + CHOICES, "::: quiz a once ¦number"), '"number" cannot follow'),
        (quiz("Why?\n\n" + CHOICES, "::: predict a ¦once"), '"once" cannot follow the name of a predict'),
        ("Text.\n\n¦::: quiz a\nWhy?\n\n" + CHOICES, "::: quiz a has no end; close it with a line :::"),
        ("¦::: quiz a", "::: quiz a has no end"),
        (
            "¦::: quiz a\nWhy?\n\n" + CHOICES + "\n::: quiz b\nWhy?\n\n" + CHOICES + "\n:::\n",
            "::: quiz a has no end before the next block begins at line 14",
        ),
        (quiz(CHOICES, "¦::: quiz a"), 'the quiz "a" asks nothing'),
        (quiz("Why?\n\nHow?", "¦::: predict a"), 'the predict "a" has no choices; write them as a list'),
        (quiz("Why?\n\n- yes\n- no", "¦::: quiz a"), 'the quiz "a" has no choices'),
        (quiz("Why?\n\n" + "- [ ] a\n  > A.\n" * 27, "¦::: quiz a"), 'the quiz "a" has 27 choices; 26 is the most'),
        (quiz("Why?\n\n" + RIGHT + "¦- no\n"), "this item has no box; begin it with [x]"),
        (quiz("Why?\n\n" + RIGHT + "- ¦[] no\n  > No."), '"[]" is no box; write [x]'),
        (quiz("Why?\n\n" + RIGHT + "- ¦[v] no\n  > No."), '"[v]" is no box'),
        (quiz("Why?\n\n" + RIGHT + "- ¦[ ]\n  > No."), "this choice is empty"),
        (quiz("Why?\n\n" + RIGHT + "\n¦> No."), "this feedback belongs to no choice; indent it"),
        (
            quiz("Why?\n\n" + RIGHT + "\n  ¦No."),
            "only feedback can stand below a choice; begin each of its lines with >",
        ),
        (quiz("Why?\n\n- [x] yes\n  ¦> - a list"), "feedback is plain text"),
        (
            quiz("Why?\n\n" + RIGHT + "¦Hint: think."),
            "this hint has become part of the feedback above it; put an empty line",
        ),
        (quiz("Why?\n\n¦Hint: think.\n\n" + RIGHT), "this hint does not stand below the choices"),
        (
            quiz("Why?\n\n" + RIGHT + "\n¦Hints: think."),
            "only hints can follow the choices; write it as Hint: and the text",
        ),
        (quiz("Why?\n\n" + RIGHT + "\n¦So there."), "only hints can follow the choices; write Hint: before it"),
        (
            quiz("Why?\n\n" + RIGHT + "\n¦```\ncode\n```"),
            "only hints can follow the choices; hints are plain paragraphs",
        ),
        (quiz("Why?\n\n" + RIGHT + "\n¦Hint:"), "this hint is empty"),
        (quiz("Why?\n\n" + RIGHT + "\nHint: a\n¦Hint:\nHint: c"), "this hint is empty"),
        (quiz("Why?\n\n¦---\n\n" + RIGHT), "a pause (---) cannot stand here"),
        (quiz("Why?\n\n¦```lab\nx = 1\n```\n\n" + RIGHT), "a lab cannot stand inside a question"),
        (quiz("Why?\n\n¦```\nx = 1\n\n" + RIGHT), "this block has no end"),
        (
            quiz("Why?\n\n- [ ] no\n  > No,\n  > no. ¦{misconcept=a-b}"),
            'feedback has no "misconcept"; did you mean "misconception"?',
        ),
        (quiz("Why?\n\n- [ ] no\n  > No. ¦{misconception=A_b}"), 'a misconception cannot be called "A_b"; use small'),
        (quiz("Why?\n\n- [ ] no\n  > No. ¦{misconception}"), 'a misconception cannot be called ""'),
        (
            quiz("Why?\n\n- [ ] no\n  > No. ¦{misconception=a-b"),
            "{misconception=…} does not end the feedback, or has no }",
        ),
        (quiz("Why?\n\n- [ ] no\n  > ¦{misconception=a-b} No."), "{misconception=…} does not end the feedback"),
        (
            quiz("Why?\n\n- [ ] no ¦{misconception=a-b}\n  > No."),
            "{misconception=…} stands in the choice; put it at the end",
        ),
        (quiz("How far?\n\n- [x] ¦0,5\n  > A.", NUMBER), '"0,5" is not a number; write one such as 0.025, 1/4'),
        (quiz("How far?\n\n- [x] ¦0.5 ± x\n  > A.", NUMBER), '"0.5 ± x" is not a number'),
        (quiz("How far?\n\n- ¦[x] anything else\n  > A.", NUMBER), '"anything else" cannot be right'),
    ],
)
def test_what_is_wrong_is_told_at_its_line_and_column(body: str, told: str) -> None:
    assert error_in(TOP + body).startswith(told)


@pytest.mark.parametrize(
    "second", [quiz("Why?\n\n" + CHOICES, "¦::: predict q"), '¦```lab\nid = "q"\nproblem = "bowl"\n```\n']
)
def test_a_name_can_be_used_only_once(second: str) -> None:
    told = error_in(TOP + quiz("Why?\n\n" + CHOICES) + "\n" + second)
    assert told.startswith('"q" is already the name of a question, lab or network, at line 6')


def test_a_long_foreign_word_is_cut_and_cleaned() -> None:
    told = error_in(TOP + quiz("Why?\n\n" + CHOICES, "::: quiz ¦" + "A" * 500 + "\x1b[31m"))
    assert told.startswith(f'a quiz cannot be called "{"A" * 39}…"')
    assert told.isprintable()
