//! What a clause tells of: the verb or noun of action, the words that it stands under, and whose
//! action it is.

use parallax_nlp::Doc;

use super::super::{syntax, words};
use super::lexicon::{self, Effect, Possessor};

/// Deepest nesting of verbs and coordination that is followed.
const MAX_STEPS: usize = 8;

/// A verb or adjective above the action: "plans", of "plans to leave".
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) token: usize,
    pub(super) effect: Effect,
}

/// A noun that tells of an action.
#[derive(Clone, Copy, Debug)]
pub(super) struct ActionNoun {
    pub(super) token: usize,
    /// Lemma of the verb that tells the same.
    pub(super) verb: &'static str,
    pub(super) possessor: Possessor,
}

impl ActionNoun {
    /// The noun of action at a token, if it is one.
    pub(super) fn at(doc: &Doc, token: usize) -> Option<Self> {
        if !matches!(doc.tag(token), "NN" | "NNS") {
            return None;
        }
        let (verb, possessor) = lexicon::noun_of_action(doc.lemma(token))?;
        Some(Self { token, verb, possessor })
    }
}

/// The predicate of a clause.
#[derive(Clone, Debug)]
pub(super) struct Predicate {
    /// What stands above the action, outermost first.
    pub(super) steps: Vec<Step>,
    /// The verb of the action.
    pub(super) verb: usize,
    /// The noun that the verb leaves the telling to: "pay a visit".
    pub(super) noun: Option<ActionNoun>,
    /// Verbs before it in a coordination, whose auxiliaries it shares.
    pub(super) siblings: Vec<usize>,
}

impl Predicate {
    /// The predicate that a clause's head leads to; `None` when the head is no verb.
    pub(super) fn of(doc: &Doc, head: usize) -> Option<Self> {
        // "Council bans smoking": a verb of a headline may be tagged as a noun.
        if !words::is_verb_tag(doc.tag(head)) && syntax::own_subject(doc, head).is_none() {
            return None;
        }
        let mut siblings = Vec::new();
        let mut steps = steps_above(doc, head, &mut siblings);
        let mut verb = head;
        while steps.len() < MAX_STEPS
            && let Some((effects, below)) = step_down(doc, verb)
        {
            steps.extend(effects.into_iter().flatten());
            verb = below;
        }
        let noun = light_noun(doc, verb);
        Some(Self { steps, verb, noun, siblings })
    }

    /// The outermost verb: the one with the subject.
    pub(super) fn top(&self) -> usize {
        let verb = self.steps.iter().map(|step| step.token).next();
        verb.or(self.siblings.last().copied()).unwrap_or(self.verb)
    }

    /// The verbs and adjectives from the outermost to the action.
    pub(super) fn tokens(&self) -> impl Iterator<Item = usize> {
        self.steps.iter().map(|step| step.token).chain([self.verb])
    }

    /// The token that names the action.
    pub(super) fn action(&self) -> usize {
        self.noun.map_or(self.verb, |noun| noun.token)
    }

    /// The phrase that does it, or is said to be so; for a passive, that suffers it.
    pub(super) fn subject(&self, doc: &Doc) -> Option<usize> {
        let subject = subject(doc, self.top())?;
        Some(syntax::antecedent(doc, subject))
    }
}

/// Whether a verb shares auxiliaries and subject with the one that it is coordinated with.
fn shares(doc: &Doc, verb: usize) -> bool {
    syntax::child(doc, verb, &["nsubj", "nsubjpass", "aux", "auxpass", "expl"]).is_none()
}

/// The verbs that a head stands under without a subject of its own, outermost first.
fn steps_above(doc: &Doc, head: usize, siblings: &mut Vec<usize>) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut at = head;
    for _ in 0..MAX_STEPS {
        let above = doc.head(at);
        match doc.dep(at) {
            "conj" if above != at && words::is_verb_tag(doc.tag(above)) && shares(doc, at) => {
                siblings.push(above);
                at = above;
            }
            "xcomp" => {
                let Some((effects, _)) = step_down(doc, above) else { break };
                steps.extend(effects.into_iter().flatten().rev());
                at = above;
            }
            _ => break,
        }
    }
    steps.reverse();
    steps
}

/// From a verb to the one under it that has the same subject, with the standing that it gives:
/// "refused to [say]", "is likely to [say]", "refrained from [saying]".
fn step_down(doc: &Doc, verb: usize) -> Option<([Option<Step>; 2], usize)> {
    let complement = syntax::child(doc, verb, &["xcomp"]);
    if let Some(below) = complement.filter(|&c| doc.tag(c).starts_with("VB")) {
        if syntax::own_subject(doc, below).is_some() || syntax::object(doc, verb).is_some() {
            return None;
        }
        let lemma = doc.lemma(verb);
        // "the zoo is to open", unlike "the aim is to open".
        if lemma == "be" {
            let subject = syntax::own_subject(doc, verb)?;
            let effect = Effect::Planned;
            return (doc.tag(below) == "VB" && !is_purpose(doc.lemma(subject)))
                .then_some(([Some(Step { token: verb, effect }), None], below));
        }
        // "went to see", unlike "is going to see", tells of going.
        let goes = lemma == "go" && doc.tag(verb) != "VBG";
        // "has to", not "had to"; "had been told" is no control either.
        let past_duty = lemma == "have" && doc.tag(verb) == "VBD";
        let effect = lexicon::of_control(lemma, syntax::is_passive(doc, verb))?;
        let effect = if goes || past_duty { Effect::Plain } else { effect };
        return (!goes).then_some(([Some(Step { token: verb, effect }), None], below));
    }
    if let Some(adjective) = syntax::child(doc, verb, &["acomp"])
        && let Some(below) = syntax::child(doc, adjective, &["xcomp"])
        && let Some(effect) = lexicon::of_adjective(doc.norm(adjective))
    {
        let verb = Step { token: verb, effect: Effect::Plain };
        return Some(([Some(verb), Some(Step { token: adjective, effect })], below));
    }
    // "refrain from saying": only verbs that turn it round are read so.
    let effect = lexicon::of_control(doc.lemma(verb), false).filter(|e| *e == Effect::Negated)?;
    let mut prepositions = syntax::children(doc, verb).filter(|&c| doc.dep(c) == "prep");
    let below = prepositions.find_map(|p| syntax::child(doc, p, &["pcomp"]))?;
    (doc.tag(below) == "VBG").then_some(([Some(Step { token: verb, effect }), None], below))
}

/// Nouns of which "is to" says what they are and not what they will do.
fn is_purpose(lemma: &str) -> bool {
    matches!(
        lemma,
        "aim"
            | "answer"
            | "challenge"
            | "duty"
            | "goal"
            | "hope"
            | "idea"
            | "intention"
            | "job"
            | "key"
            | "mission"
            | "objective"
            | "plan"
            | "point"
            | "policy"
            | "priority"
            | "proposal"
            | "purpose"
            | "role"
            | "solution"
            | "step"
            | "strategy"
            | "task"
            | "thing"
            | "way"
            | "what"
            | "this"
            | "that"
            | "it"
    )
}

/// The noun of action that a verb leaves the telling to: its object ("pay a visit"), or in the
/// passive its subject ("talks are planned", "a visit takes place").
fn light_noun(doc: &Doc, verb: usize) -> Option<ActionNoun> {
    let lemma = doc.lemma(verb);
    let passive = syntax::is_passive(doc, verb);
    if !passive && lexicon::is_light(lemma) {
        let object = syntax::object(doc, verb)?;
        if doc.lemma(object) == "place" && lemma == "take" {
            return ActionNoun::at(doc, syntax::subject(doc, verb)?);
        }
        return ActionNoun::at(doc, object);
    }
    let tells_of_subject = lexicon::is_happening(lemma)
        || (passive && lexicon::is_light_in_passive(lemma) && step_down(doc, verb).is_none());
    if tells_of_subject { ActionNoun::at(doc, syntax::subject(doc, verb)?) } else { None }
}

/// The subject of a verb: its own, or that of what it stands under.
fn subject(doc: &Doc, verb: usize) -> Option<usize> {
    let own = syntax::own_subject(doc, verb);
    if own.is_some() {
        return own;
    }
    let above = doc.head(verb);
    if above == verb {
        return None;
    }
    match doc.dep(verb) {
        "acl" if doc.tag(verb) == "VB" => syntax::child(doc, above, &["poss"]),
        "acl" | "relcl" => Some(above),
        "conj" => syntax::subject(doc, verb),
        "advcl" => syntax::subject(doc, above),
        "xcomp" => syntax::object(doc, above).or_else(|| syntax::subject(doc, above)),
        "pcomp" => {
            let governor = doc.head(above);
            if doc.tag(governor).starts_with("NN") {
                return syntax::child(doc, governor, &["poss"]);
            }
            // "accused China of arming": the object is meant, else the subject.
            let of = matches!(doc.norm(above), "of" | "from" | "into" | "for");
            let object = syntax::object(doc, governor).filter(|_| of);
            object.or_else(|| syntax::subject(doc, governor))
        }
        _ => None,
    }
}
