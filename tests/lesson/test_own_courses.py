"""Folders of a teacher's own: instead of the course of the program, or beside it, and never mixed up with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.lesson.writing import write
from tutor.errors import LessonError
from tutor.lesson.check import check
from tutor.lesson.course import course_folder, find, load, open_course, terms
from tutor.lesson.own_courses import chosen_folders, open_courses, single_lesson

PROGRAM = [outline.id for outline in open_course().outlines]


def lesson(title: str, top: str = "") -> str:
    return f"---\ntitle: {title}\nabout: b\n{top}---\n\nText.\n"


def course(folder: Path, *lessons: str, extra: str = "", title: str = "Our own", **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    listed = ", ".join(f'"{one}"' for one in lessons)
    (folder / "course.toml").write_text(f'format = 1\ntitle = "{title}"\nlessons = [{listed}]\n{extra}', "utf-8")
    for one in lessons:
        (folder / f"{one}.md").write_text(lesson(one.title()), "utf-8")
    return write(folder, **files)


def ids(*folders: Path) -> list[str]:
    return [outline.id for outline in open_courses(folders).outlines]


def test_without_a_folder_it_is_the_course_of_the_program() -> None:
    assert open_courses([]) == open_course()


def test_a_folder_stands_instead(tmp_path: Path) -> None:
    opened = open_courses([course(tmp_path / "a", "01-one", "02-two")])
    assert opened.title == "Our own"
    assert [outline.id for outline in opened.outlines] == ["our-own/01-one", "our-own/02-two"]
    assert opened.problems == ()


def test_a_folder_beside_follows_the_lessons_of_the_program(tmp_path: Path) -> None:
    opened = open_courses([course(tmp_path / "a", "90-ours", extra="beside = true\n")])
    assert [outline.id for outline in opened.outlines] == [*PROGRAM, "our-own/90-ours"]
    assert opened.title == open_course().title
    for outline in opened.outlines:
        assert load(opened, outline.id).outline == outline


def test_several_folders_follow_each_other(tmp_path: Path) -> None:
    first = course(tmp_path / "a", "90-a", extra='beside = true\nname = "first"\n')
    second = course(tmp_path / "b", "91-b", extra='beside = true\nname = "second"\n')
    instead = course(tmp_path / "c", "01-c", extra='name = "third"\n', title="Third")
    assert ids(first, second) == [*PROGRAM, "first/90-a", "second/91-b"]
    assert ids(first, instead) == ["first/90-a", "third/01-c"]
    assert open_courses([first, instead]).title == "Third"
    assert ids(course_folder(), second) == [*PROGRAM, "second/91-b"]


def test_lessons_of_the_same_name_in_different_courses_have_places_of_their_own(tmp_path: Path) -> None:
    opened = open_courses([course(tmp_path / "a", PROGRAM[0])])
    (outline,) = opened.outlines
    assert outline.id == f"our-own/{PROGRAM[0]}"
    assert outline.id not in PROGRAM
    assert load(opened, outline.id).outline.title == PROGRAM[0].title()


def test_a_title_in_other_letters_still_makes_a_name(tmp_path: Path) -> None:
    (first,) = ids(course(tmp_path / "a", "01-a", title="学习"))
    (second,) = ids(course(tmp_path / "b", "01-a", title="機械"))
    assert first.endswith("/01-a")
    assert first != second


def test_a_lesson_of_ones_own_is_found_by_its_file_name_number_or_title(tmp_path: Path) -> None:
    opened = open_courses([course(tmp_path / "a", "90-ours", extra="beside = true\n")])
    for word in ("90-ours", "90", "our-own/90-ours", "90-OURS"):
        assert find(opened, word).id == "our-own/90-ours"
    with pytest.raises(LessonError, match="there is no lesson"):
        find(opened, "our-own")


def test_a_lesson_with_the_name_of_one_of_the_program_is_refused_at_its_line(tmp_path: Path) -> None:
    folder = course(tmp_path / "a", PROGRAM[1], "90-ours", extra="beside = true\n")
    opened = open_courses([folder])
    assert [outline.id for outline in opened.outlines] == [*PROGRAM, "our-own/90-ours"]
    (problem,) = opened.problems
    assert problem.where is not None
    assert (problem.where.file, problem.where.line, problem.where.column) == (str(folder / "course.toml"), 3, 13)
    assert f'"{PROGRAM[1]}" is already a lesson of the course "{open_course().title}"' in str(problem)
    assert str(problem) in [str(finding) for finding in check([folder]).findings]


def test_two_courses_of_one_name_are_refused(tmp_path: Path) -> None:
    first, second = course(tmp_path / "a", "01-a"), course(tmp_path / "b", "02-b")
    with pytest.raises(LessonError, match="another of these courses is called") as raised:
        open_courses([first, second])
    assert raised.value.where is not None
    assert (raised.value.where.file, raised.value.where.line) == (str(second / "course.toml"), 2)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('name = "Our School"', 'name is "Our School"; write small letters'),
        ("name = 3", 'name is "3"'),
        ('beside = "yes"', 'beside is "yes"; write true'),
        ("besides = true", 'a course has no "besides"; did you mean "beside"?'),
    ],
)
def test_a_setting_that_cannot_be_is_told_at_its_line(line: str, told: str, tmp_path: Path) -> None:
    folder = course(tmp_path / "a", "01-a", extra=f"{line}\n")
    with pytest.raises(LessonError) as raised:
        open_courses([folder])
    assert str(raised.value).startswith(f"{folder}/course.toml:4:1: {told}")


def test_a_folder_of_lessons_without_a_list_is_told_how_to_make_one(tmp_path: Path) -> None:
    write(tmp_path, _01_a__md=lesson("A"), _02_b__md=lesson("B"), notes__md="x")
    with pytest.raises(LessonError) as raised:
        open_courses([tmp_path])
    assert str(raised.value) == (
        f"{tmp_path}: there is no course.toml in this folder; "
        'write one of three lines: format = 1, title = "…", lessons = ["01-a", "02-b"]'
    )


def test_what_is_no_folder_is_told_with_a_clean_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for name, told in [("none\x1b[31m", "there is no such folder; check what --lessons or TUTOR_LESSONS names"),
                       ("file", "this is not a folder"), ("a" * 300, "File name too long")]:  # fmt: skip
        with pytest.raises(LessonError) as raised:
            open_courses([tmp_path / name])
        assert told in str(raised.value)
        assert "\x1b" not in str(raised.value)


def test_the_glossary_of_ones_own_comes_first(tmp_path: Path) -> None:
    glossary = "## loss\nOur loss.\n\n## marble\nA round thing.\n"
    program = {term.name for term in terms(open_course())}
    instead = open_courses([course(tmp_path / "a", "01-a", glossary__md=glossary)])
    assert [term.name for term in terms(instead)] == ["loss", "marble"]
    without = open_courses([course(tmp_path / "b", "01-a")])
    assert {term.name for term in terms(without)} == program
    beside = terms(open_courses([course(tmp_path / "c", "90-a", extra="beside = true\n", glossary__md=glossary)]))
    assert {term.name for term in beside} == program | {"marble"}


def test_lessons_beside_may_refer_to_those_of_the_program(tmp_path: Path) -> None:
    folder = course(tmp_path / "a", "90-ours", extra="beside = true\n", glossary__md="## marble\nA round thing.\n")
    body = lesson("Ours", f"needs: {PROGRAM[0]}\nconcepts: marble, learning rate\n")
    (folder / "90-ours.md").write_text(body, "utf-8")
    assert check([folder]).findings == ()
    (folder / "course.toml").write_text('format = 1\ntitle = "a"\nlessons = ["90-ours"]\n')
    told = [finding.what for finding in check([folder]).findings]
    assert told == [f'the course has no lesson "{PROGRAM[0]}"', 'the glossary has no "learning rate"']


def test_the_command_line_counts_before_the_environment() -> None:
    environ = {"TUTOR_LESSONS": f"a{os.pathsep}{os.pathsep}b"}
    assert chosen_folders(None, environ) == (Path("a"), Path("b"))
    assert chosen_folders(["c:d"], environ) == (Path("c:d"),)
    assert chosen_folders(None, {}) == chosen_folders([], {"TUTOR_LESSONS": ""}) == ()


def test_a_single_lesson_is_a_course(tmp_path: Path) -> None:
    path = write(tmp_path, _90_ours__md=lesson("Ours")) / "90-ours.md"
    opened = single_lesson(path)
    assert load(opened, "90-ours").outline.title == "Ours"
    assert terms(opened) == terms(open_course())
    write(tmp_path, glossary__md="## marble\nA round thing.\n")
    assert [term.name for term in terms(single_lesson(path))] == ["marble"]
