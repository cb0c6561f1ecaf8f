from __future__ import annotations

from pathlib import Path

import pytest

from tests.lesson.writing import TOP, error_in, parse, write
from tutor.engine.small_network import NetworkExample
from tutor.errors import Place
from tutor.lesson.check import check
from tutor.lesson.model import Walk, WalkClaim

NETWORK = "weights = [[[0.5]], [[2.0]]]\ninput = 1\ntarget = 1\n"
HINTED = 'fill = ["h"]\n[hints]\n"h" = ["Press the buttons."]\n'


def block(inside: str, network: str = NETWORK) -> str:
    return f"```network\n{network}{inside}\n```\n"


def only_walk(inside: str, network: str = NETWORK) -> Walk:
    (found,) = (step for step in parse(block(inside, network)).steps if isinstance(step, Walk))
    return found


def found_in(folder: Path, inside: str, network: str = NETWORK) -> list[str]:
    write(folder, _08_a__md=TOP + block(inside, network))
    return [str(finding).partition("08-a.md:")[2] for finding in check([folder / "08-a.md"]).findings]


def test_everything_can_be_set() -> None:
    body = """Text.

```network
id = "first-pass"
sizes = [2, 2, 1]
weights = [
  [[0.5, -1], [0.3, 0.8]],  # h1, h2
  [[2, -0.7]],
]
biases = [[0.1, -0.2], [0.3]]
activation = "tanh"
output = "sigmoid"
loss = "cross-entropy"
input = [1, 0.5]
target = 1
lr = 0.5
ask = "Go through it *once*."
from = "loss"
to = "backward"
fill = ["∂L/∂w₅", "L"]
[hints]
"L" = ["ln.", "−ln 0.54."]
"dL/dw5" = "Times h1."
[claims]
"L" = "0.609"
"ŷ" = "0.544"
```
"""
    file = "08-too-high.md"
    assert parse(body).steps[1] == Walk(
        id="first-pass",
        example=NetworkExample(
            weights=(((0.5, -1.0), (0.3, 0.8)), ((2.0, -0.7),)),
            biases=((0.1, -0.2), (0.3,)),
            activation="tanh",
            output="sigmoid",
            loss="cross-entropy",
            input=(1.0, 0.5),
            target=(1.0,),
            lr=0.5,
        ),
        place=Place(file, 8, 1),
        ask="Go through it *once*.",
        begin="loss",
        end="backward",
        fill=("L", "dL/dw5"),
        hints={"L": ("ln.", "−ln 0.54."), "dL/dw5": ("Times h1.",)},
        claims=(WalkClaim("L", "0.609", Place(file, 30, 1)), WalkClaim("yhat", "0.544", Place(file, 31, 1))),
    )


def test_only_weights_input_and_target_must_be_given() -> None:
    found = only_walk("")
    assert (found.id, found.fill, found.phases) == ("walk-1", (), ("forward", "loss", "backward", "update"))
    assert (found.example.activation, found.example.output, found.example.loss) == ("sigmoid", "linear", "half-mse")


def test_a_list_of_hints_is_for_every_number_asked_for() -> None:
    found = only_walk('fill = ["h", "L"]\nhints = ["Look."]')
    assert found.hints == {"h": ("Look.",), "L": ("Look.",)}
    assert only_walk('activation = "identity"').example.activation == "linear"


def test_networks_without_a_name_are_numbered_and_share_the_names_of_the_lesson() -> None:
    walks = [step for step in parse(block("") + "\n" + block("")).steps if isinstance(step, Walk)]
    assert [found.id for found in walks] == ["walk-1", "walk-2"]
    named = block('id = "x"')
    told = error_in(f"{TOP}{named}\n¦{named}")
    assert told.startswith('"x" is already the name of a question, lab or network, at line 6')


def test_control_characters_are_taken_out_of_every_text() -> None:
    found = only_walk('ask = "a\\u001b[31mb"\nfill = ["h"]\n[hints]\n"h" = ["c\\u202ed"]')
    assert (found.ask, found.hints) == ("ab", {"h": ("cd",)})


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("¦weight = 5", 'a network has no "weight"; did you mean "weights"?'),
        ('¦activation = "sigmoyd"', 'there is no activation "sigmoyd"; did you mean "sigmoid"?'),
        ('¦activation = "softmax"', 'there is no activation "softmax"'),
        ('¦output = "line"', 'there is no output "line"; did you mean "linear"?'),
        ('¦loss = "mae"', 'there is no loss "mae"; did you mean "mse"?'),
        ("¦loss = 3", 'loss is "3"; write text in quotes'),
        ('¦loss = "cross-entropy"', "cross-entropy does not go with the output linear here; write output ="),
        ('¦output = "softmax"', "softmax does not go with half-mse"),
        ("¦biases = [[0.1]]", "the biases do not fit the weights; give a list for each layer"),
        ("¦biases = [0.1, 0.2]", 'biases is "[0.1, 0.2]"; write a list for each layer'),
        ("¦sizes = [1, 2, 1]", "sizes is [1, 2, 1], the weights and the input are those of [1, 1, 1]"),
        ("¦sizes = 3", 'sizes is "3"; write how many units'),
        ('¦lr = "fast"', 'lr is "fast"; write a number'),
        ("¦lr = 0", "lr is 0; write a learning rate above 0"),
        ("¦lr = 1e300", "lr has the number 1e+300; 1000 is the largest"),
        ('¦from = "backwards"', 'there is no phase "backwards"; did you mean "backward"?'),
        ('to = "loss"\n¦from = "update"', "the walk begins with update and ends before it, with loss"),
        ('¦fill = ["h", "dL/dw3"]', 'the walk has no step "dL/dw3"; did you mean "dL/dw'),
        ('to = "loss"\n¦fill = ["dL/dw2"]', 'the walk has no step "dL/dw2"; valid: L, h, yhat, z(h)'),
        ("¦fill = [1]", 'fill is "[1]"; write a list of texts'),
        ('fill = "h"\n[hints]\n¦"L" = ["x"]', 'nothing asks for "L", so it needs no hint; valid: h'),
        ('[hints]\n¦"L" = ["x"]', 'nothing asks for "L", so it needs no hint; add it to fill'),
        ('fill = "h"\n[hints]\n¦"h" = [3]', 'hints for "h" is "[3]"; write a list of texts: "h" = ["…"]'),
        ('fill = "h"\n[hints]\n¦"h" = [""]', "a hint is empty"),
        ("¦claims = 3", 'claims is "3"; write a line [claims]'),
        ('[claims]\n¦"h" = 0.6', 'the claim for "h" is "0.6"; write a number in quotes: "h" = "0.6225"'),
        ('[claims]\n"h" = "0.6"\n¦"g" = "0.6"', 'the walk has no step "g"'),
        ("lr = ¦", "this is not TOML: "),
    ],
)
def test_what_is_wrong_is_told_at_its_line_and_column(settings: str, told: str) -> None:
    assert error_in(TOP + block(settings)).startswith(told)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("¦```network\n```\n", "this network is empty; write weights ="),
        (
            "¦```network\ninput = 1\ntarget = 1\n```\n",
            "this network has no weights; write weights = [[[0.5]], [[2.0]]]",
        ),
        ("```network\n¦weights = 3\ninput = 1\ntarget = 1\n```\n", 'weights is "3"; write for each layer'),
        ("```network\n¦weights = [[0.5]]\ninput = 1\ntarget = 1\n```\n", 'weights is "[[0.5]]"; write for each layer'),
        (
            "```network\n¦weights = [[[1, 2]]]\ninput = 1\ntarget = 1\n```\n",
            "unit 1 of layer 1 has 2 weights; it needs 1",
        ),
        ("```network\nweights = [[[1]]]\n¦input = []\ntarget = 1\n```\n", 'input is "[]"; write a number, or a list'),
        ("```network\nweights = [[[1]]]\ninput = 1\n¦target = [1, 2]\n```\n", "the target has 2 numbers, the network"),
        ("¦```netwrok\n```\n", 'there is no block "netwrok"; did you mean "network"?'),
        ("¦```network x\n```\n", "nothing can follow network on this line"),
        ("¦- ```network\n  x = 1\n  ```\n", "a network cannot stand inside a question, a list or a quotation"),
    ],
)
def test_a_network_that_is_none_is_told_where_it_stands(body: str, told: str) -> None:
    assert error_in(TOP + body).startswith(told)


def test_the_digits_claimed_must_be_those_of_the_walk(tmp_path: Path) -> None:
    # h = sigmoid(½), ŷ = 2h, L = ½(ŷ − 1)²; the curriculum's figures.
    right = '"h" = "0.6225"\n"yhat" = "1.245"\n"L" = "0.0300"\n"dL/dw2" = "0.1525"\n"dL/dw1" = "0.1151"\n'
    assert found_in(tmp_path, "[claims]\n" + right) == []
    assert found_in(tmp_path, '[claims]\n"h" = "0.6225"\n"yhat" = "1.25"\n') == [
        "12:1: yhat = 1.25 is claimed, the walk has 1.245; write what the walk shows"
    ]
    assert check([tmp_path / "08-a.md"]).claims == 2


def test_a_walk_without_claims_or_hints_is_found(tmp_path: Path) -> None:
    assert found_in(tmp_path, "") == [
        '6:1: the network "walk-1" claims nothing; add [claims] and, for example, L = "0.0300"'
    ]
    claimed = '[claims]\n"h" = "0.6225"\n'
    assert found_in(tmp_path, HINTED + claimed) == []
    assert found_in(tmp_path, f'fill = ["h"]\n{claimed}') == [
        '10:1: h is asked for, and has no hint; add "h" = ["…"] below [hints]'
    ]
    assert found_in(tmp_path, f'{HINTED}[claims]\n"L" = "0.03"\n') == [
        '10:1: h is asked for, and nothing is claimed of it; add "h" = "…" to [claims]'
    ]
