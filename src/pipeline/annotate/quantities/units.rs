//! Units of measure and their codes in UCUM (the Unified Code for Units of Measure, version 2.1).

use std::borrow::Cow;

use super::pieces::{PieceKind, Pieces};

/// Names of units in the singular and lower case, sorted by bytes, with their codes.
///
/// A bare "ton" is taken for the metric one. Decades and centuries are multiples of the year.
#[rustfmt::skip]
const NAMES: &[(&str, &str)] = &[
    ("acre", "[acr_us]"), ("amp", "A"), ("ampere", "A"), ("atmosphere", "atm"), ("barrel", "[bbl_us]"),
    ("becquerel", "Bq"), ("bit", "bit"), ("bushel", "[bu_us]"), ("byte", "By"), ("calorie", "cal"),
    ("carat", "[car_m]"), ("celcius", "Cel"), ("celsius", "Cel"), ("centigrade", "Cel"),
    ("centigrate", "Cel"), ("centimeter", "cm"), ("centimetre", "cm"), ("century", "100.a"),
    ("cup", "[cup_us]"), ("day", "d"), ("decade", "10.a"), ("decibel", "dB"), ("decimeter", "dm"),
    ("decimetre", "dm"), ("deg", "deg"), ("degree", "deg"), ("fahrenheit", "[degF]"),
    ("farenheit", "[degF]"), ("fathom", "[fth_i]"), ("feet", "[ft_i]"), ("foot", "[ft_i]"),
    ("fortnight", "2.wk"), ("ft", "[ft_i]"), ("furlong", "[fur_us]"), ("gal", "[gal_us]"),
    ("gallon", "[gal_us]"), ("gb", "GBy"), ("ghz", "GHz"), ("gigabit", "Gbit"), ("gigabyte", "GBy"),
    ("gigahertz", "GHz"), ("gigawatt", "GW"), ("gram", "g"), ("gramme", "g"), ("gwh", "GW.h"),
    ("ha", "har"), ("hectare", "har"), ("hectolitre", "hL"), ("hectopascal", "hPa"), ("hertz", "Hz"),
    ("horsepower", "[HP]"), ("hour", "h"), ("hp", "[HP]"), ("hr", "h"), ("inch", "[in_i]"),
    ("joule", "J"), ("kb", "kBy"), ("kbps", "kbit/s"), ("kelvin", "K"), ("kg", "kg"), ("khz", "kHz"),
    ("kilo", "kg"), ("kilobit", "kbit"), ("kilobyte", "kBy"), ("kilocalorie", "kcal"),
    ("kilogram", "kg"), ("kilogramme", "kg"), ("kilohertz", "kHz"), ("kilojoule", "kJ"),
    ("kilometer", "km"), ("kilometre", "km"), ("kilopascal", "kPa"), ("kiloton", "kt"),
    ("kilotonne", "kt"), ("kilovolt", "kV"), ("kilowatt", "kW"), ("km", "km"), ("kmh", "km/h"),
    ("kmph", "km/h"), ("knot", "[kn_i]"), ("kph", "km/h"), ("kt", "kt"), ("kw", "kW"), ("kwh", "kW.h"),
    ("lb", "[lb_av]"), ("liter", "L"), ("litre", "L"), ("lumen", "lm"), ("mb", "MBy"), ("mbps", "Mbit/s"),
    ("mcg", "ug"), ("megabit", "Mbit"), ("megabyte", "MBy"), ("megahertz", "MHz"),
    ("megajoule", "MJ"), ("megaton", "Mt"), ("megawatt", "MW"), ("meter", "m"), ("metre", "m"),
    ("mg", "mg"), ("mhz", "MHz"), ("microgram", "ug"), ("microgramme", "ug"), ("micrometer", "um"),
    ("micrometre", "um"), ("micron", "um"), ("microsecond", "us"), ("mile", "[mi_i]"),
    ("milliampere", "mA"), ("milligram", "mg"), ("milligramme", "mg"), ("milliliter", "mL"),
    ("millilitre", "mL"), ("millimeter", "mm"), ("millimetre", "mm"), ("millisecond", "ms"),
    ("millisievert", "mSv"), ("min", "min"), ("minute", "min"), ("ml", "mL"), ("mm", "mm"),
    ("month", "mo"), ("mph", "[mi_i]/h"), ("mw", "MW"), ("mwh", "MW.h"), ("nanogram", "ng"),
    ("nanometer", "nm"), ("nanometre", "nm"), ("nanosecond", "ns"), ("newton", "N"), ("ohm", "Ohm"),
    ("ounce", "[oz_av]"), ("oz", "[oz_av]"), ("pascal", "Pa"), ("petabyte", "PBy"),
    ("picometer", "pm"), ("picometre", "pm"), ("pint", "[pt_us]"), ("pound", "[lb_av]"),
    ("ppb", "[ppb]"), ("ppm", "[ppm]"), ("psi", "[psi]"), ("quart", "[qt_us]"), ("rad", "rad"),
    ("radian", "rad"), ("sec", "s"), ("second", "s"), ("sievert", "Sv"), ("stone", "[stone_av]"),
    ("tablespoon", "[tbs_us]"), ("tb", "TBy"), ("tbsp", "[tbs_us]"), ("teaspoon", "[tsp_us]"),
    ("terabyte", "TBy"), ("terawatt", "TW"), ("ton", "t"), ("tonne", "t"), ("tsp", "[tsp_us]"),
    ("twh", "TW.h"), ("volt", "V"), ("watt", "W"), ("week", "wk"), ("yard", "[yd_i]"), ("year", "a"),
];

/// Symbols of units in the case that they are written in, sorted by bytes. These are too short
/// or too common to be units but right behind a figure.
#[rustfmt::skip]
const SYMBOLS: &[(&str, &str)] = &[
    ("A", "A"), ("C", "Cel"), ("F", "[degF]"), ("GB", "GBy"), ("GW", "GW"), ("Gb", "Gbit"),
    ("Gbps", "Gbit/s"), ("Hz", "Hz"), ("J", "J"), ("K", "K"), ("KB", "kBy"), ("L", "L"), ("MB", "MBy"),
    ("MHz", "MHz"), ("MW", "MW"), ("Mb", "Mbit"), ("Pa", "Pa"), ("TB", "TBy"), ("V", "V"), ("W", "W"),
    ("bbl", "[bbl_us]"), ("cl", "cL"), ("cm", "cm"), ("d", "d"), ("dB", "dB"), ("dl", "dL"), ("dm", "dm"),
    ("g", "g"), ("h", "h"), ("hPa", "hPa"), ("in", "[in_i]"), ("kPa", "kPa"), ("kV", "kV"), ("l", "L"),
    ("m", "m"), ("mA", "mA"), ("mi", "[mi_i]"), ("ms", "ms"), ("nm", "nm"), ("s", "s"), ("t", "t"),
    ("yd", "[yd_i]"), ("yr", "a"),
];

/// Units that stand behind "a" or "an" in a rate, and things that are priced one by one.
#[rustfmt::skip]
const PRICED: &[&str] = &[
    "acre", "barrel", "bottle", "bushel", "case", "copy", "day", "dozen", "foot", "gallon", "game",
    "head", "hectare", "hour", "kilo", "kilogram", "kilometer", "kilometre", "liter", "litre", "mile",
    "minute", "month", "night", "ounce", "person", "piece", "pound", "share", "ton", "week", "year",
];

/// The code of a unit by its name in lower case, in the singular or plural.
fn by_name(word: &str) -> Option<&'static str> {
    let find = |name: &str| {
        let at = NAMES.binary_search_by_key(&name, |entry| entry.0).ok()?;
        Some(NAMES[at].1)
    };
    find(word).or_else(|| match word {
        "centuries" => find("century"),
        "inches" => find("inch"),
        "lbs" => find("lb"),
        "mth" | "mths" => find("month"),
        "yrs" => find("year"),
        _ => find(word.strip_suffix('s').filter(|stem| stem.len() > 1)?),
    })
}

fn by_symbol(raw: &str) -> Option<&'static str> {
    let at = SYMBOLS.binary_search_by_key(&raw, |entry| entry.0).ok()?;
    Some(SYMBOLS[at].1)
}

/// A unit and how many pieces it takes.
pub(super) type Measure = (Cow<'static, str>, usize);

/// The unit that begins at piece `i`, right behind a number; a hyphen may stand before it.
pub(super) fn measure(pieces: &Pieces<'_>, i: usize) -> Option<Measure> {
    let hyphen = usize::from(pieces.word(i) == "-");
    if hyphen == 1 && !pieces.is(i + 1, PieceKind::Word) {
        return None;
    }
    let bracket = match pieces.word(i) {
        "(" => Some(")"),
        "[" => Some("]"),
        "{" => Some("}"),
        "<" => Some(">"),
        _ => None,
    };
    if let Some(close) = bracket {
        let (code, len) = simple(pieces, i + 1)?;
        return (pieces.word(i + 1 + len) == close).then_some((code, len + 2));
    }
    let (code, len) = ratio(pieces, i + hyphen).or_else(|| simple(pieces, i + hyphen))?;
    let end = i + hyphen + len;
    if let Some((below, rate_len)) = rate(pieces, end, false) {
        return Some((format!("{code}/{below}").into(), hyphen + len + rate_len));
    }
    Some((code, hyphen + len))
}

/// Percent and its kin, and pure multiples.
fn ratio(pieces: &Pieces<'_>, i: usize) -> Option<Measure> {
    let next = pieces.word(i + 1);
    let point = |word: &str| matches!(word, "point" | "points");
    let (code, len) = match pieces.word(i) {
        "%" | "percent" | "pct" => {
            let hyphen = usize::from(next == "-");
            if point(pieces.word(i + 1 + hyphen)) { ("%{point}", 2 + hyphen) } else { ("%", 1) }
        }
        "per" if next == "cent" => {
            if point(pieces.word(i + 2)) {
                ("%{point}", 3)
            } else {
                ("%", 2)
            }
        }
        "percentage" if next == "-" && point(pieces.word(i + 2)) => ("%{point}", 3),
        "percentage" if point(next) => ("%{point}", 2),
        "percentage" => ("%", 1),
        "basis" if next == "-" && point(pieces.word(i + 2)) => ("{basis_point}", 3),
        "basis" if point(next) => ("{basis_point}", 2),
        "‰" => ("[ppth]", 1),
        "times" | "fold" => ("1", 1),
        "time" if pieces.word_before(i, 1) == "-" => ("1", 1),
        _ => return None,
    };
    Some((Cow::Borrowed(code), len))
}

/// A unit without what it is divided by.
fn simple(pieces: &Pieces<'_>, i: usize) -> Option<Measure> {
    let word = pieces.word(i);
    let behind = |by: usize| pieces.word(i + by);
    if let Some(power) = match word {
        "square" | "sq" => Some('2'),
        "cubic" | "cu" => Some('3'),
        _ => None,
    } {
        let skip = 1 + usize::from(matches!(behind(1), "." | "-"));
        let base = by_name(behind(skip)).or_else(|| by_symbol(pieces.raw(i + skip)))?;
        return Some((raised(base, power), skip + 1));
    }
    let (code, len): (&'static str, usize) = match (word, behind(1)) {
        ("°", "c" | "celsius" | "centigrade") | ("℃", _) => {
            ("Cel", 1 + usize::from(word == "°"))
        }
        ("°", "f" | "fahrenheit") | ("℉", _) => ("[degF]", 1 + usize::from(word == "°")),
        ("°", _) => ("deg", 1),
        ("degree" | "degrees" | "deg", next) => degrees(pieces, i, next),
        ("metric", "ton" | "tons" | "tonne" | "tonnes") => ("t", 2),
        ("long", "ton" | "tons") => ("[lton_av]", 2),
        ("short", "ton" | "tons") => ("[ston_av]", 2),
        ("nautical", "mile" | "miles") => ("[nmi_i]", 2),
        ("fluid", "ounce" | "ounces") => ("[foz_us]", 2),
        ("light", "year" | "years") => ("[ly]", 2),
        ("light", "-") if matches!(behind(2), "year" | "years") => ("[ly]", 3),
        ("kilowatt" | "megawatt" | "gigawatt" | "terawatt", next) => {
            let skip = usize::from(next == "-");
            let hours = matches!(behind(1 + skip), "hour" | "hours");
            let code = match word {
                "kilowatt" => {
                    if hours {
                        "kW.h"
                    } else {
                        "kW"
                    }
                }
                "megawatt" => {
                    if hours {
                        "MW.h"
                    } else {
                        "MW"
                    }
                }
                "gigawatt" => {
                    if hours {
                        "GW.h"
                    } else {
                        "GW"
                    }
                }
                _ => {
                    if hours {
                        "TW.h"
                    } else {
                        "TW"
                    }
                }
            };
            (code, if hours { 2 + skip } else { 1 })
        }
        ("μ" | "µ", "g") => ("ug", 2),
        ("μg" | "µg", _) => ("ug", 1),
        ("μm" | "µm", _) => ("um", 1),
        ("″", _) => ("[in_i]", 1),
        ("′", _) => ("[ft_i]", 1),
        ("\"", "long" | "tall" | "wide" | "thick" | "deep" | "high" | "x") => ("[in_i]", 1),
        _ => return named_or_symbol(pieces, i),
    };
    Some((Cow::Borrowed(code), len))
}

/// "degrees", with the scale that may follow.
fn degrees(pieces: &Pieces<'_>, i: usize, next: &str) -> (&'static str, usize) {
    let dot = usize::from(next == "." && pieces.is(i + 2, PieceKind::Word));
    match pieces.word(i + 1 + dot) {
        "c" | "celsius" | "celcius" | "centigrade" => ("Cel", 2 + dot),
        "f" | "fahrenheit" | "farenheit" => ("[degF]", 2 + dot),
        _ => ("deg", 1),
    }
}

fn named_or_symbol(pieces: &Pieces<'_>, i: usize) -> Option<Measure> {
    if !pieces.is(i, PieceKind::Word) {
        return None;
    }
    let raw = pieces.raw(i);
    // "Mt", "MB" and "Mb" differ by case; names do not.
    let symbol = by_symbol(raw).filter(|_| may_be_symbol(pieces, i));
    let code = symbol.or_else(|| by_name(pieces.word(i)))?;
    let exponent = match pieces.word(i + 1) {
        "2" | "²" if pieces.glued(i + 1) => Some('2'),
        "3" | "³" if pieces.glued(i + 1) => Some('3'),
        _ => None,
    };
    match exponent {
        Some(power) => Some((raised(code, power), 2)),
        // Letters with figures behind them are a code: "24703m212".
        None if pieces.glued(i + 1) && pieces.is(i + 1, PieceKind::Figure) => None,
        None if pieces.word(i + 1) == "-"
            && pieces.glued(i + 2)
            && pieces.is(i + 2, PieceKind::Figure) =>
        {
            None
        }
        None => Some((Cow::Borrowed(code), 1)),
    }
}

/// Whether a short symbol may be a unit here: one letter, and what is a word as well, only
/// glued to the figure or alone before something that goes on.
fn may_be_symbol(pieces: &Pieces<'_>, i: usize) -> bool {
    let raw = pieces.raw(i);
    if pieces.glued(i) && !pieces.is(i.saturating_sub(1), PieceKind::Sign) {
        return true;
    }
    match raw {
        "m" | "g" | "t" | "l" | "L" | "W" | "V" => !pieces.word(i + 1).starts_with('\''),
        // "12 ft 2 in"
        "in" => matches!(pieces.word_before(i, 2), "ft" | "feet" | "foot"),
        "s" | "h" | "d" | "A" | "C" | "F" | "K" | "J" => false,
        _ => true,
    }
}

/// The code of a unit of length raised to a power.
fn raised(base: &'static str, power: char) -> Cow<'static, str> {
    Cow::Borrowed(match (base, power) {
        ("m", '2') => "m2",
        ("m", '3') => "m3",
        ("km", '2') => "km2",
        ("cm", '2') => "cm2",
        ("cm", '3') => "cm3",
        ("[ft_i]", '2') => "[sft_i]",
        ("[ft_i]", '3') => "[cft_i]",
        ("[yd_i]", '2') => "[syd_i]",
        ("[yd_i]", '3') => "[cyd_i]",
        ("[in_i]", '2') => "[sin_i]",
        ("[in_i]", '3') => "[cin_i]",
        _ => return format!("{base}{power}").into(),
    })
}

/// What a rate is per: "per hour", "a barrel", "/s", "-a-share". UCUM writes things that are
/// no units as annotations in braces. Prices may be per thing of any kind; amounts are per
/// unit of time or measure.
pub(super) fn rate(
    pieces: &Pieces<'_>,
    i: usize,
    price: bool,
) -> Option<(Cow<'static, str>, usize)> {
    /// Longer words are no things that anything is priced by.
    const LONGEST: usize = 32;
    let hyphen = usize::from(pieces.word(i) == "-");
    let at = i + hyphen;
    let word = pieces.word(at);
    let second = at + 1 + usize::from(hyphen == 1 && pieces.word(at + 1) == "-");
    let below = pieces.word(second);
    let len = second + 1 - i;
    if !pieces.is(second, PieceKind::Word) || below.len() > LONGEST {
        return None;
    }
    match word {
        "per" if below == "annum" => Some(("a".into(), len)),
        "per" if below == "capita" => Some(("{person}".into(), len)),
        "per" if matches!(below, "square" | "cubic" | "kilowatt" | "megawatt" | "metric") => {
            let (code, unit_len) = simple(pieces, second)?;
            Some((code, second + unit_len - i))
        }
        "per" if below != "cent" => Some((denominator(below), len)),
        "a" | "an" => {
            let code = by_name(below);
            // "$5 a year earlier" is no rate.
            let relative = matches!(
                pieces.word(second + 1),
                "earlier" | "ago" | "before" | "later" | "after" | "previously" | "old" | "prior"
            );
            let priced = if price { PRICED.binary_search(&below).is_ok() } else { is_time(code) };
            let fits = priced && !relative;
            // "a pound sterling" is none.
            fits.then(|| (denominator(below), len))
        }
        "/" if hyphen == 0 => {
            let symbol = match below {
                "h" | "hr" => Some("h"),
                "d" => Some("d"),
                "s" | "sec" => Some("s"),
                _ => by_symbol(pieces.raw(second)).or_else(|| by_name(below)),
            };
            Some((symbol?.into(), len))
        }
        _ => None,
    }
}

fn is_time(code: Option<&str>) -> bool {
    matches!(code, Some("s" | "min" | "h" | "d" | "wk" | "mo" | "a"))
}

fn denominator(word: &str) -> Cow<'static, str> {
    match by_name(word) {
        Some(code) => code.into(),
        None => format!("{{{word}}}").into(),
    }
}

/// Whether a code is a length of time.
pub(super) fn is_duration(code: &str) -> bool {
    is_time(Some(code)) || matches!(code, "10.a" | "100.a" | "2.wk" | "ms" | "us" | "ns")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(SYMBOLS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(PRICED.is_sorted_by(|a, b| a < b));
    }

    fn check(text: &str, expect: Option<(&str, usize)>) {
        let text = format!("5{text}");
        let lower = text.to_ascii_lowercase();
        let found = measure(&Pieces::new(&text, &lower), 1);
        assert_eq!(found.as_ref().map(|m| (m.0.as_ref(), m.1)), expect, "{text}");
    }

    #[test]
    fn units() {
        check(" square miles", Some(("[mi_i]2", 2)));
        check(" km2", Some(("km2", 2)));
        check("-mile drive", Some(("[mi_i]", 2)));
        check(" barrels a day", Some(("[bbl_us]/d", 3)));
        check(" deg. C", Some(("Cel", 3)));
        check("°", Some(("deg", 1)));
        check(" percentage points", Some(("%{point}", 2)));
        check(" per cent", Some(("%", 2)));
        check(" kilometers per hour", Some(("km/h", 3)));
        check("km/h", Some(("km/h", 3)));
        check(" kilowatt-hours", Some(("kW.h", 3)));
        check(" in the box", None);
        check(" [kg]", Some(("kg", 3)));
        check("m212", None);
        check(" people", None);
    }
}
