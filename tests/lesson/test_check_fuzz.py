"""Whatever an author hands to `tutor check`: it ends soon, and every finding has its place. Never a traceback."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.lesson.test_lesson_fuzz import LESSONS, PIECES
from tests.lesson.writing import FILE, TOP, lab
from tutor.cleaning import clean_line
from tutor.lesson.burden import MOST_CLAIMS, MOST_IN_LESSON, MOST_STEPS
from tutor.lesson.check import Report, check
from tutor.lesson.lab_settings import SETTINGS
from tutor.lesson.source import LARGEST


def checked(folder: Path, content: str | bytes, name: str = FILE) -> Report:
    """The report on a file, all of whose findings lie in it."""
    path = folder / name
    path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    lines = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    report = check([path])
    assert report.lessons == 1
    for found in report.findings:
        assert found.place.file == str(path)
        assert 0 <= found.place.line <= lines
        assert clean_line(str(found)) == str(found)
        assert len(str(found)) < 2000
    return report


def lines_of(report: Report) -> list[int]:
    return [found.place.line for found in report.findings]


@given(st.sampled_from(LESSONS), st.randoms(use_true_random=False))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
def test_any_damage_to_a_lesson_of_the_course_is_found_in_its_place(
    tmp_path: Path, lesson: str, chance: random.Random
) -> None:
    text = lesson
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(["", *PIECES]) + text[at + chance.choice([0, 1, 3, 30]) :]
    checked(tmp_path, text)


@given(st.sampled_from(LESSONS), st.randoms(use_true_random=False))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
def test_lines_in_any_order_are_read_or_told(tmp_path: Path, lesson: str, chance: random.Random) -> None:
    lines = lesson.split("\n")
    for _ in range(chance.randint(1, 5)):
        line = lines.pop(chance.randrange(len(lines)))
        lines[chance.randrange(len(lines)) : 0] = [line] * chance.randint(0, 3)
    checked(tmp_path, "\n".join(lines))


@given(st.sampled_from(LESSONS), st.binary(min_size=1, max_size=8), st.integers(min_value=0, max_value=5000))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_in_a_lesson_of_the_course_are_read_or_told(
    tmp_path: Path, lesson: str, wrong: bytes, at: int
) -> None:
    data = lesson.encode()
    checked(tmp_path, data[:at] + wrong + data[at:])


WRONG = [
    "1", "-1", "0", "1.5", "-0.0", "nan", "inf", "1e999", "9" * 400, "true", '""', '"x"', '" "', "[]", "[1]", "[[1]]",
    '["x", 1]', "[nan]", "{}", "{a = 1}", '{"0.1" = 1}', '{"0.1" = ""}', '{"0.1" = "converged"}', "1979-05-27",
    "07:32:00",
    '"bowl:curvature=0"', '"bowl:curvature=nan"', '"bowl:curvature=1e308"', '"adam:beta1=1"', '"step:step_size=0"',
    '"linear-regression:data=/etc/passwd"', '"\\u001b[31m"', '"\\u202e"', "'''a\nb'''", "[1e308]",
    '"converged within 0"',
]  # fmt: skip
"""Values that some setting or other cannot have."""


@pytest.mark.parametrize("key", SETTINGS)
def test_a_setting_of_any_type_is_read_or_told_at_its_line(key: str, tmp_path: Path) -> None:
    for value in WRONG:
        problem = "" if key == "problem" else 'problem = "bowl:curvature=2"\n'
        report = checked(tmp_path, f"{TOP}```lab\n{problem}{key} = {value}\n```\n")
        assert report.findings or (key, value) == ("claims", '{"0.1" = "converged"}')
        first = TOP.count("\n") + 1
        assert all(first <= line for line in lines_of(report)), (key, value)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"x" * 10_000_000, 0),
        (b"\x00" * 1000, 1),
        (TOP.encode() + b"A\xff\n", 6),
        ("---\n" + "title: a\n" * 5000, 1),
        (f"{TOP}```lab\nx = {'[' * 3000}\n```\n", 7),
        (f"{TOP}```lab\nproblem = 'bowl'\n{'a.' * 1000}b = 1\n```\n", 7),
        (TOP + "> " * 5000 + "a\n", 6),
        (TOP + "::: quiz a\n" * 2000, 6),
        (TOP + "```lab\n" * 2001, 6),
        (TOP + "Text\x1b[2J\x07.\n", 6),
    ],
    ids=["10 MB", "zeros", "no UTF-8", "one key again and again", "brackets", "dots", "quotations", "open questions",
         "open labs", "control characters"],
)  # fmt: skip
def test_what_no_lesson_looks_like_is_told_where_it_begins(content: str | bytes, line: int, tmp_path: Path) -> None:
    report = checked(tmp_path, content)
    assert report.findings
    assert lines_of(report)[0] == line


def test_names_used_again_are_told_each_time(tmp_path: Path) -> None:
    asked = "::: quiz same\nWhy?\n\n- [x] yes\n  > Yes.\n- [ ] no\n  > No.\n\nHint: Think.\n:::\n\n"
    report = checked(tmp_path, TOP + asked * 40)
    assert len(report.findings) == 39
    assert all('"same" is already the name' in found.what for found in report.findings)
    assert lines_of(report) == [6 + 11 * number for number in range(1, 40)]


# ---------------------------------------------------------------- more claims than anybody waits for


def claims(count: int, first: int = 0) -> str:
    return "[claims]\n" + "".join(f'"{(first + number) * 1e-7:.7f}" = "stalled"\n' for number in range(1, count + 1))


def test_a_lab_that_claims_too_much_is_told_at_the_first_claim_too_many(tmp_path: Path) -> None:
    report = checked(tmp_path, TOP + lab("start = 3\n" + claims(MOST_CLAIMS)))
    assert report.findings == ()
    (found,) = checked(tmp_path, TOP + lab("start = 3\n" + claims(MOST_CLAIMS + 3))).findings
    assert found.what == f'the lab "lab-1" makes {MOST_CLAIMS + 3} claims, and only the first {MOST_CLAIMS} are run'
    assert found.place.line == 6 + 3 + 1 + MOST_CLAIMS


def test_a_lesson_that_claims_too_much_is_told_at_the_first_claim_too_many(tmp_path: Path) -> None:
    labs = "\n".join(lab("start = 3\n" + claims(50, 50 * number)) for number in range(MOST_IN_LESSON // 50))
    assert checked(tmp_path, TOP + labs).findings == ()
    text = TOP + labs + "\n" + lab("start = 3\n¦" + claims(3).replace("[claims]\n", "[claims]\n¦"))
    (found,) = checked(tmp_path, text.replace("¦", "")).findings
    assert found.what == "this claim and those after it are not run: the lesson makes too many"
    assert found.place.line == text[: text.rindex("¦")].count("\n") + 1


def test_a_lesson_of_too_many_steps_is_told(tmp_path: Path) -> None:
    settings_ = f"start = 3\nsteps = {MOST_STEPS // 3}\n"
    assert checked(tmp_path, TOP + lab(settings_ + '[claims]\n"0.4" = "converged"')).findings == ()
    report = checked(tmp_path, TOP + lab(settings_ + claims(4)))
    assert "this claim and those after it are not run" in report.findings[-1].what
    assert report.findings[-1].place.line == 6 + 4 + 4


PROBE = """
import json, resource, sys
from tutor.lesson.check import check
report = check(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_SELF)
told = [[found.place.line, found.what] for found in report.findings]
print(json.dumps([used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, report.claims, told]))
"""


@pytest.mark.parametrize("labs", [1, 100])
def test_five_thousand_claims_take_neither_long_nor_much(labs: int, tmp_path: Path) -> None:
    each = 5000 // labs
    text = TOP + "\n".join(lab("start = 3\n" + claims(each, each * number)) for number in range(labs))
    assert len(text) < LARGEST
    (tmp_path / FILE).write_text(text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(tmp_path / FILE)], capture_output=True, text=True, check=True, timeout=120
    )
    seconds, megabytes, count, told = json.loads(done.stdout)
    assert count == 5000
    assert len(told) == 1
    assert seconds < 10
    assert megabytes < 500
