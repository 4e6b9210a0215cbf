//! The words that expressions of time are made of.

use super::value::Part;

use self::{DayPart as P, Season as S, Unit as U, VagueTime as V, Which as W};
use Term::*;

/// What a word means in an expression of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Term {
    /// Nothing of its own.
    Other,
    /// A month in full, 1 to 12.
    Month(i8),
    MonthShort(i8),
    /// A day of the week, Monday = 1.
    Weekday(i8),
    WeekdayShort(i8),
    /// "Tuesdays".
    Weekdays(i8),
    Unit(Unit),
    /// A unit in the plural.
    Units(Unit),
    /// "yearlong".
    Long(Unit),
    Season(Season),
    Seasons(Season),
    DayPart(DayPart),
    DayParts(DayPart),
    Noon,
    Midnight,
    /// "yesterday", "today", "tomorrow": days from today.
    Today(i8),
    Tonight,
    Overnight,
    Which(Which),
    Part(Part),
    Ago,
    Earlier,
    Later,
    Before,
    After,
    Every,
    /// An amount that is not told: "several".
    Few,
    Approximate,
    /// "daily": once in so many units.
    Frequency(Unit, u8),
    Vague(VagueTime),
    /// "nineties": the tens.
    Nineties(i16),
    /// Hours to add: "a.m.", "p.m.".
    Meridiem(i8),
    Zone,
    Half,
    Fiscal,
    Period,
    /// "the", or a possessive pronoun.
    The,
    A,
    /// The first word of a number in words.
    Number,
    Ordinal,
    /// "from", "between".
    Between,
    /// The first word of a holiday's name.
    HolidayWord,
    Quote,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
    Millennium,
}

impl Unit {
    /// Whether it is shorter than a day.
    pub(super) fn is_clock(self) -> bool {
        self < Self::Day
    }
}

/// A season of the northern year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Season {
    Spring,
    Summer,
    Autumn,
    Winter,
}

impl Season {
    /// The month that it begins with, as meteorology counts.
    pub(super) fn first_month(self) -> i8 {
        match self {
            Self::Spring => 3,
            Self::Summer => 6,
            Self::Autumn => 9,
            Self::Winter => 12,
        }
    }

    pub(super) fn timex(self) -> &'static str {
        match self {
            Self::Spring => "SP",
            Self::Summer => "SU",
            Self::Autumn => "FA",
            Self::Winter => "WI",
        }
    }

    /// What EDTF has in place of a month.
    pub(super) fn edtf(self) -> &'static str {
        match self {
            Self::Spring => "21",
            Self::Summer => "22",
            Self::Autumn => "23",
            Self::Winter => "24",
        }
    }
}

/// A part of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DayPart {
    Morning,
    Midday,
    Afternoon,
    Evening,
    Night,
}

impl DayPart {
    pub(super) fn timex(self) -> &'static str {
        match self {
            Self::Morning => "MO",
            Self::Midday => "MI",
            Self::Afternoon => "AF",
            Self::Evening => "EV",
            Self::Night => "NI",
        }
    }

    /// First hour, and hours that it lasts; a night runs into the next day.
    pub(super) fn hours(self) -> (i8, i64) {
        match self {
            Self::Morning => (5, 7),
            Self::Midday => (11, 3),
            Self::Afternoon => (12, 6),
            Self::Evening => (17, 5),
            Self::Night => (20, 10),
        }
    }
}

/// Which of several units or names of the calendar is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    This,
    Last,
    Next,
    /// Before what was told last.
    Previous,
    /// After what was told last.
    Following,
    /// "the same day", "that year".
    Same,
    /// "the latest quarter".
    Latest,
    Recent,
}

/// A time that no calendar fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum VagueTime {
    Past,
    Present,
    Future,
}

impl VagueTime {
    pub(super) fn timex(self) -> &'static str {
        match self {
            Self::Past => "PAST_REF",
            Self::Present => "PRESENT_REF",
            Self::Future => "FUTURE_REF",
        }
    }
}

/// What a lower-case word means.
pub(super) fn term(word: &str) -> Term {
    WORDS.binary_search_by(|(known, _)| (*known).cmp(word)).map_or(Other, |at| WORDS[at].1)
}

/// Sorted by bytes.
#[rustfmt::skip]
const WORDS: [(&str, Term); 372] = [
    ("'", Quote), ("a", A), ("a.m", Meridiem(0)), ("a.m.", Meridiem(0)), ("about", Approximate),
    ("aedt", Zone), ("aest", Zone), ("after", After), ("afternoon", DayPart(P::Afternoon)),
    ("afternoons", DayParts(P::Afternoon)), ("afterward", Later), ("afterwards", Later),
    ("ago", Ago), ("almost", Approximate), ("am", Meridiem(0)), ("an", A),
    ("annual", Frequency(U::Year, 1)), ("annually", Frequency(U::Year, 1)), ("approx", Approximate),
    ("approximately", Approximate), ("apr", MonthShort(4)), ("apr.", MonthShort(4)),
    ("april", Month(4)), ("armistice", HolidayWord), ("around", Approximate),
    ("ascension", HolidayWord), ("ash", HolidayWord), ("aug", MonthShort(8)),
    ("aug.", MonthShort(8)), ("august", Month(8)), ("autumn", Season(S::Autumn)),
    ("autumns", Seasons(S::Autumn)), ("bastille", HolidayWord), ("before", Before),
    ("beforehand", Earlier), ("beginning", Part(Part::Early)), ("between", Between),
    ("biannual", Frequency(U::Month, 6)), ("biennial", Frequency(U::Year, 2)),
    ("biennially", Frequency(U::Year, 2)), ("biweekly", Frequency(U::Week, 2)),
    ("boxing", HolidayWord), ("bst", Zone), ("cdt", Zone), ("centuries", Units(U::Century)),
    ("century", Unit(U::Century)), ("cest", Zone), ("cet", Zone), ("christmas", HolidayWord),
    ("circa", Approximate), ("close", Part(Part::Late)), ("columbus", HolidayWord),
    ("coming", Which(W::Next)), ("countless", Few), ("couple", Few), ("cst", Zone),
    ("current", Which(W::This)), ("currently", Vague(V::Present)), ("daily", Frequency(U::Day, 1)),
    ("dawn", DayPart(P::Morning)), ("day", Unit(U::Day)), ("daybreak", DayPart(P::Morning)),
    ("daylong", Long(U::Day)), ("days", Units(U::Day)), ("dec", MonthShort(12)),
    ("dec.", MonthShort(12)), ("decade", Unit(U::Decade)), ("decadelong", Long(U::Decade)),
    ("decades", Units(U::Decade)), ("december", Month(12)), ("dozens", Few),
    ("dusk", DayPart(P::Evening)), ("each", Every), ("earlier", Earlier),
    ("early", Part(Part::Early)), ("easter", HolidayWord), ("edt", Zone), ("eest", Zone),
    ("eet", Zone), ("eight", Number), ("eighteen", Number), ("eighteenth", Ordinal),
    ("eighth", Ordinal), ("eighties", Nineties(80)), ("eighty", Number), ("eleven", Number),
    ("eleventh", Ordinal), ("end", Part(Part::Late)), ("ensuing", Which(W::Following)),
    ("epiphany", HolidayWord), ("est", Zone), ("et", Zone), ("evening", DayPart(P::Evening)),
    ("evenings", DayParts(P::Evening)), ("every", Every), ("everyday", Frequency(U::Day, 1)),
    ("fall", Season(S::Autumn)), ("father", HolidayWord), ("feb", MonthShort(2)),
    ("feb.", MonthShort(2)), ("february", Month(2)), ("few", Few), ("fifteen", Number),
    ("fifteenth", Ordinal), ("fifth", Ordinal), ("fifties", Nineties(50)), ("fifty", Number),
    ("final", Ordinal), ("financial", Fiscal), ("first", Ordinal), ("fiscal", Fiscal),
    ("five", Number), ("following", Which(W::Following)), ("formerly", Vague(V::Past)),
    ("forties", Nineties(40)), ("fortnightly", Frequency(U::Week, 2)), ("forty", Number),
    ("four", Number), ("fourteen", Number), ("fourteenth", Ordinal), ("fourth", Ordinal),
    ("fri", WeekdayShort(5)), ("fri.", WeekdayShort(5)), ("friday", Weekday(5)),
    ("fridays", Weekdays(5)), ("from", Between), ("gmt", Zone), ("good", HolidayWord),
    ("guy", HolidayWord), ("half", Half), ("halloween", HolidayWord), ("halves", Half),
    ("handful", Few), ("hence", Later), ("her", The), ("his", The), ("hkt", Zone),
    ("holy", HolidayWord), ("hour", Unit(U::Hour)), ("hourlong", Long(U::Hour)),
    ("hourly", Frequency(U::Hour, 1)), ("hours", Units(U::Hour)), ("hr", Unit(U::Hour)),
    ("hrs", Units(U::Hour)), ("hundred", Number), ("hundreds", Few), ("independence", HolidayWord),
    ("ist", Zone), ("its", The), ("jan", MonthShort(1)), ("jan.", MonthShort(1)),
    ("january", Month(1)), ("jst", Zone), ("jul", MonthShort(7)), ("jul.", MonthShort(7)),
    ("july", Month(7)), ("jun", MonthShort(6)), ("jun.", MonthShort(6)), ("june", Month(6)),
    ("juneteenth", HolidayWord), ("kst", Zone), ("labor", HolidayWord), ("last", Which(W::Last)),
    ("late", Part(Part::Late)), ("lately", Vague(V::Past)), ("later", Later),
    ("latest", Which(W::Latest)), ("lunchtime", DayPart(P::Midday)), ("many", Few),
    ("mar", MonthShort(3)), ("mar.", MonthShort(3)), ("march", Month(3)), ("martin", HolidayWord),
    ("maundy", HolidayWord), ("may", Month(5)), ("mdt", Zone), ("memorial", HolidayWord),
    ("mid", Part(Part::Middle)), ("midday", DayPart(P::Midday)), ("middle", Part(Part::Middle)),
    ("midnight", Midnight), ("millennia", Units(U::Millennium)),
    ("millennium", Unit(U::Millennium)), ("min", Unit(U::Minute)), ("mins", Units(U::Minute)),
    ("minute", Unit(U::Minute)), ("minutes", Units(U::Minute)), ("mon", WeekdayShort(1)),
    ("mon.", WeekdayShort(1)), ("monday", Weekday(1)), ("mondays", Weekdays(1)),
    ("month", Unit(U::Month)), ("monthlong", Long(U::Month)), ("monthly", Frequency(U::Month, 1)),
    ("months", Units(U::Month)), ("morning", DayPart(P::Morning)),
    ("mornings", DayParts(P::Morning)), ("mother", HolidayWord), ("msk", Zone), ("mst", Zone),
    ("mths", Units(U::Month)), ("nearly", Approximate), ("new", HolidayWord),
    ("next", Which(W::Next)), ("night", DayPart(P::Night)), ("nightly", Frequency(U::Day, 1)),
    ("nights", DayParts(P::Night)), ("nine", Number), ("nineteen", Number), ("nineteenth", Ordinal),
    ("nineties", Nineties(90)), ("ninety", Number), ("ninth", Ordinal), ("noon", Noon),
    ("noontime", Noon), ("nov", MonthShort(11)), ("nov.", MonthShort(11)), ("november", Month(11)),
    ("now", Vague(V::Present)), ("nowadays", Vague(V::Present)), ("numerous", Few),
    ("oct", MonthShort(10)), ("oct.", MonthShort(10)), ("october", Month(10)), ("one", Number),
    ("our", The), ("overnight", Overnight), ("p.m", Meridiem(12)), ("p.m.", Meridiem(12)),
    ("palm", HolidayWord), ("past", Which(W::Last)), ("pdt", Zone), ("pentecost", HolidayWord),
    ("period", Period), ("pm", Meridiem(12)), ("preceding", Which(W::Previous)),
    ("presently", Vague(V::Present)), ("presidents", HolidayWord), ("previous", Which(W::Previous)),
    ("previously", Earlier), ("prior", Which(W::Previous)), ("pst", Zone),
    ("quarter", Unit(U::Quarter)), ("quarterly", Frequency(U::Quarter, 1)),
    ("quarters", Units(U::Quarter)), ("recent", Which(W::Recent)), ("recently", Vague(V::Past)),
    ("remembrance", HolidayWord), ("roughly", Approximate), ("same", Which(W::Same)),
    ("sast", Zone), ("sat", WeekdayShort(6)), ("sat.", WeekdayShort(6)), ("saturday", Weekday(6)),
    ("saturdays", Weekdays(6)), ("second", Unit(U::Second)), ("seconds", Units(U::Second)),
    ("secs", Units(U::Second)), ("semiannual", Frequency(U::Month, 6)),
    ("semiannually", Frequency(U::Month, 6)), ("sep", MonthShort(9)), ("sep.", MonthShort(9)),
    ("sept", MonthShort(9)), ("sept.", MonthShort(9)), ("september", Month(9)), ("seven", Number),
    ("seventeen", Number), ("seventeenth", Ordinal), ("seventh", Ordinal),
    ("seventies", Nineties(70)), ("seventy", Number), ("several", Few), ("sgt", Zone),
    ("shortly", Vague(V::Future)), ("six", Number), ("sixteen", Number), ("sixteenth", Ordinal),
    ("sixth", Ordinal), ("sixties", Nineties(60)), ("sixty", Number), ("some", Few),
    ("soon", Vague(V::Future)), ("spring", Season(S::Spring)), ("springs", Seasons(S::Spring)),
    ("springtime", Season(S::Spring)), ("st.", HolidayWord), ("start", Part(Part::Early)),
    ("subsequent", Which(W::Following)), ("summer", Season(S::Summer)),
    ("summers", Seasons(S::Summer)), ("summertime", Season(S::Summer)), ("sun", WeekdayShort(7)),
    ("sun.", WeekdayShort(7)), ("sunday", Weekday(7)), ("sundays", Weekdays(7)),
    ("sunrise", DayPart(P::Morning)), ("sunset", DayPart(P::Evening)), ("ten", Number),
    ("tenth", Ordinal), ("thanksgiving", HolidayWord), ("that", Which(W::Same)), ("the", The),
    ("their", The), ("thereafter", Later), ("third", Ordinal), ("thirteen", Number),
    ("thirteenth", Ordinal), ("thirties", Nineties(30)), ("thirtieth", Ordinal), ("thirty", Number),
    ("this", Which(W::This)), ("thousand", Number), ("thousands", Few), ("three", Number),
    ("thu", WeekdayShort(4)), ("thu.", WeekdayShort(4)), ("thur", WeekdayShort(4)),
    ("thur.", WeekdayShort(4)), ("thurs", WeekdayShort(4)), ("thurs.", WeekdayShort(4)),
    ("thursday", Weekday(4)), ("thursdays", Weekdays(4)), ("today", Today(0)),
    ("tomorrow", Today(1)), ("tonight", Tonight), ("tue", WeekdayShort(2)),
    ("tue.", WeekdayShort(2)), ("tues", WeekdayShort(2)), ("tues.", WeekdayShort(2)),
    ("tuesday", Weekday(2)), ("tuesdays", Weekdays(2)), ("twelfth", Ordinal), ("twelve", Number),
    ("twenties", Nineties(20)), ("twentieth", Ordinal), ("twenty", Number), ("two", Number),
    ("upcoming", Which(W::Next)), ("utc", Zone), ("valentine", HolidayWord),
    ("veterans", HolidayWord), ("virtually", Approximate), ("wed", WeekdayShort(3)),
    ("wed.", WeekdayShort(3)), ("wednesday", Weekday(3)), ("wednesdays", Weekdays(3)),
    ("weds", WeekdayShort(3)), ("week", Unit(U::Week)), ("weekend", Unit(U::Weekend)),
    ("weekends", Units(U::Weekend)), ("weeklong", Long(U::Week)), ("weekly", Frequency(U::Week, 1)),
    ("weeks", Units(U::Week)), ("whit", HolidayWord), ("whose", The), ("wib", Zone),
    ("winter", Season(S::Winter)), ("winters", Seasons(S::Winter)),
    ("wintertime", Season(S::Winter)), ("wks", Units(U::Week)), ("xmas", HolidayWord),
    ("year", Unit(U::Year)), ("yearlong", Long(U::Year)), ("yearly", Frequency(U::Year, 1)),
    ("years", Units(U::Year)), ("yesterday", Today(-1)), ("yr", Unit(U::Year)),
    ("yrs", Units(U::Year)), ("z", Zone), ("zero", Number), ("‘", Quote), ("’", Quote),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted() {
        assert!(WORDS.is_sorted_by(|a, b| a.0 < b.0));
        assert_eq!(term("friday"), Weekday(5));
        assert_eq!(term("house"), Other);
    }
}
