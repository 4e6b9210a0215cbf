//! What a statement says of its own standing: whether it is denied, hedged, planned, expected,
//! conditional, asked or demanded.

use parallax_nlp::Doc;

use super::super::syntax;
use super::lexicon::{self, Effect};
use super::predicate::{ActionNoun, Predicate};
use super::reader::Reader;
use crate::domain::{Modality, Polarity};

/// Polarity, modality, and the tokens that take certainty away, ascending.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) polarity: Polarity,
    pub(super) modality: Modality,
    pub(super) hedges: Vec<usize>,
}

impl Standing {
    fn new(negations: usize, modality: Modality, mut hedges: Vec<usize>) -> Self {
        // Two negations cancel each other out: "did not deny".
        let odd = !negations.is_multiple_of(2);
        let polarity = if odd { Polarity::Negated } else { Polarity::Affirmed };
        hedges.sort_unstable();
        hedges.dedup();
        Self { polarity, modality, hedges }
    }
}

/// The standing of a clause. `words` are its tokens.
pub(super) fn of_clause(
    reader: &Reader<'_>,
    predicate: &Predicate,
    words: std::ops::Range<usize>,
) -> Standing {
    let doc = reader.doc;
    let clause = Clause { reader, doc, predicate, governor: governor(doc, predicate.top()) };
    // "the suspected thief", not "a man suspected of theft".
    let describes = |t: usize| !doc.tag(t).starts_with("VB") || doc.dep(t) == "amod";
    let hedge = |t: &usize| lexicon::is_hedge(doc.norm(*t)) && describes(*t);
    let mut hedges: Vec<usize> = words.filter(hedge).collect();
    hedges.extend(clause.hedging_tokens());
    Standing::new(clause.negations(), clause.modality(), hedges)
}

/// The word above a clause, with what it does to it.
fn governor(doc: &Doc, top: usize) -> Option<(usize, Effect)> {
    if !matches!(doc.dep(top), "ccomp" | "acl") || doc.head(top) == top {
        return None;
    }
    let above = doc.head(top);
    if doc.dep(top) == "acl" && syntax::child(doc, top, &["mark"]).is_none() {
        return None;
    }
    // "It is possible that": the adjective beside the clause governs it.
    let adjective =
        syntax::child(doc, above, &["acomp", "attr"]).filter(|_| doc.lemma(above) == "be");
    let word = adjective.unwrap_or(above);
    // "ruled out that".
    let rules_out = doc.lemma(above) == "rule"
        && syntax::child(doc, above, &["prt"]).is_some_and(|p| doc.norm(p) == "out");
    let effect =
        if rules_out { Some(Effect::Negated) } else { lexicon::of_governor(doc.lemma(word)) };
    Some((word, effect.unwrap_or(Effect::Plain)))
}

struct Clause<'a> {
    reader: &'a Reader<'a>,
    doc: &'a Doc,
    predicate: &'a Predicate,
    governor: Option<(usize, Effect)>,
}

impl Clause<'_> {
    /// Auxiliaries of the predicate, those that it shares among them.
    fn auxiliaries(&self) -> impl Iterator<Item = usize> {
        let shared = self.predicate.siblings.iter().copied();
        let verbs = self.predicate.tokens().chain(shared);
        verbs
            .flat_map(|verb| syntax::children(self.doc, verb))
            .filter(|&c| matches!(self.doc.dep(c), "aux" | "auxpass"))
    }

    fn has_modal(&self, modals: &[&str]) -> bool {
        self.auxiliaries().any(|a| self.doc.tag(a) == "MD" && modals.contains(&self.doc.norm(a)))
    }

    fn has_step(&self, effect: Effect) -> bool {
        self.predicate.steps.iter().any(|step| step.effect == effect)
    }

    fn is_governed(&self, effect: Effect) -> bool {
        self.governor.is_some_and(|(_, of)| of == effect)
    }

    fn negations(&self) -> usize {
        let doc = self.doc;
        let steps = self.predicate.steps.iter().filter(|s| s.effect == Effect::Negated).count();
        let marked = self.predicate.tokens().filter(|&t| syntax::is_negated(doc, t)).count();
        let bare = matches!(doc.tag(self.predicate.verb), "VB" | "VBN");
        let shared = self.predicate.siblings.iter().filter(|&&s| {
            let but = syntax::children(doc, s).any(|c| doc.dep(c) == "cc" && doc.norm(c) == "but");
            bare && syntax::is_negated(doc, s) && !but
        });
        let shared = shared.count().min(1);
        let subject = syntax::subject(doc, self.predicate.top());
        let object = syntax::child(doc, self.predicate.verb, &["dobj", "attr", "pobj"]);
        let none = usize::from(subject.is_some_and(|s| is_none(doc, s)))
            + usize::from(object.is_some_and(|o| is_none(doc, o)));
        let top = self.predicate.top();
        let without = doc.dep(top) == "pcomp" && doc.norm(doc.head(top)) == "without";
        let nor = self.is_after_nor();
        // "does not believe that it is so" says that it is not so.
        let raised = self.governor.is_some_and(|(word, _)| {
            let opinion = matches!(doc.lemma(word), "believe" | "think" | "expect" | "seem");
            opinion && syntax::is_negated(doc, word)
        });
        let flags = [without, nor && marked == 0, raised, self.is_governed(Effect::Negated)];
        steps + marked + shared + none + flags.into_iter().filter(|flag| *flag).count()
    }

    /// Whether "nor" or "neither" stands before the predicate.
    fn is_after_nor(&self) -> bool {
        let doc = self.doc;
        let top = self.predicate.top();
        let marks = |verb: usize| {
            syntax::children(doc, verb)
                .any(|c| c < self.predicate.verb && matches!(doc.norm(c), "nor" | "neither"))
        };
        marks(top) || (doc.dep(top) == "conj" && marks(doc.head(top)))
    }

    fn hedging_tokens(&self) -> impl Iterator<Item = usize> {
        let doc = self.doc;
        let modals = self
            .auxiliaries()
            .filter(|&a| doc.tag(a) == "MD" && matches!(doc.norm(a), "may" | "might" | "could"));
        let steps = self.predicate.steps.iter();
        let steps = steps.filter(|s| matches!(s.effect, Effect::Hedged)).map(|s| s.token);
        let governor = self.governor.filter(|(_, effect)| *effect == Effect::Hedged);
        modals.chain(steps).chain(governor.map(|(word, _)| word))
    }

    fn modality(&self) -> Modality {
        let checks: [(Modality, bool); 6] = [
            (Modality::Question, self.is_question()),
            (Modality::Conditional, self.is_conditional()),
            (Modality::Demanded, self.is_demanded()),
            (Modality::Hedged, self.is_hedged()),
            (Modality::Expected, self.is_expected()),
            (Modality::Planned, self.is_planned()),
        ];
        checks
            .into_iter()
            .find_map(|(modality, holds)| holds.then_some(modality))
            .unwrap_or(Modality::Asserted)
    }

    /// The word that opens the clause: "if", "whether".
    fn mark(&self) -> Option<&str> {
        let mark = syntax::child(self.doc, self.predicate.top(), &["mark"])?;
        Some(self.doc.norm(mark))
    }

    fn is_question(&self) -> bool {
        let doc = self.doc;
        let top = self.predicate.top();
        let asked = self.mark() == Some("whether")
            || (self.is_governed(Effect::Question) && self.mark() == Some("if"));
        // Inside a reported clause the mark belongs to the sentence around it.
        asked || (self.reader.is_question && doc.dep(top) == "ROOT")
    }

    fn is_conditional(&self) -> bool {
        let doc = self.doc;
        let depends = |verb: usize| {
            let clauses = syntax::children(doc, verb).filter(|&c| doc.dep(c) == "advcl");
            clauses
                .filter_map(|c| syntax::child(doc, c, &["mark"]))
                .any(|mark| is_condition(doc.norm(mark)))
        };
        self.mark().is_some_and(is_condition) && doc.dep(self.predicate.top()) == "advcl"
            || self.predicate.tokens().any(depends)
            || (self.has_modal(&["would", "'d", "’d"]) && !self.is_backshifted())
    }

    /// Whether "would" is the "will" of somebody who spoke in the past.
    fn is_backshifted(&self) -> bool {
        let doc = self.doc;
        /// Deepest nesting of reported clauses that is followed.
        const MAX_CLIMB: usize = 3;
        let mut at = self.predicate.top();
        for _ in 0..MAX_CLIMB {
            let above = doc.head(at);
            if above == at {
                return false;
            }
            let reports = matches!(doc.tag(above), "VBD" | "VBN" | "VBG" | "VB");
            if matches!(doc.dep(at), "ccomp" | "acl")
                && (reports || doc.tag(above).starts_with("NN"))
            {
                return true;
            }
            at = above;
        }
        false
    }

    fn is_demanded(&self) -> bool {
        let doc = self.doc;
        // "insisted that he go", unlike "insisted that he went".
        let wished = self.is_governed(Effect::Demanded)
            && doc.tag(self.predicate.top()) == "VB"
            && !self.has_modal(&["will", "would", "may", "might", "can", "could"]);
        self.has_modal(&["must", "should", "ought"])
            || self.has_step(Effect::Demanded)
            || wished
            || asks_for_something(doc, self.predicate.verb)
    }

    fn is_hedged(&self) -> bool {
        let doc = self.doc;
        let adverb = |verb: usize| {
            syntax::children(doc, verb)
                .any(|c| doc.dep(c) == "advmod" && lexicon::is_hedge(doc.norm(c)))
        };
        self.has_modal(&["may", "might", "could"])
            || self.has_step(Effect::Hedged)
            || self.is_governed(Effect::Hedged)
            || self.predicate.tokens().any(adverb)
    }

    fn is_expected(&self) -> bool {
        self.has_step(Effect::Expected)
            || self.is_governed(Effect::Expected)
            || (self.is_future() && !self.is_intended())
    }

    fn is_planned(&self) -> bool {
        let doc = self.doc;
        let top = self.predicate.top();
        // "Mayor to meet voters", in a headline; "to meet voters", of a purpose.
        let infinitive = matches!(doc.dep(top), "ROOT" | "advcl")
            && doc.tag(top) == "VB"
            && syntax::children(doc, top).any(|c| doc.dep(c) == "aux" && doc.tag(c) == "TO");
        // "talks are planned".
        let verb = self.predicate.verb;
        let arranged = self.predicate.noun.is_some()
            && syntax::is_passive(doc, verb)
            && matches!(doc.lemma(verb), "plan" | "schedule" | "intend" | "expect" | "arrange");
        self.has_step(Effect::Planned) || self.is_future() || infinitive || arranged
    }

    fn is_future(&self) -> bool {
        self.has_modal(&["will", "shall", "'ll", "’ll", "would", "'d", "’d", "wo"])
    }

    /// Whether "it" stands for whoever reports the clause: "the company said it would".
    fn is_the_speaker(&self, subject: usize) -> bool {
        let doc = self.doc;
        let speaker = self.governor.and_then(|(verb, _)| syntax::subject(doc, verb));
        doc.norm(subject) == "it" && speaker.is_some_and(|s| self.reader.is_actor(s))
    }

    /// Whether somebody can mean to do it: an actor as subject, or something that is done.
    fn is_intended(&self) -> bool {
        let doc = self.doc;
        let verb = self.predicate.verb;
        let subject = self.predicate.subject(doc);
        syntax::is_passive(doc, verb)
            || self.predicate.noun.is_some()
            || subject.is_some_and(|s| self.reader.is_actor(s) || self.is_the_speaker(s))
    }
}

/// Whether a clause behind this word states a condition.
fn is_condition(mark: &str) -> bool {
    matches!(mark, "if" | "unless" | "lest" | "provided" | "providing" | "should")
}

/// Whether there is none of what a noun names: "no", "nobody", "neither side".
fn is_none(doc: &Doc, noun: usize) -> bool {
    lexicon::is_negative(doc.norm(noun))
        || syntax::children(doc, noun).any(|c| {
            matches!(doc.dep(c), "det" | "neg" | "preconj")
                && lexicon::is_negative(doc.norm(c))
                && !names_a_kind(doc, c)
        })
}

/// Whether "no" is a part of a word: there is a "no confidence vote" and a "no-fly zone".
fn names_a_kind(doc: &Doc, no: usize) -> bool {
    let word = |at: usize| (at < doc.tokens().len()).then(|| doc.norm(at));
    let next = if word(no + 1) == Some("-") { no + 2 } else { no + 1 };
    doc.norm(no) == "no"
        && matches!(
            word(next),
            Some("bid" | "confidence" | "contest" | "deal" | "fly" | "go" | "show")
        )
        && next + 1 < doc.tokens().len()
        && doc.tag(next + 1).starts_with("NN")
}

/// Whether a verb asks for something: "urged them to leave", "called for talks".
fn asks_for_something(doc: &Doc, verb: usize) -> bool {
    let complement = || syntax::child(doc, verb, &["xcomp", "ccomp"]);
    let infinitive = || complement().is_some_and(|c| doc.tag(c) == "VB");
    let preposition = |words: &[&str]| {
        syntax::children(doc, verb).any(|c| doc.dep(c) == "prep" && words.contains(&doc.norm(c)))
    };
    match doc.lemma(verb) {
        "demand" | "urge" => true,
        "call" => preposition(&["for", "on", "upon"]),
        "appeal" | "plead" => preposition(&["for", "to"]),
        "ask" | "order" | "tell" | "request" | "implore" | "beg" | "press" | "instruct" => {
            infinitive() && syntax::object(doc, verb).is_some()
        }
        _ => false,
    }
}

/// The standing of a noun of action.
pub(super) fn of_noun(reader: &Reader<'_>, noun: ActionNoun) -> Standing {
    let doc = reader.doc;
    let mut hedges = Vec::new();
    let mut effects = Vec::new();
    for child in syntax::children(doc, noun.token) {
        if !matches!(doc.dep(child), "amod" | "compound" | "nmod") {
            continue;
        }
        if let Some(effect) = lexicon::of_noun_modifier(doc.norm(child)) {
            effects.push(effect);
            if effect == Effect::Hedged {
                hedges.push(child);
            }
        }
    }
    let above = doc.head(noun.token);
    if matches!(doc.dep(noun.token), "dobj" | "nsubjpass") && above != noun.token {
        effects.extend(lexicon::of_noun_governor(doc.lemma(above)));
    }
    // "called for the release of", "without the support of".
    let preposition = doc.dep(noun.token) == "pobj";
    if preposition && doc.norm(above) == "for" {
        let verb = doc.head(above);
        let calls = matches!(doc.lemma(verb), "call" | "appeal" | "ask" | "plead" | "push");
        effects.extend(calls.then_some(Effect::Demanded));
    }
    let without = preposition && doc.norm(above) == "without";
    let negations = effects.iter().filter(|e| **e == Effect::Negated).count()
        + usize::from(is_none(doc, noun.token))
        + usize::from(without);
    let modality = [
        (Effect::Demanded, Modality::Demanded),
        (Effect::Hedged, Modality::Hedged),
        (Effect::Expected, Modality::Expected),
        (Effect::Planned, Modality::Planned),
    ];
    let modality = modality.into_iter().find_map(|(e, m)| effects.contains(&e).then_some(m));
    Standing::new(negations, modality.unwrap_or(Modality::Asserted), hedges)
}
