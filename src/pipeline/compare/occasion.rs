//! Whether two statements can be of one occasion, by the times that their sentences tell.
//!
//! Articles tell the history of a story beside its news. What is said of a day long past neither
//! denies nor confirms what is said of this week.

use jiff::civil::Date;

use super::{Context, chronology::days};
use crate::domain::DateKind;

/// Days around an article's own date that belong to its story.
const AROUND: i64 = 45;

/// Times that a sentence tells and that lie apart from its article's own date, at most this many.
const MAX_TIMES: usize = 6;

/// Whether two claims, each given by document and index, may be of one occasion.
pub(super) fn may_be_one(
    context: &Context<'_>,
    first: (usize, usize),
    second: (usize, usize),
) -> bool {
    match (elsewhen(context, first), elsewhen(context, second)) {
        (None, None) => true,
        // Who tells no time tells the news.
        (Some(_), None) | (None, Some(_)) => false,
        (Some(a), Some(b)) => a.iter().any(|x| b.iter().any(|y| x.0 <= y.1 && y.0 <= x.1)),
    }
}

/// The days that the sentence of a claim tells, where all of them lie apart from the article's
/// own date.
fn elsewhen(context: &Context<'_>, (document, claim): (usize, usize)) -> Option<Vec<(Date, Date)>> {
    let annotated = context.sources[document].annotated;
    let analysis = &annotated.analysis;
    let own = analysis.date?.date;
    let sentence = analysis.sentences.get(analysis.claims.get(claim)?.sentence)?.span;
    let from = analysis.dates.partition_point(|date| date.span.begin < sentence.begin);
    let inside = analysis.dates[from..].iter().take_while(|date| date.span.begin < sentence.end);
    let mut found = Vec::new();
    for date in inside.take(MAX_TIMES) {
        if !matches!(date.kind, DateKind::Date | DateKind::Range | DateKind::Time) {
            continue;
        }
        let Some((begin, end)) = date.earliest.zip(date.latest) else { continue };
        let (begin, end) = (begin.date(), end.date());
        if days(end, own) <= AROUND && days(own, begin) <= AROUND {
            return None;
        }
        found.push((begin, end));
    }
    (!found.is_empty()).then_some(found)
}
