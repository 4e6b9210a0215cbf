//! Filters of lists: a part of the language of AIP-160 (<https://google.aip.dev/160>).

mod parse;
mod record;

use jiff::Timestamp;

pub use parse::FilterError;
pub use record::{Check, FieldKind, FieldRule, FieldTest, FieldValue};

use super::{DocumentId, DuplicateKind, State, StoryId};

/// Which entries a list holds: of documents, or by tests of another kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Filter<T = Test> {
    /// Those that pass all of these; all entries when there are none.
    And(Vec<Self>),
    /// Those that pass one of these.
    Or(Vec<Self>),
    /// Those that do not pass.
    Not(Box<Self>),
    /// Those that pass a test.
    Test(T),
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
    /// It is in this story, or in the one that this was merged into.
    Story(StoryId),
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
    /// The stories that it is in.
    Stories,
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

impl<T> Default for Filter<T> {
    fn default() -> Self {
        Self::all()
    }
}

impl<T> Filter<T> {
    /// All entries.
    pub fn all() -> Self {
        Self::And(Vec::new())
    }

    /// Whether it lets every entry pass without a look.
    pub fn is_all(&self) -> bool {
        matches!(self, Self::And(parts) if parts.is_empty())
    }

    /// Whether an entry passes that passes the tests for which `test` holds.
    pub fn passes(&self, test: &impl Fn(&T) -> bool) -> bool {
        match self {
            Self::And(parts) => parts.iter().all(|part| part.passes(test)),
            Self::Or(parts) => parts.iter().any(|part| part.passes(test)),
            Self::Not(inner) => !inner.passes(test),
            Self::Test(one) => test(one),
        }
    }
}

impl Filter<FieldTest> {
    /// Reads a filter over entries with these fields, in the language of [`Filter::parse`].
    pub fn parse_over(text: &str, fields: &'static [FieldRule]) -> Result<Self, FilterError> {
        parse::parse(text, &fields)
    }
}

impl Filter {
    /// Reads a filter; an empty one is [`Filter::all`].
    ///
    /// `FIELD OPERATOR VALUE` are joined by AND, OR (binds closer, as in AIP-160), NOT or `-`
    /// and parentheses; side by side is AND. Values are words, or strings in `"` or `'` with
    /// `\` before a character that is meant itself. Times are RFC 3339, or a date (UTC) that
    /// stands for its whole day. Texts take =, != and : (contains), times =, !=, <, <=, >, >=;
    /// authors, entities and stories : (has); `FIELD:*` asks whether there is a value. A != B is
    /// NOT A = B.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        parse::parse(text, &parse::Documents)
    }
}
