"""The lab in a real terminal of 80×24, keyboard only: each thing it offers is reached, in a lesson or in free play."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.terminal.player import Player

RIGHT, LEFT, UP, DOWN, HOME = "\x1b[C", "\x1b[D", "\x1b[A", "\x1b[B", "\x1b[H"
F2, F4, F5, F6, F7, F8, ESC = "\x1bOQ", "\x1bOS", "\x1b[15~", "\x1b[17~", "\x1b[18~", "\x1b[19~", "\x1b"
BRAILLE = re.compile("[\u2801-\u28ff]")

TOP = "---\ntitle: {title}\nabout: A lab\nminutes: 5\n---\n\nLook.\n\n---\n\n"
LABS = {
    "01-curve": 'problem = "bowl:curvature=2"\nstart = 3\nsuggest = "0.9"',
    "02-ravine": 'problem = "ravine:kappa=25"\nstart = [10, 1]\nview = "landscape"\nsuggest = "0.075"',
    "03-compare": 'problem = "bowl:curvature=2"\nstart = 3\ncompare = true\nsuggest = "0.1"',
    "04-race": 'problem = "ravine:kappa=50"\nstart = [10, 1]\nsteps = 100\n'
    'race = ["sgd", "momentum", "adam"]\nsuggest = "0.03"',
    "05-fog": 'problem = "bowl:curvature=2"\nstart = 3\nview = "map"\nmap = "fog"\nmap_range = [0.01, 10]\n'
    'goal = "edge within 10 %"\nhints = ["Halve the gap."]',
    "06-schedule": 'problem = "bowl:curvature=2"\nstart = 3\nschedule = "cosine:T_max=50"\nsuggest = "0.9"',
    "08-digits": 'problem = "network:data=digits,loss=cross-entropy,layers=32,activation=relu,batch=32,'
    'validation=0.2"\nepochs = 40\nview = "both"\nsuggest = "0.5"\ngoal = "validation-accuracy >= 0.94"',
    "09-regions": 'problem = "network:features=bill_length_mm;bill_depth_mm,target=species,validation=0.2,batch=16"\n'
    'epochs = 30\nview = "both"\nsuggest = "0.1"',
}
NETWORK = """```network
weights = [[[0.5]], [[2]]]
input = 1
target = 1
lr = 0.5
fill = ["h", "dL/dz(h)"]
[hints]
"h" = ["The sigmoid."]
"dL/dz(h)" = ["Times the slope."]
[claims]
"h" = "0.6225"
"dL/dz(h)" = "0.1151"
```
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lesson for each kind of lab."""
    folder = tmp_path_factory.mktemp("labs")
    lessons = {name: f"```lab\n{settings}\n```\n" for name, settings in LABS.items()} | {"07-inside": NETWORK}
    for name, block in lessons.items():
        text = f"{TOP.format(title=name[3:].capitalize())}{block}\nIn short: seen.\n"
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    listed = ", ".join(f'"{name}"' for name in sorted(lessons))
    (folder / "course.toml").write_text(f'format = 1\ntitle = "Labs"\nlessons = [{listed}]\n')
    return folder


@contextmanager
def in_lab(course: Path, tmp_path: Path, lesson: str) -> Iterator[Player]:
    """A learner at the lab of a lesson."""
    with Player(tmp_path, "--lessons", str(course), "learn", lesson, "--as", "Ada") as player:
        player.see("Enter to go on")
        player.enter()
        yield player


def over(player: Player, *seen: str) -> None:
    """Shows the rest of a run at once, and waits for what came of it."""
    player.see("running|new rate")
    player.enter()
    player.see(*seen)
    player.settle()


def step(player: Player) -> int:
    """The step that the title names."""
    player.settle(0.2)
    found = re.search(r"step +(\d+)", player.text)
    assert found, player.text
    return int(found[1])


def test_a_curve_shows_the_ball_its_jumps_and_the_slope_and_every_view_is_a_key_away(
    course: Path, tmp_path: Path
) -> None:
    with in_lab(course, tmp_path, "1") as player:
        player.see("Enter runs 0.9")
        player.enter()
        over(player, "CONVERGED, zigzag", "loss \\(log\\)")
        player.press(F5)
        player.see("F4 landscape")
        player.wait_until(lambda: "loss (log)" not in player.text, "the axis is linear now, and says so")
        player.press(F5)
        player.see("loss \\(log\\)")
        player.press(F4)
        player.see("loss over w", "slope = ", "dotted: the jumps", "line: the slope")
        assert {"1", "2", "●", "x"} <= set(player.text), "steps, the ball and the lowest place"
        player.press(F4)
        player.see("rate 0.9 · step 50", "≤1e-8", "● now", "F4 numbers")
        player.press(F4)
        player.see("step +w +loss +gradient +rate +update", "> +50")
        player.type("step 1")
        player.see("> +1 +-2.4 +5.76 +-4.8 +0.9 +4.32")
        player.type("landscape")
        player.see("loss over w step +1", "w = -2.4")


def test_contours_show_the_zigzag_of_a_ravine(course: Path, tmp_path: Path) -> None:
    with in_lab(course, tmp_path, "2") as player:
        player.see("loss from above", "Enter runs 0.075")
        player.enter()
        over(player, "CONVERGED, zigzag", "equal loss")
        picture = player.text.split("tutor")[0]
        upper, lower = picture.split(" 0┤")
        assert len(BRAILLE.findall(upper)) > 20, picture
        assert len(BRAILLE.findall(lower)) > 20, picture


def test_a_run_is_paused_stepped_both_ways_sped_up_restarted_bent_stopped_and_read(
    course: Path, tmp_path: Path
) -> None:
    with in_lab(course, tmp_path, "1") as player:
        player.see("Enter runs 0.9")
        player.type("0.01")
        player.see("running")
        player.press(DOWN * 4)  # slow: there is time
        player.press(" ")
        player.see("new rate", "Space go on")
        here = step(player)
        player.press(RIGHT)
        assert step(player) == here + 1
        player.press(LEFT + LEFT)
        assert step(player) == here - 1
        player.press(HOME)
        player.press(" ")
        player.see("new rate")
        assert step(player) < here + 2
        player.press(UP * 4)
        while step(player) < 7:
            player.press(RIGHT)
        player.type("0.4")
        player.see("From step 7 on the rate is 0.4")
        over(player, "CONVERGED", "▲")
        player.press(LEFT * 3)
        assert step(player) == 47
        player.type("0.001")
        player.see("running")
        player.press(DOWN * 4)
        player.press(ESC)
        player.see("You stopped it after \\d+ of 50 steps")


def test_runs_stand_beside_each_other_by_letter_name_and_verdict(course: Path, tmp_path: Path) -> None:
    with in_lab(course, tmp_path, "3") as player:
        player.see("Enter runs 0.1")
        player.enter()
        over(player, "CONVERGED")
        for rate, verdict in (("1.1", "OVERSHOT"), ("0.001", "STALLED")):
            player.type(rate)
            over(player, verdict)
        player.type("again with 0.3")
        over(player, "CONVERGED, smooth")
        player.see("a 0.1: converged", "b 1.1: overshot", "c 0.001: stalled", "d 0.3: converged")
        player.press(F6)
        player.wait_until(lambda: "b 1.1" not in player.text, "alone again")


def test_optimizers_race_on_one_surface_from_one_start(course: Path, tmp_path: Path) -> None:
    with in_lab(course, tmp_path, "4") as player:
        player.see("Enter runs 0.03")
        player.enter()
        over(player, "a sgd: converged b momentum: converged c adam: stalled", "sgd: CONVERGED")
        player.type("numbers")
        player.see("a sgd", "b momentum", "c adam", "\\|gradient\\|")
        player.press(F4 + F4)
        player.see("a sgd: converged b momentum: converged c adam: stalled ● now")


def test_the_map_of_rates_hides_in_fog_until_the_edge_is_found(course: Path, tmp_path: Path) -> None:
    with in_lab(course, tmp_path, "5") as player:
        player.see("not tried yet", "· s stalled|s stalled")
        player.type("0.5")
        over(player, "CONVERGED")
        assert "limit" not in player.text.split("tutor")[0]
        for rate, verdict in (("1.02", "OVERSHOT"), ("0.95", "CONVERGED")):
            player.type(rate)
            over(player, verdict)
        player.see("all I wanted to see", "limit 1")
        player.wait_until(
            lambda: any(re.search("s{5,}.*c{5,}.*o{5,}", line) for line in player.text.splitlines()), "the whole band"
        )


def test_a_schedule_is_drawn_under_the_loss_over_the_same_steps(course: Path, tmp_path: Path) -> None:
    with in_lab(course, tmp_path, "6") as player:
        player.see("Enter runs 0.9")
        player.enter()
        over(player, "CONVERGED", "learning rate step 50")
        lines = player.text.splitlines()
        axis = next(line for line in lines if "└" in line).index("└")
        strip = next(number for number, line in enumerate(lines) if line.strip().startswith("learning rate"))
        assert all(line[axis] in "┤│" for line in lines[strip + 1 : strip + 3])


def test_a_network_is_gone_through_number_by_number_and_slips_are_recognised(course: Path, tmp_path: Path) -> None:
    with in_lab(course, tmp_path, "7") as player:
        player.see("x 1 ", "w1 0.5", "w2 2")
        player.enter()
        player.see("What is h\\?")
        player.type("0.5")
        player.see("still has to go through the sigmoid")
        player.type(".6225")
        player.see("yhat")
        for _ in range(6):
            if "What is dL/dz(h)" in player.words:
                break
            player.enter()
            player.settle(0.3)
        player.see("What is dL/dz\\(h\\)\\?")
        player.type("0.4898")  # without the sigmoid's slope
        player.see("✘")
        player.type("0.1151")
        player.see("0.1151 \\(measured: 0.1151\\)|measured")
        shown = player.text.split("tutor")[0]
        player.press(LEFT)
        player.wait_until(lambda: player.text.split("tutor")[0] != shown, "one number back")


def test_digits_are_learned_live_and_shown_with_the_guess(course: Path, tmp_path: Path) -> None:
    with in_lab(course, tmp_path, "8") as player:
        player.see("Enter runs 0.5")
        player.enter()
        player.see("running", "epoch +\\d+ of 40", "digit +\\d+ of 179", "s left")
        over(player, "CONVERGED", "epoch 40 of 40")
        player.see("all I wanted to see")
        player.press(F4)
        player.see("v loss", "% right")


def test_a_training_can_be_stopped_at_any_point_and_shows_what_it_answers(course: Path, tmp_path: Path) -> None:
    with in_lab(course, tmp_path, "9") as player:
        player.see("Enter runs 0.1")
        player.enter()
        player.see("running", "A Adelie", "epoch +\\d+ of 30")
        player.press(ESC)
        player.see("You stopped it after [\\d.]+ (epoch|step)s?", "learning rate ›")
        assert re.search("a{4,}", player.text), "a region"


def test_everything_can_be_played_freely_and_saved(tmp_path: Path) -> None:
    with Player(tmp_path, "lab") as player:
        player.see("This is the lab")
        player.press(F2)
        player.see("Choose a problem", "ravine")
        player.press(DOWN + "\r")
        player.see("Lab · ravine:kappa=50|Lab · ravine")
        player.press(F7)
        player.see("Choose an optimizer", "a rolling ball")
        player.press(DOWN + "\r")
        player.see("momentum · 50 steps")
        player.press(F8)
        player.see("Choose a schedule", "half a cosine wave")
        player.press(DOWN * 5 + "\r")
        player.see("cosine:T_max=50")
        player.type("0.02")
        over(player, "CONVERGED|STALLED|OVERSHOT")
        player.type("map")
        player.see("s stalled")
        for name in ("run.json", "run.csv", "picture.txt", "picture.svg", "picture.svg"):
            player.type(f"save {name}")
            player.see("Saved as")
            player.settle(0.2)
        player.type("save ../over.json")
        player.see("plain name")
        player.type("inside")
        player.see("yhat", "w1 ")
        assert player.leave() == 0
    saved = json.loads((tmp_path / "run.json").read_text())
    assert saved["optimizer"] == "momentum"
    assert len(saved["loss"]) == saved["steps"] + 1
    assert (tmp_path / "run.csv").read_text().startswith("step,lr,loss")
    assert "┤" in (tmp_path / "picture.txt").read_text()
    assert (tmp_path / "picture.svg").read_text().startswith("<svg")
    assert (tmp_path / "picture-2.svg").exists()
    assert not (tmp_path.parent / "over.json").exists()


def test_under_a_locked_down_login_nothing_is_saved(tmp_path: Path) -> None:
    with Player(tmp_path, "lab", "--save-to", str(tmp_path), environment={"TUTOR_KIOSK": "1"}) as player:
        player.see("This is the lab")
        player.type("0.3")
        over(player, "CONVERGED")
        player.type("save run.json")
        player.see("Nothing can be saved here")
        player.type("problem linear-regression:data=/etc/passwd")
        player.see("there is no data set|There is no data set")
        player.leave()
    assert not list(tmp_path.glob("*.json"))


def test_the_lab_opens_inside_a_lesson_and_leads_back_to_the_same_exchange(course: Path, tmp_path: Path) -> None:
    with in_lab(course, tmp_path, "2") as player:
        player.see("Enter runs 0.075")
        player.type("/lab")
        player.see("Lab · ravine:kappa=25", "Type back to return")
        player.type("0.02")
        over(player, "STALLED|CONVERGED")
        player.type("back")
        player.see("Lesson 2 · Ravine", "Enter runs 0.075")


@pytest.mark.parametrize(
    ("environment", "ascii"),
    [({"LANG": "C"}, True), ({"TERM": "linux"}, False), ({"NO_COLOR": "1"}, False)],
    ids=["plain ASCII", "a text console", "no colours"],
)
def test_poorer_terminals_show_the_same(course: Path, tmp_path: Path, environment: dict[str, str], ascii: bool) -> None:
    with Player(tmp_path, "--lessons", str(course), "learn", "2", "--as", "Ada", environment=environment) as player:
        player.see("Enter to go on")
        player.enter()
        player.see("Enter runs 0.075")
        player.enter()
        over(player, "CONVERGED, zigzag", "lowest")
        if environment.get("NO_COLOR"):
            assert not re.search(rb"\x1b\[[0-9;]*3[0-7][;m]", bytes(player.raw)), "a colour was sent"
        else:
            assert not BRAILLE.search(player.text)
        if ascii:
            assert player.text.isascii(), player.text


@pytest.mark.parametrize("kind", ["race", "map", "network", "training"])
def test_every_picture_is_whole_in_ascii_and_without_colours(course: Path, tmp_path: Path, kind: str) -> None:
    lesson = {"race": "4", "map": "5", "network": "7", "training": "9"}[kind]
    poor = {"LANG": "C", "NO_COLOR": "1"}
    with Player(tmp_path, "--lessons", str(course), "learn", lesson, "--as", "Ada", environment=poor) as player:
        player.see("Enter to go on")
        player.enter()
        if kind == "race":
            player.see("Enter runs 0.03")
            player.enter()
            over(player, "a sgd: converged b momentum: converged c adam: stalled")
            player.press(F4)
            player.see("a sgd: converged b momentum: converged c adam: stalled O now")
        elif kind == "map":
            player.see("\\? not tried yet")
            player.type("0.5")
            over(player, "CONVERGED", "\\?c\\?", "O 0.5")
        elif kind == "network":
            player.see("x 1 ", "w1 0.5")
            player.enter()
            player.see("What is h\\?")
            player.type("0.6225")
            player.see("0.6225")
        else:
            player.see("Enter runs 0.1")
            player.enter()
            player.see("running", "A Adelie", "\\[#*\\.*\\]")
            player.press(ESC)
            player.see("You stopped it after", "t training loss|t loss|t 0")
        player.settle()
        assert player.text.isascii(), player.text
        assert not re.search(rb"\x1b\[[0-9;]*[349][0-7][;m]", bytes(player.raw)), "a colour was sent"


def test_words_typed_while_a_run_goes_on_stay_whole_and_are_answered_after_it(tmp_path: Path) -> None:
    with Player(tmp_path, "lab", "bowl:curvature=2", "--steps", "5000") as player:
        player.see("This is the lab")
        player.type("0.0001")
        player.see("running")
        player.press("inside 2-3-1")  # in one burst, as over a slow line
        player.see("running › inside 2-3-1")
        player.enter()
        player.see("next: inside 2-3-1 · Enter sends it")
        player.enter()
        player.see("a network 2-3-1 from inside")


def test_a_saved_picture_is_dark_on_white(tmp_path: Path) -> None:
    with Player(tmp_path, "lab") as player:
        player.see("This is the lab")
        player.type("0.3")
        over(player, "CONVERGED")
        player.type("save picture.svg")
        player.see("Saved as")
    saved = (tmp_path / "picture.svg").read_text()
    assert "#ffffff" in saved
    assert "#c5c8c6" not in saved
    assert "fill: #000000" in saved


def test_keys_that_arrive_in_one_burst_act_in_the_order_in_which_they_were_pressed(tmp_path: Path) -> None:
    """As over a line that stalled for a moment."""
    back, clear, word, left, end = "\x7f", "\x15", "\x17", "\x1b[D", "\x05"
    select, cut = "\x1b[1;2H", "\x18"
    with Player(tmp_path, "lab") as player:
        player.see("This is the lab")
        for burst, line in (
            (f"0.5{back}3", "0.3"),
            (f"9{clear}0.25", "0.25"),
            (f"0.9 x{word}{back}", "0.9"),
            (f"0.12{left}{left}3", "0.312"),
            (f"0.5{select}{cut}{left}1", "1"),
        ):
            player.press(burst)
            player.wait_until(
                lambda line=line: player.text.splitlines()[-2].rstrip().endswith(f"› {line}"),  # type: ignore[misc]
                f"{line} of {burst!r}",
            )
            player.press(f"{end}{clear}")
            player.wait_until(lambda: player.text.splitlines()[-2].rstrip().endswith("›"), "an empty line")
        player.press(f"9{clear}0.25\r")
        player.see("rate 0.25")


def test_what_is_typed_right_behind_escape_is_text_and_the_run_is_stopped(tmp_path: Path) -> None:
    with Player(tmp_path, "lab") as player:
        player.see("learning rate")
        player.type("0.01")
        player.see("running", r"step +[1-9]")
        for key in (ESC, "5"):
            player.press(key)
            player.read(0.15)
            player.read(0.15)
        player.see("STOPPED", r"a learning rate › 5")
