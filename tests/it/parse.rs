//! `parallax parse`: the real binary, its CoNLL-U read back.

use std::{
    fs,
    io::{Read as _, Write as _},
    path::Path,
    process::Stdio,
};

use flate2::{Compression, write::GzEncoder};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::support::{
    Run,
    conllu::{self, Token},
};

const TEXT: &str = "Angela Merkel met Emmanuel Macron in Paris on Monday.\n\nThey didn't talk.";
const ANY_MODEL: &str = "models/en_core_web_sm-3.8.0.plx";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn model() -> Vec<u8> {
    fs::read(root().join(ANY_MODEL)).unwrap()
}

/// The model without one of its parts: its settings have another name, which nobody reads.
fn model_without(part: &str) -> Vec<u8> {
    let mut model = model();
    let (name, other) = (format!("\"{part}\":"), format!("\"{}\":", "x".repeat(part.len())));
    let places: Vec<_> = (64..model.len() - name.len())
        .filter(|&at| model[at..].starts_with(name.as_bytes()))
        .collect();
    for at in &places {
        model[*at..at + name.len()].copy_from_slice(other.as_bytes());
    }
    assert_eq!(places.len(), 1, "{part}");
    let checksum = Sha256::digest(&model[64..]);
    model[16..48].copy_from_slice(&checksum);
    model
}

/// What the binary prints for standard input.
fn with_input(run: &Run, args: &[&str], input: &[u8]) -> String {
    let mut child = run.command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// Runs of B- and I- as ranges of tokens with a label; no I- may stand without its B-.
fn names(tokens: &[&Token]) -> Vec<(usize, usize, String)> {
    let mut names: Vec<(usize, usize, String)> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let Some(entity) = token.misc.get("Entity") else { continue };
        match entity.split_once('-').unwrap() {
            ("B", label) => names.push((at, at + 1, label.to_owned())),
            ("I", label) => {
                let last = names.last_mut().unwrap();
                assert_eq!((last.1, &*last.2), (at, label));
                last.1 += 1;
            }
            _ => panic!("{entity}"),
        }
    }
    names
}

#[test]
fn a_file_becomes_sentences_with_every_column() {
    let run = Run::new(&[("a b.txt", TEXT.as_bytes())]);
    let printed = run.stdout(&["parse", "a b.txt"]);
    let texts = conllu::read(&printed);
    assert_eq!(texts.len(), 1);
    assert_eq!(texts[0].id, "a b.txt");
    assert!(texts[0].generator.contains("+en_core_web_sm-3.8.0@"), "{}", texts[0].generator);
    let sentences = &texts[0].sentences;
    let ids: Vec<_> = sentences.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids, ["1-1", "1-2"]);
    assert_eq!(sentences[0].text, "Angela Merkel met Emmanuel Macron in Paris on Monday.\\n\\n");
    assert_eq!(sentences[1].text, "They didn't talk.");

    let met = &sentences[0].tokens[2];
    assert_eq!((met.lemma.as_str(), met.upos.as_str()), ("meet", "VERB"));
    assert_eq!(met.feats, "Tense=Past|VerbForm=Fin");
    assert_eq!(
        (met.form.as_str(), met.xpos.as_str(), met.head, met.deprel.as_str()),
        ("met", "VBD", Some(0), "ROOT")
    );
    let merkel = &sentences[0].tokens[1];
    assert_eq!((merkel.head, merkel.deprel.as_str()), (Some(3), "nsubj"));
    assert_eq!(merkel.misc["ByteRange"], "7:13");
    assert_eq!(merkel.misc["Entity"], "I-PERSON");
    let tokens: Vec<_> = sentences.iter().flat_map(|s| &s.tokens).collect();
    let not = tokens.iter().find(|token| token.form == "n't").unwrap();
    assert!(!not.misc.contains_key("Entity"));
    let labels: Vec<_> = names(&tokens).into_iter().map(|name| name.2).collect();
    assert_eq!(labels, ["PERSON", "PERSON", "GPE", "DATE"]);
    let from_stdin = with_input(&run, &["parse", "-"], TEXT.as_bytes());
    assert_eq!(from_stdin, printed.replace("a b.txt", "standard input"));
}

#[test]
fn the_readme_shows_what_is_printed() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, sample) = readme.split_once("printf '").unwrap();
    let (text, sample) = sample.split_once("' | parallax parse -\n```\n\n```text\n").unwrap();
    let (sample, _) = sample.split_once("\n```").unwrap();
    let printed = with_input(&Run::new(&[]), &["parse", "-"], text.as_bytes());
    // The model's checksum aside.
    let lines = |shown: &str| -> Vec<String> {
        shown.trim_end().lines().map(|line| line.split('@').next().unwrap().to_owned()).collect()
    };
    assert_eq!(lines(&printed), lines(sample));
}

#[test]
fn raw_output_is_the_reference_of_the_fixtures() {
    let path = root().join("crates/nlp/tests/fixtures/parity.jsonl");
    let run = Run::new(&[]);
    let printed = run.stdout(&["parse", "--raw", path.to_str().unwrap()]);
    let fixtures = fs::read_to_string(&path).unwrap();
    let mut texts = conllu::read(&printed).into_iter();
    let mut compared = 0;
    for line in fixtures.split('\n').filter(|line| !line.is_empty()) {
        let fixture: Value = serde_json::from_str(line).unwrap();
        let list = |name: &str| fixture[name].as_array().unwrap().clone();
        if list("begins").is_empty() {
            continue;
        }
        let text = texts.next().unwrap();
        let mut first = 0;
        let mut tokens = Vec::new();
        for sentence in &text.sentences {
            assert_eq!(list("sent_starts")[first], 1, "{}", text.id);
            for (at, token) in sentence.tokens.iter().enumerate() {
                let index = first + at;
                let range = format!("{}:{}", list("begins")[index], list("ends")[index]);
                assert_eq!(token.misc["ByteRange"], range);
                assert_eq!(token.xpos, list("tags")[index]);
                assert_eq!(token.deprel, list("deps")[index]);
                let or_none = |value: &Value| match value.as_str().unwrap() {
                    "" => "_".to_owned(),
                    value => value.to_owned(),
                };
                assert_eq!(token.upos, or_none(&list("pos")[index]));
                assert_eq!(token.feats, or_none(&list("morphs")[index]));
                let lemma = list("lemmas")[index].as_str().unwrap().to_owned();
                if token.upos != "SPACE" {
                    assert!(token.lemma == lemma || lemma.contains(char::is_control));
                    let (begin, end) = token.bytes();
                    let form = fixture["text"].as_str().unwrap()[begin..end].to_owned();
                    assert!(token.form == form || form.contains(char::is_control), "{form:?}");
                }
                let head = match token.head.unwrap() {
                    0 => index,
                    head => first + head - 1,
                };
                assert_eq!(list("heads")[index], head);
                tokens.push(token);
            }
            first += sentence.tokens.len();
        }
        assert_eq!(first, list("begins").len());
        let expected: Vec<_> = list("ents")
            .iter()
            .map(|name| {
                let at = |i: usize| name[i].as_u64().unwrap() as usize;
                (at(0), at(1), name[2].as_str().unwrap().to_owned())
            })
            .collect();
        assert_eq!(names(&tokens), expected, "{}", text.id);
        compared += first;
    }
    assert!(texts.next().is_none());
    assert!(compared > 10_000);
}

#[test]
fn the_columns_hold_any_text() {
    let odd = "a\tb\r\n  c _ \\n d|e \u{a0}f\u{2028}g\u{7}h\u{85}# text = x\n\n1\tx";
    let run = Run::new(&[("odd.txt", odd.as_bytes()), ("empty.txt", b""), ("blank.txt", b" \n ")]);
    let texts = conllu::read(&run.stdout(&["parse", "odd.txt", "empty.txt", "blank.txt"]));
    // A text without tokens has no sentence to print.
    let ids: Vec<_> = texts.iter().map(|text| text.id.as_str()).collect();
    assert_eq!(ids, ["odd.txt", "blank.txt"]);
    let mut rebuilt = String::new();
    for token in texts[0].sentences.iter().flat_map(|sentence| &sentence.tokens) {
        let (begin, end) = token.bytes();
        assert_eq!(begin, rebuilt.len());
        rebuilt.push_str(&odd[begin..end]);
        if !token.misc.contains_key("SpaceAfter") {
            rebuilt.push(' ');
        }
    }
    assert_eq!(rebuilt, odd);
    let tokens = texts[0].sentences.iter().flat_map(|s| &s.tokens);
    let forms: Vec<_> = tokens.map(|token| token.form.as_str()).collect();
    for form in ["\\t", "\\r\\n", "_", "\\n", "\\u2028"] {
        assert!(forms.iter().any(|found| found.contains(form)), "{form} in {forms:?}");
    }
}

#[test]
fn json_lines_are_read_one_article_a_line() {
    let lines = format!(
        "{{\"id\": \"first\", \"text\": {0}, \"title\": \"x\"}}\n{{\"text\": {0}}}\n{{\"id\": 7, \"text\": \"\"}}\n{{\"id\": 8, \"text\": {0}}}\n",
        Value::from(TEXT)
    );
    let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
    gz.write_all(lines.as_bytes()).unwrap();
    let gz = gz.finish().unwrap();
    let run = Run::new(&[("a.jsonl", lines.as_bytes()), ("b.jsonl.gz", &gz)]);
    let ids = |printed: &str| -> Vec<String> {
        conllu::read(printed).into_iter().map(|text| text.id).collect()
    };
    let printed = run.stdout(&["parse", "a.jsonl"]);
    assert_eq!(ids(&printed), ["first", "a.jsonl:2", "8"]);
    assert!(printed.contains("# sent_id = 4-2\n"), "{printed}");
    let compressed = run.stdout(&["parse", "--threads", "2", "b.jsonl.gz"]);
    assert_eq!(compressed, printed.replace("a.jsonl", "b.jsonl.gz"));
    let piped = with_input(&run, &["parse", "--jsonl", "-"], lines.as_bytes());
    assert_eq!(ids(&piped), ["first", "standard input:2", "8"]);
}

#[test]
fn threads_change_nothing_but_time() {
    let text = fs::read_to_string(root().join("seeds/003_4f1c6316504a9eff.txt")).unwrap();
    let line = |words: &str| format!("{{\"text\": {}}}\n", Value::from(words));
    // More than one batch.
    let lines: String = text.lines().cycle().take(500).map(line).collect();
    let run = Run::new(&[("a.jsonl", lines.as_bytes())]);
    let one = run.stdout(&["parse", "--threads", "1", "a.jsonl"]);
    assert_eq!(one, run.stdout(&["parse", "--threads", "3", "a.jsonl"]));
    assert!(conllu::read(&one).len() > 150);
}

#[test]
fn names_alone_are_found_without_syntax() {
    let run = Run::new(&[("a.txt", TEXT.as_bytes())]);
    let texts = conllu::read(&run.stdout(&["parse", "--names-only", "a.txt"]));
    let tokens: Vec<_> = texts[0].sentences.iter().flat_map(|s| &s.tokens).collect();
    assert!(names(&tokens).iter().any(|name| name.2 == "PERSON"));
    for token in tokens {
        assert_eq!(
            (token.head, token.xpos.as_str(), token.lemma.as_str(), token.deprel.as_str()),
            (None, "_", "_", "_")
        );
    }
}

#[test]
fn paragraphs_are_analysed_apart() {
    let headline = "Floods close roads in north\nMinister promises help to towns";
    let run = Run::new(&[("a.txt", headline.as_bytes())]);
    let texts = conllu::read(&run.stdout(&["parse", "--paragraphs", "a.txt"]));
    let sentences = &texts[0].sentences;
    assert!(
        sentences.iter().any(|sentence| sentence.text.starts_with("Minister")),
        "{sentences:?}"
    );
    let minister = &sentences[sentences.len() - 1].tokens[0];
    let begin = headline.find("Minister").unwrap();
    assert_eq!(minister.bytes(), (begin, begin + "Minister".len()));
}

#[test]
fn statistics_replace_the_analyses() {
    let run = Run::new(&[("a.txt", TEXT.as_bytes()), ("b.txt", b"One more.")]);
    let told = run.stdout(&["parse", "--stats", "--threads", "1", "a.txt", "b.txt"]);
    let value = |name: &str| {
        let lines: Vec<_> = told.lines().filter_map(|line| line.split_once(": ")).collect();
        lines
            .iter()
            .find(|(found, _)| *found == name)
            .unwrap_or_else(|| panic!("{name}: {told}"))
            .1
            .to_owned()
    };
    let number = |name: &str| value(name).parse::<f64>().unwrap();
    assert_eq!(value("pipeline"), "full");
    assert_eq!(number("threads"), 1.0);
    assert_eq!(number("articles"), 2.0);
    assert_eq!(number("bytes"), (TEXT.len() + "One more.".len()) as f64);
    assert_eq!(number("tokens"), 16.0 + 3.0);
    assert!(number("analysis_seconds") > 0.0 && number("load_seconds") > 0.0);
    let speed = number("tokens") / number("analysis_seconds");
    assert!((number("tokens_per_second") / speed - 1.0).abs() < 0.1, "{told}");
    if cfg!(target_os = "linux") {
        assert!((1e7..2e9).contains(&number("peak_memory_bytes")), "{told}");
    }
    let json = run.stdout(&["parse", "--stats", "--names-only", "--format", "json", "a.txt"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["pipeline"], &json["tokens"]), (&"names".into(), &16.into()));
    assert!(json["engine"].as_str().unwrap().contains("en_core_web_sm-3.8.0@"), "{json}");
    for line in told.lines() {
        let (name, _) = line.split_once(": ").unwrap();
        assert!(json.get(name).is_some(), "{name}");
    }
}

#[test]
fn bad_inputs_are_named() {
    let lines = b"{\"text\": \"Good.\"}\n{\"title\": \"Bad.\"}\n";
    let run = Run::new(&[("latin1", b"caf\xe9"), ("bad.jsonl", lines), ("good.txt", b"Good.")]);
    let missing = run.refused(&["parse", "good.txt", "missing", ".", "gone"]);
    assert_eq!(missing.lines().count(), 3, "{missing}");
    assert!(missing.contains("missing: no such file") && missing.contains("is a folder"));
    assert!(
        run.refused(&["parse", "latin1"]).contains("latin1: not valid UTF-8: bad byte at offset 3")
    );
    assert!(run.refused(&["parse", "-", "-"]).contains("only once"));
    assert!(run.refused(&["parse", "--format", "json", "good.txt"]).contains("--stats"));
    assert!(run.refused(&["parse", "--threads", "0", "good.txt"]).contains("--threads"));

    // What stands before the fault is printed.
    let output = run.output(&["parse", "good.txt", "bad.jsonl"]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("bad.jsonl, line 2: ") && told.contains("`text`"), "{told}");
    assert_eq!(conllu::read(&String::from_utf8(output.stdout).unwrap()).len(), 2);
}

#[test]
fn a_text_that_is_too_long_is_refused_with_the_limit() {
    let text = "word ".repeat(parallax_nlp::MAX_TEXT_BYTES / 5 + 1);
    let run = Run::new(&[("long.txt", text.as_bytes())]);
    let told = run.refused(&["parse", "long.txt"]);
    assert!(told.contains(&format!("more than {} bytes", parallax_nlp::MAX_TEXT_BYTES)), "{told}");
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let line = format!("{{\"text\": {}}}\n", Value::from(TEXT));
    let run = Run::new(&[("a.jsonl", line.repeat(500).as_bytes())]);
    let mut command = run.command(&["parse", "a.jsonl"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdout.take().unwrap().read_exact(&mut [0; 16]).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn every_command_runs_the_model_of_a_file() {
    let run = Run::new(&[("own.plx", &model()), ("a.txt", TEXT.as_bytes())]);
    let own = run.stdout(&["parse", "--model", "own.plx", "a.txt"]);
    assert_eq!(own, run.stdout(&["parse", "a.txt"]));
    let mut command = run.command(&["parse", "a.txt"]);
    let told = command.env("PARALLAX_MODEL", "gone.plx").output().unwrap();
    assert!(String::from_utf8(told.stderr).unwrap().contains("gone.plx: no such file"));
    for command in ["analyze", "compare"] {
        let args = [command, "--format", "json", "--model", "own.plx", "a.txt", "a.txt"];
        let answer = run.stdout(&args);
        assert!(answer.contains("en_core_web_sm-3.8.0@"), "{answer}");
    }
}

#[test]
fn a_bad_model_is_refused_with_its_reason() {
    let mut damaged = model();
    *damaged.last_mut().unwrap() ^= 1;
    let mut newer = model();
    newer[8] = 99;
    let run = Run::new(&[
        ("a.txt", TEXT.as_bytes()),
        ("damaged.plx", &damaged),
        ("short.plx", &model()[..100_000]),
        ("newer.plx", &newer),
        ("words.plx", b"These are only words, not a model."),
    ]);
    let data = run.folder.path().join("data");
    for (file, reason) in [
        ("missing.plx", "no such file"),
        (".", "is a folder"),
        ("damaged.plx", "does not match its SHA-256 checksum"),
        ("short.plx", "is truncated"),
        ("newer.plx", "version 99 is not supported"),
        ("words.plx", "not a model file"),
    ] {
        for command in ["parse", "analyze", "compare"] {
            let told = run.refused(&[command, "--model", file, "a.txt", "a.txt"]);
            assert!(
                told.contains(&format!("{file}: ")) && told.contains(reason),
                "{command}: {told}"
            );
        }
        let data = data.to_str().unwrap();
        let told =
            run.refused(&["serve", "--listen", "127.0.0.1:0", "--data", data, "--model", file]);
        assert!(told.contains(reason), "{told}");
    }
}

#[test]
fn what_a_model_lacks_is_told_and_the_rest_is_done() {
    let (no_parser, no_names) = (model_without("parser"), model_without("ner"));
    let paragraph = b"Angela Merkel opened the bridge in Bonn. It cost two million euros.";
    let run = Run::new(&[
        ("a.txt", TEXT.as_bytes()),
        ("b.txt", paragraph),
        ("flat.plx", &no_parser),
        ("nameless.plx", &no_names),
    ]);
    let flat = conllu::read(&run.stdout(&["parse", "--model", "flat.plx", "a.txt"]));
    assert_eq!(flat[0].sentences.len(), 1);
    let tokens: Vec<_> = flat[0].sentences[0].tokens.iter().collect();
    assert!(tokens.iter().all(|token| token.head.is_none() && token.deprel == "_"));
    assert_eq!((tokens[2].xpos.as_str(), tokens[2].lemma.as_str()), ("VBD", "meet"));
    assert!(names(&tokens).iter().any(|name| name.2 == "PERSON"));
    let nameless = run.stdout(&["parse", "--model", "nameless.plx", "a.txt"]);
    assert!(nameless.contains("nsubj") && !nameless.contains("Entity="), "{nameless}");

    for (file, words) in [("flat.plx", "no parser"), ("nameless.plx", "no recogniser")] {
        let output = run.output(&["analyze", "--format", "json", "--model", file, "b.txt"]);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(told.contains("warning: ") && told.contains(words), "{told}");
        assert_eq!(output.status.code(), Some(0));
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        let found = |list: &str| answer["analysis"][list].as_array().map_or(0, Vec::len);
        // Without a parser a claim is a whole paragraph.
        assert_eq!(found("claims"), if file == "flat.plx" { 1 } else { 2 }, "{answer}");
        assert_eq!(found("entities") > 0, file == "flat.plx", "{answer}");
    }
}
