//! Numbers with units or what they count.
//!
//! Numbers, units and what bounds them are read from the surface of the text, so that they are
//! found in headlines and tables as well as in sentences; the thing counted and the direction
//! of a change come from tags and tree.
//!
//! Units are UCUM codes, money ISO 4217. A length of time is a quantity whether or not it is part
//! of an expression of time; other numbers inside dates are none. Ages are years (months, weeks,
//! days) with UCUM's annotation: "a{age}". Rates are quotients: "[bbl_us]/d", "USD/{share}".
//! Parts of a currency are given in the currency: "50 cents" is 0.5 USD.

mod amounts;
mod bounds;
mod change;
mod counted;
mod money;
mod pieces;
mod plain;
mod reading;
#[cfg(test)]
mod tests;
mod units;

use std::{borrow::Cow, ops::Range};

use parallax_nlp::Doc;

use self::{
    amounts::{Amount, Found, Measured},
    bounds::Bound,
    pieces::{PieceKind, Pieces},
};
use super::{Parsed, Segment, numbers::NumberKind};
use crate::domain::{DateAnnotation, DateKind, Quantity, Section, Span, Unit, UnitSystem};

/// The quantities of an article, in text order; they do not overlap each other. Those that
/// overlap dates are lengths of time.
pub(super) fn quantities(parsed: &Parsed<'_>, dates: &[DateAnnotation]) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut dates = dates.iter().filter(|date| date.kind != DateKind::Duration).peekable();
    for segment in parsed.until_stopped(parsed.segments) {
        let text = segment.text(parsed.text);
        let lower = text.to_ascii_lowercase();
        let pieces = &Pieces::new(text, &lower);
        let mut finder =
            Finder { segment, doc: &segment.doc, pieces, floor: 0, number: Span::new(0, 0) };
        let mut i = 0;
        while i < pieces.list.len() && !parsed.is_stopped() {
            let (quantity, next) = finder.at(i);
            i = next.max(i + 1);
            let Some(quantity) = quantity else { continue };
            let number = finder.number;
            while dates.next_if(|date| date.span.end <= number.begin).is_some() {}
            // "500 barrels a day" has a unit that is an expression of time, and no date.
            let dated = dates.peek().is_some_and(|date| date.span.overlaps(number));
            if !dated || is_duration(&quantity) {
                found.push(quantity);
            }
        }
    }
    found
}

fn is_duration(quantity: &Quantity) -> bool {
    quantity.unit.as_ref().is_some_and(|unit| {
        let code = unit.code.split(['{', '/']).next().unwrap_or_default();
        units::is_duration(code)
    })
}

/// Finds quantities in one segment.
struct Finder<'a> {
    segment: &'a Segment,
    doc: &'a Doc,
    pieces: &'a Pieces<'a>,
    /// Pieces before this one belong to earlier quantities.
    floor: usize,
    /// The number of the quantity that was found last, without unit and bounds.
    number: Span,
}

impl Finder<'_> {
    /// The quantity that begins at piece `i`, and the piece to go on from.
    fn at(&mut self, i: usize) -> (Option<Quantity>, usize) {
        if let Some(quantity) = self.multiple(i) {
            self.floor = i + 1;
            self.number = quantity.span;
            return (Some(quantity), i + 1);
        }
        match amounts::found(self.pieces, i) {
            None => (None, i + 1),
            Some(Found::Code(end)) => {
                self.floor = end;
                (None, end)
            }
            Some(Found::Amount(amounts)) => {
                let (first, second) = *amounts;
                let last = second.as_ref().map_or(first.number.end, |second| second.number.end);
                self.number = self.span(first.number.start..last);
                let end = second.as_ref().map_or(first.pieces.end, |second| second.pieces.end);
                let Some((quantity, end)) = self.quantity(&first, second.as_ref()) else {
                    self.floor = end;
                    return (None, end);
                };
                self.floor = end;
                (Some(quantity), end)
            }
        }
    }

    /// "twice", "threefold".
    fn multiple(&self, i: usize) -> Option<Quantity> {
        let value = match self.pieces.word(i) {
            "twice" => 2.0,
            "thrice" => 3.0,
            word => f64::from(super::numbers::small(word.strip_suffix("fold")?)?),
        };
        let change = change::around(self.pieces, &(i..i + 1));
        let unit = Unit { system: UnitSystem::Ucum, code: "1".into() };
        Some(Quantity {
            span: self.span(i..i + 1),
            min: Some(value),
            max: Some(value),
            unit: Some(unit),
            counted: None,
            counted_lemma: String::new(),
            approximate: false,
            ordinal: false,
            change,
        })
    }

    fn span(&self, pieces: Range<usize>) -> Span {
        // Ranges of pieces are never empty here, and lie in the list.
        let begin = self.pieces.list[pieces.start].begin;
        let end = self.pieces.list[pieces.end - 1].end;
        Span::new(begin, end).shifted(self.segment.span.begin)
    }

    /// The tokens that some pieces lie in.
    fn tokens(&self, pieces: &Range<usize>) -> Range<usize> {
        let tokens = self.doc.tokens();
        let begin = self.pieces.list[pieces.start].begin;
        let end = self.pieces.list[pieces.end - 1].end;
        let first = tokens.partition_point(|token| token.end as usize <= begin);
        let last = tokens.partition_point(|token| (token.begin as usize) < end);
        first..last
    }

    /// The sentence that a token stands in.
    fn sentence(&self, token: usize) -> Range<usize> {
        let sentences = self.doc.sentences();
        let at = sentences.partition_point(|sentence| sentence.end <= token);
        sentences.get(at).cloned().unwrap_or(token..token)
    }

    /// An amount, or the range that it begins, as a quantity, if it measures something, and the
    /// piece to go on from.
    fn quantity(&self, first: &Amount, second: Option<&Amount>) -> Option<(Quantity, usize)> {
        let last = second.unwrap_or(first);
        let mut pieces = first.pieces.start..last.pieces.end;
        let before = bounds::before(self.pieces, pieces.start, self.floor);
        let tokens = self.tokens(&(first.number.start..last.number.end));
        let mut measured = last.measured.clone();
        let mut counted = None;
        let age = self.age(first, &pieces).filter(|_| measured == Measured::Nothing);
        if let Some(code) = age {
            measured = Measured::Unit(code.into());
        }
        let after = bounds::behind(self.pieces, pieces.end).filter(|_| before.is_none());
        if let Some((_, len)) = after {
            pieces.end += len;
        }
        let behind = self.tokens(&pieces).end.max(tokens.end);
        let sentence = self.sentence(tokens.start);
        match &measured {
            Measured::Nothing => {
                counted = counted::counted(self.doc, &sentence, &(tokens.start..behind));
                if !self.is_count(first, second, before.is_some(), counted.clone()) {
                    return None;
                }
            }
            _ if self.of(behind) => {
                counted = counted::counted(self.doc, &sentence, &(tokens.start..behind));
            }
            _ => {}
        }
        let (mut min, mut max) = self.values(first, second, &measured);
        let mut approximate = first.scaled;
        if first.scaled {
            max = None;
        }
        if let Some((_, len)) = before {
            pieces.start -= len;
        }
        match before.or(after).map(|(bound, _)| bound) {
            Some(Bound::Least) => max = max.filter(|_| second.is_some()),
            Some(Bound::Most) => {
                max = max.or(min);
                min = min.filter(|_| second.is_some());
            }
            Some(Bound::About) => approximate = true,
            None => {}
        }
        let change = change::around(self.pieces, &pieces)
            .or_else(|| tokens.end.checked_sub(1).and_then(|t| change::by_tree(self.doc, t)));
        let text = self.pieces.text;
        let end = pieces.end;
        let quantity = Quantity {
            span: self.span(pieces),
            min,
            max,
            unit: unit(
                &measured,
                last.per.clone().or_else(|| self.per_behind(&measured, counted.as_ref())),
            ),
            counted: counted.clone().map(|range| self.segment.range_span(range)),
            counted_lemma: counted
                .map_or_else(String::new, |range| counted::lemma(self.doc, range, text)),
            approximate,
            ordinal: first.kind == NumberKind::Ordinal,
            change: change.filter(|_| first.kind != NumberKind::Ordinal),
        };
        Some((quantity, end))
    }

    /// The least and the greatest value, in the unit itself.
    fn values(
        &self,
        first: &Amount,
        second: Option<&Amount>,
        measured: &Measured,
    ) -> (Option<f64>, Option<f64>) {
        let parts = match measured {
            Measured::Money(currency) => f64::from(currency.parts),
            _ => 1.0,
        };
        let Some(second) = second else {
            return (Some(first.value / parts), Some(first.value / parts));
        };
        let mut low = first.value;
        if first.scale == 1.0 && second.scale > 1.0 && low * second.scale < second.value {
            low *= second.scale;
        }
        (Some(low / parts), Some(second.value / parts))
    }

    /// What an amount of something is per, told behind the thing: "2 gallons of fuel a day".
    fn per_behind(
        &self,
        measured: &Measured,
        counted: Option<&Range<usize>>,
    ) -> Option<Cow<'static, str>> {
        if *measured == Measured::Nothing {
            return None;
        }
        let end = self.doc.tokens()[counted?.end - 1].end as usize;
        let behind = self.pieces.list.partition_point(|piece| piece.begin < end);
        units::rate(self.pieces, behind, false).map(|(per, _)| per)
    }

    fn of(&self, token: usize) -> bool {
        token < self.doc.tokens().len() && self.doc.norm(token) == "of"
    }

    /// Whether a number without unit counts or tells something, and is no label, year or
    /// pronoun.
    fn is_count(
        &self,
        first: &Amount,
        second: Option<&Amount>,
        bounded: bool,
        counted: Option<Range<usize>>,
    ) -> bool {
        let begin = first.number.start;
        let token = self.tokens(&first.number).start;
        let figure = self.pieces.is(begin, PieceKind::Figure);
        if !figure && self.is_in_name(begin, token) {
            return false;
        }
        let plural = counted.as_ref().is_some_and(|range| {
            range.end > 0 && matches!(self.doc.tag(range.end - 1), "NNS" | "NNPS")
                || range.clone().any(|i| self.doc.norm(i) == "people")
        });
        if first.kind == NumberKind::Ordinal {
            let title = self.pieces.word(first.number.end) == "lady";
            return counted.is_some()
                && !title
                && (figure || self.doc.tag(token).starts_with("JJ"));
        }
        if plain::is_year(self.pieces, begin) && first.number.len() == 1 && second.is_none() {
            return (bounded || self.is_of_people(counted)) && plural;
        }
        if plain::is_label(self.pieces, begin, first.number.end) && !plural {
            return false;
        }
        if self.pieces.word(begin) == "one" && first.number.len() == 1 {
            return self.is_one(begin, token, counted.is_some());
        }
        true
    }

    /// Whether a number word is written with a capital inside a sentence: "Formula One", "the
    /// First Amendment".
    fn is_in_name(&self, piece: usize, token: usize) -> bool {
        let capital = self.pieces.raw(piece).starts_with(char::is_uppercase);
        let first = token == self.sentence(token).start
            || !self.pieces.is(piece.saturating_sub(1), PieceKind::Word);
        capital && !first && self.segment.section != Section::Title
    }

    /// Whether the thing counted is people of some kind: these are counted in thousands where
    /// other things seldom are.
    fn is_of_people(&self, counted: Option<Range<usize>>) -> bool {
        counted.is_some_and(|range| {
            range.end > 0
                && matches!(
                    self.doc.lemma(range.end - 1),
                    "people"
                        | "person"
                        | "soldier"
                        | "troop"
                        | "worker"
                        | "employee"
                        | "job"
                        | "man"
                        | "woman"
                        | "child"
                        | "student"
                        | "prisoner"
                        | "refugee"
                        | "civilian"
                        | "resident"
                        | "policeman"
                        | "officer"
                        | "protester"
                        | "home"
                        | "house"
                        | "building"
                )
        })
    }

    /// "one" as a number: not "no one", "the one", "one another", "one day".
    fn is_one(&self, piece: usize, token: usize, counted: bool) -> bool {
        let before = self.pieces.word_before(piece, 1);
        let next = self.pieces.word(piece + 1);
        self.doc.tag(token) == "CD"
            && counted
            && !matches!(
                before,
                "no" | "every" | "each" | "any" | "some" | "which" | "another" | "-"
            )
            && !matches!(next, "another" | "'" | "’")
    }

    /// The code of an age that has no unit: "aged 45", "at the age of 45", "Jane Smith, 45,".
    fn age(&self, amount: &Amount, pieces: &Range<usize>) -> Option<&'static str> {
        let begin = pieces.start;
        if !(0.0..=120.0).contains(&amount.value) || amount.value.fract() != 0.0 {
            return None;
        }
        let word = |back| self.pieces.word_before(begin, back);
        let named = match word(1) {
            "aged" | "age" => true,
            "of" => word(2) == "age" || word(2) == "ages",
            "," if self.pieces.is(begin, PieceKind::Figure) => {
                matches!(self.pieces.word(pieces.end), "," | "." | ";")
                    && self.is_after_person(begin)
            }
            _ => false,
        };
        named.then_some("a{age}")
    }

    /// Whether a person's name stands before the comma that is before piece `i`.
    fn is_after_person(&self, i: usize) -> bool {
        let comma = self.tokens(&(i - 1..i)).start;
        let names = &self.segment.names;
        let after = names.partition_point(|name| name.tokens.end <= comma);
        after
            .checked_sub(1)
            .map(|at| &names[at])
            .is_some_and(|name| name.tokens.end == comma && self.doc.label(name) == "PERSON")
    }
}

/// A unit as callers see it.
fn unit(measured: &Measured, per: Option<Cow<'static, str>>) -> Option<Unit> {
    let (system, code): (_, Cow<'static, str>) = match measured {
        Measured::Nothing => return None,
        Measured::Money(currency) => (UnitSystem::Iso4217, currency.code.into()),
        Measured::Unit(code) => (UnitSystem::Ucum, code.clone()),
    };
    let code = match per {
        Some(per) => format!("{code}/{per}").into(),
        None => code,
    };
    Some(Unit { system, code })
}
