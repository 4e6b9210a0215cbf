"""A pipeline trained with spaCy, converted, gives the same in Parallax."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import pipelines

ROOT = Path(__file__).resolve().parent.parent.parent
CONVERT = ROOT / "models" / "convert.py"

TEXTS = [
    "The ferry Morning Star left Stromness late.",
    "Gannet was towed to Lerwick. Two of the crew of the Little Auk were hurt, but MV Halcyon came.",
    "Nobody in Port Ellen waited for the Queen of Thule (or Orkney 7), which wasn't there — again!",
    "“It was towed,” they said. Ships sank near Brae; 2 old crews slept.",
    "Three MVs (of 5 MVs) left; (MVs!) MVs-to-be.",
    "",
    "Brae",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


def convert(pipeline: Path | str, output: Path, *arguments: str) -> str:
    """What the converter prints."""
    command = [sys.executable, CONVERT, pipeline, "--output", output, *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def refused(pipeline: Path | str, *arguments: str) -> str:
    """Why the converter refuses a pipeline."""
    command = [sys.executable, CONVERT, pipeline, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/")
    assert done.returncode == 1, done.stdout
    assert done.stderr.startswith("error: ") and done.stderr.count("\n") == 1, done.stderr
    return done.stderr.removeprefix("error: ").rstrip("\n")


def parse(binary: str, model: Path, texts: list[str]) -> list[list[dict[str, str]]]:
    """The tokens of each text: columns of CoNLL-U, and what is in MISC."""
    lines = "".join(json.dumps({"id": str(n), "text": t}) + "\n" for n, t in enumerate(texts))
    command = [binary, "parse", "--raw", "--jsonl", "--model", model, "-"]
    done = subprocess.run(command, input=lines.encode(), capture_output=True, check=True)
    names = "id form lemma upos xpos feats head deprel deps misc".split()
    tokens: list[list[dict[str, str]]] = [[] for _ in texts]
    text, offset = tokens[0], 0
    for line in done.stdout.decode().split("\n"):
        if line.startswith("# newdoc id = "):
            text, offset = tokens[int(line.split()[-1])], 0
        elif not line:
            offset = len(text)
        elif not line.startswith("#"):
            token = dict(zip(names, line.split("\t"), strict=True))
            token |= dict(pair.split("=", 1) for pair in token["misc"].split("|"))
            if token["head"] not in ("_", "0"):
                token["head"] = str(int(token["head"]) + offset)
            text.append(token)
    return tokens


def entities(doc: Doc) -> list[str]:
    return [f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else "" for t in doc]


def expected(doc: Doc) -> list[tuple[str, ...]]:
    return [
        (
            token.text,
            token.lemma_ or "_",
            token.pos_ or "_",
            token.tag_ or "_",
            str(token.morph) or "_",
            "0" if token.head == token else str(token.head.i + 1),
            token.dep_,
            entity,
        )
        for token, entity in zip(doc, entities(doc), strict=True)
    ]


def found(tokens: list[dict[str, str]]) -> list[tuple[str, ...]]:
    columns = ["form", "lemma", "upos", "xpos", "feats", "head", "deprel"]
    return [(*(t[c] for c in columns), t.get("Entity", "")) for t in tokens]


def all_texts(seeds: list[Path]) -> list[str]:
    # One line at a time: how white space is written is not what is tested here.
    lines = [line for seed in seeds for line in seed.read_text().splitlines()]
    return TEXTS + [" ".join(line.split()) for line in lines if line.strip()]


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_recogniser_of_new_labels(
    binary: str, folder: Path, seeds: list[Path], monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    monkeypatch.setattr(pipelines, "VERSION", version)
    nlp = pipelines.recogniser()
    nlp.to_disk(folder / "recogniser")
    model = folder / "recogniser.plx"
    assert str(model) in convert(folder / "recogniser", model)
    kinds = set()
    texts = all_texts(seeds)
    for text, tokens in zip(texts, parse(binary, model, texts), strict=True):
        doc = nlp(text)
        assert [t["form"] for t in tokens] == [t.text for t in doc]
        assert [t.get("Entity", "") for t in tokens] == entities(doc), text
        kinds.update(ent.label_ for ent in doc.ents)
    assert kinds == {"VESSEL", "PLACE"}
    first = nlp(TEXTS[0])
    assert [ent.text for ent in first.ents] == ["Morning Star", "Stromness"]


@pytest.fixture(scope="module")
def whole(folder: Path) -> tuple[Language, Path]:
    nlp = pipelines.whole_pipeline()
    nlp.to_disk(folder / "whole")
    return nlp, folder / "whole"


def test_a_whole_pipeline(
    binary: str, folder: Path, seeds: list[Path], whole: tuple[Language, Path]
) -> None:
    nlp, path = whole
    model = folder / "whole.plx"
    convert(path, model)
    texts = all_texts(seeds)
    for text, tokens in zip(texts, parse(binary, model, texts), strict=True):
        assert found(tokens) == expected(nlp(text)), text
    ship = nlp("The old ships sank near Brae")[2]
    assert (ship.lemma_, ship.tag_, ship.dep_) == ("ship", "NNS", "nsubj")
    # The same input gives the same bytes.
    assert "up to date" in convert(path, model, "--check")


def test_components_left_out(binary: str, folder: Path, whole: tuple[Language, Path]) -> None:
    nlp, path = whole
    without = ["parser", "attribute_ruler", "lemmatizer"]
    model = folder / "tagger.plx"
    convert(path, model, *(f"--without={name}" for name in without))
    with nlp.select_pipes(disable=without):
        for text, tokens in zip(TEXTS, parse(binary, model, TEXTS), strict=True):
            doc = nlp(text)
            assert [t["xpos"] for t in tokens] == [t.tag_ for t in doc]
            assert [t.get("Entity", "") for t in tokens] == entities(doc)
            assert {t["head"] for t in tokens} <= {"_"}


def test_wheels_and_installed_packages(
    folder: Path, whole: tuple[Language, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, path = whole
    site = folder / "site"
    shutil.copytree(path, site / "en_mine" / "en_mine-0.0.0")
    (site / "en_mine" / "__init__.py").touch()
    wheel = folder / "en_mine-0.0.0-py3-none-any.whl"
    shutil.make_archive(str(wheel.with_suffix("")), "zip", site)
    wheel.with_suffix(".zip").rename(wheel)
    convert(path, folder / "folder.plx")
    convert(wheel, folder / "wheel.plx")
    monkeypatch.setenv("PYTHONPATH", str(site))
    convert("en-mine", folder / "package.plx")
    models = [(folder / f"{kind}.plx").read_bytes() for kind in ["folder", "wheel", "package"]]
    assert models[0] == models[1] == models[2]


def test_the_model_of_this_repository() -> None:
    done = subprocess.run([sys.executable, CONVERT, "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{ROOT / 'models' / 'en_core_web_sm-3.8.0.plx'} is up to date\n"


def changed(folder: Path, change) -> Path:
    """A pipeline of which only the configuration is written."""
    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec")
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "*"}
    for kind in ["parser", "ner"]:
        nlp.add_pipe(kind, config={"model": pipelines.transitions(kind, listener, 16, 2)})
    nlp.add_pipe("lemmatizer")
    config = nlp.config
    change(config)
    path = folder / "changed"
    path.mkdir(exist_ok=True)
    config.to_disk(path / "config.cfg", interpolate=False)
    return path


def static_vectors(config: dict) -> None:
    model = pipelines.convolutions(16, ["NORM"], [100], depth=1, window_size=1, maxout_pieces=2)
    model["embed"]["include_static_vectors"] = True
    config["components"]["tok2vec"]["model"] = model


def transformer(config: dict) -> None:
    config["components"]["ner"]["model"]["tok2vec"] = {
        "@architectures": "spacy-transformers.TransformerListener.v1",
        "grad_factor": 1.0,
    }


def setting(path: str, value):
    def change(config: dict) -> None:
        *parents, last = path.split(".")
        for key in parents:
            config = config[key]
        config[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            static_vectors,
            "components.tok2vec.model.embed.include_static_vectors is set: the engine has no static vectors",
        ),
        (
            setting("components.tok2vec.model.pretrained_vectors", True),
            "components.tok2vec.model.pretrained_vectors is set: the engine has no static vectors",
        ),
        (
            transformer,
            "components.ner.model.tok2vec is spacy-transformers.TransformerListener.v1 (a transformer)",
        ),
        (
            setting("components.parser.model.use_upper", False),
            "components.parser.model.use_upper is False",
        ),
        (
            setting("components.ner.model.extra_state_tokens", True),
            "components.ner.model.extra_state_tokens is True",
        ),
        (setting("components.parser.learn_tokens", True), "components.parser.learn_tokens is set"),
        (
            setting("components.ner.factory", "beam_ner"),
            "component ner: the engine does not run the factory beam_ner; --without ner leaves it out",
        ),
        (setting("components.lemmatizer.mode", "lookup"), "components.lemmatizer.mode is 'lookup'"),
        (
            setting("nlp.pipeline", ["parser", "tok2vec"]),
            "components.parser.model.tok2vec listens to a tok2vec component, but none comes before it",
        ),
        (setting("nlp.lang", "de"), "nlp.lang is 'de'"),
        (
            setting("nlp.tokenizer", {"@tokenizers": "my.Tokenizer.v1"}),
            "nlp.tokenizer is 'my.Tokenizer.v1'",
        ),
        (setting("nlp.after_creation", {"@callbacks": "mine"}), "nlp.after_creation calls code"),
    ],
)
def test_what_the_engine_does_not_run_is_refused(tmp_path: Path, change, reason: str) -> None:
    assert refused(changed(tmp_path, change)).startswith(reason)


def test_rules_of_other_kinds_are_refused(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("attribute_ruler")
    ruler.add(patterns=[[{"LOWER": "fine"}]], attrs={"POS": "ADJ"})
    ruler.add(patterns=[[{"LOWER": "very", "OP": "+"}]], attrs={"POS": "ADV"})
    nlp.to_disk(tmp_path / "ruler")
    reason = "component attribute_ruler: rule 1 has the quantifier '+'; the engine has none"
    assert refused(tmp_path / "ruler") == reason


def test_pipelines_without_weights_are_refused(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("ner")
    nlp.to_disk(tmp_path / "untrained")
    assert refused(tmp_path / "untrained") == "component ner has no weights yet: train it first"


def test_mistakes_are_told(tmp_path: Path, whole: tuple[Language, Path]) -> None:
    _, path = whole
    assert refused("no_such_pipeline").startswith("there is no folder, wheel or installed package")
    assert "holds no pipeline" in refused(tmp_path)
    assert refused(CONVERT).endswith("is not a wheel")
    assert refused(path, "--without", "textcat").startswith(
        "--without textcat: the pipeline has only"
    )
    for config in ["[nlp\n", "", "[nlp]\nlang = ${paths.lang}\n", '[nlp]\nlang = "en"\n']:
        (tmp_path / "config.cfg").write_text(config)
        refused(tmp_path)
