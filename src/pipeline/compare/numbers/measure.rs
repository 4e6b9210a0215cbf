//! What a number of one article measures: its unit, of what, and in which action.

use std::ops::Range;

use parallax_nlp::Doc;

use super::{interval::Interval, lexicon, units::Dimension};
use crate::{
    domain::{Modality, Quantity, Section, Span},
    pipeline::{
        annotate::{Annotated, Segment, mentions::Mentions, syntax},
        compare::Source,
    },
};

/// Steps from a number to the word that tells what it measures.
const MAX_CLIMB: usize = 6;

/// One number with what it measures.
#[derive(Clone, Debug)]
pub(super) struct Measure {
    /// Index into the analysis's quantities.
    pub(super) quantity: usize,
    /// What its unit measures; `None` for counts.
    pub(super) dimension: Option<Dimension>,
    /// Base units in one of its units; 1 for counts.
    pub(super) factor: f64,
    /// What it admits, in base units.
    pub(super) interval: Interval,
    /// What is measured: "boy age", "person dead"; never empty.
    pub(super) subject: String,
    /// The noun of whom or what it is told, in its word of meaning; empty when unknown.
    pub(super) holder: String,
    /// Index of the entity that it is told of, in its analysis.
    pub(super) entity: Option<usize>,
    /// Index of the entity that does what the number is told of, in its analysis.
    pub(super) doer: Option<usize>,
    /// Words that tell the thing counted apart, ascending: "joint", "young".
    pub(super) modifiers: Vec<String>,
    /// What of the holder is measured: "age", "weight"; empty for numbers that are no property of
    /// somebody or something.
    pub(super) attribute: &'static str,
    /// Of an age, the action at whose time it was told to be so: "died at the age of 85".
    pub(super) moment: Option<String>,
    /// Whether it is planned or expected, and not told as a fact.
    pub(super) is_foreseen: bool,
    /// Whether it counts victims or people held.
    pub(super) is_toll: bool,
    /// Whether it is a property of somebody or something: an age, a weight, a height.
    pub(super) is_own: bool,
    /// Whether it is clear in which action or relation the number is told.
    pub(super) is_anchored: bool,
    /// Whether its noun is a name for one of several: with "a" where the article has told of one
    /// such before.
    pub(super) is_another: bool,
    /// Index of the claim that it is part of.
    pub(super) claim: Option<usize>,
    /// The words that carry the value.
    pub(super) span: Span,
}

impl Measure {
    /// Whether it tells how deep somebody or something fell.
    pub(super) fn is_fall(&self) -> bool {
        let length = self.dimension.as_ref().is_some_and(Dimension::is_length);
        length && self.is_anchored && self.subject == "fall"
    }
}

/// A word that a number leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Site {
    /// A noun that the number is said of.
    Noun(usize),
    /// A verb, with the arc by which the number hangs on it.
    Verb(usize, Arc),
    /// Neither.
    None,
}

/// How a number, or the noun it counts, hangs on a verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arc {
    Subject,
    Object,
    Adverbial,
}

/// Reads the numbers of one article.
pub(super) struct Reader<'a> {
    text: &'a str,
    annotated: &'a Annotated,
    mentions: Mentions,
    /// Where each noun for a person stands first in the body.
    first_nouns: std::collections::BTreeMap<&'a str, Span>,
}

/// A place in the tree of a segment.
#[derive(Clone, Copy)]
struct At<'a> {
    segment: &'a Segment,
    doc: &'a Doc,
}

impl<'a> Reader<'a> {
    pub(super) fn new(source: &Source<'a>) -> Self {
        let annotated = source.annotated;
        let mentions = Mentions::new(&annotated.analysis.entities);
        let mut first_nouns = std::collections::BTreeMap::new();
        for segment in annotated.segments.iter().filter(|s| s.section == Section::Body) {
            let doc = &segment.doc;
            for token in 0..doc.tokens().len() {
                if doc.tag(token) == "NN" && is_person(lexicon::meaning(doc.lemma(token))) {
                    let noun = lexicon::meaning(doc.lemma(token));
                    first_nouns.entry(noun).or_insert_with(|| segment.token_span(token));
                }
            }
        }
        Self { text: source.text, annotated, mentions, first_nouns }
    }

    /// What a quantity of the article measures, if it can be told and compared.
    pub(super) fn read(&self, index: usize, quantity: &Quantity) -> Option<Measure> {
        let dimension = quantity.unit.as_ref().map(Dimension::of);
        let (dimension, factor) = dimension.map_or((None, 1.0), |(d, factor)| (Some(d), factor));
        if quantity.ordinal || dimension.as_ref().is_some_and(Dimension::is_multiple) {
            return None;
        }
        let (at, tokens) = self.locate(quantity.span)?;
        let anchor = at.top(tokens.clone())?;
        let interval = Interval::of(quantity, quantity.span.of(self.text)).scaled(factor);
        let mut measure = Measure {
            quantity: index,
            factor,
            interval,
            subject: String::new(),
            holder: String::new(),
            entity: None,
            doer: None,
            modifiers: Vec::new(),
            attribute: "",
            moment: None,
            is_toll: false,
            is_foreseen: false,
            is_own: false,
            is_anchored: false,
            is_another: false,
            claim: self.claim(quantity.span),
            span: quantity.counted.map_or(quantity.span, |counted| quantity.span.cover(counted)),
            dimension,
        };
        if self.is_out_of_reach(&measure, at, anchor) || at.is_open_range(tokens.start) {
            return None;
        }
        measure.is_foreseen = measure.claim.is_some_and(|claim| {
            let modality = self.annotated.analysis.claims[claim].modality;
            matches!(modality, Modality::Planned | Modality::Expected)
        });
        match &measure.dimension {
            None => self.count(at, anchor, quantity, &mut measure),
            Some(d) if d.is_age() => self.age(at, anchor, &mut measure),
            Some(_) => self.amount(at, tokens, anchor, quantity, &mut measure),
        }
        let is_length = measure.dimension.as_ref().is_some_and(Dimension::is_length);
        if let Some(change) = quantity.change.filter(|_| !is_length) {
            measure.subject.push_str(match change {
                crate::domain::Change::Increase => " increase",
                crate::domain::Change::Decrease => " decrease",
            });
        }
        (!measure.subject.is_empty()).then_some(measure)
    }

    /// The segment and the tokens of a span.
    fn locate(&self, span: Span) -> Option<(At<'a>, Range<usize>)> {
        let segments = &self.annotated.segments;
        let after = segments.partition_point(|s| s.span.begin <= span.begin);
        let segment = segments[..after].last().filter(|s| s.span.contains(span))?;
        let tokens = segment.doc.tokens();
        let (begin, end) = (span.begin - segment.span.begin, span.end - segment.span.begin);
        let first = tokens.partition_point(|t| (t.end as usize) <= begin);
        let last = tokens.partition_point(|t| (t.begin as usize) < end);
        (first < last).then_some((At { segment, doc: &segment.doc }, first..last))
    }

    /// The smallest claim that holds a span.
    fn claim(&self, span: Span) -> Option<usize> {
        /// Claims that overlap one place are no more.
        const MAX_NESTING: usize = 24;
        let claims = &self.annotated.analysis.claims;
        let after = claims.partition_point(|c| c.span.begin <= span.begin);
        let near = (after.saturating_sub(MAX_NESTING)..after).rev();
        near.filter(|&c| claims[c].span.contains(span)).min_by_key(|&c| claims[c].span.len())
    }

    /// Whether the number is no statement about one thing: a condition, a rule, a first report that
    /// holds no more.
    fn is_out_of_reach(&self, measure: &Measure, at: At<'_>, anchor: usize) -> bool {
        let claim = measure.claim.map(|c| &self.annotated.analysis.claims[c]);
        let unreal = |m: Modality| {
            matches!(m, Modality::Conditional | Modality::Question | Modality::Demanded)
        };
        // "They called for help for the 4-year-old boy": an attribute is told as a fact.
        let attribute = measure.dimension.is_some() && matches!(at.site(anchor), Site::Noun(_));
        claim.is_some_and(|c| unreal(c.modality) && !attribute)
            || at.is_general(anchor)
            || at.is_superseded(anchor)
    }

    /// A number of years since birth: whose?
    fn age(&self, at: At<'a>, anchor: usize, measure: &mut Measure) {
        let site = at.site(anchor);
        // "died at the age of 85": the age of then.
        let (site, then) = match site {
            Site::Noun(noun) if at.doc.lemma(noun) == "age" => (at.site(noun), true),
            Site::Verb(verb, arc) => (Site::Verb(verb, arc), at.is_moment(anchor)),
            site => (site, false),
        };
        let holder = match site {
            Site::Noun(noun) => Some(noun),
            Site::Verb(verb, _) => at.subject(verb),
            Site::None => None,
        };
        let Some(holder) = holder.and_then(|h| self.referent(at, h)) else { return };
        self.set_holder(at, holder, measure);
        if measure.holder.is_empty() && measure.entity.is_none() {
            return;
        }
        // "the 35-year-old driver" is somebody whom the text has named before.
        let by_name = measure.entity.is_none() && !is_child(&measure.holder);
        let definite = std::ptr::eq(holder.0.segment, at.segment)
            && syntax::child(at.doc, holder.1, &["det"]).is_some_and(|d| at.doc.norm(d) == "the");
        measure.is_anchored = !(by_name && definite);
        (measure.is_own, measure.attribute) = (true, "age");
        measure.subject = format!("{} age", measure.holder).trim_start().to_owned();
        if let (true, Site::Verb(verb, _)) = (then, site) {
            measure.subject =
                format!("{} at {}", measure.subject, lexicon::meaning(at.doc.lemma(verb)));
            measure.moment = Some(lexicon::meaning(at.doc.lemma(verb)).to_owned());
        }
    }

    /// Sets the noun and the entity that a number is told of.
    fn set_holder(&self, at: At<'a>, (found, noun): (At<'a>, usize), measure: &mut Measure) {
        let doc = found.doc;
        if matches!(doc.tag(noun), "NNS" | "NNPS") {
            return;
        }
        let named = at_named(&self.mentions, found, noun);
        measure.entity = named.filter(|entity| self.has_name(*entity));
        if let Some(described) = named.filter(|entity| !self.has_name(*entity)) {
            // "He" is the boy of the text.
            let words = self.annotated.analysis.entities[described].canonical_name.to_lowercase();
            let noun = lexicon::meaning(words.rsplit(' ').next().unwrap_or_default());
            measure.holder =
                if lexicon::is_anybody(noun) { String::new() } else { noun.to_owned() };
        }
        if doc.tag(noun) == "NN" {
            let word = lexicon::meaning(doc.lemma(noun));
            // "the 26-year-old male Blue Boy" has a name that is none to the engine.
            let named = measure.entity;
            let beside = noun + 1 < doc.tokens().len() && doc.tag(noun + 1).starts_with("NNP");
            if named.is_none() && beside || lexicon::is_anybody(word) && named.is_none() {
                return;
            }
            measure.holder =
                if lexicon::is_anybody(word) { String::new() } else { word.to_owned() };
            measure.is_another = std::ptr::eq(found.segment, at.segment)
                && named.is_none()
                && self.is_another(found, noun, word);
            let span = found.segment.token_span(noun);
            if measure.span.end <= span.begin && span.begin - measure.span.end < 24 {
                measure.span = measure.span.cover(span);
            }
        }
    }

    /// Whether an entity has a name, and not only a description.
    fn has_name(&self, entity: usize) -> bool {
        self.annotated.analysis.entities[entity].mentions.iter().any(|m| m.kind.is_name())
    }

    /// The entity with a name that a word names or stands for.
    fn named(&self, at: At<'_>, noun: usize) -> Option<usize> {
        at_named(&self.mentions, at, noun).filter(|entity| self.has_name(*entity))
    }

    /// Whether "a boy" comes after a boy was told of.
    fn is_another(&self, at: At<'_>, noun: usize, word: &str) -> bool {
        let indefinite = syntax::child(at.doc, noun, &["det"])
            .is_some_and(|d| matches!(at.doc.norm(d), "a" | "an" | "another"));
        let here = at.segment.token_span(noun);
        let before = self.first_nouns.get(word).is_some_and(|first| first.begin < here.begin);
        indefinite && before && at.segment.section == Section::Body
    }

    /// The noun that a pronoun stands for, or the noun itself. What the entities do not
    /// know is looked for in this and the sentence before: "The boy fell. He was 4."
    fn referent(&self, at: At<'a>, token: usize) -> Option<(At<'a>, usize)> {
        /// Tokens back to what a pronoun stands for.
        const MAX_BACK: usize = 60;
        let token = syntax::antecedent(at.doc, token);
        let tag = at.doc.tag(token);
        if tag.starts_with("NN") {
            return Some((at, token));
        }
        let gender = match at.doc.norm(token) {
            "he" | "him" | "his" => "he",
            "she" | "her" => "she",
            _ => return None,
        };
        if self.mentions.covering(at.segment.token_span(token)).is_some() {
            return Some((at, token));
        }
        let fits = |at: At<'_>, t: usize| {
            at.doc.tag(t) == "NN" && can_be(lexicon::meaning(at.doc.lemma(t)), gender)
        };
        let here = (token.saturating_sub(MAX_BACK)..token).rev().find(|&t| fits(at, t));
        if let Some(noun) = here {
            return Some((at, noun));
        }
        let segments = &self.annotated.segments;
        let index = segments.partition_point(|s| s.span.begin < at.segment.span.begin);
        let segment = segments.get(index.checked_sub(1)?)?;
        let before = At { segment, doc: &segment.doc };
        let len = segment.doc.tokens().len();
        let noun = (len.saturating_sub(MAX_BACK)..len).rev().find(|&t| fits(before, t))?;
        Some((before, noun))
    }

    /// A number of things: which, and in what action?
    fn count(&self, at: At<'a>, anchor: usize, quantity: &Quantity, measure: &mut Measure) {
        let noun = quantity.counted.and_then(|span| self.locate(span)).map(|(_, tokens)| tokens);
        let noun = noun.and_then(|tokens| at.top(tokens));
        let doc = at.doc;
        let counted = match noun {
            Some(noun) => {
                if at.is_partial(noun) || at.is_partial(anchor) {
                    return;
                }
                let words = quantity.counted_lemma.to_lowercase();
                let mut words: Vec<String> = words.split(' ').map(str::to_owned).collect();
                words.pop();
                words.sort_unstable();
                measure.modifiers = words;
                lexicon::meaning(doc.lemma(noun)).to_lowercase()
            }
            None => String::new(),
        };
        if is_time_or_rest(&counted) || at.is_partial(anchor) {
            return;
        }
        let relation = self.relation(at, noun.unwrap_or(anchor), measure);
        let toll = [counted.as_str(), relation.as_str()].into_iter().find(|w| lexicon::is_toll(w));
        if let Some(toll) = toll {
            let whom =
                if lexicon::is_toll(&counted) || counted.is_empty() { "person" } else { &counted };
            measure.subject = format!("{whom} {toll}");
            (measure.is_anchored, measure.is_toll) = (true, true);
        } else if !counted.is_empty() && quantity.max != Some(1.0) {
            // "one bullet hit the wall, one the door" counts nothing.
            measure.is_anchored = !relation.is_empty();
            measure.subject = format!("{counted} {relation}").trim_end().to_owned();
        }
        measure.holder = counted;
    }

    /// The action that things counted have part in, as "kill" or "sign by"; empty when none
    /// tells anything.
    fn relation(&self, at: At<'_>, noun: usize, measure: &mut Measure) -> String {
        let doc = at.doc;
        // "40 people killed in the quake", "40 people who died"
        let below = syntax::children(doc, noun)
            .filter(|&c| c > noun && matches!(doc.dep(c), "acl" | "relcl" | "amod"));
        for verb in below {
            let meaning = lexicon::meaning(doc.lemma(verb));
            if lexicon::is_toll(meaning) {
                return meaning.to_owned();
            }
        }
        let before = syntax::children(doc, noun).filter(|&c| c < noun);
        for word in before {
            let meaning = lexicon::meaning(doc.norm(word));
            if lexicon::is_toll(meaning) {
                return meaning.to_owned();
            }
        }
        match at.site(noun) {
            Site::Verb(verb, arc) => {
                // "left 40 people dead", "40 were reported dead"
                let dead = syntax::children(doc, verb).find(|&c| {
                    matches!(doc.dep(c), "oprd" | "acomp" | "ccomp" | "dobj" | "xcomp")
                        && lexicon::is_toll(lexicon::meaning(doc.norm(c)))
                });
                if let Some(dead) = dead {
                    return lexicon::meaning(doc.norm(dead)).to_owned();
                }
                // "the death toll rose to 40"
                let subject = at.subject(verb).map(|s| lexicon::meaning(doc.lemma(s)));
                if let Some(toll) = subject.filter(|s| lexicon::is_toll(s) && arc != Arc::Subject) {
                    measure.is_anchored = true;
                    return toll.to_owned();
                }
                let lemma = doc.lemma(verb).to_lowercase();
                let meaning = lexicon::meaning(&lemma);
                if lexicon::is_toll(meaning) {
                    // Who kills is not dead.
                    let suffers = arc == Arc::Object
                        || syntax::is_passive(doc, verb)
                        || matches!(lemma.as_str(), "die" | "perish");
                    return if suffers { meaning.to_owned() } else { String::new() };
                }
                if lexicon::is_weak(&lemma) {
                    return String::new();
                }
                if arc != Arc::Subject {
                    measure.doer = at.subject(verb).and_then(|s| self.named(at, s));
                }
                let by = arc == Arc::Subject && !syntax::is_passive(doc, verb);
                if by { format!("{meaning} by") } else { meaning.to_owned() }
            }
            Site::Noun(noun) => {
                let meaning = lexicon::meaning(doc.lemma(noun));
                if lexicon::is_toll(meaning) { meaning.to_owned() } else { String::new() }
            }
            Site::None => String::new(),
        }
    }

    /// A measure with a unit: of what?
    fn amount(
        &self,
        at: At<'a>,
        tokens: Range<usize>,
        anchor: usize,
        quantity: &Quantity,
        measure: &mut Measure,
    ) {
        let doc = at.doc;
        let Some(dimension) = &measure.dimension else { return };
        if at.is_partial(anchor) {
            return;
        }
        if let Some(counted) = quantity.counted {
            // "500 kg of cocaine", "5 percent of voters"
            let noun = self.locate(counted).and_then(|(at, tokens)| at.top(tokens));
            let Some(noun) = noun else { return };
            measure.modifiers = at.modifiers(noun);
            measure.holder = lexicon::meaning(doc.lemma(noun)).to_lowercase();
        }
        let attribute = at.attribute(anchor);
        let site = at.site(anchor);
        let told_of = match site {
            Site::Noun(noun) => Some(noun),
            Site::Verb(verb, _) if doc.lemma(verb) == "be" || doc.lemma(verb) == "weigh" => {
                at.subject(verb)
            }
            _ => None,
        };
        let is_heavy = dimension.is_mass() && quantity.counted.is_none();
        let falls = matches!(site, Site::Verb(v, _) if lexicon::meaning(doc.lemma(v)) == "fall");
        if dimension.is_length() && !falls && at.is_distance(anchor) {
            return;
        }
        if let Some(noun) = told_of
            && (is_heavy || dimension.is_length())
        {
            let Some(holder) = self.referent(at, noun) else { return };
            self.set_holder(at, holder, measure);
            if measure.holder.is_empty() && measure.entity.is_none() {
                return;
            }
            if std::ptr::eq(holder.0.segment, at.segment) {
                measure.modifiers = at.modifiers(holder.1);
                let own =
                    |word: &str| tokens.clone().any(|t| doc.lemma(t).eq_ignore_ascii_case(word));
                measure.modifiers.retain(|word| !own(word));
            }
            let of = attribute.unwrap_or(if is_heavy { "weight" } else { "length" });
            (measure.is_anchored, measure.is_own, measure.attribute) = (true, true, of);
            measure.subject = format!("{} {of}", measure.holder).trim().to_owned();
            if measure.subject.is_empty() {
                measure.subject = "length".to_owned();
            }
            return;
        }
        let (what, anchored) = match site {
            Site::Noun(noun) => {
                let word = lexicon::meaning(doc.lemma(noun)).to_lowercase();
                // A sentence is served in part, suspended, reduced: only the verdict is compared.
                (if word == "sentence" { "sentence term".to_owned() } else { word }, true)
            }
            Site::Verb(verb, arc) => self.action(at, verb, arc, measure),
            Site::None => (String::new(), false),
        };
        if what.is_empty() && measure.holder.is_empty() {
            return;
        }
        measure.is_anchored = anchored;
        let parts = [measure.holder.as_str(), what.as_str(), attribute.unwrap_or_default()];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        measure.subject = parts.join(" ");
    }

    /// The action that an amount is told of, and whether it tells enough.
    fn action(&self, at: At<'_>, verb: usize, arc: Arc, measure: &mut Measure) -> (String, bool) {
        let doc = at.doc;
        let lemma = doc.lemma(verb).to_lowercase();
        let weak = lexicon::is_weak(&lemma);
        let measured = matches!(lemma.as_str(), "rise" | "fall" | "drop" | "grow" | "climb" | "be");
        // "Unemployment fell to 5 percent": of unemployment, not of the fall.
        if (weak || measured) && arc != Arc::Subject && !is_long(measure) {
            let Some(subject) = at.subject(verb).filter(|&s| doc.tag(s).starts_with("NN")) else {
                return (String::new(), false);
            };
            measure.entity = self.named(at, subject);
            return (lexicon::meaning(doc.lemma(subject)).to_lowercase(), true);
        }
        measure.doer = at.subject(verb).and_then(|s| self.named(at, s));
        let span = at.segment.token_span(verb);
        if span.end <= measure.span.begin && measure.span.begin - span.end < 2 {
            measure.span = measure.span.cover(span);
        }
        (lexicon::meaning(&lemma).to_owned(), !weak)
    }
}

/// Whether a length is measured, and no decline.
fn is_long(measure: &Measure) -> bool {
    measure.dimension.as_ref().is_some_and(Dimension::is_length)
}

/// The entity that a word names or stands for.
fn at_named(mentions: &Mentions, at: At<'_>, noun: usize) -> Option<usize> {
    let entity = |token: usize| mentions.covering(at.segment.token_span(token)).map(|m| m.entity);
    entity(noun).or_else(|| {
        // "a lion, Leo", "a lion named Leo"
        let doc = at.doc;
        let beside = syntax::children(doc, noun).find(|&c| {
            c > noun && (doc.dep(c) == "appos" || doc.dep(c) == "acl" && is_naming(doc.norm(c)))
        })?;
        let name = match doc.dep(beside) {
            "acl" => syntax::child(doc, beside, &["oprd", "dobj", "attr"])?,
            _ => beside,
        };
        doc.tag(name).starts_with("NNP").then(|| entity(name))?
    })
}

fn is_naming(word: &str) -> bool {
    matches!(word, "named" | "called" | "dubbed" | "identified" | "nicknamed")
}

/// Words that make a length a distance.
fn is_direction(word: &str) -> bool {
    matches!(
        word,
        "from"
            | "off"
            | "away"
            | "north"
            | "south"
            | "east"
            | "west"
            | "northeast"
            | "northwest"
            | "southeast"
            | "southwest"
            | "inside"
            | "outside"
            | "behind"
            | "ahead"
            | "beyond"
            | "above"
            | "below"
            | "within"
            | "downstream"
            | "upstream"
            | "inland"
            | "offshore"
            | "northern"
            | "southern"
            | "eastern"
            | "western"
    )
}

/// Whether a noun is of a person whom "he" or "she" may stand for.
fn can_be(noun: &str, pronoun: &str) -> bool {
    match noun {
        "boy" | "man" | "father" | "brother" | "husband" | "grandfather" => pronoun == "he",
        "girl" | "woman" | "mother" | "sister" | "wife" | "grandmother" => pronoun == "she",
        _ => is_person(noun),
    }
}

/// Whether a noun is of a child, whom reports tell of without a name.
fn is_child(noun: &str) -> bool {
    matches!(noun, "boy" | "girl" | "child" | "baby")
}

/// Nouns of one person whose age news tell, in words of meaning.
fn is_person(noun: &str) -> bool {
    matches!(
        noun,
        "boy"
            | "girl"
            | "child"
            | "baby"
            | "man"
            | "woman"
            | "teenager"
            | "teen"
            | "student"
            | "suspect"
            | "person"
            | "driver"
            | "father"
            | "mother"
            | "pupil"
            | "gunman"
            | "shooter"
            | "attacker"
    )
}

/// Nouns whose numbers are of time or of nothing by themselves.
fn is_time_or_rest(noun: &str) -> bool {
    matches!(
        noun,
        "time"
            | "day"
            | "year"
            | "month"
            | "week"
            | "hour"
            | "minute"
            | "second"
            | "p.m."
            | "a.m."
            | "percent"
            | "other"
            | "one"
            | "more"
            | "point"
            | "way"
            | "part"
            | "thing"
            | "half"
    )
}

impl At<'_> {
    /// The token of a range that heads it: whose own head lies outside.
    fn top(&self, tokens: Range<usize>) -> Option<usize> {
        let outside = |&t: &usize| {
            let head = self.doc.head(t);
            (head == t || !tokens.contains(&head)) && self.doc.dep(t) != "punct"
        };
        let mut words = tokens.clone().rev().take(16).filter(outside);
        let last = words.next();
        // "more than 40": the number and not what bounds it.
        let number = tokens.clone().rev().take(16).find(|t| self.doc.tag(*t) == "CD" && outside(t));
        number
            .filter(|_| {
                last.is_some_and(|l| {
                    self.doc.tag(l) != "NN" && self.doc.tag(l) != "NNS" && self.doc.tag(l) != "JJ"
                })
            })
            .or(last)
    }

    /// What a number or a noun is said of.
    fn site(&self, token: usize) -> Site {
        let doc = self.doc;
        let mut at = token;
        for _ in 0..MAX_CLIMB {
            let head = doc.head(at);
            if head == at {
                return Site::None;
            }
            let tag = doc.tag(head);
            let noun = tag.starts_with("NN");
            let verb = tag.starts_with("VB");
            match doc.dep(at) {
                "nummod" | "nmod" | "compound" | "amod" | "appos" | "npadvmod" | "quantmod"
                    if noun =>
                {
                    return Site::Noun(head);
                }
                "acl" | "relcl" if noun => return Site::Noun(head),
                "nsubj" | "nsubjpass" if verb => return Site::Verb(head, Arc::Subject),
                "dobj" | "attr" | "oprd" | "dative" if verb => {
                    return Site::Verb(head, Arc::Object);
                }
                "npadvmod" | "advmod" | "ccomp" | "acomp" | "xcomp" | "advcl" | "nummod"
                | "dep"
                    if verb =>
                {
                    return Site::Verb(head, Arc::Adverbial);
                }
                "pobj" | "pcomp" => {
                    let above = doc.head(head);
                    if above == head {
                        return Site::None;
                    }
                    if doc.tag(above).starts_with("VB") {
                        return match (doc.norm(head), doc.tag(above)) {
                            (
                                "of" | "at" | "to" | "for" | "from" | "by" | "in" | "after"
                                | "about" | "over" | "under" | "with",
                                _,
                            ) => Site::Verb(above, Arc::Adverbial),
                            _ => Site::None,
                        };
                    }
                    if doc.tag(above).starts_with("NN") && matches!(doc.norm(head), "of" | "at") {
                        return Site::Noun(above);
                    }
                    return Site::None;
                }
                "prep" | "punct" | "root" | "ROOT" => return Site::None,
                _ => at = head,
            }
        }
        Site::None
    }

    /// The subject of a verb, also above "believed to be".
    fn subject(&self, verb: usize) -> Option<usize> {
        syntax::subject(self.doc, verb).or_else(|| {
            let doc = self.doc;
            let head = doc.head(verb);
            // "aged 17" behind a noun, "a boy believed to be 4"
            (doc.dep(verb) == "acl" && doc.tag(head).starts_with("NN")).then_some(head)
        })
    }

    /// Whether a number hangs on a verb as the time of what it tells: "at 85", "aged 85".
    fn is_moment(&self, anchor: usize) -> bool {
        let doc = self.doc;
        let head = doc.head(anchor);
        doc.dep(anchor) == "pobj" && matches!(doc.norm(head), "at" | "by" | "until" | "before")
            || doc.norm(anchor) == "aged"
            || doc.norm(head) == "aged" && doc.dep(head) == "advcl"
    }

    /// What the adjective beside a measure measures: "12 feet tall".
    fn attribute(&self, anchor: usize) -> Option<&'static str> {
        let doc = self.doc;
        let head = doc.head(anchor);
        lexicon::attribute(doc.norm(anchor)).or_else(|| lexicon::attribute(doc.norm(head)))
    }

    /// Words before a noun that tell it apart, ascending; at most a few.
    fn modifiers(&self, noun: usize) -> Vec<String> {
        let doc = self.doc;
        let tells =
            |&c: &usize| c < noun && matches!(doc.dep(c), "amod" | "compound" | "nmod" | "poss");
        let mut words: Vec<String> = syntax::children(doc, noun)
            .filter(tells)
            .take(6)
            .map(|c| doc.lemma(c).to_lowercase())
            .collect();
        words.sort_unstable();
        words
    }

    /// Whether a number is the second of a range whose first was not read: "24- to 30-foot".
    fn is_open_range(&self, first: usize) -> bool {
        let doc = self.doc;
        let Some(before) = first.checked_sub(2) else { return false };
        let number = |t: usize| doc.tag(t) == "CD" || doc.norm(t) == "-";
        matches!(doc.norm(first - 1), "to" | "or" | "-" | "and") && number(before)
    }

    /// Whether a length tells how far something is: that changes with every report.
    fn is_distance(&self, anchor: usize) -> bool {
        let doc = self.doc;
        let behind = (anchor + 1..doc.tokens().len()).find(|&t| {
            !matches!(
                doc.tag(t),
                "-LRB-" | "-RRB-" | "CD" | "HYPH" | "," | "RB" | "IN" | "NN" | "NNS"
            ) || is_direction(doc.norm(t))
        });
        let near = behind.is_some_and(|t| t <= anchor + 8 && is_direction(doc.norm(t)));
        let above = doc.head(anchor);
        near || is_direction(doc.norm(above))
    }

    /// Whether a number counts a part of something told before, or the rest of it.
    fn is_partial(&self, token: usize) -> bool {
        let doc = self.doc;
        let head = doc.head(token);
        let own = syntax::children(doc, token).any(|c| {
            c < token && lexicon::is_partial(doc.norm(c))
                || doc.dep(c) == "advmod" && lexicon::is_partial(doc.norm(c))
                || c > token && doc.norm(c) == "of" && self.is_of_them(c)
                || doc.tag(c) == "PRP$"
        });
        let words = doc.tokens().len();
        let next = token + 1 < words
            && (matches!(
                doc.norm(token + 1),
                "more" | "other" | "others" | "each" | "apiece" | "another"
            ) || doc.norm(token + 1) == "of" && doc.tag(token) == "CD");
        let before = token
            .checked_sub(1)
            .is_some_and(|t| matches!(doc.norm(t), "including" | "among" | "per" | "another"));
        let governed = matches!(doc.norm(head), "including" | "among" | "per");
        own || next || before || governed
    }

    /// "of them", "of the men"
    fn is_of_them(&self, of: usize) -> bool {
        let doc = self.doc;
        syntax::child(doc, of, &["pobj"]).is_some_and(|object| {
            doc.tag(object) == "PRP"
                || syntax::children(doc, object)
                    .any(|c| matches!(doc.tag(c), "DT" | "PRP$") && doc.norm(c) != "a")
        })
    }

    /// Whether the number stands in a rule about many: "can weigh 200 kilos".
    fn is_general(&self, token: usize) -> bool {
        self.verbs_above(token, |verb| {
            syntax::children(self.doc, verb).any(|c| {
                matches!(self.doc.dep(c), "aux" | "advmod" | "mark")
                    && lexicon::is_general(self.doc.norm(c))
            })
        })
    }

    /// Whether the number was told at first and holds no more.
    fn is_superseded(&self, token: usize) -> bool {
        self.verbs_above(token, |verb| {
            syntax::children(self.doc, verb)
                .any(|c| self.doc.dep(c) == "advmod" && lexicon::is_superseded(self.doc.norm(c)))
        })
    }

    /// Whether something holds of a verb that the number is said by, up to the verb that reports
    /// it. What the subject tells besides is not said by the verb.
    fn verbs_above(&self, token: usize, holds: impl Fn(usize) -> bool) -> bool {
        let doc = self.doc;
        let mut at = token;
        for _ in 0..2 * MAX_CLIMB {
            if doc.tag(at).starts_with("VB") && holds(at) {
                return true;
            }
            let head = doc.head(at);
            let leaves = matches!(
                doc.dep(at),
                "nsubj" | "nsubjpass" | "conj" | "relcl" | "acl" | "advcl" | "appos" | "parataxis"
            );
            if head == at || leaves {
                return false;
            }
            at = head;
        }
        false
    }
}
