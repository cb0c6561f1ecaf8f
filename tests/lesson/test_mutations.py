"""A good lesson broken in many ways, one at a time: `tutor check` finds each, at its line, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lesson.writing import write
from tutor.lesson.check import check

GLOSSARY = "## loss\nalso: error\nHow wrong.\n\n## learning rate\nHow far.\n\n## overshoot\nTo land beyond.\n"
IDEAS = "- faster-is-better: a higher rate gets there sooner\n- rate-is-step: the rate is the length of the step\n"
COURSE = 'format = 1\ntitle = "A course"\nlessons = ["01-before", "02-leaps", "03-after"]\n'
OTHER = "---\ntitle: Other\nabout: Another lesson\n---\n\nText.\n"

LESSON = """\
---
title: Leaps
about: Strides that land beyond the bottom
needs: 01-before
minutes: 6
concepts: loss, overshoot
---

A long stride can carry you **over** the bottom of `loss = w²`.

```
rate 0.9   3 → −2.4
```

---

::: quiz side
You leap over the bottom. Where do you land?

- [x] On the other side
  > The bottom lies behind you now.
- [ ] On the same side
  > Then it was no leap. {misconception=rate-is-step}

Hint: Over means beyond.
:::

::: quiz landing number
The rate is 0.9, `w` is 3, the gradient is 6. Where do you land?

- [x] -2.4
  > 3 − 5.4 = −2.4.
- [ ] 8.4
  > You went uphill.
- [ ] anything else
  > First 0.9 × 6, then 3 minus that.

Hint: The step is 5.4 long.
:::

::: predict ending
Twenty steps at rate 0.9. What will you see?

- [x] It settles
  > So it does: the factor is −0.8.
- [ ] It explodes
  > It settles: the factor is −0.8. {misconception=faster-is-better}
:::

```lab
id = "bowl"
problem = "bowl:curvature=2"
start = 3
steps = 20
ask = "Run 0.9 and watch."
suggest = "0.9"
goal = ["converged within 11", "overshot/diverged"]
hints = ["Above 1.0 it explodes."]
[remarks]
"overshot/diverged" = "There it goes."
[claims]
"0.9" = "converged/zigzag, w@1 = -2.4, within = 11"
"1.1" = "overshot/diverged, w@1 = -3.6"
```

In short: leap, land, settle.
"""

MUTATIONS = [
    # the top
    ("the title is missing", "title: Leaps\n", "", "---", "the lesson has no title"),
    ("a key is misspelt", "about: Str", "abuot: Str", "abuot", 'did you mean "about"'),
    ("a key is given twice", "minutes: 6", "minutes: 6\nminutes: 7", "minutes: 7", "minutes is given twice"),
    ("no minutes", "minutes: 6", "minutes: six", "minutes: six", 'minutes: "six" is not a number of minutes'),
    ("the title is too long", "title: Leaps", f"title: {'Leaps ' * 8}", "title:", "the title has 47 columns"),
    ("a need is no lesson", "needs: 01-before", "needs: 01-befor", "needs", 'the course has no lesson "01-befor"'),
    ("a need comes later", "needs: 01-before", "needs: 03-after", "needs", "does not come before this lesson"),
    ("a need is no id", "needs: 01-before", "needs: Before", "needs", 'needs: "Before" is not the id of a lesson'),
    ("a concept is unknown", "loss, overshoot", "loss, oversoot", "concepts", 'did you mean "overshoot"'),
    ("the front matter does not end", "overshoot\n---\n", "overshoot\n", "A long stride", "is not of the form"),
    # text
    ("a table", "A long stride", "| a | b |\n|---|---|\n| 1 | 2 |\n\nA long stride", "| a | b |", "tables are not"),
    ("a control character", "A long stride", "A long\x07 stride", "A long", "invisible control character (U+0007)"),
    ("a comment", "A long stride", "<!-- later --> A long stride", "<!--", "learners are shown this comment"),
    ("code that is too wide", "rate 0.9   3", f"rate 0.9 {' ' * 70}3", "rate 0.9   ", "this line of code has"),
    ("a pause right under text", "In short", "So.\n---\n\nIn short", "---\n\nIn short", "this pause stands"),
    ("code without an end", "−2.4\n```\n", "−2.4\n", "```\nrate 0.9", 'takes in "::: quiz side" at line 16'),
    ("a stray end", "In short", ":::\n\nIn short", ":::\n\nIn short", "this ::: ends nothing"),
    ("a stray hint", "In short", "Hint: Look.\n\nIn short", "Hint: Look.", "does not stand below the choices"),
    # questions
    ("a question without an end", "beyond.\n:::\n", "beyond.\n", "::: quiz side", "has no end before the next block"),
    ("a block that is none", "::: quiz side", "::: quis side", "::: quis", 'did you mean "quiz"'),
    ("a question without a name", "::: quiz side", "::: quiz", "::: quiz\n", "this quiz has no name"),
    ("a name with capitals", "::: quiz side", "::: quiz Side", "::: quiz Side", 'a quiz cannot be called "Side"'),
    ("a name used twice", "quiz landing number", "quiz side number", "::: quiz side number", '"side" is already'),
    ("nothing is asked", "You leap over the bottom. Where do you land?\n\n", "", "::: quiz side", "asks nothing"),
    ("nothing is right", "- [x] On the other", "- [ ] On the other", "::: quiz side", 'no choice of "side" is right'),
    ("a box that is none", "- [ ] On the same", "- [*] On the same", "- [*]", '"[*]" is no box'),
    ("an empty choice", "- [ ] On the same side", "- [ ]", "- [ ]\n", "this choice is empty"),
    ("no feedback", "  > Then it was no leap. {misconception=rate-is-step}\n", "", "- [ ] On the same", "no feedback"),
    ("two equal choices", "- [ ] On the same side", "- [ ] on the other side", "- [ ] on the", "is the same choice as"),
    ("only one choice", "- [ ] On the same side\n  > Then it was no leap. {misconception=rate-is-step}\n", "",
     "::: quiz side", "has only one choice"),
    ("a choice that is too wide", "- [ ] On the same side", f"- [ ] {'wide ' * 15}", "- [ ] wide", "choice has 74"),
    ("an unknown misconception", "n=rate-is-step", "n=rate-is-stp", "rate-is-stp", 'did you mean "rate-is-step"'),
    ("a misconception of a right choice", "behind you now.", "behind you now. {misconception=rate-is-step}",
     "behind you", "a right choice shows the misconception"),
    ("a misconception without a brace", "n=rate-is-step}", "n=rate-is-step", "n=rate-is-step", "does not end the"),
    ("no hint", "Hint: Over means beyond.\n", "", "::: quiz side", '"side" has no hint'),
    ("a hint by another name", "Hint: Over", "Tip: Over", "Tip: Over", "only hints can follow the choices"),
    ("no number", "- [ ] 8.4", "- [ ] uphill", "- [ ] uphill", '"uphill" is not a number'),
    ("numbers too near", "- [ ] 8.4", "- [ ] -2.4 ± 1", "- [ ] -2.4 ±", "cannot be told from -2.4"),
    ("no other numbers", "- [ ] anything else\n  > First 0.9 × 6, then 3 minus that.\n", "", "::: quiz landing",
     "does not answer numbers that it does not name"),
    # the lab
    ("a prediction without a lab", LESSON[LESSON.index("```lab") : LESSON.index("In short")], "", "::: predict",
     'no run settles the prediction "ending"'),
    ("a lab without an end", '-3.6"\n```\n', '-3.6"\n', "```lab", "this block has no end"),
    ("a misspelt lab", "```lab", "```lap", "```lap", 'did you mean "lab"'),
    ("no problem", 'problem = "bowl:curvature=2"\n', "", "```lab", "this lab has no problem"),
    ("an unknown problem", "bowl:curvature=2", "bowll:curvature=2", "problem =", 'did you mean "bowl"'),
    ("an unknown parameter", "curvature=2", "curvatur=2", "problem =", 'did you mean "curvature"'),
    ("an unknown setting", "steps = 20", "stps = 20", "stps", 'a lab has no "stps"'),
    ("a setting of the wrong type", "steps = 20", 'steps = "20"', "steps =", "write a whole number from 1 to"),
    ("a setting without quotes", 'ask = "Run 0.9 and watch."', "ask = Run 0.9", "ask = Run", "this is not TOML"),
    ("a suggestion that is no number", 'suggest = "0.9"', 'suggest = "nine"', "suggest", "not a number"),
    ("a suggestion without a claim", 'suggest = "0.9"', 'suggest = "0.8"', "suggest", "nothing is claimed about"),
    ("an unknown verdict in a goal", "overshot/diverged\"]", "exploded\"]", "goal =", 'there is no verdict "exploded"'),
    ("a goal that nothing shows", "within 11\", ", "within 3\", ", "goal =", "no claim shows that the goal"),
    ("a goal without a hint", 'hints = ["Above 1.0 it explodes."]\n', "", "```lab", "has a goal and no hint"),
    ("an empty hint", "Above 1.0 it explodes.", " ", "hints =", "one of the hints is empty"),
    ("a remark on nothing", '"overshot/diverged" = "There', '"sometimes" = "There', '"sometimes"', "neither a rate"),
    ("a setting below a table", "[claims]\n", "[claims]\nseed = 1\n", "seed = 1", "so it counts as one of the claims"),
    ("a claim of another verdict", '"1.1" = "overshot/diverged', '"1.1" = "converged', '"1.1" =', "run is overshot/"),
    ("a claim of another figure", "w@1 = -3.6", "w@1 = -3.5", '"1.1" =', "the run has -3.6"),
    ("a claim of fewer steps", "within = 11", "within = 10", '"0.9" =', "the run needs 11 steps"),
    ("a claim of an unknown figure", "w@1 = -3.6", "v@1 = -3.6", '"1.1" =', 'no run has the figure "v@1"'),
    ("a claim of no rate", '"1.1" =', '"fast" =', '"fast" =', '"fast" is not a learning rate'),
]  # fmt: skip
"""What is broken: its name, the text and what stands in its place, where the finding must stand (the line that begins
so, or else the first that has it), and what it must say."""

MORE = {"a claim of another verdict": 1}
"""Findings besides the one expected, where one slip is several."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    write(
        tmp_path,
        course__toml=COURSE,
        glossary__md=GLOSSARY,
        misconceptions__md=IDEAS,
        _01_before__md=OTHER,
        _03_after__md=OTHER,
        _02_leaps__md=LESSON,
    )
    return tmp_path / "02-leaps.md"


def line_of(text: str, spot: str) -> int:
    """The number of the line that begins with `spot`, or else of the first that has it."""
    at = 0 if text.startswith(spot) else text.find(f"\n{spot}") + 1 or text.find(spot)
    assert at >= 0, f"{spot!r} must stand in the broken lesson"
    return text[:at].count("\n") + 1


def test_the_lesson_is_good_before_it_is_broken(path: Path) -> None:
    report = check([path.parent])
    assert [str(finding) for finding in report.findings] == []
    assert (report.lessons, report.claims) == (3, 2)


@pytest.mark.parametrize(("name", "old", "new", "spot", "words"), MUTATIONS, ids=[one[0] for one in MUTATIONS])
def test_a_broken_lesson_is_found_at_its_line(path: Path, name: str, old: str, new: str, spot: str, words: str) -> None:
    assert LESSON.count(old) == 1, "the edit must hit one spot"
    text = LESSON.replace(old, new)
    path.write_text(text, "utf-8")
    findings = check([path]).findings
    told = [str(finding).removeprefix(f"{path}:") for finding in findings]
    assert told, "nothing was found"
    assert any(words in line for line in told), told
    (found,) = (finding for finding, line in zip(findings, told, strict=True) if words in line)
    assert found.place.line == line_of(text, spot), told
    assert len(findings) == 1 + MORE.get(name, 0), told


def test_there_are_forty_ways_and_more() -> None:
    assert len({name for name, *_ in MUTATIONS}) == len(MUTATIONS) >= 40
