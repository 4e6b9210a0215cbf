//! What an article costs at ingestion before it is stored, step by step, beside two known
//! amounts of work: its SHA-256 and its tokens. `cargo bench --bench texts`.

use std::hint::black_box;

use divan::{Bencher, counter::BytesCount};
use parallax::{
    domain::{Article, ArticleText, Metadata},
    pipeline::{
        article::{self, Kept},
        copies,
    },
};
use sha2::{Digest as _, Sha256};

fn main() {
    divan::main();
}

/// The first 1,200 bytes of an article, about the mean of a news feed.
fn text() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds/000_aa4194906b5342be.txt");
    let text = std::fs::read_to_string(path).expect("the file is there");
    text[..text.floor_char_boundary(1_200)].to_owned()
}

fn article(text: &str) -> Article {
    let text = ArticleText::from_text(text.to_owned(), text.len()).expect("not empty");
    Article::plain(text, Metadata::default())
}

/// Everything that ingestion asks of a text.
#[divan::bench]
fn all(bencher: Bencher<'_, '_>) {
    let text = text();
    let article = article(&text);
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let zones = article::zones(black_box(&text));
        let kept = Kept::new(&text, &zones);
        let known = article::known(&article, &zones, None);
        let hash = copies::body_hash(&kept.body);
        let sketch = copies::sketch(&kept.body);
        (known, hash, sketch, copies::agency(&text, &zones))
    });
}

#[divan::bench]
fn zones(bencher: Bencher<'_, '_>) {
    let text = text();
    bencher.bench(|| article::zones(black_box(&text)));
}

#[divan::bench]
fn known(bencher: Bencher<'_, '_>) {
    let text = text();
    let (article, zones) = (article(&text), article::zones(&text));
    bencher.bench(|| article::known(black_box(&article), &zones, None));
}

#[divan::bench]
fn language(bencher: Bencher<'_, '_>) {
    let text = text();
    bencher.bench(|| article::language(black_box(&text)));
}

#[divan::bench]
fn body_hash(bencher: Bencher<'_, '_>) {
    let text = text();
    bencher.bench(|| copies::body_hash(black_box(&text)));
}

#[divan::bench]
fn sketch(bencher: Bencher<'_, '_>) {
    let text = text();
    bencher.bench(|| copies::sketch(black_box(&text)));
}

#[divan::bench]
fn compared_with_sha256(bencher: Bencher<'_, '_>) {
    let text = text();
    bencher.bench(|| Sha256::digest(black_box(&text).as_bytes()));
}

#[divan::bench]
fn compared_with_tokens(bencher: Bencher<'_, '_>) {
    let text = text();
    let engine = parallax_nlp::Engine::embedded().expect("the model is valid");
    bencher.bench(|| engine.tokenize(black_box(&text), &|| false));
}
