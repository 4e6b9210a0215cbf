//! The language of a text.
//!
//! Two recognisers vote: one of 16 languages by hashed character n-grams, good on short texts
//! and lists, and one of 70 by trigrams, which knows the others and tells how sure it is.

use whatlang::Lang;

use crate::domain::Language;

/// Languages that the engine reads.
pub const READ: &[&str] = &["en"];

/// Whether the engine reads a language, given by its BCP 47 code.
pub fn is_read(code: &str) -> bool {
    let primary = code.split(['-', '_']).next().unwrap_or_default();
    READ.iter().any(|read| primary.eq_ignore_ascii_case(read))
}

/// Least score of a language that is certain; below it callers are warned.
pub const CERTAIN: f64 = 0.8;

/// A text of fewer letters says too little of its language.
const FEWEST_LETTERS: usize = 20;
/// Bytes of the text that are read; much more would cost more than all else at ingestion.
const SAMPLE: usize = 1_200;
/// Bytes that the slower recogniser reads.
const TRIGRAM_SAMPLE: usize = 500;
/// Least confidence of the second recogniser for a language that only it knows.
const RARE: f64 = 0.9;

/// Score where the recognisers differ, and of tables.
const UNSURE: f64 = 0.6;
/// A text of fewer letters is never certain to be in a language that the engine does not read.
const FEWEST_FOREIGN_LETTERS: usize = 150;
/// More than one digit to as many letters makes a table: its abbreviations fool both.
const MOST_FIGURES: usize = 6;

/// The language of a text and how sure it is: the share of texts of such a length and such
/// a vote that are in the language voted for (`docs/accuracy.md`). `None` for a text of
/// fewer than 20 letters.
pub fn language(text: &str) -> Option<Language> {
    let sample = sample(text.trim(), SAMPLE);
    // By their bytes: a letter of another script says more.
    let letters: usize = sample.chars().filter(|c| c.is_alphabetic()).map(char::len_utf8).sum();
    if letters < FEWEST_LETTERS {
        return None;
    }
    if is_plainly_english(sample) {
        return Some(Language { code: "en".to_owned(), score: agreed(letters) });
    }
    let common = code(whichlang::detect_language(sample).three_letter_code());
    let trigrams = whatlang::detect(self::sample(sample, TRIGRAM_SAMPLE));
    let (code, score) = match trigrams {
        Some(info) if code(info.lang().code()) == common => (common, agreed(letters)),
        Some(info) if !is_common(info.lang()) && info.confidence() >= RARE => {
            (code(info.lang().code()), agreed(letters) - 0.05)
        }
        _ => (common, UNSURE),
    };
    let figures = sample.bytes().filter(u8::is_ascii_digit).count();
    // Notices of a line or two in capitals are English to a person and anything to recognisers;
    // what is wrongly told to be foreign would not be analysed.
    let short = letters < FEWEST_FOREIGN_LETTERS && !is_read(code);
    let score = if short || figures * MOST_FIGURES > letters { UNSURE } else { score };
    Some(Language { code: code.to_owned(), score })
}

/// Function words of English that are no words of other languages in Latin script.
const ENGLISH: &[&str] = &[
    "the", "and", "of", "with", "said", "from", "were", "their", "which", "been", "would", "they",
    "this", "that", "after", "about", "who", "what", "when", "to", "by", "has", "have", "will",
    "but", "not", "it", "its", "on", "are", "she", "we", "you", "could", "more", "than",
];

/// Whether so many words are function words of English that foreign names between them, which
/// mislead the recognisers of short texts, do not count.
fn is_plainly_english(sample: &str) -> bool {
    let (mut words, mut english) = (0, 0);
    let mut kinds = 0_u64;
    for word in sample.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        words += 1;
        if let Some(kind) = ENGLISH.iter().position(|known| word.eq_ignore_ascii_case(known)) {
            english += 1;
            kinds |= 1 << kind;
        }
    }
    kinds.count_ones() >= 4 && english * 100 >= words * 15
}

fn agreed(letters: usize) -> f64 {
    match letters {
        100.. => 0.99,
        50.. => 0.98,
        _ => 0.75,
    }
}

/// The beginning of a text, cut at a character.
fn sample(text: &str, limit: usize) -> &str {
    &text[..text.floor_char_boundary(limit)]
}

/// Whether the first recogniser knows a language.
fn is_common(lang: Lang) -> bool {
    whichlang::LANGUAGES.iter().any(|l| code(l.three_letter_code()) == code(lang.code()))
}

/// BCP 47 code for an ISO 639-3 code: the two-letter one where there is one.
fn code(three: &'static str) -> &'static str {
    CODES.iter().find(|(long, _)| *long == three).map_or(three, |(_, short)| short)
}

/// ISO 639-3 codes of the languages that are recognised, and their ISO 639-1 codes.
const CODES: &[(&str, &str)] = &[
    ("afr", "af"),
    ("aka", "ak"),
    ("amh", "am"),
    ("ara", "ar"),
    ("aze", "az"),
    ("bel", "be"),
    ("ben", "bn"),
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("cmn", "zh"),
    ("cym", "cy"),
    ("dan", "da"),
    ("deu", "de"),
    ("ell", "el"),
    ("eng", "en"),
    ("epo", "eo"),
    ("est", "et"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ind", "id"),
    ("ita", "it"),
    ("jav", "jv"),
    ("jpn", "ja"),
    ("kan", "kn"),
    ("kat", "ka"),
    ("khm", "km"),
    ("kor", "ko"),
    ("lat", "la"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mal", "ml"),
    ("mar", "mr"),
    ("mkd", "mk"),
    ("mya", "my"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("nob", "nb"),
    ("ori", "or"),
    ("pan", "pa"),
    ("pes", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rus", "ru"),
    ("sin", "si"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("sna", "sn"),
    ("spa", "es"),
    ("srp", "sr"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tgl", "tl"),
    ("tha", "th"),
    ("tuk", "tk"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("uzb", "uz"),
    ("vie", "vi"),
    ("yid", "yi"),
    ("zul", "zu"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let found = language(text).expect("long enough");
        assert_eq!(found.code, expect, "{text}");
        let found = language(&text.repeat(3)).expect("long enough");
        assert_eq!(found.code, expect, "{text}");
        assert!(found.score >= CERTAIN, "{text}: {}", found.score);
    }

    #[test]
    fn languages_of_sentences() {
        check("The council voted on Tuesday to build a third bridge over the river.", "en");
        check("Der Stadtrat hat am Dienstag beschlossen, eine dritte Brücke zu bauen.", "de");
        check("Le conseil a décidé mardi de construire un troisième pont sur la rivière.", "fr");
        check("Rada miasta zdecydowała we wtorek o budowie trzeciego mostu na rzece.", "pl");
        check("Совет города решил во вторник построить третий мост через реку.", "ru");
        check("Міська рада вирішила у вівторок збудувати третій міст через річку.", "uk");
        check(
            "市议会周二决定在这条河上修建第三座桥梁，市长表示工程将于春天开始，预计耗资巨大。",
            "zh",
        );
    }

    #[test]
    fn notices_are_not_certain_to_be_foreign() {
        for notice in
            ["Qtly div ten cts vs ten cts prior\n Pay Aug 12\n Record July 30\n", "ACME NAMES EXEC"]
        {
            let found = language(notice).unwrap_or(Language { code: "en".to_owned(), score: 0.0 });
            assert!(is_read(&found.code) || found.score < CERTAIN, "{found:?}");
        }
    }

    #[test]
    fn too_short_to_tell() {
        assert!(language("").is_none());
        assert!(language("1,234 + 5,678 = 6,912").is_none());
        assert!(language("Bridge opened").is_none());
    }

    #[test]
    fn tables_tell_little() {
        let table = "Shr profit 20 cts vs 30 cts\nNet profit 1,220,510 vs 2,336,600\nRevs 30.1 mln vs 29.2 mln";
        assert!(language(table).is_some_and(|found| found.score < CERTAIN));
    }

    #[test]
    fn every_language_has_a_code() {
        for lang in Lang::all() {
            assert!(code(lang.code()).len() == 2, "{lang:?}");
        }
        for lang in whichlang::LANGUAGES {
            assert!(code(lang.three_letter_code()).len() == 2, "{lang:?}");
        }
    }
}
