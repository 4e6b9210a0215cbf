//! Clauses: the parts of a sentence that state one thing each.
//!
//! A sentence is divided at the verbs that head a statement of their own in the dependency
//! tree (coordinated, adverbial, relative and reported clauses). Each clause is one
//! contiguous stretch of tokens, so that it can be quoted as it stands; what it owes to the
//! rest of the sentence (a shared subject, the noun a relative clause describes) is kept
//! beside it as context.

use std::ops::Range;

use parallax_nlp::Doc;

use super::super::words;

/// A clause of one segment.
#[derive(Clone, Debug)]
pub struct Clause {
    /// Index of the claim in [`crate::domain::Analysis::claims`].
    pub claim: usize,
    /// Index of the segment.
    pub segment: usize,
    /// Index of the sentence in [`crate::domain::Analysis::sentences`].
    pub sentence: usize,
    /// The tokens of the whole sentence.
    pub sentence_tokens: Range<usize>,
    /// The tokens of the clause; at least one.
    pub tokens: Range<usize>,
    /// The token that heads it; the first of a sentence that was not divided.
    pub head: usize,
    /// Tokens outside that the clause leans on, ascending.
    pub context: Vec<usize>,
}

/// A stretch of tokens that belong to one clause head.
struct Run {
    tokens: Range<usize>,
    head: usize,
}

/// Content words that a clause needs at least to be one.
const MIN_CONTENT: usize = 3;
/// The same for what somebody is reported to say: "The girl was safe at home," he said.
const MIN_CONTENT_REPORTED: usize = 2;
/// Content words from which a stretch without its verb is still worth a clause.
const MIN_CONTENT_VERBLESS: usize = 4;
/// Content words up to which the reporting part of a sentence ("the ministry said in a
/// statement") is attribution and no claim of its own.
const MAX_CONTENT_ATTRIBUTION: usize = 6;

/// Tokens from which a sentence is a list or a table and not divided; also keeps the work
/// linear in the text.
pub(super) const MAX_SENTENCE: usize = 400;

/// Bytes from which a sentence is not divided either: each claim repeats its sentence as
/// evidence, and an answer must not outgrow the text by much.
const MAX_SENTENCE_BYTES: usize = 4096;

/// The tree of one sentence with what the division needs of each token.
struct Tree<'a> {
    doc: &'a Doc,
    text: &'a str,
    sentence: Range<usize>,
    /// Tokens from the root down; parents before their children.
    order: Vec<usize>,
    /// Content words in the subtree, by position in the sentence.
    content: Vec<usize>,
}

impl<'a> Tree<'a> {
    fn new(doc: &'a Doc, text: &'a str, sentence: Range<usize>) -> Self {
        let mut order: Vec<usize> = sentence
            .clone()
            .filter(|&i| !sentence.contains(&doc.head(i)) || doc.head(i) == i)
            .collect();
        let mut next = 0;
        while next < order.len() {
            let parent = order[next];
            order.extend(doc.children(parent).filter(|i| sentence.contains(i)));
            next += 1;
        }
        let mut tree = Self { doc, text, content: vec![0; sentence.len()], order, sentence };
        for at in (0..tree.order.len()).rev() {
            let token = tree.order[at];
            tree.content[token - tree.sentence.start] += usize::from(tree.is_content(token));
            if let Some(parent) = tree.parent(token) {
                tree.content[parent - tree.sentence.start] +=
                    tree.content[token - tree.sentence.start];
            }
        }
        tree
    }

    fn parent(&self, token: usize) -> Option<usize> {
        let head = self.doc.head(token);
        (head != token && self.sentence.contains(&head)).then_some(head)
    }

    fn word(&self, token: usize) -> String {
        self.doc.token_text(token, self.text).to_lowercase()
    }

    fn is_content(&self, token: usize) -> bool {
        let tag = self.doc.tag(token);
        let open = ["NN", "VB", "JJ", "RB", "CD", "FW"].iter().any(|t| tag.starts_with(t));
        open && !words::is_stop_word(&self.word(token))
    }

    fn content_of(&self, tokens: Range<usize>) -> usize {
        tokens.filter(|&t| self.is_content(t)).count()
    }

    fn has_child(&self, token: usize, deps: &[&str]) -> bool {
        self.doc.children(token).any(|child| deps.contains(&self.doc.dep(child)))
    }

    fn has_subject(&self, token: usize) -> bool {
        self.has_child(token, &["nsubj", "nsubjpass", "expl"])
    }

    fn has_arguments(&self, token: usize) -> bool {
        const ARGUMENTS: [&str; 10] = [
            "dobj",
            "prep",
            "attr",
            "acomp",
            "ccomp",
            "xcomp",
            "nsubjpass",
            "advmod",
            "dative",
            "agent",
        ];
        self.has_child(token, &ARGUMENTS)
    }

    /// Whether a token heads a statement of its own.
    fn heads_clause(&self, token: usize) -> bool {
        let Some(parent) = self.parent(token) else { return true };
        let content = self.content[token - self.sentence.start];
        let least =
            if self.is_reported(token, parent) { MIN_CONTENT_REPORTED } else { MIN_CONTENT };
        if !words::is_verb_tag(self.doc.tag(token)) || content < least {
            return false;
        }
        match self.doc.dep(token) {
            "conj" => {
                self.has_subject(token) || (self.has_arguments(token) && self.has_arguments(parent))
            }
            "advcl" | "relcl" => true,
            "ccomp" | "parataxis" => {
                self.has_subject(token) || words::is_speech_verb(&self.word(parent))
            }
            _ => false,
        }
    }

    /// Whether a token heads what somebody is reported to say, and not to deny: few words would
    /// stand there as if they were said.
    fn is_reported(&self, token: usize, parent: usize) -> bool {
        matches!(self.doc.dep(token), "ccomp" | "parataxis")
            && self.has_subject(token)
            && words::is_speech_verb(&self.word(parent))
            && !self.has_child(parent, &["neg"])
            && !matches!(self.doc.lemma(parent), "deny" | "doubt")
    }

    /// For each token of the sentence, the clause head it belongs to.
    fn owners(&self) -> Vec<usize> {
        let mut owners = vec![self.sentence.start; self.sentence.len()];
        for &token in &self.order {
            let owner = match self.parent(token) {
                Some(parent) if !self.heads_clause(token) => owners[parent - self.sentence.start],
                _ => token,
            };
            owners[token - self.sentence.start] = owner;
        }
        owners
    }

    /// Stretches of tokens with one owner; punctuation goes with what stands before it.
    fn runs(&self, owners: &[usize]) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let mut begin = self.sentence.start;
        for end in self.sentence.start + 1..=self.sentence.end {
            let owner = owners[begin - self.sentence.start];
            if end < self.sentence.end && owners[end - self.sentence.start] == owner {
                continue;
            }
            let worded = (begin..end).any(|t| self.starts_word(t));
            match runs.last_mut() {
                Some(last) if !worded || last.head == owner => last.tokens.end = end,
                _ => runs.push(Run { tokens: begin..end, head: owner }),
            }
            begin = end;
        }
        runs
    }

    fn starts_word(&self, token: usize) -> bool {
        self.doc.token_text(token, self.text).starts_with(char::is_alphanumeric)
    }

    /// Whether a stretch states something and is not mere attribution or a scrap.
    fn is_statement(&self, run: &Run, owners: &[usize]) -> bool {
        let content = self.content_of(run.tokens.clone());
        if !run.tokens.contains(&run.head) {
            let first = run.tokens.clone().find(|&t| self.starts_word(t));
            let credits = first.is_some_and(|t| self.word(t) == "according");
            return content >= MIN_CONTENT_VERBLESS && !credits;
        }
        let reports = words::is_speech_verb(&self.word(run.head));
        let reported_elsewhere = self.doc.children(run.head).any(|child| {
            self.sentence.contains(&child)
                && self.doc.dep(child) == "ccomp"
                && owners[child - self.sentence.start] == child
        });
        let attribution =
            reports && (reported_elsewhere || content <= 1) && content <= MAX_CONTENT_ATTRIBUTION;
        let told = !attribution || self.announces(run);
        told && content >= 2 && !self.lost_its_point(run, owners)
    }

    /// Whether an attribution is an event of its own: that something was announced on a day, "the
    /// ministry said in a statement on Friday".
    fn announces(&self, run: &Run) -> bool {
        // "announced Friday", "announced on Friday", "said in a statement of March 17"
        let dated = |t: usize| match self.doc.dep(t) {
            "npadvmod" => self.doc.head(t) == run.head,
            "pobj" => self.doc.tag(t) == "NNP" && self.word(self.doc.head(t)) == "on",
            _ => self.doc.tag(t) == "CD",
        };
        let public = |t: usize| {
            matches!(self.word(t).as_str(), "announced" | "announces" | "statement" | "release")
        };
        run.tokens.clone().any(dated) && run.tokens.clone().any(public)
    }

    /// Whether all that the verb says stands in another clause: "the decision comes", of
    /// "the decision comes after the court heard both sides".
    fn lost_its_point(&self, run: &Run, owners: &[usize]) -> bool {
        const ARGUMENTS: [&str; 9] =
            ["nsubjpass", "dobj", "attr", "acomp", "prep", "prt", "oprd", "agent", "npadvmod"];
        let children = || self.doc.children(run.head);
        let split_off = |child: usize| {
            matches!(self.doc.dep(child), "advcl" | "ccomp")
                && self.sentence.contains(&child)
                && owners[child - self.sentence.start] == child
        };
        let argument =
            |child: usize| run.tokens.contains(&child) && ARGUMENTS.contains(&self.doc.dep(child));
        self.content_of(run.tokens.clone()) == 2
            && children().any(split_off)
            && !children().any(argument)
    }

    /// Takes connectives and loose punctuation off both ends.
    fn trimmed(&self, tokens: Range<usize>) -> Range<usize> {
        let word = |t: usize| self.doc.token_text(t, self.text);
        let conjunction = |t: usize| self.doc.tag(t) == "CC";
        let (mut begin, mut end) = (tokens.start, tokens.end);
        while end - begin > 2 {
            let last = end - 1;
            let closing = word(last).starts_with(['”', '"', '’', '\'', '.', '?', '!']);
            let opens_next = matches!(word(last), "“" | "\"" | "'" | "‘")
                && word(last - 1).starts_with([',', ':']);
            let loose = !self.starts_word(last) && !closing;
            // "was killed after", of a sentence that goes on in the next clause.
            let opens_clause =
                self.doc.dep(last) == "mark" || matches!(self.doc.tag(last), "IN" | "TO");
            if !(loose || conjunction(last) || opens_next || opens_clause) {
                break;
            }
            end -= 1;
        }
        while begin + 1 < end {
            let loose = matches!(word(begin), "," | ";" | ":" | "–" | "—" | "-" | "." | ")" | "”");
            let connective = conjunction(begin) || matches!(word(begin), "that" | "of");
            if !(loose || (connective && end - begin > 3)) {
                break;
            }
            begin += 1;
        }
        begin..end
    }

    /// Tokens outside `tokens` that the clause leans on: its own outlying words, and the
    /// subject or noun that it shares with the clause above.
    fn context(&self, run: &Run, tokens: &Range<usize>, owners: &[usize]) -> Vec<usize> {
        let mut context: Vec<usize> = self
            .sentence
            .clone()
            .filter(|&t| owners[t - self.sentence.start] == run.head)
            .collect();
        if !self.has_child(run.head, &["nsubj", "nsubjpass"]) {
            self.add_shared_subject(run.head, owners, &mut context);
        }
        context.retain(|t| !tokens.contains(t));
        context.sort_unstable();
        context.dedup();
        context
    }

    fn add_shared_subject(&self, head: usize, owners: &[usize], context: &mut Vec<usize>) {
        const MODIFIERS: [&str; 4] = ["compound", "amod", "poss", "nummod"];
        /// A subject further up than this belongs to another thought.
        const MAX_CLIMB: usize = 6;
        let mut token = head;
        for _ in 0..MAX_CLIMB {
            let Some(parent) = self.parent(token) else { return };
            if matches!(self.doc.dep(token), "relcl" | "acl") {
                context.push(parent);
                let modifies = |c: &usize| MODIFIERS.contains(&self.doc.dep(*c));
                context.extend(self.doc.children(parent).filter(modifies));
                return;
            }
            let is_subject = |c: &usize| matches!(self.doc.dep(*c), "nsubj" | "nsubjpass");
            if let Some(subject) = self.doc.children(parent).find(is_subject) {
                let owner = owners[parent - self.sentence.start];
                let in_subject = |t: &usize| {
                    owners[*t - self.sentence.start] == owner && self.is_under(*t, subject)
                };
                context.extend(self.sentence.clone().filter(in_subject));
                return;
            }
            token = parent;
        }
    }

    /// Whether `token` is `ancestor` or lies at most a few levels under it.
    fn is_under(&self, token: usize, ancestor: usize) -> bool {
        const MAX_DEPTH: usize = 12;
        let mut at = Some(token);
        for _ in 0..MAX_DEPTH {
            match at {
                Some(t) if t == ancestor => return true,
                Some(t) => at = self.parent(t),
                None => return false,
            }
        }
        false
    }
}

/// Divides a sentence into clauses, in text order; at least one.
///
/// `segment` and `sentence_index` are copied into the result; the claim is not known yet. Tokens outside of every
/// clause are attribution, subjects of other clauses and the like.
pub(super) fn split(
    doc: &Doc,
    text: &str,
    segment: usize,
    sentence_index: usize,
    sentence: Range<usize>,
) -> Vec<Clause> {
    let tokens = &doc.tokens()[sentence.clone()];
    let bytes = tokens.first().zip(tokens.last()).map_or(0, |(first, last)| last.end - first.begin);
    if sentence.len() > MAX_SENTENCE || bytes as usize > MAX_SENTENCE_BYTES {
        return vec![whole(segment, sentence_index, sentence)];
    }
    let tree = Tree::new(doc, text, sentence.clone());
    let owners = tree.owners();
    let clause = |tokens: Range<usize>, head, context| Clause {
        claim: 0,
        segment,
        sentence: sentence_index,
        sentence_tokens: sentence.clone(),
        tokens,
        head,
        context,
    };
    let mut clauses = Vec::new();
    for run in tree.runs(&owners) {
        if tree.is_statement(&run, &owners) {
            let tokens = tree.trimmed(run.tokens.clone());
            let context = tree.context(&run, &tokens, &owners);
            clauses.push(clause(tokens, run.head, context));
        }
    }
    if clauses.is_empty() {
        clauses.push(whole(segment, sentence_index, sentence));
    }
    clauses
}

/// The sentence as one clause.
fn whole(segment: usize, sentence: usize, tokens: Range<usize>) -> Clause {
    let head = tokens.start;
    let sentence_tokens = tokens.clone();
    Clause { claim: 0, segment, sentence, sentence_tokens, tokens, head, context: Vec::new() }
}
