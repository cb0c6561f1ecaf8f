"""Each lesson of the course broken in one way after another: `tutor check` finds each at its line, in what words."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tutor.lesson.check import check
from tutor.lesson.course import course_folder, open_course

LESSONS = [outline.id for outline in open_course().outlines]
Broken = tuple[str, int, str]
"""The broken text, the line at which that must be found, and what must be said of it."""
RULES: dict[str, Callable[[str], Iterator[Broken]]] = {}
EACH = 4
"""Each rule is tried on every fourth lesson, so that all lessons have their turn."""
CLAIMED = ["05-the-gradient", "08-too-high", "10-ravines", "15-momentum", "18-decay", "19-cosine-and-restarts"]
"""Lessons of other problems, optimizers and schedules each, whose runs take no time."""


def rule(name: str) -> Callable[[Callable[[str], Iterator[Broken]]], Callable[[str], Iterator[Broken]]]:
    def keep(breaks: Callable[[str], Iterator[Broken]]) -> Callable[[str], Iterator[Broken]]:
        RULES[name] = breaks
        return breaks

    return keep


def replaced(text: str, found: re.Match[str], new: str) -> str:
    return text[: found.start()] + new + text[found.end() :]


def claims_in(text: str) -> Iterator[re.Match[str]]:
    """Each claim of a run, as far as its verdict and reason: what stands before, and the verdict."""
    for block in re.finditer(r"^\[claims\]\n(.*?)^```$", text, re.M | re.S):
        claim = re.compile(r'^("[^"\n]+" = ")(converged|overshot|stalled)(?:/[a-z-]+)?(?=[",])', re.M)
        yield from claim.finditer(text, block.start(1), block.end(1))


def line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


@rule("a key of the top is misspelt")
def _misspelt(text: str) -> Iterator[Broken]:
    for found in re.finditer("^about:", text, re.M):
        yield replaced(text, found, "abuot:"), line(text, found.start()), 'did you mean "about"'


@rule("a concept is no word of the glossary")
def _concept(text: str) -> Iterator[Broken]:
    for found in re.finditer("^concepts: ", text, re.M):
        yield replaced(text, found, "concepts: frobnication, "), line(text, found.start()), "frobnication"


@rule("a need is no lesson")
def _need(text: str) -> Iterator[Broken]:
    for found in re.finditer("^needs: .*", text, re.M):
        yield replaced(text, found, "needs: 99-nowhere"), line(text, found.start()), "99-nowhere"


@rule("a question has no right choice")
def _no_right(text: str) -> Iterator[Broken]:
    for found in re.finditer(r"^::: (quiz|predict) \S+\n(.*?)^:::$", text, re.M | re.S):
        if found[2].count("- [x]") == 1:
            broken = replaced(text, found, found[0].replace("- [x]", "- [ ]"))
            yield broken, line(text, found.start()), "right"


@rule("a choice has no feedback")
def _no_feedback(text: str) -> Iterator[Broken]:
    for found in re.finditer(r"(^- \[ \] .*\n)(  > .*\n)+", text, re.M):
        yield replaced(text, found, found[1]), line(text, found.start()), "feedback"


@rule("a wrong idea is misspelt")
def _idea(text: str) -> Iterator[Broken]:
    for found in re.finditer(r"\{misconception=", text):
        yield replaced(text, found, "{misconception=no-such-"), line(text, found.start()), "no-such-"


@rule("a block is of no kind")
def _block(text: str) -> Iterator[Broken]:
    for found in re.finditer("^::: quiz", text, re.M):
        yield replaced(text, found, "::: quis"), line(text, found.start()), 'did you mean "quiz"'


@rule("a block has no end")
def _open_block(text: str) -> Iterator[Broken]:
    *_, last = re.finditer(r"^::: (?:quiz|predict) ", text, re.M)
    end = re.compile("^:::\n", re.M).search(text, last.end())
    assert end is not None
    yield replaced(text, end, ""), line(text, last.start()), "no end"


@rule("two questions have one name")
def _twice(text: str) -> Iterator[Broken]:
    first, *others = re.finditer(r"^::: (?:quiz|predict) (\S+)", text, re.M)
    for found in others:
        broken = replaced(text, found, found[0].replace(found[1], first[1]))
        yield broken, line(text, found.start()), first[1]


@rule("a setting of a lab is misspelt")
def _setting(text: str) -> Iterator[Broken]:
    for found in re.finditer("^problem = ", text, re.M):
        yield replaced(text, found, "problme = "), line(text, found.start()), 'did you mean "problem"'


@rule("a problem is misspelt")
def _problem(text: str) -> Iterator[Broken]:
    for found in re.finditer('^problem = "', text, re.M):
        yield replaced(text, found, 'problem = "x'), line(text, found.start()), "there is no problem"


@rule("a claim is no verdict")
def _verdict(text: str) -> Iterator[Broken]:
    for found in claims_in(text):
        yield replaced(text, found, found[1] + "exploded"), line(text, found.start()), "exploded"


@rule("a line has an invisible mark")
def _invisible(text: str) -> Iterator[Broken]:
    for found in re.finditer(r"^::: \S+ ", text, re.M):
        yield replaced(text, found, found[0] + "\u200b"), line(text, found.start()), "U+200B"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the course."""
    return Path(shutil.copytree(course_folder(), tmp_path_factory.mktemp("broken") / "lessons"))


def assert_found(path: Path, broken: Broken) -> None:
    """`tutor check` finds it at its line; the lesson is whole again afterwards."""
    text, number, words = broken
    whole = path.read_text("utf-8")
    path.write_text(text, "utf-8")
    findings = check([path]).findings
    path.write_text(whole, "utf-8")
    told = [str(finding) for finding in findings]
    assert any(finding.place.line == number and words in str(finding) for finding in findings), (number, words, told)


@pytest.mark.parametrize("name", RULES)
def test_a_lesson_of_the_course_that_is_broken_is_found_at_its_line(
    course: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.lesson.check.prove_all", lambda _: ())  # none of these slips needs a run to be found
    found = 0
    for lesson in LESSONS[list(RULES).index(name) % EACH :: EACH]:
        path = course / f"{lesson}.md"
        broken = next(RULES[name](path.read_text("utf-8")), None)
        if broken is not None:
            assert_found(path, broken)
            found += 1
    assert found >= 4, "hardly a lesson has such a spot: the test shows nothing"


@pytest.mark.parametrize("lesson", CLAIMED)
def test_a_claim_of_the_course_that_does_not_hold_is_found_at_its_line(course: Path, lesson: str) -> None:
    path = course / f"{lesson}.md"
    whole = path.read_text("utf-8")
    *_, last = claims_in(whole)
    other = {"converged": "overshot", "overshot": "stalled", "stalled": "converged"}[last[2]]
    assert_found(path, (replaced(whole, last, f"{last[1]}{other}"), line(whole, last.start()), f"claims {other}"))
