//! The elements of HTML that the reading of pages tells apart.

/// Declares the tags with their names.
macro_rules! tags {
    ($($variant:ident $name:literal),* $(,)?) => {
        /// An element's kind; elements that no rule asks for are [`Tag::Other`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub(super) enum Tag { Other, $($variant),* }

        impl Tag {
            /// How many there are.
            pub(super) const COUNT: usize = [Tag::Other, $(Tag::$variant),*].len();

            /// The tag of a name in lower case.
            pub(super) fn of(name: &[u8]) -> Self {
                match std::str::from_utf8(name) {
                    $(Ok($name) => Self::$variant,)*
                    _ => Self::Other,
                }
            }
        }
    };
}

tags! {
    A "a", Address "address", Area "area", Article "article", Aside "aside", Audio "audio",
    Base "base", Blockquote "blockquote", Body "body", Br "br", Button "button",
    Canvas "canvas", Caption "caption", Center "center", Cite "cite", Code "code", Col "col",
    Dd "dd", Details "details", Dialog "dialog", Div "div", Dl "dl", Dt "dt", Embed "embed",
    Fieldset "fieldset", Figcaption "figcaption", Figure "figure", Footer "footer",
    Form "form", Frame "frame", H1 "h1", H2 "h2", H3 "h3", H4 "h4", H5 "h5", H6 "h6",
    Head "head", Header "header", Hgroup "hgroup", Hr "hr", Html "html", Iframe "iframe",
    Img "img", Input "input", Label "label", Legend "legend", Li "li", Link "link",
    Main "main", Map "map", Math "math", Menu "menu", Meta "meta", Nav "nav",
    Noembed "noembed", Noframes "noframes", Noscript "noscript", Object "object", Ol "ol", Optgroup "optgroup",
    Option "option", P "p", Param "param", Picture "picture", Pre "pre", Script "script",
    Search "search", Section "section", Select "select", Source "source", Span "span",
    Strong "strong", Style "style", Summary "summary", Svg "svg", Table "table",
    Tbody "tbody", Td "td", Template "template", Textarea "textarea", Tfoot "tfoot", Th "th",
    Thead "thead", Time "time", Title "title", Tr "tr", Track "track", Ul "ul",
    Video "video", Wbr "wbr", Xmp "xmp",
}

impl Tag {
    /// Whether it never has content, so that no end tag closes it.
    pub(super) fn is_void(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Area | Base
                | Br
                | Col
                | Embed
                | Hr
                | Img
                | Input
                | Link
                | Meta
                | Param
                | Source
                | Track
                | Wbr
                | Frame
        )
    }

    /// Whether text before, in and after it stands in paragraphs of its own.
    pub(super) fn is_block(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Address
                | Article
                | Aside
                | Audio
                | Blockquote
                | Body
                | Button
                | Canvas
                | Caption
                | Center
                | Dd
                | Details
                | Dialog
                | Div
                | Dl
                | Dt
                | Fieldset
                | Figcaption
                | Figure
                | Footer
                | Form
                | H1
                | H2
                | H3
                | H4
                | H5
                | H6
                | Head
                | Header
                | Hgroup
                | Hr
                | Html
                | Iframe
                | Legend
                | Li
                | Main
                | Menu
                | Nav
                | Noframes
                | Noscript
                | Object
                | Ol
                | Optgroup
                | Option
                | P
                | Pre
                | Search
                | Section
                | Select
                | Summary
                | Table
                | Tbody
                | Td
                | Template
                | Textarea
                | Tfoot
                | Th
                | Thead
                | Title
                | Tr
                | Ul
                | Video
        )
    }

    /// Whether its content is never shown as text of the page.
    pub(super) fn is_unseen(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Audio
                | Canvas
                | Embed
                | Head
                | Iframe
                | Math
                | Noembed
                | Noframes
                | Object
                | Script
                | Style
                | Svg
                | Template
                | Textarea
                | Title
                | Video
        )
    }

    /// 1 to 6 for `h1` to `h6`.
    pub(super) fn heading(self) -> Option<u8> {
        let level = (self as u8).checked_sub(Self::H1 as u8)?;
        (level < 6).then_some(level + 1)
    }

    /// Whether an end tag outside cannot close what is open inside it.
    pub(super) fn is_scope(self) -> bool {
        use Tag::*;
        matches!(self, Table | Td | Th | Caption | Button | Template | Object | Html)
    }
}
