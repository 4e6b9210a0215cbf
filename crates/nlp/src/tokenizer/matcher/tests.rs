use fancy_regex::Regex;

use super::{InfixMatcher, PrefixMatcher, SuffixMatcher};
use crate::model::ModelError;
use crate::model::config::{Config, TokenizerConfig};
use crate::model::file::ModelFile;
use crate::tokenizer::url::UrlMatcher;

fn config() -> TokenizerConfig {
    let bytes = crate::testing::model_bytes();
    let file = ModelFile::open(&bytes).expect("the model is valid");
    let json = file.bytes("config").expect("the model has a configuration");
    let config = Config::parse(json).expect("the configuration is valid");
    config.tokenizer
}

/// Rewrites what Python's syntax spells differently.
fn translate(pattern: &str) -> String {
    let pattern = pattern.strip_prefix("(?u)").unwrap_or(pattern);
    let mut out = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('U') => {
                let code: String = chars.by_ref().take(8).collect();
                out.push_str("\\x{");
                out.push_str(&code);
                out.push('}');
            }
            Some(quote @ ('\'' | '"')) => out.push(quote),
            Some(other) => out.extend(['\\', other]),
            None => out.push('\\'),
        }
    }
    out
}

fn regex(pattern: &str) -> Regex {
    Regex::new(&translate(pattern)).expect("the pattern is valid")
}

/// How many chunks are generated: some ten thousand, or as many as the variable
/// `PARALLAX_ORACLE_CHUNKS` says.
fn generated() -> usize {
    let count = std::env::var("PARALLAX_ORACLE_CHUNKS").ok();
    count.map_or(40_000, |count| count.parse().expect("it is a number"))
}

/// A generator of numbers below a bound, the same in each run.
fn random(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |bound| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % bound
    }
}

/// Chunks of the fixtures, with all their beginnings and ends.
fn cut_chunks() -> Vec<String> {
    let mut chunks = Vec::new();
    for text in crate::testing::texts() {
        for chunk in text.split_whitespace().filter(|chunk| chunk.len() < 40) {
            let cuts = chunk.char_indices().map(|(at, _)| at);
            chunks.extend(cuts.flat_map(|at| [chunk[at..].to_owned(), chunk[..at].to_owned()]));
        }
    }
    chunks.sort_unstable();
    chunks.dedup();
    chunks
}

/// Strings of the characters that the patterns speak of.
fn salad(config: &TokenizerConfig) -> impl Iterator<Item = String> {
    let letters: Vec<char> =
        (config.prefix.chars()).chain("aZ09.……''’s°CUS$kmµg²/-+–—~:<>=^*,é日".chars()).collect();
    let mut random = random(1);
    (0..generated()).map(move |_| {
        let length = random(9);
        (0..length).map(|_| letters[random(letters.len())]).collect()
    })
}

#[test]
fn matchers_agree_with_a_regular_expression_engine() {
    let config = config();
    let length = |regex: &Regex, text: &str| {
        let found = regex.find(text).expect("the match ends");
        found.map_or(0, |found| found.end() - found.start())
    };
    let (prefix, suffix, infix) =
        (regex(&config.prefix), regex(&config.suffix), regex(&config.infix));
    let own = (
        PrefixMatcher::new(&config.prefix).expect("supported"),
        SuffixMatcher::new(&config.suffix).expect("supported"),
        InfixMatcher::new(&config.infix).expect("supported"),
    );
    for text in cut_chunks().into_iter().chain(salad(&config)) {
        assert_eq!(own.0.find(&text), length(&prefix, &text), "prefix {text:?}");
        assert_eq!(own.1.find(&text), length(&suffix, &text), "suffix {text:?}");
        let expected: Vec<(usize, usize)> = infix
            .find_iter(&text)
            .map(|found| found.expect("the match ends"))
            .map(|found| (found.start(), found.end()))
            .collect();
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(span) = own.2.find(&text, from) {
            found.push(span);
            from = span.1;
        }
        assert_eq!(found, expected, "infix {text:?}");
    }
}

/// Strings made of parts of web addresses, most of which are nearly one. All
/// code points are such that Python and Rust agree whether they are of a word.
fn near_addresses() -> impl Iterator<Item = String> {
    let parts = [
        "http",
        "https",
        "ftp+x",
        "h",
        "é.",
        "://",
        ":/",
        "//",
        "user",
        "a:b",
        ":",
        "@",
        "@@",
        ".",
        "..",
        "-",
        "_",
        "www",
        "a",
        "A",
        "Z9",
        "example",
        "com",
        "org",
        "co",
        "uk",
        "рф",
        "日本",
        "c",
        "COM",
        "x1",
        "10",
        "127",
        "192.168",
        "172.16",
        "172.32",
        "169.254",
        "8",
        "08",
        "255",
        "256",
        "1.2.3.4",
        "223",
        "224",
        "0",
        "٣",
        "/",
        "?",
        "#",
        "/p/q",
        "80",
        "808080",
        "é",
        "\u{10330}",
        "!",
        "(",
        ",",
        "b-c",
        "b_c",
    ];
    let long = ["a".repeat(63), "b".repeat(64), "c".repeat(65)];
    let mut random = random(2);
    (0..generated()).map(move |_| {
        let length = 1 + random(8);
        let mut text = String::new();
        for _ in 0..length {
            match random(40) {
                0 => text.push_str(&long[random(long.len())]),
                // Dots are what most strings lack.
                1..=8 => text.push('.'),
                _ => text.push_str(parts[random(parts.len())]),
            }
        }
        text
    })
}

#[test]
fn addresses_are_those_of_a_regular_expression_engine() {
    let config = config();
    let expected = regex(&config.url);
    let own = UrlMatcher::new(&config.url).expect("supported");
    let mut addresses = 0;
    for text in cut_chunks().into_iter().chain(near_addresses()) {
        let is_address = expected.is_match(&text).expect("the match ends");
        assert_eq!(own.matches(&text), is_address, "{text:?}");
        addresses += usize::from(is_address);
    }
    assert!(addresses > 500, "only {addresses} of the strings are addresses");
    assert!(!own.matches("a b.com") && !own.matches("a.com\n"));
    for pattern in ["", "^x$", &config.url.replace("{2,63}", "{2,64}")] {
        assert!(matches!(UrlMatcher::new(pattern), Err(ModelError::Pattern { which: "url", .. })));
    }
}

#[test]
fn other_patterns_are_refused() {
    let refused = |result: Result<PrefixMatcher, ModelError>| {
        assert!(matches!(result, Err(ModelError::Pattern { .. })));
    };
    for pattern in [
        "", "^", "^a|", "^a*", "^(a|b)", "^(?:a", "^[a", "^[^a]", "^[z-a]", "^\\d", "^\\u12", "a",
        "^a$", "^\\", "^.", "^(?<=a)b", "^a+(?=b)", "^a(?=bc)", "^a)",
    ] {
        refused(PrefixMatcher::new(pattern));
    }
    assert!(SuffixMatcher::new("ab+$").is_err());
    assert!(SuffixMatcher::new("a(?=b)$").is_err());
    assert!(InfixMatcher::new("^a").is_err());
}
