#!/usr/bin/env python3
"""Fits the trees that tell article from furniture in HTML pages.

    cargo run --release -p xtask -- score extraction --gold GOLD --pages PAGES --dump > blocks.jsonl
    python scripts/fit_blocks.py blocks.jsonl src/pipeline/article/html/blocks.bin

Needs scikit-learn. A block is taken for article text when it holds a segment that the gold wants,
for furniture when it holds one that the gold does not want; all other blocks are left out. Prints
precision, recall and F1 of the segments by cross-validation in which no two parts share a site,
then fits on all pages and writes the model.
"""

import argparse
import json
import struct
import zlib
from urllib.parse import urlsplit

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import GroupKFold

THRESHOLD = 0.46
LEAF = 0xFF


def classifier():
    return HistGradientBoostingClassifier(
        max_depth=6, max_leaf_nodes=16, max_iter=260, learning_rate=0.05, max_features=0.3,
        l2_regularization=5, min_samples_leaf=15, random_state=1)


def folded(text):
    return " ".join(text.split())


def labels(page):
    """Index of a block to its votes for and against."""
    texts = [folded(text) for text in page["texts"]]
    votes = {}
    for segment in map(folded, page["without"]):
        for index, text in enumerate(texts):
            if segment in text:
                votes.setdefault(index, []).append(0)
    for segment in map(folded, page["with"]):
        holding = [index for index, text in enumerate(texts) if segment in text]
        if holding:
            # Teasers repeat the article's words; the longest block is the article's own.
            votes.setdefault(max(holding, key=lambda index: len(texts[index])), []).append(1)
    return votes


def site(url):
    return zlib.crc32(".".join(urlsplit(url).netloc.split(".")[-2:]).encode())


def score(pages, keep):
    found = wanted = wrong = 0
    for number, page in enumerate(pages):
        text = "\n\n".join(text for index, text in enumerate(page["texts"]) if keep(number, index))
        wanted += len(page["with"])
        found += sum(segment in text for segment in page["with"])
        wrong += sum(segment in text for segment in page["without"])
    precision, recall = found / (found + wrong), found / wanted
    return precision, recall, 2 * precision * recall / (precision + recall)


def cross_validate(pages, sites, x, y, weight, page_of):
    chance = [None] * len(pages)
    for train, test in GroupKFold(n_splits=5).split(x, y, sites[page_of]):
        model = classifier().fit(x[train], y[train], sample_weight=weight[train])
        held_out = set(sites[page_of[test]])
        for number, page in enumerate(pages):
            if (sites[number] in held_out or chance[number] is None) and page["values"]:
                chance[number] = model.predict_proba(np.array(page["values"], np.float32))[:, 1]
    for threshold in (0.38, 0.42, 0.46, 0.5, 0.54):
        figures = score(pages, lambda number, index: chance[number][index] >= threshold)
        print(f"threshold {threshold}: precision {figures[0]:.4f} recall {figures[1]:.4f} F1 {figures[2]:.4f}")


def write(model, columns, path):
    out = bytearray()
    trees = [predictors[0].nodes for predictors in model._predictors]
    log_odds = float(np.log(THRESHOLD / (1 - THRESHOLD)))
    out += struct.pack("<IIff", columns, len(trees), float(model._baseline_prediction[0, 0]), log_odds)
    for nodes in trees:
        ordered = []

        def visit(at):
            node, place = nodes[at], len(ordered)
            ordered.append(None)
            if node["is_leaf"]:
                ordered[place] = struct.pack("<BBHf", LEAF, 0, 0, node["value"])
                return
            visit(node["left"])
            right = len(ordered) - place
            visit(node["right"])
            # The threshold is rounded down to 32 bits, so that values on it stay on its left.
            threshold = np.float32(node["num_threshold"])
            ordered[place] = struct.pack("<BBHf", node["feature_idx"], 0, right, threshold)

        visit(0)
        out += struct.pack("<I", len(ordered)) + b"".join(ordered)
    with open(path, "wb") as file:
        file.write(out)
    print(f"{path}: {len(out)} bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("blocks")
    parser.add_argument("model")
    arguments = parser.parse_args()
    with open(arguments.blocks, encoding="utf-8") as lines:
        pages = [json.loads(line) for line in lines]
    rows = [(number, index, votes) for number, page in enumerate(pages)
            for index, votes in sorted(labels(page).items())]
    x = np.array([pages[number]["values"][index] for number, index, _ in rows], np.float32)
    y = np.array([int(2 * sum(votes) > len(votes)) for *_, votes in rows])
    weight = np.array([len(votes) for *_, votes in rows], float)
    page_of = np.array([number for number, *_ in rows])
    sites = np.array([site(page["url"]) for page in pages])
    print(f"{len(rows)} blocks of {len(pages)} pages")
    cross_validate(pages, sites, x, y, weight, page_of)
    write(classifier().fit(x, y, sample_weight=weight), x.shape[1], arguments.model)


if __name__ == "__main__":
    main()
