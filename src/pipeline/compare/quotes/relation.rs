//! How a rendering stands to the fullest one, word by word.

use parallax_nlp::gazetteer;

use super::{
    items::{Item, Word},
    numbers,
    synonyms::class,
};
use crate::{
    domain::{EditOp, Quote, QuoteRelation, Span, WordEdit},
    pipeline::{
        annotate::words::is_stop_word,
        compare::{Context, reuse},
        revisions::{Edit, steps},
    },
};

/// Letters that two forms of one word have in common at their beginning.
const SAME_BEGINNING: usize = 5;

/// Words of a change that turns on a number or a negation.
const SHORT: usize = 4;

/// How one rendering stands to the fullest.
pub(super) struct Compared {
    /// Word by word, by positions in the two texts.
    pub(super) edits: Vec<WordEdit>,
    /// Share of the words of the shorter that are the same, 0 to 1.
    pub(super) similarity: f64,
    /// How they stand to each other, seen by themselves.
    pub(super) relation: QuoteRelation,
}

/// Compares the fullest rendering with another one.
pub(super) fn compare(context: &Context<'_>, fullest: &Item<'_>, other: &Item<'_>) -> Compared {
    let forms = |item: &Item<'_>| -> Vec<u32> { item.forms().collect() };
    let (base_forms, other_forms) = (forms(fullest), forms(other));
    let mut steps = steps(&base_forms, &other_forms);
    close_up(&mut steps, &base_forms);
    let kept: usize = steps.iter().filter(|s| s.op == EditOp::Keep).map(|s| s.base.len()).sum();
    let shorter = fullest.words.len().min(other.words.len());
    let edits: Vec<WordEdit> = steps.iter().map(|step| edit(fullest, other, step)).collect();
    let side = |item: &Item<'_>| (item.document, item.index);
    let relation = if kept == fullest.words.len() && kept == other.words.len() {
        QuoteRelation::Identical
    } else if !fullest.is_marked() || !other.is_marked() {
        QuoteRelation::Paraphrased
    } else {
        let changes = changes(context, &edits, side(fullest), side(other));
        match changes.iter().all(|change| change.synonym) {
            true if changes.is_empty() => QuoteRelation::DifferentExtent,
            true => QuoteRelation::DifferentTranslation,
            false => QuoteRelation::Altered,
        }
    };
    let similarity = if shorter == 0 { 0.0 } else { (kept as f64 / shorter as f64).min(1.0) };
    Compared { edits, similarity, relation }
}

/// Moves a common word that stands far before what follows it, or far behind what it follows, to
/// where the same word stands beside it: "We [apologize. We] take" becomes "[We apologize.] We take".
fn close_up(steps: &mut [Edit], base: &[u32]) {
    let is = |step: &Edit, op: EditOp| step.op == op;
    if let Some(at) = steps.iter().position(|step| is(step, EditOp::Keep))
        && let [keep, gone, ..] = &mut steps[at..]
        && is(gone, EditOp::Delete)
    {
        let size = keep.base.len();
        let last = gone.base.end.saturating_sub(size)..gone.base.end;
        if gone.base.len() >= size && base[last.clone()] == base[keep.base.clone()] {
            gone.base = keep.base.start..last.start;
            keep.base = last;
            steps.swap(at, at + 1);
        }
    }
    if let Some(at) = steps.iter().rposition(|step| is(step, EditOp::Keep))
        && at > 0
        && let [gone, keep] = &mut steps[at - 1..=at]
        && is(gone, EditOp::Delete)
    {
        let size = keep.base.len();
        let first = gone.base.start..(gone.base.start + size).min(gone.base.end);
        if gone.base.len() >= size && base[first.clone()] == base[keep.base.clone()] {
            gone.base = first.end..keep.base.end;
            keep.base = first;
            steps.swap(at - 1, at);
        }
    }
}

fn edit(base: &Item<'_>, other: &Item<'_>, step: &Edit) -> WordEdit {
    let span = |words: &[Word]| Some(Span::new(words.first()?.span.begin, words.last()?.span.end));
    WordEdit {
        op: step.op,
        base: span(&base.words[step.base.clone()]),
        other: span(&other.words[step.other.clone()]),
    }
}

/// Words that two renderings do not share, for no other reason than wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pipeline::compare) struct Change {
    /// The words of the fullest rendering.
    pub(in crate::pipeline::compare) base: Option<Span>,
    /// The words of the other one.
    pub(in crate::pipeline::compare) other: Option<Span>,
    /// Whether a number or a word of negation is among them.
    pub(in crate::pipeline::compare) crucial: bool,
    /// Whether they are synonyms of each other.
    pub(in crate::pipeline::compare) synonym: bool,
}

/// The changes among the steps from one rendering to another, each given by document and index of
/// its quotation. What stands before the first and after the last common word is a matter of
/// extent, and so is what an ellipsis or an editor's insertion stands for; words of grammar and
/// other forms of one word make no change.
pub(in crate::pipeline::compare) fn changes(
    context: &Context<'_>,
    edits: &[WordEdit],
    base: (usize, usize),
    other: (usize, usize),
) -> Vec<Change> {
    let is_kept = |edit: &WordEdit| edit.op == EditOp::Keep;
    let of = |(document, quote): (usize, usize)| {
        let source = &context.sources[document];
        source.annotated.analysis.quotes.get(quote).map(|quote| (source.text, quote))
    };
    let (Some((base_text, base_quote)), Some((other_text, other_quote))) = (of(base), of(other))
    else {
        return Vec::new();
    };
    let ends = ends(base_text, edits);
    let (mut changes, mut kept, mut all) = (Vec::new(), 0, 0);
    for edit in edits {
        let size = words(other_text, edit.other).len();
        all += size;
        kept += if is_kept(edit) { size } else { 0 };
    }
    for (at, edit) in edits.iter().enumerate().filter(|(_, edit)| !is_kept(edit)) {
        let outside = ends.is_none_or(|(first, last)| at < first || at > last);
        let one_sided = edit.base.is_none() || edit.other.is_none();
        if outside && one_sided || is_cut(base_quote, edit.base) || is_cut(other_quote, edit.other)
        {
            continue;
        }
        let (a, b) = (words(base_text, edit.base), words(other_text, edit.other));
        // "co-operation", "cooperation"; "one hundred", "100"
        if a.concat() == b.concat() || figures(&a) == figures(&b) {
            continue;
        }
        let new = |words: &[String], there: &[String]| -> Vec<String> {
            let told = words.iter().filter(|w| tells(w) && !there.iter().any(|t| is_form(w, t)));
            told.cloned().collect()
        };
        let (gone, come) = (new(&a, &b), new(&b, &a));
        let in_class = |words: &[String], there: &[String]| {
            words.iter().all(|w| there.iter().any(|t| is_synonym(w, t)))
        };
        // At an end, what the fullest rendering has besides is a matter of extent.
        let gone = if outside { Vec::new() } else { gone };
        if !gone.is_empty() || !come.is_empty() {
            // A long stretch that one rendering leaves out says more than a number.
            let short = a.len().max(b.len()) <= SHORT;
            let crucial = short && gone.iter().chain(&come).any(|word| is_crucial(word));
            let synonym = in_class(&gone, &b) && in_class(&come, &a);
            changes.push(Change { base: edit.base, other: edit.other, crucial, synonym });
        }
    }
    // What shares less than half of its words with the fullest renders another part.
    if 2 * kept < all {
        changes.retain(|change: &Change| change.synonym);
    }
    changes
}

/// The first and the last step that keeps words, by index: but for words of grammar that stand far
/// from what the other rendering has.
fn ends(base: &str, edits: &[WordEdit]) -> Option<(usize, usize)> {
    /// Words of the fullest rendering that lie between words that belong together.
    const FAR: usize = 3;
    let kept: Vec<usize> = (0..edits.len()).filter(|at| edits[*at].op == EditOp::Keep).collect();
    let bare = |at: usize| !words(base, edits[at].base).iter().any(|word| tells(word));
    let gap = |at: usize| edits[at].op == EditOp::Delete && words(base, edits[at].base).len() > FAR;
    let (mut first, mut last) = (*kept.first()?, *kept.last()?);
    if let [one, next, ..] = kept[..]
        && next == one + 2
        && bare(one)
        && gap(one + 1)
    {
        first = next;
    }
    if let [.., before, one] = kept[..]
        && one == before + 2
        && bare(one)
        && gap(before + 1)
        && before >= first
    {
        last = before;
    }
    Some((first, last))
}

/// Words with their numbers in figures, without signs for percent.
fn figures(words: &[String]) -> Vec<String> {
    let mut figures: Vec<String> = Vec::new();
    let mut last: Option<u32> = None;
    // Full hours are told with or without their minutes.
    let tells = |word: &&String| !matches!(word.as_str(), "00" | "per" | "cent" | "percent" | "%");
    for word in words.iter().filter(tells) {
        // "one hundred", "twenty-five"
        match (numbers::number(word), last) {
            (Some(100), Some(count @ 1..=9)) => {
                figures.pop();
                last = Some(100 * count);
            }
            (Some(one @ 1..=9), Some(tens @ 20..=90)) if tens % 10 == 0 => {
                figures.pop();
                last = Some(tens + one);
            }
            (found, _) => last = found,
        }
        figures.push(last.map_or_else(|| word.clone(), |number| number.to_string()));
    }
    figures
}

/// Whether an ellipsis or an editor's insertion stands in some words of a quotation or beside them.
fn is_cut(quote: &Quote, words: Option<Span>) -> bool {
    /// Bytes of signs and blanks between words and an insertion.
    const BESIDE: usize = 4;
    words.is_some_and(|words| {
        let near = Span::new(words.begin.saturating_sub(BESIDE), words.end + BESIDE);
        quote.insertions.iter().any(|insertion| insertion.overlaps(near))
    })
}

/// The words of a stretch in lower case, without possessives.
fn words(text: &str, span: Option<Span>) -> Vec<String> {
    let spans = span.into_iter().flat_map(|span| reuse::split(text, span));
    let lower = spans.map(|span| match gazetteer::lookup(span.of(text)) {
        // "Russia" and "Russian" are one.
        Some(form) if span.of(text).starts_with(char::is_uppercase) => form.country.code.to_owned(),
        _ => span.of(text).to_lowercase().replace('’', "'"),
    });
    let mut words: Vec<String> = Vec::new();
    let mut initials = false;
    for word in lower {
        // "U.S." and "US" are one.
        let letter = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
        if letter
            && initials
            && let Some(last) = words.last_mut()
        {
            last.push_str(&word);
            continue;
        }
        initials = letter;
        // "didn ’ t", as some wires print it.
        if word == "t"
            && let Some(last) = words.last_mut()
            && let Some(verb) = last.strip_suffix('n')
            && matches!(
                verb,
                "do" | "did"
                    | "does"
                    | "is"
                    | "was"
                    | "were"
                    | "are"
                    | "has"
                    | "have"
                    | "had"
                    | "would"
                    | "could"
                    | "should"
                    | "must"
            )
        {
            *last = verb.to_owned();
            words.push("not".to_owned());
            continue;
        }
        match (word.strip_suffix("n't"), word.strip_suffix("'s")) {
            (Some(verb), _) => {
                words.extend((!verb.is_empty()).then(|| verb.to_owned()));
                words.push("not".to_owned());
            }
            (_, Some(bare)) => words.push(bare.to_owned()),
            _ => words.push(numbers::figure(&word).unwrap_or(word)),
        }
    }
    words
}

fn tells(word: &str) -> bool {
    !is_stop_word(word) || is_crucial(word)
}

fn is_crucial(word: &str) -> bool {
    matches!(word, "not" | "never" | "no" | "nor" | "cannot")
        || word.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether two words are forms of one.
fn is_form(a: &str, b: &str) -> bool {
    let shared = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let shorter = a.chars().count().min(b.chars().count());
    a == b || shared >= SAME_BEGINNING || shared == shorter && shorter > 3
}

/// Whether two words are of one class of synonyms.
fn is_synonym(a: &str, b: &str) -> bool {
    let class = |word: &str| -> Option<&'static str> {
        class(word).or_else(|| {
            let bare =
                ["s", "es", "ed", "ing", "d"].iter().find_map(|e| class(word.strip_suffix(e)?));
            bare.or_else(|| class(&format!("{}y", word.strip_suffix("ies")?)))
        })
    };
    class(a).is_some_and(|found| class(b) == Some(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_close_up() {
        let kept = |base: &[u32], other: &[u32]| -> Vec<usize> {
            let mut steps = steps(base, other);
            close_up(&mut steps, base);
            let covered: Vec<usize> = steps.iter().flat_map(|s| s.base.clone()).collect();
            assert_eq!(covered, (0..base.len()).collect::<Vec<_>>(), "the steps cover the words");
            let kept = steps.iter().filter(|s| s.op == EditOp::Keep);
            kept.flat_map(|s| s.base.clone()).collect()
        };
        assert_eq!(kept(&[1, 2, 3, 1, 4, 5], &[1, 4, 5]), [3, 4, 5]);
        assert_eq!(kept(&[4, 5, 1, 2, 3, 1], &[4, 5, 1]), [0, 1, 2]);
        assert_eq!(kept(&[1, 2, 3], &[1, 2, 3]), [0, 1, 2]);
        assert_eq!(kept(&[1, 2], &[3]), [0; 0]);
    }

    #[test]
    fn numbers_in_words_and_figures_are_one() {
        let figures = |text: &str| {
            let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
            figures(&words)
        };
        assert_eq!(figures("one hundred days"), figures("100 days"));
        assert_eq!(figures("twenty five"), figures("25"));
        assert_eq!(figures("6 00"), figures("six"));
        assert_eq!(figures("100 per cent sure"), figures("100 sure"));
        assert_ne!(figures("six"), figures("seven"));
        assert_eq!(figures("two ships"), ["2", "ships"]);
    }

    #[test]
    fn forms_and_synonyms() {
        assert!(is_form("interaction", "interactions") && !is_form("rusty", "broken"));
        assert!(is_synonym("stages", "arena") && !is_synonym("arena", "river"));
        let text = "The U.S. didn’t agree; Russian 3";
        let found = words(text, Some(Span::new(0, text.len())));
        assert_eq!(found, ["the", "us", "did", "not", "agree", "RU", "3"]);
        assert!(is_crucial("not") && is_crucial("3") && !is_crucial("agree"));
    }
}
