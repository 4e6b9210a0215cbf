//! Why two documents have the same words.

use rustc_hash::FxHashSet;

use super::{Reuse, Shared, words::Word};
use crate::{
    domain::{ReuseKind, Signal, Span, Voice},
    pipeline::{
        compare::{
            Context,
            quotes::{Everybody, Speakers, Speaking},
        },
        copies,
    },
};

/// Words that a run must have: fewer are shared by chance.
const LEAST_WORDS: usize = 6;
/// What the words of a run must tell in all; of names, which no writer chooses, half counts.
const LEAST_WEIGHT: f64 = 7.0;
/// The same where both documents have the words from somebody.
const LEAST_QUOTED_WEIGHT: f64 = 4.5;
/// What words that are no names must tell.
const LEAST_PLAIN: f64 = 2.5;
/// What counts of a name.
const NAME: f64 = 0.5;
/// Words from which on a formula of the trade is worth telling.
const LONG_FORMULA: usize = 8;
/// Share of a run that stands in quotations or reported speech, from which on all of it does.
const MOSTLY: f64 = 0.5;

/// The agency that each document credits.
pub(super) fn credits(context: &Context<'_>) -> Vec<Option<&'static str>> {
    let agency = |source: &crate::pipeline::compare::Source<'_>| {
        copies::agency(source.text, &source.annotated.analysis.zones)
    };
    context.sources.iter().map(agency).collect()
}

/// What kind of reuse a run is, and why; `None` for what two writers share by chance.
pub(super) fn cause(
    context: &Context<'_>,
    reuse: &Reuse,
    run: &Shared,
    credits: &[Option<&'static str>],
    everybody: &Everybody,
) -> Option<(ReuseKind, Vec<Signal>)> {
    if run.same < LEAST_WORDS {
        return None;
    }
    let first = &reuse.texts[run.first][run.first_words.clone()];
    let second = &reuse.texts[run.second][run.second_words.clone()];
    let furniture = |words: &[Word]| 2 * (words.len() - super::prose(words)) > words.len();
    if furniture(first) || furniture(second) {
        let told = run.same >= LONG_FORMULA && weight(second) >= LEAST_QUOTED_WEIGHT;
        let signals = vec![signal("furniture", 1.0, String::new())];
        return told.then_some((ReuseKind::Boilerplate, signals));
    }
    let said = Said::new(context, everybody, run, first, second);
    let weight = weight(first).min(weight(second));
    if is_post(context, run.first, first) && weight >= LEAST_QUOTED_WEIGHT {
        let signals = vec![signal("embedded-post", 1.0, String::new())];
        return Some((ReuseKind::SharedPrimarySource, signals));
    }
    if weight < if said.is_quoted() { LEAST_QUOTED_WEIGHT } else { LEAST_WEIGHT } {
        let trade = second.iter().filter(|word| word.trade).count();
        let formula = run.same >= LONG_FORMULA && 3 * trade >= second.len();
        let signals =
            vec![signal("trade-formula", trade as f64 / second.len() as f64, String::new())];
        return formula.then_some((ReuseKind::Boilerplate, signals));
    }
    let mut signals = said.signals();
    if said.is_quoted() {
        return Some((ReuseKind::SharedPrimarySource, signals));
    }
    if said.speakers == Speakers::Clash {
        signals.push(signal("other-speakers", 1.0, String::new()));
    }
    if let (Some(a), Some(b)) = (credits[run.first], credits[run.second])
        && a == b
    {
        signals.push(signal("same-agency-credited", 1.0, a.to_owned()));
    }
    Some((ReuseKind::SharedAgency, signals))
}

/// Whether a run has the address of a post in it, as it comes with one that is embedded.
fn is_post(context: &Context<'_>, document: usize, words: &[Word]) -> bool {
    let ends = words.first().zip(words.last());
    let span = ends.map_or(Span::new(0, 0), |(first, last)| first.span.cover(last.span));
    let text = span.of(context.sources[document].text);
    ["://t.co", "pic.twitter.com", "://twitter.com", "://x.com"]
        .iter()
        .any(|part| text.contains(part))
}

/// Why one document is a copy of another.
pub(super) fn copy_signals(
    reuse: &Reuse,
    run: &Shared,
    credits: &[Option<&'static str>],
) -> Vec<Signal> {
    let size = |document: usize| super::prose(&reuse.texts[document]);
    let shorter = size(run.first).min(size(run.second)).max(1);
    let shared = reuse.shared_words(run.first, run.second);
    let share = (shared as f64 / shorter as f64).min(1.0);
    let mut signals = vec![signal("share-of-words", share, format!("{shared} of {shorter}"))];
    if let (Some(a), Some(b)) = (credits[run.first], credits[run.second])
        && a == b
    {
        signals.push(signal("same-agency-credited", 1.0, a.to_owned()));
    }
    signals
}

fn signal(id: &'static str, weight: f64, detail: String) -> Signal {
    Signal { id: id.into(), weight, detail }
}

/// What the words of a run tell: each form once, and of a name its rarest word alone, by half.
/// Nothing where hardly a word but names and titles tells anything, or only one word does.
fn weight(words: &[Word]) -> f64 {
    let mut seen = FxHashSet::default();
    let (mut plain, mut titles, mut count) = (0.0, 0.0, 0);
    for word in words.iter().filter(|word| word.name.is_none()) {
        if seen.insert(word.form) {
            count += usize::from(word.weight > 0.0);
            if word.titled { titles += word.weight } else { plain += word.weight }
        }
    }
    let named: Vec<&Word> = words.iter().filter(|word| word.name.is_some()).collect();
    for name in named.chunk_by(|a, b| a.name == b.name) {
        let rarest = name.iter().map(|word| word.weight).fold(0.0, f64::max);
        let new = name.iter().filter(|word| seen.insert(word.form)).count() > 0;
        if new && rarest > 0.0 {
            titles += NAME * rarest;
            count += 1;
        }
    }
    if plain >= LEAST_PLAIN && count >= 2 { plain + titles } else { 0.0 }
}

/// Whose the words of a run are in both documents.
struct Said {
    /// Share of the words that are somebody's in the first document, and in the second.
    shares: [f64; 2],
    /// Share that stands in marks.
    marked: [f64; 2],
    /// How the speakers of both stand to each other.
    speakers: Speakers,
}

impl Said {
    fn new(
        context: &Context<'_>,
        everybody: &Everybody,
        run: &Shared,
        first: &[Word],
        second: &[Word],
    ) -> Self {
        let (a, b) = (Half::new(context, run.first, first), Half::new(context, run.second, second));
        let parties = |document: usize, quote: Option<usize>| {
            let quotes = &context.sources[document].annotated.analysis.quotes;
            let quote = quotes.get(quote?)?;
            Some(Speaking::new(context, document, quote))
        };
        let speakers = match (parties(run.first, a.quote), parties(run.second, b.quote)) {
            (Some(a), Some(b)) => everybody.between(&a, &b),
            _ => Speakers::Unknown,
        };
        Self { shares: [a.share, b.share], marked: [a.marked, b.marked], speakers }
    }

    /// Whether the words come from somebody: both documents credit them, or one quotes word for
    /// word what the other took without credit.
    fn is_quoted(&self) -> bool {
        let [a, b] = self.shares;
        let both = a >= MOSTLY && b >= MOSTLY && self.speakers != Speakers::Clash;
        both || self.marked.iter().any(|share| *share > MOSTLY)
    }

    fn signals(&self) -> Vec<Signal> {
        let [a, b] = self.shares;
        let [marked_a, marked_b] = self.marked;
        let mut signals = Vec::new();
        if marked_a >= MOSTLY && marked_b >= MOSTLY {
            signals.push(signal("quoted-in-both", marked_a.min(marked_b), String::new()));
        } else if a >= MOSTLY && b >= MOSTLY {
            signals.push(signal("credited-in-both", a.min(b), String::new()));
        } else if marked_a > MOSTLY || marked_b > MOSTLY {
            signals.push(signal("quoted-in-one", marked_a.max(marked_b), String::new()));
        } else {
            signals.push(signal("own-voice", 1.0 - a.min(b), String::new()));
        }
        if self.is_quoted() && self.speakers == Speakers::Same {
            signals.push(signal("same-speaker", 1.0, String::new()));
        }
        signals
    }
}

/// Whose the words of a run are in one document.
struct Half {
    share: f64,
    marked: f64,
    /// The quotation that has most of them.
    quote: Option<usize>,
}

impl Half {
    fn new(context: &Context<'_>, document: usize, words: &[Word]) -> Self {
        let said = words.iter().map(|word| context.speech_at(document, word.span.begin));
        let said: Vec<(Voice, Option<usize>)> = said.collect();
        let share = |of: &dyn Fn(Voice) -> bool| {
            let count = said.iter().filter(|(voice, _)| of(*voice)).count();
            count as f64 / said.len().max(1) as f64
        };
        let mut quotes: Vec<usize> = said.iter().filter_map(|(_, quote)| *quote).collect();
        quotes.sort_unstable();
        let longest = quotes.chunk_by(|a, b| a == b).max_by_key(|q| (q.len(), usize::MAX - q[0]));
        Self {
            share: share(&|voice| voice != Voice::Outlet),
            marked: share(&|voice| matches!(voice, Voice::DirectQuote | Voice::ScareQuote)),
            quote: longest.map(|quotes| quotes[0]),
        }
    }
}
