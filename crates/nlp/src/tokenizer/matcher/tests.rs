use fancy_regex::Regex;

use super::{InfixMatcher, PrefixMatcher, SuffixMatcher};
use crate::model::ModelError;
use crate::model::config::{Config, TokenizerConfig};
use crate::model::file::ModelFile;
use crate::tokenizer::url::translate;

fn config() -> TokenizerConfig {
    let bytes = crate::testing::model_bytes();
    let file = ModelFile::open(&bytes).expect("the model is valid");
    let json = file.bytes("config").expect("the model has a configuration");
    let config = Config::parse(json).expect("the configuration is valid");
    config.tokenizer
}

/// Chunks of the fixtures with all their beginnings and ends, and strings
/// made of the characters that the patterns speak of.
fn samples(config: &TokenizerConfig) -> Vec<String> {
    let mut samples = Vec::new();
    for text in crate::testing::texts() {
        for chunk in text.split_whitespace().filter(|chunk| chunk.len() < 40) {
            let cuts = chunk.char_indices().map(|(at, _)| at);
            samples.extend(cuts.flat_map(|at| [chunk[at..].to_owned(), chunk[..at].to_owned()]));
        }
    }
    let letters: Vec<char> =
        (config.prefix.chars()).chain("aZ09.……''’s°CUS$kmµg²/-+–—~:<>=^*,é日".chars()).collect();
    let mut random = 1_u64;
    for _ in 0..20_000 {
        let mut next = || {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (random >> 33) as usize
        };
        let length = next() % 7;
        samples.push((0..length).map(|_| letters[next() % letters.len()]).collect());
    }
    samples.sort_unstable();
    samples.dedup();
    samples
}

#[test]
fn matchers_agree_with_a_regular_expression_engine() {
    let config = config();
    let regex = |pattern: &str| Regex::new(&translate(pattern)).expect("the pattern is valid");
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
    for text in samples(&config) {
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
