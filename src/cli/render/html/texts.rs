//! The article texts in columns, with the words on which findings rest marked.

use super::Report;

impl Report<'_> {
    pub(super) fn texts(&mut self) {
        self.html.raw(
            "<section id=\"texts\" aria-labelledby=\"texts-heading\">\n<div class=\"bar\">\
             <h2 id=\"texts-heading\">Article texts</h2>\
             <p id=\"lit\" role=\"status\" class=\"scripted\">Select a claim, a value or a quote \
             to see its words here.</p><div class=\"tools scripted\">\
             <button type=\"button\" id=\"next\" disabled>Next passage</button>\
             <button type=\"button\" id=\"clear\" disabled>Clear</button>\
             <button type=\"button\" id=\"size\">Enlarge</button>\
             <button type=\"button\" id=\"dock\" aria-expanded=\"false\" \
             aria-controls=\"columns\">Show</button></div></div>\n",
        );
        self.html.raw(
            "<div id=\"columns\" role=\"region\" tabindex=\"0\" aria-label=\"Columns of texts\">\n",
        );
        for column in 0..self.view.documents().len() {
            self.column(column);
        }
        self.html.raw("</div>\n</section>\n");
    }

    fn column(&mut self, column: usize) {
        let view = self.view;
        let id = format!("text-{column}");
        let heading = format!("{id}-heading");
        let attributes = [("class", "column"), ("id", &*id), ("aria-labelledby", &*heading)];
        self.html.open("article", &attributes);
        self.html.open("h3", &[("id", &heading)]);
        self.html.leaf("span", &[("class", "key")], view.key(column));
        self.html.text(&format!(" {}", view.name(column))).raw("</h3>");
        let label = format!("Text of {}", view.key(column));
        let attributes = [
            ("class", "text"),
            ("dir", "auto"),
            ("tabindex", "0"),
            ("role", "region"),
            ("aria-label", &*label),
        ];
        self.html.open("div", &attributes);
        let furniture: Vec<_> = view.documents()[column].furniture.iter().map(|z| z.span).collect();
        if let Some(marks) = self.marks.get_mut(column).map(std::mem::take) {
            marks.write(&mut self.html, column, view.text(column), &furniture);
        }
        self.html.raw("</div></article>\n");
    }
}
