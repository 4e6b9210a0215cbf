//! Days as they are written: numbers in the orders that countries use, and words in the
//! languages of news.

use std::sync::LazyLock;

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::{
    Order,
    tokens::{Kind, Token},
};

/// No page is older than the web.
pub(super) const FIRST_YEAR: i16 = 1990;
/// The last year of which pages tell.
pub(super) const LAST_YEAR: i16 = 2199;

/// Words that may stand between the parts of a date.
const JOINTS: &[&str] =
    &["de", "del", "of", "the", "d", "di", "den", "г", "st", "nd", "rd", "th", "er", "o", "do"];

/// Names of the months and their abbreviations, in English, German, French, Spanish,
/// Italian, Portuguese, Dutch, the Scandinavian languages, Polish, Czech, Turkish,
/// Indonesian and Russian.
const MONTHS: [&str; 12] = [
    "january jan januar jänner jaenner jän janvier janv enero ene gennaio gen janeiro januari stycznia styczeń sty ledna leden ocak oca января янв",
    "february feb februar feber février fevrier févr fév febrero febbraio febb fevereiro fev februari lutego luty února únor şubat pebruari февраля фев",
    "march mar märz maerz mär mrz mars marzo março marco maart mrt marts marca marzec března březen mart maret марта мар",
    "april apr avril avr abril abr aprile kwietnia kwiecień dubna duben nisan апреля апр",
    "may mai mayo maggio mag maio mei maj maja května květen mayıs мая май",
    "june jun juni juin junio giugno giu junho czerwca czerwiec června červen haziran июня июн",
    "july jul juli juillet juil julio luglio lug julho lipca lipiec července červenec temmuz июля июл",
    "august aug août aout agosto ago augustus augusti sierpnia sierpień srpna srpen ağustos agustus августа авг",
    "september sep sept septembre septiembre setiembre settembre set setembro września wrzesień září eylül сентября сен",
    "october oct oktober okt octobre octubre ottobre ott outubro out października październik října říjen ekim октября окт",
    "november nov novembre noviembre novembro listopada listopad kasım kas ноября ноя",
    "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro desember des grudnia grudzień prosince prosinec aralık december декабря дек",
];

/// The number of the month by its name.
static MONTH_OF: LazyLock<FxHashMap<&str, u32>> = LazyLock::new(|| {
    let numbered = (1..).zip(MONTHS);
    numbered.flat_map(|(month, names)| names.split(' ').map(move |name| (name, month))).collect()
});

/// The first date: index of its first token, how many it takes, and the day.
pub(super) fn first(tokens: &[Token<'_>], order: Order) -> Option<(usize, usize, Date)> {
    (0..tokens.len()).find_map(|i| {
        // A number that continues another is none of its own: "1.2.3.2020", versions, times.
        let (length, date) = at(&tokens[i..], order)?;
        Some((i, length, date))
    })
}

fn at(tokens: &[Token<'_>], order: Order) -> Option<(usize, Date)> {
    match tokens.first()?.kind {
        Kind::Number { digits: 4, value } => year_first(tokens, value),
        Kind::Number { digits: 1..=2, value } => {
            in_digits(tokens, value, order).or_else(|| day_first(tokens, value))
        }
        Kind::Word(word) => month_first(tokens, word),
        _ => None,
    }
}

fn number(token: Option<&Token<'_>>, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
    match token?.kind {
        Kind::Number { value, digits: have } if digits.contains(&have) => Some(value),
        _ => None,
    }
}

fn mark(token: Option<&Token<'_>>, marks: &[char]) -> Option<char> {
    match token?.kind {
        Kind::Mark(c) if marks.contains(&c) => Some(c),
        Kind::Word(w) => w.chars().next().filter(|c| w.chars().count() == 1 && marks.contains(c)),
        _ => None,
    }
}

/// 2023-03-20, 2023/3/20, 2023.03.20, 2023年3月20日, 2023 March 20.
fn year_first(tokens: &[Token<'_>], year: u32) -> Option<(usize, Date)> {
    if mark(tokens.get(1), &['-', '/', '.', '年', '년']).is_some()
        && let Some(month) = number(tokens.get(2), 1..=2)
        && mark(tokens.get(3), &['-', '/', '.', '月', '월']).is_some()
        && let Some(day) = number(tokens.get(4), 1..=2)
    {
        return Some((5, date(year, month, day)?));
    }
    let Kind::Word(word) = tokens.get(1)?.kind else { return None };
    let day = number(tokens.get(2), 1..=2)?;
    Some((3, date(year, month(word)?, day)?))
}

/// 20.03.2023, 20/3/23, 3/20/2023.
fn in_digits(tokens: &[Token<'_>], first: u32, order: Order) -> Option<(usize, Date)> {
    let separator = mark(tokens.get(1), &['.', '/', '-', '|'])?;
    let second = number(tokens.get(2), 1..=2)?;
    mark(tokens.get(3), &[separator])?;
    let year = match (number(tokens.get(4), 4..=4), number(tokens.get(4), 2..=2)) {
        (Some(year), _) => year,
        (None, Some(short)) if separator != '-' && short < 50 => 2000 + short,
        (None, Some(short)) if separator != '-' && short >= 90 => 1900 + short,
        _ => return None,
    };
    let month_first = separator == '/' && order == Order::MonthFirst;
    let (day, month) = if month_first { (second, first) } else { (first, second) };
    let found = date(year, month, day).or_else(|| date(year, day, month))?;
    Some((5, found))
}

/// 20 March 2023, 20. März 2023, 20 de marzo de 2023, 20th of March, 2023.
fn day_first(tokens: &[Token<'_>], day: u32) -> Option<(usize, Date)> {
    let at = skip_joints(tokens, 1);
    let Kind::Word(word) = tokens.get(at)?.kind else { return None };
    let month = month(word)?;
    let at = skip_joints(tokens, at + 1);
    if let Some(year) = number(tokens.get(at), 4..=4) {
        return Some((at + 1, date(year, month, day)?));
    }
    // 20 Mar 23, 20-Mar-'23
    let short = number(tokens.get(at), 2..=2).filter(|&year| year < 50)?;
    let clock = mark(tokens.get(at + 1), &[':', 'h', '.']).is_some();
    (!clock).then_some(())?;
    Some((at + 1, date(2000 + short, month, day)?))
}

/// March 20, 2023; Mar. 20th 2023.
fn month_first(tokens: &[Token<'_>], word: &str) -> Option<(usize, Date)> {
    // Most words are none, and this is known sooner.
    let is_number = |token: &Token<'_>| matches!(token.kind, Kind::Number { .. });
    tokens.iter().skip(1).take(1 + MOST_JOINTS).find(|token| is_number(token))?;
    let month = month(word)?;
    let at = skip_joints(tokens, 1);
    let day = number(tokens.get(at), 1..=2)?;
    let at = skip_joints(tokens, at + 1);
    let year = number(tokens.get(at), 4..=4)?;
    Some((at + 1, date(year, month, day)?))
}

/// Joints between two parts of a date, at most.
const MOST_JOINTS: usize = 3;

fn skip_joints(tokens: &[Token<'_>], mut at: usize) -> usize {
    let limit = at + MOST_JOINTS;
    while at < limit
        && let Some(token) = tokens.get(at)
    {
        let joint = match token.kind {
            Kind::Mark(c) => matches!(c, '.' | ',' | '-' | '/' | '’' | '\'' | 'º'),
            Kind::Word(word) => JOINTS.contains(&word.to_lowercase().as_str()),
            Kind::Number { .. } => false,
        };
        if !joint {
            break;
        }
        at += 1;
    }
    at
}

/// The month that a word names.
fn month(word: &str) -> Option<u32> {
    if word.len() > 24 {
        return None;
    }
    MONTH_OF.get(word.to_lowercase().as_str()).copied()
}

/// A day of the web's time.
pub(super) fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    let year = i16::try_from(year).ok().filter(|year| (FIRST_YEAR..=LAST_YEAR).contains(year))?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
