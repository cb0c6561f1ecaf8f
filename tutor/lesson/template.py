"""The lesson that `tutor new` begins: every part once, so that it plays and passes `tutor check` as it is."""

from __future__ import annotations

from collections.abc import Collection

from tutor.lesson.lint import WIDEST_TITLE

CONCEPT, IDEA = "learning rate", "faster-is-better"
"""What the template refers to: a word of the glossary, and a wrong idea of misconceptions.md."""

_LESSON = """\
---
title: {title}
about: One line that says what this lesson is about
minutes: 5
{concepts}---

Begin with a picture from daily life, in a few short sentences. A child rolls a
marble down the inside of a bowl. Will it stop at the bottom, or roll past it?

Each paragraph is one message. Name **one** new word, and say what it means. On
our bowl the loss is `loss = w²`, and each step multiplies `w` by `1 − 2 × rate`.

---

::: predict first-run
Twenty steps from `w = 3` at rate 0.9. What will the run do?

- [x] It bounces from side to side and settles
  > At 0.9 the factor is 1 − 1.8 = −0.8: the other side each time, and a little nearer.
- [ ] It walks down one side without crossing the bottom
  > At 0.9 the factor is 1 − 1.8 = −0.8. The minus sign carries `w` across at every step.
- [ ] It gets there at once, because the rate is high
  > A long step is not a good step: at 0.9 most of it leads past the bottom and up again.{misconception}
:::

```lab
id = "which-rate"
problem = "bowl:curvature=2"
start = 3
steps = 20
ask = "Run 0.9 first. Then find a rate that arrives within 3 steps."
suggest = "0.9"
goal = ["converged within 3"]
hints = [
  "The best rate leaves a factor of 0.",
  "1 − 2 × rate = 0. Try 0.5.",
]
[remarks]
"0.5" = "One step, and it is there."
[claims]
"0.9" = "converged/zigzag, w@1 = -2.4"
"0.5" = "converged, w@1 = 0, within = 1"
"0.1" = "converged/smooth, w@1 = 2.4"
```

Say what the runs have shown, with their numbers: from 3, rate 0.9 steps to −2.4
and rate 0.1 to 2.4. Just as near, but on the other side.

::: quiz which-crosses
Which of these rates crosses the bottom at every step?

- [ ] 0.1
  > The factor is 1 − 0.2 = 0.8. It is above 0, so `w` stays on its side.
- [x] 0.9
  > The factor is 1 − 1.8 = −0.8. The minus sign means: the other side, every time.

Hint: Work out 1 − 2 × rate for each of them.

Hint: A factor below 0 changes the sign of `w`.
:::

In short: end with one paragraph that says it all once more. On `loss = w²` a
rate between 0.5 and 1 crosses the bottom at every step, and still arrives.
"""


def new_lesson(stem: str, *, terms: Collection[str] | None = None, ideas: Collection[str] | None = None) -> str:
    """The text of a lesson to begin with.

    Args:
        stem: the file's name without its number and `.md`: `half-way`.
        terms: the glossary's words in small letters, the only ones that the lesson names; None where there is none.
        ideas: the ids in misconceptions.md, likewise.
    """
    words = stem.split("-")
    title = words[0].capitalize()
    for word in words[1:]:
        if len(title) + 1 + len(word) > WIDEST_TITLE:
            break
        title += f" {word}"
    return _LESSON.format(
        title=title[:WIDEST_TITLE],
        concepts=f"concepts: {CONCEPT}\n" if terms is None or CONCEPT in terms else "",
        misconception=f" {{misconception={IDEA}}}" if ideas is None or IDEA in ideas else "",
    )
