"""Small pipelines that are trained in seconds, on sentences written for this test."""

import itertools
import random

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example

VESSELS = ["Morning Star", "Gannet", "Queen of Thule", "MV Halcyon", "Little Auk", "Orkney 7"]
PLACES = ["Brae", "Port Ellen", "Stromness", "Lerwick"]
TEMPLATES = [
    "The ferry {vessel} left {place} late .",
    "{vessel} was towed to {place} on Friday .",
    "Two of the crew of the {vessel} were hurt near {place} .",
    "{place} waited for {vessel} until noon .",
]

# Word, tag, head and label by the kind of the sentence; a name is one word here.
TREES = [
    "The/DT/2/det ferry/NN/3/nsubj left/VBD/0/ROOT Brae/NNP/3/dobj late/RB/3/advmod ././3/punct",
    "Gannets/NNS/3/nsubj quickly/RB/3/advmod left/VBD/0/ROOT ././3/punct",
    "It/PRP/3/nsubj was/VBD/3/auxpass towed/VBN/0/ROOT to/IN/3/prep Lerwick/NNP/4/pobj ././3/punct",
    "Two/CD/2/nummod crews/NNS/4/nsubj later/RB/4/advmod slept/VBD/0/ROOT ././4/punct",
    "The/DT/2/det old/JJ/3/amod ships/NNS/4/nsubj sank/VBD/0/ROOT near/IN/4/prep Brae/NNP/5/pobj",
]


# Version of spaCy's architectures; the first ones are still in pipelines of older releases.
VERSION = "v2"


def convolutions(width: int, attrs: list[str], rows: list[int], **encode: int) -> dict:
    return {
        "@architectures": f"spacy.Tok2Vec.{VERSION}",
        "embed": {
            "@architectures": f"spacy.MultiHashEmbed.{VERSION}",
            "width": width,
            "attrs": attrs,
            "rows": rows,
            "include_static_vectors": False,
        },
        "encode": {"@architectures": f"spacy.MaxoutWindowEncoder.{VERSION}", "width": width}
        | encode,
    }


def transitions(kind: str, tok2vec: dict, hidden_width: int, maxout_pieces: int) -> dict:
    return {
        "@architectures": f"spacy.TransitionBasedParser.{VERSION}",
        "state_type": kind,
        "extra_state_tokens": False,
        "hidden_width": hidden_width,
        "maxout_pieces": maxout_pieces,
        "use_upper": True,
        "tok2vec": tok2vec,
    }


def recogniser() -> Language:
    """Finds vessels and places; nothing else is in the pipeline."""
    nlp = spacy.blank("en")
    nlp.tokenizer.add_special_case("MVs", [{"ORTH": "MV", "NORM": "vessel"}, {"ORTH": "s"}])
    rows = [700, 310, 290, 111, 16]
    attrs = ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY"]
    encoder = convolutions(40, attrs, rows, depth=2, window_size=2, maxout_pieces=2)
    nlp.add_pipe("ner", config={"model": transitions("ner", encoder, 24, 3)})
    train(nlp, [named_example(nlp, *case) for case in named_sentences()])
    return nlp


def named_sentences() -> list[tuple[str, str, str]]:
    return list(itertools.product(TEMPLATES, VESSELS, PLACES))


def named_example(nlp: Language, template: str, vessel: str, place: str) -> Example:
    words, spans = [], []
    for word in template.split():
        if word in ("{vessel}", "{place}"):
            label, name = ("VESSEL", vessel) if word == "{vessel}" else ("PLACE", place)
            spans.append((len(words), len(words) + len(name.split()), label))
            words += name.split()
        else:
            words.append(word)
    doc = Doc(nlp.vocab, words)
    doc.ents = [Span(doc, begin, end, label) for begin, end, label in spans]
    return Example(Doc(nlp.vocab, words), doc)


def whole_pipeline() -> Language:
    """Tagger, parser and recogniser above one encoder, then ruler and lemmatizer."""
    nlp = spacy.blank("en")
    shared = {
        "@architectures": f"spacy.HashEmbedCNN.{VERSION}",
        "width": 32,
        "depth": 1,
        "embed_size": 400,
        "window_size": 1,
        "maxout_pieces": 3,
        "subword_features": True,
        "pretrained_vectors": None,
    }
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 32, "upstream": "*"}
    nlp.add_pipe("tok2vec", config={"model": shared})
    nlp.add_pipe("ner", config={"model": transitions("ner", listener, 16, 2)})
    nlp.add_pipe(
        "tagger",
        config={"model": {"@architectures": f"spacy.Tagger.{VERSION}", "tok2vec": listener}},
    )
    parser = convolutions(
        24, ["NORM", "SUFFIX"], [300, 200], depth=3, window_size=1, maxout_pieces=2
    )
    config = {"model": transitions("parser", parser, 20, 1), "min_action_freq": 1}
    nlp.add_pipe("parser", config=config)
    train(nlp, [tree_example(nlp, tree) for tree in TREES], rounds=60)
    nlp.add_pipe("attribute_ruler").add_patterns(rules())
    nlp.add_pipe("lemmatizer").initialize(lookups=lemma_tables())
    return nlp


def tree_example(nlp: Language, tree: str) -> Example:
    rows = [token.rsplit("/", 3) for token in tree.split()]
    words = [word for word, _, _, _ in rows]
    heads = [int(head) - 1 if head != "0" else i for i, (_, _, head, _) in enumerate(rows)]
    doc = Doc(
        nlp.vocab,
        words,
        tags=[tag for _, tag, _, _ in rows],
        heads=heads,
        deps=[dep for _, _, _, dep in rows],
    )
    named = [i for i, (_, tag, _, _) in enumerate(rows) if tag == "NNP"]
    doc.ents = [Span(doc, i, i + 1, "PLACE") for i in named]
    return Example(Doc(nlp.vocab, words), doc)


def rules() -> list[dict]:
    coarse = {"DT": "DET", "NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "RB": "ADV", "IN": "ADP"}
    coarse |= {"VBD": "VERB", "VBN": "VERB", "CD": "NUM", "JJ": "ADJ", ".": "PUNCT"}
    patterns = [
        {"patterns": [[{"TAG": tag}]], "attrs": {"POS": pos, "MORPH": "_"}}
        for tag, pos in coarse.items()
    ]
    return patterns + [
        {"patterns": [[{"TAG": "NNS"}]], "attrs": {"MORPH": "Number=Plur"}},
        {"patterns": [[{"TAG": "VBD"}]], "attrs": {"MORPH": "VerbForm=Fin|Tense=Past"}},
        {"patterns": [[{"LOWER": {"REGEX": "^(sh|cr)"}}]], "attrs": {"MORPH": "Odd=Yes"}},
        {
            "patterns": [[{"DEP": {"NOT_IN": ["ROOT", ""]}, "TAG": "VBD"}, {"TEXT": "towed"}]],
            "attrs": {"POS": "AUX", "LEMMA": "be"},
            "index": -2,
        },
        {"patterns": [[{"NORM": "it"}], [{"NORM": "they"}]], "attrs": {"POS": "PRON", "TAG": "PN"}},
    ]


def lemma_tables() -> spacy.lookups.Lookups:
    lookups = spacy.lookups.Lookups()
    lookups.add_table(
        "lemma_rules",
        {"noun": [["s", ""], ["ies", "y"]], "verb": [["ed", ""], ["ed", "e"]]},
    )
    lookups.add_table("lemma_index", {"noun": ["ship", "crew"], "verb": ["tow"]})
    exceptions = {"left": ["leave"], "sank": ["sink"], "slept": ["sleep"]}
    lookups.add_table("lemma_exc", {"verb": exceptions})
    return lookups


def train(nlp: Language, examples: list[Example], rounds: int = 12) -> None:
    spacy.util.fix_random_seed(0)
    shuffled = random.Random(0)
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(rounds):
        shuffled.shuffle(examples)
        for batch in spacy.util.minibatch(examples, 8):
            nlp.update(batch, sgd=optimizer)
