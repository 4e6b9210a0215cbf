//! Counts the differences from recorded analyses, and measures the speed.
//!
//! ```text
//! cargo run --release --example parity_bulk -- MODEL.plx RECORDS.jsonl.gz
//! ```

#![allow(clippy::print_stdout, missing_docs)]

#[path = "../tests/common/mod.rs"]
mod common;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::time::{Duration, Instant};

use common::{Differences, Record};
use flate2::read::MultiGzDecoder;
use parallax_nlp::Engine;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, records] = &arguments[..] else {
        return Err("usage: parity_bulk MODEL.plx RECORDS.jsonl.gz".into());
    };
    let bytes = std::fs::read(model)?;
    let begin = Instant::now();
    let engine = Engine::load(&bytes)?;
    println!("loaded {} in {:?}", engine.model(), begin.elapsed());

    let mut differences = Differences::default();
    let (mut texts, mut tokens, mut entities) = (0_usize, 0_usize, 0_usize);
    let mut spent = Duration::ZERO;
    let lines = BufReader::new(MultiGzDecoder::new(File::open(records)?)).split(b'\n');
    for line in lines {
        let record: Record = serde_json::from_slice(&line?)?;
        let begin = Instant::now();
        let doc = engine.analyze(&record.text);
        spent += begin.elapsed();
        texts += 1;
        tokens += doc.tokens().len();
        entities += doc.entities().len();
        differences.add(&record, &doc);
    }
    println!("{texts} texts, {tokens} tokens, {entities} entities");
    println!("{} differences: {differences:#?}", differences.total());
    let rate = tokens as f64 / spent.as_secs_f64();
    println!("{rate:.0} tokens/s on one core");
    Ok(())
}
