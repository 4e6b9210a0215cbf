//! What the language engine found in an article, in a form that can be kept: with it the article
//! is annotated anew without another run of the engine, which is most of the time.

use parallax_nlp::{Engine, KeptDoc, KeptEntity, KeptError};
use serde::{Deserialize, Serialize};

use super::Segment;
use crate::domain::{Section, Span};

/// The engine's analysis of an article. It is of one model and one text, which it cannot tell from
/// others: keep both, or their digests, beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KeptParse(Vec<KeptSegment>);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct KeptSegment {
    span: Span,
    section: Section,
    doc: KeptDoc,
    names: Vec<KeptEntity>,
}

impl KeptParse {
    pub(super) fn of(segments: &[Segment]) -> Self {
        let kept = |segment: &Segment| KeptSegment {
            span: segment.span,
            section: segment.section,
            doc: KeptDoc::new(&segment.doc),
            names: segment.names.iter().map(KeptEntity::new).collect(),
        };
        Self(segments.iter().map(kept).collect())
    }

    /// The segments of the text; fails when they cannot be of this model and text.
    pub(super) fn segments(&self, engine: &Engine, text: &str) -> Result<Vec<Segment>, KeptError> {
        let read = |kept: &KeptSegment| {
            let KeptSegment { span, section, doc, names } = kept;
            // Of a text that is not there no token is found.
            let words = text.get(span.begin..span.end).unwrap_or_default();
            let doc = doc.read(engine, words)?;
            let names = names.iter().map(|name| name.read(&doc)).collect::<Result<_, _>>()?;
            Ok(Segment { span: *span, section: *section, doc, names })
        };
        self.0.iter().map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use crate::pipeline::{
        Options, analyze,
        testing::{ENGINE, WHOLE, analyzed, article},
    };

    const TEXT: &str = "The mayor of Paris, Anne Roche, said on Friday that “about 300 people” \
        would march 🎈.\n\nShe denied the reports of a ban. Police fined two men in Lyon.";

    #[test]
    fn a_kept_parse_gives_the_same_annotations() {
        let article = article(TEXT, "2023-03-20").unwrap();
        let first = analyzed(&article, &WHOLE);
        let kept = serde_json::to_string(&first.parse()).unwrap();
        let parse = serde_json::from_str(&kept).unwrap();
        let options = Options { parse: Some(&parse), ..WHOLE };
        let looks = |options: &Options<'_>| {
            let count = Cell::new(0);
            let look = || {
                count.set(count.get() + 1);
                false
            };
            (analyze(&ENGINE, &article, options, &look).unwrap(), count.get())
        };
        let (again, count) = looks(&options);
        // The engine, which looks whether to stop, is not run.
        assert!(count < looks(&WHOLE).1);
        assert_eq!(again.analysis, first.analysis);
        assert_eq!(again.parse(), first.parse());
        assert_eq!(again.clauses.len(), first.clauses.len());
        assert!(!first.clauses.is_empty());
    }

    #[test]
    fn a_parse_that_does_not_fit_is_not_used() {
        let long = analyzed(&article(TEXT, "2023-03-20").unwrap(), &WHOLE).parse();
        let short = article("Police fined two men.", "2023-03-20").unwrap();
        let with = analyzed(&short, &Options { parse: Some(&long), ..WHOLE });
        assert_eq!(with.analysis, analyzed(&short, &WHOLE).analysis);
        assert!(!with.analysis.claims.is_empty());
    }
}
