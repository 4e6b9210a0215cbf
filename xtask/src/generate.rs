//! Streams of articles of any length, out of a file of real ones: for measuring what only many
//! articles show.
//!
//! The file is gone through again and again. Each time names, numbers and some other words are
//! replaced, the same by the same, so that articles on one event stay on one event and no time
//! through repeats the one before; sentences go missing and change places. Publication times grow
//! at an even pace from article to article. The same file and seed give the same stream.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    hash::{BuildHasher as _, Hash},
    io::{BufRead as _, BufReader, Read, Write},
    path::Path,
};

use anyhow::{Context as _, Result, ensure};
use flate2::read::GzDecoder;
use jiff::{SignedDuration, Timestamp};
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

/// Outlets that the articles are said to be of.
const OUTLETS: u64 = 40;
/// Of so many words that are no names one is replaced.
const REPLACED: u64 = 6;
/// Of so many sentences one goes missing, and one changes places with the next.
const MOVED: u64 = 10;
/// Words shorter than this stay: they hold the sentences together.
const LONG: usize = 4;
/// Articles that are published on a day, unless told otherwise.
const PER_DAY: u32 = 2_000;

/// An article of the file.
#[derive(Deserialize)]
struct Original {
    #[serde(default)]
    title: String,
    text: String,
}

/// An article of the stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Generated {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) publish_time: String,
    pub(crate) source: String,
}

/// What to make of a file.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Options {
    /// JSONL of {"title", "text"}; read through gzip when it ends in .gz.
    #[arg(long)]
    pub(crate) articles: std::path::PathBuf,
    /// Articles to make.
    #[arg(long, default_value_t = 200_000)]
    pub(crate) count: usize,
    /// Articles that are published on a day.
    #[arg(long, default_value_t = PER_DAY)]
    pub(crate) per_day: u32,
    /// Another seed makes another stream.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
}

/// A stream of articles.
pub(crate) struct Stream {
    originals: Vec<Original>,
    /// Words of the originals that begin with a capital, and others, sorted.
    names: Vec<String>,
    words: Vec<String>,
    pace: SignedDuration,
    seed: u64,
}

/// When the first article is published.
const BEGIN: &str = "2024-01-01T00:00:00Z";

impl Stream {
    /// Reads the originals.
    pub(crate) fn open(options: &Options) -> Result<Self> {
        ensure!(options.per_day > 0, "--per-day must be 1 or more");
        Self::of(read(&options.articles)?, &options.articles, options.per_day, options.seed)
    }

    /// Out of a file as [`Options::articles`] names one.
    pub(crate) fn of_file(file: &Path, seed: u64) -> Result<Self> {
        Self::of(read(file)?, file, PER_DAY, seed)
    }

    /// Out of the texts of a folder, in the order of their names.
    pub(crate) fn of_folder(folder: &Path, seed: u64) -> Result<Self> {
        let entries = fs::read_dir(folder)
            .with_context(|| format!("cannot open {}", folder.display()))?
            .map(|entry| Ok(entry?.path()));
        let mut files = entries.collect::<Result<Vec<_>>>()?;
        files.retain(|file| file.extension().is_some_and(|extension| extension == "txt"));
        files.sort();
        let original =
            |file| Ok(Original { title: String::new(), text: fs::read_to_string(file)? });
        let originals = files.iter().map(original).collect::<Result<_>>()?;
        Self::of(originals, folder, PER_DAY, seed)
    }

    fn of(originals: Vec<Original>, origin: &Path, per_day: u32, seed: u64) -> Result<Self> {
        ensure!(!originals.is_empty(), "{} holds no article", origin.display());
        let (names, words) = vocabulary(&originals);
        let pace = SignedDuration::from_hours(24) / i32::try_from(per_day)?;
        Ok(Self { originals, names, words, pace, seed })
    }

    /// The article of a place in the stream.
    pub(crate) fn article(&self, place: usize) -> Result<Generated> {
        // There is at least one original.
        let (round, index) = (place / self.originals.len(), place % self.originals.len());
        let original = &self.originals[index];
        let begin: Timestamp = BEGIN.parse()?;
        let time = begin.checked_add(self.pace * i32::try_from(place)?)?;
        let edit = Edit { stream: self, round, place };
        let outlet = edit.roll(("outlet", place)) % OUTLETS;
        Ok(Generated {
            id: format!("g{place}"),
            title: edit.words(&original.title),
            text: edit.sentences(&original.text),
            publish_time: time.to_string(),
            source: format!("outlet-{outlet}.example"),
        })
    }
}

/// What one round does to an article.
struct Edit<'a> {
    stream: &'a Stream,
    round: usize,
    place: usize,
}

impl Edit<'_> {
    fn roll(&self, key: impl Hash) -> u64 {
        FxBuildHasher.hash_one((self.stream.seed, self.round, key)) >> 16
    }

    fn pick<'w>(&self, from: &'w [String], word: &str) -> Option<&'w String> {
        let at = usize::try_from(self.roll(word)).ok()?.checked_rem(from.len())?;
        from.get(at)
    }

    /// The text with some of its sentences missing and moved, and its words replaced.
    fn sentences(&self, text: &str) -> String {
        let mut sentences: Vec<&str> = text.split_inclusive(". ").collect();
        if self.round > 0 {
            for at in 1..sentences.len() {
                if self.roll(("swap", self.place, at)).is_multiple_of(MOVED) {
                    sentences.swap(at - 1, at);
                }
            }
            let mut at = 0;
            sentences.retain(|_| {
                at += 1;
                at == 1 || !self.roll(("drop", self.place, at)).is_multiple_of(MOVED)
            });
        }
        self.words(&sentences.concat())
    }

    fn words(&self, text: &str) -> String {
        if self.round == 0 {
            return text.to_owned();
        }
        let mut edited = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let is_word = first.is_alphanumeric();
            let end = rest.find(|c: char| c.is_alphanumeric() != is_word).unwrap_or(rest.len());
            let (piece, after) = rest.split_at(end);
            match is_word {
                true => self.word(piece, &mut edited),
                false => edited.push_str(piece),
            }
            rest = after;
        }
        edited
    }

    fn word(&self, word: &str, edited: &mut String) {
        let replaced = match class(word) {
            Class::Number => return edited.extend(word.chars().map(|c| self.digit(c))),
            Class::Name => self.pick(&self.stream.names, word),
            Class::Word if self.roll(("replace", word)).is_multiple_of(REPLACED) => {
                self.pick(&self.stream.words, word)
            }
            Class::Word | Class::Short => None,
        };
        edited.push_str(replaced.map_or(word, String::as_str));
    }

    /// Another digit for a digit; the first digit of a number does not become 0.
    fn digit(&self, digit: char) -> char {
        match digit.to_digit(10) {
            Some(value @ 1..) => {
                let round = u32::try_from(self.round % 9).unwrap_or_default();
                char::from_digit((value - 1 + round) % 9 + 1, 10).unwrap_or(digit)
            }
            _ => digit,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Number,
    Name,
    Word,
    Short,
}

fn class(word: &str) -> Class {
    if word.chars().any(char::is_numeric) {
        return Class::Number;
    }
    if word.len() < LONG {
        return Class::Short;
    }
    match word.chars().next().is_some_and(char::is_uppercase) {
        true => Class::Name,
        false => Class::Word,
    }
}

/// Names and other words of the originals.
fn vocabulary(originals: &[Original]) -> (Vec<String>, Vec<String>) {
    let (mut names, mut words) = (BTreeSet::new(), BTreeSet::new());
    for original in originals {
        for word in original.text.split(|c: char| !c.is_alphanumeric()) {
            match class(word) {
                Class::Name => names.insert(word),
                Class::Word => words.insert(word),
                Class::Number | Class::Short => false,
            };
        }
    }
    let owned = |set: BTreeSet<&str>| set.into_iter().map(str::to_owned).collect();
    (owned(names), owned(words))
}

fn read(path: &Path) -> Result<Vec<Original>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let gzip = path.extension().is_some_and(|extension| extension == "gz");
    let bytes: Box<dyn Read> = if gzip { Box::new(GzDecoder::new(file)) } else { Box::new(file) };
    let mut originals = Vec::new();
    for (number, line) in BufReader::new(bytes).lines().enumerate() {
        let original = serde_json::from_str(&line?)
            .with_context(|| format!("bad line {} of {}", number + 1, path.display()))?;
        originals.push(original);
    }
    Ok(originals)
}

/// Writes a stream as JSON lines.
pub(crate) fn run(options: &Options, out: &mut impl Write) -> Result<()> {
    let stream = Stream::open(options)?;
    for place in 0..options.count {
        serde_json::to_writer(&mut *out, &stream.article(place)?)?;
        writeln!(out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn stream() -> Stream {
        let texts = [
            "The mayor of Dover opened a bridge on Monday. It cost 25 million pounds. Crowds came.",
            "Dover opened its bridge after twelve years. The mayor thanked engineers. Rain fell.",
        ];
        let original =
            |text: &&str| Original { title: "A bridge in Dover".into(), text: (*text).into() };
        let originals: Vec<_> = texts.iter().map(original).collect();
        let (names, words) = vocabulary(&originals);
        Stream { originals, names, words, pace: SignedDuration::from_mins(1), seed: 7 }
    }

    #[test]
    fn the_first_round_is_the_file_and_later_ones_are_not() {
        let stream = stream();
        assert_eq!(stream.article(0).unwrap().text, stream.originals[0].text);
        let later: Vec<_> = (1..20).map(|round| stream.article(2 * round).unwrap().text).collect();
        assert!(later.iter().all(|text| *text != stream.originals[0].text), "{later:?}");
    }

    #[test]
    fn a_name_becomes_the_same_name_throughout_a_round() {
        let stream = stream();
        let edit = |place| Edit { stream: &stream, round: 3, place };
        assert_eq!(edit(6).words("Dover"), edit(7).words("Dover"));
        let rounds: BTreeMap<String, usize> = (1..30)
            .map(|round| (Edit { stream: &stream, round, place: 0 }.words("Dover"), round))
            .collect();
        assert!(rounds.len() > 1, "{rounds:?}");
    }

    #[test]
    fn the_same_seed_makes_the_same_stream_in_order_of_time() {
        let all = || (0..50).map(|place| stream().article(place).unwrap()).collect::<Vec<_>>();
        assert_eq!(all(), all());
        let times: Vec<Timestamp> = all().iter().map(|a| a.publish_time.parse().unwrap()).collect();
        assert!(times.is_sorted());
    }
}
