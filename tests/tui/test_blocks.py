"""Utterances as text with roles, in the signs that a terminal has."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.tui.learner import TERMINAL
from tutor.dialogue.model import Choices, Feedback, Judged, LearnerSaid, Leave, LessonEnded, TutorSays, Utterance
from tutor.engine.model import Verdict
from tutor.lesson.model import Message, Span
from tutor.tui.blocks import LEARNER, TUTOR, Block, blocks
from tutor.tui.glyphs import ASCII, CONSOLE, FULL, Glyphs, glyphs_for


def only(utterance: Utterance, glyphs: Glyphs = FULL) -> Block:
    (block,) = blocks([utterance], glyphs)
    return block


def text(block: Block) -> str:
    return block.indent + "".join(piece.text for piece in block.pieces)


def judged(verdict: str, reason: str) -> Judged:
    return Judged(Verdict(verdict, reason, "high", "", "", {}), ("It did this.", "Try about 0.5."))


def test_the_tutors_words_keep_their_emphasis() -> None:
    block = only(TutorSays(Message((Span("a "), Span("limit", "strong"), Span(" of "), Span("w²", "code")))))
    assert [(piece.text, piece.role) for piece in block.pieces] == [
        ("a ", "plain"),
        ("limit", "strong"),
        (" of ", "plain"),
        ("w²", "code"),
    ]
    assert (block.speaker, block.wrapped, block.close) == (TUTOR, True, False)


def test_code_is_not_wrapped_and_items_stand_close() -> None:
    assert not only(TutorSays(Message((Span("1  2"),), "code"))).wrapped
    item = only(TutorSays(Message((Span("first"),), "item", "•")))
    assert (text(item), item.close) == ("• first", True)


def test_the_learners_line_is_the_learners() -> None:
    assert (only(LearnerSaid("0.9")).speaker, text(only(LearnerSaid("0.9")))) == (LEARNER, "0.9")


def test_choices_are_lettered() -> None:
    shown = blocks([Choices((("a", "yes"), ("b", "no")))], FULL)
    assert [text(block) for block in shown] == ["a) yes", "b) no"]


@pytest.mark.parametrize(("glyphs", "signs"), [(FULL, "✔✘"), (CONSOLE, "+×"), (ASCII, "+x")])
def test_right_and_wrong_differ_by_sign_and_not_by_colour_alone(glyphs: Glyphs, signs: str) -> None:
    message = Message((Span("Because."),))
    assert [text(only(Feedback(right, message), glyphs)) for right in (True, False)] == [
        f"{signs[0]} Because.",
        f"{signs[1]} Because.",
    ]


@pytest.mark.parametrize("glyphs", [FULL, CONSOLE, ASCII])
def test_each_verdict_has_a_sign_and_a_word_of_its_own(glyphs: Glyphs) -> None:
    shown = [
        text(only(judged(*verdict), glyphs))
        for verdict in (("converged", "zigzag"), ("overshot", "late-divergence"), ("stalled", "crawling"))
    ]
    assert shown[0].startswith(f"{glyphs.converged} CONVERGED, zigzag. It did this. Try about 0.5.")
    assert shown[1].startswith(f"{glyphs.overshot} OVERSHOT, late divergence.")
    assert shown[2].startswith(f"{glyphs.stalled} STALLED, crawling.")
    assert len({line[0] for line in shown}) == 3


def test_what_is_no_text_is_not_shown() -> None:
    assert list(blocks([Leave("out"), LessonEnded(True)], FULL)) == []


def test_ascii_is_spelled_out() -> None:
    block = only(TutorSays(Message((Span("w² − ½ → “yes” · é"),))), ASCII)
    assert text(block) == 'w^2 - 1/2 -> "yes" | e'
    assert text(only(TutorSays(Message((Span("item"),), "item", "•")), ASCII)) == "- item"


def test_the_signs_are_those_that_the_terminal_has() -> None:
    assert glyphs_for(TERMINAL) is FULL
    assert glyphs_for(replace(TERMINAL, kind="linux", braille=False)) is CONSOLE
    assert glyphs_for(replace(TERMINAL, utf8=False, braille=False)) is ASCII
    assert all(str(getattr(ASCII, name)).isascii() for name in ASCII.__slots__)
