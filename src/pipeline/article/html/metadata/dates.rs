//! Dates and times as pages write them: ISO 8601 and its relatives, numbers in the orders
//! that countries use, and words in the languages of news.

use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::{Offset, TimeZone},
};

use crate::domain::Span;

/// No page is older than the web.
const FIRST_YEAR: i16 = 1990;
const LAST_YEAR: i16 = 2199;

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

/// A day, and the moment where the page tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) time: Timestamp,
    /// The offset from UTC that is stated.
    pub(super) offset: Offset,
}

impl Found {
    /// A day alone: its midnight in UTC.
    pub(super) fn day(date: Date) -> Option<Self> {
        let midnight = date.to_zoned(TimeZone::UTC).ok()?.timestamp();
        Some(Self { time: midnight, offset: Offset::UTC })
    }
}

/// Languages of countries that keep Central European Time.
const CENTRAL_EUROPEAN: &[&str] =
    &["de", "fr", "it", "es", "nl", "pl", "cs", "da", "sv", "no", "nb", "hu", "sk", "sl", "hr"];

/// Central European Time with the summer time of the European Union, which most of its
/// neighbours keep too.
const CENTRAL_EUROPEAN_TIME: &str = "CET-1CEST,M3.5.0,M10.5.0/3";

impl Found {
    /// Publishing systems store times in UTC, where the last hours of a day belong to the next
    /// one in the countries of Central European Time. In a page of a language of theirs, a time
    /// in UTC whose day there is another one is told in their time.
    pub(super) fn on_local_day_of(self, language: &str) -> Self {
        let primary = language.split('-').next().unwrap_or_default();
        let central = CENTRAL_EUROPEAN.contains(&primary) && !language.ends_with("-US");
        if !central || self.offset != Offset::UTC {
            return self;
        }
        let Ok(zone) = TimeZone::posix(CENTRAL_EUROPEAN_TIME) else { return self };
        let offset = zone.to_offset(self.time);
        let differs =
            offset.to_datetime(self.time).date() != self.offset.to_datetime(self.time).date();
        if differs { Self { offset, ..self } } else { self }
    }
}

/// How the numbers of a date are ordered where they do not tell by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
}

impl Order {
    /// The order of a language; only English of the United States puts the month first.
    pub(super) fn of(language: &str) -> Self {
        let lower = language.to_ascii_lowercase();
        let month_first = lower == "en" || lower.starts_with("en-us") || lower.starts_with("en_us");
        if month_first { Self::MonthFirst } else { Self::DayFirst }
    }
}

#[derive(Clone, Copy, Debug)]
enum Kind<'t> {
    Number { value: u32, digits: usize },
    Word(&'t str),
    Mark(char),
}

#[derive(Clone, Copy, Debug)]
struct Token<'t> {
    kind: Kind<'t>,
    span: Span,
}

/// A time that stands alone, as in an attribute: ISO 8601 in any completeness, RFC 2822,
/// eight digits, or a date as in running text.
pub(super) fn parse(value: &str, order: Order) -> Option<Found> {
    let value = value.trim();
    let short: String = value.chars().take(80).collect();
    let tokens = tokens(&short);
    if let [Token { kind: Kind::Number { value, digits: 8 }, .. }, rest @ ..] = &tokens[..]
        && let Some(date) = date(*value / 10_000, *value / 100 % 100, *value % 100)
    {
        return with_clock(date, clock(rest));
    }
    if let [Token { kind: Kind::Number { value, digits }, .. }] = tokens[..]
        && matches!(digits, 10 | 13)
    {
        // Seconds or milliseconds since 1970.
        let seconds =
            if digits == 10 { i64::from(value) } else { short.get(..10)?.parse().ok()? };
        return moment(Timestamp::from_second(seconds).ok()?);
    }
    let (index, length, date) = first(&tokens, order)?;
    with_clock(date, clock(&tokens[index + length..]))
}

/// The first date in running text, and where it stands.
pub(super) fn find(text: &str, order: Order) -> Option<(Span, Date)> {
    let tokens = tokens(text);
    let (index, length, date) = first(&tokens, order)?;
    let span = Span::new(tokens[index].span.begin, tokens[index + length - 1].span.end);
    Some((span, date))
}

/// The day that an address holds: `/2023/03/20/`, `2023-03-20`, `20230320`.
pub(super) fn in_address(url: &str) -> Option<Date> {
    let path = url.split(['?', '#']).next()?;
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let path = path.split_once('/').map_or("", |(_, path)| path);
    let numbers: Vec<(&str, usize)> = numbers(path);
    for (i, &(digits, at)) in numbers.iter().enumerate() {
        let number = |s: &str| s.parse::<u32>().ok();
        if digits.len() == 8
            && let Some(value) = number(digits)
            && let Some(found) = date(value / 10_000, value / 100 % 100, value % 100)
        {
            return Some(found);
        }
        if let [(m, m_at), (d, d_at), ..] = numbers[i + 1..]
            && digits.len() == 4
            && (1..=2).contains(&m.len())
            && (1..=2).contains(&d.len())
            && m_at == at + 5
            && d_at == m_at + m.len() + 1
            && let Some(found) = date(number(digits)?, number(m)?, number(d)?)
        {
            return Some(found);
        }
        // 20-03-2023
        if let [(m, m_at), (y, y_at), ..] = numbers[i + 1..]
            && y.len() == 4
            && digits.len() == 2
            && m.len() == 2
            && (m_at, y_at) == (at + 3, at + 6)
            && let Some(found) = date(number(y)?, number(m)?, number(digits)?)
        {
            return Some(found);
        }
    }
    None
}

fn numbers(path: &str) -> Vec<(&str, usize)> {
    let mut found = Vec::new();
    let bytes = path.as_bytes();
    let mut at = 0;
    while at < bytes.len().min(1024) {
        let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        if digits > 0 {
            found.push((&path[at..at + digits], at));
        }
        at += digits.max(1);
    }
    found
}

fn moment(time: Timestamp) -> Option<Found> {
    let date = time.to_zoned(TimeZone::UTC).date();
    (FIRST_YEAR..=LAST_YEAR).contains(&date.year()).then_some(Found { time, offset: Offset::UTC })
}

fn with_clock(date: Date, clock: Option<(Time, Offset)>) -> Option<Found> {
    let moment = clock.and_then(|(time, offset)| {
        let time = offset.to_timestamp(date.to_datetime(time)).ok()?;
        Some(Found { time, offset })
    });
    moment.or_else(|| Found::day(date))
}

/// The time of day behind a date, `T10:11:12+01:00` and the like.
fn clock(tokens: &[Token<'_>]) -> Option<(Time, Offset)> {
    let start = tokens.iter().position(|t| matches!(t.kind, Kind::Number { .. }))?;
    if tokens[..start]
        .iter()
        .any(|t| matches!(t.kind, Kind::Word(w) if w != "T" && w != "t" && w != "at" && w != "um"))
    {
        return None;
    }
    let mut rest = &tokens[start..];
    let mut part = |mark: Option<char>| -> Option<u32> {
        if let Some(mark) = mark {
            let [Token { kind: Kind::Mark(c), .. }, tail @ ..] = rest else { return None };
            if *c != mark {
                return None;
            }
            rest = tail;
        }
        let [Token { kind: Kind::Number { value, digits: 1..=2 }, .. }, tail @ ..] = rest else {
            return None;
        };
        rest = tail;
        Some(*value)
    };
    let hour = part(None)?;
    let minute = part(Some(':'))?;
    let second = part(Some(':')).unwrap_or(0);
    let time = Time::new(
        i8::try_from(hour).ok()?,
        i8::try_from(minute).ok()?,
        i8::try_from(second).ok()?,
        0,
    )
    .ok()?;
    // A fraction of a second.
    if let [
        Token { kind: Kind::Mark('.'), .. },
        Token { kind: Kind::Number { .. }, .. },
        tail @ ..,
    ] = rest
    {
        rest = tail;
    }
    Some((time, offset(rest)))
}

fn offset(tokens: &[Token<'_>]) -> Offset {
    let signed = tokens.iter().take(3).position(|t| matches!(t.kind, Kind::Mark('+' | '-')));
    let Some(at) = signed else { return Offset::UTC };
    let east = matches!(tokens[at].kind, Kind::Mark('+'));
    let minutes = match &tokens[at + 1..] {
        [Token { kind: Kind::Number { value, digits: 4 }, .. }, ..] => {
            value / 100 * 60 + value % 100
        }
        [
            Token { kind: Kind::Number { value: hours, .. }, .. },
            Token { kind: Kind::Mark(':'), .. },
            Token { kind: Kind::Number { value, .. }, .. },
            ..,
        ] => hours.saturating_mul(60).saturating_add(*value),
        [Token { kind: Kind::Number { value, digits: 1..=2 }, .. }, ..] => value * 60,
        _ => 0,
    };
    let seconds = i32::try_from(minutes.min(14 * 60)).unwrap_or(0) * 60;
    Offset::from_seconds(if east { seconds } else { -seconds }).unwrap_or(Offset::UTC)
}

/// Numbers, words and marks; white space only separates.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let run = |is: fn(char) -> bool| -> usize {
            text[at..].find(|c| !is(c)).unwrap_or(text.len() - at)
        };
        let length = if c.is_ascii_digit() {
            run(|c| c.is_ascii_digit())
        } else if c.is_alphabetic() {
            run(char::is_alphabetic)
        } else {
            c.len_utf8()
        };
        let words = &text[at..at + length];
        let kind = if c.is_ascii_digit() {
            Some(Kind::Number { value: words.parse().unwrap_or(u32::MAX), digits: length })
        } else if c.is_alphabetic() {
            Some(Kind::Word(words))
        } else {
            (!c.is_whitespace()).then_some(Kind::Mark(c))
        };
        if let Some(kind) = kind {
            tokens.push(Token { kind, span: Span::new(at, at + length) });
        }
        at += length;
    }
    tokens
}

/// The first date: index of its first token, how many it takes, and the day.
fn first(tokens: &[Token<'_>], order: Order) -> Option<(usize, usize, Date)> {
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
    let month = month(word)?;
    let at = skip_joints(tokens, 1);
    let day = number(tokens.get(at), 1..=2)?;
    let at = skip_joints(tokens, at + 1);
    let year = number(tokens.get(at), 4..=4)?;
    Some((at + 1, date(year, month, day)?))
}

fn skip_joints(tokens: &[Token<'_>], mut at: usize) -> usize {
    let limit = at + 3;
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
    let word = word.to_lowercase();
    let at = MONTHS.iter().position(|names| names.split(' ').any(|name| name == word))?;
    u32::try_from(at + 1).ok()
}

fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    let year = i16::try_from(year).ok().filter(|year| (FIRST_YEAR..=LAST_YEAR).contains(year))?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let found = find(text, Order::DayFirst).map(|(span, date)| {
            assert!(text.get(span.begin..span.end).is_some());
            date.to_string()
        });
        assert_eq!(found.unwrap_or_default(), expect, "{text}");
    }

    #[test]
    fn days_in_the_languages_of_news() {
        check("Published on Monday, 20 March 2023, by", "2023-03-20");
        check("March 20th, 2023 10:00", "2023-03-20");
        check("Sept. 3, 2023", "2023-09-03");
        check("Stand: 20. März 2023, 10:30 Uhr", "2023-03-20");
        check("am 3. Jänner 2014", "2014-01-03");
        check("Publié le 1er août 2021 à 10h", "2021-08-01");
        check("20 de marzo de 2023", "2023-03-20");
        check("20 de março de 2023", "2023-03-20");
        check("3 gennaio 2022", "2022-01-03");
        check("3 mei 2022", "2022-05-03");
        check("20.03.2023 | 10:30", "2023-03-20");
        check("20.3.23", "2023-03-20");
        check("20/03/2023", "2023-03-20");
        check("03/20/2023", "2023-03-20");
        check("2023年3月20日", "2023-03-20");
        check("12-Mar-2020", "2020-03-12");
        check("20 | 03 | 2023", "2023-03-20");
    }

    #[test]
    fn what_is_no_day() {
        check("30.02.2023", "");
        check("may 5 people come in 2023", "");
        check("1.2.3", "");
        check("20 March 1889", "");
        check("10:30", "");
        check("", "");
    }

    #[test]
    fn the_month_is_first_in_the_united_states() {
        let found = find("3/4/2023", Order::of("en-US")).map(|(_, date)| date.to_string());
        assert_eq!(found.unwrap(), "2023-03-04");
        let found = find("3/4/2023", Order::of("en-GB")).map(|(_, date)| date.to_string());
        assert_eq!(found.unwrap(), "2023-04-03");
    }

    #[test]
    fn attributes_tell_the_moment() {
        let time =
            |s: &str| parse(s, Order::DayFirst).map(|f| f.time.to_string()).unwrap_or_default();
        assert_eq!(time("2023-03-20T10:30:15+01:00"), "2023-03-20T09:30:15Z");
        assert_eq!(time("2023-03-20T10:30:15.123Z"), "2023-03-20T10:30:15Z");
        assert_eq!(time("2023-03-20 10:30"), "2023-03-20T10:30:00Z");
        assert_eq!(time("2023-03-20T10:30:15-0500"), "2023-03-20T15:30:15Z");
        assert_eq!(time("20230320"), "2023-03-20T00:00:00Z");
        assert_eq!(time("Mon, 20 Mar 2023 10:30:00 GMT"), "2023-03-20T10:30:00Z");
        assert_eq!(time("1679307000"), "2023-03-20T10:10:00Z");
        assert_eq!(time("yesterday"), "");
    }

    #[test]
    fn midnight_in_central_europe_begins_its_day() {
        let day = |value: &str, language: &str| {
            let found = parse(value, Order::DayFirst).unwrap().on_local_day_of(language);
            found.offset.to_datetime(found.time).date().to_string()
        };
        assert_eq!(day("2023-03-19T23:00:00Z", "de-DE"), "2023-03-20");
        assert_eq!(day("2023-07-19T22:00:00Z", "de"), "2023-07-20");
        assert_eq!(day("2023-03-19T23:00:00Z", "en"), "2023-03-19");
        assert_eq!(day("2023-03-19T22:59:59Z", "de"), "2023-03-19");
        assert_eq!(day("2023-07-19T22:30:00Z", "fr"), "2023-07-20");
        assert_eq!(day("2023-03-19T23:00:00+01:00", "de"), "2023-03-19");
    }

    #[test]
    fn addresses_hold_days() {
        let day = |s: &str| in_address(s).map(|d| d.to_string()).unwrap_or_default();
        assert_eq!(day("https://a.example/2023/03/20/title"), "2023-03-20");
        assert_eq!(day("https://a.example/news/title-2023-3-20.html"), "2023-03-20");
        assert_eq!(day("https://a.example/20230320_title"), "2023-03-20");
        assert_eq!(day("https://a.example/20-03-2023/title"), "2023-03-20");
        assert_eq!(day("https://a.example/2023/03/title"), "");
        assert_eq!(day("https://2023-03-20.example/"), "");
    }
}
