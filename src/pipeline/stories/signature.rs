//! What an article is sorted by.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::{
    Key,
    days::Days,
    features::{Feature, Features, hash},
    idf,
};
use crate::{
    domain::{Analysis, Article, DateKind, Entity, Section},
    pipeline::annotate::{spelling::fold, words::is_stop_word},
};

/// Weights of an article's words, and of its names, have this length (as vectors).
pub(super) const LENGTH: f64 = 4096.0;
/// The heaviest words of an article are kept, at most so many.
const WORDS: usize = 80;
/// The most salient names are kept, at most so many.
const NAMES: usize = 16;
/// Days that an article tells of are kept, at most so many.
const DAYS: usize = 12;
/// Stretches of time shorter than so many days tell of each day.
const STRETCH: i32 = 5;
/// The first day counted.
const EPOCH: Date = Date::constant(1970, 1, 1);
/// At most so many bytes of an article are read for its words.
const READ: usize = 64 * 1024;
/// One word in so many is a figure in a table of figures.
const TABLE: u64 = 4;
/// A word of the headline counts as so many of the text.
const HEADLINE: u32 = 3;
/// A name of more characters is cut.
const LONGEST_NAME: usize = 32;
/// Of a longer word so many characters are shown.
const LONGEST_WORD: usize = 24;
/// The heaviest words and names under which a story is found.
const KEY_WORDS: usize = 12;
const KEY_NAMES: usize = 4;

/// What an article is sorted by: a function of article and analysis alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Signature {
    /// When it was published, in seconds since the beginning of 1970.
    pub(super) time: Option<i64>,
    /// Its words by their stems, weighted by frequency and rarity.
    pub(super) words: Features,
    /// Names of its entities as they are folded, weighted by salience.
    pub(super) names: Features,
    /// Days that it tells of.
    pub(super) days: Days,
}

impl Signature {
    /// The signature of an analysed article.
    pub fn of(article: &Article, analysis: &Analysis) -> Self {
        let own = analysis.date.and_then(|own| own.date.to_zoned(TimeZone::UTC).ok());
        let time = article.metadata.publish_time.or_else(|| own.map(|zoned| zoned.timestamp()));
        Self {
            time: time.map(Timestamp::as_second),
            words: words(article, analysis),
            names: names(&analysis.entities),
            days: days(analysis),
        }
    }

    /// Where a story that holds the article is found.
    pub fn keys(&self) -> Vec<Key> {
        let features = self.key_features();
        let own = self.time.map_or(UNDATED, bucket);
        let keys = [own, ALL].into_iter();
        keys.flat_map(|bucket| features.iter().map(move |&feature| Key { bucket, feature }))
            .collect()
    }

    /// Hashes under which stories like the article are found.
    pub(super) fn key_features(&self) -> Vec<u32> {
        let words = self.words.heaviest(KEY_WORDS);
        let names = self.names.heaviest(KEY_NAMES);
        // A name is another feature than the word written like it.
        let names = names.iter().map(|name| name.hash.rotate_left(1) ^ 1);
        let mut features: Vec<u32> = words.iter().map(|word| word.hash).chain(names).collect();
        features.sort_unstable();
        features.dedup();
        features
    }
}

/// Bucket of stories with an article that has no date.
pub(super) const UNDATED: i32 = i32::MIN;
/// Bucket of all stories.
pub(super) const ALL: i32 = i32::MIN + 1;

/// The week of a time, counted from the one that 1970 began in.
pub(super) fn bucket(time: i64) -> i32 {
    // Times of the calendar (years -9999 to 9999) are within 2^31 weeks.
    i32::try_from(time.div_euclid(7 * 86_400)).unwrap_or(i32::MAX)
}

/// Words of headline and text by their stems, weighted by (1 + ln n) · idf.
fn words(article: &Article, analysis: &Analysis) -> Features {
    let text = article.text.as_str();
    let mut counts = Counts::new();
    if analysis.sentences.is_empty() {
        count(&text[..text.floor_char_boundary(READ)], 1, &mut counts);
    }
    let (mut read, mut has_headline) = (0, false);
    for sentence in &analysis.sentences {
        read += sentence.span.len();
        if read > READ {
            break;
        }
        has_headline |= sentence.section == Section::Title;
        let times = if sentence.section == Section::Title { HEADLINE } else { 1 };
        count(sentence.span.of(text), times, &mut counts);
    }
    keep_figures_of_tables(&mut counts);
    if !has_headline {
        count(&article.metadata.title, HEADLINE, &mut counts);
    }
    let weight = |stem: &str, n| (1.0 + f64::from(n).ln()) * f64::from(idf::weight(stem));
    let mut list: Vec<(f64, &str, &str)> = counts
        .iter()
        .map(|(stem, Counted { times, word })| (weight(stem, *times), &**stem, &**word))
        .collect();
    list.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    list.truncate(WORDS);
    scaled(&list)
}

/// How often a stem comes.
struct Counted {
    times: u32,
    /// The first word of it.
    word: String,
}

/// By stems.
type Counts = BTreeMap<String, Counted>;

/// The words of a table of figures are those of every such table, and tell nothing of whose
/// figures they are: of a text that is one, only the figures count.
fn keep_figures_of_tables(counts: &mut Counts) {
    let is_figure = |stem: &str| stem.bytes().any(|byte| byte.is_ascii_digit());
    let sum = |figures: bool| -> u64 {
        let list = counts.iter().filter(|(stem, _)| !figures || is_figure(stem));
        list.map(|(_, counted)| u64::from(counted.times)).sum()
    };
    if sum(true) * TABLE >= sum(false) {
        counts.retain(|stem, _| is_figure(stem));
    }
}

/// Weights with what features are compared by and what is shown of them: the weights as whole
/// numbers, of [`LENGTH`] together.
fn scaled(list: &[(f64, &str, &str)]) -> Features {
    let length = list.iter().map(|(weight, ..)| weight * weight).sum::<f64>().sqrt();
    if length <= 0.0 {
        return Features::default();
    }
    // From 0 to LENGTH, whatever the weights.
    let whole = |weight: f64| (weight / length * LENGTH).round() as u32;
    let feature =
        |&(weight, compared, text)| Feature { hash: hash(compared), weight: whole(weight), text };
    Features::new(list.iter().map(feature).collect())
}

/// Counts the stems of words that carry meaning.
fn count(text: &str, times: u32, counts: &mut Counts) {
    for word in text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’')) {
        let lower = word.trim_matches(['\'', '’']).to_lowercase().replace('’', "'");
        let word = lower.strip_suffix("'s").unwrap_or(&lower);
        if word.chars().nth(1).is_none() || word.ends_with("n't") || is_stop_word(word) {
            continue;
        }
        let stem = idf::stem(word);
        match counts.get_mut(stem) {
            Some(counted) => counted.times = counted.times.saturating_add(times),
            None => {
                let shown = word.chars().take(LONGEST_WORD).collect();
                counts.insert(stem.to_owned(), Counted { times, word: shown });
            }
        }
    }
}

/// Names by their salience: compared folded, shown as they are written.
fn names(entities: &[Entity]) -> Features {
    let named = entities.iter().filter(|e| e.mentions.iter().any(|m| m.kind.is_name()));
    let mut list: Vec<(f64, String, String)> = named
        .map(|entity| {
            let name = one_line(&entity.canonical_name);
            (entity.salience.sqrt(), cut(&fold(&name)), cut(&name))
        })
        .collect();
    list.retain(|(weight, folded, _)| *weight > 0.0 && !folded.is_empty());
    list.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    list.truncate(NAMES);
    let list: Vec<_> =
        list.iter().map(|(weight, folded, name)| (*weight, &**folded, &**name)).collect();
    scaled(&list)
}

/// A name with one space between words.
fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn cut(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect()
}

/// Days told of that are told exactly, those told first; of short stretches, every day.
fn days(analysis: &Analysis) -> Days {
    let kinds = [DateKind::Date, DateKind::Range, DateKind::Time];
    let mut days = Vec::new();
    for date in analysis.dates.iter().filter(|date| kinds.contains(&date.kind)) {
        let (Some(earliest), Some(latest)) = (date.earliest, date.latest) else { continue };
        let (first, last) = (day_number(earliest.date()), day_number(latest.date()));
        if (0..STRETCH).contains(&last.saturating_sub(first)) {
            days.extend((first..=last).filter(|day| !days.contains(day)).collect::<Vec<_>>());
        }
        if days.len() >= DAYS {
            break;
        }
    }
    days.truncate(DAYS);
    Days::new(days)
}

/// Days from the beginning of 1970.
fn day_number(date: Date) -> i32 {
    // The calendar of jiff spans fewer than 2^31 days.
    let days = date.duration_since(EPOCH).as_hours() / 24;
    i32::try_from(days).unwrap_or(i32::MAX)
}

/// The date of a day counted so.
pub(super) fn date(day: i32) -> Option<Date> {
    EPOCH.checked_add(SignedDuration::from_hours(24 * i64::from(day))).ok()
}
