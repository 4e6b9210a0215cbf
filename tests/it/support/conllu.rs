//! A strict reader of CoNLL-U that knows nothing of how the product writes it.

use std::collections::HashMap;

/// A text: what stands under one `# newdoc`.
#[derive(Debug)]
pub struct Text {
    pub id: String,
    pub generator: String,
    pub sentences: Vec<Sentence>,
}

#[derive(Debug)]
pub struct Sentence {
    pub id: String,
    pub text: String,
    pub tokens: Vec<Token>,
}

#[derive(Debug)]
pub struct Token {
    pub form: String,
    pub lemma: String,
    pub upos: String,
    pub xpos: String,
    pub feats: String,
    pub head: Option<usize>,
    pub deprel: String,
    pub misc: HashMap<String, String>,
}

impl Token {
    /// Place in the text.
    pub fn bytes(&self) -> (usize, usize) {
        let (begin, end) = self.misc["ByteRange"].split_once(':').unwrap();
        (begin.parse().unwrap(), end.parse().unwrap())
    }
}

/// Reads the format and checks its rules: ten columns without white space at their ends,
/// tokens counted from 1, heads inside of the sentence, one root at most, no empty fields,
/// and a text that is its tokens joined.
pub fn read(conllu: &str) -> Vec<Text> {
    let mut texts: Vec<Text> = Vec::new();
    for block in conllu.split_terminator("\n\n") {
        let mut sentence = Sentence { id: String::new(), text: String::new(), tokens: Vec::new() };
        for line in block.split('\n') {
            if let Some(comment) = line.strip_prefix("# ") {
                assert!(sentence.tokens.is_empty(), "a comment after a token: {line}");
                match comment.split_once(" = ").unwrap() {
                    ("newdoc id", id) => {
                        texts.push(Text {
                            id: id.to_owned(),
                            generator: String::new(),
                            sentences: Vec::new(),
                        });
                    }
                    ("generator", version) => {
                        texts.last_mut().unwrap().generator = version.to_owned();
                    }
                    ("sent_id", id) => sentence.id = id.to_owned(),
                    ("text", text) => sentence.text = text.to_owned(),
                    other => panic!("{other:?}"),
                }
            } else {
                sentence.tokens.push(token(line, sentence.tokens.len() + 1));
            }
        }
        check(&sentence);
        texts.last_mut().unwrap().sentences.push(sentence);
    }
    texts
}

fn token(line: &str, id: usize) -> Token {
    assert!(!line.chars().any(|c| c != '\t' && (c.is_control() || c == '\u{2028}')), "{line:?}");
    let columns: Vec<&str> = line.split('\t').collect();
    assert_eq!(columns.len(), 10, "{line}");
    for column in &columns {
        assert!(!column.is_empty() && column.trim() == *column, "{line}");
    }
    let [number, form, lemma, upos, xpos, feats, head, deprel, deps, misc] = columns[..] else {
        unreachable!()
    };
    assert_eq!((number, deps), (id.to_string().as_str(), "_"), "{line}");
    let misc = misc.split('|').map(|pair| pair.split_once('=').unwrap());
    Token {
        form: form.to_owned(),
        lemma: lemma.to_owned(),
        upos: upos.to_owned(),
        xpos: xpos.to_owned(),
        feats: feats.to_owned(),
        head: (head != "_").then(|| head.parse().unwrap()),
        deprel: deprel.to_owned(),
        misc: misc.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
    }
}

fn check(sentence: &Sentence) {
    assert!(!sentence.tokens.is_empty() && !sentence.id.is_empty());
    let mut joined = String::new();
    for token in &sentence.tokens {
        joined.push_str(&token.form);
        if token.misc.get("SpaceAfter").is_none_or(|value| value != "No") {
            joined.push(' ');
        }
        assert!(token.head.is_none_or(|head| head <= sentence.tokens.len()));
    }
    assert_eq!(joined.trim_end(), sentence.text);
    assert!(sentence.tokens.iter().filter(|token| token.head == Some(0)).count() <= 1);
}
