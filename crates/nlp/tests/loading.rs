//! Damaged and foreign model files are refused with a reason, never a panic.

use std::path::Path;
use std::sync::LazyLock;

use parallax_nlp::{Engine, ModelError, Options};
use proptest::prelude::*;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use sha2::{Digest, Sha256};

const HEADER: usize = 64;

type Change = fn(&mut serde_json::Value);

static MODEL: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/en_core_web_sm-3.8.0.plx");
    std::fs::read(path).expect("the model is there")
});

fn error(bytes: &[u8]) -> ModelError {
    Engine::load(bytes).expect_err("the model is not valid")
}

/// A model file around a payload.
fn wrap(payload: &[u8]) -> Vec<u8> {
    let mut file = MODEL[..16].to_vec();
    file.extend_from_slice(&Sha256::digest(payload));
    file.extend_from_slice(&(payload.len() as u64).to_le_bytes());
    file.extend_from_slice(&[0; 8]);
    file.extend_from_slice(payload);
    file
}

/// The model with one tensor replaced, or removed.
fn with_tensor(name: &str, tensor: Option<(Dtype, Vec<usize>, Vec<u8>)>) -> Vec<u8> {
    let payload = SafeTensors::deserialize(&MODEL[HEADER..]).expect("the model is valid");
    let kept = payload.iter().filter(|(other, _)| *other != name);
    let mut tensors: Vec<(String, TensorView<'_>)> =
        kept.map(|(name, view)| (name.to_owned(), view)).collect();
    if let Some((dtype, shape, data)) = &tensor {
        let view = TensorView::new(*dtype, shape.clone(), data).expect("the tensor is valid");
        tensors.push((name.to_owned(), view));
    }
    wrap(&safetensors::serialize(tensors, None).expect("the tensors fit"))
}

fn with_config(change: impl Fn(&mut serde_json::Value)) -> Vec<u8> {
    let payload = SafeTensors::deserialize(&MODEL[HEADER..]).expect("the model is valid");
    let config = payload.tensor("config").expect("the model is configured");
    let mut config = serde_json::from_slice(config.data()).expect("the configuration is valid");
    change(&mut config);
    let json = serde_json::to_vec(&config).expect("it is JSON");
    with_tensor("config", Some((Dtype::U8, vec![json.len()], json)))
}

#[test]
fn the_model_says_what_it_is() {
    let engine = Engine::load(&MODEL).expect("the model is valid");
    assert_eq!((&*engine.model().lang, &*engine.model().version), ("en", "3.8.0"));
    assert!(engine.model().to_string().starts_with("en_core_web_sm"));
}

#[test]
fn truncated_files_are_refused() {
    for length in [0, 1, 7, 8, 15, 16, 47, 55, 63, 64, 65, 1_000, MODEL.len() - 1] {
        let error = error(&MODEL[..length]);
        assert!(matches!(error, ModelError::Truncated { .. }), "{length}: {error}");
    }
    let mut longer = MODEL.clone();
    longer.push(0);
    assert!(matches!(error(&longer), ModelError::TrailingBytes { extra: 1 }));
}

#[test]
fn damaged_headers_are_refused() {
    let flipped = |at: usize| {
        let mut bytes = MODEL.clone();
        bytes[at] ^= 0x10;
        error(&bytes)
    };
    assert!(matches!(flipped(0), ModelError::Magic));
    assert!(matches!(flipped(8), ModelError::Version { found: 18, supported: 2 }));
    assert!(matches!(flipped(13), ModelError::Reserved { begin: 12, .. }));
    assert!(matches!(flipped(20), ModelError::Checksum));
    assert!(matches!(flipped(55), ModelError::Truncated { .. }));
    assert!(matches!(flipped(60), ModelError::Reserved { begin: 56, .. }));
    assert!(matches!(flipped(64), ModelError::Checksum));
    assert!(matches!(flipped(MODEL.len() - 1), ModelError::Checksum));
    assert!(matches!(error(&wrap(b"")), ModelError::Payload(_)));
    assert!(matches!(error(&wrap(&[0xff; 64])), ModelError::Payload(_)));
}

#[test]
fn wrong_tensors_are_refused() {
    let shape = vec![96, 50];
    let data = vec![0; 4 * 96 * 50];
    let found = error(&with_tensor("tagger.weight", Some((Dtype::F32, shape, data))));
    assert_eq!(found.to_string(), "tensor \"tagger.weight\" has shape [96, 50], expected [50, 96]");
    let found = error(&with_tensor("ner.upper.bias", None));
    assert_eq!(found.to_string(), "model has no tensor \"ner.upper.bias\"");
    let found =
        error(&with_tensor("tok2vec.mixer.norm.gain", Some((Dtype::F16, vec![96], vec![0; 192]))));
    assert!(matches!(found, ModelError::TensorType { .. }), "{found}");
    let nan: Vec<u8> = f32::NAN.to_le_bytes().repeat(50);
    let found = error(&with_tensor("tagger.bias", Some((Dtype::F32, vec![50], nan))));
    assert!(matches!(found, ModelError::TensorValue { index: 0, .. }), "{found}");
    let found = error(&with_tensor("config", Some((Dtype::U8, vec![2], b"[]".to_vec()))));
    assert!(matches!(found, ModelError::ConfigSyntax(_)), "{found}");
}

#[test]
fn wrong_configurations_are_refused() {
    let changes: [(&str, Change); 17] = [
        ("parser.moves", |c| c["parser"]["moves"] = serde_json::json!([])),
        ("parser.moves[3]", |c| c["parser"]["moves"][3][0] = "X".into()),
        ("parser.encoder", |c| c["parser"]["encoder"] = "other".into()),
        ("parser.hidden or pieces", |c| c["parser"]["hidden"] = 0.into()),
        ("ner.hidden or pieces", |c| c["ner"]["pieces"] = 1_000_000.into()),
        ("ner.moves[0]", |c| c["ner"]["moves"][0][1] = "".into()),
        ("tagger.labels", |c| c["tagger"]["labels"] = serde_json::json!([])),
        ("tok2vec.width", |c| c["encoders"]["tok2vec"]["width"] = 0.into()),
        ("tok2vec.depth", |c| c["encoders"]["tok2vec"]["depth"] = 1_000_000.into()),
        ("tok2vec.window", |c| c["encoders"]["tok2vec"]["window"] = 0.into()),
        ("tok2vec.pieces", |c| c["encoders"]["tok2vec"]["pieces"] = 0.into()),
        ("tok2vec.mixer_pieces", |c| c["encoders"]["tok2vec"]["mixer_pieces"] = 0.into()),
        ("tok2vec.attrs[1]", |c| c["encoders"]["tok2vec"]["attrs"][1] = "LEMMA".into()),
        ("tok2vec.attrs, rows and seeds", |c| {
            c["encoders"]["tok2vec"]["rows"] = serde_json::json!([1]);
        }),
        ("ruler.rules[3]", |c| c["ruler"]["rules"][3]["index"] = 1.into()),
        ("lexeme_norm[\"x\"]", |c| c["lexeme_norm"]["x"] = "y".into()),
        ("tokenizer.exceptions[\"abc\"]", |c| {
            c["tokenizer"]["exceptions"]["abc"] = serde_json::json!([["ab", null]]);
        }),
    ];
    for (field, change) in changes {
        let found = error(&with_config(change));
        let ModelError::Config { field: reported, .. } = &found else {
            panic!("{field}: {found}");
        };
        assert_eq!(reported, field);
    }
    let rows = |c: &mut serde_json::Value| c["encoders"]["tok2vec"]["rows"][0] = 4_999.into();
    assert!(matches!(error(&with_config(rows)), ModelError::TensorShape { .. }));
    let found = error(&with_config(|c| c["tokenizer"]["prefix"] = "^(a".into()));
    assert!(matches!(found, ModelError::Pattern { which: "prefix", .. }), "{found}");
    let found = error(&with_config(|c| c["tokenizer"]["url"] = "(".into()));
    assert!(matches!(found, ModelError::Pattern { which: "url", .. }), "{found}");
}

#[test]
fn wrong_tables_of_lemmas_are_refused() {
    let table = |name: &str, dtype, bytes: Vec<u8>| {
        let width = if dtype == Dtype::U64 { 8 } else { 4 };
        error(&with_tensor(name, Some((dtype, vec![bytes.len() / width], bytes)))).to_string()
    };
    let u64s = |values: Vec<u64>| values.into_iter().flat_map(u64::to_le_bytes).collect();
    let u32s = |values: Vec<u32>| values.into_iter().flat_map(u32::to_le_bytes).collect();
    let too_short = table("lemmatizer.index", Dtype::U64, u64s(vec![1, 2, 3]));
    assert_eq!(too_short, "model configuration: lemmatizer.index is too short");
    let unsorted = table("lemmatizer.index", Dtype::U64, u64s(vec![7; 90_996]));
    assert_eq!(unsorted, "model configuration: lemmatizer.index is not sorted");
    let too_long = table("lemmatizer.exceptions", Dtype::U64, u64s((0..6_000).collect()));
    assert!(too_long.contains("words of no part of speech"), "{too_long}");
    let past_the_end = table("lemmatizer.form_ends", Dtype::U32, u32s(vec![u32::MAX; 5_965]));
    assert!(past_the_end.contains("does not fit the forms"), "{past_the_end}");
    let falling = table("lemmatizer.form_ends", Dtype::U32, u32s((0..5_965).rev().collect()));
    assert!(falling.contains("does not fit the exceptions"), "{falling}");
    let bytes = vec![0xff; 100];
    let forms = error(&with_tensor("lemmatizer.forms", Some((Dtype::U8, vec![100], bytes))));
    assert!(forms.to_string().contains("is not UTF-8"), "{forms}");
    let changes: [Change; 3] = [
        |c| c["lemmatizer"]["parts"][0]["index"] = u64::MAX.into(),
        |c| c["lemmatizer"]["parts"][0]["exceptions"] = 5_000.into(),
        |c| c["lemmatizer"]["parts"] = serde_json::json!([]),
    ];
    for change in changes {
        let found = error(&with_config(change));
        assert!(matches!(found, ModelError::Config { .. }), "{found}");
    }
}

#[test]
fn a_model_without_rules_and_lemmas_leaves_them_out() {
    let engine = Engine::load(&with_config(|c| {
        c["ruler"] = serde_json::Value::Null;
        c["lemmatizer"] = serde_json::Value::Null;
    }));
    let doc = engine.expect("both may be absent").analyze("Ministers said so.");
    assert_eq!((doc.tag(0), doc.pos(0), doc.morph(0), doc.lemma(0)), ("NNS", "", "", ""));
}

#[test]
fn a_recogniser_may_share_the_vectors_of_the_tagger() {
    let engine = Engine::load(&with_config(|c| {
        for part in ["tagger", "parser"] {
            c[part]["encoder"] = c["ner"]["encoder"].clone();
        }
        // The trees are then not those that the recogniser was trained beside.
        c["ner"]["sees_sentences"] = false.into();
    }));
    let engine = engine.expect("the widths agree");
    let text =
        "Angela Merkel met Barack Obama in Berlin. They spoke of Siemens and NATO. ".repeat(20);
    let names_only = Options { names_only: true, ..Options::default() };
    let alone = engine.analyze_with(&text, names_only, &|| false).expect("nothing stops it");
    let whole = engine.analyze(&text);
    assert!(!alone.entities().is_empty());
    assert_eq!(alone.entities(), whole.entities());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        error(&bytes);
        error(&wrap(&bytes));
    }

    #[test]
    fn any_flipped_bit_is_refused(at in any::<prop::sample::Index>(), bit in 0..8_u8) {
        let mut bytes = MODEL.clone();
        bytes[at.index(MODEL.len())] ^= 1 << bit;
        error(&bytes);
    }
}
