from __future__ import annotations

from pathlib import Path

import pytest

from tests.lesson.writing import CHOICES, TOP, lab, quiz, unmarked, write
from tutor.lesson.check import check
from tutor.lesson.course import open_course
from tutor.lesson.findings import Finding

GOOD = f"{TOP}Text.\n"
HINT = "\nHint: think."
WHY = "Why?\n\n"
CLAIM = '[claims]\n"0.1" = "converged"'


def findings(folder: Path, marked: str, name: str = "08-too-high.md") -> list[Finding]:
    """What is found in a lesson with this text, in which ¦ may mark a spot."""
    (folder / name).write_text(marked.replace("¦", ""), encoding="utf-8")
    return list(check([folder / name]).findings)


def assert_found(folder: Path, marked: str, *told: str) -> None:
    """Exactly these are found, all of them at the mark."""
    _, line, column = unmarked(marked)
    found = findings(folder, marked)
    assert len(found) == len(told), [str(finding) for finding in found]
    for finding, start in zip(found, told, strict=True):
        assert (finding.place.line, finding.place.column) == (line, column), str(finding)
        assert str(finding).removeprefix(f"{finding.place}: ").startswith(start)


def test_a_course_can_be_handed_over(tmp_path: Path) -> None:
    write(tmp_path, course__toml='format = 1\ntitle = "a"\nlessons = ["08-too-high"]\n', _08_too_high__md=GOOD)
    assert check(open_course(tmp_path)) == check([tmp_path])
    assert check([str(tmp_path)]).summary == "1 lesson, 0 claims: all is well"


def test_a_good_lesson_has_no_findings(tmp_path: Path) -> None:
    body = quiz(WHY + CHOICES + HINT) + "\n---\n\n" + quiz(WHY + CHOICES, "::: predict p") + "\n" + lab(CLAIM)
    assert findings(tmp_path, GOOD + "\n" + body) == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("A¦\x1b[31m red\x1b word.", "there is an invisible control character (U+001B); delete it"),
        ("```\nx¦\u202e\n```", "there is an invisible control character (U+202E)"),
        ("Text.\n¦---\n", "this pause stands right under a line of text"),
        ("Text ¦<!-- note -->", "learners are shown this comment"),
        ("```\n" + "x" * 70 + "\n" + "x" * 70 + "¦x\n```", "this line of code has 71 columns; 70 fit: break it"),
        ("```\n" + "界" * 35 + "¦界\n```", "this line of code has 72 columns"),
        (quiz(WHY + "    " + "x" * 70 + "¦x\n\n" + CHOICES + HINT), "this line of code has 71 columns"),
        (
            quiz(WHY + "- [ ] no\n  > No.\n- [ ] none\n  > No.\n" + HINT, "¦::: quiz q"),
            'no choice of "q" is right; mark one',
        ),
        (quiz(WHY + CHOICES, "¦::: quiz q"), '"q" has no hint; write Hint:'),
        (quiz(WHY + "- [x] yes\n  > Yes.\n" + HINT, "¦::: quiz q"), '"q" has only one choice; give at least two'),
        (quiz(WHY + CHOICES + "- ¦[ ] maybe\n" + HINT), '"maybe" gets no feedback; write it below'),
        (quiz(WHY + CHOICES + "- ¦[ ] *No.*\n  > No.\n" + HINT), '"No." is the same choice as at line 13'),
        (
            quiz(WHY + CHOICES + f"- ¦[ ] {'x' * 71}\n  > No.\n" + HINT),
            "this choice has 71 columns; 70 fit: shorten it",
        ),
        (
            quiz(WHY + "- [x] 1\n  > A.\n" + HINT, "¦::: quiz q number"),
            '"q" does not answer numbers that it does not name',
        ),
        (
            quiz(
                WHY + "- [x] 1\n  > A.\n- [ ] anything else\n  > B.\n- ¦[ ] Anything else.\n  > B.\n" + HINT,
                "::: quiz q number",
            ),
            '"anything else" stands here twice',
        ),
        (
            quiz(
                WHY + "- [x] 0.5\n  > A.\n- ¦[ ] 1/2\n  > C.\n- [ ] anything else\n  > B.\n" + HINT, "::: quiz q number"
            ),
            "1/2 cannot be told from 0.5 at line 11; change one of them, or its ±",
        ),
        (
            quiz(
                WHY + "- [x] 3\n  > A.\n- ¦[ ] 3.1 ± 0.2\n  > C.\n- [ ] anything else\n  > B.\n" + HINT,
                "::: quiz q number",
            ),
            "3.1 cannot be told from 3",
        ),
        (
            quiz(WHY + "- [x] yes\n  > Yes.\n  > So. {¦misconception=a}\n- [ ] no\n  > No.\n" + HINT),
            'a right choice shows the misconception "a"',
        ),
        (
            quiz(WHY + CHOICES, "¦::: predict q"),
            'no run settles the prediction "q": no lab follows; put a lab after it',
        ),
        (
            quiz(WHY + CHOICES, "¦::: predict q") + quiz(WHY + CHOICES, "::: predict r") + lab(CLAIM),
            'no run settles the prediction "q": another prediction, "r", comes first',
        ),
        (
            lab("", "¦```lab\n").removeprefix("```lab\n").replace("¦```lab\n", '¦```lab\nproblem = "bowl"'),
            'the lab "lab-1" claims',
        ),
        (lab('ask = "now suggest = 3"\n  ¦suggest = "fast"\n' + CLAIM), 'suggest is "fast", not a number'),
        (lab("¦suggest = 0.2\n" + CLAIM), "nothing is claimed about the suggested rate 0.2; add"),
        ("¦" + lab('goal = "converged"\n' + CLAIM), 'the lab "lab-1" has a goal and no hint'),
        (
            lab('hints = ["a"]\n¦goal = ["converged", "converged within 5"]\n' + CLAIM),
            'no claim shows that the goal "converged within 5" can be reached',
        ),
        (lab('hints = ["a"]\n¦goal = "converged/smooth"\n' + CLAIM), 'no claim shows that the goal "converged/smooth"'),
    ],
)
def test_what_is_not_good_is_told_at_its_line_and_column(tmp_path: Path, body: str, told: str) -> None:
    assert_found(tmp_path, GOOD + "\n" + body, told)


@pytest.mark.parametrize("written", ["0.10", "1/10", "1e-1"])
def test_a_suggested_rate_may_be_claimed_in_another_way_of_writing(tmp_path: Path, written: str) -> None:
    assert findings(tmp_path, TOP + lab(f'suggest = "{written}"\n{CLAIM}')) == []


def test_a_prediction_of_a_number_needs_no_hint(tmp_path: Path) -> None:
    body = quiz(WHY + "- [x] 1\n  > A.\n- [ ] anything else\n  > B.", "::: predict q number") + lab(CLAIM)
    assert findings(tmp_path, TOP + body) == []


def test_all_problems_of_a_file_are_found_at_once(tmp_path: Path) -> None:
    body = quiz(WHY + CHOICES) + "\n" + quiz("- [y] a") + "\n" + lab("stps = 3\nsteps = 0\nseed = -1") + "\n:::\n"
    found = findings(tmp_path, "---\ntitle: a\nabot: b\n---\n" + body)
    assert [finding.place.line for finding in found] == [3, 15, 21, 22, 23, 26]


def test_a_problem_does_not_lead_to_findings_about_what_it_hides(tmp_path: Path) -> None:
    body = quiz(WHY + CHOICES, "::: predict q") + lab("steps = 0\n" + CLAIM)
    (found,) = findings(tmp_path, TOP + body)
    assert found.what.startswith("steps is")


# ---------------------------------------------------------------- what stands beside the lesson


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(
        tmp_path,
        course__toml='format = 1\ntitle = "a"\nlessons = [\n  "07-too-low",\n  "08-too-high",\n]\n',
        _07_too_low__md=GOOD,
        _08_too_high__md=GOOD,
        glossary__md="## loss\nalso: error, cost\nHow wrong.\n\n## learning rate\nHow far.\n",
        misconceptions__md="- faster-is-better: a higher rate gets there sooner\n",
        README__md="How to.\n",
    )


def test_concepts_must_stand_in_the_glossary(folder: Path) -> None:
    top = "---\ntitle: a\nabout: b\nconcepts: Loss, error, ¦lerning rate\n---\nText.\n"
    assert_found(
        folder, top, 'the glossary has no "lerning rate"; did you mean "learning rate"? Or add ## lerning rate'
    )


def test_misconceptions_must_be_known(folder: Path) -> None:
    body = quiz(WHY + "- [x] yes\n  > Yes.\n- [ ] no\n  > No,\n  > no. {¦misconception=faster-better}\n" + HINT)
    assert_found(folder, GOOD + body, 'there is no misconception "faster-better"; did you mean "faster-is-better"?')


def test_needs_must_come_before(folder: Path) -> None:
    top = "---\ntitle: a\nabout: b\nneeds: 07-too-low, ¦08-too-high\n---\nText.\n"
    assert_found(folder, top, '"08-too-high" does not come before this lesson')
    top = "---\ntitle: a\nabout: b\nneeds: ¦07-to-low\n---\nText.\n"
    assert_found(folder, top, 'the course has no lesson "07-to-low"; did you mean "07-too-low"?')


def test_a_title_must_fit_the_list_of_lessons(folder: Path) -> None:
    assert_found(folder, f"---\ntitle: ¦{'a' * 33}\nabout: b\n---\nText.\n", "the title has 33 columns")


def test_a_lesson_alone_in_a_folder_may_refer_to_anything(tmp_path: Path) -> None:
    assert findings(tmp_path, "---\ntitle: a\nabout: b\nneeds: 01-x\nconcepts: y\n---\nText.\n") == []


def told(folder: Path) -> list[str]:
    return [str(finding).replace(f"{folder}/", "") for finding in check([folder]).findings]


def test_a_folder_in_order_has_no_findings(folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data" / "cars.csv").write_text("a,b\n")
    assert told(folder) == []


def test_stray_files_are_found(folder: Path) -> None:
    write(folder, _09_new__md=GOOD, notes__txt="x", _10__md=GOOD)
    assert told(folder) == [
        '09-new.md: this lesson is not in course.toml; add "09-new" there',
        "10.md: this file is no part of a course; take it out of the folder",
        "notes.txt: this file is no part of a course; take it out of the folder",
    ]


def test_lessons_that_are_not_in_the_course_are_checked_too(folder: Path) -> None:
    write(folder, _09_new__md=GOOD + "\n:::\n")
    assert told(folder)[1].startswith("09-new.md:8:1: this ::: ends nothing")


def test_the_list_must_be_in_order_and_its_files_there(folder: Path) -> None:
    (folder / "07-too-low.md").unlink()
    (folder / "course.toml").write_text('format = 1\ntitle = "a"\nlessons = ["08-too-high", "07-too-low", "07-b"]\n')
    assert [line.partition("; ")[0] for line in told(folder)] == [
        'course.toml:3:28: there is no file "07-too-low.md"',
        'course.toml:3:28: the number of "07-too-low" is not above that of "08-too-high"',
        'course.toml:3:42: there is no file "07-b.md"',
        'course.toml:3:42: the number of "07-b" is not above that of "07-too-low"',
    ]


def test_glossary_and_misconceptions_are_checked(folder: Path) -> None:
    (folder / "glossary.md").write_text("## loss\n\n## rate\nHow\x07 far.\n")
    (folder / "misconceptions.md").write_bytes(b"\xff")
    assert [line.partition("; ")[0] for line in told(folder)] == [
        "glossary.md:4:4: there is an invisible control character (U+0007)",
        'glossary.md:1:1: "loss" is not explained',
        "misconceptions.md:1:1: the byte 0xFF is not UTF-8",
    ]


def test_a_folder_without_a_course_is_told_and_its_lessons_are_checked(tmp_path: Path) -> None:
    write(tmp_path, _08_too_high__md=GOOD + "\n:::\n", notes__txt="x")
    first, second = told(tmp_path)
    assert first.endswith(
        "there is no course.toml in this folder; "
        'write one of three lines: format = 1, title = "…", lessons = ["08-too-high"]'
    )
    assert second.startswith("08-too-high.md:8:1: this ::: ends nothing")


def test_a_broken_list_is_told(folder: Path) -> None:
    (folder / "course.toml").write_text("format = 2\n")
    assert told(folder)[0].startswith('course.toml:1:1: format "2" is not known here')


@pytest.mark.parametrize("name", ["none.md", "none/08-a.md", "x\x00y"])
def test_what_is_not_there_is_told(tmp_path: Path, name: str) -> None:
    report = check([tmp_path / name])
    assert len(report.findings) == 1
    assert report.summary == "1 lesson, 0 claims: 1 thing to mend"


def test_a_lesson_by_another_name_is_told(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, GOOD, "lesson.md")
    assert str(found).endswith("call it by its number and a name in small letters, such as 08-too-high.md")


def test_two_equal_lines_that_are_too_wide_are_two_findings(tmp_path: Path) -> None:
    wide = "x" * 80 + "\n"
    found = findings(tmp_path, GOOD + "\n```\n" + wide + wide + "```\n")
    assert [(finding.place.line, finding.place.column) for finding in found] == [(9, 71), (10, 71)]


def test_a_wide_line_with_tabs_is_found_at_its_start(tmp_path: Path) -> None:
    (found,) = findings(tmp_path, GOOD + "\n```\n\t" + "x" * 74 + "\n```\n")
    assert (found.place.line, found.place.column) == (9, 2)
    assert found.what == "this line of code has 78 columns"


def test_a_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    (found,) = check([tmp_path / ("a" * 300)]).findings
    assert "the file cannot be read (File name too long); check the name" in str(found)


@pytest.mark.parametrize("method", ["iterdir", "stat"])
def test_a_closed_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    def closed(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, method, closed)
    (found,) = check([tmp_path]).findings
    assert "cannot be read (Permission denied); check its permissions" in str(found)
