from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lesson.writing import unmarked, write
from tutor.errors import LessonError, Place
from tutor.lesson.course import Course, course_folder, find, load, open_course

LISTED = 'format = 1\ntitle = "How"\nlessons = [\n  "06-one-step",\n  "08-too-high",\n]\n'


def lesson(title: str) -> str:
    return f"---\ntitle: {title}\nabout: b\n---\n\nText.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(
        tmp_path, course__toml=LISTED, _06_one_step__md=lesson("One step"), _08_too_high__md=lesson("Too high")
    )


@pytest.fixture
def course(folder: Path) -> Course:
    return open_course(folder)


def test_lessons_come_in_the_order_of_the_list(course: Course) -> None:
    assert (course.title, course.problems) == ("How", ())
    assert [(outline.id, outline.number, outline.title) for outline in course.outlines] == [
        ("06-one-step", 6, "One step"),
        ("08-too-high", 8, "Too high"),
    ]


def test_the_course_that_comes_with_the_program_is_whole() -> None:
    course = open_course()
    assert course.folder == course_folder()
    assert course.problems == ()
    assert [load(course, outline.id).outline for outline in course.outlines] == list(course.outlines)


def test_a_lesson_is_loaded_by_its_id(course: Course) -> None:
    assert load(course, "08-too-high").outline == course.outlines[1]


@pytest.mark.parametrize("lesson_id", ["08-too-hi", "../08-too-high", "", "09-none"])
def test_only_lessons_of_the_course_can_be_loaded(course: Course, lesson_id: str) -> None:
    with pytest.raises(LessonError, match="there is no lesson"):
        load(course, lesson_id)


def test_a_body_is_not_read_before_it_is_wanted(folder: Path) -> None:
    path = folder / "08-too-high.md"
    path.write_text(lesson("Too high") + "\n::: quiz\n", encoding="utf-8")
    course = open_course(folder)
    assert course.problems == ()
    with pytest.raises(LessonError, match="has no end"):
        load(course, "08-too-high")


def test_a_broken_lesson_is_told_and_the_others_still_play(folder: Path) -> None:
    path = folder / "06-one-step.md"
    path.write_text("---\ntitle: a\nabuot: b\n---\n", encoding="utf-8")
    course = open_course(folder)
    assert [outline.id for outline in course.outlines] == ["08-too-high"]
    (problem,) = course.problems
    assert problem.where == Place(str(path), 3, 1)
    for word in ("6", "06-one-step", "06"):
        with pytest.raises(LessonError, match='did you mean "about"'):
            find(course, word)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"---\ntitle: a\n", b"---\n" * 200, b"---\n" + b"x" * 5000])
def test_no_file_keeps_the_others_from_playing(folder: Path, content: bytes) -> None:
    (folder / "06-one-step.md").write_bytes(content)
    course = open_course(folder)
    assert [outline.id for outline in course.outlines] == ["08-too-high"]
    assert course.problems[0].where is not None


def test_a_folder_in_a_lessons_place_is_told(folder: Path) -> None:
    (folder / "06-one-step.md").unlink()
    (folder / "06-one-step.md").mkdir()
    assert "this is a folder" in str(open_course(folder).problems[0])


@pytest.mark.parametrize("name", ["06-one-step.md", "course.toml", "glossary.md"])
def test_a_pipe_in_the_folder_of_a_course_is_not_waited_for(folder: Path, name: str) -> None:
    (folder / name).unlink(missing_ok=True)
    os.mkfifo(folder / name)
    script = """
import sys
from pathlib import Path
from tutor.errors import LessonError
from tutor.lesson.check import check
from tutor.lesson.course import open_course, terms
try:
    course = open_course(Path(sys.argv[1]))
    print(*course.problems, *terms(course))
except LessonError as error:
    print(error)
print(*check([sys.argv[1]]).findings)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=True, timeout=30
    )
    assert f"{name}: this is not an ordinary file" in done.stdout


def test_a_folder_that_cannot_be_looked_into_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", closed)
    with pytest.raises(LessonError, match=r"cannot be read \(Permission denied\); check its permissions"):
        open_course(folder)


@pytest.mark.parametrize("name", ["a" * 300, "x\x00y"])
def test_an_impossible_name_of_a_course_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(LessonError, match=r"the file cannot be read \(.*\); check the name"):
        open_course(tmp_path / name)


def test_a_missing_lesson_is_told_where_it_is_listed(folder: Path) -> None:
    (folder / "08-too-high.md").unlink()
    (problem,) = open_course(folder).problems
    assert problem.where == Place(str(folder / "course.toml"), 5, 4)
    assert problem.what == 'there is no file "08-too-high.md"'


@pytest.mark.parametrize(
    ("marked", "told"),
    [
        ('¦title = "How"\nlessons = ["06-one-step"]\n', "the course has no format; write format = 1"),
        ('¦format = 2\ntitle = "How"\nlessons = ["06-one-step"]\n', 'format "2" is not known here; this program reads'),
        ('¦format = true\ntitle = "How"\nlessons = ["06-one-step"]\n', 'format is "True"'),
        ('¦format = 1\nlessons = ["06-one-step"]\n', "the course has no title"),
        ('format = 1\n¦title = ""\nlessons = ["06-one-step"]\n', 'title is ""'),
        ('format = 1\ntitle = "How"\n¦lessons = []\n', 'lessons is "[]"; write lessons = ['),
        ('format = 1\ntitle = "How"\n¦lessons = [1]\n', '"1" is not the id of a lesson'),
        ('format = 1\ntitle = "How"\nlessons = ["¦../x"]\n', '"../x" is not the id of a lesson; write the name of its'),
        ('format = 1\ntitle = "How"\nlessons = ["06-one-step",\n"¦06-one-step"]\n', '"06-one-step" is named twice'),
        ('format = 1\ntitle = "How"\n¦lesons = ["06-one-step"]\n', 'a course has no "lesons"; did you mean "lessons"?'),
        ("format = 1\ntitle = ¦How\n", "this is not TOML"),
    ],
)
def test_a_broken_list_is_told_at_its_line_and_column(folder: Path, marked: str, told: str) -> None:
    text, line, column = unmarked(marked)
    path = folder / "course.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LessonError) as raised:
        open_course(folder)
    assert str(raised.value).startswith(f"{path}:{line}:{column}: {told}")


def test_a_folder_without_a_course_is_told(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match=r"there is no course\.toml in this folder"):
        open_course(tmp_path)
    with pytest.raises(LessonError, match="there is no such folder"):
        open_course(tmp_path / "none")


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("8", 1),
        ("08", 1),
        ("lesson 6", 0),
        ("08-too-high", 1),
        ("TOO high", 1),
        (" step ", 0),
        ("One Step", 0),
        ("high", 1),
    ],
)
def test_a_lesson_is_found_by_number_id_or_part_of_its_title(course: Course, word: str, found: int) -> None:
    assert find(course, word) == course.outlines[found]


@pytest.mark.parametrize("word", ["9", "lesson 9", "09"])
def test_a_number_that_no_lesson_has_is_answered_with_those_that_there_are(course: Course, word: str) -> None:
    with pytest.raises(LessonError) as raised:
        find(course, word)
    assert str(raised.value) == "there are 2 lessons, and 9 is none of them; the numbers are 6, 8"


def test_numbers_in_a_row_are_told_as_from_and_to() -> None:
    course = open_course()
    with pytest.raises(LessonError) as raised:
        find(course, "99")
    assert str(raised.value) == (
        f"there are {len(course.outlines)} lessons, and 99 is none of them; the numbers are 1 to {len(course.outlines)}"
    )


def test_what_is_nearly_a_title_is_offered(course: Course) -> None:
    with pytest.raises(LessonError) as raised:
        find(course, "too hihg")
    assert str(raised.value) == ('there is no lesson "too hihg"; did you mean 8, Too high?')


def test_a_word_that_fits_two_lessons_is_asked_back(course: Course) -> None:
    with pytest.raises(LessonError) as raised:
        find(course, "o")
    assert str(raised.value) == ('"o" can mean more than one lesson; say which: 6 (One step), 8 (Too high)')


@pytest.mark.parametrize("word", ["", "   ", "\x1b[31m", "9" * 10_000, "x" * 10_000])
def test_odd_words_find_nothing_and_say_so_in_one_short_line(course: Course, word: str) -> None:
    with pytest.raises(LessonError) as raised:
        find(course, word)
    assert str(raised.value).isprintable()
    assert len(str(raised.value)) < 200


def test_an_installed_copy_has_its_lessons_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tutor" / "lesson").mkdir(parents=True)
    monkeypatch.setattr("tutor.lesson.course.__file__", str(tmp_path / "tutor" / "lesson" / "course.py"))
    assert course_folder() == tmp_path / "lessons"
    (tmp_path / "tutor" / "_lessons").mkdir()
    assert course_folder() == tmp_path / "tutor" / "_lessons"
