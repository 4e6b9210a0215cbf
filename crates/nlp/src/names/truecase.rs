//! Lines in capitals, read again in usual case.
//!
//! A word is written as elsewhere in the texts, else as the table has it, else with a
//! capital at its beginning; the line keeps its length in bytes, so that positions stay.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::engine::Engine;
use crate::gazetteer::{Classes, FormKind, classes, lookup};
use crate::options::Options;
use crate::stop::{Poll, Stopped};

use super::lexicon;
use super::name::{Labels, Name, Names, Weight};
use super::rules::Rules;
use super::view::View;

/// How the texts write words outside of lines in capitals, by their lower case.
pub(super) struct Casing {
    usual: FxHashMap<String, Spelling>,
    /// Whether any line is in capitals.
    needed: bool,
}

/// How often a word stands with and without a capital where that says something.
#[derive(Clone, Copy, Default)]
struct Spelling {
    lower: u32,
    capital: u32,
    capitals: u32,
}

/// Share of capitals among a line's letters, in percent, from which on it counts as written
/// in capitals.
const LEAST_CAPITALS: usize = 85;

/// Longest line in capitals that is read again as one, in bytes.
const LONGEST_LINE: usize = 2_000;

impl Casing {
    pub(super) fn new(views: &[View<'_>], poll: &Poll<'_>) -> Result<Self, Stopped> {
        let mut needed = false;
        for view in views {
            poll.check()?;
            needed = needed || view.lines().any(|line| is_capitals(view, line.start, line.end));
        }
        let mut usual: FxHashMap<String, Spelling> = FxHashMap::default();
        if !needed {
            return Ok(Self { usual, needed });
        }
        for view in views {
            for line in view.lines().filter(|line| !is_capitals(view, line.start, line.end)) {
                for i in line.filter(|&i| !view.is_mark(i) && !view.is_number(i)) {
                    poll.step()?;
                    let spelling = usual.entry(view.word(i).to_lowercase()).or_default();
                    if !view.is_capital(i) {
                        spelling.lower += 1;
                    } else if view.is_capitals(i) {
                        spelling.capitals += 1;
                    } else if !view.is_first(i) {
                        spelling.capital += 1;
                    }
                }
            }
        }
        Ok(Self { usual, needed })
    }

    /// A word in capitals in its usual case; of the same length in bytes.
    fn recased(&self, word: &str, first: bool) -> String {
        let lower = word.to_lowercase();
        let title = title_case(word);
        let spelling = self.usual.get(&lower).copied().unwrap_or_default();
        let counted = spelling.lower + spelling.capital + spelling.capitals;
        let usual = if counted == 0 {
            self::usual_form(word, &lower, &title, first)
        } else if spelling.lower >= spelling.capital.max(spelling.capitals) {
            lower
        } else if spelling.capital >= spelling.capitals {
            title
        } else {
            word.to_owned()
        };
        // A few letters change their length with their case.
        if usual.len() == word.len() { usual } else { word.to_owned() }
    }
}

/// The form of a word that no text writes in usual case.
fn usual_form(word: &str, lower: &str, title: &str, first: bool) -> String {
    let country = lookup(title).is_some_and(|f| f.kind != FormKind::Capital);
    let common = classes(lower).any(Classes::WORD)
        || lower.chars().count() == 1 && matches!(lower, "a" | "i");
    let known =
        classes(word).any(Classes::ORGANISATION) || lookup(word).is_some() && word.len() > 1;
    if known || word.chars().filter(|c| c.is_alphabetic()).count() < 2 && word.contains('.') {
        return word.to_owned();
    }
    // "AT" the beginning of a line has a capital as in any sentence.
    if country || first || !common || lexicon::is_date_word(lower) {
        return title.to_owned();
    }
    lower.to_owned()
}

/// With a capital at the beginning and behind hyphens, "Mc" and "O'".
fn title_case(word: &str) -> String {
    let mut title = String::with_capacity(word.len());
    let mut up = true;
    for c in word.chars() {
        if up {
            title.push(c);
        } else {
            title.extend(c.to_lowercase());
        }
        // "O'Neill", but "Lloyd's".
        let possessive = matches!(c, '\'' | '’') && title.chars().count() > 2;
        up = !(c.is_alphanumeric() || possessive) || title == "Mc" && word.len() > 4;
    }
    title
}

/// Whether the letters of some tokens are nearly all capitals, and more than an
/// abbreviation.
fn is_capitals(view: &View<'_>, begin: usize, end: usize) -> bool {
    let (mut capitals, mut letters, mut long) = (0, 0, false);
    for i in begin..end {
        let word = view.word(i);
        let upper = word.chars().filter(|c| c.is_uppercase()).count();
        letters += word.chars().filter(|c| c.is_alphabetic()).count();
        capitals += upper;
        long |= upper >= 4 && view.is_capitals(i);
    }
    long && 100 * capitals >= LEAST_CAPITALS * letters
}

/// Reads the lines in capitals of a document again and takes the names found there.
pub(super) fn read_again(
    engine: &Engine,
    view: &View<'_>,
    casing: &Casing,
    rules: Rules,
    poll: &Poll<'_>,
    names: &mut Names,
) -> Result<(), Stopped> {
    if !casing.needed {
        return Ok(());
    }
    let options = Options { names_only: true, ..Options::default() };
    for line in view.lines() {
        poll.step()?;
        let tokens = view.doc.tokens();
        let (begin, end) = (tokens[line.start].begin as usize, tokens[line.end - 1].end as usize);
        if end - begin > LONGEST_LINE || !is_capitals(view, line.start, line.end) {
            continue;
        }
        let mut recased = String::with_capacity(end - begin);
        let mut at = begin;
        let known = known_forms(view, &line);
        for i in line.clone() {
            let token = tokens[i];
            recased.push_str(&view.text[at..token.begin as usize]);
            if known[i - line.start] {
                recased.push_str(&title_case(view.word(i)));
            } else if view.is_capital(i) {
                recased.push_str(&casing.recased(view.word(i), view.is_first(i)));
            } else {
                recased.push_str(view.word(i));
            }
            at = token.end as usize;
        }
        let doc = engine.analyze_with(&recased, options, poll.stop)?;
        let again = View::new(&doc, &recased, poll)?;
        let found = super::correct(&again, &Labels::new(&doc), rules, poll)?;
        replace(view, &line, begin, &again, &found, names);
    }
    Ok(())
}

/// For each token of a line, whether it has a capital in usual case whatever the word is:
/// in names of several words that the table has, before the date of a dateline, and in
/// lines of figures.
fn known_forms(view: &View<'_>, line: &Range<usize>) -> Vec<bool> {
    let figures = line.clone().filter(|&i| view.is_number(i)).count();
    let table = figures >= 3 && 2 * figures >= line.len();
    let titles: Vec<String> = line.clone().map(|i| title_case(view.word(i))).collect();
    let fits = |i: usize| view.is_capital(i) && titles[i - line.start].len() == view.word(i).len();
    let mut known = vec![false; line.len()];
    for i in line.clone() {
        known[i - line.start] |= table && fits(i) && view.is_capitals(i);
        let mut form = titles[i - line.start].clone();
        let mut end = i + 1;
        while end < line.end && end < i + 5 && fits(end) && classes(&form).any(Classes::BEGINS) {
            form.push(' ');
            form.push_str(&titles[end - line.start]);
            end += 1;
            let found = classes(&form);
            if found.any(Classes::MAJOR_PLACE.or(Classes::TOWN).or(Classes::ORGANISATION)) {
                known[i - line.start..end - line.start].fill(true);
            }
        }
    }
    known
}

/// Puts the names of a line that was read again in place of those of the first reading.
fn replace(
    view: &View<'_>,
    line: &Range<usize>,
    offset: usize,
    again: &View<'_>,
    found: &Names,
    names: &mut Names,
) {
    for i in line.clone() {
        if names.at(i).is_some_and(|n| !matches!(n.kind, super::name::Kind::Other(_))) {
            names.remove(i);
        }
    }
    let tokens = view.doc.tokens();
    for name in found.in_order() {
        let read = again.doc.tokens();
        let begin = offset + read[name.tokens.start].begin as usize;
        let end = offset + read[name.tokens.end - 1].end as usize;
        let first = tokens.partition_point(|t| (t.end as usize) <= begin);
        let last = tokens.partition_point(|t| (t.begin as usize) < end);
        // Tokens may be divided otherwise in capitals.
        let same = tokens.get(first).is_some_and(|t| t.begin as usize == begin)
            && last > first
            && tokens[last - 1].end as usize == end;
        if same {
            let weight = name.weight.max(Weight::Model);
            names.put_name(Name { tokens: first..last, weight, ..name });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::tests::check;

    #[test]
    fn words_in_usual_case() {
        let casing = Casing { usual: FxHashMap::default(), needed: true };
        for (word, first, expected) in [
            ("GOVERNMENT", false, "government"),
            ("GOVERNMENT", true, "Government"),
            ("CHINA", false, "China"),
            ("O'NEILL", false, "O'Neill"),
            ("MCDONALD", false, "McDonald"),
            ("NATO", false, "NATO"),
            ("U.S.", false, "U.S."),
            ("KRASNODAR-BASED", false, "Krasnodar-Based"),
            ("STRASSE", false, "Strasse"),
        ] {
            assert_eq!(casing.recased(word, first), expected);
        }
    }

    #[test]
    fn lines_in_capitals_are_read_again() {
        check(
            "truecase",
            "STORM BATTERS COAST OF PORTUGAL AS MINISTERS MEET IN LISBON",
            &["GPE PORTUGAL", "GPE LISBON"],
        );
        check(
            "truecase",
            "NORWAY AND SWEDEN SIGN RAIL DEAL\nThe deal was signed in Oslo on Friday.",
            &["GPE NORWAY", "GPE SWEDEN", "GPE Oslo"],
        );
    }
}
