//! Filters of lists: a part of the language of AIP-160 (<https://google.aip.dev/160>).

mod parse;

use jiff::Timestamp;

pub use parse::FilterError;

use super::{DocumentId, DuplicateKind, State};

/// Which documents a list holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Filter {
    /// Those that pass all of these; all documents when there are none.
    And(Vec<Filter>),
    /// Those that pass one of these.
    Or(Vec<Filter>),
    /// Those that do not pass.
    Not(Box<Filter>),
    /// Those that pass a test.
    Test(Test),
}

/// A test that a document passes or not; one that lacks the value does not pass.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Test {
    /// A text.
    Text(TextField, Matches, String),
    /// A time: from `from` on and before `until`.
    Time {
        /// Which.
        field: TimeField,
        /// First time that passes; `None` = any.
        from: Option<Timestamp>,
        /// First time after those that pass; `None` = any.
        until: Option<Timestamp>,
    },
    /// The label of this name.
    Label(String, Matches, String),
    /// One of the authors has this name; case and accents do not matter.
    Author(String),
    /// One of the entities has this name or form of it; case and accents do not matter.
    Entity(String),
    /// How far it has come.
    State(State),
    /// Which kind of copy it is.
    DuplicateKind(DuplicateKind),
    /// Which document it is a copy of.
    Original(DocumentId),
    /// There is a value.
    Present(Field),
}

/// How a text must match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Matches {
    /// Character for character.
    Equal,
    /// Has the value in it; case and accents do not matter.
    Contains,
}

/// Fields that filters can name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// One of the texts.
    Text(TextField),
    /// One of the times.
    Time(TimeField),
    /// The label of a name.
    Label(String),
    /// All labels.
    Labels,
    /// The authors.
    Authors,
    /// The entities that the analysis found.
    Entities,
    /// How far it has come.
    State,
    /// Which kind of copy it is.
    DuplicateKind,
    /// Which document it is a copy of.
    Original,
}

/// Fields that are texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextField {
    /// The outlet.
    Source,
    /// The address.
    Url,
    /// The caller's own id.
    ExternalId,
    /// The headline.
    Title,
    /// The language.
    LanguageCode,
}

/// Fields that are times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeField {
    /// When it was published.
    Publish,
    /// When the outlet last changed it.
    Modify,
    /// When it was stored.
    Create,
    /// When revision or metadata last changed.
    Update,
}

impl Default for Filter {
    fn default() -> Self {
        Self::all()
    }
}

impl Filter {
    /// All documents.
    pub fn all() -> Self {
        Self::And(Vec::new())
    }

    /// Reads a filter; an empty one is [`Filter::all`].
    ///
    /// `FIELD OPERATOR VALUE` are joined by AND, OR (binds closer, as in AIP-160), NOT or `-`
    /// and parentheses; side by side is AND. Values are words, or strings in `"` or `'` with
    /// `\` before a character that is meant itself. Times are RFC 3339, or a date (UTC) that
    /// stands for its whole day. Texts take =, != and : (contains), times =, !=, <, <=, >, >=;
    /// authors and entities : (has); `FIELD:*` asks whether there is a value. A != B is
    /// NOT A = B.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        parse::parse(text)
    }

    /// Whether it lets every document pass without a look.
    pub fn is_all(&self) -> bool {
        matches!(self, Self::And(parts) if parts.is_empty())
    }
}
