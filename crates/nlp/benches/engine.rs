//! Speed of the analysis: `cargo bench --bench engine`.

use std::path::Path;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use parallax_nlp::Engine;

fn main() {
    divan::main();
}

fn read(path: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read(path).expect("the file is there")
}

fn engine() -> Engine {
    Engine::load(&read("../../models/en_core_web_sm-3.8.0.plx")).expect("the model is valid")
}

/// Items are tokens.
#[divan::bench(args = [
    "../../seeds/000_aa4194906b5342be.txt",
    "tests/fixtures/texts/melville-moby-dick.txt",
])]
fn analyze(bencher: Bencher<'_, '_>, path: &str) {
    let engine = engine();
    let text = String::from_utf8(read(path)).expect("the text is UTF-8");
    let tokens = engine.analyze(&text).tokens().len();
    bencher
        .counter(ItemsCount::new(tokens))
        .counter(BytesCount::of_str(&text))
        .bench(|| engine.analyze(divan::black_box(&text)));
}

#[divan::bench]
fn load(bencher: Bencher<'_, '_>) {
    let bytes = read("../../models/en_core_web_sm-3.8.0.plx");
    bencher.bench(|| Engine::load(divan::black_box(&bytes)));
}
