//! The compiled rules against a search that tries every pattern everywhere.

use super::config::TestConfig;
use super::{Ruler, RulerConfig, RulerWord, Values, Winners};

#[derive(Clone, Copy)]
struct Token<'a> {
    tag: &'a str,
    dep: &'a str,
    text: &'a str,
}

fn config(json: &str) -> RulerConfig {
    serde_json::from_str(json).expect("the rules are well-formed")
}

fn values(tags: &[&str], deps: &[&str]) -> Values {
    let boxed = |names: &[&str]| names.iter().map(|&name| name.into()).collect();
    Values { tags: boxed(tags), deps: boxed(deps), ..Values::default() }
}

/// What a rule made of each token: tag, label, coarse tag, morphology, lemma.
type Outcome = [String; 5];

fn compiled(ruler: &Ruler, values: &Values, tokens: &[Token<'_>]) -> Vec<Outcome> {
    let mut words = Vec::new();
    for token in tokens {
        let lower = token.text.to_lowercase();
        let is_space = token.text.trim().is_empty();
        let word = RulerWord { text: token.text, lower: &lower, norm: &lower, is_space };
        ruler.push_word(word, &mut words);
    }
    let number = |names: &[Box<str>], name: &str| {
        names.iter().position(|n| **n == *name).expect("the name is known") as u16
    };
    let items: Vec<(u16, u16, u32)> = tokens
        .iter()
        .enumerate()
        .map(|(i, t)| (number(&values.tags, t.tag), number(&values.deps, t.dep), i as u32))
        .collect();
    let mut winners = Vec::new();
    ruler.apply(items.into_iter(), &words, &mut winners);
    winners.iter().zip(tokens).map(|(won, token)| outcome(ruler, values, won, token)).collect()
}

fn outcome(ruler: &Ruler, values: &Values, won: &Winners, token: &Token<'_>) -> Outcome {
    let name = |names: &[Box<str>], number: Option<u16>, default: &str| {
        number.map_or(default.to_owned(), |number| names[usize::from(number)].to_string())
    };
    [
        name(&values.tags, ruler.rule(won.tag).and_then(|r| r.tag), token.tag),
        name(&values.deps, ruler.rule(won.dep).and_then(|r| r.dep), token.dep),
        name(&values.pos, ruler.rule(won.pos).and_then(|r| r.pos), ""),
        name(&values.morphs, ruler.rule(won.morph).and_then(|r| r.morph), ""),
        ruler.rule(won.lemma).and_then(|r| r.lemma.as_deref()).unwrap_or_default().to_owned(),
    ]
}

fn holds(test: &TestConfig, token: &Token<'_>) -> bool {
    let value = match test.attribute.as_str() {
        "TAG" => token.tag.to_owned(),
        "DEP" => token.dep.to_owned(),
        "ORTH" => token.text.to_owned(),
        "LOWER" | "NORM" => token.text.to_lowercase(),
        _ => u8::from(token.text.trim().is_empty()).to_string(),
    };
    match test.operator.as_str() {
        "IN" => test.values.contains(&value),
        "NOT_IN" => !test.values.contains(&value),
        _ => fancy_regex::Regex::new(&test.values[0]).unwrap().is_match(&value).unwrap(),
    }
}

/// Every rule in turn, every pattern of it, at every token.
fn by_trial(config: &RulerConfig, tokens: &[Token<'_>]) -> Vec<Outcome> {
    let unset = |t: &Token<'_>| {
        [t.tag.to_owned(), t.dep.to_owned(), String::new(), String::new(), String::new()]
    };
    let mut outcomes: Vec<Outcome> = tokens.iter().map(unset).collect();
    for rule in &config.rules {
        for pattern in &rule.patterns {
            for (start, window) in tokens.windows(pattern.len()).enumerate() {
                let fits = |(tests, token): (&Vec<TestConfig>, &Token<'_>)| {
                    tests.iter().all(|test| holds(test, token))
                };
                if !pattern.iter().zip(window).all(fits) {
                    continue;
                }
                let from = if rule.index < 0 { pattern.len() as i64 } else { 0 };
                let target = &mut outcomes[start + (from + rule.index) as usize];
                for (slot, name) in ["TAG", "DEP", "POS", "MORPH", "LEMMA"].iter().enumerate() {
                    if let Some(value) = rule.set.get(*name) {
                        target[slot].clone_from(value);
                    }
                }
            }
        }
    }
    outcomes
}

/// A small generator, so that the test is the same everywhere.
fn pseudo_random(seed: &mut u64, below: usize) -> usize {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) as usize % below
}

#[test]
fn the_rules_of_the_model_apply_as_if_tried_one_by_one() {
    let file = crate::testing::model_bytes();
    let file = crate::model::file::ModelFile::open(&file).unwrap();
    let model = crate::model::config::Config::parse(file.bytes("config").unwrap()).unwrap();
    let rules = model.ruler.expect("the model has a ruler");
    // Every value that a condition names, and some that none does.
    let named = |attributes: &[&str], other: &[&'static str]| -> Vec<String> {
        let tests = rules.rules.iter().flat_map(|r| r.patterns.iter().flatten().flatten());
        let of =
            tests.filter(|t| attributes.contains(&t.attribute.as_str()) && t.operator != "REGEX");
        let mut names: Vec<String> = of.flat_map(|t| t.values.clone()).collect();
        names.extend(other.iter().map(|&name| name.to_owned()));
        names.sort();
        names.dedup();
        names
    };
    let tags = named(&["TAG"], &["ODD"]);
    let deps = named(&["DEP"], &["ROOT"]);
    let texts = named(&["LOWER"], &["n't", "NUTHIN'", "y'", "Y", "I", "Gon", "word", "\n\n"]);
    let borrowed = |names: &[String]| -> Vec<Box<str>> {
        names.iter().map(|name| name.as_str().into()).collect()
    };
    let mut values = Values { tags: borrowed(&tags), deps: borrowed(&deps), ..Values::default() };
    let ruler = Ruler::new(&rules, &mut values).unwrap();
    let mut seed = 7;
    for _ in 0..40 {
        let tokens: Vec<Token<'_>> = (0..250)
            .map(|_| Token {
                tag: &tags[pseudo_random(&mut seed, tags.len())],
                dep: &deps[pseudo_random(&mut seed, deps.len())],
                text: &texts[pseudo_random(&mut seed, texts.len())],
            })
            .collect();
        assert_eq!(compiled(&ruler, &values, &tokens), by_trial(&rules, &tokens));
    }
}

#[test]
fn long_patterns_cross_words_of_bits_and_change_any_of_their_tokens() {
    // 30 patterns of 1 to 9 tokens are more than 64 positions.
    let token = |word: &str| format!(r#"[["ORTH","IN",["{word}"]]]"#);
    let mut rules = Vec::new();
    for number in 0..30_usize {
        let length = 1 + number % 9;
        let tokens: Vec<String> =
            (0..length).map(|i| token(["a", "b"][(number >> (i % 4)) & 1])).collect();
        let index = if number % 2 == 0 { -1 } else { (number % length) as i64 };
        rules.push(format!(
            r#"{{"patterns":[[{}]],"set":{{"LEMMA":"{number}","POS":"P{}"}},"index":{index}}}"#,
            tokens.join(","),
            number % 5,
        ));
    }
    let rules = config(&format!(r#"{{"rules":[{}]}}"#, rules.join(",")));
    let mut values = values(&["T"], &["d"]);
    let ruler = Ruler::new(&rules, &mut values).unwrap();
    assert!(ruler.words > 1);
    let mut seed = 1;
    let tokens: Vec<Token<'_>> = (0..3_000)
        .map(|_| Token { tag: "T", dep: "d", text: ["a", "b"][pseudo_random(&mut seed, 2)] })
        .collect();
    let found = compiled(&ruler, &values, &tokens);
    assert_eq!(found, by_trial(&rules, &tokens));
    assert!(found.iter().any(|outcome| outcome[4] == "26"));
}

#[test]
fn unusable_rules_are_refused() {
    for (rule, problem) in [
        (r#"{"patterns":[[]],"set":{},"index":0}"#, "no usable length"),
        (r#"{"patterns":[[[]]],"set":{},"index":1}"#, "outside of its pattern"),
        (r#"{"patterns":[[[]]],"set":{},"index":-2}"#, "outside of its pattern"),
        (r#"{"patterns":[[[["SHAPE","IN",["x"]]]]],"set":{},"index":0}"#, "unknown attribute"),
        (r#"{"patterns":[[[["TAG","FUZZY",["x"]]]]],"set":{},"index":0}"#, "unknown operator"),
        (r#"{"patterns":[[[["TAG","REGEX",["("]]]]],"set":{},"index":0}"#, "bad pattern"),
        (r#"{"patterns":[[[["TAG","REGEX",["\\w{999}"]]]]],"set":{},"index":0}"#, "bad pattern"),
        (
            r#"{"patterns":[[[["TAG","IN",["x"]],["TAG","NOT_IN",["y"]]]]],"set":{},"index":0}"#,
            "two",
        ),
        (r#"{"patterns":[],"set":{"SHAPE":"x"},"index":0}"#, "unknown attribute"),
    ] {
        let rules = config(&format!(r#"{{"rules":[{rule}]}}"#));
        let error = Ruler::new(&rules, &mut Values::default()).expect_err(rule).to_string();
        assert!(error.contains(problem), "{rule}: {error}");
    }
    let many: Vec<String> = (0..9_000).map(|_| "[[]]".to_owned()).collect();
    let many = format!(r#"{{"rules":[{{"patterns":[{}],"set":{{}},"index":0}}]}}"#, many.join(","));
    assert!(Ruler::new(&config(&many), &mut Values::default()).is_err());
}

#[test]
fn a_ruler_without_rules_changes_nothing() {
    let mut values = values(&["T"], &["d"]);
    let ruler = Ruler::new(&config(r#"{"rules":[]}"#), &mut values).unwrap();
    let tokens = [Token { tag: "T", dep: "d", text: "a" }; 3];
    let unset = ["T", "d", "", "", ""].map(str::to_owned);
    assert_eq!(compiled(&ruler, &values, &tokens), vec![unset; 3]);
}
