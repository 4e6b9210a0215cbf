//! Scores a comparison against a gold one, a file a facet.
//!
//! A system span matches a gold span when they share at least half of the shorter.

mod claims;
mod discrepancies;
mod entities;

use std::path::Path;

use anyhow::Result;
use serde::Serialize;

use super::{gold::Gold, quote_groups, system::System};

/// The figures.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    pub claims: claims::ClaimFigures,
    pub stance: claims::StanceFigures,
    pub discrepancies: discrepancies::DiscrepancyFigures,
    pub quotes: quote_groups::QuoteFigures,
    pub text_reuse: quote_groups::ReuseFigures,
    pub entities: entities::EntityFigures,
}

/// Scores the comparison in a file, or one made here when there is no file.
pub(crate) fn score_files(gold: &Path, texts: &Path, comparison: Option<&Path>) -> Result<Figures> {
    let groups = quote_groups::Gold::read(gold)?;
    let gold = Gold::read(gold)?;
    let articles = gold.texts(texts)?;
    let system = match comparison {
        Some(path) => System::read(path, &gold)?,
        None => System::compute(&gold, &articles, &gold.publish_times(texts)?)?,
    };
    Ok(Figures {
        claims: claims::claims(&gold, &system),
        stance: claims::stances(&gold, &system),
        discrepancies: discrepancies::discrepancies(&gold, &system),
        quotes: quote_groups::quotes(&groups, &system.shared),
        text_reuse: quote_groups::reuse(&groups, &system.shared),
        entities: entities::entities(&gold, &system, &articles),
    })
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn harmonic(a: f64, b: f64) -> f64 {
    if a + b == 0.0 { 0.0 } else { 2.0 * a * b / (a + b) }
}

#[cfg(test)]
mod tests {
    use super::{super::gold::Place, *};

    /// The comparison of the seeds stays better than clustering whole sentences by TF-IDF,
    /// which reaches .42, and names of page furniture stay out.
    #[test]
    fn seeds_stay_above_the_baseline() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let gold = root.join("tests/gold/seeds.json");
        let figures = score_files(&gold, &root.join("seeds"), None).unwrap();
        assert!(figures.claims.judged_f1 >= 0.42, "{figures:#?}");
        assert!(figures.entities.found >= 36, "{figures:#?}");
        assert_eq!(figures.entities.furniture, [""; 0], "{figures:#?}");
    }

    #[test]
    fn a_span_matches_when_half_of_the_shorter_is_shared() {
        let place = |begin, end| Place { source: "S0".to_owned(), begin, end };
        assert!(place(0, 10).matches(&place(5, 100)));
        assert!(!place(0, 10).matches(&place(6, 100)));
        assert!(!place(0, 10).matches(&place(10, 20)));
        let elsewhere = Place { source: "S1".to_owned(), ..place(0, 10) };
        assert!(!place(0, 10).matches(&elsewhere));
    }
}
