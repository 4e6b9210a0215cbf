//! Annotation of one article: sentences, entities, dates, quantities, quotes, claims, framing
//! terms, the six questions, and the state of the text.
//!
//! Each subject is a module of its own: a pure function over the parsed article and over what the
//! modules before it have found.

mod claims;
mod dates;
mod entities;
mod five_w;
mod framing;
mod kept;
pub(in crate::pipeline) mod mentions;
pub(in crate::pipeline) mod numbers;
mod parsed;
mod quality;
mod quantities;
mod quotes;
mod segments;
pub(in crate::pipeline) mod syntax;
mod voices;
pub(crate) mod words;

use parallax_nlp::{Engine, Stopped};

use super::{
    AnalysisError, Extent, Options,
    article::{self, Known},
    stage::{Stage, stage},
};
use crate::domain::{
    Analysis, Damage, DamageKind, DateAnnotation, Entity, Quality, Quantity, Quote, Sentence, Span,
    Warning, Zone,
};

use self::parsed::Parsed;

pub use claims::Clause;
pub use entities::EntityKey;
pub(in crate::pipeline) use entities::spelling;
pub use kept::KeptParse;
pub use segments::Segment;
pub(in crate::pipeline) use voices::Voices;

/// An analysis with the linguistic structure it rests on, which the comparison needs.
pub struct Annotated {
    /// What callers see.
    pub analysis: Analysis,
    /// The analysed stretches in text order.
    pub segments: Vec<Segment>,
    /// The clauses behind the claims that are clauses, in text order.
    pub clauses: Vec<Clause>,
    /// What identifies the entities, here and in other articles: one for each, in the same
    /// order.
    pub entity_keys: Vec<EntityKey>,
}

/// Annotates the title, dateline and body zones of a text. In a text of a language that the
/// engine does not read, nothing is found.
pub fn annotate(
    engine: &Engine,
    text: &str,
    zones: Vec<Zone>,
    known: &Known,
    options: &Options<'_>,
    stop: &dyn Fn() -> bool,
) -> Result<Annotated, AnalysisError> {
    let read = if known.is_read() { zones.as_slice() } else { &[] };
    let kept = options.parse.and_then(|parse| parse.segments(engine, text).ok());
    let segments = match kept {
        Some(segments) => segments,
        None => stage(Stage::Language, || segments::analyze(engine, text, read, stop))?,
    };
    stopped(stop)?;
    let (sentences, places) = segments::sentences(&segments, text);
    stopped(stop)?;
    let parsed = &Parsed {
        text,
        segments: &segments,
        sentences: &sentences,
        places: &places,
        date: known.date,
        stop,
    };
    let marks = &quotes::marks(parsed);
    stopped(stop)?;
    let (with_quotes, whole) = (options.extent >= Extent::Quotes, options.extent == Extent::Whole);
    let (dates, quantities) = only_if(whole, Stage::Values, || {
        let dates = dates::dates(parsed);
        let quantities = quantities::quantities(parsed, &dates);
        (dates, quantities)
    });
    stopped(stop)?;
    let entities::Entities { entities, keys: entity_keys } =
        stage(Stage::Entities, || entities::entities(parsed, marks, options.gazetteers));
    stopped(stop)?;
    let quotes = only_if(with_quotes, Stage::Quotes, || quotes::quotes(parsed, marks, &entities));
    let found = Found {
        parsed,
        marks,
        dates: &dates,
        quantities: &quantities,
        entities: &entities,
        quotes: &quotes,
    };
    stopped(stop)?;
    let (claims, clauses) = only_if(whole, Stage::Claims, || claims::claims(&found));
    let (framing, five_w) = only_if(whole, Stage::Framing, || {
        (framing::terms(&found), five_w::five_w(&found, &claims))
    });
    // Warnings rest on it, so it is never left out.
    let quality = stage(Stage::Quality, || quality::quality(parsed, marks));
    // What was found until then is not all there is.
    stopped(stop)?;
    let mut warnings = article::warnings(&zones, known);
    warnings.extend(damage_warnings(&quality));
    let analysis = Analysis {
        language: known.language.clone(),
        date: known.date,
        warnings,
        zones,
        entities,
        dates,
        quantities,
        quotes,
        claims,
        framing,
        five_w,
        quality,
        sentences,
    };
    Ok(Annotated { analysis, segments, clauses, entity_keys })
}

/// Whether nobody waits for the answer any more.
fn stopped(stop: &dyn Fn() -> bool) -> Result<(), AnalysisError> {
    if stop() { Err(AnalysisError::Stopped) } else { Ok(()) }
}

/// What an annotator finds, or nothing where it is not asked for.
fn only_if<T: Default>(wanted: bool, which: Stage, work: impl FnOnce() -> T) -> T {
    if wanted { stage(which, work) } else { T::default() }
}

/// Warnings on the state of a text.
fn damage_warnings(quality: &Quality) -> Vec<Warning> {
    let is_mark = |damage: &&Damage| damage.kind == DamageKind::UnbalancedQuote;
    let (marks, others): (Vec<_>, Vec<_>) = quality.damages.iter().partition(is_mark);
    let spans = |damages: &[&Damage]| damages.iter().map(|damage| damage.span).collect();
    let document = String::new;
    let mut warnings = Vec::new();
    if !marks.is_empty() {
        let spans = spans(&marks);
        warnings.push(Warning::UnbalancedQuotes { document: document(), spans });
    }
    if quality.likely_machine_translated {
        warnings.push(Warning::LikelyMachineTranslated { document: document() });
    }
    if !others.is_empty() {
        warnings.push(Warning::TextDamaged { document: document(), spans: spans(&others) });
    }
    warnings
}

/// What the first annotators have found, for those that build on it.
#[derive(Clone, Copy)]
struct Found<'a> {
    parsed: &'a Parsed<'a>,
    marks: &'a quotes::Marks,
    dates: &'a [DateAnnotation],
    quantities: &'a [Quantity],
    entities: &'a [Entity],
    quotes: &'a [Quote],
}

/// Where names stand in the title, dateline and body zones of a text, in text order.
pub fn names(
    engine: &Engine,
    text: &str,
    zones: &[Zone],
    stop: &dyn Fn() -> bool,
) -> Result<Vec<Span>, Stopped> {
    let segments = segments::analyze(engine, text, zones, stop)?;
    let names = |segment: &Segment| -> Vec<Span> {
        let names = segment.names.iter();
        let names = names.filter(|name| entities::is_name(segment.doc.label(name)));
        names.map(|name| segment.range_span(name.tokens.clone())).collect()
    };
    Ok(segments.iter().flat_map(names).collect())
}

impl Annotated {
    /// What the language engine found, to be kept.
    pub fn parse(&self) -> KeptParse {
        KeptParse::of(&self.segments)
    }

    /// The sentence that covers a byte position, if one does.
    pub fn sentence_at(&self, position: usize) -> Option<&Sentence> {
        let sentences = &self.analysis.sentences;
        let after = sentences.partition_point(|s| s.span.begin <= position);
        sentences[..after].last().filter(|s| position < s.span.end)
    }
}
