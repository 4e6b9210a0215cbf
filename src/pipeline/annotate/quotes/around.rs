//! What the words around a quotation say of its speaker.
//!
//! They are looked at from near to far: the cue right before or behind it, the cue that governs
//! it in the tree, "according to" in its sentence, a label before a colon, the nearest cue before
//! it, at last the subject of whatever verb is above it.

use std::ops::Range;

use super::{
    credit::{At, Credit},
    cues::{self, Cue},
    lexicon::{self, Frame},
    reading::Reading,
    speakers,
};
use crate::pipeline::annotate::{syntax, words};

/// How many tokens beside a quotation are looked at.
const WINDOW: usize = 40;
/// How many tokens on either side of a quotation are searched for "according to", and how far back
/// the sentence before it is read.
const REACH: usize = 160;
/// How many heads are climbed from a quotation to what governs it.
const MAX_CLIMB: usize = 12;

/// A quotation with the words around it.
pub(super) struct Around<'a> {
    pub(super) reading: &'a Reading<'a>,
    pub(super) cues: &'a [Cue],
    pub(super) segment: usize,
    /// The tokens of the quotation, with its marks.
    pub(super) tokens: Range<usize>,
    /// The words between the marks.
    pub(super) content: &'a str,
}

impl Around<'_> {
    /// The credit in the words of the same sentence.
    pub(super) fn credit(&self) -> Option<Credit> {
        let after = self.cue_after();
        if self.begins_sentence() {
            return after
                .map(|cue| self.of_cue(&cue, "cue-after", 0.95))
                .or_else(|| self.signature())
                .or_else(|| self.by_tree(Frame::SPEECH, "governing-cue", 0.8));
        }
        let strong = self.cue_right_before().filter(|cue| self.introduces(cue));
        let strong = strong
            .map(|cue| self.of_cue(&cue, "cue-before", 0.9))
            .or_else(|| self.by_tree(Frame::QUOTING, "governing-cue", 0.9))
            .or_else(|| self.by_tree(Frame::JUDGING, "governing-cue", 0.9));
        // What governs it from behind is what follows it.
        let behind =
            |credit: &Credit| credit.cue_token.is_some_and(|at| at.token >= self.tokens.end);
        let strong = strong.filter(|credit| after.is_none() || !behind(credit));
        if let Some(mut credit) = strong {
            credit.relayer = after.and_then(|cue| self.relayer(&cue, &credit));
            return Some(credit);
        }
        if let Some(credit) = self.credit_in_sentence() {
            return Some(self.of_cue(credit, "according-to", 0.85));
        }
        after.map(|cue| self.of_cue(&cue, "cue-after", 0.95)).or_else(|| self.label())
    }

    /// The credit in looser words of the same sentence, for want of a better.
    pub(super) fn loose_credit(&self) -> Option<Credit> {
        if self.begins_sentence() {
            return None;
        }
        self.cue_right_before()
            .map(|cue| self.of_cue(&cue, "cue-before", 0.8))
            .or_else(|| self.by_tree(Frame::SPEECH, "governing-cue", 0.8))
            .or_else(|| Some(self.of_cue(self.nearest_before()?, "nearest-cue", 0.75)))
            .or_else(|| self.by_tree(Frame::CLAUSE, "governing-cue", 0.7))
            .or_else(|| Some(self.of_cue(&self.governing_verb()?, "governing-verb", 0.5)))
    }

    fn by_tree(&self, flags: Frame, rule: &'static str, score: f64) -> Option<Credit> {
        Some(self.of_cue(self.governing(flags)?, rule, score))
    }

    /// `The mayor's office: "`, `From the mayor's letter: "`: the words before a colon that hold no
    /// cue name the speaker.
    fn label(&self) -> Option<Credit> {
        let doc = self.reading.doc;
        let colon = self.tokens.start.checked_sub(1)?;
        if self.reading.word(colon) != ":" {
            return None;
        }
        let part = |&t: &usize| {
            self.reading.is_told(t)
                && !self.reading.is_stop(t)
                && !matches!(self.reading.word(t), "-" | "–" | "—")
        };
        let first = (colon.saturating_sub(WINDOW)..colon).rev().take_while(part).last()?;
        let named = |&t: &usize| {
            let from = matches!(doc.norm(doc.head(t)), "from" | "by" | "of");
            matches!(doc.tag(t), "NNP" | "NNPS") && (doc.dep(t) != "pobj" || from)
        };
        let subject = |&t: &usize| {
            matches!(doc.dep(t), "nsubj" | "nsubjpass")
                && !matches!(doc.tag(t), "WP" | "WDT")
                && doc.norm(t) != "it"
                && doc.head(doc.head(t)) == doc.head(t)
        };
        let noun = |&t: &usize| matches!(doc.tag(t), "NNP" | "NN" | "NNS" | "NNPS" | "PRP");
        let top = |&t: &usize| noun(&t) && !noun(&doc.head(t));
        let last = Some(colon - 1).filter(|t| *t >= first).filter(named);
        let source =
            last.or_else(|| (first..colon).find(subject)).or_else(|| (first..colon).find(top))?;
        Some(self.bare(source, "label", 0.8))
    }

    /// `"..." - Jane Doe, mayor`: a dash and a name behind a quotation sign it.
    fn signature(&self) -> Option<Credit> {
        let doc = self.reading.doc;
        let dash = self.tokens.end;
        let signed = dash < self.reading.len()
            && matches!(self.reading.word(dash), "-" | "–" | "—" | "--")
            && self.content.ends_with(['.', '!', '?', ',']);
        let name = |&t: &usize| matches!(doc.tag(t), "NNP" | "NNPS");
        let end = (dash + 1..self.reading.len()).take(WINDOW).take_while(name).last();
        end.filter(|_| signed).map(|source| self.bare(source, "signature", 0.9))
    }

    /// A credit without a cue.
    fn bare(&self, source: usize, rule: &'static str, score: f64) -> Credit {
        Credit {
            source: Some(self.at(source)),
            cue: None,
            cue_token: None,
            addressee: None,
            relayer: None,
            signature: None,
            rule,
            score,
        }
    }

    /// Whether a cue before the quotation tells that words follow, and not what was done.
    fn introduces(&self, cue: &Cue) -> bool {
        let colon = self.tokens.start > 0 && self.reading.word(self.tokens.start - 1) == ":";
        colon || cue.frame.has(Frame::CLAUSE) || cue.frame.has(Frame::VERDICT)
    }

    /// "X said that “...,” Y reported": the second passes on what the first said.
    fn relayer(&self, after: &Cue, credit: &Credit) -> Option<At> {
        let ends = self.content.ends_with(',') || self.reading.word(self.tokens.end) == ",";
        let reports = after.is_credit || after.frame.has(Frame::CLAUSE);
        let source = after.source.map(|token| self.at(token))?;
        let other = Some(source) != credit.source && Some(self.at(after.token)) != credit.cue_token;
        (ends && reports && other).then_some(source)
    }

    /// Whether the quotation tells what somebody is going to do: nobody said these words while
    /// doing it, so they are the words of who announced it.
    pub(super) fn is_announced(&self) -> bool {
        let doc = self.reading.doc;
        let Some(mut token) = self.top() else { return false };
        for _ in 0..MAX_CLIMB {
            let head = doc.head(token);
            let coming =
                |c: usize| doc.dep(c) == "aux" && matches!(doc.norm(c), "will" | "to" | "shall");
            if words::is_verb_tag(doc.tag(token))
                && self.reading.is_told(token)
                && doc.children(token).take(WINDOW).any(coming)
            {
                let planned = matches!(doc.lemma(head), "plan" | "expect" | "schedule" | "set");
                let will = |c: usize| doc.norm(c) == "will";
                return planned || doc.children(token).take(WINDOW).any(will);
            }
            if head == token {
                return false;
            }
            token = head;
        }
        false
    }

    fn at(&self, token: usize) -> At {
        At { segment: self.segment, token }
    }

    fn of_cue(&self, cue: &Cue, rule: &'static str, score: f64) -> Credit {
        Credit {
            source: cue.source.map(|token| self.at(token)),
            cue: Some(self.reading.span(cue.words.clone())),
            cue_token: Some(self.at(cue.token)),
            addressee: cue.addressee.map(|token| self.at(token)),
            relayer: None,
            signature: None,
            rule,
            score,
        }
    }

    /// Whether the quotation begins a sentence of the narrator's or stands alone.
    pub(super) fn begins_sentence(&self) -> bool {
        match self.tokens.start.checked_sub(1) {
            None => true,
            // Right behind another quotation that ended a sentence.
            Some(before) if !self.reading.is_told(before) => true,
            Some(before) => self.reading.is_stop(before) || self.reading.doc.is_space(before),
        }
    }

    /// Whether what follows the quotation can be its attribution: it ends like the first part
    /// of a sentence, or the sentence goes on in small letters.
    fn is_open_ended(&self) -> bool {
        let next = self.tokens.end;
        if next >= self.reading.len() {
            return false;
        }
        let ends = self.content.ends_with([',', '!', '?', '-', '—', '–', '…'])
            || self.content.ends_with("...");
        let small = |token: usize| self.reading.word(token).starts_with(char::is_lowercase);
        ends || self.reading.word(next).starts_with([',', '-', '—', '–']) || small(next)
    }

    /// The narrator's tokens behind the quotation, to the end of the sentence or to the next
    /// quotation.
    fn behind(&self) -> Range<usize> {
        let begin = self.tokens.end;
        let limit = self.reading.len().min(begin + WINDOW);
        let ends = |&token: &usize| !self.reading.is_told(token) || self.reading.is_stop(token);
        begin..(begin..limit).find(ends).unwrap_or(limit)
    }

    /// `," said X` and `," X said`.
    fn cue_after(&self) -> Option<Cue> {
        if !self.is_open_ended() {
            return None;
        }
        let behind = self.behind();
        let doc = self.reading.doc;
        let comma = self.content.ends_with([',', '!', '?', '-', '—', '–', '…'])
            || self.reading.word(behind.start) == ",";
        let mut fallback = None;
        for token in behind.clone() {
            if !matches!(doc.tag(token), "VBD" | "VBZ" | "VBP" | "VBN" | "VBG" | "VB") {
                continue;
            }
            let apart = matches!(doc.dep(token), "relcl" | "aux" | "auxpass");
            if apart || self.is_aside(token) || self.is_in_subject(token) {
                continue;
            }
            let frame = lexicon::verb(doc, token);
            let known = frame.has(Frame::SPEECH);
            let finite = matches!(doc.tag(token), "VBD" | "VBZ" | "VBP");
            let unknown = comma && finite && self.begins_sentence() && frame == Frame::NONE;
            if !known && (!unknown || fallback.is_some()) {
                continue;
            }
            let mut cue = cues::verb_cue(self.reading, token, frame);
            cue.source = cue
                .source
                .filter(|s| behind.contains(s))
                .or_else(|| self.name_beside(token, &behind));
            if known && cue.source.is_some() {
                return Some(cue);
            }
            if fallback.is_none() && (known || cue.source.is_some()) {
                fallback = Some(cue);
            }
        }
        // "according to X" at the end credits as well.
        let credit = self.cues.iter().find(|c| c.is_credit && behind.contains(&c.token));
        fallback.or_else(|| credit.cloned())
    }

    /// Whether a verb heads a clause that only adds to the sentence: "although he did not say so",
    /// "to describe them".
    fn is_aside(&self, verb: usize) -> bool {
        let doc = self.reading.doc;
        doc.children(verb).take(WINDOW).any(|c| match doc.dep(c) {
            "mark" => doc.norm(c) != "as",
            "advmod" => matches!(doc.norm(c), "when" | "where" | "while"),
            "aux" => doc.norm(c) == "to",
            _ => false,
        })
    }

    /// Whether the quotation is a part of the phrase for who or what does what a verb tells: `the
    /// "miracle" went on`.
    fn is_in_subject(&self, verb: usize) -> bool {
        let subject = syntax::own_subject(self.reading.doc, verb);
        subject.is_some_and(|subject| {
            let under = self.reading.under(subject);
            let tokens = &self.tokens;
            self.reading.is_told(subject) && under.start < tokens.start && tokens.end <= under.end
        })
    }

    /// The head of a noun phrase right beside a verb, where the tree does not tell.
    fn name_beside(&self, verb: usize, behind: &Range<usize>) -> Option<usize> {
        let doc = self.reading.doc;
        let is_name =
            |&t: &usize| matches!(doc.tag(t), "NNP" | "NNPS" | "NN" | "NNS" | "PRP" | "WP");
        let before = (behind.start..verb).rev().take(2).find(is_name);
        let after = || {
            let first = (verb + 1..behind.end).take(4).find(is_name)?;
            // The last noun of the phrase is its head.
            let end = (first..behind.end).take(8).take_while(is_name).last();
            end.or(Some(first))
        };
        before.or_else(after)
    }

    /// `X said: "`, `said that "`.
    fn cue_right_before(&self) -> Option<Cue> {
        let doc = self.reading.doc;
        let begin = self.tokens.start;
        let window = begin.saturating_sub(WINDOW)..begin;
        let mut punctuated = None;
        for (distance, token) in window.rev().enumerate() {
            if !self.reading.is_told(token) || self.reading.is_stop(token) {
                break;
            }
            let word = self.reading.word(token);
            if distance == 0 && matches!(word, ":" | ",") {
                punctuated = Some(word == ":");
                continue;
            }
            let frame = lexicon::verb(doc, token);
            let is_verb = matches!(doc.tag(token), "VBD" | "VBZ" | "VBP" | "VBN" | "VBG" | "VB");
            let near = distance <= 2 || punctuated.is_some();
            if is_verb && frame.has(Frame::SPEECH) && near {
                let mut cue = cues::verb_cue(self.reading, token, frame);
                if cue.source.is_none() && !self.reading.is_passive(token) {
                    let sentence = self.reading.sentence(token);
                    cue.source = self.name_beside(token, &(sentence.start..begin));
                }
                return Some(cue);
            }
            if punctuated.is_none() && distance > 2 {
                break;
            }
        }
        None
    }

    /// The nearest cue above the quotation in the tree that has one of the flags.
    fn governing(&self, flags: Frame) -> Option<&Cue> {
        let mut token = self.top()?;
        for _ in 0..MAX_CLIMB {
            let head = self.reading.doc.head(token);
            if head == token {
                return None;
            }
            token = head;
            let found = self.cues.binary_search_by_key(&token, |cue| cue.token);
            if let Some(cue) = found.ok().map(|index| &self.cues[index])
                && cue.frame.has_all(flags)
                && cue.source.is_some()
                && !cue.is_credit
                && !self.is_in_subject(token)
            {
                return Some(cue);
            }
        }
        None
    }

    /// The token of the quotation whose head is outside of it.
    fn top(&self) -> Option<usize> {
        let doc = self.reading.doc;
        let outside =
            |&t: &usize| !self.tokens.contains(&doc.head(t)) && !self.reading.is_punctuation(t);
        self.tokens.clone().find(outside)
    }

    /// "according to X" in the sentence of the quotation.
    fn credit_in_sentence(&self) -> Option<&Cue> {
        let sentence = self.reading.sentence(self.tokens.start);
        let begin = sentence.start.max(self.tokens.start.saturating_sub(REACH));
        let end = sentence.end.max(self.tokens.end).min(self.tokens.end + REACH);
        let inside = self.cues_in(begin..end);
        inside.iter().find(|cue| cue.is_credit)
    }

    fn cues_in(&self, tokens: Range<usize>) -> &[Cue] {
        let first = self.cues.partition_point(|cue| cue.token < tokens.start);
        let end = self.cues.partition_point(|cue| cue.token < tokens.end);
        &self.cues[first..end.max(first)]
    }

    /// The nearest cue of speech before the quotation in its sentence.
    fn nearest_before(&self) -> Option<&Cue> {
        let begin = self.tokens.start;
        let first = (begin.saturating_sub(WINDOW)..begin)
            .rev()
            .take_while(|&t| !self.reading.is_told(t) || !self.reading.is_stop(t))
            .last()?;
        let speaks = |cue: &&Cue| cue.frame.has(Frame::SPEECH) && cue.source.is_some();
        self.cues_in(first..begin).iter().rev().find(speaks)
    }

    /// The verb above the quotation whatever it means, with its subject.
    fn governing_verb(&self) -> Option<Cue> {
        let doc = self.reading.doc;
        let mut token = self.top()?;
        for _ in 0..MAX_CLIMB {
            let head = doc.head(token);
            if head == token {
                return None;
            }
            token = head;
            if words::is_verb_tag(doc.tag(token)) && self.reading.is_told(token) {
                let cue = cues::verb_cue(self.reading, token, Frame::NONE);
                if cue.source.is_some_and(|source| speakers::may_speak(self.reading, source)) {
                    return Some(cue);
                }
            }
        }
        None
    }

    /// The subject of the sentence before, in the same paragraph.
    pub(super) fn told_before(&self) -> Option<Credit> {
        let last = self.tokens.start.checked_sub(1)?;
        let sentence = self.reading.sentence(last);
        let sentence = sentence.start.max(last.saturating_sub(REACH))..sentence.end;
        let speaks = |cue: &&Cue| cue.source.is_some() && cue.frame.has(Frame::SPEECH);
        let cue = self.cues_in(sentence.clone()).iter().find(speaks);
        if let Some(cue) = cue {
            return Some(self.of_cue(cue, "sentence-before", 0.9));
        }
        let doc = self.reading.doc;
        let root = sentence.take(REACH).find(|&t| doc.head(t) == t && self.reading.is_told(t))?;
        let cue = cues::verb_cue(self.reading, root, Frame::NONE);
        cue.source?;
        Some(Credit { cue: None, cue_token: None, ..self.of_cue(&cue, "sentence-before", 0.8) })
    }
}
