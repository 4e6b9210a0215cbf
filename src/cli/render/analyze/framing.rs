//! Wording and the state of the text.

use std::io::{self, Write};

use super::AnalyzeView;
use crate::{
    cli::render::{
        style::Paint,
        table::{Column, Page, Paragraph},
        text::{count, shorten},
    },
    domain::{FramingTerm, Voice},
    transport::convert::device,
};

/// Columns of the words of a damaged place.
const DAMAGE_COLUMNS: usize = 36;

impl AnalyzeView<'_> {
    pub(super) fn framing(&self, page: &mut Page<'_, impl Write>) -> io::Result<()> {
        let terms = &self.analysis.framing;
        page.heading("Wording", &count(terms.len(), "framing term", "framing terms"))?;
        if terms.is_empty() {
            return Ok(());
        }
        let columns = [
            Column::left("words"),
            Column::left("device"),
            Column::left("of"),
            Column::right("valence"),
            Column::left("voice"),
        ];
        let rows: Vec<_> = terms.iter().map(|term| self.term_cells(term)).collect();
        page.table(&columns, &rows, 0)
    }

    fn term_cells(&self, term: &FramingTerm) -> Vec<String> {
        let speaker = self.name_of(term.speaker);
        let voice = match term.voice {
            Voice::Outlet => "outlet".to_owned(),
            Voice::ScareQuote => "outlet, in marks".to_owned(),
            Voice::DirectQuote | Voice::IndirectSpeech if speaker.is_empty() => {
                "somebody else".to_owned()
            }
            Voice::DirectQuote | Voice::IndirectSpeech => speaker,
        };
        vec![
            self.words(term.span),
            device(term.device).to_owned(),
            self.name_of(term.target),
            format!("{:+.1}", term.valence),
            voice,
        ]
    }

    pub(super) fn quality(&self, page: &mut Page<'_, impl Write>) -> io::Result<()> {
        let quality = &self.analysis.quality;
        let translated = match quality.likely_machine_translated {
            true => ", likely machine-translated",
            false => "",
        };
        let remark = format!(
            "soundness {:.2}, {}{translated}",
            quality.score,
            count(quality.damages.len(), "damaged place", "damaged places")
        );
        page.heading("Text", &remark)?;
        for damage in &quality.damages {
            let words = self.words(damage.span);
            let words = shorten(&words, "", DAMAGE_COLUMNS, 1, page.style.ellipsis()).join(" ");
            let labels = [(Paint::Plain, words)];
            page.paragraph(&Paragraph {
                labels: &labels,
                paint: Paint::Dim,
                ..Paragraph::new(0, &damage.explanation)
            })?;
        }
        Ok(())
    }
}
