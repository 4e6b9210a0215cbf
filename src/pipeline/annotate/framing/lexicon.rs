//! The lexicon of framing words: the project's own, general English news.

use parallax_nlp::Doc;

use crate::domain::FramingDevice;

/// A phrase in lemmas, its device, whom it frames and its valence, a line each, separated by
/// tabs; sorted by the bytes of phrase and device. It is searched as it is.
static TABLE: &str = include_str!("lexicon.tsv");

/// Words of the longest phrase.
const LONGEST: usize = 5;

/// Whom a word frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Toward {
    /// What it names or is said of.
    Bearer,
    /// The subject of the verb.
    Subject,
    /// The object of the verb.
    Object,
}

/// A line of the lexicon, met in a text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) device: FramingDevice,
    pub(super) toward: Toward,
    /// -1 to 1.
    pub(super) valence: f64,
    /// Tokens of the phrase.
    pub(super) len: usize,
}

/// The longest phrase of the lexicon that begins at a token and whose device fits its part of
/// speech. Phrases end before `end`.
pub(super) fn lookup(doc: &Doc, token: usize, end: usize) -> Option<Entry> {
    // Half of all words: none of them begins a phrase.
    if matches!(doc.tag(token), "NNP" | "NNPS" | "PRP" | "PRP$" | "CC" | "TO" | "CD" | "," | ".")
        || matches!(doc.norm(token), "the" | "a" | "an" | "in")
    {
        return None;
    }
    let lemma = doc.lemma(token);
    let norm = doc.norm(token);
    let by_lemma = best(doc, token, end, lemma);
    if norm == lemma { by_lemma } else { longer(by_lemma, best(doc, token, end, norm)) }
}

fn longer(a: Option<Entry>, b: Option<Entry>) -> Option<Entry> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b.len > a.len { b } else { a }),
        (a, b) => a.or(b),
    }
}

fn best(doc: &Doc, token: usize, end: usize, word: &str) -> Option<Entry> {
    if !word.starts_with(|c: char| c.is_ascii_lowercase()) {
        return None;
    }
    let mut best = None;
    for line in lines_from(word) {
        let mut fields = line.split('\t');
        let phrase = fields.next()?;
        let Some(rest) = phrase.strip_prefix(word) else { break };
        // A space sorts before every letter, so that the phrases of a word stand together.
        if !(rest.is_empty() || rest.starts_with(' ')) {
            break;
        }
        let Some(len) = matched(doc, token, end, rest) else { continue };
        let entry = Entry {
            device: device(fields.next()?)?,
            toward: toward(fields.next()?)?,
            valence: fields.next()?.parse().ok()?,
            len,
        };
        if fits(doc, token + len - 1, entry) {
            best = longer(best, Some(entry));
        }
    }
    best
}

/// Tokens of a phrase whose words after the first are `rest`, if they stand in the text.
fn matched(doc: &Doc, token: usize, end: usize, rest: &str) -> Option<usize> {
    let mut len = 1;
    for word in rest.split_ascii_whitespace().take(LONGEST) {
        let at = token + len;
        if at >= end || !(doc.norm(at) == word || doc.lemma(at) == word) {
            return None;
        }
        len += 1;
    }
    Some(len)
}

/// Whether the part of speech of a phrase's last word is one that its device is for.
fn fits(doc: &Doc, last: usize, entry: Entry) -> bool {
    let tag = doc.tag(last);
    // "said" of "so-called" and the like are what the lexicon says they are.
    if entry.len > 1 {
        return entry.device != FramingDevice::LoadedVerb || !tag.starts_with("NN");
    }
    let modifies = matches!(doc.dep(last), "amod" | "acomp" | "nmod" | "compound" | "advmod");
    match entry.device {
        FramingDevice::Label => matches!(tag, "NN" | "NNS"),
        FramingDevice::LoadedVerb => {
            tag.starts_with("VB") && !matches!(doc.dep(last), "amod" | "compound")
        }
        FramingDevice::EvaluativeAdjective => {
            matches!(tag, "JJ" | "JJR" | "JJS" | "RB" | "RBR")
                || (modifies && tag.starts_with("VB"))
        }
        FramingDevice::Euphemism => tag.starts_with("NN") || tag.starts_with("VB"),
        _ => !tag.starts_with("NNP"),
    }
}

fn device(name: &str) -> Option<FramingDevice> {
    Some(match name {
        "label" => FramingDevice::Label,
        "loaded-verb" => FramingDevice::LoadedVerb,
        "evaluative-adjective" => FramingDevice::EvaluativeAdjective,
        "euphemism" => FramingDevice::Euphemism,
        "hedge" => FramingDevice::Hedge,
        "booster" => FramingDevice::Booster,
        _ => return None,
    })
}

fn toward(name: &str) -> Option<Toward> {
    Some(match name {
        "bearer" => Toward::Bearer,
        "subject" => Toward::Subject,
        "object" => Toward::Object,
        _ => return None,
    })
}

/// The lines from the first on whose phrase does not come before a word.
fn lines_from(word: &str) -> std::str::Lines<'static> {
    let (mut low, mut high) = (0, TABLE.len());
    // Both ends stand where a line begins.
    while low < high {
        let middle = low + (high - low) / 2;
        let line = TABLE[..middle].rfind('\n').map_or(0, |at| at + 1);
        let next = TABLE[line..].find('\n').map_or(TABLE.len(), |at| line + at + 1);
        let phrase = TABLE[line..next].split('\t').next().unwrap_or_default();
        if phrase < word {
            low = next;
        } else {
            high = line;
        }
    }
    TABLE[low..].lines()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_can_be_read_and_found() {
        let mut before = ("", "");
        for line in TABLE.lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            let [phrase, name, whom, valence] = fields[..] else { panic!("{line}") };
            assert!(before < (phrase, name), "{line}");
            before = (phrase, name);
            assert!(device(name).is_some() && toward(whom).is_some(), "{line}");
            let valence: f64 = valence.parse().unwrap();
            assert!((-1.0..=1.0).contains(&valence), "{line}");
            assert!(phrase.split(' ').count() <= LONGEST, "{line}");
            assert!(phrase.is_ascii() && phrase.starts_with(|c: char| c.is_ascii_lowercase()));
            assert!(lines_from(phrase).next().is_some_and(|l| l.starts_with(phrase)), "{line}");
        }
    }
}
