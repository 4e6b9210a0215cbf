//! Pairs quotation marks, and adds what is quoted without marks because it is signed.
//!
//! Each paragraph is paired by itself with a stack, so that a mark too many or too few is
//! forgotten at the end of its paragraph; only a quotation that a paragraph leaves open and the
//! next one opens again goes on. Characters that do not tell their direction take it from the
//! blanks around them.

use super::{
    posts::{self, Post},
    scan::{self, Family, Mark, Turn},
};
use crate::{
    domain::{Section, Span},
    pipeline::annotate::Parsed,
};

/// A stretch between quotation marks, inside one paragraph, or an embedded post.
///
/// A quotation over several paragraphs is a stretch in each; all but the last have no closing
/// mark and are not unbalanced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::pipeline) struct Marked {
    /// With its marks.
    pub span: Span,
    /// Without, and without white space at either end.
    pub content: Span,
    /// How many other marked stretches it lies in.
    pub depth: usize,
    /// Whether the opening or the closing mark is missing in the text, or one too many is inside.
    pub unbalanced: bool,
    /// Whether it is a post that stands without marks.
    pub is_post: bool,
    /// Who signed the post.
    pub signature: Option<Span>,
}

impl Marked {
    fn of_post(post: Post) -> Self {
        Self {
            span: post.words,
            content: post.words,
            depth: 0,
            unbalanced: false,
            is_post: true,
            signature: post.name,
        }
    }
}

/// The quotation marks of an article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::pipeline) struct Marks {
    /// By where they begin; of two that begin together the longer comes first. They nest or are
    /// apart.
    pub stretches: Vec<Marked>,
    /// Marks that open or close nothing, in text order.
    pub stray: Vec<Span>,
    /// Indices of the stretches that lie in no other.
    outermost: Vec<usize>,
}

impl Marks {
    /// Indices of the stretches that lie in no other, in text order.
    pub(in crate::pipeline) fn outermost(&self) -> &[usize] {
        &self.outermost
    }
}

/// How many open marks a closing one looks back over.
const MAX_NESTING: usize = 8;
/// Stretches that lie in more others than this are none: nobody quotes so deep.
const MAX_DEPTH: usize = 4;
/// How many paragraphs without marks a quotation may go on over.
const MAX_BARE_PARAGRAPHS: usize = 4;
/// Longest distance, in bytes, between a closing mark that came too early and the right one.
const MAX_EARLY: usize = 240;

/// Pairs the quotation marks of an article.
pub(in crate::pipeline::annotate) fn marks(parsed: &Parsed<'_>) -> Marks {
    let mut found: Vec<Vec<Mark>> = Vec::with_capacity(parsed.segments.len());
    for segment in parsed.until_stopped(parsed.segments) {
        found.push(scan::marks(parsed, segment.span));
    }
    let mut marks = Marks::default();
    // How many of the next paragraphs are quoted up to their first closing mark.
    let mut bare = 0_usize;
    for index in 0..found.len() {
        if parsed.is_stopped() {
            break;
        }
        let mut paragraph = Paragraph::new(parsed, &found, index);
        paragraph.goes_on = bare > 0;
        paragraph.pair(&mut marks);
        bare = match paragraph.quoted_ahead {
            0 => bare.saturating_sub(1),
            ahead => ahead,
        };
    }
    marks.order();
    marks.add_posts(posts::signed(parsed));
    let is_marked = |span: Span| {
        let first = marks.stretches.partition_point(|s| s.span.begin < span.begin);
        marks.stretches.get(first).is_some_and(|s| s.span.begin < span.end)
    };
    let unsigned = posts::unsigned(parsed, is_marked);
    marks.add_posts(unsigned);
    marks.finish();
    marks
}

impl Marks {
    fn order(&mut self) {
        self.stretches.sort_by_key(|s| (s.span.begin, usize::MAX - s.span.end));
        self.stretches.dedup_by_key(|s| s.span);
    }

    /// Adds posts, but for those that stand in marks as a whole or in part. Stretches are in order.
    fn add_posts(&mut self, posts: Vec<Post>) {
        let free = |post: &Post| {
            // What begins before and may reach in begins close by: quotations are in a paragraph.
            let first = self.stretches.partition_point(|s| s.span.begin < post.words.begin);
            let before = self.stretches[..first].iter().rev().take(MAX_NESTING);
            let inside = self.stretches[first..].iter();
            let mut inside = inside.take_while(|s| s.span.begin < post.words.end);
            let half = |s: &Marked| 2 * s.span.len() > post.words.len();
            let apart = |s: &Marked| s.span.end <= post.words.begin;
            before.clone().all(apart) && inside.all(|s| post.words.contains(s.span) && !half(s))
        };
        let found: Vec<Marked> = posts.into_iter().filter(free).map(Marked::of_post).collect();
        self.stretches.extend(found);
        self.order();
    }

    fn finish(&mut self) {
        self.stray.sort_unstable();
        let mut around: Vec<Span> = Vec::new();
        for stretch in &mut self.stretches {
            while around.last().is_some_and(|outer| outer.end <= stretch.span.begin) {
                around.pop();
            }
            // Where an end was guessed, another stretch may reach beyond it.
            if let Some(outer) = around.last().filter(|outer| outer.end < stretch.span.end) {
                stretch.span.end = outer.end;
                let end = stretch.content.end.min(outer.end);
                stretch.content = Span::new(stretch.content.begin.min(end), end);
                stretch.unbalanced = true;
            }
            if stretch.content.is_empty() {
                stretch.depth = usize::MAX;
                continue;
            }
            stretch.depth = around.len();
            around.push(stretch.span);
        }
        self.stretches.retain(|stretch| stretch.depth <= MAX_DEPTH);
        let outermost = self.stretches.iter().enumerate().filter(|(_, s)| s.depth == 0);
        self.outermost = outermost.map(|(index, _)| index).collect();
    }
}

/// A paragraph while its marks are paired.
struct Paragraph<'a> {
    parsed: &'a Parsed<'a>,
    span: Span,
    marks: &'a [Mark],
    /// The marks of the paragraphs behind it.
    later: &'a [Vec<Mark>],
    index: usize,
    /// Indices of the marks that are open.
    open: Vec<usize>,
    /// Indices of all marks that opened something.
    opened: Vec<usize>,
    /// The latest stretch that was closed on the ground level, by its index, with its family;
    /// none once another was opened.
    closed: Option<(usize, Family)>,
    /// Whether a quotation goes on from the paragraph before without being opened again.
    goes_on: bool,
    /// How many of the next paragraphs a quotation of this one goes on into without being
    /// opened again.
    quoted_ahead: usize,
}

impl<'a> Paragraph<'a> {
    fn new(parsed: &'a Parsed<'a>, found: &'a [Vec<Mark>], index: usize) -> Self {
        Self {
            parsed,
            span: parsed.segments[index].span,
            marks: &found[index],
            later: &found[index + 1..],
            index,
            open: Vec::new(),
            opened: Vec::new(),
            closed: None,
            goes_on: false,
            quoted_ahead: 0,
        }
    }

    fn pair(&mut self, marks: &mut Marks) {
        let later_close = self.later_single_close();
        for (index, mark) in self.parsed.few_until_stopped(self.marks).enumerate() {
            let opener = self.opener(mark.family);
            if mark.is_inches(opener.is_some()) {
                continue;
            }
            match (mark.turn(opener.is_some()), opener) {
                (Turn::Close, Some(_)) if mark.maybe_apostrophe && later_close[index] => {}
                (Turn::Close, Some(place)) => self.close(place, index, marks),
                (Turn::Close, None) => self.close_nothing(index, marks),
                _ => {
                    self.open.push(index);
                    self.opened.push(index);
                    self.closed = None;
                }
            }
        }
        let unclosed = std::mem::take(&mut self.open);
        for index in unclosed {
            self.leave_open(index, marks);
        }
        if self.goes_on {
            // The quotation of the paragraph before covers this one as well.
            self.push(marks, self.span, self.span, false);
        }
    }

    /// For each mark, whether a certain closing single mark comes later, before another is
    /// opened.
    fn later_single_close(&self) -> Vec<bool> {
        let mut later = vec![false; self.marks.len()];
        let mut close = false;
        for (index, mark) in self.marks.iter().enumerate().rev() {
            later[index] = close;
            if mark.family == Family::Single && !mark.maybe_apostrophe {
                close = mark.turn(true) == Turn::Close;
            }
        }
        later
    }

    /// Place on the stack of the open mark that one of a family would close.
    fn opener(&self, family: Family) -> Option<usize> {
        let first = self.open.len().saturating_sub(MAX_NESTING);
        let place = self.open[first..].iter().rposition(|&i| self.marks[i].family == family)?;
        let above = &self.open[first + place + 1..];
        // A single mark does not close over an open double one: it is an apostrophe.
        let hidden = family == Family::Single
            && above.iter().any(|&i| self.marks[i].family == Family::Double);
        (!hidden).then_some(first + place)
    }

    fn close(&mut self, place: usize, index: usize, marks: &mut Marks) {
        let (opening, closing) = (&self.marks[self.open[place]], &self.marks[index]);
        self.open.truncate(place);
        let span = Span::new(opening.span.begin, closing.span.end);
        let content = Span::new(opening.span.end, closing.span.begin);
        if content.trimmed(self.parsed.text).is_empty() {
            marks.stray.extend([opening.span, closing.span]);
            return;
        }
        let family = opening.family;
        self.push(marks, span, content, false);
        self.closed = self.open.is_empty().then(|| (marks.stretches.len() - 1, family));
    }

    /// A mark closes what was not opened.
    fn close_nothing(&mut self, index: usize, marks: &mut Marks) {
        let mark = &self.marks[index];
        if mark.family == Family::Single {
            return;
        }
        if self.goes_on {
            self.goes_on = false;
            let span = Span::new(self.span.begin, mark.span.end);
            self.push(marks, span, Span::new(span.begin, mark.span.begin), false);
            return;
        }
        // Two closing marks in a row: the first came too early.
        if let Some((closed, family)) = self.closed {
            let stretch = &mut marks.stretches[closed];
            if family == mark.family && mark.span.begin - stretch.span.end <= MAX_EARLY {
                stretch.span.end = mark.span.end;
                stretch.content.end = mark.span.begin;
                stretch.unbalanced = true;
                return;
            }
        }
        if mark.after_punctuation && index == 0 {
            let last = mark.span.begin.saturating_sub(1);
            let sentence = self.parsed.sentence_at(last).map(|i| self.parsed.sentences[i].span);
            let begin = sentence.map_or(self.span.begin, |s| s.begin.max(self.span.begin));
            let content = Span::new(begin, mark.span.begin);
            if begin < mark.span.begin && !content.trimmed(self.parsed.text).is_empty() {
                self.push(marks, Span::new(begin, mark.span.end), content, true);
                return;
            }
        }
        marks.stray.push(mark.span);
    }

    /// A mark opens what is not closed in its paragraph.
    fn leave_open(&mut self, index: usize, marks: &mut Marks) {
        let mark = &self.marks[index];
        let heads_sentence = self.heads_sentence(mark.span.begin);
        let to_end = Span::new(mark.span.begin, self.span.end);
        let content = Span::new(mark.span.end, self.span.end);
        if heads_sentence && self.is_reopened(mark.family) {
            self.push(marks, to_end, content, false);
            return;
        }
        if mark.family == Family::Single {
            return;
        }
        let after = self.opened.partition_point(|&other| other <= index);
        let mut next = self.opened[after..].iter().take(MAX_NESTING).copied();
        let next = next.find(|&other| self.marks[other].family == mark.family);
        if heads_sentence && next.is_none() {
            self.quoted_ahead = self.paragraphs_until_close(mark.family);
            let unbalanced = self.quoted_ahead == 0;
            self.push(marks, to_end, content, unbalanced);
            return;
        }
        let mut end = match next {
            Some(next) => self.marks[next].span.begin,
            None => self.span.end,
        };
        if !heads_sentence {
            let sentence = self.parsed.sentence_at(mark.span.end);
            end = end.min(sentence.map_or(end, |i| self.parsed.sentences[i].span.end));
        }
        let content = Span::new(mark.span.end, end).trimmed(self.parsed.text);
        if content.is_empty() {
            marks.stray.push(mark.span);
        } else {
            self.push(marks, Span::new(mark.span.begin, content.end), content, true);
        }
    }

    /// Whether a position begins the paragraph or a sentence, or stands behind a colon or comma.
    fn heads_sentence(&self, position: usize) -> bool {
        let before = Span::new(self.span.begin, position).of(self.parsed.text).trim_end();
        before.is_empty() || before.ends_with([':', ',', '.', '!', '?', '…', '"', '”', '’', '»'])
    }

    /// Whether the next paragraph begins with an opening mark of a family.
    fn is_reopened(&self, family: Family) -> bool {
        let next = self.parsed.segments.get(self.index + 1);
        let first = self.later.first().and_then(|marks| marks.first());
        next.zip(first).is_some_and(|(segment, mark)| {
            segment.section == Section::Body
                && mark.family == family
                && mark.span.begin == segment.span.begin
                && mark.turn(false) == Turn::Open
        })
    }

    /// Number of paragraphs until the first that has a mark of a family, when that mark closes;
    /// 0 when it opens or is too far.
    fn paragraphs_until_close(&self, family: Family) -> usize {
        for (ahead, marks) in self.later.iter().take(MAX_BARE_PARAGRAPHS).enumerate() {
            if let Some(mark) = marks.iter().find(|mark| mark.family == family) {
                let closes = mark.turn(false) == Turn::Close && !mark.is_inches(false);
                return if closes { ahead + 1 } else { 0 };
            }
        }
        0
    }

    fn push(&self, marks: &mut Marks, span: Span, content: Span, unbalanced: bool) {
        let content = content.trimmed(self.parsed.text);
        if !content.is_empty() {
            marks.stretches.push(Marked {
                span,
                content,
                depth: 0,
                unbalanced,
                is_post: false,
                signature: None,
            });
        }
    }
}
