"""Every lesson of the course played without a screen, with its real runs and a real record: by someone who knows every
answer, and by someone who gives every wrong one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tutor.dialogue import labs, walks
from tutor.dialogue.feedback import met
from tutor.dialogue.meaning import letter
from tutor.dialogue.model import Feedback, LearnerSaid, RunThis, TutorSays, Utterance
from tutor.dialogue.state import exchanges, is_complete, lettered, right_orders, step_key
from tutor.engine import verdict
from tutor.lesson.course import load, open_course
from tutor.lesson.model import ANYTHING_ELSE, Choice, Lab, Lesson, Pause, Quiz, Reach, Walk
from tutor.lesson_bench import LessonBench
from tutor.record.store import open_record
from tutor.sitting import Sitting

LESSONS = [outline.id for outline in open_course().outlines]
MOST_LINES = 400
"""Lines that a lesson may ask of anybody before it counts as having no end."""
NO_RATE = "0.000000001"
"""Far too low to get anywhere."""


class Player:
    """Someone who plays a lesson to its end."""

    def __init__(self, lesson: Lesson, data: Path) -> None:
        self.lesson = lesson
        self.record = open_record("Ada", data)
        self.sitting = Sitting(lesson, "Ada", self.record)
        self.seen: set[int] = set()
        """The positions at which the conversation waited."""
        self.said: list[Utterance] = []
        """What the tutor said to the last line, and to the run that came of it."""
        self.sitting.begin()

    def play(self) -> None:
        """To the end of the lesson."""
        for _ in range(MOST_LINES):
            state = self.sitting.state
            if state.position >= len(self.lesson.steps):
                return
            self.seen.add(state.position)
            match self.lesson.steps[state.position]:
                case Pause():
                    self.type("")
                case Quiz() as quiz:
                    self.question(quiz)
                case Lab() as lab:
                    self.lab(lab)
                case Walk() as walk:
                    self.walk(walk)
        raise AssertionError(f"no end: still at {step_key(self.lesson, self.sitting.state.position)}")

    def question(self, quiz: Quiz) -> None:
        """At a question or a prediction."""
        raise NotImplementedError

    def lab(self, lab: Lab) -> None:
        """At a lab."""
        raise NotImplementedError

    def walk(self, walk: Walk) -> None:
        """At the next number of a network."""
        raise NotImplementedError

    def type(self, line: str) -> None:
        """Sends a line, and watches the run that is asked for to its end."""
        lab = self.sitting.waiting
        self.said = [one for one in self.sitting.type(line) if not isinstance(one, LearnerSaid)]
        for wanted in [one for one in self.said if isinstance(one, RunThis)]:
            assert isinstance(lab, Lab)
            bench = LessonBench(lab, done=False, ascii=True)
            exhibit = bench.start(wanted)
            exhibit.finish()
            while not exhibit.playback.over:
                exhibit.work(1.0)
                exhibit.tick()
            exhibit.live = False
            self.said += bench.finish(self.sitting, exhibit)

    @property
    def words(self) -> str:
        """What the tutor said."""
        return " ".join(one.message.text for one in self.said if isinstance(one, TutorSays | Feedback))

    def line_for(self, quiz: Quiz, choice: Choice) -> str:
        """What someone types who means this choice."""
        shown = lettered(quiz, self.sitting.state.seed)
        if quiz.kind == "order":
            order = choice.order or (right_orders(quiz)[0] if choice.right else unforeseen(quiz))
            return " ".join(letter(shown.index(item)) for item in order)
        if quiz.kind in ("number", "text"):
            unheard = "987654.321" if quiz.kind == "number" else "qqqq"
            return unheard if choice.text == ANYTHING_ELSE else choice.text
        return letter(shown.index(quiz.choices.index(choice)))


def unforeseen(quiz: Quiz) -> tuple[int, ...]:
    """An order of the items that the author did not foresee."""
    foreseen = {*right_orders(quiz), *(choice.order for choice in quiz.choices)}
    return next(order for order in itertools.permutations(range(len(quiz.items))) if order not in foreseen)


class Knowing(Player):
    """Someone who knows every answer, and for every lab the rates that the lesson claims something about."""

    def question(self, quiz: Quiz) -> None:
        right = [choice for choice in quiz.choices if choice.right]
        if quiz.kind != "several":
            right = right[:1]
        self.type(" ".join(self.line_for(quiz, choice) for choice in right))

    def lab(self, lab: Lab) -> None:
        for rate in self.rates(lab):
            if labs.is_done(lab, self.sitting.state):
                break
            self.type("" if labs.enter_runs(lab, self.sitting.state) is not None else rate)
        assert labs.is_done(lab, self.sitting.state), f"no rate of {lab.id} that is claimed brings what it wants"
        self.type("")

    def rates(self, lab: Lab) -> Iterator[str]:
        """Those that may bring what is still wanted come first."""
        if lab.suggest is not None:
            yield lab.suggest
        state = self.sitting.state
        claims = dict.fromkeys(claim.lr for claim in lab.claims for goal in lab.goals if not met(goal, state.runs)
                               if not isinstance(goal, Reach) or goal.figure in dict(claim.figures))  # fmt: skip
        yield from claims
        yield from (claim.lr for claim in lab.claims if claim.lr not in claims)
        yield "0.1"

    def walk(self, walk: Walk) -> None:
        number = walks.wanted(walk, self.sitting.state)
        self.type("" if number is None else f"{number.value:.6g}")


class Mistaken(Player):
    """Someone who gives every wrong answer there is, and takes the tutor's help only when it is offered."""

    def question(self, quiz: Quiz) -> None:
        here = self.sitting.state.position
        wrong = [choice for choice in quiz.choices if not choice.right]
        for choice in wrong:
            self.type(self.line_for(quiz, choice))
            if quiz.predict:
                return
            assert choice.feedback in self.words
            assert self.sitting.state.position == here, "a wrong answer led on"
        while "You can type" not in self.words:
            self.type(self.line_for(quiz, wrong[0]) if wrong else "qqqq")
        self.type("answer")
        assert "The answer: " in self.words

    def lab(self, lab: Lab) -> None:
        self.type("qqqq")
        assert "I was waiting for" in self.words
        if lab.goals:  # elsewhere no rate is wrong
            self.type(NO_RATE)
        self.type("skip")

    def walk(self, walk: Walk) -> None:
        number = walks.wanted(walk, self.sitting.state)
        if number is None:
            self.type("")
            return
        for _ in range(2):
            self.type(f"{number.value + 1000:.6g}")
            assert walks.wanted(walk, self.sitting.state) == number, "a wrong number led on"
        self.type("answer")


@pytest.fixture(autouse=True)
def no_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rate that a verdict advises takes longer to find than the run took; it changes nothing of the way."""
    judge = verdict.judge
    monkeypatch.setattr(verdict, "judge", lambda trajectory: judge(trajectory, advising=False))


@pytest.mark.parametrize("lesson_id", LESSONS)
def test_right_answers_lead_through_every_exchange_to_done(lesson_id: str, tmp_path: Path) -> None:
    lesson = load(open_course(), lesson_id)
    player = Knowing(lesson, tmp_path)
    player.play()
    state = player.sitting.state
    assert player.seen == set(exchanges(lesson))
    assert is_complete(lesson, state)
    assert not state.predictions, "a prediction was never settled"
    asked = {step.id for step in lesson.steps if isinstance(step, Quiz)}
    answered = {answer.quiz for answer in state.answered if answer.right and not answer.shown and not answer.misses}
    assert asked <= answered
    done = {f"{'lab' if isinstance(step, Lab) else 'walk'}:{step.id}" for step in lesson.steps
            if isinstance(step, Lab | Walk)}  # fmt: skip
    assert done <= set(state.shown)
    assert player.record.progress()[lesson_id].complete
    player.record.close()


@pytest.mark.parametrize("lesson_id", LESSONS)
def test_wrong_answers_lead_through_every_exchange_to_an_end_with_all_of_it_open(
    lesson_id: str, tmp_path: Path
) -> None:
    lesson = load(open_course(), lesson_id)
    player = Mistaken(lesson, tmp_path)
    player.play()
    state = player.sitting.state
    assert player.seen == set(exchanges(lesson))
    assert not is_complete(lesson, state)
    questions = [step for step in lesson.steps if isinstance(step, Quiz) and not step.predict]
    assert {f"quiz:{quiz.id}" for quiz in questions} <= set(state.open)
    assert {f"lab:{step.id}" for step in lesson.steps if isinstance(step, Lab) and step.goals} <= set(state.open)
    asked = {step.id for step in lesson.steps if isinstance(step, Quiz)}
    assert asked <= {answer.quiz for answer in state.answered if not answer.right}
    assert not player.record.progress()[lesson_id].complete
    player.record.close()
