//! What a caller should know of an article before it is analysed.

use super::Known;
use crate::domain::{DateBasis, Warning, Zone};

/// Warnings on the charset, the date, the furniture and the language of an article.
pub fn warnings(zones: &[Zone], known: &Known) -> Vec<Warning> {
    let document = String::new;
    let mut warnings = Vec::new();
    if let Some(charset) = known.guessed_charset {
        warnings.push(Warning::CharsetGuessed { document: document(), charset: charset.into() });
    }
    match known.date {
        None => warnings.push(Warning::DocumentDateUnknown { document: document() }),
        Some(date) if date.basis != DateBasis::Request => {
            warnings.push(Warning::DocumentDateInferred { document: document(), date });
        }
        Some(_) => {}
    }
    let spans: Vec<_> = zones.iter().filter(|z| z.kind.is_furniture()).map(|z| z.span).collect();
    if !spans.is_empty() {
        warnings.push(Warning::BoilerplateRemoved { document: document(), spans });
    }
    match &known.language {
        Some(language) if !known.is_read() => warnings.push(Warning::LanguageUnsupported {
            document: document(),
            language_code: language.code.clone(),
        }),
        Some(_) if known.language_is_certain() => {}
        _ => warnings.push(Warning::LanguageUncertain { document: document() }),
    }
    warnings
}
