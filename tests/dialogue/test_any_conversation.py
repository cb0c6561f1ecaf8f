"""Whatever happens in whatever order: nothing raises, every line is answered, and replaying gives the same again."""

from __future__ import annotations

import json
import math
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.dialogue.lessons import HERE, Learner, lab, quiz, ran, right, say, walk, wrong
from tests.dialogue.lessons import lesson as a_lesson
from tutor.cleaning import clean_line
from tutor.dialogue import labs, memory, walks
from tutor.dialogue.conversation import advance
from tutor.dialogue.model import Choices, Event, LessonEnded, Opened, Raced, RunThis, Tried, Typed, Utterance
from tutor.dialogue.phrases import NO_PREDICTION
from tutor.dialogue.prompts import prompt
from tutor.dialogue.state import State, exchanges, is_complete, key, progress, waiting_at
from tutor.engine.model import VERDICTS
from tutor.lesson.model import Goal, Lab, Lesson, Pause, Quiz, QuizKind, Step, Walk

LINES = (
    "", "a", "b", "c", "z", "a b", "0.3", "0.9", "-1", "0", "nan", "inf", "1e999", "1/0", "hint", "again", "again 0.5",
    "skip", "back", "help", "answer", "lessons", "next", "yes", "quit", "hnit", "what is w?", "why does 0.9 bounce?",
    "stop", "2.4", "slope", "the slopes?", "solpe", "a b c", "cab", "b > a", "a a b", "sun, rain, snow",
    "converges", "stall", "0.6225", "0.5", "what is h?", "numbers",
)  # fmt: skip
DECISIVE = ("", "", "skip", "next", "answer", "0.9", "0.6225", "1.245", "again", "back", "a", "b", "ab")
VERDICT_AND_REASON = [(verdict, reason) for verdict, reasons in VERDICTS.items() for reason in reasons]


KINDS = (
    "say", "pause", "lab", "suggest", "goals", "race", "guess", "walk",
)  # fmt: skip
QUESTIONS = (
    "choice", "several", "number", "predict",
    "text", "predicted text", "order", "predicted order", "verdict", "predicted verdict",
)  # fmt: skip
ANSWERS: dict[QuizKind, str] = {
    "choice": "right",
    "several": "right and also right",
    "number": "2.4",
    "text": "slope",
    "order": "sun, rain, snow",
    "verdict": "converges",
}


@st.composite
def steps(draw: st.DrawFn) -> Step:
    name = draw(st.sampled_from(["x", "y", "z", "v"]))
    match draw(st.sampled_from((*KINDS, *["question"] * len(KINDS)))):
        case "say":
            return say("Something.")
        case "pause":
            return Pause(HERE)
        case "lab":
            return lab(name)
        case "suggest":
            return lab(name, suggest="0.9")
        case "goals":
            return lab(name, suggest=draw(st.sampled_from([None, "0.9"])), goals=(Goal("converged"), Goal("overshot")))
        case "race":
            return replace(lab(name, suggest="0.9"), race=("sgd", "adam"))
        case "guess":
            return replace(lab(name, suggest=draw(st.sampled_from([None, "0.9"]))), guess=True)
        case "walk":
            fill = draw(st.sampled_from([(), ("h",), ("z(h)", "yhat"), ("L",)]))
            begin, end = draw(st.sampled_from([("forward", "loss"), ("loss", "loss"), ("forward", "update")]))
            fill = tuple(one for one in fill if begin == "forward" or one == "L")
            return walk(name, fill=fill, begin=begin, end=end, hints={"h": ("A hint.",)})
        case _:
            return draw(question(name))


@st.composite
def question(draw: st.DrawFn, name: str) -> Step:
    match draw(st.sampled_from(QUESTIONS)):
        case "predict":
            return quiz(name, right("Right"), wrong("Wrong"), predict=True)
        case "several":
            return quiz(name, right("Right"), wrong("Wrong"), right("Also right"), kind="several")
        case "number":
            return quiz(name, right("2.4", number=2.4), wrong("anything else"), kind="number", hints=("A hint.",))
        case "text" | "predicted text" as kind:
            choices = (right("slope"), wrong("loss", idea="an-idea"), wrong("anything else"))
            return quiz(name, *choices, kind="text", predict=kind != "text", hints=("A hint.",))
        case "order" | "predicted order" as kind:
            foreseen = replace(wrong("2 1 3", idea="an-idea"), order=(1, 0, 2))
            orders = (replace(right("in order"), order=(0, 1, 2)), foreseen, wrong("anything else"))
            return quiz(name, *orders, kind="order", predict=kind != "order", items=("sun", "rain", "snow"))
        case "verdict" | "predicted verdict" as kind:
            stalls = replace(wrong("It stalls", idea="an-idea"), verdict=("stalled", None))
            verdicts = (replace(right("It converges"), verdict=("converged", None)), stalls)
            return quiz(name, *verdicts, kind="verdict", predict=kind != "verdict", hints=("A hint.",))
        case _:
            return quiz(name, right("Right"), wrong("Wrong", idea="an-idea"), wrong("Stop, and no more"))


@st.composite
def lessons(draw: st.DrawFn) -> Lesson:
    """Lessons whose questions and labs have names of their own, as `tutor check` wants."""
    seen: set[tuple[type, str]] = set()
    drawn: list[Step] = []
    for step in draw(st.lists(steps(), max_size=8)):
        if isinstance(step, Quiz | Lab | Walk):
            if (type(step), step.id) in seen:
                continue
            seen.add((type(step), step.id))
        drawn.append(step)
    return a_lesson(*drawn)


runs = st.tuples(st.sampled_from([0.3, 0.9, 1.1]), st.sampled_from(VERDICT_AND_REASON), st.booleans())
lines = st.one_of(st.sampled_from(LINES), st.sampled_from(DECISIVE), st.text(max_size=20))
deeds = st.lists(st.one_of(lines, lines, runs), max_size=25)
Deed = str | tuple[float, tuple[str, str], bool]


def play(lesson: Lesson, deeds: list[Deed]) -> Learner:
    """A learner who types the lines and lets the runs end as drawn; checks what must hold after each."""
    learner = Learner(lesson, seed=3)
    for deed in deeds:
        before = learner.state
        if isinstance(deed, str):
            learner.type(clean_line(deed))  # as the sitting hands it over
            backward = deed.strip().strip("/.!").casefold() == "back" or before.mending or learner.state.mending
            assert learner.said or learner.state.position != before.position, "a line went unanswered"
        else:
            lr, (verdict, reason), stopped = deed
            if before.running is not None:
                lr = before.running.experiment.lr or lr
            run = ran(lr, verdict, reason, at=learner.at, stopped=stopped)
            step = waiting_at(lesson, before)
            if isinstance(step, Lab) and step.guess:
                learner.happen(Tried(0.9, 0.81, 1.8, learner.at))
            elif isinstance(step, Lab) and step.race:
                learner.happen(Raced((replace(run, entrant="sgd"), replace(run, entrant="adam")), learner.at))
            else:
                learner.happen(run)
            backward = False
        holds(lesson, before, learner, backward=backward)
    return learner


def holds(lesson: Lesson, before: State, learner: Learner, *, backward: bool) -> None:
    state = learner.state
    assert state.position in [*exchanges(lesson), len(lesson.steps)]
    assert backward or state.position >= before.position
    behind, of = progress(lesson, state)
    assert 0 <= behind <= of == len(exchanges(lesson))
    if before.mending:
        assert behind >= progress(lesson, before)[0], "doing what is open made it less"
    if is_complete(lesson, state):
        assert behind == of
    if state.open and (state.mending or state.position == len(lesson.steps)):
        assert behind == of - len(state.open)
    assert len({answer.quiz for answer in state.answered}) == len(state.answered)
    assert not set(state.open) & set(state.shown)
    assert len(set(state.open)) == len(state.open)
    assert set(before.shown) <= set(state.shown)
    assert (state.running is not None) == any(isinstance(one, RunThis) for one in learner.said)
    assert state.running is None or isinstance(lesson.steps[state.position], Lab)
    for utterance in learner.said:
        if isinstance(utterance, LessonEnded):
            assert utterance.complete == is_complete(lesson, state)
    shown = prompt(lesson, state)
    assert shown.keys
    assert shown.running == (state.running is not None)


def heard(lesson: Lesson, events: list[Event]) -> tuple[State, list[Utterance]]:
    state = State()
    said: list[Utterance] = []
    for event in events:
        reply = advance(lesson, state, event)
        state = reply.state
        said.extend(reply.utterances)
    return state, said


@settings(deadline=None)
@given(lessons(), deeds)
def test_every_line_is_answered_and_the_place_makes_sense(lesson: Lesson, deeds: list[Deed]) -> None:
    play(lesson, deeds)


@settings(deadline=None)
@given(lessons(), deeds)
def test_replaying_the_events_from_the_record_gives_the_same_state_and_words(lesson: Lesson, deeds: list[Deed]) -> None:
    learner = play(lesson, deeds)
    kept = [json.loads(json.dumps(memory.encode(event))) for event in learner.events]
    events = [event for kind, data in kept if (event := memory.decode(kind, data)) is not None]
    assert events == learner.events
    assert heard(lesson, events) == heard(lesson, learner.events)
    assert heard(lesson, events)[0] == learner.state


@settings(deadline=None)
@given(lessons(), deeds)
def test_from_everywhere_skip_leads_to_the_end_and_back_to_the_start(lesson: Lesson, deeds: list[Deed]) -> None:
    learner = play(lesson, deeds)
    for _ in range(len(lesson.steps) + 1):
        if learner.at != "end":
            learner.type("skip")
    assert learner.at == "end"
    for _ in exchanges(lesson):
        learner.type("back")
    assert learner.state.position == (exchanges(lesson) or [len(lesson.steps)])[0]


@settings(deadline=None)
@given(lessons(), deeds)
def test_wherever_a_question_waits_the_answer_can_be_asked_for(lesson: Lesson, deeds: list[Deed]) -> None:
    learner = play(lesson, deeds)
    step = waiting_at(lesson, learner.state)
    if isinstance(step, Quiz):
        (told, *_) = learner.type("answer").split("\n")
        if waiting := [one for one in learner.state.predictions if one.quiz == step.id]:
            assert told == NO_PREDICTION
            told = f"The answer: {waiting[0].feedback}"
        assert "The answer: " in told
        for part in step.items or [choice.text for choice in step.choices if choice.right]:
            assert part in told


@settings(deadline=None)
@given(lessons(), st.integers(0, 9))
def test_what_stands_at_a_letter_is_the_same_each_time(lesson: Lesson, seed: int) -> None:
    learner = Learner(lesson, seed)
    for _ in exchanges(lesson):
        shown = [one for one in learner.said if isinstance(one, Choices)]
        learner.type("again")
        assert [one for one in learner.said if isinstance(one, Choices)] == shown[-1:]
        learner.type("skip")


@settings(deadline=None)
@given(lessons(), deeds)
def test_from_everywhere_doing_what_is_asked_completes_the_lesson(lesson: Lesson, deeds: list[Deed]) -> None:
    learner = play(lesson, deeds)
    for _ in range(15 * len(lesson.steps) + 6):
        if is_complete(lesson, learner.state):
            return
        do_what_is_asked(lesson, learner)
    raise AssertionError(f"stuck at {learner.at}: {learner.state}")


def do_what_is_asked(lesson: Lesson, learner: Learner) -> None:
    step = lesson.steps[learner.state.position] if learner.at != "end" else None
    if isinstance(step, Quiz):
        learner.type(ANSWERS[step.kind])
    elif isinstance(step, Lab) and step.guess and not labs.is_done(step, learner.state):
        learner.type("0.9")
        learner.happen(Tried(0.9, 0.81, 1.8, learner.at))
    elif isinstance(step, Lab) and step.race and not labs.is_done(step, learner.state):
        learner.type("0.9")
        runs = tuple(replace(ran(0.9, at=learner.at), entrant=entrant) for entrant in step.race)
        learner.happen(Raced(runs, learner.at))
    elif isinstance(step, Lab) and not labs.is_done(step, learner.state):
        learner.type("0.9")
        learner.end("converged")
        learner.type("0.9")
        learner.end("overshot", "diverged")
    elif isinstance(step, Walk) and (number := walks.wanted(step, learner.state)) is not None:
        learner.type(f"{number.value:.4g}")
    else:
        learner.type()


@settings(max_examples=50, deadline=None)
@given(
    lessons(),
    st.lists(
        st.one_of(
            st.builds(Opened, st.integers(0, 9)),
            st.builds(
                Typed,
                lines,
                st.sampled_from(["start", "end", "pause-1", "pause-2", "quiz:x", "lab:x", "lab:y", "walk:x", ""]),
            ),
            st.builds(ran, st.just(0.9), at=st.sampled_from(["lab:x", "lab:y", "quiz:x", "end", ""])),
            st.builds(Tried, st.just(1.0), st.just(math.nan), st.just(2.0), st.sampled_from(["lab:x", "lab:y", "end"])),
            st.builds(Raced, st.just(()), st.sampled_from(["lab:x", "lab:y", "quiz:x", "end"])),
        ),
        max_size=20,
    ),
)
def test_events_from_anywhere_in_any_order_do_not_raise(lesson: Lesson, events: list[Event]) -> None:
    state = State()
    for event in events:
        state = advance(lesson, state, event).state
        assert state.position in [*exchanges(lesson), len(lesson.steps)]
        prompt(lesson, state)
        key(lesson, state)
