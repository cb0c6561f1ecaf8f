"""Specifications: what can be named, how it is read, what is said about what cannot be."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.engine.catalogue import (
    OPTIMIZERS,
    PROBLEMS,
    SCHEDULES,
    TUNERS,
    Entry,
    Key,
    Specification,
    read_optimizer,
    read_problem,
    read_schedule,
)
from tutor.engine.optimizers import build_optimizer
from tutor.engine.problems import build_problem
from tutor.engine.schedules import build_schedule
from tutor.engine.specification import Value
from tutor.errors import SpecificationError


def test_the_defaults_are_those_of_pytorch() -> None:
    def defaults(text: str) -> dict[str, object]:
        return dict(read_optimizer(text).values)

    assert defaults("sgd") == {}
    assert defaults("momentum") == {"momentum": 0.9}
    assert defaults("nesterov") == {"momentum": 0.9}
    assert defaults("adagrad") == {"eps": 1e-10}
    assert defaults("rmsprop") == {"alpha": 0.99, "eps": 1e-8}
    adam = {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "bias_correction": True}
    assert defaults("adam") == adam
    assert defaults("adamw") == adam | {"weight_decay": 0.01}


def test_the_schedules_defaults_are_those_of_pytorch() -> None:
    assert read_schedule("step:step_size=5").values["gamma"] == 0.1
    assert read_schedule("multistep").values == {"milestones": (10, 20, 40), "gamma": 0.1}
    assert read_schedule("cosine:T_max=5").values["eta_min"] == 0
    assert read_schedule("warm-restarts:T_0=5").values == {"T_0": 5, "T_mult": 1, "eta_min": 0}
    assert read_schedule("one-cycle:max_lr=1,total_steps=9").values == {
        "max_lr": 1,
        "total_steps": 9,
        "pct_start": 0.3,
        "div_factor": 25,
        "final_div_factor": 1e4,
        "anneal": "cos",
    }
    assert read_schedule("reduce-on-plateau").values == {
        "factor": 0.1,
        "patience": 10,
        "threshold": 1e-4,
        "cooldown": 0,
        "min_lr": 0,
    }
    cyclical = read_schedule("cyclical:base_lr=0.1,max_lr=1,step_size_up=5").values
    assert (cyclical["mode"], cyclical["gamma"], cyclical["step_size_down"]) == ("triangular", 1, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ravine:kappa=25", 25),
        ("ravine: kappa = .5 ", 0.5),
        ("ravine:kappa=1e+1", 10),
        ("ravine:kappa=1/4", 0.25),
        ("ravine:kappa=25,", 25),
    ],
)
def test_numbers_are_read_in_every_usual_form(text: str, value: float) -> None:
    assert read_problem(text).real("kappa") == value


def test_a_list_and_a_flag_and_a_path_are_read() -> None:
    assert read_schedule("multistep:milestones=3;5").wholes("milestones") == (3, 5)
    spec = read_problem("linear-regression:data=/a b/x=1.csv,scaled=No,features=u;v")
    assert spec.text("data") == "/a b/x=1.csv"
    assert not spec.flag("scaled")
    assert spec.values["features"] == ("u", "v")


def test_a_specification_is_written_without_its_defaults() -> None:
    assert str(read_problem("ravine:kappa=50.0,noise=0")) == "ravine"
    assert str(read_problem("ravine:noise=.50,kappa=2.50")) == "ravine:kappa=2.5,noise=0.5"
    assert str(read_problem("linear-regression:scaled=false")) == "linear-regression:scaled=no"


def test_a_warm_up_can_stand_in_front_of_another_schedule() -> None:
    spec = read_schedule("linear-warmup:start_factor=0.1,total_iters=20 + one-cycle:max_lr=1e+1,total_steps=80")
    assert spec.name == "linear-warmup"
    assert spec.then is not None
    assert spec.then.real("max_lr") == 10
    assert str(spec) == "linear-warmup:start_factor=0.1,total_iters=20+one-cycle:max_lr=10,total_steps=80"


@pytest.mark.parametrize(
    "text",
    [
        "cosine:T_max=5+linear-warmup:start_factor=0.1,total_iters=2",
        "linear-warmup:start_factor=0.1,total_iters=2+step:step_size=2+constant",
        "linear-warmup:start_factor=0.1,total_iters=2+armijo",
    ],
)
def test_other_chains_are_refused(text: str) -> None:
    with pytest.raises(SpecificationError, match=r"cannot be joined.*only linear-warmup"):
        read_schedule(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("bowll", 'there is no problem "bowll"; did you mean "bowl"?.*rosenbrock'),
        ("", "no problem is named"),
        ("ravine:kapa=3", 'ravine has no setting "kapa"; did you mean "kappa"'),
        ("ravine:kappa", '"kappa" has no value; write kappa='),
        ("ravine:kappa=", '"kappa" has no value'),
        ("ravine:kappa=2,kappa=3", "given twice"),
        ("ravine:kappa=0", "kappa=0 is out of range; kappa must be above 0"),
        ("ravine:kappa=many", "kappa=many is not a number"),
        ("ravine:kappa=inf", "kappa=inf is not a number"),
        ("ravine:kappa=nan", "kappa=nan is not a number"),
        ("ravine:kappa=1/0", "is not a number"),
        ("xor:hidden=2.5", "hidden=2.5 is not a whole number"),
        ("xor:hidden=0", "out of range; hidden must be at least 1 and at most 1000"),
        ("network:activation=tan", 'cannot be "tan"; did you mean "tanh"'),
        ("network:layers=8;0", "out of range"),
        ("network:layers=8;;8", "is not whole numbers"),
        ("network:validation=1", "out of range; validation must be at least 0 and below 1"),
        ("linear-regression:scaled=perhaps", "is not yes or no"),
    ],
)
def test_what_is_wrong_is_told_with_what_would_be_right(text: str, told: str) -> None:
    with pytest.raises(SpecificationError, match=told):
        read_problem(text)


def test_what_must_be_given_is_asked_for() -> None:
    with pytest.raises(SpecificationError, match="cosine needs T_max; write cosine:T_max=…"):
        read_schedule("cosine")
    with pytest.raises(SpecificationError, match="cyclical needs base_lr and max_lr and step_size_up"):
        read_schedule("cyclical")


def test_something_without_settings_says_so() -> None:
    with pytest.raises(SpecificationError, match='sgd has no setting "momentum"; it has no settings'):
        read_optimizer("sgd:momentum=0.9")


def test_no_control_character_comes_back_in_an_error() -> None:
    with pytest.raises(SpecificationError) as caught:
        read_problem("bo\x1b[31mwl\x07x:k=1")
    assert str(caught.value).isprintable()


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    for read in (read_problem, read_optimizer, read_schedule):
        told = ""
        try:
            spec = read(text)
            assert read(str(spec)) == spec
        except SpecificationError as error:
            told = str(error)
        assert "\n" not in told


def _values(key: Key) -> st.SearchStrategy[Value]:
    if key.choices:
        return st.sampled_from(key.choices)
    if key.kind == "flag":
        return st.booleans()
    low, high = max(key.low, -1e6), min(key.high, 1e6)
    whole = st.integers(int(low) + key.low_open, int(high) - key.high_open)
    if key.kind == "int":
        return whole
    if key.kind == "ints":
        return st.lists(whole, min_size=1, max_size=4).map(tuple)
    if key.kind == "float":
        return st.floats(low, high, exclude_min=key.low_open, exclude_max=key.high_open)
    return st.just("cars") if key.kind == "text" else st.just(("a", "b"))


@given(st.data())
def test_every_specification_reads_back_as_itself(data: st.DataObject) -> None:
    entries, read = data.draw(
        st.sampled_from(
            [(PROBLEMS, read_problem), (OPTIMIZERS, read_optimizer), ({**SCHEDULES, **TUNERS}, read_schedule)]
        )
    )
    entry: Entry = entries[data.draw(st.sampled_from(sorted(entries)))]
    defaults = {key.name: key.default for key in entry.keys}
    values = {key.name: data.draw(_values(key)) for key in entry.keys}
    spec = Specification(entry.name, values, defaults)
    again = read(str(spec))
    assert again == spec
    assert str(again) == str(spec)


def test_every_name_can_be_built() -> None:
    needed = {
        "step": ":step_size=2",
        "exponential": ":gamma=0.5",
        "linear-warmup": ":start_factor=0.5,total_iters=3",
        "cosine": ":T_max=3",
        "warm-restarts": ":T_0=3",
        "cyclical": ":base_lr=0.1,max_lr=1,step_size_up=3",
        "one-cycle": ":max_lr=1,total_steps=5",
    }
    for name in PROBLEMS:
        assert build_problem(name).spec.name == name
    for name in OPTIMIZERS:
        assert build_optimizer(name).spec.name == name
    for name in (*SCHEDULES, *TUNERS):
        assert build_schedule(name + needed.get(name, "")).spec.name == name


def test_reading_a_specification_does_not_load_numpy() -> None:
    code = "import sys, tutor.engine.catalogue as c; c.read_problem('bowl'); print('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
