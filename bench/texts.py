"""Articles of news length, made out of the texts in the repository.

Paragraphs are drawn from the seeds and from the fixtures of the language engine and joined
until there are some hundred words. They come again and again, which would please every cache.
So one word of four letters or more in five is changed into a made-up one of the same length and case: that gives as
many different words in 100,000 as news has.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = [ROOT / "seeds", ROOT / "crates" / "nlp" / "tests" / "fixtures" / "texts"]
SEED = 20230320
SHORTEST, LONGEST = 150, 600  # words in an article
CHANGED = 1 / 5

WORD = re.compile(r"\b[^\W\d_]{4,}\b")
ENDING = re.compile(r"(?:ings?|ed|ly|ers?|s)$")
CONSONANTS, VOWELS = "bcdfghjklmnprstvwz", "aeiou"


def paragraphs() -> list[str]:
    files = [path for folder in SOURCES for path in sorted(folder.glob("*.txt"))]
    texts = [path.read_text(encoding="utf-8") for path in files]
    lines = [line.strip() for text in texts for line in text.split("\n")]
    return [line for line in lines if len(line.split()) >= 5]


def made_up(word: str, chance: random.Random) -> str:
    """A word of the same length, case and ending."""
    ending = ENDING.search(word)
    length = ending.start() if ending else len(word)
    letters = [chance.choice((CONSONANTS, VOWELS)[i % 2]) for i in range(length)]
    cased = [new.upper() if old.isupper() else new for old, new in zip(word, letters)]
    return "".join(cased) + word[length:]


def changed(paragraph: str, chance: random.Random) -> str:
    def replace(match: re.Match[str]) -> str:
        word = match.group()
        return made_up(word, chance) if chance.random() < CHANGED else word

    return WORD.sub(replace, paragraph)


def articles(count: int) -> Iterator[str]:
    """The same articles each time."""
    chance = random.Random(SEED)
    material = paragraphs()
    for _ in range(count):
        wanted = chance.randint(SHORTEST, LONGEST)
        parts: list[str] = []
        words = 0
        while words < wanted:
            parts.append(changed(chance.choice(material), chance))
            words += len(parts[-1].split())
        yield "\n\n".join(parts)
