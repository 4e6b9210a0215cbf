//! Tells of every quotation in marks what kind it is and whose words it holds.
//!
//! What has no credit in its own sentence takes the speaker of its neighbours: of the paragraph
//! that it goes on from, of the quotations beside it, of the sentence before.

use super::{
    Marks,
    around::Around,
    credit::{At, Credit},
    cues::Cue,
    lexicon::{self, Frame},
    reading::Reading,
};
use crate::{
    domain::{QuoteKind, Span},
    pipeline::annotate::{Parsed, words},
};

/// A quotation in marks.
#[derive(Clone, Debug)]
pub(super) struct Direct {
    /// Index of the marked stretch.
    pub(super) stretch: usize,
    pub(super) kind: QuoteKind,
    pub(super) credit: Option<Credit>,
    /// Index of the stretch that it continues.
    pub(super) continues: Option<usize>,
}

/// The outermost quotations in marks, in text order.
pub(super) fn direct(
    parsed: &Parsed<'_>,
    marks: &Marks,
    readings: &[Reading<'_>],
    cues: &[Vec<Cue>],
) -> Vec<Direct> {
    let mut found: Vec<Placed<'_>> = Vec::new();
    for &stretch in parsed.few_until_stopped(marks.outermost()) {
        let span = marks.stretches[stretch].span;
        let Some(segment) = parsed.segment_at(span.begin) else { continue };
        let tokens = parsed.tokens_in(segment, span);
        if tokens.is_empty() {
            continue;
        }
        let reading = &readings[segment];
        let content = marks.stretches[stretch].content.of(parsed.text);
        let around = Around { reading, cues: &cues[segment], segment, tokens, content };
        let signed = |name| signed(parsed, name);
        let signed = marks.stretches[stretch].signature.and_then(signed);
        let credit = signed.or_else(|| around.credit());
        let announced = credit.is_none() && around.is_announced();
        let credit = if announced { None } else { credit.or_else(|| around.loose_credit()) };
        found.push(Placed { stretch, around, credit, own: true, announced, continues: None });
    }
    join_paragraphs(marks, &mut found);
    share_in_paragraph(&mut found);
    look_back(parsed, cues, &mut found);
    share_in_paragraph(&mut found);
    let finish = |placed: Placed<'_>| {
        let is_post = marks.stretches[placed.stretch].is_post;
        let kind = if is_post { QuoteKind::Direct } else { placed.kind() };
        Direct { stretch: placed.stretch, kind, credit: placed.credit, continues: placed.continues }
    };
    found.into_iter().map(finish).collect()
}

/// The credit of a post: who signed it.
fn signed(parsed: &Parsed<'_>, name: Span) -> Option<Credit> {
    let segment = parsed.segment_at(name.begin)?;
    let token = parsed.tokens_in(segment, name).last()?;
    Some(Credit {
        source: Some(At { segment, token }),
        cue: None,
        cue_token: None,
        addressee: None,
        relayer: None,
        signature: Some(name),
        rule: "post-signature",
        score: 0.95,
    })
}

/// A quotation while its speaker is looked for.
struct Placed<'a> {
    stretch: usize,
    around: Around<'a>,
    credit: Option<Credit>,
    /// Whether the credit stands in its own sentence.
    own: bool,
    /// Whether it is an announcement of what somebody else is going to do.
    announced: bool,
    continues: Option<usize>,
}

/// Quotations that a paragraph leaves open go on in the next one, with one speaker.
fn join_paragraphs(marks: &Marks, found: &mut [Placed<'_>]) {
    for index in 1..found.len() {
        let before = &marks.stretches[found[index - 1].stretch];
        let is_open =
            before.span.end == before.content.end && !before.unbalanced && !before.is_post;
        let next = found[index - 1].around.segment + 1;
        if !is_open || found[index].around.segment != next {
            continue;
        }
        if found[index].around.tokens.start == 0 {
            found[index].continues = Some(found[index - 1].stretch);
        }
    }
    let joined = |found: &[Placed<'_>], index: usize| found[index].continues.is_some();
    for index in 1..found.len() {
        if joined(found, index) && found[index].credit.is_none() {
            found[index].take_from(found[index - 1].credit.clone(), "reopened");
        }
    }
    for index in (1..found.len()).rev() {
        if joined(found, index) && found[index - 1].credit.is_none() {
            let credit = found[index].credit.clone();
            found[index - 1].take_from(credit, "reopened");
        }
    }
}

/// Quotations of one paragraph without a credit of their own take that of the one before, or of
/// the one behind.
fn share_in_paragraph(found: &mut [Placed<'_>]) {
    for index in 1..found.len() {
        let (before, rest) = found.split_at_mut(index);
        let (before, this) = (&before[index - 1], &mut rest[0]);
        let same = before.around.segment == this.around.segment;
        if same && this.credit.is_none() && this.around.begins_sentence() {
            this.take_from(before.credit.clone(), "same-paragraph");
            if this.credit.is_some() && this.continues.is_none() {
                this.continues = Some(before.stretch);
            }
        } else if same && before.is_divided_from(this) {
            this.continues = Some(before.stretch);
        }
    }
    for index in (1..found.len()).rev() {
        let (before, rest) = found.split_at_mut(index);
        let (before, this) = (&mut before[index - 1], &rest[0]);
        let same = before.around.segment == this.around.segment;
        if same && before.credit.is_none() && before.around.begins_sentence() && this.own {
            before.take_from(this.credit.clone(), "same-paragraph");
        }
    }
}

/// Quotations that are sentences of their own take their speaker from the sentence before.
fn look_back(parsed: &Parsed<'_>, cues: &[Vec<Cue>], found: &mut [Placed<'_>]) {
    for index in parsed.few_until_stopped(0..found.len()) {
        let (before, rest) = found.split_at_mut(index);
        let (before, this) = (before.last(), &mut rest[0]);
        if this.credit.is_some() {
            continue;
        }
        if this.announced {
            // It was announced by who spoke right before.
            let near = |b: &&Placed<'_>| {
                (b.own || b.announced) && this.around.segment - b.around.segment <= 1
            };
            let credit = before.filter(near).and_then(|b| b.credit.clone());
            let credit = credit.map(|c| Credit { cue: None, cue_token: None, ..c });
            this.credit = credit.is_none().then(|| this.around.loose_credit()).flatten();
            this.take_from(credit, "announced");
        }
        if this.announced || !this.around.begins_sentence() {
            continue;
        }
        let credit = this.around.told_before().or_else(|| {
            let segment = this.around.segment.checked_sub(1)?;
            let spoken = before.filter(|b| this.around.segment - b.around.segment <= 1);
            if let Some(credit) = spoken.and_then(|b| b.credit.clone()) {
                let rule = "previous-speaker";
                return Some(Credit { cue: None, cue_token: None, rule, score: 0.8, ..credit });
            }
            let last = cues[segment]
                .iter()
                .rev()
                .find(|cue| cue.frame.has(Frame::SPEECH) && cue.source.is_some())?;
            Some(Credit {
                source: last.source.map(|token| At { segment, token }),
                cue: None,
                cue_token: None,
                addressee: None,
                relayer: None,
                signature: None,
                rule: "previous-paragraph",
                score: 0.7,
            })
        });
        this.own = false;
        this.credit = credit;
    }
}

impl Placed<'_> {
    fn take_from(&mut self, credit: Option<Credit>, rule: &'static str) {
        if let Some(credit) = credit {
            let score = (credit.score - 0.05).max(0.0);
            self.credit = Some(Credit { rule, score, ..credit });
            self.own = false;
        }
    }

    /// Whether the attribution stands between this quotation and the next: "A," he said, "B."
    fn is_divided_from(&self, next: &Self) -> bool {
        let cue = |placed: &Self| placed.credit.as_ref().and_then(|credit| credit.cue_token);
        cue(self).is_some_and(|at| {
            cue(next) == Some(at)
                && self.around.tokens.end <= at.token
                && next.own
                && self.own
                && at.token < next.around.tokens.start
        })
    }

    fn kind(&self) -> QuoteKind {
        let around = &self.around;
        let (reading, doc) = (around.reading, around.reading.doc);
        let words = around.tokens.clone().filter(|&t| !reading.is_punctuation(t)).count();
        let finite = |t: usize| matches!(doc.tag(t), "VBD" | "VBZ" | "VBP" | "MD");
        let clause = around.tokens.clone().any(finite) && words >= 3;
        let weak = self.credit.as_ref().is_none_or(|c| c.rule == "governing-verb");
        if (weak || self.stands_for_work()) && self.is_title(words) {
            return QuoteKind::Title;
        }
        if weak && words <= 3 && !clause && !around.begins_sentence() {
            return QuoteKind::Scare;
        }
        if clause || around.begins_sentence() && around.content.ends_with(['.', '!', '?', ',']) {
            QuoteKind::Direct
        } else {
            QuoteKind::Fragment
        }
    }

    /// Whether the word before is one that titles follow: "the film", "the network's".
    fn stands_for_work(&self) -> bool {
        let (reading, doc) = (self.around.reading, self.around.reading.doc);
        let Some(before) = self.around.tokens.start.checked_sub(1) else { return false };
        let titled = matches!(doc.norm(before), "titled" | "entitled" | "on" | "of" | "in");
        reading.is_told(before)
            && (titled || doc.tag(before) == "POS" || lexicon::is_work(doc.lemma(before)))
    }

    /// Whether the words are the title of a work: all that carry meaning have capitals.
    fn is_title(&self, count: usize) -> bool {
        let around = &self.around;
        let (reading, doc) = (around.reading, around.reading.doc);
        let small = |t: usize| {
            let word = reading.word(t);
            word.starts_with(char::is_lowercase)
                && word.len() > 4
                && !words::is_stop_word(doc.norm(t))
        };
        let first = around.tokens.clone().find(|&t| !reading.is_punctuation(t));
        let capital = first.is_some_and(|t| !reading.word(t).starts_with(char::is_lowercase));
        capital && count <= 12 && !around.tokens.clone().any(small)
    }
}
