"""From a spaCy pipeline to the one file that Parallax loads.

source.py      finds the pipeline: a folder, a package, a wheel
plan.py        reads its configuration; refuses what the engine cannot run
encoders.py    token encoders: hash embeddings and convolutions
scorers.py     tagger, parser and recogniser above them
words.py       tokenizer, norms, symbols
ruler.py       attribute ruler
lemmatizer.py  lemmatizer
file.py        the container
"""
