"""Labs of every kind on the screen, drawn again when one comes back, and free play from a lesson."""

from __future__ import annotations

from pathlib import Path

from tests.tui.labs import SPECIES, lab_course, last_event, paused_at, until
from tests.tui.learner import SIZE, TERMINAL, Learner, kinds_recorded, playing
from tutor.dialogue.model import Raced, RunEnded, Tried
from tutor.lab.run_exhibit import RunExhibit
from tutor.lab.training_exhibit import TrainingExhibit
from tutor.lesson.course import Course
from tutor.tui.app import TutorApp
from tutor.tui.free_screen import FreeScreen
from tutor.tui.keeping import Keeper
from tutor.tui.lesson_screen import LessonScreen

# ---------------------------------------------------------------- labs of every kind


async def test_a_race_is_shown_together_and_kept_by_name(tmp_path: Path) -> None:
    course = lab_course(tmp_path / "c", 'race = ["sgd", "adam"]')
    async with playing(course) as learner:
        await learner.run("0.3")
        await learner.press("pagedown")
        assert "First there: sgd" in learner.words
        event = last_event("01-lab")
        assert isinstance(event, Raced)
        assert [run.entrant for run in event.runs] == ["sgd", "adam"]
        before = learner.lines[2:12]
    async with playing(course) as learner:
        assert isinstance(learner.screen.exhibit, RunExhibit)
        assert learner.screen.exhibit.names == ("sgd", "adam")
        assert learner.lines[2:12] == before


async def test_a_weight_is_tried_on_the_landscape_and_drawn_again(tmp_path: Path) -> None:
    course = lab_course(tmp_path / "c", "guess = true")
    async with playing(course) as learner:
        assert learner.has_chart
        assert learner.label == "w"
        await learner.type("2")
        assert "At w = 2 the loss is 4, and the slope is 4." in learner.words
        assert not learner.screen.live
        assert last_event("01-lab") == Tried(2.0, 4.0, 4.0, "lab:lab-1")
        before = learner.lines[2:12]
    async with playing(course) as learner:
        assert learner.lines[2:12] == before


async def test_a_training_goes_by_epochs_bends_and_can_be_stopped(tmp_path: Path) -> None:
    course = lab_course(tmp_path / "c", "epochs = 30", f'problem = "{SPECIES}"\n')
    async with playing(course) as learner:
        await learner.type("0.1")
        exhibit = learner.screen.exhibit
        assert isinstance(exhibit, TrainingExhibit)
        await learner.press("space")
        at = exhibit.playback.at
        for _ in range(3):
            before = exhibit.playback.at
            await learner.press("right")
            await until(learner, lambda before=before: exhibit.playback.at > before)  # type: ignore[misc]
        assert exhibit.playback.at == at + 3
        await learner.type("0.05")
        assert "on the rate is 0.05." in learner.words
        bent_at = exhibit.known
        # Stopped sooner, it would have shown nothing of the new rate, and tell of none.
        await until(learner, lambda: exhibit.playback.shown > bent_at)
        await learner.press("space", "escape")
        stopped_at = exhibit.playback.shown
        assert stopped_at < 30
        event = last_event("01-lab")
        assert isinstance(event, RunEnded)
        assert event.stopped
        assert [lr for _, lr in event.changes] == [0.05]
        assert "validation-accuracy" in event.figures
    async with playing(course) as learner:
        again = learner.screen.exhibit
        assert isinstance(again, TrainingExhibit)
        await until(learner, lambda: again.known >= stopped_at)
        assert again.playback.shown == stopped_at
        assert again.training.checkpoints == exhibit.training.checkpoints


async def test_fog_lifts_when_the_lab_is_done_and_stays_lifted(tmp_path: Path) -> None:
    course = lab_course(
        tmp_path / "c", 'map = "fog"\nmap_range = [0.1, 2]\nview = "map"\ngoal = "overshot"\nhints = ["Up."]'
    )
    async with playing(course) as learner:
        exhibit = learner.screen.exhibit
        assert isinstance(exhibit, RunExhibit)
        assert exhibit.fog
        await learner.run("0.5")
        exhibit = learner.screen.exhibit
        assert isinstance(exhibit, RunExhibit)
        assert exhibit.fog
        tried = learner.lines[2:6]
    async with playing(course) as learner:
        assert learner.lines[2:6] == tried  # what was found out is still on the map
        await learner.run("1.5")
        exhibit = learner.screen.exhibit
        assert isinstance(exhibit, RunExhibit)
        assert not exhibit.fog
    async with playing(course) as learner:
        exhibit = learner.screen.exhibit
        assert isinstance(exhibit, RunExhibit)
        assert not exhibit.fog


async def test_a_run_whose_rate_was_changed_is_drawn_again_as_it_went(course: Course) -> None:
    async with playing(course) as learner:
        await paused_at(learner, 4)
        await learner.type("0.25")
        await learner.press("enter")
        before = learner.lines[2:12]
    async with playing(course) as learner:
        exhibit = learner.screen.exhibit
        assert isinstance(exhibit, RunExhibit)
        assert exhibit.experiments[0].changes == ((4, 0.25),)
        assert learner.lines[2:12] == before


# ---------------------------------------------------------------- free play from a lesson


async def test_free_play_from_a_lesson_saves_where_this_login_may_write(course: Course, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    for keep in (Keeper(folder), None):
        app = TutorApp(course, TERMINAL, learner="Ada", keep=keep)
        async with app.run_test(size=SIZE) as pilot:
            learner = Learner(app, pilot)
            await learner.type("/lab", "0.3")
            await learner.press("enter")
            await learner.type("save x.svg")
            assert ("Saved as" if keep else "Nothing can be saved here") in learner.words
        assert app.visit is not None
        app.visit.close()
    assert [path.name for path in folder.iterdir()] == ["x.svg"]


async def test_free_play_opens_with_the_labs_bench_and_leads_back_to_the_same_exchange(course: Course) -> None:
    async with playing(course) as learner:
        await learner.go_to_lab()
        recorded = kinds_recorded("Ada", "01-leaps")
        await learner.type("/lab")
        screen = learner.app.screen
        assert isinstance(screen, FreeScreen)
        assert (screen.setup.problem, screen.setup.start, screen.setup.steps) == ("bowl:curvature=2", (3.0,), 20)
        await learner.type("0.3")
        await learner.press("enter")
        await learner.type("back")
        assert isinstance(learner.app.screen, LessonScreen)
        assert learner.label == "learning rate"
        assert kinds_recorded("Ada", "01-leaps") == recorded
        assert learner.can_type
        await learner.run()
        assert "You predicted: It settles." in learner.words


async def test_quit_leaves_altogether_from_free_play_too_and_says_so_before(course: Course) -> None:
    async with playing(course) as learner:
        await learner.type("/lab")
        assert "Type back to return to your lesson. quit leaves altogether, and your place is kept." in learner.words
        assert learner.keys.startswith("a rate · help · back · quit")
        await learner.type("quit")
    assert learner.app.farewell.startswith("Goodbye, Ada. Your place in lesson 1")
