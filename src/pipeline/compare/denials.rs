//! Denials, and the accusations that they answer.
//!
//! A denial is a clause whose verb denies, or one that somebody is said to deny; who denies is its
//! agent or whoever it is credited to. An accusation is a sentence with
//! a word of accusing and the name of whoever denies elsewhere, that shares enough of the words that
//! stand around the denial.

use super::{Context, coverage::Coverage};
use crate::domain::{Claim, Polarity, Section, SlotRole, Span};

/// Share, by weight, of the words of the accusation or around the denial, of whichever are fewer,
/// that the two have in common.
const SAME_MATTER: f64 = 0.4;

/// Words that the two have in common at least.
const LEAST_SHARED: usize = 4;

/// Denials of one document that are looked at.
const MAX_DENIALS: usize = 12;

/// Accusations of one document that are looked at.
const MAX_ACCUSATIONS: usize = 64;

/// Verbs that deny what somebody says, as lemmas.
const DENYING: [&str; 6] = ["deny", "disavow", "disclaim", "rebut", "refute", "repudiate"];

/// Verbs that do so when their object is something said.
const REJECTING: [&str; 5] = ["dismiss", "dispute", "reject", "rebuff", "brush"];

/// Nouns for what is said and may be denied, as lemmas. "Rejected the offer" denies nothing.
#[rustfmt::skip]
pub(super) const SAID: [&str; 14] = [
    "accusation", "allegation", "assertion", "charge", "claim", "criticism", "idea", "notion",
    "report", "rumor", "rumour", "speculation", "story", "suggestion",
];

/// Words of accusing, as lemmas.
const ACCUSING: [&str; 12] = [
    "accusation",
    "accuse",
    "allegation",
    "allege",
    "blame",
    "condemn",
    "denounce",
    "implicate",
    "suspect",
    "suspicion",
    "warn",
    "warning",
];

/// Somebody denies something.
pub(super) struct Denial {
    pub(super) document: usize,
    /// The clause that tells it: index of the claim in its document.
    pub(super) claim: usize,
    /// Who denies: index over all documents.
    pub(super) denier: usize,
    /// Words around it, ascending: of its sentence, and of the one before it where the sentence has
    /// no accusation.
    words: Vec<u32>,
}

/// Somebody is accused.
pub(super) struct Accusation {
    pub(super) document: usize,
    sentence: Span,
    /// Words of the sentence, ascending.
    words: Vec<u32>,
    /// Entities named in it, over all documents, ascending.
    entities: Vec<usize>,
}

/// The denials and accusations of all documents, in order of documents and text.
pub(super) struct Denials {
    denials: Vec<Denial>,
    accusations: Vec<Accusation>,
}

impl Denials {
    pub(super) fn find(context: &Context<'_>, coverage: &Coverage) -> Self {
        let documents = 0..context.sources.len();
        let reader = Reader { context, coverage };
        let denials = documents.clone().flat_map(|document| reader.denials(document)).collect();
        let accusations = documents.flat_map(|document| reader.accusations(document)).collect();
        Self { denials, accusations }
    }

    /// The denials by matter: those of one denier that speak of the same, each once.
    pub(super) fn matters(&self, coverage: &Coverage) -> Vec<Vec<&Denial>> {
        let mut matters: Vec<Vec<&Denial>> = Vec::new();
        for denial in &self.denials {
            let same = |matter: &&mut Vec<&Denial>| {
                matter[0].denier == denial.denier && matter[0].speaks_of(coverage, &denial.words)
            };
            match matters.iter_mut().find(same) {
                Some(matter) => matter.push(denial),
                // A matter has its first denial from the beginning.
                None => matters.push(vec![denial]),
            }
        }
        matters
    }

    /// Whether a document reports any denial of somebody.
    pub(super) fn denies(&self, document: usize, denier: usize) -> bool {
        self.denials.iter().any(|d| d.document == document && d.denier == denier)
    }

    /// The accusations that a denial answers.
    pub(super) fn answered<'a>(
        &'a self,
        denial: &'a Denial,
        coverage: &'a Coverage,
    ) -> impl Iterator<Item = &'a Accusation> {
        self.accusations.iter().filter(move |accusation| {
            accusation.entities.binary_search(&denial.denier).is_ok()
                && denial.speaks_of(coverage, &accusation.words)
        })
    }
}

impl Denial {
    /// Whether some words are about what is denied.
    fn speaks_of(&self, coverage: &Coverage, words: &[u32]) -> bool {
        let shared: Vec<u32> =
            words.iter().copied().filter(|word| self.words.binary_search(word).is_ok()).collect();
        let whole =
            if coverage.total(words) < coverage.total(&self.words) { words } else { &self.words };
        shared.len() >= LEAST_SHARED && coverage.share(shared.iter(), whole) >= SAME_MATTER
    }
}

impl Accusation {
    /// The claim of its sentence that has most of the words around a denial: index in its document.
    /// `fits` tells which claims may be it.
    pub(super) fn claim(
        &self,
        context: &Context<'_>,
        coverage: &Coverage,
        denial: &Denial,
        fits: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let claims = &context.sources[self.document].annotated.analysis.claims;
        let first = claims.partition_point(|claim| claim.span.begin < self.sentence.begin);
        let inside = claims[first..].iter().take_while(|c| c.span.begin < self.sentence.end);
        let ranked = inside.enumerate().filter(|(at, _)| fits(first + at)).map(|(at, claim)| {
            let words = coverage.stems(self.document, claim.span);
            let shared = words.iter().filter(|word| denial.words.binary_search(word).is_ok());
            (coverage.share(shared, &denial.words), first + at)
        });
        // The first of the best.
        let best = ranked.fold(None, |best: Option<(f64, usize)>, next| match best {
            Some(known) if known.0 >= next.0 => Some(known),
            _ => Some(next),
        });
        best.map(|(_, claim)| claim)
    }
}

/// Reads denials and accusations off documents.
struct Reader<'a> {
    context: &'a Context<'a>,
    coverage: &'a Coverage,
}

impl Reader<'_> {
    /// The denials of a document, in text order.
    fn denials(&self, document: usize) -> Vec<Denial> {
        let context = self.context;
        let analysis = &context.sources[document].annotated.analysis;
        let mut denials = Vec::new();
        for (index, claim) in analysis.claims.iter().enumerate() {
            if denials.len() == MAX_DENIALS {
                break;
            }
            let Some(sentence) = analysis.sentences.get(claim.sentence) else { continue };
            if !denies(context, document, claim, sentence.span) {
                continue;
            }
            let agent =
                claim.slots.iter().find(|s| s.role == SlotRole::Agent && s.entity.is_some());
            let own = agent.and_then(|slot| slot.entity).or(claim.attributed_entity);
            let denier = own.and_then(|own| context.who.is(document, own));
            let Some(denier) = denier else { continue };
            let mut around = sentence.span;
            // "Denied the accusation" speaks of what was told before.
            let refers = any_lemma(context, document, claim.span, &|lemma| SAID.contains(&lemma));
            if (refers || !accuses(context, document, sentence.span))
                && let Some(before) =
                    claim.sentence.checked_sub(1).map(|at| &analysis.sentences[at])
                && before.section == sentence.section
            {
                around = before.span.cover(around);
            }
            let words = self.coverage.stems(document, around);
            denials.push(Denial { document, claim: index, denier, words });
        }
        denials
    }

    /// The accusations of a document, in text order.
    fn accusations(&self, document: usize) -> Vec<Accusation> {
        let context = self.context;
        let analysis = &context.sources[document].annotated.analysis;
        let mut named: Vec<(usize, usize)> = Vec::new();
        for (own, entity) in analysis.entities.iter().enumerate() {
            if let Some(index) = context.who.is(document, own) {
                named.extend(entity.mentions.iter().map(|mention| (mention.span.begin, index)));
            }
        }
        named.sort_unstable();
        let sentences = analysis.sentences.iter().filter(|s| s.section != Section::Dateline);
        let accusing = sentences.filter(|s| accuses(context, document, s.span));
        let accusation = |sentence: Span| {
            let first = named.partition_point(|(begin, _)| *begin < sentence.begin);
            let inside = named[first..].iter().take_while(|(begin, _)| *begin < sentence.end);
            let mut entities: Vec<usize> = inside.map(|(_, entity)| *entity).collect();
            entities.sort_unstable();
            entities.dedup();
            let words = self.coverage.stems(document, sentence);
            Accusation { document, sentence, words, entities }
        };
        accusing.take(MAX_ACCUSATIONS).map(|sentence| accusation(sentence.span)).collect()
    }
}

/// Whether a clause tells a denial: its verb denies, by itself or because it has something said as
/// object; or it is what somebody denies, "denied that the army had fired".
fn denies(context: &Context<'_>, document: usize, claim: &Claim, sentence: Span) -> bool {
    let has =
        |span: Span, list: &[&str]| any_lemma(context, document, span, &|l| list.contains(&l));
    let verb = claim.slots.iter().filter(|slot| slot.role == SlotRole::Action).any(|slot| {
        has(slot.span, &DENYING) || (has(slot.span, &REJECTING) && has(claim.span, &SAID))
    });
    let denied = || {
        claim.polarity == Polarity::Negated
            && claim.attributed_entity.is_some()
            && has(Span::new(sentence.begin.min(claim.span.begin), claim.span.begin), &DENYING)
    };
    verb || denied()
}

fn accuses(context: &Context<'_>, document: usize, span: Span) -> bool {
    any_lemma(context, document, span, &|lemma| ACCUSING.binary_search(&lemma).is_ok())
}

/// Whether a word whose lemma fits stands in a stretch of a document.
fn any_lemma(
    context: &Context<'_>,
    document: usize,
    span: Span,
    fits: &dyn Fn(&str) -> bool,
) -> bool {
    let segments = &context.sources[document].annotated.segments;
    let after = segments.partition_point(|s| s.span.begin <= span.begin);
    let Some(segment) = after.checked_sub(1).map(|at| &segments[at]) else { return false };
    let offset = segment.span.begin;
    let tokens = segment.doc.tokens();
    let first = tokens.partition_point(|t| offset + (t.begin as usize) < span.begin);
    let end = tokens.partition_point(|t| offset + (t.begin as usize) < span.end);
    (first..end.max(first)).any(|token| fits(segment.doc.lemma(token)))
}
