//! Writes the payload of a very small model, for the corpus of the `model` target:
//! `cargo run --bin seed-model -- corpus/model/small`.

use std::collections::BTreeMap;

use parallax_nlp::Engine;
use safetensors::{Dtype, tensor::TensorView};
use serde_json::{Value, json};

const WIDTH: usize = 4;
const ROWS: usize = 3;
const HIDDEN: usize = 4;

/// The tensors by name, with their shapes.
struct Tensors(BTreeMap<String, Vec<usize>>);

impl Tensors {
    fn add(&mut self, name: &str, shape: &[usize]) {
        self.0.insert(name.to_owned(), shape.to_vec());
    }

    fn encoder(&mut self, prefix: &str, attributes: usize) {
        for index in 0..attributes {
            self.add(&format!("{prefix}.embed.{index}.table"), &[ROWS, WIDTH]);
        }
        self.maxout(&format!("{prefix}.mixer"), attributes * WIDTH);
        self.maxout(&format!("{prefix}.conv.0"), 3 * WIDTH);
    }

    fn maxout(&mut self, prefix: &str, inputs: usize) {
        self.add(&format!("{prefix}.weight"), &[WIDTH, 2, inputs]);
        self.add(&format!("{prefix}.bias"), &[WIDTH, 2]);
        self.add(&format!("{prefix}.norm.gain"), &[WIDTH]);
        self.add(&format!("{prefix}.norm.bias"), &[WIDTH]);
    }

    fn scorer(&mut self, prefix: &str, slots: usize, classes: usize) {
        self.add(&format!("{prefix}.linear.weight"), &[HIDDEN, WIDTH]);
        self.add(&format!("{prefix}.linear.bias"), &[HIDDEN]);
        self.add(&format!("{prefix}.lower.weight"), &[slots, HIDDEN, 2, HIDDEN]);
        self.add(&format!("{prefix}.lower.bias"), &[HIDDEN, 2]);
        self.add(&format!("{prefix}.lower.pad"), &[1, slots, HIDDEN, 2]);
        self.add(&format!("{prefix}.upper.weight"), &[classes, HIDDEN]);
        self.add(&format!("{prefix}.upper.bias"), &[classes]);
    }
}

fn url_pattern() -> String {
    let letter = r"[A-Za-z0-9\u00a1-\uffff]";
    [
        r"(?u)^(?:(?:[\w\+\-\.]{2,})://)?(?:\S+(?::\S*)?@)?(?:(?!(?:10|127)(?:\.\d{1,3}){3})",
        r"(?!(?:169\.254|192\.168)(?:\.\d{1,3}){2})(?!172\.(?:1[6-9]|2\d|3[0-1])(?:\.\d{1,3}){2})",
        r"(?:[1-9]\d?|1\d\d|2[01]\d|22[0-3])(?:\.(?:1?\d{1,2}|2[0-4]\d|25[0-5])){2}",
        r"(?:\.(?:[1-9]\d?|1\d\d|2[0-4]\d|25[0-4]))|(?:(?:",
        letter,
        r"[A-Za-z0-9\u00a1-\uffff_-]{0,62})?",
        letter,
        r"\.)+(?:[a-z]{2,63}))(?::\d{2,5})?(?:[/?#]\S*)?$",
    ]
    .concat()
}

fn config() -> Value {
    let encoder = |attributes: &[&str]| {
        json!({
            "attrs": attributes,
            "rows": vec![ROWS; attributes.len()],
            "seeds": (8..8 + attributes.len()).collect::<Vec<_>>(),
            "width": WIDTH, "depth": 1, "window": 1, "pieces": 2, "mixer_pieces": 2,
        })
    };
    json!({
        "model": {"lang": "en", "name": "small", "version": "0", "license": "", "source": ""},
        "encoders": {"ner.tok2vec": encoder(&["NORM", "SHAPE"]), "tok2vec": encoder(&["NORM", "SPACY"])},
        "tagger": {"labels": ["NN", "VB", "_SP"], "encoder": "tok2vec"},
        "parser": {
            "moves": [["S", ""], ["D", ""], ["L", "a"], ["L", "a||b"], ["R", "b"], ["B", "ROOT"]],
            "encoder": "tok2vec", "hidden": HIDDEN, "pieces": 2,
        },
        "ner": {
            "moves": [["B", "X"], ["I", "X"], ["L", "X"], ["U", "X"], ["U", ""], ["O", ""]],
            "encoder": "ner.tok2vec", "hidden": HIDDEN, "pieces": 2, "sees_sentences": true,
        },
        "tokenizer": {
            "prefix": r"^\(|^[\[\{]", "suffix": r"(?<=[0-9])\+$|'s$|[\]\)\.]$",
            "infix": r"\.\.+|(?<=[a-z])\-(?=[a-z])", "url": url_pattern(),
            "exceptions": {"didn't": [["did", null], ["n't", "not"]], ":)": [[":)", null]]},
            "faster_heuristics": true,
        },
        "lexeme_norm": {"5": "x"}, "base_norms": {"'": "'"}, "symbols": {"mark": 4},
    })
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: seed-model FILE")?;
    let mut shapes = Tensors(BTreeMap::new());
    shapes.encoder("tok2vec", 2);
    shapes.encoder("ner.tok2vec", 2);
    shapes.add("tagger.weight", &[3, WIDTH]);
    shapes.add("tagger.bias", &[3]);
    shapes.scorer("parser", 8, 6);
    shapes.scorer("ner", 3, 6);
    let config = serde_json::to_vec(&config())?;
    let values = |shape: &[usize]| -> Vec<u8> {
        let count = shape.iter().product();
        (0..count).flat_map(|i: usize| ((i * 37 % 11) as f32 / 4.0 - 1.0).to_le_bytes()).collect()
    };
    let data: BTreeMap<&String, Vec<u8>> =
        shapes.0.iter().map(|(name, shape)| (name, values(shape))).collect();
    let mut views: Vec<(String, TensorView<'_>)> = Vec::new();
    for (name, shape) in &shapes.0 {
        views.push((name.clone(), TensorView::new(Dtype::F32, shape.clone(), &data[name])?));
    }
    views.push(("config".to_owned(), TensorView::new(Dtype::U8, vec![config.len()], &config)?));
    let payload = safetensors::serialize(views, None)?;
    // A seed that is refused would teach the fuzzer nothing.
    Engine::load(&parallax_fuzz::model_file(&payload))?;
    std::fs::write(path, payload)?;
    Ok(())
}
