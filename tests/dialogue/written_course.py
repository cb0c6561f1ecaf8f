"""A course of three small lessons as files, for what plays whole lessons."""

from __future__ import annotations

from pathlib import Path

from tutor.lesson.course import Course, open_course

FIRST = """\
---
title: Going on
about: A lesson of one pause
needs:
minutes: 1
concepts: pause
---

One.

---

Two.
"""
SECOND = """\
---
title: Bouncing
about: A lesson with a question, a prediction and a run
needs: 01-going-on
minutes: 5
concepts: overshoot
---

Our bowl is `w²`, and the factor is `1 − 2 × rate`.

- Each step multiplies `w` → by that. A sentence that is long enough to need another line is here for the sake of it.

A ½ of a ½ of a ½ of a ½ of a ½ of a ½ of a ½ of a ½ of a ½ of a ½ is small.

```
w = 3 → −2.4
```

::: quiz factor
The rate is 0.9. What is the factor?

- [x] −0.8
  > 1 − 1.8 = −0.8.
- [ ] 0.9
  > That is the rate, ≈ 1. {misconception=rate-is-step}

Hint: 1 − 2 × 0.9.
:::

::: predict edge
At 1.0?

- [x] It bounces for ever
  > The factor is −1: 3 → −3 → 3.
- [ ] It settles
  > Nothing is taken away.
:::

```lab
problem = "bowl:curvature=2"
start = 3
steps = 50
ask = "Run 1.0."
suggest = "1.0"
[claims]
"1.0" = "overshot/bouncing"
```

Done — for ever.
"""
THIRD = """\
---
title: The end
about: Another lesson of one pause
needs: 02-bouncing
minutes: 1
concepts: end
---

Three.

---

Four.
"""
LESSONS = {"01-going-on": FIRST, "02-bouncing": SECOND, "03-the-end": THIRD}


def write_course(folder: Path) -> Course:
    """The course, written into the folder and opened."""
    folder.mkdir(parents=True, exist_ok=True)
    ids = ", ".join(f'"{lesson}"' for lesson in LESSONS)
    (folder / "course.toml").write_text(f'format = 1\ntitle = "Small"\nlessons = [{ids}]\n', encoding="utf-8")
    for lesson, text in LESSONS.items():
        (folder / f"{lesson}.md").write_text(text, encoding="utf-8")
    course = open_course(folder)
    assert not course.problems
    return course
