//! Imports point down: main -> cli -> transport -> service -> { pipeline -> nlp, store },
//! with `domain` as a leaf. What a layer may name stands in [`LAYERS`].

use std::{
    fs,
    path::{Path, PathBuf},
};

struct Layer {
    name: &'static str,
    /// Our own modules that it may name.
    modules: &'static [&'static str],
    /// Which of the crates in [`GUARDED`] it may name.
    crates: &'static [&'static str],
}

const GUARDED: &[&str] = &[
    "tonic",
    "tonic_health",
    "tonic_reflection",
    "tonic_types",
    "prost",
    "prost_types",
    "prost_reflect",
    "clap",
    "rusqlite",
    "parallax_nlp",
];

const LAYERS: &[Layer] = &[
    Layer { name: "main", modules: &["cli"], crates: &["clap"] },
    Layer {
        name: "cli",
        modules: &[
            "client",
            "config",
            "domain",
            "pipeline",
            "proto",
            "service",
            "store",
            "telemetry",
            "transport",
        ],
        // Its JSON is the protobuf mapping of the response.
        crates: &["clap", "prost", "prost_reflect", "prost_types", "parallax_nlp"],
    },
    Layer {
        name: "transport",
        modules: &["config", "domain", "metrics", "pipeline", "proto", "service", "store"],
        crates: &[
            "parallax_nlp",
            "tonic",
            "tonic_health",
            "tonic_reflection",
            "tonic_types",
            "prost",
            "prost_types",
        ],
    },
    Layer {
        name: "service",
        modules: &["config", "domain", "metrics", "pipeline", "store"],
        crates: &["parallax_nlp"],
    },
    Layer { name: "pipeline", modules: &["domain"], crates: &["parallax_nlp"] },
    Layer { name: "store", modules: &["domain", "metrics"], crates: &["rusqlite"] },
    Layer { name: "domain", modules: &[], crates: &[] },
    Layer { name: "metrics", modules: &[], crates: &[] },
    Layer { name: "config", modules: &["domain"], crates: &[] },
    // A log format is an option on the command line.
    Layer { name: "telemetry", modules: &["config", "metrics"], crates: &["clap", "tonic_types"] },
    Layer {
        name: "client",
        modules: &["proto"],
        crates: &["tonic", "tonic_health", "tonic_types", "prost", "prost_types"],
    },
    Layer { name: "proto", modules: &[], crates: &["tonic", "prost", "prost_types"] },
];

#[test]
fn imports_point_down() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut faults = Vec::new();
    let files = rust_files(&source);
    assert!(files.len() > LAYERS.len(), "only {} files under {source:?}", files.len());
    for file in files {
        let path = file.strip_prefix(&source).expect("listed under src");
        let text = fs::read_to_string(&file).expect("a source file");
        faults.extend(faults_of(path, &text));
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_engine_knows_neither_network_nor_database() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/nlp/Cargo.toml");
    let manifest = fs::read_to_string(manifest).expect("the engine's manifest");
    for name in ["tonic", "tokio", "rusqlite", "hyper", "parallax "] {
        assert!(!manifest.contains(&format!("\n{name}")), "the engine depends on {name}");
    }
}

#[test]
fn an_import_that_points_up_is_found() {
    let check = |path: &str, text: &str| faults_of(Path::new(path), text);
    assert_eq!(check("store/sqlite.rs", "use crate::service::Pool;").len(), 1);
    assert_eq!(check("pipeline/mod.rs", "use crate::{domain::Span, store::Store};").len(), 1);
    assert_eq!(
        check("service/mod.rs", "fn f() -> tonic::Status {}"),
        ["service/mod.rs: service must not name tonic"]
    );
    assert_eq!(check("domain/span.rs", "use crate::{\n a::{b, c},\n d,\n};").len(), 2);
    assert_eq!(check("config.rs", "use super::service::Pool;").len(), 1);
    assert_eq!(check("service/a/b.rs", "use super::super::super::cli::X;").len(), 1);
    assert_eq!(check("newcomer.rs", "").len(), 1);

    assert!(
        check("store/a.rs", "/// See [`crate::service`].\nuse crate::domain::Span;").is_empty()
    );
    assert!(check("store/a.rs", "/* crate::cli */ use super::Store; // tonic::").is_empty());
    assert!(check("service/mod.rs", "let non_tonic::x = tonicish::y;").is_empty());
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// What in `text`, the source at `path` under `src`, breaks the rules.
fn faults_of(path: &Path, text: &str) -> Vec<String> {
    let names: Vec<&str> = path.iter().filter_map(|part| part.to_str()).collect();
    let layer_name = names.first().map_or("", |first| first.trim_end_matches(".rs"));
    if layer_name == "lib" {
        return Vec::new();
    }
    let Some(layer) = LAYERS.iter().find(|layer| layer.name == layer_name) else {
        return vec![format!("{}: belongs to no layer", path.display())];
    };
    let code = without_comments(text);
    // Depth of the file's module below the crate root.
    let depth = names.len() - usize::from(names.last() == Some(&"mod.rs"));

    let mut faults = Vec::new();
    let mut fault = |what: &str| {
        faults.push(format!("{}: {layer_name} must not name {what}", path.display()));
    };
    for module in modules_named(&code) {
        if module != layer_name && !layer.modules.contains(&module) {
            fault(module);
        }
    }
    for name in GUARDED {
        if !layer.crates.contains(name) && names_crate(&code, name) {
            fault(name);
        }
    }
    // A unit test's module lies one level deeper, so its `super` is looked at apart.
    let outside_tests = code.split("#[cfg(test)]").next().unwrap_or_default();
    if outside_tests.contains(&"super::".repeat(depth)) {
        fault("the crate root by super, write crate");
    }
    faults
}

/// Our modules that follow `crate::`, or `parallax::` in main, in order.
fn modules_named(code: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for root in ["crate::", "parallax::"] {
        for (at, _) in code.match_indices(root) {
            if code[..at].ends_with(is_word) {
                continue;
            }
            let rest = &code[at + root.len()..];
            match rest.strip_prefix('{') {
                Some(group) => found.extend(heads_of_group(group)),
                None => found.push(leading_word(rest)),
            }
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

/// First word of each part of `a::b, c::{d, e}, f}...`.
fn heads_of_group(group: &str) -> Vec<&str> {
    let mut heads = Vec::new();
    let (mut nesting, mut begin) = (0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => nesting += 1,
            '}' if nesting > 0 => nesting -= 1,
            ',' | '}' if nesting == 0 => {
                heads.push(leading_word(group[begin..at].trim_start()));
                begin = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    heads
}

fn names_crate(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let (before, after) = (&code[..at], &code[at + name.len()..]);
        !before.ends_with(is_word) && !before.ends_with("::") && after.starts_with("::")
    })
}

fn leading_word(text: &str) -> &str {
    text.split(|c| !is_word(c)).next().unwrap_or_default()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The code without `//` and `/* */`. Comment marks inside strings cut too much, never
/// too little of an import, since imports hold no strings.
fn without_comments(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut in_block = false;
    for line in text.lines() {
        let mut rest = line;
        loop {
            if in_block {
                match rest.split_once("*/") {
                    Some((_, after)) => (in_block, rest) = (false, after),
                    None => break,
                }
            }
            let line_comment = rest.find("//").unwrap_or(rest.len());
            match rest.find("/*").filter(|&at| at < line_comment) {
                Some(at) => {
                    code.push_str(&rest[..at]);
                    (in_block, rest) = (true, &rest[at + 2..]);
                }
                None => {
                    code.push_str(&rest[..line_comment]);
                    break;
                }
            }
        }
        code.push('\n');
    }
    code
}
