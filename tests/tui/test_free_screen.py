"""Free play on the screen."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.dialogue.lessons import words
from tests.tui.labs import until
from tests.tui.learner import SIZE, TERMINAL, Learner
from tutor.dialogue.setup import Setup
from tutor.lab.network_exhibit import NetworkExhibit
from tutor.lab.run_exhibit import RunExhibit
from tutor.lab.training_exhibit import TrainingExhibit
from tutor.lab.words import LabWord
from tutor.lesson.course import Course, course_folder
from tutor.tui.app import TutorApp
from tutor.tui.chooser import Chooser
from tutor.tui.free_screen import FreeScreen
from tutor.tui.keeping import Keeper

BENCH = Setup(start=(3.0,), steps=20)


@asynccontextmanager
async def free(setup: Setup = BENCH, folder: Path | None = None) -> AsyncIterator[Learner]:
    keep = Keeper(folder) if folder is not None else None
    app = TutorApp(Course("", (), course_folder()), TERMINAL, learner=None, lab=setup, keep=keep)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        yield Learner(app, pilot)


def screen(learner: Learner) -> FreeScreen:
    assert isinstance(learner.app.screen, FreeScreen)
    return learner.app.screen


def exhibit(learner: Learner) -> RunExhibit:
    found = screen(learner).exhibit
    assert isinstance(found, RunExhibit)
    return found


async def run(learner: Learner, rate: str) -> None:
    await learner.type(rate)
    assert screen(learner).live
    await learner.press("enter")
    assert not screen(learner).live


async def test_a_rate_is_run_judged_and_forgotten() -> None:
    async with free() as learner:
        assert "On the bench: bowl:curvature=2 · 20 steps · start 3." in learner.words
        await run(learner, "0.9")
        assert "CONVERGED, zigzag" in learner.words
        assert [one.lr for one in screen(learner).setup.runs] == [0.9]
        assert learner.lines[0].startswith(" Lab · bowl:curvature=2")


@pytest.mark.parametrize(
    ("key", "name", "field", "value"),
    [("f2", "quartic", "problem", "quartic"), ("f7", "adam", "optimizer", "adam"),
     ("f8", "cosine", "schedule", "cosine:T_max=20")],
)  # fmt: skip
async def test_each_list_is_a_key_away_and_gives_what_was_chosen(key: str, name: str, field: str, value: str) -> None:
    async with free() as learner:
        await learner.press(key)
        chooser = learner.app.screen
        assert isinstance(chooser, Chooser)
        names = [entry for entry, _ in chooser._entries]
        here = chooser.query_one("#lessons").highlighted  # type: ignore[attr-defined]
        assert names[here] == getattr(BENCH, field).partition(":")[0]
        steps = names.index(name) - here
        await learner.press(*["down" if steps > 0 else "up"] * abs(steps), "enter")
        assert getattr(screen(learner).setup, field) == value
        assert "Now on the bench:" in learner.words
        assert learner.app.focused is screen(learner).answer_line.input


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40)])
async def test_descriptions_in_a_list_go_on_in_their_own_column(size: tuple[int, int]) -> None:
    async with free() as learner:
        await learner.pilot.resize_terminal(*size)
        await learner.press("f8")
        rows = [line for line in learner.lines[2:-2] if line.strip()]
        column = next(line.index("the same rate") for line in rows)
        begun = [line for line in rows if line[1:2].strip()]
        assert all(line[: column - 2].strip() == "" for line in rows if line not in begun)
        assert all(line[column - 1] == " " and line[column] != " " for line in rows)


@pytest.mark.parametrize("key", ["escape", "f2", "q"])
async def test_a_list_can_be_left_without_choosing(key: str) -> None:
    async with free() as learner:
        await learner.press("f2", key)
        assert screen(learner).setup == BENCH


async def test_once_there_is_a_run_it_is_said_that_enter_runs_it_again_where_there_is_room() -> None:
    async with free() as learner:
        assert "Enter:" not in learner.words
        await run(learner, "0.3")
        await learner.press("pagedown", "pagedown")
        assert learner.lines[-2].startswith(" Enter: again, or a learning rate ›")
        await learner.pilot.resize_terminal(60, 20)
        assert not any(line.startswith(" Enter:") for line in learner.lines)
        assert any(line.startswith(" learning rate ›") for line in learner.lines)
        await learner.pilot.resize_terminal(80, 24)
        await learner.press("pagedown", "pagedown")
        await learner.type("problem quartic")
        await learner.press("pagedown", "pagedown")
        assert "Enter:" not in learner.words, "nothing was run on it that Enter could run again"


async def test_enter_is_not_said_to_run_again_while_it_reads_on() -> None:
    async with free() as learner:
        await run(learner, "0.3")
        await learner.type("help")
        assert re.search(r"more lines?: Enter or PgDn", learner.lines[-1])
        assert "Enter: again" not in learner.words


async def test_a_training_says_why_none_stands_beside_it() -> None:
    async with free(Setup("network:layers=4,validation=0.2,batch=16", epochs=2)) as learner:
        for rate in ("0.1", "0.2"):
            await learner.type(rate)
            await until(learner, lambda: not screen(learner).live)
        await learner.press("f6", "pagedown", "pagedown")
        assert "Trainings are looked at one at a time" in learner.words


async def test_a_race_is_run_side_by_side() -> None:
    async with free() as learner:
        await learner.type("race sgd and adam")
        await run(learner, "0.3")
        assert exhibit(learner).names == ("sgd", "adam")
        assert learner.lines[0].startswith(" Lab · bowl:curvature=2 · race of 2 · 20 steps")
        await learner.press("pagedown")
        assert "First there: sgd" in learner.words


async def test_a_race_has_no_map_and_is_told_why_before_and_after_it() -> None:
    async with free() as learner:
        await learner.type("race sgd and adam", "map")
        assert "this is a race of several. Type race off, and then map." in learner.words
        await run(learner, "0.3")
        await learner.type("map")
        await learner.press("pagedown", "pagedown")
        assert "this is a race of several. Type race off, and then map." in learner.words
        assert screen(learner).view.name != "map"


async def test_words_of_the_course_and_the_last_run_can_be_asked_about() -> None:
    async with free() as learner:
        await run(learner, "1.0")
        await learner.type("why did it bounce?")
        await learner.press("pagedown")
        assert "At 1.0: It jumps from one side" in learner.words
        await learner.type("what is momentum?")
        await learner.press("pagedown")
        assert "Momentum: A way to step that keeps a share" in learner.words


async def told(learner: Learner, question: str) -> str:
    """What is on the screen below a question."""
    await learner.type(question)
    await learner.press("pagedown", "pagedown")
    asked, answer = learner.words.rpartition(question)[1:]
    assert asked
    return answer


async def test_letters_in_questions_are_those_of_the_picture_also_after_another_count_of_steps() -> None:
    async with free() as learner:
        await learner.type("steps 60")
        await run(learner, "0.5")
        await learner.type("steps 50")
        for rate in ("0.1", "0.4", "0.8"):
            await run(learner, rate)
        await learner.press("f6")
        assert re.search(r"a 0\.5: \w+ +b 0\.1: \w+ +c 0\.4: \w+ +d 0\.8: \w+", learner.words)
        for letter, rate in zip("abcd", ("0.5", "0.1", "0.4", "0.8"), strict=True):
            assert f"At {rate}: " in await told(learner, f"what happened to {letter}?")
        await learner.type("problem quartic")
        await run(learner, "0.3")
        assert "There is no run b yet: there is only one." in await told(learner, "what happened to b?")


async def test_a_map_stands_over_the_last_run_and_goes_with_what_it_is_of() -> None:
    async with free() as learner:
        await run(learner, "0.9")
        await learner.type("map")
        assert screen(learner).view.name == "map"
        swept = exhibit(learner).swept
        assert swept is not None
        await until(learner, lambda: swept.complete)
        await run(learner, "0.5")
        assert "map" in screen(learner).views
        await learner.type("optimizer adam")
        await run(learner, "0.5")
        assert "map" not in screen(learner).views


async def test_a_map_stands_over_the_very_run_that_was_made_and_saves_that(tmp_path: Path) -> None:
    async with free(folder=tmp_path) as learner:
        await learner.type("0.1")
        await learner.press("space")
        await until(learner, lambda: screen(learner).is_paused)
        await learner.type("0.95")
        await learner.press("enter")
        (made,) = screen(learner).setup.runs
        assert [lr for _, lr in made.changes] == [0.95]
        await learner.type("map")
        assert screen(learner).view.name == "map"
        assert exhibit(learner).experiments[0].changes == made.changes
        assert exhibit(learner).names == ("rate 0.1, then 0.95",)
        assert not exhibit(learner).earlier  # it does not stand beside itself
        await learner.type("save run.csv")
        rows = list(csv.DictReader((tmp_path / "run.csv").read_text().splitlines()))
        assert rows[-1]["lr"] == "0.95"


async def test_a_run_that_was_stopped_stays_stopped_under_its_map() -> None:
    async with free() as learner:
        await learner.type("0.1")
        await learner.press("space", "escape")
        (made,) = screen(learner).setup.runs
        await learner.type("map")
        assert made.stopped
        assert exhibit(learner).trajectories[0].steps == made.steps


async def test_what_a_model_of_many_features_answers_is_told_in_words_and_why_no_regions_are_drawn() -> None:
    penguins = Setup(problem="network:data=penguins,target=species,batch=16,validation=0.25", epochs=2)
    async with free(penguins) as learner:
        await learner.type("0.1", "")
        await until(learner, lambda: not screen(learner).live)
        await learner.type("answers")
        read = learner.words
        await learner.press("pagedown")
        read += learner.words
        assert "kind by kind:" in read
        assert re.search("Adelie: [0-9]+ of 36 right", read)
        assert "Regions are drawn over two features, and this model has 4. Name two of them" in read
        again = " ".join(map(words, screen(learner).show_word(LabWord("view", view="answers"))))
        assert "kind by kind:" in again
        assert "Regions are drawn" not in again


async def test_answers_are_told_in_words_where_their_regions_are_seen_already() -> None:
    penguins = "network:data=penguins,target=species,features=bill_length_mm;bill_depth_mm,batch=16,validation=0.25"
    async with free(Setup(problem=penguins, epochs=2)) as learner:
        await learner.type("0.1", "")
        await until(learner, lambda: not screen(learner).live)
        await learner.type("answers")
        assert screen(learner).view.name == "answers"
        await learner.press("pagedown", "pagedown")
        assert "Gentoo: " not in learner.words
        await learner.type("answers")
        await learner.press("pagedown", "pagedown")
        assert re.search("Gentoo: [0-9]+ of 30 right", learner.words)


async def test_home_says_that_a_changed_rate_is_gone_and_stopping_keeps_what_was_trained() -> None:
    penguins = Setup(problem="network:data=penguins,target=species,batch=16,validation=0.25", epochs=40)
    async with free(penguins) as learner:
        await learner.type("0.1")
        await until(learner, lambda: screen(learner).exhibit.known > 5)  # type: ignore[union-attr]
        await learner.press("space")
        before = screen(learner).exhibit.playback.shown  # type: ignore[union-attr]
        await learner.press("home", "escape")
        assert screen(learner).setup.runs[-1].stopped
        assert f"after {before} epochs" in learner.words or f"epoch {before} " in learner.words
        await learner.type("0.1")
        await learner.press("space")
        await learner.type("0.2")
        await learner.press("home")
        assert "It is trained from its start again, at its first rate, 0.1." in learner.words
        await learner.press("escape")


async def test_step_alone_goes_one_step_on_and_changes_no_schedule() -> None:
    async with free() as learner:
        await learner.type("step")
        assert "Run something first. If you meant" in " ".join(learner.words.split())
        await run(learner, "0.3")
        await learner.press("home")
        await learner.type("step", "step")
        assert (exhibit(learner).playback.at, len(screen(learner).setup.runs)) == (2, 1)
        await learner.type("step 20", "step")
        assert "That was the last step." in learner.words
        assert "schedule step." in " ".join(learner.words.split())
        assert screen(learner).setup.schedule == "constant"
        await learner.type("schedule step")
        assert screen(learner).setup.schedule == "step:step_size=6"


async def test_step_goes_one_step_on_in_a_run_that_is_paused() -> None:
    async with free() as learner:
        await learner.type("0.3")
        await learner.press("space")
        at = exhibit(learner).playback.at
        await learner.type("step")
        assert (exhibit(learner).playback.at, screen(learner).live) == (at + 1, True)
        await learner.press("escape")


async def test_the_title_shortens_the_problem_and_not_what_follows_it() -> None:
    async with free(Setup("network:data=digits,target=digit,loss=cross-entropy,batch=32", "adam")) as learner:
        await learner.type("problem network on digits", "schedule cosine")
        assert learner.lines[0].rstrip() == " Lab · network on digits · adam · cosine:T_max=1160 · 40 epochs"
        await learner.type("problem network:data=digits,layers=32;16,activation=relu,loss=cross-entropy,batch=32")
        assert learner.lines[0].rstrip().endswith("… · adam · cosine:T_max=1160 · 40 epochs")
        assert learner.lines[0].startswith(" Lab · network:")


async def test_a_race_stands_alone_and_f6_says_what_to_type() -> None:
    async with free() as learner:
        await run(learner, "0.3")
        await learner.type("race sgd adam")
        await run(learner, "0.3")
        await learner.press("f6")
        assert "A race stands alone: its runs are side by side already." in " ".join(learner.words.split())
        await learner.type("race off")
        await run(learner, "0.2")
        assert exhibit(learner).compares


@pytest.mark.parametrize("how", ["ctrl+c", "quit"])
async def test_leaving_the_lab_says_goodbye(how: str) -> None:
    async with free() as learner:
        await (learner.type(how) if how == "quit" else learner.press(how))
    assert learner.app.farewell == "Goodbye."


async def test_regions_of_digits_are_answered_with_what_there_is_to_see() -> None:
    digits = Setup(problem="network:data=digits,loss=cross-entropy,batch=32", epochs=1)
    async with free(digits) as learner:
        await learner.type("0.1", "")
        await until(learner, lambda: not screen(learner).live)
        await learner.type("regions")
        await learner.press("pagedown", "pagedown")
        assert "this model has 64. What it takes a digit for can be seen: type digit and 1 to 899." in learner.words


async def test_enter_shows_the_next_number_of_a_network_and_the_line_of_keys_says_so() -> None:
    async with free() as learner:
        await run(learner, "0.3")
        await learner.type("inside 1-1")
        shown = screen(learner).exhibit
        assert isinstance(shown, NetworkExhibit)
        assert "Enter next number" in learner.words
        await learner.press("pagedown", "pagedown")
        for at in range(1, shown.playback.steps + 1):
            await learner.press("enter")
            assert (screen(learner).exhibit, shown.playback.at) == (shown, at)
        await learner.press("enter")
        assert "That was its last number." in learner.words
        assert not screen(learner).live


async def test_enter_runs_again_once_the_network_is_gone() -> None:
    async with free() as learner:
        await learner.type("inside 1-1", "problem network on penguins")
        assert "Enter next number" not in learner.words
        await learner.press("pagedown", "pagedown", "enter")
        assert "Type a learning rate, such as 0.1." in learner.words


async def test_once_there_is_a_map_f4_comes_by_it_and_the_line_of_keys_says_so() -> None:
    async with free() as learner:
        await run(learner, "0.9")
        await learner.press("f4", "f4", "f4")
        assert screen(learner).view.name == "numbers"
        assert "F4 map of rates" not in learner.keys
        await learner.type("map", "numbers")
        assert "F4 map of rates" in learner.keys
        await learner.press("f4")
        assert screen(learner).view.name == "map"
        await run(learner, "0.5")
        await learner.press("f4", "f4", "f4", "f4", "f4")
        assert screen(learner).view.name == "map"


async def test_the_landscape_can_be_looked_at_before_anything_is_run() -> None:
    async with free() as learner:
        await learner.type("landscape")
        assert screen(learner).picture.size.height > 0
        assert exhibit(learner).experiments[0].steps == 0
        assert screen(learner).view.name == "landscape"
        assert not screen(learner).live


async def test_the_landscape_is_that_of_the_problem_that_is_set() -> None:
    async with free() as learner:
        await run(learner, "0.9")
        await learner.type("problem ravine", "landscape")
        assert exhibit(learner).experiments[0].problem == "ravine"
        await learner.type("map")
        assert exhibit(learner).swept is not None
        assert screen(learner).view.name == "map"


async def test_a_network_is_trained_and_one_is_looked_into() -> None:
    async with free(Setup("network:layers=4,validation=0.2,batch=16", epochs=3)) as learner:
        await learner.type("0.1")
        assert isinstance(screen(learner).exhibit, TrainingExhibit)
        await until(learner, lambda: not screen(learner).live)
        await learner.type("inside 2-2-1")
        inside = screen(learner).exhibit
        assert isinstance(inside, NetworkExhibit)
        assert inside.playback.at == 0
        await learner.press("right")
        assert inside.playback.at == 1


async def test_a_network_that_takes_digits_for_numbers_says_what_to_type_to_see_them() -> None:
    async with free(Setup("network:data=digits,batch=64,layers=2", epochs=1)) as learner:
        await learner.type("digit 7", "0.01")
        await until(learner, lambda: not screen(learner).live)
        await learner.type("digit 7")
        assert "add loss=cross-entropy" in learner.words


async def test_what_cannot_be_run_is_told() -> None:
    async with free() as learner:
        await learner.type("schedule cosine:T_max=10", "optimizer adam", "schedule polyak", "0.1")
        assert "polyak" in learner.words.split("You")[-1]
        assert not screen(learner).live


async def test_esc_stops_and_clears_and_never_leaves_but_says_once_how_to() -> None:
    async with free() as learner:
        await learner.type("0.9")
        await learner.press("escape")
        assert not screen(learner).live
        await learner.press("x", "escape")
        assert screen(learner).answer_line.input.value == ""
        await learner.press("escape", "escape", "escape")
        assert not learner.app._exit
        assert len(screen(learner).setup.runs) == 1
        assert learner.words.count("To leave the lab, type quit or press Ctrl-Q.") == 1
        await learner.type("quit")
        assert learner.app._exit


# ---------------------------------------------------------------- what stands on the bench is what is set


async def test_a_new_problem_takes_the_old_picture_away() -> None:
    async with free() as learner:
        await run(learner, "0.9")
        await learner.type("problem ravine")
        assert exhibit(learner).experiments[0].problem == "ravine"
        assert "loss from above" in learner.words
        await learner.type("problem network:data=penguins")
        assert screen(learner).exhibit is None
        assert not screen(learner).picture.display


async def test_a_race_that_was_called_off_does_not_stay_in_the_picture() -> None:
    async with free() as learner:
        await learner.type("race sgd and adam")
        await run(learner, "0.3")
        assert "a sgd" in learner.words
        await learner.type("race off")
        assert "a sgd" not in learner.words
        assert exhibit(learner).names == ("start",)


async def test_the_title_says_that_a_network_is_looked_into_and_what_is_set_once_it_is_gone() -> None:
    async with free() as learner:
        await learner.type("inside 2-3-1")
        assert learner.lines[0].strip() == "Lab · a network 2-3-1 from inside"
        await learner.type("numbers")
        assert "> z(h1)" in learner.words
        await learner.type("steps 30")
        assert learner.lines[0].startswith(" Lab · bowl:curvature=2 · 30 steps")
        assert isinstance(screen(learner).exhibit, RunExhibit)


async def test_another_number_of_steps_leaves_the_run_in_sight() -> None:
    async with free() as learner:
        await run(learner, "0.9")
        before = screen(learner).exhibit
        await learner.type("steps 30")
        assert screen(learner).exhibit is before


# ---------------------------------------------------------------- saving


async def test_a_picture_and_a_run_are_saved_in_every_form(tmp_path: Path) -> None:
    async with free(folder=tmp_path) as learner:
        await run(learner, "0.9")
        await learner.type("save a.svg", "save a.txt", "save a.json", "save a.csv")
        drawn = screen(learner).picture.drawing
    svg = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert svg.startswith("<svg")
    assert "http" not in svg.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert (tmp_path / "a.txt").read_text(encoding="utf-8").splitlines() == [line.rstrip() for line in drawn.lines]
    saved = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert (saved["lr"][0], saved["verdict"]["verdict"]) == (0.9, "converged")
    with (tmp_path / "a.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert float(rows[1]["w1"]) == pytest.approx(-2.4)


async def test_nothing_is_ever_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("mine")
    (tmp_path / "elsewhere.txt").symlink_to(tmp_path / "not-there")
    async with free(folder=tmp_path) as learner:
        await run(learner, "0.9")
        await learner.type("save a.txt", "save a.txt", "save elsewhere.txt")
    assert (tmp_path / "a.txt").read_text() == "mine"
    assert {path.name for path in tmp_path.iterdir()} >= {"a-2.txt", "a-3.txt", "elsewhere-2.txt"}
    assert not (tmp_path / "not-there").exists()


@pytest.mark.parametrize(
    "name",
    ["../a.svg", "/tmp/a.svg", "a/b.svg", ".a.svg", "a.sh", "a", "-a.svg", "~/a.svg", "a.svg/", "a" * 200 + ".svg"],
)
async def test_only_plain_names_are_written(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    async with free(folder=folder) as learner:
        await run(learner, "0.9")
        await learner.type(f"save {name}")
        assert "I save under a plain name that ends in .svg, .txt, .json or .csv" in learner.words
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_a_save_without_a_name_gets_one(tmp_path: Path) -> None:
    async with free(folder=tmp_path) as learner:
        await learner.type("save")
        assert "There is nothing to save yet." in learner.words
        await run(learner, "0.9")
        await learner.type("save")
        assert "Saved as" in learner.words
    assert [path.name for path in tmp_path.iterdir()] == ["tutor-lab.svg"]


async def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    async with free(folder=tmp_path / "gone") as learner:
        await run(learner, "0.9")
        await learner.type("save a.txt")
        assert "It could not be saved in" in learner.words


async def test_a_network_has_a_picture_but_no_run_to_save(tmp_path: Path) -> None:
    async with free(folder=tmp_path) as learner:
        await learner.type("inside 2-2-1", "save a.json")
        assert "This is no run, so it has no table of steps to save." in learner.words
        assert "save network.svg." in learner.words
        await learner.type("save a.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


async def test_where_nothing_may_be_written_nothing_is() -> None:
    async with free() as learner:
        await run(learner, "0.9")
        await learner.type("save a.svg")
        assert "Nothing can be saved here" in learner.words


async def test_lines_sent_during_a_run_wait_in_order_and_are_shown() -> None:
    async with free(Setup("network:data=digits,batch=1,layers=64", epochs=900)) as learner:
        await learner.type("0.001", "numbers", "log", "hint")
        assert screen(learner).live
        assert "next: numbers, log, hint · Enter rest · Esc stop" in learner.keys
        await learner.type("setup", "seed 3")
        assert screen(learner).answer_line.input.value == "seed 3"  # no more find room, and it is not lost
        await learner.press("escape", "escape")  # clears the line, and stops the run
        await until(learner, lambda: not screen(learner).live)
        while screen(learner).reads_on:
            await learner.press("enter")
        assert "Enter sends it · Esc drops it" in learner.keys
        await learner.press("enter")
        assert screen(learner).view.name == "numbers"
        assert screen(learner).ahead == ["log", "hint", "setup"]
        await learner.press("escape")
        assert screen(learner).ahead == []


async def test_a_line_sent_after_those_that_wait_comes_last_and_sends_them_all() -> None:
    async with free() as learner:
        await learner.type("0.9", "numbers")
        assert not screen(learner).live
        assert screen(learner).ahead == ["numbers"]
        await learner.type("log")
        assert screen(learner).ahead == []
        assert (screen(learner).view.name, screen(learner).view.scale) == ("numbers", "log")


async def test_a_line_for_which_there_was_no_room_is_sent_with_the_others_once_the_run_is_over() -> None:
    async with free() as learner:
        await learner.type("0.9", "numbers", "")
        screen(learner).ahead = ["log", "hint", "setup", "landscape"]
        await learner.type("seed 3")
        assert screen(learner).answer_line.input.value == ""
        assert screen(learner).ahead == []
        assert "Now on the bench" in learner.words
