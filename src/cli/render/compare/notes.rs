//! What the reader should know, and where to find what this view leaves out.

use std::io::{self, Write};

use super::{super::table::Page, CompareView};

pub(super) fn render(view: &CompareView<'_>, page: &mut Page<'_, impl Write>) -> io::Result<()> {
    let mut notes = view.remarks();
    if !view.all() {
        notes.push(format!(
            "Wordings that end in {} are shortened; --all shows everything, --wordings what each \
             source says, --html FILE a page with the texts, --format json the positions in them.",
            page.style.ellipsis()
        ));
    }
    notes.push(format!("Compared by {}.", view.engine_version));
    page.heading("Notes", "")?;
    for note in notes {
        page.remark(&note)?;
    }
    Ok(())
}
