//! From findings back to the discrepancies that concern them.

use crate::domain::{
    ClaimStatus, Comparison, Compatibility, Discrepancy, DiscrepancyType, Evidence, Span,
};

/// Names in claims, quotes, events and numbers the discrepancies that concern them. Claims and
/// quotes are concerned that a discrepancy names; events and numbers whose words it is about, two
/// of them at least.
pub(super) fn link(comparison: &mut Comparison) {
    let columns = comparison.documents.len();
    let events = comparison.timeline.iter().map(|event| event.evidence.iter());
    let events = Places::new(columns, events);
    let numbers = comparison.numbers.iter().map(|n| n.values.iter().map(|value| &value.evidence));
    let numbers = Places::new(columns, numbers);
    for (index, discrepancy) in comparison.discrepancies.iter().enumerate() {
        if let Some(claim) = discrepancy.claim.and_then(|c| comparison.claims.get_mut(c)) {
            claim.discrepancies.push(index);
            if is_denial(discrepancy) {
                claim.status = ClaimStatus::Disputed;
            }
        }
        if let Some(quote) = discrepancy.quote.and_then(|q| comparison.quotes.get_mut(q)) {
            quote.discrepancies.push(index);
        }
        for event in events.concerned(discrepancy) {
            comparison.timeline[event].discrepancies.push(index);
        }
        for number in numbers.concerned(discrepancy) {
            comparison.numbers[number].discrepancies.push(index);
        }
    }
}

/// Whether documents deny what others state: the row is disputed then, whatever wordings it holds.
fn is_denial(discrepancy: &Discrepancy) -> bool {
    discrepancy.kind == DiscrepancyType::Polarity
        && discrepancy.compatibility == Compatibility::Conflicting
}

/// Where the entries of a list have their words.
struct Places(Vec<Vec<Place>>);

struct Place {
    span: Span,
    /// The greatest end of this and all places before it.
    reach: usize,
    /// Index of the entry, and of the words among its own.
    entry: (usize, usize),
}

impl Places {
    fn new<'a, L, I>(columns: usize, entries: L) -> Self
    where
        L: Iterator<Item = I>,
        I: Iterator<Item = &'a Evidence>,
    {
        let mut places: Vec<Vec<Place>> = (0..columns).map(|_| Vec::new()).collect();
        for (entry, words) in entries.enumerate() {
            for (index, word) in words.enumerate() {
                let place = Place { span: word.span, reach: 0, entry: (entry, index) };
                places[word.document].push(place);
            }
        }
        for column in &mut places {
            column.sort_by_key(|place| (place.span, place.entry));
            let mut reach = 0;
            for place in column {
                reach = reach.max(place.span.end);
                place.reach = reach;
            }
        }
        Self(places)
    }

    /// Entries of which two words or more are among a discrepancy's, ascending.
    fn concerned(&self, discrepancy: &Discrepancy) -> Vec<usize> {
        let mut hits: Vec<(usize, usize)> = Vec::new();
        for word in discrepancy.values.iter().flat_map(|value| &value.evidence) {
            let column = &self.0[word.document];
            let first = column.partition_point(|place| place.reach <= word.span.begin);
            let near = column[first..].iter().take_while(|place| place.span.begin < word.span.end);
            hits.extend(near.filter(|p| p.span.overlaps(word.span)).map(|place| place.entry));
        }
        hits.sort_unstable();
        hits.dedup();
        let several = hits.chunk_by(|a, b| a.0 == b.0).filter(|words| words.len() > 1);
        several.map(|words| words[0].0).collect()
    }
}
