//! Other aims of one event, and other reasons for it.
//!
//! What an event is for is read off a closed set of constructions: "in a show of", "as a journey
//! for", "the purpose of the visit is to", "aimed at", "was meant to", "with the aim of", and
//! clauses in which somebody shows support by it. Aims of one kind of event that has somebody in
//! common are compared by their words; reasons ("because of", "over") inside one row only.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use super::{
    Findings,
    kinds::kind_of,
    lines::{Line, Lines},
    values::{listed, row_of, values, words_of},
};
use crate::{
    domain::{
        ClaimCluster, ClaimSlot, Compatibility, Discrepancy, DiscrepancyType, DiscrepancyValue,
        Evidence, Severity, Signal, SlotRole, Span,
    },
    pipeline::{annotate::words, compare::Context},
};

/// Nouns that say that something is done for the sake of something else: "in a show of".
#[rustfmt::skip]
const SHOWS: [&str; 13] = [
    "attempt", "bid", "demonstration", "display", "drive", "effort", "expression", "gesture", "move", "push",
    "show", "sign", "signal",
];

/// What an event may be called for the sake of its aim: "as a journey for peace".
#[rustfmt::skip]
const MISSIONS: [&str; 19] = [
    "attempt", "chance", "crusade", "demonstration", "effort", "expression", "gesture", "journey", "means",
    "message", "mission", "move", "opportunity", "show", "sign", "signal", "step", "trip", "way",
];

/// What an event is done in, where it answers another or stands by somebody: "in response to".
#[rustfmt::skip]
const ANSWERS: [&str; 9] = [
    "defiance", "protest", "reprisal", "response", "retaliation", "revenge", "solidarity", "support", "tribute",
];

/// What somebody takes an event for: "seen as a pretext for".
#[rustfmt::skip]
const GUISES: [&str; 13] = [
    "attempt", "cover", "distraction", "ploy", "pretext", "provocation", "response", "retaliation", "revenge",
    "step", "stunt", "test", "warning",
];

/// Nouns for aims.
#[rustfmt::skip]
const AIMS: [&str; 8] = [
    "aim", "ambition", "goal", "intention", "mission", "object", "objective", "purpose",
];

/// Verbs that say what something is for.
const MEANT: [&str; 4] = ["aim", "design", "intend", "mean"];

/// Verbs by which an event tells something of those who take part.
#[rustfmt::skip]
const SHOWING: [&str; 9] = [
    "affirm", "demonstrate", "display", "express", "reaffirm", "show", "signal", "underline", "underscore",
];

/// What is shown by them.
#[rustfmt::skip]
const STANCES: [&str; 15] = [
    "backing", "closeness", "commitment", "defiance", "determination", "friendship", "loyalty", "opposition",
    "resolve", "respect", "solidarity", "strength", "support", "sympathy", "unity",
];

/// Verbs that call one thing another.
#[rustfmt::skip]
const CALLING: [&str; 16] = [
    "bill", "call", "cast", "characterise", "characterize", "condemn", "denounce", "describe", "frame", "label",
    "portray", "present", "regard", "see", "understand", "view",
];

/// Verbs that leave the telling to their object.
#[rustfmt::skip]
const LIGHT: [&str; 11] = [
    "begin", "carry", "conduct", "give", "have", "hold", "launch", "make", "pay", "start", "take",
];

/// Verbs that name no event.
#[rustfmt::skip]
const EMPTY: [&str; 14] = [
    "add", "be", "become", "come", "do", "get", "go", "keep", "let", "put", "remain", "say", "seem", "tell",
];

/// Words that aims share whatever they are.
#[rustfmt::skip]
const COMMON: [&str; 22] = [
    "bring", "country", "further", "give", "help", "important", "increase", "make", "more", "nation", "new",
    "other", "people", "promote", "side", "strengthen", "take", "try", "two", "way", "work", "world",
];

/// What an event is said to be for.
struct Aim {
    document: usize,
    span: Span,
    /// Kind of event.
    event: String,
    /// What it is about, as words that are no names.
    keys: BTreeSet<String>,
    /// Who has part in it: indices over all documents, ascending.
    entities: Vec<usize>,
    /// Whether the words say that it is an aim, and not by an infinitive alone.
    firm: bool,
}

/// The words of an aim, the kind of event, and whether it is firm.
struct Phrase {
    tokens: Range<usize>,
    event: String,
    firm: bool,
}

/// Aims of events, then reasons inside rows.
pub(super) fn find(context: &Context<'_>, findings: &Findings<'_>) -> Vec<Discrepancy> {
    let lines = Lines::new(context);
    let mut by_event: BTreeMap<String, Vec<Aim>> = BTreeMap::new();
    for line in &lines.lines {
        for phrase in (Reader { line }).aims() {
            let Some(aim) = aim(context, line, phrase) else { continue };
            by_event.entry(aim.event.clone()).or_default().push(aim);
        }
    }
    let main = Main::new(context, &lines);
    let mut found: Vec<Discrepancy> = by_event
        .into_iter()
        .filter_map(|(event, aims)| compare(context, findings, &main, &event, aims))
        .collect();
    found.extend(
        findings.claims.iter().enumerate().filter_map(|(row, claim)| reasons(context, row, claim)),
    );
    found
}

/// Who is named in the claims that hold the beginning of a stretch: indices over all documents,
/// ascending.
fn parties(context: &Context<'_>, document: usize, span: Span) -> Vec<usize> {
    /// Claims that begin before a place and are asked whether they hold it.
    const NEAR: usize = 12;
    let claims = &context.sources[document].annotated.analysis.claims;
    let after = claims.partition_point(|claim| claim.span.begin <= span.begin);
    let near = claims[..after].iter().rev().take(NEAR).filter(|c| span.begin < c.span.end);
    let own = near.flat_map(|claim| {
        let slots = claim.slots.iter().filter_map(|slot| slot.entity);
        claim.entities.iter().copied().chain(slots)
    });
    let mut parties: Vec<usize> = own.filter_map(|e| context.who.is(document, e)).collect();
    parties.sort_unstable();
    parties.dedup();
    parties
}

fn aim(context: &Context<'_>, line: &Line<'_>, phrase: Phrase) -> Option<Aim> {
    let Phrase { tokens, event, firm } = phrase;
    let keys: BTreeSet<String> =
        tokens.clone().filter(|&t| tells(line, t)).map(|t| key(line, t)).collect();
    if keys.is_empty() {
        return None;
    }
    let span = line.span(tokens);
    let entities = parties(context, line.document, span);
    Some(Aim { document: line.document, span, event, keys, entities, firm })
}

/// Whether a word of an aim tells what it is about.
fn tells(line: &Line<'_>, token: usize) -> bool {
    let tag = line.doc().tag(token);
    // Of "peaceful purposes" the adjective tells.
    let of_purpose = tag == "JJ" && AIMS.contains(&line.key(line.doc().head(token)));
    let open = matches!(tag, "NN" | "NNS") || tag.starts_with("VB") || of_purpose;
    let lemma = line.key(token);
    open && line.is_content(token)
        && !SHOWS.contains(&lemma)
        && !MISSIONS.contains(&lemma)
        && !AIMS.contains(&lemma)
        && !SHOWING.contains(&lemma)
        && !MEANT.contains(&lemma)
        && !COMMON.contains(&lemma)
}

/// A word, or the kind of event or aim that it tells of.
fn key(line: &Line<'_>, token: usize) -> String {
    let lemma = line.key(token).to_lowercase();
    kind_of(&lemma).map_or(lemma, str::to_owned)
}

/// Reads aims off one sentence.
struct Reader<'l, 'a> {
    line: &'l Line<'a>,
}

impl Reader<'_, '_> {
    /// The aims of a sentence, in text order.
    fn aims(&self) -> Vec<Phrase> {
        let mut found: Vec<Phrase> = Vec::new();
        for token in self.line.tokens.clone() {
            let aim = self
                .in_a_show(token)
                .or_else(|| self.for_purposes(token))
                .or_else(|| self.purpose_is(token))
                .or_else(|| self.meant(token))
                .or_else(|| self.is_to(token))
                .or_else(|| self.showing(token));
            let firm = aim.is_some();
            if let Some((tokens, event)) = aim.or_else(|| self.in_order_to(token))
                && !tokens.is_empty()
                && found.last().is_none_or(|last| last.tokens.end <= tokens.start)
            {
                found.push(Phrase { tokens: self.without_lone_marks(tokens), event, firm });
            }
        }
        found
    }

    /// Without a quotation mark at either end whose partner stands outside.
    fn without_lone_marks(&self, mut tokens: Range<usize>) -> Range<usize> {
        let doc = self.line.doc();
        let count = |tokens: &Range<usize>, tag: &str| {
            tokens.clone().filter(|&t| doc.tag(t) == tag).count()
        };
        let (opens, closes) = (count(&tokens, "``"), count(&tokens, "''"));
        if closes > opens && doc.tag(tokens.end - 1) == "''" && tokens.len() > 1 {
            tokens.end -= 1;
        } else if opens > closes && doc.tag(tokens.start) == "``" && tokens.len() > 1 {
            tokens.start += 1;
        }
        tokens
    }

    fn lemma(&self, token: usize) -> &str {
        self.line.key(token)
    }

    fn child(&self, token: usize, deps: &[&str]) -> Option<usize> {
        let doc = self.line.doc();
        let inside = |c: &usize| self.line.tokens.contains(c);
        doc.children(token).take(32).filter(inside).find(|&c| deps.contains(&doc.dep(c)))
    }

    /// "in an apparent show of support", "as a journey for peace", "with the aim of".
    fn in_a_show(&self, preposition: usize) -> Option<(Range<usize>, String)> {
        let doc = self.line.doc();
        let nouns: [&[&str]; 2] = match doc.norm(preposition) {
            "in" => [&SHOWS, &ANSWERS],
            "as" => [&MISSIONS, &GUISES],
            "with" => [&AIMS, &[]],
            _ => return None,
        };
        let noun = self.child(preposition, &["pobj"])?;
        if !nouns.iter().any(|nouns| nouns.contains(&self.lemma(noun))) {
            return None;
        }
        let goes_on = doc.children(noun).take(32).any(|c| {
            c > noun
                && (doc.dep(c) == "prep"
                    && matches!(
                        doc.norm(c),
                        "of" | "for" | "to" | "toward" | "towards" | "at" | "against" | "with"
                    )
                    || matches!(doc.dep(c), "acl" | "relcl"))
        });
        if !goes_on {
            return None;
        }
        let tokens = self.phrase(noun);
        let event = self.event(doc.head(preposition))?;
        Some((self.without_article(tokens), event))
    }

    /// "travelled to Rome to mediate".
    fn in_order_to(&self, verb: usize) -> Option<(Range<usize>, String)> {
        let doc = self.line.doc();
        if doc.tag(verb) != "VB" || doc.dep(verb) != "advcl" || doc.head(verb) > verb {
            return None;
        }
        let to = doc.children(verb).take(8).any(|c| c < verb && doc.tag(c) == "TO");
        let own = doc.children(verb).take(8).any(|c| matches!(doc.dep(c), "nsubj" | "nsubjpass"));
        let event = self.event(doc.head(verb)).filter(|_| to && !own)?;
        Some((self.phrase(verb), event))
    }

    /// "launched for peaceful purposes".
    fn for_purposes(&self, preposition: usize) -> Option<(Range<usize>, String)> {
        let doc = self.line.doc();
        if doc.norm(preposition) != "for" {
            return None;
        }
        let noun = self.child(preposition, &["pobj"]).filter(|&n| self.lemma(n) == "purpose")?;
        let kind = self.child(noun, &["amod", "compound"])?;
        let event = self.event(doc.head(preposition))?;
        (kind < noun).then(|| (self.without_article(self.phrase(noun)), event))
    }

    /// "the purpose of the visit is to strengthen trust".
    fn purpose_is(&self, noun: usize) -> Option<(Range<usize>, String)> {
        let doc = self.line.doc();
        if doc.dep(noun) != "nsubj" || !AIMS.contains(&self.lemma(noun)) {
            return None;
        }
        let verb = doc.head(noun);
        let of = self.child(noun, &["prep"]).filter(|&p| matches!(doc.norm(p), "of" | "behind"))?;
        let event = self.event(self.child(of, &["pobj"])?)?;
        let complement = self.child(verb, &["xcomp", "attr", "ccomp", "acomp", "advcl"])?;
        (self.lemma(verb) == "be" && complement > verb).then(|| (self.phrase(complement), event))
    }

    /// "a visit aimed at calming the markets", "the visit was meant to reassure".
    fn meant(&self, verb: usize) -> Option<(Range<usize>, String)> {
        let doc = self.line.doc();
        if !MEANT.contains(&self.lemma(verb)) || doc.tag(verb) != "VBN" {
            return None;
        }
        let of = match doc.dep(verb) {
            "acl" => doc.head(verb),
            _ => self.child(verb, &["nsubjpass", "nsubj"])?,
        };
        let below = self.child(verb, &["xcomp"]).or_else(|| {
            self.child(verb, &["prep"]).filter(|&p| matches!(doc.norm(p), "at" | "as" | "for"))
        })?;
        let event = self.noun_event(of)?;
        Some((self.phrase(below), event))
    }

    /// "the visit was to promote peace".
    fn is_to(&self, verb: usize) -> Option<(Range<usize>, String)> {
        let doc = self.line.doc();
        if self.lemma(verb) != "be" || !doc.tag(verb).starts_with("VB") {
            return None;
        }
        let subject = self.child(verb, &["nsubj"])?;
        let below = self.child(verb, &["xcomp", "advcl"])?;
        let to = doc.children(below).take(8).any(|c| c < below && doc.tag(c) == "TO");
        let own = doc.children(below).take(8).any(|c| matches!(doc.dep(c), "nsubj" | "mark"));
        if !to || own || below < verb {
            return None;
        }
        let event = self.noun_event(subject)?;
        let known = kind_of(&event).is_some() || event.ends_with("ion");
        known.then(|| (self.phrase(below), event))
    }

    /// "travels to Rome, as Paris demonstrates its support for".
    fn showing(&self, verb: usize) -> Option<(Range<usize>, String)> {
        let doc = self.line.doc();
        if !SHOWING.contains(&self.lemma(verb)) || !doc.tag(verb).starts_with("VB") {
            return None;
        }
        let object = self.child(verb, &["dobj"])?;
        if !STANCES.contains(&self.lemma(object)) {
            return None;
        }
        let event = match doc.dep(verb) {
            "advcl" => self.event(doc.head(verb))?,
            _ => self.noun_event(self.child(verb, &["nsubj"])?)?,
        };
        let end = self.phrase(object).end.max(verb + 1);
        Some((verb..end, event))
    }

    /// The kind of event that a verb or noun names.
    fn event(&self, token: usize) -> Option<String> {
        let doc = self.line.doc();
        if doc.tag(token).starts_with("NN") {
            return self.noun_event(token);
        }
        let lemma = self.lemma(token);
        if CALLING.contains(&lemma) {
            let called = match doc.dep(token) {
                "acl" | "relcl" => Some(doc.head(token)),
                _ => self.child(token, &["dobj", "nsubjpass"]),
            };
            return self.noun_event(called?);
        }
        if LIGHT.contains(&lemma)
            && let Some(object) = self.child(token, &["dobj"])
        {
            return self.noun_event(object);
        }
        if lemma == "be" {
            return self.noun_event(self.child(token, &["nsubj"])?);
        }
        (doc.tag(token).starts_with("VB") && !EMPTY.contains(&lemma)).then(|| key(self.line, token))
    }

    /// The kind of event that a common noun names.
    fn noun_event(&self, noun: usize) -> Option<String> {
        let tag = self.line.doc().tag(noun);
        matches!(tag, "NN" | "NNS").then(|| key(self.line, noun))
    }

    /// A token and what stands under it, up to a comma or a clause of another kind.
    fn phrase(&self, head: usize) -> Range<usize> {
        /// Tokens on either side.
        const LONGEST: usize = 16;
        const MAX_CLIMB: usize = 8;
        let doc = self.line.doc();
        let under = |token: usize| {
            let mut at = token;
            for _ in 0..MAX_CLIMB {
                if at == head {
                    return true;
                }
                let mark = doc.dep(at) == "punct" && !matches!(doc.tag(at), "``" | "''" | "HYPH");
                if mark
                    || matches!(doc.dep(at), "advcl" | "relcl" | "ccomp" | "parataxis" | "npadvmod")
                {
                    return false;
                }
                at = doc.head(at);
            }
            false
        };
        let before = (self.line.tokens.start..head).rev().take(LONGEST).take_while(|&t| under(t));
        let begin = before.last().unwrap_or(head);
        let behind = (head + 1..self.line.tokens.end).take(LONGEST).take_while(|&t| under(t));
        begin..behind.last().unwrap_or(head) + 1
    }

    fn without_article(&self, mut tokens: Range<usize>) -> Range<usize> {
        while tokens.len() > 1 && self.line.doc().tag(tokens.start) == "DT" {
            tokens.start += 1;
        }
        tokens
    }
}

/// The kinds of events that headlines and first sentences are about.
struct Main(BTreeMap<String, usize>, usize);

impl Main {
    fn new(context: &Context<'_>, lines: &Lines<'_>) -> Self {
        /// Sentences from the headline on.
        const FIRST: usize = 3;
        let mut documents: BTreeMap<String, usize> = BTreeMap::new();
        for of_document in lines.lines.chunk_by(|a, b| a.document == b.document) {
            let mut told: BTreeSet<String> = BTreeSet::new();
            for line in of_document.iter().take(FIRST) {
                let words = line.tokens.clone().filter(|&t| line.is_content(t));
                told.extend(words.map(|t| key(line, t)));
            }
            for event in told {
                *documents.entry(event).or_default() += 1;
            }
        }
        Self(documents, context.sources.len())
    }

    fn is(&self, event: &str) -> bool {
        self.0.get(event).is_some_and(|documents| 2 * documents >= self.1)
    }
}

/// Most aims of one kind of event that are compared.
const MOST_AIMS: usize = 64;

/// The aims of one kind of event.
fn compare(
    context: &Context<'_>,
    findings: &Findings<'_>,
    main: &Main,
    event: &str,
    aims: Vec<Aim>,
) -> Option<Discrepancy> {
    // Somebody must have part in all of them.
    let mut parts: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for aim in &aims {
        for entity in &aim.entities {
            parts.entry(*entity).or_default().insert(aim.document);
        }
    }
    let (who, shared) =
        parts.into_iter().max_by_key(|(entity, documents)| (documents.len(), Reverse(*entity)))?;
    if shared.len() < 2 {
        return None;
    }
    let aims: Vec<Aim> =
        aims.into_iter().filter(|aim| aim.entities.contains(&who)).take(MOST_AIMS).collect();
    let kinds = kinds(aims.iter().map(|aim| &aim.keys).collect());
    let readings = |kind: &Vec<usize>| -> Vec<(String, Evidence)> {
        let value = words_of(context, aims[kind[0]].document, aims[kind[0]].span);
        let evidence = kind.iter().map(|&a| context.evidence(aims[a].document, aims[a].span));
        evidence.map(|evidence| (value.clone(), evidence)).collect()
    };
    let values = values(context, kinds.iter().flat_map(readings).collect());
    if !differ(&values) {
        return None;
    }
    let is_main = main.is(event);
    // Infinitives tell what is done next as often as what for.
    let is_firm = |value: &&DiscrepancyValue| {
        value
            .evidence
            .iter()
            .any(|e| aims.iter().any(|a| a.firm && a.document == e.document && a.span == e.span))
    };
    let firm = values.iter().filter(is_firm).count();
    if firm == 0 || !is_main && firm < 2 {
        return None;
    }
    let claim = row_of(findings.claims, &values);
    let severity = if is_main && firm > 1 { Severity::High } else { Severity::Medium };
    let name = findings.entities.get(who).map(|e| e.canonical_name.clone()).unwrap_or_default();
    Some(Discrepancy {
        kind: DiscrepancyType::Purpose,
        compatibility: Compatibility::Unclear,
        severity,
        claim,
        quote: None,
        explanation: format!("Sources give the {event} different aims: {}.", listed(&values)),
        signals: vec![
            Signal { id: "same-event".into(), weight: 0.7, detail: event.to_owned() },
            Signal { id: "same-entity".into(), weight: 0.7, detail: name },
        ],
        score: if is_main && firm > 1 { 0.75 } else { 0.5 },
        values,
    })
}

/// Indices of sets that share a word with another of the kind, in order of the first.
fn kinds(sets: Vec<&BTreeSet<String>>) -> Vec<Vec<usize>> {
    let mut kinds: Vec<(Vec<usize>, BTreeSet<&String>)> = Vec::new();
    for (index, set) in sets.into_iter().enumerate() {
        let (joined, rest): (Vec<_>, Vec<_>) =
            kinds.into_iter().partition(|(_, words)| set.iter().any(|word| words.contains(word)));
        let mut members = vec![index];
        let mut words: BTreeSet<&String> = set.iter().collect();
        for (others, known) in joined {
            members.extend(others);
            words.extend(known);
        }
        members.sort_unstable();
        kinds = rest;
        kinds.push((members, words));
    }
    let mut kinds: Vec<Vec<usize>> = kinds.into_iter().map(|(members, _)| members).collect();
    kinds.sort_unstable();
    kinds
}

/// Whether of two values each has a document that the other lacks.
fn differ(values: &[DiscrepancyValue]) -> bool {
    let lacks = |a: &DiscrepancyValue, b: &DiscrepancyValue| {
        a.documents.iter().any(|document| !b.documents.contains(document))
    };
    let pairs =
        values.iter().enumerate().flat_map(|(at, a)| values[at + 1..].iter().map(move |b| (a, b)));
    pairs.into_iter().any(|(a, b)| lacks(a, b) && lacks(b, a))
}

/// Whether a phrase is told as a reason, and not as that for which something is good.
fn is_reason(text: &str, span: Span) -> bool {
    const CUES: [&str; 7] =
        ["because", "because of", "due to", "owing to", "over", "thanks to", "on suspicion of"];
    let before = text[..span.begin].trim_end();
    let words = span.of(text);
    words.starts_with("because ")
        || CUES.iter().any(|cue| {
            before.strip_suffix(cue).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
        })
}

/// Reasons that the documents of one row give.
fn reasons(context: &Context<'_>, row: usize, claim: &ClaimCluster) -> Option<Discrepancy> {
    if claim.support() < 2 {
        return None;
    }
    let mut spans: Vec<(usize, Span, BTreeSet<String>)> = Vec::new();
    for (document, stance) in claim.stances.iter().enumerate().filter(|(_, s)| s.makes()) {
        let analysis = &context.sources[document].annotated.analysis;
        for own in stance.claims.iter().filter_map(|&c| analysis.claims.get(c)) {
            let text = context.sources[document].text;
            let because =
                |slot: &&ClaimSlot| slot.role == SlotRole::Reason && is_reason(text, slot.span);
            for slot in own.slots.iter().filter(because) {
                let lemmas = slot.value.split(' ').map(str::to_lowercase);
                let telling = lemmas.filter(|w| {
                    w.len() > 2 && !words::is_stop_word(w) && !COMMON.contains(&w.as_str())
                });
                let keys: BTreeSet<String> =
                    telling.map(|w| kind_of(&w).map_or(w.clone(), str::to_owned)).collect();
                if !keys.is_empty() && spans.len() < MOST_AIMS {
                    spans.push((document, slot.span, keys));
                }
            }
        }
    }
    let kinds = kinds(spans.iter().map(|(.., keys)| keys).collect());
    let readings = |kind: &Vec<usize>| -> Vec<(String, Evidence)> {
        let (document, span, _) = &spans[kind[0]];
        let value = words_of(context, *document, *span);
        let evidence = kind.iter().map(|&a| context.evidence(spans[a].0, spans[a].1));
        evidence.map(|evidence| (value.clone(), evidence)).collect()
    };
    let values = values(context, kinds.iter().flat_map(readings).collect());
    if !differ(&values) {
        return None;
    }
    Some(Discrepancy {
        kind: DiscrepancyType::Purpose,
        compatibility: Compatibility::Unclear,
        severity: Severity::Low,
        claim: Some(row),
        quote: None,
        explanation: format!("Sources give different reasons: {}.", listed(&values)),
        signals: vec![Signal { id: "same-row".into(), weight: claim.score, detail: String::new() }],
        score: 0.5 * claim.score,
        values,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::compare::{CompareOptions, tests::compared};

    fn purposes(texts: &[&str]) -> Vec<Discrepancy> {
        let found = compared(texts, &CompareOptions::default()).discrepancies;
        found.into_iter().filter(|d| d.kind == DiscrepancyType::Purpose).collect()
    }

    #[test]
    fn aims_of_the_main_event() {
        let found = purposes(&[
            "President Anna Lind will visit Norway on Friday in a show of support for the strikers.",
            "President Anna Lind called her visit to Norway a rest. Her spokesman said the purpose \
             of the visit by Lind is to calm the markets.",
        ]);
        let [purpose] = found.as_slice() else { panic!("{found:#?}") };
        assert_eq!(purpose.compatibility, Compatibility::Unclear);
        assert_eq!(purpose.severity, Severity::High);
        assert_eq!(purpose.values.len(), 2);
    }

    #[test]
    fn the_same_aim_is_no_difference() {
        let found = purposes(&[
            "President Anna Lind will visit Norway on Friday in a show of support for the strikers.",
            "President Anna Lind will travel to Norway on Friday as a gesture of support.",
        ]);
        assert!(found.is_empty(), "{found:#?}");
    }

    #[test]
    fn sets_that_share_a_word_are_one_kind() {
        let set = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<BTreeSet<_>>();
        let sets = [set(&["a"]), set(&["b"]), set(&["a", "c"]), set(&["c", "b"]), set(&["d"])];
        assert_eq!(kinds(sets.iter().collect()), [vec![0, 1, 2, 3], vec![4]]);
    }

    #[test]
    fn reasons_have_cues() {
        let cued = |text: &str, words: &str| {
            let begin = text.find(words).unwrap();
            is_reason(text, Span::new(begin, begin + words.len()))
        };
        assert!(cued("It closed because of rain.", "rain"));
        assert!(cued("He was held over a theft.", "a theft"));
        assert!(!cued("A line was opened for relatives.", "relatives"));
    }
}
