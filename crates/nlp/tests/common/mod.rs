//! Comparison of an analysis with the record of another.

use parallax_nlp::Doc;
use serde::Deserialize;

/// What the reference analyser makes of a text.
#[derive(Debug, Deserialize)]
pub(crate) struct Record {
    pub name: String,
    pub text: String,
    begins: Vec<u32>,
    ends: Vec<u32>,
    norms: Vec<String>,
    tags: Vec<String>,
    pos: Vec<String>,
    morphs: Vec<String>,
    lemmas: Vec<String>,
    heads: Vec<usize>,
    deps: Vec<String>,
    sent_starts: Vec<u8>,
    ents: Vec<(usize, usize, String)>,
}

/// All that is compared of one token.
#[derive(Debug)]
#[allow(dead_code, reason = "the fields are shown where a token differs")]
struct Described<'a> {
    norm: &'a str,
    tag: &'a str,
    pos: &'a str,
    morph: &'a str,
    lemma: &'a str,
    head: usize,
    dep: &'a str,
    starts: bool,
}

/// How many tokens differ, by kind, and the first difference of all.
#[derive(Debug, Default)]
pub(crate) struct Differences {
    /// Texts that are cut into other tokens; nothing else is compared in them.
    pub texts: usize,
    pub norms: usize,
    pub tags: usize,
    pub pos: usize,
    pub morphs: usize,
    pub lemmas: usize,
    pub heads: usize,
    pub deps: usize,
    pub sentence_starts: usize,
    /// Entities that only one of the two has.
    pub entities: usize,
    pub first: Option<String>,
}

impl Differences {
    pub(crate) fn total(&self) -> usize {
        self.texts
            + self.norms
            + self.tags
            + self.pos
            + self.morphs
            + self.lemmas
            + self.heads
            + self.deps
            + self.sentence_starts
            + self.entities
    }

    /// Counts the differences between an analysis and a record.
    pub(crate) fn add(&mut self, record: &Record, doc: &Doc) {
        let begins = doc.tokens().iter().map(|token| token.begin);
        let ends = doc.tokens().iter().map(|token| token.end);
        if !begins.clone().eq(record.begins.iter().copied())
            || !ends.clone().eq(record.ends.iter().copied())
        {
            self.texts += 1;
            let found: Vec<(u32, u32)> = begins.zip(ends).collect();
            let expected = record.begins.iter().copied().zip(record.ends.iter().copied());
            let expected: Vec<(u32, u32)> = expected.collect();
            let at = found.iter().zip(&expected).take_while(|(a, b)| a == b).count();
            let texts = |spans: &[(u32, u32)]| -> Vec<String> {
                let spans = spans.iter().skip(at.saturating_sub(2)).take(6);
                spans.map(|&(b, e)| record.text[b as usize..e as usize].to_owned()).collect()
            };
            let (found, expected) = (texts(&found), texts(&expected));
            self.note(record, &format!("tokens near {at}: {found:?} for {expected:?}"));
            return;
        }
        for i in 0..record.begins.len() {
            self.add_token(record, doc, i);
        }
        self.add_entities(record, doc);
    }

    fn add_token(&mut self, record: &Record, doc: &Doc, i: usize) {
        let found = Described {
            norm: doc.norm(i),
            tag: doc.tag(i),
            pos: doc.pos(i),
            morph: doc.morph(i),
            lemma: doc.lemma(i),
            head: doc.head(i),
            dep: doc.dep(i),
            starts: doc.tokens()[i].sent_start,
        };
        let expected = Described {
            norm: &record.norms[i],
            tag: &record.tags[i],
            pos: &record.pos[i],
            morph: &record.morphs[i],
            lemma: &record.lemmas[i],
            head: record.heads[i],
            dep: &record.deps[i],
            starts: record.sent_starts[i] != 0,
        };
        let checks = [
            (found.norm != expected.norm, &mut self.norms),
            (found.tag != expected.tag, &mut self.tags),
            (found.pos != expected.pos, &mut self.pos),
            (found.morph != expected.morph, &mut self.morphs),
            (found.lemma != expected.lemma, &mut self.lemmas),
            (found.head != expected.head, &mut self.heads),
            (found.dep != expected.dep, &mut self.deps),
            (found.starts != expected.starts, &mut self.sentence_starts),
        ];
        let mut differs = false;
        for (wrong, count) in checks {
            *count += usize::from(wrong);
            differs |= wrong;
        }
        if differs {
            let around = i.saturating_sub(3)..(i + 4).min(doc.tokens().len());
            let words: Vec<&str> = around.map(|t| doc.token_text(t, &record.text)).collect();
            self.note(record, &format!("token {i} in {words:?}: {found:?} for {expected:?}"));
        }
    }

    fn add_entities(&mut self, record: &Record, doc: &Doc) {
        let found: Vec<(usize, usize, String)> = doc
            .entities()
            .iter()
            .map(|e| (e.tokens.start, e.tokens.end, doc.label(e).to_owned()))
            .collect();
        let extra = found.iter().filter(|e| !record.ents.contains(e));
        let missing = record.ents.iter().filter(|e| !found.contains(e));
        let different: Vec<_> = extra.chain(missing).collect();
        self.entities += different.len();
        if !different.is_empty() {
            self.note(record, &format!("entities that only one has: {different:?}"));
        }
    }

    fn note(&mut self, record: &Record, what: &str) {
        self.first.get_or_insert_with(|| format!("{}: {what}", record.name));
    }
}
