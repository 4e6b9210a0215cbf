//! Markup, with everything from outside escaped.

/// An attribute: its name and, unescaped, its value.
pub(super) type Attribute<'a> = (&'static str, &'a str);

/// Markup under way. What is not `&'static str` can only come in escaped.
#[derive(Default)]
pub(super) struct Html {
    out: String,
}

impl Html {
    /// Markup of our own.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    /// Words from outside.
    pub(super) fn text(&mut self, words: &str) -> &mut Self {
        escape(words, &mut self.out);
        self
    }

    /// `<tag a="b">`.
    pub(super) fn open(&mut self, tag: &'static str, attributes: &[Attribute<'_>]) -> &mut Self {
        self.out.push('<');
        self.out.push_str(tag);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            escape(value, &mut self.out);
            self.out.push('"');
        }
        self.out.push('>');
        self
    }

    /// `</tag>`.
    pub(super) fn close(&mut self, tag: &'static str) -> &mut Self {
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
        self
    }

    /// An element that holds words alone.
    pub(super) fn leaf(
        &mut self,
        tag: &'static str,
        attributes: &[Attribute<'_>],
        words: &str,
    ) -> &mut Self {
        self.open(tag, attributes).text(words).close(tag)
    }

    /// Words of an article: in quotation marks, unless they bring their own.
    pub(super) fn quotation(&mut self, words: &str) -> &mut Self {
        let marked = words.starts_with(['"', '“', '‘', '«', '„']);
        let class = if marked { "marked" } else { "" };
        self.leaf("q", &[("class", class), ("dir", "auto")], words)
    }

    /// A line break in the source, for those who read it.
    pub(super) fn line(&mut self) -> &mut Self {
        self.raw("\n")
    }

    pub(super) fn finish(self) -> String {
        self.out
    }
}

/// Escapes text for element content and for quoted attributes, so that a browser reads the very
/// characters: a raw carriage return would become a line feed. U+0000 cannot stand in HTML at
/// all and becomes U+FFFD, as in every browser.
fn escape(words: &str, out: &mut String) {
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\r' => out.push_str("&#13;"),
            '\0' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_becomes_markup() {
        let mut html = Html::default();
        html.leaf("p", &[("title", "\"><script>")], "</p><script>'&\r\0");
        let expected = "<p title=\"&quot;&gt;&lt;script&gt;\">&lt;/p&gt;&lt;script&gt;&#39;&amp;\
                        &#13;\u{fffd}</p>";
        assert_eq!(html.finish(), expected);
    }
}
