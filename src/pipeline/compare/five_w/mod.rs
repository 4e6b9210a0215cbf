//! The six questions, side by side.

use super::{
    Context, dates,
    places::{Lie, Place},
    statements::Statements,
};
use crate::domain::{
    EntityComparison, FiveWAnswer, FiveWCell, FiveWComparison, FiveWRow, Question, Span,
};

/// The grid of answers: of each document the best one.
pub(super) fn five_w(
    context: &Context<'_>,
    entities: &[EntityComparison],
    statements: &Statements,
) -> FiveWComparison {
    let grid = Grid { context, entities, statements };
    let rows = Question::ALL.iter().map(|question| grid.row(*question));
    FiveWComparison { rows: rows.filter(|row| !row.cells.is_empty()).collect() }
}

/// A document's answer, and the entity that it names: in the document and over all.
struct Answer {
    cell: FiveWCell,
    own: Option<usize>,
    entity: Option<usize>,
}

struct Grid<'a> {
    context: &'a Context<'a>,
    entities: &'a [EntityComparison],
    statements: &'a Statements,
}

impl Grid<'_> {
    fn row(&self, question: Question) -> FiveWRow {
        let documents = 0..self.context.sources.len();
        let answers: Vec<Answer> =
            documents.filter_map(|document| self.answer(document, question)).collect();
        let agreed = self.agree(question, &answers);
        let cells = answers.into_iter().map(|answer| answer.cell).collect();
        FiveWRow { question, cells, agreed }
    }

    fn answer(&self, document: usize, question: Question) -> Option<Answer> {
        let answer = self.answers(document, question).first()?;
        let own = match question {
            Question::Who | Question::Where => self.named(document, answer.span),
            _ => None,
        };
        let entity = own.and_then(|own| self.context.who.is(document, own));
        let value = match entity {
            Some(entity) => self.entities[entity].canonical_name.clone(),
            None if question == Question::When => self.time(document, answer),
            None => answer.value.clone(),
        };
        let evidence = self.context.evidence(document, answer.span);
        Some(Answer { cell: FiveWCell { document, value, evidence }, own, entity })
    }

    fn answers(&self, document: usize, question: Question) -> &[FiveWAnswer] {
        let answers = &self.context.sources[document].annotated.analysis.five_w;
        match question {
            Question::Who => &answers.who,
            Question::What => &answers.what,
            Question::When => &answers.when,
            Question::Where => &answers.place,
            Question::Why => &answers.why,
            Question::How => &answers.how,
        }
    }

    /// A time in EDTF, or in its words where it has no value.
    fn time(&self, document: usize, answer: &FiveWAnswer) -> String {
        let source = &self.context.sources[document];
        let mut dates = source.annotated.analysis.dates.iter();
        let date = dates.find(|date| date.span.overlaps(answer.span));
        let edtf = date.map(|date| date.edtf.as_str()).filter(|edtf| !edtf.is_empty());
        edtf.unwrap_or_else(|| answer.span.of(source.text)).to_owned()
    }

    /// The entity that an answer names: of those in it the one whose mention reaches furthest.
    fn named(&self, document: usize, span: Span) -> Option<usize> {
        let entities = &self.context.sources[document].annotated.analysis.entities;
        let named = entities.iter().enumerate().flat_map(|(own, entity)| {
            let inside = entity.mentions.iter().map(|m| m.span).filter(|m| span.contains(*m));
            inside.map(move |mention| (mention.len(), std::cmp::Reverse(mention.begin), own))
        });
        named.max().map(|(_, _, own)| own)
    }

    /// Whether two documents or more answer, and all their answers can be true together.
    fn agree(&self, question: Question, answers: &[Answer]) -> bool {
        let fit = |a: &Answer, b: &Answer| match question {
            Question::Who => a.entity.is_some() && a.entity == b.entity,
            Question::Where => self.one_place(a, b),
            Question::When => self.one_time(&a.cell, &b.cell),
            Question::What | Question::Why | Question::How => false,
        };
        let told = matches!(question, Question::What | Question::Why | Question::How);
        let later = |at: usize| answers[at + 1..].iter().map(move |b| (&answers[at], b));
        let mut pairs = (0..answers.len()).flat_map(later);
        answers.len() > 1
            && (told && self.one_row(answers)
                || pairs.all(|(a, b)| same_words(&a.cell, &b.cell) || fit(a, b)))
    }

    /// Whether the answers stand in claims of one row.
    fn one_row(&self, answers: &[Answer]) -> bool {
        let rows = |answer: &Answer| self.rows_at(answer.cell.document, answer.cell.evidence.span);
        let Some((first, others)) = answers.split_first() else { return false };
        let others: Vec<Vec<usize>> = others.iter().map(rows).collect();
        rows(first).iter().any(|row| others.iter().all(|rows| rows.contains(row)))
    }

    /// Whether two times can be the same; what no calendar fixes can be any.
    fn one_time(&self, a: &FiveWCell, b: &FiveWCell) -> bool {
        let days = |cell: &FiveWCell| {
            let analysis = &self.context.sources[cell.document].annotated.analysis;
            dates::dates_in(&analysis.dates, cell.evidence.span)
        };
        let (a, b) = (days(a), days(b));
        a.is_empty() || b.is_empty() || a.iter().any(|x| b.iter().any(|y| x.overlaps(y)))
    }

    /// Whether two places are one, or one lies in the other.
    fn one_place(&self, a: &Answer, b: &Answer) -> bool {
        let entity = |answer: &Answer| {
            let entities = &self.context.sources[answer.cell.document].annotated.analysis.entities;
            answer.own.and_then(|own| entities.get(own))
        };
        let (Some(first), Some(second)) = (entity(a), entity(b)) else { return false };
        let lie = Place::of(first).lies(&Place::of(second));
        let same = a.entity.is_some() && a.entity == b.entity;
        same || matches!(lie, Lie::Same | Lie::Inside | Lie::Around)
            || holds(&a.cell.value, &b.cell.value)
            || holds(&b.cell.value, &a.cell.value)
    }

    /// The rows of an article's claims that share at least half of a stretch, or lie in it, in
    /// text order.
    fn rows_at(&self, document: usize, span: Span) -> Vec<usize> {
        let annotated = self.context.sources[document].annotated;
        let claims = &annotated.analysis.claims;
        // Claims begin in text order, and none reaches further back than its sentence.
        let begin = annotated.sentence_at(span.begin).map_or(0, |s| s.span.begin);
        let first = claims.partition_point(|claim| claim.span.begin < begin);
        let near = claims[first..].iter().take_while(|claim| claim.span.begin < span.end);
        let meets = |claim: Span| {
            let shared = claim.end.min(span.end).saturating_sub(claim.begin.max(span.begin));
            2 * shared >= span.len().min(claim.len()) && shared > 0
        };
        let met = near.enumerate().filter(|(_, claim)| meets(claim.span));
        met.filter_map(|(at, _)| self.statements.row(document, first + at)).collect()
    }
}

/// Whether two answers are worded alike but for case and a leading article.
fn same_words(a: &FiveWCell, b: &FiveWCell) -> bool {
    let plain = |cell: &FiveWCell| {
        let lower = cell.value.to_lowercase();
        lower.strip_prefix("the ").unwrap_or(&lower).to_owned()
    };
    plain(a) == plain(b)
}

/// Whether a place is named after the one that it lies in: "Oslo Opera House", "Oslo".
fn holds(whole: &str, part: &str) -> bool {
    let whole: Vec<&str> = whole.split_whitespace().collect();
    let part: Vec<&str> = part.split_whitespace().collect();
    !part.is_empty() && whole.len() > part.len() && whole.windows(part.len()).any(|w| w == part)
}
