from __future__ import annotations

import subprocess
import sys

import pytest

from tests.lesson.writing import TOP, error_in, lab, parse, quiz
from tutor.errors import Place
from tutor.lesson.model import Message, Pause, Say, Span


def said(body: str) -> list[Message]:
    return [step.message for step in parse(body).steps if isinstance(step, Say)]


def test_each_paragraph_is_one_message_and_its_line_breaks_are_spaces() -> None:
    assert [message.text for message in said("One\ntwo  \nthree\\\nfour.\n\nFive.")] == ["One two three four.", "Five."]


def test_strong_emphasis_and_code_are_spans() -> None:
    (message,) = said("A **bold *and* word**, an *other* and `w = 3`.")
    assert message.spans == (
        Span("A "),
        Span("bold and word", "strong"),
        Span(", an "),
        Span("other", "emphasis"),
        Span(" and "),
        Span("w = 3", "code"),
        Span("."),
    )


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("see [the *paper*](http://example.org/x) here", "see the paper here"),
        ("see [the paper][p]\n\n[p]: http://example.org/x", "see the paper"),
        ("see <http://example.org>", "see http://example.org"),
        ("![a steep bowl](bowl.png)", "a steep bowl"),
        ("a <b>bold</b> claim", "a <b>bold</b> claim"),
        ("<script>x</script>", "<script>x</script>"),
        ("w² − ½ · ∂L/∂w &lt; 1 \\*not emphasis\\*", "w² − ½ · ∂L/∂w < 1 *not emphasis*"),
        ("[/] [@click=app.quit]x[/]", "[/] [@click=app.quit]x[/]"),
    ],
)
def test_links_pictures_and_html_become_their_text(markdown: str, text: str) -> None:
    assert said(markdown)[0].text == text


@pytest.mark.parametrize(
    "written", ["a\x1b[31mb", "a&#27;[31mb", "a\u202eb", "a\x00b", "`a\x1b]0;x\x07b`", "a\x9b31mb"]
)
def test_no_control_character_survives(written: str) -> None:
    (message,) = said(written)
    assert message.text.isprintable()
    assert message.text.startswith("a")
    assert message.text.endswith("b")


def test_list_items_have_their_marker() -> None:
    messages = said("- one\n- two\n  - deeper\n\n3. three\n3. four\n\n   more of four")
    assert [(message.kind, message.marker, message.text) for message in messages] == [
        ("item", "•", "one"),
        ("item", "•", "two"),
        ("item", "•", "deeper"),
        ("item", "3.", "three"),
        ("item", "4.", "four"),
        ("text", "", "more of four"),
    ]


@pytest.mark.parametrize(
    "code", ["```\n a\n\n  b\n```", "```text\n a\n\n  b\n```", "     a\n\n      b", "~~~python\n a\n\n  b\n~~~"]
)
def test_code_keeps_its_lines(code: str) -> None:
    (message,) = said(code)
    assert (message.kind, message.text) == ("code", " a\n\n  b")


def test_a_heading_is_a_heading_and_a_quotation_is_text() -> None:
    assert [(message.kind, message.text) for message in said("## The *limit*\n\n> So be it.")] == [
        ("heading", "The limit"),
        ("text", "So be it."),
    ]


def test_a_line_of_hyphens_pauses_even_right_under_text() -> None:
    steps = parse("One.\n\n---\n\nTwo.\n---\nThree.").steps
    assert [type(step) for step in steps] == [Say, Pause, Say, Pause, Say]
    assert [step.place.line for step in steps] == [6, 8, 10, 11, 12]


def test_places_count_lines_from_the_top_of_the_file() -> None:
    assert [step.place for step in parse("One.\n\n   Two.").steps] == [
        Place("08-too-high.md", 6, 1),
        Place("08-too-high.md", 8, 4),
    ]


def test_every_line_end_gives_the_same_lesson() -> None:
    body = "One\ntwo.\n\n```\na\nb\n```\n"
    assert parse(body) == parse(body.replace("\n", "\r\n")) == parse(body.replace("\n", "\r"))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("Text.\n\n¦| a | b |\n|---|---|\n| 1 | 2 |", "tables are not shown; put it between lines of ```"),
        ("Text.\n\n¦:::\n\nText.", "this ::: ends nothing; take it away"),
        ("Text.\n¦:::\n", "this ::: ends nothing"),
        ("Text.\n\n  ¦Hint: try.", "this hint does not stand below the choices"),
        ("It is so. ¦{misconception=a}", "a misconception stands outside the feedback"),
        ("- ¦[x] yes", "this choice stands outside a question; put ::: quiz"),
        ("¦```\nx = 1\n", 'this block has no end: no line "```" follows; close it'),
        ("¦~~~", "this block has no end"),
        ("¦> ```\n> x\n\nText.", "this block has no end"),
        ("¦```labs\nx\n```", 'there is no block "labs"; did you mean "lab"?'),
        ("¦```lab 1\nx\n```", "nothing can follow lab on this line"),
        (
            "¦- ```lab\n  x = 1\n  ```",
            "a lab cannot stand inside a question, a list or a quotation; start it at the left",
        ),
        ("¦> ::: quiz a\n> Why?\n> :::", "a question cannot stand inside a list"),
        ("¦- ***\n", "a pause (---) cannot stand here"),
        ("¦" + "> " * 13 + "deep", "this is nested too deeply; start it farther left"),
    ],
)
def test_what_cannot_be_said_is_refused_where_it_stands(body: str, told: str) -> None:
    assert error_in(TOP + body).startswith(told)


def test_the_first_error_of_the_file_is_raised() -> None:
    body = lab("steps = 0") + "\n" + quiz("Why?\n\n- [x] a\n  > A.\n") + "\n```lab\nbad\n```\n"
    assert error_in(TOP + body.replace("steps", "¦steps")).startswith("steps is")


@pytest.mark.parametrize("text", ["", "   \n\n", "\ufeff"])
def test_an_empty_file_is_no_lesson(text: str) -> None:
    assert error_in("¦" + text).startswith("the file is empty")


def test_a_lesson_of_front_matter_only_says_nothing() -> None:
    assert error_in("---\ntitle: A\nabout: B\n---\n¦").startswith("the lesson says nothing")


def test_reading_a_lesson_imports_neither_numpy_nor_textual() -> None:
    probe = (
        "import sys; from tutor.lesson.course import open_course; course = open_course(); "
        "assert 'markdown_it' not in sys.modules, 'listing parses nothing'; "
        "from tutor.lesson.parse import load_lesson; "  # `load` may know them from an earlier start
        "[load_lesson(course.folder / f'{outline.id}.md') for outline in course.outlines]; "
        "assert 'markdown_it' in sys.modules; "
        "print({'numpy', 'textual', 'rich', 'plotext'} & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
