"""A learner's sitting: written down first, resumed where it broke off, and going on when nothing can be written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.dialogue.lessons import bounce, lab, lesson, pause, quiz, right, say, walk, words, wrong
from tutor.dialogue.model import LearnerSaid, RunThis, ShowNetwork, Utterance
from tutor.dialogue.phrases import told
from tutor.dialogue.state import lettered
from tutor.engine.descent import run
from tutor.errors import RecordError, SpecificationError
from tutor.lesson.model import Lesson
from tutor.record.store import Record, open_record
from tutor.record.unsaved import Unsaved
from tutor.sitting import Sitting

EDGE = quiz("edge", right("It bounces", "The factor is −1."), wrong("It settles", "No."), predict=True)
LESSON = lesson(
    say("One."), pause(), say("Two."), bounce("A hint."), EDGE, lab(suggest="1.0"), say("Three."), pause(), say("Done.")
)
FULL = RecordError("I cannot write your record (the disk is full)", to_do="free some space")


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with open_record("Ana", tmp_path) as opened:
        yield opened


def read(utterances: tuple[Utterance, ...]) -> list[str]:
    return [words(utterance) for utterance in utterances]


def sit(record: Record | None, played: Lesson = LESSON, learner: str = "Ana") -> Sitting:
    sitting = Sitting(played, learner, record)
    sitting.begin()
    return sitting


def type_all(sitting: Sitting, *lines: str) -> list[str]:
    """Types the lines, makes the runs that are asked for, and gives all that was said."""
    said: list[str] = []
    for line in lines:
        utterances = sitting.type(line)
        said += read(utterances)
        for utterance in utterances:
            if isinstance(utterance, RunThis):
                said += read(sitting.finish(run(utterance.experiment)))
    return said


def test_what_is_typed_is_in_the_record_when_the_reply_comes(record: Record, tmp_path: Path) -> None:
    sitting = sit(record)
    sitting.type("")
    with open_record("Ana", tmp_path) as other:
        kept = other.entries(LESSON.outline.id)
    assert [(entry.kind, entry.position, entry.of) for entry in kept] == [("opened", 0, 5), ("typed", 1, 5)]


def test_no_reply_is_given_to_what_was_not_written(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    sitting = sit(record)

    def killed(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(record, "append", killed)
    with pytest.raises(KeyboardInterrupt):
        sitting.type("")
    monkeypatch.undo()
    assert sit(record).progress == (0, 5)


def test_a_sitting_resumes_at_the_very_exchange_with_the_same_transcript(record: Record) -> None:
    first = Sitting(LESSON, "Ana", record)
    said = list(first.begin().transcript)
    for line in ("", "hint", "it explodes", "settles"):
        said += first.type(line)
    second = Sitting(LESSON, "Ana", record)
    opening = second.begin()
    assert opening.resumed
    assert list(opening.transcript) == said
    assert second.state == first.state
    assert read(opening.here)[0] == "Predict: Question edge?"
    assert read(second.type("again"))[1:] == read(opening.here)


def test_the_word_that_one_left_with_is_not_read_again(record: Record) -> None:
    type_all(sit(record), "", "quit")
    transcript = Sitting(LESSON, "Ana", record).begin().transcript
    assert LearnerSaid("quit") not in transcript
    assert "[leave to out]" not in read(transcript)


def test_a_run_that_was_under_way_is_there_again(record: Record) -> None:
    first = sit(record)
    type_all(first, "", "settles", "it bounces")
    first.type("0.3")
    second = sit(record)
    assert second.state.running == first.state.running
    assert second.state.running is not None
    assert second.prompt.running
    second.finish(run(second.state.running.experiment))
    assert [ended.lr for ended in second.state.runs] == [0.3]
    assert sit(record).state == second.state


def test_the_runs_of_an_exchange_are_kept_for_drawing_until_the_learner_goes_on(record: Record) -> None:
    sitting = sit(record)
    type_all(sitting, "", "settles", "it bounces", "")
    assert [made.experiment.lr for made in sitting.made] == [1.0]
    assert sit(record).made == sitting.made
    sitting.type("")
    assert sitting.made == ()
    assert sit(record).made == ()


def test_a_walk_is_resumed_at_its_number_and_drawn_once(record: Record) -> None:
    played = lesson(say("One."), walk(fill=("h",)), pause())
    type_all(sit(record, played), "", "0.5")
    opening = Sitting(played, "Ana", record).begin()
    assert not any(isinstance(one, ShowNetwork) for one in opening.transcript)
    assert [one for one in opening.here if isinstance(one, ShowNetwork)] == [
        ShowNetwork(walk(fill=("h",)), 1, asked=True)
    ]
    assert read(opening.here)[-1].startswith("What is h?")
    again = sit(record, played)
    assert again.state.misses == 1
    assert type_all(again, "0.622", "")[-1] == "[yhat]"


def test_at_a_question_the_runs_that_it_is_about_are_known_and_so_is_the_network(record: Record) -> None:
    after = quiz("after", right("Yes"), wrong("No"))
    played = lesson(lab(suggest="1.0"), bounce(), walk(end="forward"), after, pause())
    sitting = sit(record, played)
    type_all(sitting, "0.5", "1.0", "")
    before = sit(record, played).made_before
    assert before is not None
    assert before[0].id == "lab-1"
    assert [made.experiment.lr for made in before[1]] == [0.5, 1.0]
    assert Sitting(played, "Ana", record).begin().network is None
    type_all(sitting, "settles")
    while sitting.waiting != after:
        sitting.type("")
    network = Sitting(played, "Ana", record).begin().network
    assert network is not None
    assert not network.asked


def test_the_runs_of_a_lab_that_an_edit_took_away_are_gone(record: Record) -> None:
    type_all(sit(record, lesson(lab("old"), pause(), pause())), "0.5", "")
    assert sit(record, lesson(lab("new"), pause(), pause())).made_before is None


def test_a_restart_begins_anew_and_stays_begun_anew(record: Record) -> None:
    type_all(sit(record), "", "settles")
    again = Sitting(LESSON, "Ana", record)
    assert not again.begin(restart=True).resumed
    assert again.progress == (0, 5)
    again.type("")
    assert sit(record).progress == (1, 5)


def test_a_whole_lesson_is_completed_once(record: Record) -> None:
    sitting = sit(record)
    said = type_all(sitting, "", "settles", "it bounces", "", "", "")
    assert "You predicted: It bounces. The factor is −1." in said
    assert sitting.complete
    type_all(sitting, "again", "hint")
    assert [entry.kind for entry in record.entries(LESSON.outline.id)].count("completed") == 1
    progress = record.progress()[LESSON.outline.id]
    assert (progress.complete, progress.position, progress.of) == (True, 5, 5)


def test_a_lesson_left_with_something_open_is_not_completed_until_it_is_mended(record: Record) -> None:
    sitting = sit(record)
    type_all(sitting, "", "skip", "it bounces", "", "", "")
    assert not record.progress()[LESSON.outline.id].complete
    assert record.progress()[LESSON.outline.id].position == 4
    resumed = sit(record)
    type_all(resumed, "")
    assert record.progress()[LESSON.outline.id].position == 4
    type_all(resumed, "settles")
    assert resumed.complete
    assert record.progress()[LESSON.outline.id].complete


def test_a_completion_that_was_cut_off_is_made_up_for(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    sitting = sit(record)
    type_all(sitting, "", "settles", "it bounces", "", "")
    whole = record.append

    def until_completed(lesson_id: str, kind: str, data: Any, **place: int) -> int:
        if kind == "completed":
            raise KeyboardInterrupt
        return whole(lesson_id, kind, data, **place)

    monkeypatch.setattr(record, "append", until_completed)
    with pytest.raises(KeyboardInterrupt):
        sitting.type("")
    monkeypatch.undo()
    assert not record.progress()[LESSON.outline.id].complete
    sit(record)
    assert record.progress()[LESSON.outline.id].complete


def test_a_record_that_fails_is_told_once_tried_again_and_nothing_is_lost(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    sitting = sit(record)

    def full(*_: object, **__: object) -> int:
        raise FULL

    monkeypatch.setattr(record, "append", full)
    assert read(sitting.type(""))[0] == f"{told(FULL)} We go on, and I keep trying."
    assert not sitting.saved
    assert read(sitting.type("it explodes")) == ["> it explodes", "The factor is below 1."]
    monkeypatch.undo()
    assert read(sitting.type("settles"))[0] == "Your record can be written again. Nothing was lost."
    assert sitting.saved
    assert read(sitting.type("hint"))[0] == "> hint"
    assert sit(record).state == sitting.state


def full_disk(*_: object, **__: object) -> int:
    raise FULL


def test_what_could_not_be_written_yet_counts_when_the_lesson_is_opened_again(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsaved: list[Unsaved] = []
    first = Sitting(LESSON, "Ana", record, unsaved)
    first.begin()
    first.type("")
    monkeypatch.setattr(record, "append", full_disk)
    type_all(first, "settles", "it bounces")
    other = Sitting(lesson(pause(), name="02-other"), "Ana", record, unsaved)
    other.begin()
    second = Sitting(LESSON, "Ana", record, unsaved)
    assert second.begin().resumed
    assert second.state == first.state
    assert not second.saved
    monkeypatch.undo()
    second.type("hint")
    assert (second.saved, other.saved, unsaved) == (True, True, [])
    assert sit(record).state == second.state
    assert read(second.type("again"))[0] == "> again"


def test_a_restart_that_could_not_be_written_yet_is_a_restart(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    type_all(sit(record), "", "settles")
    unsaved: list[Unsaved] = []
    monkeypatch.setattr(record, "append", full_disk)
    first = Sitting(LESSON, "Ana", record, unsaved)
    first.begin(restart=True)
    first.type("")
    second = Sitting(LESSON, "Ana", record, unsaved)
    second.begin()
    assert second.progress == (1, 5)
    monkeypatch.undo()
    second.type("hint")
    assert sit(record).state == second.state


@pytest.mark.parametrize("again", [False, True], ids=["readable later", "unreadable"])
def test_what_follows_an_unreadable_record_lasts_for_the_visit_and_is_never_written(
    record: Record, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    type_all(sit(record), "", "settles")

    def unreadable(_: str) -> tuple[()]:
        raise RecordError("your record is damaged")

    unsaved: list[Unsaved] = []
    with monkeypatch.context() as patched:
        patched.setattr(record, "entries", unreadable)
        first = Sitting(LESSON, "Ana", record, unsaved)
        first.begin()
        first.type("")
    if again:
        monkeypatch.setattr(record, "entries", unreadable)
    second = Sitting(LESSON, "Ana", record, unsaved)
    assert second.begin().resumed
    assert second.progress == (1, 5)
    second.type("it explodes")
    type_all(Sitting(lesson(pause(), name="02-other"), "Ana", record, unsaved), "")
    monkeypatch.undo()
    assert sit(record).progress == (2, 5)
    fresh = Sitting(LESSON, "Ana", record, unsaved)
    fresh.begin(restart=True)
    assert fresh.saved
    assert sit(record).state == fresh.state


def test_a_read_only_record_and_what_happened_since_are_one(tmp_path: Path, record: Record) -> None:
    type_all(sit(record), "")
    unsaved: list[Unsaved] = []
    with open_record("Ana", tmp_path, read_only=True) as only_read:
        first = Sitting(LESSON, "Ana", only_read, unsaved)
        first.begin()
        first.type("settles")
        second = Sitting(LESSON, "Ana", only_read, unsaved)
        second.begin()
        assert second.state == first.state
        assert second.progress == (2, 5)


def test_the_record_keeps_what_was_meant_so_that_an_edited_lesson_cannot_turn_it(record: Record) -> None:
    asked = bounce()
    then = lesson(asked, pause())
    sitting = sit(record, then)
    letter = "abc"[[asked.choices[index].right for index in lettered(asked, sitting.state.seed)].index(True)]
    sitting.type(letter)
    assert record.entries(then.outline.id)[-1].data.items() >= {
        "text": letter, "at": "quiz:bounce", "meant": ["It bounces and settles"]
    }.items()  # fmt: skip
    now = lesson(replace(asked, choices=(*asked.choices[::-1], wrong("It stands still"))), pause())
    assert sit(record, now).state.answered[0].right


def test_a_record_that_fails_while_opening_does_not_keep_one_from_learning(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_all(sit(record), "", "settles")

    def unreadable(_: str) -> tuple[()]:
        raise RecordError("your record is damaged", to_do="start again.")

    monkeypatch.setattr(record, "entries", unreadable)
    sitting = Sitting(LESSON, "Ana", record)
    told_first = read(sitting.begin().transcript)[0]
    assert told_first.startswith("Your record is damaged; start again. ")
    type_all(sitting, "")
    monkeypatch.undo()
    assert sit(record).progress == (2, 5)


def test_a_read_only_record_is_resumed_but_not_written(tmp_path: Path, record: Record) -> None:
    type_all(sit(record), "")
    with open_record("Ana", tmp_path, read_only=True) as only_read:
        sitting = sit(only_read)
        assert sitting.progress == (1, 5)
        assert read(sitting.type("settles"))[:2] == ["> settles", "Each landing is nearer."]
        assert not sitting.saved
    assert sit(record).progress == (1, 5)


def test_without_a_record_one_learns_all_the_same() -> None:
    sitting = sit(None)
    type_all(sitting, "", "settles", "it bounces", "", "", "")
    assert sitting.complete
    assert not sitting.saved


@pytest.mark.parametrize("lost", [1, 2])
def test_entries_that_are_gone_or_foreign_cost_no_place(record: Record, tmp_path: Path, lost: int) -> None:
    type_all(sit(record), "", "settles")
    with open_record("Eva", tmp_path) as damaged:
        damaged.append(LESSON.outline.id, "from-the-future", {"x": 1})
        for entry in record.entries(LESSON.outline.id)[lost:]:
            damaged.append(LESSON.outline.id, entry.kind, entry.data)
        sitting = sit(damaged)
        assert sitting.progress == (2, 5)
        assert sitting.state.seed == sit(None).state.seed
        sitting.type("it bounces")
        assert sit(damaged).progress == (3, 5)


def test_what_another_window_did_is_caught_up_with_and_nothing_else_happens(record: Record, tmp_path: Path) -> None:
    here = sit(record)
    with open_record("Ana", tmp_path) as elsewhere:
        there = sit(elsewhere)
        type_all(there, "", "settles")
        said = read(here.type("it explodes"))
        assert said[0] == "You went on in another window, so I caught up with you. Please type that again."
        assert said[1] == "Predict: Question edge?"
        assert here.state == there.state
        type_all(here, "it bounces")
        assert here.progress == (3, 5)
        type_all(there, "")
        assert there.state == here.state


def test_a_window_that_only_opens_the_lesson_takes_nothing_from_the_other(record: Record, tmp_path: Path) -> None:
    here = sit(record)
    type_all(here, "")
    with open_record("Ana", tmp_path) as elsewhere:
        there = sit(elsewhere)
        assert read(here.type("hint")) == ["> hint", "Hint: A hint."]
        assert "You went on in another window" in read(there.type("hint"))[0]


def test_opening_a_lesson_again_is_in_the_record_and_changes_nothing_there(record: Record) -> None:
    type_all(sit(record), "")
    again = sit(record)
    assert [entry.kind for entry in record.entries(LESSON.outline.id)] == ["opened", "typed", "returned"]
    assert again.progress == (1, 5)
    assert read(again.type("hint")) == ["> hint", "Hint: A hint."]
    assert sit(record).state == again.state


def test_a_run_that_another_window_went_past_is_not_written(record: Record, tmp_path: Path) -> None:
    here = sit(record)
    type_all(here, "", "settles", "it bounces")
    here.type("0.3")
    assert here.state.running is not None
    experiment = here.state.running.experiment
    with open_record("Ana", tmp_path) as elsewhere:
        type_all(sit(elsewhere), "0.5")
        assert "caught up with you." in read(here.finish(run(experiment)))[0]
        assert [ended.lr for ended in here.state.runs] == [0.5]
        assert not here.prompt.running


def test_letters_differ_between_learners_and_lessons_but_not_between_spellings_of_a_name() -> None:
    def seed(learner: str, name: str = "01-made-by-hand") -> int:
        return sit(None, lesson(bounce(), name=name), learner).state.seed

    assert seed("Ana") == seed("ana") != seed("Eva")
    assert seed("Ana") != seed("Ana", "02-other")


def test_a_run_that_cannot_be_made_leaves_a_way_on() -> None:
    sitting = sit(None, lesson(lab(), pause()))
    sitting.type("0.3")
    said = read(sitting.cannot_run(SpecificationError("no such problem", to_do="choose another")))
    assert said == [
        "This run cannot be made: no such problem; choose another. Try another rate, or type skip to go on."
    ]
    assert not sitting.prompt.running
    sitting.type("skip")
    assert (sitting.state.position, sitting.progress) == (1, (0, 2))


@pytest.mark.parametrize(
    "text",
    ["x" * 100_000, " " * 100_000, "\x1b[31m0.3\x07", "\x00", "\ud800", "a\u202eb"],
    ids=["long", "blank", "escape sequence", "null", "surrogate", "right to left"],
)
def test_nothing_typed_breaks_the_sitting_or_the_record(record: Record, text: str) -> None:
    sitting = sit(record)
    type_all(sitting, text, "", text, "settles", text, "it bounces", text)
    kept = [str(entry.data.get("text", "")) for entry in record.entries(LESSON.outline.id)]
    assert all(len(line) <= 201 and "\x1b" not in line for line in kept)
    assert sit(record).state == sitting.state
