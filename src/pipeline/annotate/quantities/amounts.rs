//! Amounts: numbers with their currency or unit, and ranges of two of them.

use std::{borrow::Cow, ops::Range};

use super::super::numbers::NumberKind;
use super::money::{self, Currency};
use super::pieces::{PieceKind, Pieces};
use super::reading::{self, Reading};
use super::{plain, units};

/// What a number measures in.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Measured {
    /// Nothing: it counts, or is a bare number.
    Nothing,
    /// Money.
    Money(Currency),
    /// A unit of measure, by its UCUM code.
    Unit(Cow<'static, str>),
}

/// A number with its unit.
#[derive(Clone, Debug)]
pub(super) struct Amount {
    /// The pieces that it takes, sign and unit included.
    pub pieces: Range<usize>,
    /// The pieces of the number alone.
    pub number: Range<usize>,
    pub value: f64,
    pub kind: NumberKind,
    /// What a word of scale multiplied it by.
    pub scale: f64,
    /// Whether only its order of magnitude is told.
    pub scaled: bool,
    pub measured: Measured,
    /// What a price is per, in UCUM.
    pub per: Option<Cow<'static, str>>,
}

/// What was read at a piece.
pub(super) enum Found {
    /// An amount, or two that make a range.
    Amount(Box<(Amount, Option<Amount>)>),
    /// Figures that measure nothing, up to a piece.
    Code(usize),
}

/// Reads an amount or a range that begins at piece `i`.
pub(super) fn found(pieces: &Pieces<'_>, i: usize) -> Option<Found> {
    let first = match amount(pieces, i)? {
        Ok(first) => first,
        Err(end) => return Some(Found::Code(end)),
    };
    match second(pieces, &first) {
        Joint::None => Some(Found::Amount(Box::new((first, None)))),
        Joint::Range(second) => Some(Found::Amount(Box::new((first, Some(second))))),
        Joint::Code(end) => Some(Found::Code(end)),
    }
}

/// The amount that begins at piece `i`, or where figures end that are none.
fn amount(pieces: &Pieces<'_>, i: usize) -> Option<Result<Amount, usize>> {
    let (sign, unsigned) = sign(pieces, i);
    let prefix = money::before(pieces, unsigned);
    let (start, factor) =
        prefix.map_or((unsigned, 1.0), |(_, len, factor)| (unsigned + len, factor));
    let reading = reading::number(pieces, start)?;
    let Reading { value, kind, scale, scaled, pieces: number } = reading;
    let mut amount = Amount {
        pieces: i..number.end,
        number: number.clone(),
        value: sign * value * factor,
        kind,
        scale,
        scaled,
        measured: Measured::Nothing,
        per: None,
    };
    if let Some((currency, ..)) = prefix {
        if sign < 0.0 && !pieces.glued(unsigned) {
            amount.value = -amount.value;
            amount.pieces.start = unsigned;
        }
        amount.measured = Measured::Money(currency);
        amount.scale_by_letter(pieces, true);
        amount.repeated_currency(pieces);
        amount.finish_money(pieces);
        return Some(Ok(amount));
    }
    if pieces.is(number.start, PieceKind::Figure)
        && plain::is_code(pieces, number.start, number.end)
        && !is_glued_unit(pieces, &number)
    {
        return Some(Err(number.end));
    }
    if amount.kind == NumberKind::Ordinal {
        return Some(Ok(amount));
    }
    let lettered = money_letter(pieces, number.end);
    amount.scale_by_letter(pieces, lettered);
    amount.read_unit(pieces);
    if amount.is_glued_to_letters(pieces) {
        return Some(Err(amount.pieces.end + 1));
    }
    if sign < 0.0 && pieces.word(i) == "-" && !pieces.glued(unsigned) && !amount.is_temperature() {
        amount.value = -amount.value;
        amount.pieces.start = amount.number.start;
    }
    Some(Ok(amount))
}

/// A minus sign at piece `i`: -1 and the piece behind it, or 1 and the piece itself.
fn sign(pieces: &Pieces<'_>, i: usize) -> (f64, usize) {
    let open = !pieces.glued(i) || matches!(pieces.word_before(i, 1), "" | "(");
    match pieces.word(i) {
        "-" if open && !pieces.is(i.wrapping_sub(1), PieceKind::Figure) => (-1.0, i + 1),
        "minus" if pieces.is(i + 1, PieceKind::Figure) => (-1.0, i + 1),
        _ => (1.0, i),
    }
}

/// Whether a unit is glued to a figure that is otherwise part of a code: "24703m2".
fn is_glued_unit(pieces: &Pieces<'_>, number: &Range<usize>) -> bool {
    pieces.is(number.end, PieceKind::Word)
        && !pieces.glued(number.start)
        && units::measure(pieces, number.end).is_some_and(|(code, _)| !units::is_duration(&code))
}

/// Whether a letter of scale and a currency follow: "1.8M dollars".
fn money_letter(pieces: &Pieces<'_>, i: usize) -> bool {
    matches!(pieces.word(i), "k" | "m" | "b") && money::after(pieces, i + 1).is_some()
}

impl Amount {
    /// Whether it has a unit or currency.
    pub(super) fn is_measured(&self) -> bool {
        self.measured != Measured::Nothing
    }

    fn is_temperature(&self) -> bool {
        matches!(&self.measured, Measured::Unit(code) if matches!(code.as_ref(), "Cel" | "[degF]" | "deg"))
    }

    fn scale_by_letter(&mut self, pieces: &Pieces<'_>, money: bool) {
        let end = self.pieces.end;
        if let Some(scale) = reading::letter_scale(pieces, end, money).filter(|_| self.scale == 1.0)
        {
            self.value *= scale;
            self.scale = scale;
            self.pieces.end += 1;
            self.number.end += 1;
        }
    }

    /// Letters glued behind that are neither unit nor scale make it a code: "3D", "11a".
    fn is_glued_to_letters(&self, pieces: &Pieces<'_>) -> bool {
        let end = self.pieces.end;
        end == self.number.end
            && pieces.is(end, PieceKind::Word)
            && pieces.glued(end)
            && pieces.is(end - 1, PieceKind::Figure)
    }

    /// Skips a currency that is named twice: "$10 dollars", "50 dollar rmb".
    fn repeated_currency(&mut self, pieces: &Pieces<'_>) {
        let end = self.pieces.end;
        // "75 USD million"
        if let Some(after) = money::after(pieces, end)
            && !pieces.is(end + after.len, PieceKind::Figure)
            && matches!(self.measured, Measured::Money(c) if c.parts == after.currency.parts && c.code == after.currency.code)
        {
            self.pieces.end += after.len;
        }
    }

    fn read_unit(&mut self, pieces: &Pieces<'_>) {
        let end = self.pieces.end;
        if let Some(after) = money::after(pieces, end)
            && (!after.doubtful || self.is_money(pieces))
        {
            self.value *= after.factor;
            self.pieces.end += after.len;
            self.measured = Measured::Money(after.currency);
            // "75 USD million"
            if self.scale == 1.0
                && let Some(scale) = super::super::numbers::magnitude(pieces.word(self.pieces.end))
            {
                self.value *= scale;
                self.pieces.end += 1;
            }
            self.finish_money(pieces);
            return;
        }
        if self.scaled && pieces.word(end) == "of" && pieces.word(end + 1) == "times" {
            self.pieces.end += 2;
            self.measured = Measured::Unit("1".into());
            return;
        }
        // "an 87 yo patient"
        if pieces.word(end) == "yo" {
            self.pieces.end += 1;
            self.measured = Measured::Unit("a{age}".into());
            return;
        }
        if let Some((code, len)) = units::measure(pieces, end) {
            self.pieces.end += len;
            let age = self.age(pieces, &code);
            self.measured = Measured::Unit(age.unwrap_or(code));
        }
    }

    /// Whether doubtful nouns ("pounds", "won") are money here: by the size of the number, or
    /// by a word of price before it.
    fn is_money(&self, pieces: &Pieces<'_>) -> bool {
        /// How far back a word of price may stand.
        const BACK: usize = 6;
        let priced = |back: usize| {
            matches!(
                pieces.word_before(self.pieces.start, back),
                "cost"
                    | "costs"
                    | "costing"
                    | "pay"
                    | "pays"
                    | "paid"
                    | "price"
                    | "priced"
                    | "worth"
                    | "fine"
                    | "fined"
                    | "charge"
                    | "charged"
                    | "earn"
                    | "earned"
                    | "earns"
                    | "spend"
                    | "spent"
                    | "sold"
                    | "salary"
                    | "fee"
                    | "loan"
                    | "prize"
                    | "bill"
                    | "fees"
                    | "prices"
                    | "costed"
                    | "raised"
                    | "donated"
                    | "owed"
                    | "debt"
                    | "tax"
                    | "profit"
                    | "reward"
                    | "bonus"
                    | "bid"
            )
        };
        self.scale >= 1e3
            || self.value >= 1e5
            || pieces.word(self.number.start).contains('.')
                && self.value < 10.0
                && pieces.word(self.number.start).len() > 4
            || (1..=BACK).any(priced)
    }

    /// Cents behind dollars, and what the price is per.
    fn finish_money(&mut self, pieces: &Pieces<'_>) {
        let Measured::Money(currency) = self.measured else { return };
        if currency.parts == 1 && self.scale == 1.0 && self.value.fract() == 0.0 {
            self.add_parts(pieces);
        }
        if let Some((per, len)) = units::rate(pieces, self.pieces.end, true) {
            self.per = Some(per);
            self.pieces.end += len;
        }
    }

    /// "15 dollars 50", "3 dollars and 45 cents", "$3 50 cents".
    fn add_parts(&mut self, pieces: &Pieces<'_>) {
        let and = usize::from(pieces.word(self.pieces.end) == "and");
        let at = self.pieces.end + and;
        if self.pieces.end == self.number.end && !pieces.is(at, PieceKind::Figure) {
            return;
        }
        let Some(part) = reading::number(pieces, at) else { return };
        let whole = part.value.fract() == 0.0 && (1.0..100.0).contains(&part.value);
        if !whole || part.kind != NumberKind::Cardinal {
            return;
        }
        let end = part.pieces.end;
        let named = money::after(pieces, end);
        let parts = match &named {
            Some(after) if after.currency.parts == 100 => after.len,
            Some(_) => return,
            None if self.pieces.end == self.number.end => return,
            None if ends_amount(pieces, end) => 0,
            None => return,
        };
        self.value += part.value / 100.0;
        self.pieces.end = end + parts;
    }

    /// The code of an age, when the words behind say that it is one.
    fn age(&mut self, pieces: &Pieces<'_>, code: &str) -> Option<Cow<'static, str>> {
        let aged = match code {
            "a" => "a{age}",
            "mo" => "mo{age}",
            "wk" => "wk{age}",
            "d" => "d{age}",
            _ => return None,
        };
        let end = self.pieces.end;
        let hyphen = usize::from(pieces.word(end) == "-");
        let len = match (pieces.word(end + hyphen), pieces.word(end + hyphen + 1)) {
            ("old" | "olds", _) => hyphen + 1,
            ("of", "age") => hyphen + 2,
            _ => return None,
        };
        self.pieces.end += len;
        Some(aged.into())
    }
}

/// Whether an amount of money ends before piece `i`: nothing follows that the number could
/// count.
fn ends_amount(pieces: &Pieces<'_>, i: usize) -> bool {
    !pieces.is(i, PieceKind::Word) && !matches!(pieces.word(i), "%" | "-")
        || matches!(
            pieces.word(i),
            "more" | "for" | "to" | "in" | "and" | "or" | "at" | "on" | "per"
        )
}

/// How an amount goes on.
enum Joint {
    None,
    Range(Amount),
    /// It is a score or the like, up to a piece.
    Code(usize),
}

/// The second amount of a range: "10 to 15", "10-15 km", "between 5 and 7", "two or three".
fn second(pieces: &Pieces<'_>, first: &Amount) -> Joint {
    let end = first.pieces.end;
    let hyphen = matches!(pieces.word(end), "-" | "–" | "—");
    let figures = pieces.is(first.number.start, PieceKind::Figure);
    let before = pieces.word_before(first.pieces.start, 1);
    let joined = match pieces.word(end) {
        "to" => before != "from" || !is_movement(pieces, first.pieces.start),
        "and" => before == "between",
        "or" => !first.is_measured(),
        _ => hyphen,
    };
    if !joined || first.kind == NumberKind::Ordinal || first.scaled {
        return Joint::None;
    }
    let at = end + 1;
    let Some(second) = amount_after(pieces, at) else { return Joint::None };
    let mut second = second;
    if hyphen && figures && !pieces.is(second.number.start, PieceKind::Figure) {
        return Joint::None;
    }
    // "5 to 7 million"
    let mut low = first.value;
    if first.scale == 1.0 && second.scale > 1.0 && low * second.scale < second.value {
        low *= second.scale;
    }
    let same = first.measured == second.measured || !first.is_measured();
    let rising = low < second.value && same;
    let is_year = plain::is_year(pieces, first.number.start) && !second.is_measured();
    if hyphen && figures && pieces.glued(end) && !first.is_measured() {
        // "3-1", "2019-20", "24-7-1"
        let chain = pieces.word(second.pieces.end) == "-"
            && pieces.glued(second.pieces.end)
            && pieces.is(second.pieces.end + 1, PieceKind::Figure);
        let score = second.value <= 20.0
            && second.value.fract() == 0.0
            && low.fract() == 0.0
            && !second.is_measured()
            && !pieces.is(second.pieces.end, PieceKind::Word);
        if !rising || is_year || chain || score {
            return Joint::Code(second.pieces.end);
        }
    }
    let near = pieces.word(end) != "or" || second.value <= 2.0 * low + 2.0;
    if !rising || !near || is_year {
        return Joint::None;
    }
    second.value = second.value.max(low);
    Joint::Range(second)
}

/// An amount in second place; a hyphen before it is no minus sign.
fn amount_after(pieces: &Pieces<'_>, at: usize) -> Option<Amount> {
    if pieces.word(at) == "-" {
        return None;
    }
    let prefix = money::before(pieces, at);
    let start = prefix.map_or(at, |(_, len, _)| at + len);
    let reading = reading::number(pieces, start).filter(|r| r.kind == NumberKind::Cardinal)?;
    let mut amount = Amount {
        pieces: at..reading.pieces.end,
        number: reading.pieces,
        value: reading.value,
        kind: reading.kind,
        scale: reading.scale,
        scaled: reading.scaled,
        measured: Measured::Nothing,
        per: None,
    };
    if let Some((currency, ..)) = prefix {
        amount.measured = Measured::Money(currency);
        amount.scale_by_letter(pieces, true);
        amount.finish_money(pieces);
    } else {
        let lettered = money_letter(pieces, amount.pieces.end);
        amount.scale_by_letter(pieces, lettered);
        amount.read_unit(pieces);
        if amount.is_glued_to_letters(pieces) {
            return None;
        }
    }
    Some(amount)
}

/// Whether a verb of change governs "from": "rose from 5 to 7" tells two levels.
fn is_movement(pieces: &Pieces<'_>, i: usize) -> bool {
    (2..=6).any(|back| super::change::of_form(pieces.word_before(i, back)).is_some())
}
