"""Line mode: whole lessons over a reader and a writer, as a screen reader or a pipe has them."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from tests.dialogue.written_course import LESSONS, write_course
from tutor.lesson.course import Course, open_course
from tutor.plain import LineMode
from tutor.spoken import WIDTH

GOING_ON, BOUNCING, THE_END = LESSONS
WHOLE_LESSON = ("−0.8", "It settles", "", "")
Plays = Callable[..., str]


class Interrupted(StringIO):
    """Lines, and then Ctrl-C."""

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]
        line = super().readline(-1 if size is None else size)
        if not line:
            raise KeyboardInterrupt
        return line


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path / "data"))
    return write_course(tmp_path / "course")


@pytest.fixture
def plays(course: Course) -> Plays:
    """What is on the page after someone has typed the lines; leaving must be in order."""

    def play(
        *lines: str,
        learner: str | None = "Ana",
        lesson: str | None = None,
        restart: bool = False,
        ascii: bool = False,
        typed_here: bool = True,
        reader: type[StringIO] = StringIO,
    ) -> str:
        page = StringIO()
        typed = reader("".join(f"{line}\n" for line in lines))
        mode = LineMode(course, typed, page, typed_here=typed_here, charset="ascii" if ascii else "all")
        assert mode.play(learner=learner, lesson=lesson, restart=restart) == 0
        return page.getvalue()

    return play


def one_line(page: str) -> str:
    """The page without its line breaks, so that a sentence is found wherever it wraps."""
    return " ".join(page.split())


def test_a_whole_lesson_reads_as_a_conversation(plays: Plays) -> None:
    page = one_line(plays(*WHOLE_LESSON, "quit", lesson=BOUNCING, typed_here=False))
    for said in (
        "Tutor: Nice to meet you, Ana. Your place is kept under this name.",
        "Tutor: Type help at any moment to hear what you can type.",
        "Lesson 2: Bouncing. A lesson with a question, a prediction and a run",
        "Tutor: The rate is 0.9. What is the factor?",
        "You (answer): −0.8 Right: 1 − 1.8 = −0.8.",
        "Tutor: Predict: At 1.0?",
        "You (your prediction): It settles Tutor: Your prediction: It settles. Let's see. Tutor: Run 1.0.",
        "You (learning rate; Enter runs 1.0): Run: rate 1.0. Loss",
        "Verdict: overshot, bouncing. ",
        "Not quite: You predicted: It settles. Nothing is taken away.",
        "You (learning rate; Enter goes on): Tutor: Done — for ever.",
        "Goodbye, Ana. You are through lesson 2, Bouncing.",
    ):
        assert said in page, said


def test_what_a_person_types_is_not_written_twice(plays: Plays) -> None:
    page = plays("settles nothing", "quit", lesson=BOUNCING)
    assert "settles nothing" not in page
    assert "You (answer): Tutor: I didn't understand that." in one_line(page)


def test_the_page_holds_no_escape_sequence_and_no_line_too_long(plays: Plays) -> None:
    page = plays("\x1b[31mred\x07", "h\x1bint", *WHOLE_LESSON, "lessons", "", "quit", lesson=BOUNCING, typed_here=False)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", page)
    spoken = [line for line in page.splitlines() if not line.startswith("You (")]
    assert max(map(len, spoken)) <= WIDTH


def test_ascii_mode_writes_ascii_only(plays: Plays) -> None:
    page = plays(
        "héllo → ∂", "李雷", *WHOLE_LESSON, "lessons", "", "quit", learner="José 李", lesson=BOUNCING, ascii=True
    )
    page += plays("∇", ascii=True, learner=None)
    assert page.isascii()
    assert "w^2" in page
    assert "Jose" in page
    spoken = [line for line in page.splitlines() if not line.startswith("You (")]
    assert max(map(len, spoken)) <= WIDTH


def test_one_lesson_leads_to_the_next_until_all_are_done(plays: Plays) -> None:
    page = one_line(plays("", "", *WHOLE_LESSON, "", "", "", "quit"))
    for said in (
        "Lesson 1: Going on.",
        "Lesson 2: Bouncing.",
        "Lesson 3: The end.",
        "You have done every lesson there is.",
    ):
        assert said in page
    assert "1. Going on, done 2. Bouncing, done 3. The end, done" in page


def test_whoever_comes_back_is_where_they_were(plays: Plays) -> None:
    plays("−0.8", lesson=BOUNCING)
    page = one_line(plays())
    assert "Tutor: Welcome back, Ana. Lesson 2: Bouncing." in page
    assert "We were here, with 1 of 3 parts behind you: Tutor: Predict: At 1.0?" in page
    assert "a: It " in page
    assert "Type help" not in page


def test_a_restart_begins_the_lesson_anew(plays: Plays) -> None:
    plays("−0.8", lesson=BOUNCING)
    assert "We were here" not in (page := plays(lesson=BOUNCING, restart=True))
    assert "What is the factor?" in page


def test_a_run_cut_off_is_made_when_one_comes_back(
    plays: Plays, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("tutor.lab.run_exhibit.Recording", cut_off)
        with pytest.raises(KeyboardInterrupt):
            plays("−0.8", "It settles", "", lesson=BOUNCING)
    page = one_line(plays())
    assert "We were here, with 2 of 3 parts behind you: Tutor: Run 1.0. Run: rate 1.0." in page
    assert "You predicted: It settles." in page


def test_a_lesson_with_something_open_says_so_and_mends_it(plays: Plays) -> None:
    first = one_line(plays("skip", "It settles", "", "", lesson=BOUNCING))
    assert 'One thing is still open: the question "The rate is 0.9. What is the factor?". Press Enter' in first
    page = one_line(plays("", "−0.8"))
    assert "One thing is still open: the question" in page
    assert "Tutor: That was the lesson: Bouncing. Enter takes you to the next one." in page


def test_next_with_nothing_else_left_points_at_what_is_open(plays: Plays) -> None:
    plays("", lesson=GOING_ON)
    plays("", lesson=THE_END)
    page = one_line(plays("skip", "It settles", "", "", "next", "", lesson=BOUNCING))
    assert "There is no other lesson left to do, only what is still open in this one." in page
    assert page.count("One thing is still open: ") == 2


def test_the_farewell_says_what_is_open(plays: Plays) -> None:
    page = one_line(plays("skip", "It settles", "", "", "quit", lesson=BOUNCING))
    assert page.endswith("Goodbye, Ana. Your place in lesson 2 (2/3) is kept, with one thing still open.")


def test_without_a_record_a_lesson_left_is_where_it_was(
    plays: Plays, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path / "file" / "data"))
    page = one_line(plays("−0.8", "lessons", "1", "lessons", "2", "quit", lesson=BOUNCING))
    assert "2. Bouncing, 1 of 3" in page
    assert "We were here, with 1 of 3 parts behind you: Tutor: Predict: At 1.0?" in page


def test_the_list_of_lessons_leads_to_any_lesson_or_back(plays: Plays) -> None:
    page = one_line(plays("lessons", "", "lessons", "nothing like it", "back", "lessons", "end", "lessons", "bye"))
    assert page.count("You (lesson number, Enter to stay, or quit): Tutor: One.") == 2
    assert 'There is no lesson "nothing like it"' in page
    assert "Lesson 3: The end." in page
    assert "Goodbye, Ana. Your place in lesson 3 (0/1) is kept." in page


def test_a_finished_lesson_picked_from_the_list_is_played_again(plays: Plays) -> None:
    plays("", lesson=GOING_ON)
    plays(*WHOLE_LESSON, lesson=BOUNCING)
    page = one_line(plays("", "", "3", "quit", lesson=THE_END))
    assert page.count("Lesson 3: The end.") == 2
    assert page.count("Tutor: Three.") == 2


def test_a_name_is_asked_until_there_is_one(plays: Plays) -> None:
    page = one_line(plays("", "?", "x" * 50, "help", "I am Eva.", "quit", learner=None))
    assert page.startswith("Tutor: Hello! I am your tutor.")
    assert page.count("You (your name):") == 5
    assert "Nice to meet you, Eva." in page
    assert "Goodbye, Eva." in page


@pytest.mark.parametrize("reader", [StringIO, Interrupted], ids=["end of input", "ctrl-c"])
@pytest.mark.parametrize("lines", [WHOLE_LESSON[:count] for count in range(5)], ids=len)
def test_the_end_of_input_or_ctrl_c_leaves_politely_at_every_prompt(
    plays: Plays, lines: tuple[str, ...], reader: type[StringIO]
) -> None:
    page = plays(*lines, lesson=BOUNCING, reader=reader)
    assert page.splitlines()[-1].startswith("Goodbye, Ana.")


@pytest.mark.parametrize("reader", [StringIO, Interrupted], ids=["end of input", "ctrl-c"])
def test_leaving_is_possible_at_the_name_and_in_the_list(plays: Plays, reader: type[StringIO]) -> None:
    assert plays(learner=None, reader=reader).endswith("You (your name): \n")
    assert plays("quit", learner=None, reader=reader).endswith("You (your name): ")
    assert plays("lessons", reader=reader).splitlines()[-1].startswith("Goodbye, Ana.")


def test_a_broken_lesson_is_told_and_another_can_be_chosen(plays: Plays, course: Course) -> None:
    (course.folder / f"{BOUNCING}.md").write_text("---\ntitle: Broken\n---\n::: quiz\n", encoding="utf-8")
    page = one_line(plays("", "1", "quit", lesson=BOUNCING))
    assert "This lesson can't be played: " in page
    assert ".. " not in page
    assert "You (lesson number, or quit): Tutor: Type the number of a lesson, or quit." in page
    assert "Lesson 1: Going on." in page


NETWORK = """\
---
title: A network
about: A walk through a small network
minutes: 5
concepts: network
---

```network
weights = [[[0.5]], [[2.0]]]
input = 1
target = 1
to = "loss"
fill = ["yhat"]
hints = ["Multiply."]
[claims]
"yhat" = "1.245"
```
"""


def test_a_network_is_told_in_sentences_and_its_numbers_as_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path / "data"))
    (tmp_path / "course.toml").write_text('format = 1\ntitle = "Net"\nlessons = ["01-net"]\n', encoding="utf-8")
    (tmp_path / "01-net.md").write_text(NETWORK, encoding="utf-8")
    page = StringIO()
    lines = StringIO("\n\n1.2\n2.6225\n1.245\nnumbers\nquit\n")
    mode = LineMode(open_course(tmp_path), lines, page, typed_here=False, charset="ascii")
    assert mode.play(learner="Ana") == 0
    assert page.getvalue().isascii()
    assert "\n    z(h)  0.5\n    h     0.6225\n    yhat  1.245\n" in page.getvalue()
    told = one_line(page.getvalue())
    for said in (
        "You (Enter: next step): Tutor: h takes what comes in times its weight: 0.5*1 = 0.5. This sum is called z(h).",
        "Tutor: What is yhat? It is w2*h. Three digits are enough. You (yhat): 1.2",
        "Tutor: 1.2 is close. Please give yhat to three digits.",
        "Not quite: You added. A weight multiplies what comes through it: w2 times h.",
        "Right: yhat takes what comes in times its weight: 2*0.6225 = 1.245. That is the network's answer.",
    ):
        assert said in told, said


def test_in_a_network_any_word_for_its_picture_gives_the_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path / "data"))
    (tmp_path / "course.toml").write_text('format = 1\ntitle = "Net"\nlessons = ["01-net"]\n', encoding="utf-8")
    (tmp_path / "01-net.md").write_text(NETWORK, encoding="utf-8")
    for word in ("/numbers", "/table", "/chart"):
        page = StringIO()
        mode = LineMode(open_course(tmp_path), StringIO(f"\n\n{word}\nquit\n"), page, typed_here=True, charset="ascii")
        assert mode.play(learner=word) == 0
        assert "\n    z(h)  0.5\n    h     0.6225\n" in page.getvalue()


PICTURE = """\
---
title: A picture
about: A drawing and what it shows
minutes: 1
---

Look:

```picture The loss falls from 9 to 0.
9 │■■
0 │  ■■
```
"""


def test_a_drawing_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path / "data"))
    (tmp_path / "course.toml").write_text('format = 1\ntitle = "P"\nlessons = ["01-p"]\n', encoding="utf-8")
    (tmp_path / "01-p.md").write_text(PICTURE, encoding="utf-8")
    page = StringIO()
    assert LineMode(open_course(tmp_path), StringIO(), page, typed_here=True, charset="all").play(learner="Ana") == 0
    assert "Tutor: Look:\nPicture: The loss falls from 9 to 0.\n" in page.getvalue()
    assert "■" not in page.getvalue()


@pytest.mark.parametrize("asked", ["where", "Where am I?", "/where"])
def test_where_tells_how_far_one_is(plays: Plays, asked: str) -> None:
    assert "Tutor: Lesson 2, Bouncing: 1 of 3 parts are behind you. You" in one_line(
        plays("−0.8", asked, lesson=BOUNCING)
    )


def test_help_tells_the_words_of_line_mode_too(plays: Plays) -> None:
    page = one_line(plays("help", lesson=BOUNCING))
    assert "You can type: hint, answer, skip, again, back, lessons, lesson 10, quit." in page
    assert "Type where to hear how far you are." in page
    assert " · " not in page
    assert "About the last run" not in page
    page = one_line(plays(*WHOLE_LESSON[:3], "help", "quit", lesson=BOUNCING))
    assert "About the last run: numbers for a table" in page


def test_a_run_is_answered_about_for_as_long_as_it_is_talked_about(plays: Plays) -> None:
    page = one_line(plays(*WHOLE_LESSON, "numbers", "/landscape", "quit", lesson=BOUNCING))
    assert "Done — for ever." in page
    after = page.partition("Done — for ever.")[2]
    assert "rate 1.0: step loss w rate 0 9 3 -" in after
    assert "Run: rate 1.0. w came back to 3 and turned round at every step." in after


def test_the_next_lesson_knows_nothing_of_the_runs_before_it(plays: Plays) -> None:
    page = one_line(plays(*WHOLE_LESSON, "", "/numbers", "quit", lesson=BOUNCING))
    assert "There is nothing to look at yet. Run something first." in page.partition("Lesson 3")[2]


def test_without_lessons_there_is_nothing_to_play(course: Course) -> None:
    page = StringIO()
    empty = Course("Empty", (), course.folder)
    assert LineMode(empty, StringIO(), page, typed_here=True, charset="all").play(learner="Ana") == 1
    assert "There is no lesson to play." in page.getvalue()


def test_a_record_that_cannot_be_kept_is_told_and_promises_nothing(
    plays: Plays, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path / "file" / "data"))
    page = one_line(plays("", "quit"))
    assert "what you do now will not be remembered. Tutor: Nice to meet you, Ana. Tutor:" in page
    assert "You are through lesson 1" in page


@pytest.mark.parametrize("lesson", [outline.id for outline in open_course().outlines])
def test_every_lesson_of_the_course_plays_to_its_end_with_answer_skip_and_enter(
    lesson: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path))
    page = StringIO()
    lines = StringIO("help\nhint\nanswer\nskip\n" * 40)
    mode = LineMode(open_course(), lines, page, typed_here=False, charset="ascii")
    assert mode.play(learner="Ana", lesson=lesson) == 0
    assert page.getvalue().isascii()
    assert re.search(r"things? (is|are) still\s+open", page.getvalue())


def test_in_the_list_of_lessons_one_can_ask_and_is_told_what_to_type(plays: Plays) -> None:
    page = one_line(plays("lessons", "help", "what is a quokka?", "go to lesson 1", "quit", lesson=BOUNCING))
    assert "Tutor: Type the number of a lesson or a word of its title." in page
    assert "Tutor: I don't know that one." in page
    assert "Lesson 1: " in page
