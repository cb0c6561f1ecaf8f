"""Line mode: labs of every kind, the bench in words, and free play."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest

from tests.tui.learner import write_course
from tutor.dialogue.setup import Setup
from tutor.lab.bench import Bench
from tutor.plain import LineMode
from tutor.plain_lab import PlainLab
from tutor.spoken import WIDTH, Spoken

TOP = "---\ntitle: A lab\nabout: One lab and nothing else\nminutes: 3\n---\n\n"
BOWL = 'problem = "bowl:curvature=2"\nstart = 3\nsteps = 20\n'
SPECIES = "network:target=species,features=bill_length_mm;flipper_length_mm,layers=4,validation=0.2,batch=16"


def one_line(page: str) -> str:
    return " ".join(page.split())


def plays(folder: Path, settings: str, *lines: str, problem: str = BOWL) -> str:
    """What is on the page after a learner typed these lines in a lesson of one lab."""
    course = write_course(folder, _01_lab=f"{TOP}```lab\n{problem}{settings}\n```\n\nSo it goes.\n\n---\n\nThe end.\n")
    page = StringIO()
    mode = LineMode(
        course, StringIO("".join(f"{line}\n" for line in (*lines, "quit"))), page, typed_here=True, charset="ascii"
    )
    assert mode.play(learner="Ana") == 0
    assert page.getvalue().isascii()
    return one_line(page.getvalue())


def plays_freely(*lines: str, setup: Setup | None = None) -> str:
    page = StringIO()
    typed = StringIO("".join(f"{line}\n" for line in lines))
    PlainLab(Spoken(typed, page, typed_here=True, charset="ascii")).play(setup or Setup(start=(3.0,), steps=20))
    assert page.getvalue().isascii()
    return one_line(page.getvalue())


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUTOR_DATA", str(tmp_path / "data"))
    return tmp_path / "course"


# ---------------------------------------------------------------- in a lesson


def test_a_race_is_told_run_by_run(data: Path) -> None:
    page = plays(data, 'race = ["sgd", "adam"]', "0.3")
    for said in (
        "Run: a, sgd. Loss fell",
        "Run: b, adam. Loss",
        "Verdict on sgd: converged",
        "Verdict on adam: ",
        "First there: sgd",
    ):
        assert said in page, said


def test_a_weight_is_told_with_its_loss(data: Path) -> None:
    page = plays(data, "guess = true", "2", "landscape")
    assert "Tutor: At w = 2 the loss is 4, and the slope is 4." in page
    assert page.count("No step was made: the loss is 4 at w = 2.") == 2


def test_a_training_says_how_far_it_is_and_what_it_answers(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tutor.spoken.SLICE", 1e-4)  # an epoch takes longer
    page = plays(data, "epochs = 16", "0.1", "numbers", problem=f'problem = "{SPECIES}"\n')
    assert 1 <= page.count("Run: epoch ") <= 7
    assert "Run: epoch 16," not in page
    assert "Run: At the end: epoch 16, training loss" in page
    assert "of unseen data." in page
    assert "epoch loss validation right val. right rate 0 " in page


def test_words_about_the_picture_are_answered_with_what_it_would_show(data: Path) -> None:
    page = plays(data, "", "0.9", "step 1", "numbers", "map", "log")
    assert "rate 0.9: step loss w rate 0 9 3 - 1 5.76 -2.4 0.9" in page
    assert "19 " in page
    assert "There is no map of rates here." in page
    assert page.count("Run: rate 0.9. Loss fell from 9") == 1


def test_a_run_without_answers_or_digits_says_that_it_has_none(data: Path) -> None:
    page = plays(data, "", "0.9", "answers", "digit 3")
    assert "There are no answers to draw here." in page
    assert "There are no digits to look at here." in page
    assert page.count("Run: rate 0.9. Loss fell from 9") == 1


def test_the_map_can_be_heard_before_the_first_run(data: Path) -> None:
    page = plays(data, 'map = "open"\nmap_range = [0.001, 4]', "map")
    assert "Tutor: It stalls up to about" in page
    assert "and overshoots from" in page


def test_a_map_in_fog_is_not_given_away(data: Path) -> None:
    page = plays(data, 'map = "fog"\nmap_range = [0.001, 4]\ngoal = "overshot"\nhints = ["Up."]', "map", "0.9", "map")
    assert page.count("The map is still in fog") == 2
    page = plays(data, 'map = "fog"\nmap_range = [0.001, 4]\ngoal = "overshot"\nhints = ["Up."]', "1.5", "map")
    assert "The map is still in fog" not in page
    assert "and overshoots from" in page


def test_runs_of_last_time_can_be_looked_at(data: Path) -> None:
    plays(data, "", "0.9")
    assert "rate 0.9: step loss w rate 0 9 3 -" in plays(data, "", "step 0")


def test_before_any_run_there_is_the_start_to_hear_of(data: Path) -> None:
    assert "Run: start. No step was made: the loss is 9 at w = 3." in plays(data, "", "landscape")


def test_free_play_opens_with_the_labs_bench_and_leads_back(data: Path) -> None:
    page = plays(data, "", "/lab", "0.3", "back", "0.9")
    assert "On the bench: bowl:curvature=2" in page
    lesson = page.partition("Type back to return to your lesson.")[2]
    assert "Verdict: converged" in lesson
    assert "Tutor: Type a learning rate." in lesson


def test_quit_in_free_play_leaves_altogether_line_by_line_too(data: Path) -> None:
    page = plays(data, "", "/lab", "0.3", "quit", "this is not read")
    assert "quit leaves altogether, and your place is kept." in page
    assert page.endswith("Goodbye, Ana. Your place in lesson 1 (0/2) is kept.")
    assert "this is not read" not in page


def test_what_the_screen_would_show_before_a_run_is_told_once(data: Path) -> None:
    page = plays(data, 'view = "landscape"', "help", "0.9")
    assert page.count("On the bench: start. No step was made: the loss is 9 at w = 3.") == 1
    assert "On the bench: start" not in plays(data, "", "help")


def test_a_map_that_is_open_is_told_before_the_first_run_and_one_in_fog_is_not(data: Path) -> None:
    assert "Map of rates: It stalls up to about" in plays(data, 'map = "open"')
    assert "Map of rates" not in plays(data, 'map = "fog"')


def test_the_way_an_axis_and_earlier_runs_are_told_on_request(data: Path) -> None:
    page = plays(data, "", "compare", "0.1", "0.9", "landscape", "compare", "log")
    assert "There is no earlier run to compare this with. Run: start." in page
    assert "Run: rate 0.9. w went from 3 to 0.0346 and turned round at every step." in page
    assert "Run: rate 0.1. Loss fell from 9 to 0.0012 in 20 steps." in page.rpartition("Run: rate 0.9. Loss")[0]
    assert "An axis belongs to a picture." in page


def test_what_a_trained_network_answers_is_told_kind_by_kind(data: Path) -> None:
    page = plays(data, "epochs = 2", "0.1", "answers", problem=f'problem = "{SPECIES}"\n')
    assert "Run: What it answers to the unseen rows, kind by kind: Run: Adelie: " in page


# ---------------------------------------------------------------- free play


def test_a_run_and_a_race_and_a_map_are_told() -> None:
    page = plays_freely("0.9", "race sgd and adam", "0.3", "race off", "map", "back")
    for said in ("Verdict: converged, zigzag.", "Verdict on adam:", "First there: sgd", "It stalls up to about"):
        assert said in page, said


def test_a_network_is_trained_or_looked_into() -> None:
    page = plays_freely("0.1", "inside 1-1-1", "numbers", setup=Setup("network:layers=4,batch=16", epochs=3))
    assert "At the end: epoch 3, training loss" in page
    assert "A network 1-1-1 with random weights" in page


def test_a_picture_that_there_is_none_of_is_said_not_to_be_there() -> None:
    page = plays_freely("inside 1-1-1", "landscape", "0.9", "landscape", "diagram")
    assert page.count("There is no landscape to draw here. You (learning rate): Run: rate 0.9.") == 1
    assert page.count("Run: rate 0.9.") == 2
    assert page.endswith("There is no network to draw from inside here. You (learning rate):")


def test_before_the_first_run_nothing_is_there_but_the_map() -> None:
    page = plays_freely("landscape", "map", "landscape", "numbers")
    assert "There is nothing to look at yet. Run something first." in page
    assert "It stalls up to about" in page
    assert "start. No step was made: the loss is 9 at w = 3." in page
    assert "start: step loss w rate 0 9 3 -" in page


def test_every_line_is_answered() -> None:
    for line in ("", "\x1b[31m", "help", "problems", "save x.svg", "steps 0", "1e999", "start 1,2", "compare", "xyz"):
        page = plays_freely(line)
        assert page.count("Tutor:") + page.count("•") > 2, line


def test_a_run_that_cannot_be_made_is_told_and_play_goes_on() -> None:
    page = plays_freely("start 1,2", "0.1", "start 1", "0.1")
    assert "has 2 numbers" in page
    assert "Verdict:" in page


def test_ctrl_c_stops_a_run_and_its_verdict_is_about_what_was_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    real = Bench.runs

    def stopped(bench: Bench, *given: object, **settings: object) -> object:
        exhibit = real(bench, *given, **settings)  # type: ignore[arg-type]

        def finish() -> None:
            exhibit.until(5)

        def work(seconds: float) -> bool:
            del seconds
            raise KeyboardInterrupt

        exhibit.finish, exhibit.work = finish, work  # type: ignore[method-assign]
        return exhibit

    monkeypatch.setattr(Bench, "runs", stopped)
    assert plays_freely("0.9").count("You stopped it after 5 of 20 steps") == 1
    assert "Verdict: stopped, not there yet." in plays_freely("0.1")


def test_no_line_is_too_long() -> None:
    page = StringIO()
    lines = StringIO("problems\nschedules\n0.9\nmap\nrace sgd adam\n0.3\nnumbers\n")
    PlainLab(Spoken(lines, page, typed_here=False, charset="all")).play(Setup())
    assert max(len(line) for line in page.getvalue().splitlines() if not line.startswith("You (")) <= WIDTH


def test_questions_are_answered_in_free_play_and_a_race_has_no_map() -> None:
    page = plays_freely("what is a zigzag?", "1.0", "why?", "race sgd adam", "map")
    assert "Tutor: I don't know that one." in page
    assert "Tutor: At 1.0: " in page
    assert "this is a race of several" in page


def test_at_a_question_after_a_run_words_about_it_are_answered(data: Path) -> None:
    asked = "\n::: quiz seen\nWhere does it end?\n\n- [x] At 0\n  > Yes.\n- [ ] Both\n  > No.\n:::\n"
    course = write_course(data, _01_lab=f"{TOP}```lab\n{BOWL}\n```\n{asked}")

    def play(*lines: str) -> str:
        page = StringIO()
        typed = StringIO("".join(f"{line}\n" for line in lines))
        mode = LineMode(course, typed, page, typed_here=True, charset="ascii")
        mode.play(learner="Ana")
        return one_line(page.getvalue())

    assert "rate 0.9: step loss w rate 0 9 3 -" in play("0.9", "", "step 0", "quit")
    again = play("numbers", "both", "quit")
    assert "rate 0.9: step loss w rate 0 9 3 -" in again
    assert "Not quite: No." in again  # "both" names an answer here


def saves(folder: Path | None, *lines: str) -> str:
    page = StringIO()
    spoken = Spoken(StringIO("".join(f"{line}\n" for line in lines)), page, typed_here=True, charset="all")
    PlainLab(spoken, folder=folder).play(Setup(start=(3.0,), steps=20))
    return one_line(page.getvalue())


def test_a_run_is_saved_in_words_and_in_numbers_and_never_over_another(tmp_path: Path) -> None:
    page = saves(tmp_path, "0.9", "save", "save a.json", "save a.csv", "save a.csv")
    words = (tmp_path / "tutor-lab.txt").read_text(encoding="utf-8")
    assert words.startswith("rate 0.9. Loss fell from 9")
    assert "\nrate 0.9:\n        step        loss" in words
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["lr"][0] == 0.9
    assert (tmp_path / "a-2.csv").read_text(encoding="utf-8") == (tmp_path / "a.csv").read_text(encoding="utf-8")
    assert page.count("Tutor: Saved as ") == 4


@pytest.mark.parametrize("name", ["a.svg", "../a.txt", "/etc/a.txt", "a"])
def test_what_cannot_be_a_file_here_is_told(tmp_path: Path, name: str) -> None:
    page = saves(tmp_path, "0.9", f"save {name}")
    assert "I save under a plain name that ends in .txt, .json or .csv, such as save bounce.txt." in page
    assert not list(tmp_path.glob("*.*"))


def test_a_network_from_inside_is_no_run_and_what_is_named_to_be_saved_can_be(tmp_path: Path) -> None:
    page = saves(tmp_path, "inside", "save run.csv", "save network.txt")
    assert "This is no run, so it has no table of steps to save." in " ".join(page.split())
    assert "can be saved: save network.txt." in " ".join(page.split())
    assert (tmp_path / "network.txt").exists()


def test_nothing_is_saved_before_a_run_or_without_a_folder(tmp_path: Path) -> None:
    assert "There is nothing to save yet." in saves(tmp_path, "save a.txt")
    assert "Nothing can be saved here" in saves(None, "0.9", "save a.txt")


def test_help_says_what_can_be_saved_where_something_can(tmp_path: Path) -> None:
    assert "in txt, json or csv." in " ".join(saves(tmp_path, "help").split())
    assert "save" not in saves(None, "help")
