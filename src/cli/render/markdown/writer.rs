//! Markdown under way, and words from outside without effect on it.

/// Markdown under way.
#[derive(Default)]
pub(super) struct Markdown {
    out: String,
}

impl Markdown {
    /// A heading; the title is escaped.
    pub(super) fn heading(&mut self, level: usize, title: &str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out.push_str(&format!("{} {}\n\n", "#".repeat(level), escape(title)));
    }

    /// A paragraph of Markdown.
    pub(super) fn paragraph(&mut self, markdown: &str) {
        self.out.push_str(markdown);
        self.out.push_str("\n\n");
    }

    /// An entry of a list, so many levels deep.
    pub(super) fn item(&mut self, level: usize, markdown: &str) {
        self.out.push_str(&format!("{}- {markdown}\n", "  ".repeat(level)));
    }

    /// Ends a list or a table.
    pub(super) fn end(&mut self) {
        self.out.push('\n');
    }

    /// A table; cells are Markdown without line breaks and bare bars.
    pub(super) fn table(&mut self, titles: &[String], rows: &[Vec<String>]) {
        self.row(titles);
        self.row(&vec!["---".to_owned(); titles.len()]);
        for row in rows {
            self.row(row);
        }
        self.end();
    }

    fn row(&mut self, cells: &[String]) {
        self.out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }

    pub(super) fn as_str(&self) -> &str {
        &self.out
    }
}

/// Words so that Markdown takes none of their characters for markup, wherever they stand: every
/// punctuation mark of ASCII that can mean something may be escaped (CommonMark 2.4).
pub(super) fn escape(words: &str) -> String {
    const ALWAYS: &str = "\\`*_[]<>|~&#!$@";
    let mut out = String::with_capacity(words.len());
    let mut digits = 0;
    for (i, c) in words.chars().enumerate() {
        // Marks that make a list, a heading or a rule at the head of a line.
        let leads = (i == 0 && matches!(c, '-' | '+' | '='))
            || (digits == i && i > 0 && matches!(c, '.' | ')'));
        if c.is_ascii_digit() && digits == i {
            digits += 1;
        }
        // A colon or a point could make an address a link.
        let links = c == ':' && words.contains("://") || c == '.' && words.contains("www.");
        if leads || links || ALWAYS.contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Words inside HTML that stands in Markdown.
pub(super) fn in_html(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_becomes_markup() {
        let shown = ["a|b", "<script>", "*x* [y](z)", "- a", "12. b", "see http://x.y", "a-b 1.5"]
            .map(escape);
        let expected = [
            "a\\|b",
            "\\<script\\>",
            "\\*x\\* \\[y\\](z)",
            "\\- a",
            "12\\. b",
            "see http\\://x.y",
            "a-b 1.5",
        ];
        assert_eq!(shown, expected);
    }
}
