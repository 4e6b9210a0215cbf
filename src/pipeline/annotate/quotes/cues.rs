//! Finds the narrator's words that report what somebody says, thinks or wants, with who and what.

use std::ops::Range;

use super::{
    lexicon::{self, Frame},
    reading::Reading,
};

/// A cue of one paragraph; all positions are tokens of it.
#[derive(Clone, Debug)]
pub(super) struct Cue {
    /// The head of the cue: "said".
    pub(super) token: usize,
    /// The whole cue: "did not say", "according to".
    pub(super) words: Range<usize>,
    /// The head of the words for whose speech it is.
    pub(super) source: Option<usize>,
    /// The head of the words for whom it is said to.
    pub(super) addressee: Option<usize>,
    /// What it reports.
    pub(super) frame: Frame,
    /// The heads of what is reported.
    pub(super) contents: Vec<usize>,
    /// Whether it is "according to" or the like, which credits without a verb.
    pub(super) is_credit: bool,
}

/// How far a tree is climbed.
const MAX_CLIMB: usize = 6;
/// How many dependents of a cue are looked at.
const MAX_CHILDREN: usize = 64;

/// The cues of a paragraph outside of quotation marks, in text order.
pub(super) fn cues(reading: &Reading<'_>) -> Vec<Cue> {
    let tokens = reading.parsed.few_until_stopped(0..reading.len());
    let narrated = tokens.filter(|&token| reading.is_told(token));
    narrated.filter_map(|token| cue(reading, token)).collect()
}

fn cue(reading: &Reading<'_>, token: usize) -> Option<Cue> {
    let doc = reading.doc;
    match doc.tag(token) {
        _ if doc.norm(token) == "according" => credit(reading, token),
        "VB" | "VBD" | "VBG" | "VBN" | "VBP" | "VBZ" => {
            let frame = lexicon::verb(doc, token);
            (frame != Frame::NONE).then(|| verb_cue(reading, token, frame))
        }
        "NN" | "NNS" if lexicon::is_noun(doc.lemma(token)) => noun_cue(reading, token),
        "JJ" | "VBJ" if lexicon::is_adjective(doc.lemma(token)) => adjective_cue(reading, token),
        _ => None,
    }
}

/// What a verb reports and whose words they are, whether or not it is known as a cue.
pub(super) fn verb_cue(reading: &Reading<'_>, verb: usize, frame: Frame) -> Cue {
    Cue {
        token: verb,
        words: verb_words(reading, verb),
        source: source(reading, verb),
        addressee: addressee(reading, verb),
        frame,
        contents: contents(reading, verb, frame),
        is_credit: false,
    }
}

/// A verb with its auxiliaries, negation and particle.
fn verb_words(reading: &Reading<'_>, verb: usize) -> Range<usize> {
    let doc = reading.doc;
    let mut words = verb..verb + 1;
    let part =
        |&c: &usize| matches!(doc.dep(c), "aux" | "auxpass" | "neg" | "prt") && reading.is_told(c);
    for child in doc.children(verb).take(MAX_CHILDREN).filter(part) {
        // Words between, as in "has repeatedly said", belong to it.
        if child.abs_diff(verb) <= 4 {
            words = words.start.min(child)..words.end.max(child + 1);
        }
    }
    words
}

/// The head of the words for who speaks by a verb.
fn source(reading: &Reading<'_>, verb: usize) -> Option<usize> {
    let doc = reading.doc;
    let mut verb = verb;
    for step in 0..MAX_CLIMB {
        let passive = reading.is_passive(verb);
        if step == 0 && passive {
            return agent(reading, verb);
        }
        let is_subject =
            |&c: &usize| matches!(doc.dep(c), "nsubj" | "nsubjpass") && reading.is_told(c);
        if let Some(subject) = doc.children(verb).take(MAX_CHILDREN).find(is_subject) {
            return is_somebody(reading, subject).then_some(subject);
        }
        let head = doc.head(verb);
        if head == verb {
            return None;
        }
        match doc.dep(verb) {
            "conj" | "xcomp" | "advcl" | "pcomp" | "ccomp" | "prep" | "dep" => verb = head,
            // "officials saying that": the noun speaks; "issued a statement, saying that": its owner.
            "acl"
                if doc.tag(verb) == "VBG"
                    && reading.is_told(head)
                    && speaks(reading, head, verb) =>
            {
                return Some(head);
            }
            "acl" => verb = head,
            _ => return None,
        }
        // "in announcing": on the way up stand prepositions and nouns.
        if matches!(doc.dep(verb), "pobj" | "dobj" | "attr") {
            verb = doc.head(verb);
        }
    }
    None
}

/// Whether the noun that a participle hangs on speaks by itself.
fn speaks(reading: &Reading<'_>, noun: usize, participle: usize) -> bool {
    let doc = reading.doc;
    let apart = participle > 0 && reading.word(participle - 1) == ",";
    let issued = lexicon::is_document(doc.lemma(noun)) && doc.dep(noun) == "dobj";
    !apart && !issued
}

/// Whether a subject can speak: "it" and "there" of empty subjects cannot.
fn is_somebody(reading: &Reading<'_>, subject: usize) -> bool {
    !matches!(reading.doc.norm(subject), "what" | "this" | "there")
}

/// The head of the words behind "by".
fn agent(reading: &Reading<'_>, verb: usize) -> Option<usize> {
    let doc = reading.doc;
    let by = doc.children(verb).take(MAX_CHILDREN).find(|&c| doc.dep(c) == "agent")?;
    doc.children(by).find(|&c| doc.dep(c) == "pobj" && reading.is_told(c))
}

/// The head of the words for who is spoken to.
fn addressee(reading: &Reading<'_>, verb: usize) -> Option<usize> {
    let doc = reading.doc;
    let lemma = doc.lemma(verb);
    let mut children = doc.children(verb).take(MAX_CHILDREN).filter(|&c| reading.is_told(c));
    match lemma {
        "tell" | "ask" | "inform" | "assure" | "warn" | "remind" | "urge" | "advise"
        | "caution" | "promise" | "reassure" | "convince" | "persuade" => {
            if reading.is_passive(verb) {
                return children.find(|&c| doc.dep(c) == "nsubjpass");
            }
            // "urged him to go": the object is the subject of what is reported.
            let spoken_to = |c: usize| {
                matches!(doc.dep(c), "dobj" | "dative")
                    || doc.dep(c) == "nsubj" && c > verb && lemma == "tell"
            };
            children.find(|&c| spoken_to(c) && doc.pos(c) != "ADP")
        }
        "say" | "add" | "complain" | "explain" | "announce" | "write" | "speak" | "talk" => {
            let to = children.find(|&c| doc.norm(c) == "to" && doc.dep(c) != "aux")?;
            doc.children(to).find(|&c| doc.dep(c) == "pobj" && reading.is_told(c))
        }
        _ => None,
    }
}

/// The heads of what a verb reports.
fn contents(reading: &Reading<'_>, verb: usize, frame: Frame) -> Vec<usize> {
    let doc = reading.doc;
    // "saw him" is no verdict, "saw him as a friend" is.
    let judges = |c: usize| matches!(doc.dep(c), "oprd" | "ccomp") || doc.norm(c) == "as";
    let frame = match frame.has(Frame::SPEECH) {
        false if !doc.children(verb).take(MAX_CHILDREN).any(judges) => frame.but(Frame::VERDICT),
        _ => frame,
    };
    let mut found = Vec::new();
    for child in doc.children(verb).take(MAX_CHILDREN) {
        let counts = match doc.dep(child) {
            "ccomp" => frame.has(Frame::CLAUSE) || frame.has(Frame::VERDICT),
            "xcomp" => frame.has(Frame::INFINITIVE) || frame.has(Frame::VERDICT),
            "dobj" => frame.has(Frame::OBJECT) || frame.has(Frame::VERDICT),
            "oprd" => frame.has(Frame::VERDICT),
            "prep" => {
                frame.has(Frame::VERDICT) && matches!(doc.norm(child), "as" | "of" | "for" | "with")
                    || frame.has(Frame::TOPIC)
                        && matches!(doc.norm(child), "about" | "for" | "of" | "against")
            }
            _ => false,
        };
        if counts && !is_relative(reading, child) {
            found.push(child);
        }
    }
    found
}

/// Whether a word is the relative pronoun of a clause, which reports nothing by itself.
fn is_relative(reading: &Reading<'_>, token: usize) -> bool {
    matches!(reading.doc.tag(token), "WDT" | "WP")
}

/// "the claim that", "his promise to".
fn noun_cue(reading: &Reading<'_>, noun: usize) -> Option<Cue> {
    let doc = reading.doc;
    let children = || doc.children(noun).take(MAX_CHILDREN);
    let has = |verb: usize, dep: &str| doc.children(verb).any(|c| doc.dep(c) == dep);
    let that = |&c: &usize| {
        matches!(doc.dep(c), "acl" | "ccomp" | "relcl")
            && doc.children(c).any(|m| doc.dep(m) == "mark" && doc.norm(m) == "that")
    };
    let to = |&c: &usize| doc.dep(c) == "acl" && doc.tag(c) == "VB" && has(c, "aux");
    let owner = children().find(|&c| doc.dep(c) == "poss");
    let content = children().find(that).or_else(|| owner.and(children().find(to)))?;
    let verb = issuing_verb(reading, noun);
    Some(Cue {
        token: noun,
        words: noun..noun + 1,
        source: match (owner, verb) {
            (None, Some(verb)) => source(reading, verb),
            _ => owner.filter(|&c| reading.is_told(c)),
        },
        addressee: None,
        frame: Frame::CLAUSE,
        contents: vec![content],
        is_credit: false,
    })
}

/// The verb by whose subject a noun is said: "said in a statement that", "made the claim that".
fn issuing_verb(reading: &Reading<'_>, noun: usize) -> Option<usize> {
    let doc = reading.doc;
    let above = doc.head(noun);
    match doc.dep(noun) {
        "pobj" => {
            let verb = doc.head(above);
            lexicon::verb(doc, verb).has(Frame::SPEECH).then_some(verb)
        }
        "dobj" => {
            let issues = matches!(
                doc.lemma(above),
                "express"
                    | "give"
                    | "have"
                    | "issue"
                    | "make"
                    | "publish"
                    | "raise"
                    | "release"
                    | "repeat"
                    | "reiterate"
                    | "send"
                    | "share"
                    | "voice"
            );
            issues.then_some(above)
        }
        _ => None,
    }
}

/// "was confident that", "confident he would".
fn adjective_cue(reading: &Reading<'_>, adjective: usize) -> Option<Cue> {
    let doc = reading.doc;
    let clause = |&c: &usize| matches!(doc.dep(c), "ccomp");
    let content = doc.children(adjective).take(MAX_CHILDREN).find(clause)?;
    let source = match doc.dep(adjective) {
        "acomp" | "conj" | "advcl" | "amod" | "acl" | "oprd" => {
            source(reading, doc.head(adjective))
        }
        _ => source(reading, adjective),
    };
    source?;
    Some(Cue {
        token: adjective,
        words: adjective..adjective + 1,
        source,
        addressee: None,
        frame: Frame::CLAUSE,
        contents: vec![content],
        is_credit: false,
    })
}

/// The last noun of the noun phrase that begins at a token.
fn phrase_end(reading: &Reading<'_>, first: usize) -> Option<usize> {
    let doc = reading.doc;
    let part = |&t: &usize| {
        reading.is_told(t)
            && matches!(
                doc.tag(t),
                "DT" | "JJ"
                    | "NN"
                    | "NNS"
                    | "NNP"
                    | "NNPS"
                    | "PRP"
                    | "PRP$"
                    | "POS"
                    | "HYPH"
                    | "CD"
                    | "VBN"
                    | "VBG"
            )
    };
    let noun = |&t: &usize| doc.tag(t).starts_with("NN") || doc.tag(t) == "PRP";
    let phrase = (first..reading.len()).take(12).take_while(part);
    phrase.filter(noun).last()
}

/// "according to X": credits the clause that it stands in.
fn credit(reading: &Reading<'_>, according: usize) -> Option<Cue> {
    let doc = reading.doc;
    let to = (according + 1..reading.len().min(according + 3)).find(|&c| doc.norm(c) == "to")?;
    let is_object = |&c: &usize| doc.dep(c) == "pobj" && reading.is_told(c);
    let object = doc.children(to).chain(doc.children(according)).find(is_object);
    let source = match (object, phrase_end(reading, to + 1)) {
        // Of a long phrase the tree may take only the beginning: "the state-run agency X".
        (Some(object), Some(end)) if end > object => end,
        (object, end) => object.or(end)?,
    };
    // The clause above, past nouns that the words may hang on.
    let mut clause = doc.head(according);
    for _ in 0..MAX_CLIMB {
        if super::super::words::is_verb_tag(doc.tag(clause)) || doc.head(clause) == clause {
            break;
        }
        clause = doc.head(clause);
    }
    Some(Cue {
        token: according,
        words: according..to + 1,
        source: Some(source),
        addressee: None,
        frame: Frame::SPEECH,
        contents: if clause == according { Vec::new() } else { vec![clause] },
        is_credit: true,
    })
}
