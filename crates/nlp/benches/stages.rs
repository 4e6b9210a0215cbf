//! Speed of the stages of an analysis, each alone, and of the processor's arithmetic:
//! `cargo bench -p parallax-nlp --features stages --bench stages`.
//!
//! Items are tokens, but of `peak` they are floating-point operations. The text is that of
//! the seeds, with the words of each of its sentences met before, except where a name says
//! `anew`.

use std::path::Path;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use parallax_nlp::stages::{Encoder, Stages};
use parallax_nlp::{Engine, Options};
use pulp::{Simd, WithSimd};

fn main() {
    divan::main();
}

fn engine() -> Engine {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(root.join("../../models/en_core_web_sm-3.8.0.plx"));
    Engine::load(&bytes.expect("the model is there")).expect("the model is valid")
}

fn text() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds");
    let entries = std::fs::read_dir(folder).expect("the seeds are there");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a file").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    let texts = paths.iter().map(|path| std::fs::read_to_string(path).expect("the text is UTF-8"));
    texts.collect::<Vec<_>>().join("\n\n")
}

fn run<T>(bencher: Bencher<'_, '_>, stage: impl Fn(&mut Stages) -> T) {
    let mut stages = Stages::new(engine(), text()).expect("the text is not too long");
    bencher.counter(ItemsCount::new(stages.tokens())).bench_local(|| stage(black_box(&mut stages)));
}

#[divan::bench]
fn a_tokenizer_anew(bencher: Bencher<'_, '_>) {
    run(bencher, Stages::tokenize_anew);
}

#[divan::bench]
fn a_tokenizer(bencher: Bencher<'_, '_>) {
    run(bencher, Stages::tokenize);
}

/// The encoder of tagger and parser, and that of the recogniser.
const ENCODERS: [Encoder; 2] = [Encoder::Syntax, Encoder::Names];

#[divan::bench(args = ENCODERS)]
fn b_encoder_anew(bencher: Bencher<'_, '_>, encoder: Encoder) {
    run(bencher, |stages| stages.encode_anew(encoder));
}

#[divan::bench(args = ENCODERS)]
fn b_encoder(bencher: Bencher<'_, '_>, encoder: Encoder) {
    run(bencher, |stages| stages.encode(encoder));
}

#[divan::bench]
fn c_tagger(bencher: Bencher<'_, '_>) {
    run(bencher, Stages::tag);
}

#[divan::bench]
fn d_parser_projection(bencher: Bencher<'_, '_>) {
    run(bencher, Stages::project_syntax);
}

#[divan::bench]
fn d_parser_transitions(bencher: Bencher<'_, '_>) {
    run(bencher, Stages::parse);
}

#[divan::bench]
fn e_recogniser_projection(bencher: Bencher<'_, '_>) {
    run(bencher, Stages::project_names);
}

#[divan::bench]
fn e_recogniser_transitions(bencher: Bencher<'_, '_>) {
    run(bencher, Stages::recognize);
}

#[divan::bench]
fn f_morphology(bencher: Bencher<'_, '_>) {
    run(bencher, Stages::annotate);
}

/// All of it, with the document that holds it.
#[divan::bench(args = [false, true])]
fn g_whole(bencher: Bencher<'_, '_>, names_only: bool) {
    let (engine, text) = (engine(), text());
    let options = Options { names_only, ..Options::default() };
    let analyze = || engine.analyze_with(black_box(&text), options, &|| false);
    let tokens = analyze().map_or(0, |doc| doc.tokens().len());
    bencher.counter(ItemsCount::new(tokens)).bench_local(analyze);
}

/// Fused multiplications and additions, all in registers: what the processor can do at best.
struct Peak {
    rounds: usize,
}

/// Independent sums: more than a processor has in flight, fewer than it has registers.
const SUMS: usize = 12;

impl WithSimd for Peak {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f32 {
        let factor = simd.splat_f32s(black_box(0.999));
        let mut sums = [factor; SUMS];
        for _ in 0..self.rounds {
            for sum in &mut sums {
                *sum = simd.mul_add_f32s(*sum, factor, factor);
            }
        }
        sums.into_iter().map(|sum| simd.reduce_sum_f32s(sum)).sum()
    }
}

struct Lanes;

impl WithSimd for Lanes {
    type Output = usize;

    fn with_simd<S: Simd>(self, _: S) -> usize {
        size_of::<S::f32s>() / size_of::<f32>()
    }
}

#[divan::bench]
fn peak(bencher: Bencher<'_, '_>) {
    let arch = pulp::Arch::new();
    let rounds = 100_000;
    let operations = 2 * rounds * SUMS * arch.dispatch(Lanes);
    bencher
        .counter(ItemsCount::new(operations))
        .bench_local(|| arch.dispatch(Peak { rounds: black_box(rounds) }));
}
