//! Currencies and their codes in ISO 4217.
//!
//! A bare "$" or "dollar" is the US dollar and a bare "franc" the Swiss one, as newsrooms write
//! them. A bare "pound" after a plain number may be a weight: that is for the caller to decide.

use super::pieces::{PieceKind, Pieces};

/// A currency, or a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Currency {
    /// ISO 4217; "XBT", which the standard leaves to private use, for bitcoin.
    pub code: &'static str,
    /// How many of this make one of the currency: 1, or 100 for cents.
    pub parts: u32,
}

const fn whole(code: &'static str) -> Currency {
    Currency { code, parts: 1 }
}

const fn cent(code: &'static str) -> Currency {
    Currency { code, parts: 100 }
}

/// A noun of money in the singular, its code without a country ("" for none), and its codes by
/// the words before it that name a country.
type Noun = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// All nouns of money, sorted.
#[rustfmt::skip]
const NOUNS: &[Noun] = &[
    ("baht", "THB", &[("thai", "THB")]),
    ("birr", "ETB", &[("ethiopian", "ETB")]),
    ("bitcoin", "XBT", &[]),
    ("bolivar", "VES", &[("venezuelan", "VES")]),
    ("btc", "XBT", &[]),
    ("cedi", "GHS", &[("ghanaian", "GHS")]),
    ("colon", "", &[("costa rican", "CRC")]),
    ("dinar", "", &[("algerian", "DZD"), ("bahraini", "BHD"), ("iraqi", "IQD"), ("jordanian", "JOD"),
        ("kuwaiti", "KWD"), ("libyan", "LYD"), ("serbian", "RSD"), ("tunisian", "TND"), ("yugoslav", "YUM")]),
    ("dirham", "AED", &[("emirati", "AED"), ("moroccan", "MAD"), ("uae", "AED")]),
    ("dollar", "USD", &[("american", "USD"), ("australian", "AUD"), ("barbadian", "BBD"), ("bermudian", "BMD"),
        ("canadian", "CAD"), ("fiji", "FJD"), ("fijian", "FJD"), ("hong kong", "HKD"), ("jamaican", "JMD"),
        ("namibian", "NAD"), ("new zealand", "NZD"), ("singapore", "SGD"), ("singaporean", "SGD"),
        ("taiwan", "TWD"), ("taiwanese", "TWD"), ("u.s", "USD"), ("u.s.", "USD"), ("us", "USD"),
        ("zimbabwean", "ZWL")]),
    ("dong", "VND", &[("vietnamese", "VND")]),
    ("drachma", "GRD", &[("greek", "GRD")]),
    ("escudo", "PTE", &[("portuguese", "PTE")]),
    ("euro", "EUR", &[]),
    ("forint", "HUF", &[("hungarian", "HUF")]),
    ("franc", "CHF", &[("belgian", "BEF"), ("cfa", "XOF"), ("congolese", "CDF"), ("french", "FRF"),
        ("luxembourg", "LUF"), ("rwandan", "RWF"), ("swiss", "CHF")]),
    ("guilder", "NLG", &[("dutch", "NLG"), ("netherlands", "NLG")]),
    ("hryvnia", "UAH", &[("ukrainian", "UAH")]),
    ("hryvnya", "UAH", &[("ukrainian", "UAH")]),
    ("kip", "LAK", &[("lao", "LAK"), ("laotian", "LAK")]),
    ("koruna", "CZK", &[("czech", "CZK"), ("slovak", "SKK")]),
    ("krona", "SEK", &[("icelandic", "ISK"), ("swedish", "SEK")]),
    ("krone", "", &[("danish", "DKK"), ("norwegian", "NOK")]),
    ("kroner", "", &[("danish", "DKK"), ("norwegian", "NOK")]),
    ("kronor", "SEK", &[("swedish", "SEK")]),
    ("kuai", "CNY", &[]),
    ("kuna", "HRK", &[("croatian", "HRK")]),
    ("kwacha", "ZMW", &[("malawian", "MWK"), ("zambian", "ZMW")]),
    ("kyat", "MMK", &[("burmese", "MMK"), ("myanmar", "MMK")]),
    ("lari", "GEL", &[("georgian", "GEL")]),
    ("leu", "RON", &[("moldovan", "MDL"), ("romanian", "RON")]),
    ("lira", "TRY", &[("italian", "ITL"), ("syrian", "SYP"), ("turkish", "TRY")]),
    ("lire", "ITL", &[("italian", "ITL")]),
    ("mark", "DEM", &[("deutsche", "DEM"), ("east german", "DDM"), ("finnish", "FIM"), ("german", "DEM"), ("west german", "DEM")]),
    ("markka", "FIM", &[("finnish", "FIM")]),
    ("markkaa", "FIM", &[("finnish", "FIM")]),
    ("naira", "NGN", &[("nigerian", "NGN")]),
    ("peseta", "ESP", &[("spanish", "ESP")]),
    ("peso", "", &[("argentine", "ARS"), ("argentinian", "ARS"), ("chilean", "CLP"), ("colombian", "COP"),
        ("cuban", "CUP"), ("mexican", "MXN"), ("philippine", "PHP"), ("uruguayan", "UYU")]),
    ("pound", "GBP", &[("british", "GBP"), ("cypriot", "CYP"), ("egyptian", "EGP"), ("irish", "IEP"), ("lebanese", "LBP"),
        ("sudanese", "SDG"), ("syrian", "SYP"), ("uk", "GBP")]),
    ("rand", "ZAR", &[("south african", "ZAR")]),
    ("reai", "BRL", &[("brazilian", "BRL")]),
    ("real", "", &[("brazilian", "BRL")]),
    ("renminbi", "CNY", &[("chinese", "CNY")]),
    ("rial", "IRR", &[("iranian", "IRR"), ("omani", "OMR"), ("yemeni", "YER")]),
    ("ringgit", "MYR", &[("malaysian", "MYR")]),
    ("riyal", "SAR", &[("qatari", "QAR"), ("saudi", "SAR")]),
    ("rmb", "CNY", &[]),
    ("rouble", "RUB", &[("belarusian", "BYN"), ("russian", "RUB"), ("soviet", "SUR")]),
    ("ruble", "RUB", &[("belarusian", "BYN"), ("russian", "RUB"), ("soviet", "SUR")]),
    ("rupee", "INR", &[("indian", "INR"), ("mauritian", "MUR"), ("nepalese", "NPR"), ("nepali", "NPR"),
        ("pakistan", "PKR"), ("pakistani", "PKR"), ("sri lankan", "LKR")]),
    ("rupiah", "IDR", &[("indonesian", "IDR")]),
    ("schilling", "ATS", &[("austrian", "ATS")]),
    ("shekel", "ILS", &[("israeli", "ILS"), ("new israeli", "ILS")]),
    ("shilling", "", &[("austrian", "ATS"), ("kenya", "KES"), ("kenyan", "KES"), ("somali", "SOS"),
        ("tanzanian", "TZS"), ("ugandan", "UGX")]),
    ("taka", "BDT", &[("bangladeshi", "BDT")]),
    ("tenge", "KZT", &[("kazakh", "KZT")]),
    ("won", "KRW", &[("korean", "KRW"), ("north korean", "KPW"), ("south korean", "KRW")]),
    ("yen", "JPY", &[("japanese", "JPY")]),
    ("yuan", "CNY", &[("chinese", "CNY")]),
    ("zloty", "PLN", &[("polish", "PLN")]),
    ("zlotys", "PLN", &[("polish", "PLN")]),
];

/// Codes that stand as words beside an amount, in lower case, sorted; those with `true` are no
/// English words and count in lower case too.
#[rustfmt::skip]
const CODES: &[(&str, &str, bool)] = &[
    ("aed", "AED", true), ("ars", "ARS", false), ("aud", "AUD", true), ("brl", "BRL", true), ("btc", "XBT", true),
    ("cad", "CAD", false), ("chf", "CHF", true), ("clp", "CLP", false), ("cny", "CNY", true), ("cop", "COP", false),
    ("czk", "CZK", true), ("dkk", "DKK", true), ("dm", "DEM", false), ("egp", "EGP", true), ("eur", "EUR", true), ("gbp", "GBP", true),
    ("hkd", "HKD", true), ("huf", "HUF", false), ("idr", "IDR", true), ("ils", "ILS", true), ("inr", "INR", true),
    ("jpy", "JPY", true), ("kes", "KES", false), ("krw", "KRW", true), ("kzt", "KZT", true), ("mxn", "MXN", true),
    ("myr", "MYR", true), ("ngn", "NGN", true), ("nok", "NOK", true), ("nzd", "NZD", true), ("php", "PHP", false),
    ("pkr", "PKR", true), ("pln", "PLN", true), ("qar", "QAR", true), ("rmb", "CNY", true), ("ron", "RON", false),
    ("rub", "RUB", false), ("sar", "SAR", false), ("sek", "SEK", false), ("sgd", "SGD", true), ("thb", "THB", true),
    ("try", "TRY", false), ("twd", "TWD", true), ("uah", "UAH", true), ("usd", "USD", true), ("vnd", "VND", true),
    ("zar", "ZAR", true),
];

/// What letters before "$" say of it. Those with `true` are words or parts of words as well and
/// count only when they are glued to the sign and in capitals.
#[rustfmt::skip]
const DOLLARS: &[(&str, &str, bool)] = &[
    ("a", "AUD", true), ("au", "AUD", false), ("aud", "AUD", false), ("bz", "BZD", false), ("c", "CAD", false),
    ("ca", "CAD", false), ("cad", "CAD", false), ("can", "CAD", true), ("hk", "HKD", false), ("hkd", "HKD", false),
    ("j", "JMD", true), ("mex", "MXN", false), ("mx", "MXN", false), ("mxn", "MXN", false), ("nt", "TWD", false),
    ("nz", "NZD", false), ("nzd", "NZD", false), ("r", "BRL", true), ("s", "SGD", true), ("sg", "SGD", false),
    ("sgd", "SGD", false), ("tt", "TTD", true), ("u.s", "USD", false), ("u.s.", "USD", false), ("us", "USD", true),
    ("usd", "USD", false),
];

/// The currency of a sign.
fn sign(word: &str) -> Option<Currency> {
    Some(match word {
        "$" | "＄" => whole("USD"),
        "€" => whole("EUR"),
        "£" | "￡" => whole("GBP"),
        "¥" | "￥" => whole("JPY"),
        "元" => whole("CNY"),
        "₹" => whole("INR"),
        "₽" => whole("RUB"),
        "₩" => whole("KRW"),
        "₺" => whole("TRY"),
        "₴" => whole("UAH"),
        "₪" => whole("ILS"),
        "₫" => whole("VND"),
        "₦" => whole("NGN"),
        "₱" => whole("PHP"),
        "₡" => whole("CRC"),
        "₾" => whole("GEL"),
        "₭" => whole("LAK"),
        "₸" => whole("KZT"),
        "₿" => whole("XBT"),
        "฿" => whole("THB"),
        "¢" => cent("USD"),
        _ => return None,
    })
}

/// The currency that a sign or code before an amount names: what it is, how many pieces it
/// takes from `i` on, and the factor of a code like "MUSD".
pub(super) fn before(pieces: &Pieces<'_>, i: usize) -> Option<(Currency, usize, f64)> {
    let word = pieces.word(i);
    let amount = |at: usize| pieces.is(at, PieceKind::Figure);
    if let Some(currency) = sign(word) {
        return amount(i + 1).then_some((currency, 1, 1.0));
    }
    if !pieces.is(i, PieceKind::Word) {
        return None;
    }
    if pieces.word(i + 1) == "$"
        && let Ok(at) = DOLLARS.binary_search_by_key(&word, |entry| entry.0)
        && amount(i + 2)
    {
        let (_, code, strict) = DOLLARS[at];
        let capitals = pieces.raw(i).bytes().all(|b| b.is_ascii_uppercase() || b == b'.');
        let fits = !strict
            || pieces.glued(i + 1) && !after_apostrophe(pieces, i) && (capitals || word == "us")
            || capitals && word == "us";
        return fits.then_some((whole(code), 2, 1.0));
    }
    let dot = usize::from(pieces.word(i + 1) == "." && amount(i + 2));
    if !amount(i + 1 + dot) {
        return None;
    }
    if word == "rs" {
        return Some((whole("INR"), 1 + dot, 1.0));
    }
    if dot == 1 {
        return None;
    }
    if word == "dollar" && !is_amount_before(pieces, i) {
        return Some((whole("USD"), 1, 1.0));
    }
    let (currency, factor) = code(pieces, i)?;
    Some((currency, 1, factor))
}

fn after_apostrophe(pieces: &Pieces<'_>, i: usize) -> bool {
    pieces.glued(i) && matches!(pieces.word_before(i, 1), "'" | "’")
}

fn is_amount_before(pieces: &Pieces<'_>, i: usize) -> bool {
    i > 0 && pieces.is(i - 1, PieceKind::Figure)
}

/// A currency's code as a word, and what the letter before it multiplies by: "USD", "MEUR".
fn code(pieces: &Pieces<'_>, i: usize) -> Option<(Currency, f64)> {
    let word = pieces.word(i);
    let capitals = pieces.raw(i).bytes().all(|b| b.is_ascii_uppercase());
    let find = |word: &str| {
        let at = CODES.binary_search_by_key(&word, |entry| entry.0).ok()?;
        let (_, code, plain) = CODES[at];
        (plain || capitals).then_some(whole(code))
    };
    if let Some(currency) = find(word) {
        return Some((currency, 1.0));
    }
    let (letter, rest) = word.split_at_checked(1)?;
    let factor = match letter {
        "k" | "t" => 1e3,
        "m" => 1e6,
        _ => return None,
    };
    if word.len() != 4 || !capitals && letter != "m" {
        return None;
    }
    find(rest).map(|currency| (currency, factor))
}

/// The currency that follows an amount.
pub(super) struct After {
    pub currency: Currency,
    /// How many pieces it takes.
    pub len: usize,
    /// What a code like "MUSD" multiplies the amount by.
    pub factor: f64,
    /// Whether the noun is a unit of weight or an English word as well: "pounds", "won".
    pub doubtful: bool,
}

/// The currency that begins at piece `i`, right behind an amount.
pub(super) fn after(pieces: &Pieces<'_>, i: usize) -> Option<After> {
    let hyphen = usize::from(pieces.word(i) == "-");
    let at = i + hyphen;
    let found = |currency, len, factor, doubtful| {
        Some(After { currency, len: len + hyphen, factor, doubtful })
    };
    let word = pieces.word(at);
    if let Some(currency) = sign(word) {
        // "10 $30" has the sign of the next amount.
        let next = pieces.is(at + 1, PieceKind::Figure) && pieces.glued(at + 1);
        return if next { None } else { found(currency, 1, 1.0, false) };
    }
    // "3 USD50 cards" has the code of the next amount.
    let next = pieces.is(at + 1, PieceKind::Figure) && pieces.glued(at + 1);
    if let Some((currency, factor)) = code(pieces, at).filter(|_| !next) {
        return found(currency, 1, factor, false);
    }
    if let Some(currency) = part(pieces, at) {
        return found(currency, 1, 1.0, false);
    }
    (0..=2).find_map(|skip| {
        let mut len = skip + 1;
        let (name, default, countries) = noun(pieces.word(at + skip))?;
        let adjective = match skip {
            0 => None,
            1 => countries.iter().find(|c| c.0 == pieces.word(at)),
            _ => countries
                .iter()
                .find(|c| c.0.split_once(' ') == Some((pieces.word(at), pieces.word(at + 1)))),
        };
        let code = match adjective {
            Some((_, code)) => code,
            None if skip == 0 && !default.is_empty() => default,
            None => return None,
        };
        let mut doubtful = skip == 0 && matches!(name, "pound" | "mark" | "rand" | "won");
        if name == "pound" && pieces.word(at + len) == "sterling" {
            doubtful = false;
            len += 1;
        }
        found(whole(code), len, 1.0, doubtful)
    })
}

/// Cents and pence.
fn part(pieces: &Pieces<'_>, i: usize) -> Option<Currency> {
    Some(match pieces.word(i) {
        "cent" | "cents" | "ct" | "cts" => cent("USD"),
        "penny" | "pence" | "pennies" => cent("GBP"),
        // "50p" and not "4 p.m."
        "p" if pieces.glued(i) && pieces.word(i + 1) != "." => cent("GBP"),
        "kopeck" | "kopecks" => cent("RUB"),
        "centavo" | "centavos" => cent("MXN"),
        "satoshi" | "satoshis" => Currency { code: "XBT", parts: 100_000_000 },
        _ => return None,
    })
}

fn noun(word: &str) -> Option<Noun> {
    let find = |word: &str| {
        let at = NOUNS.binary_search_by_key(&word, |entry| entry.0).ok()?;
        Some(NOUNS[at])
    };
    find(word).or_else(|| find(word.strip_suffix('s')?)).or_else(|| match word {
        "dlr" | "dlrs" => find("dollar"),
        "stg" => find("pound"),
        "hryvnias" | "hryven" => find("hryvnia"),
        "zlotych" => find("zloty"),
        "lei" => find("leu"),
        "bolivares" | "bolívares" => find("bolivar"),
        "colones" | "colón" => find("colon"),
        "ruble" | "rubel" => find("ruble"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        assert!(NOUNS.is_sorted_by(|a, b| a.0 < b.0));
        assert!(NOUNS.iter().all(|noun| noun.2.is_sorted_by(|a, b| a.0 < b.0)));
        assert!(CODES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(DOLLARS.is_sorted_by(|a, b| a.0 < b.0));
    }

    fn check_before(text: &str, expect: Option<(&str, usize)>) {
        let lower = text.to_ascii_lowercase();
        let found = before(&Pieces::new(text, &lower), 0);
        assert_eq!(found.map(|(currency, len, _)| (currency.code, len)), expect, "{text}");
    }

    fn check_after(text: &str, expect: Option<(&str, u32, usize)>) {
        let lower = text.to_ascii_lowercase();
        let found = after(&Pieces::new(text, &lower), 0);
        let found = found.map(|f| (f.currency.code, f.currency.parts, f.len));
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn signs_and_codes_before_amounts() {
        check_before("$5", Some(("USD", 1)));
        check_before("US$5", Some(("USD", 2)));
        check_before("A$5", Some(("AUD", 2)));
        check_before("a $5 fee", None);
        check_before("HK$ 5", Some(("HKD", 2)));
        check_before("EUR 5", Some(("EUR", 1)));
        check_before("Rs. 500", Some(("INR", 2)));
        check_before("try 5", None);
        check_before("TRY 5", Some(("TRY", 1)));
    }

    #[test]
    fn nouns_behind_amounts() {
        check_after("dollars", Some(("USD", 1, 1)));
        check_after("Hong Kong dollars", Some(("HKD", 1, 3)));
        check_after("-euro deal", Some(("EUR", 1, 2)));
        check_after("Swiss francs", Some(("CHF", 1, 2)));
        check_after("cents", Some(("USD", 100, 1)));
        check_after("pounds sterling", Some(("GBP", 1, 2)));
        let won = Pieces::new("won the race", "won the race");
        assert!(after(&won, 0).is_some_and(|found| found.doubtful));
        check_after("South Korean won", Some(("KRW", 1, 3)));
        check_after("people", None);
    }
}
