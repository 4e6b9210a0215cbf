//! Filters over entries whose fields are told by a table.

use jiff::Timestamp;

use super::{
    Filter, FilterError,
    parse::{
        Lexer, Operator, Schema, Token, error,
        value::{range, span},
    },
};

/// A field that filters can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FieldRule {
    /// Its name.
    pub name: &'static str,
    /// Which values it takes.
    pub kind: FieldKind,
}

/// The values of a field, and with them the operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One of these words: =, !=.
    Word(&'static [&'static str]),
    /// One of these words, the least first: =, !=, <, <=, >, >=.
    Rank(&'static [&'static str]),
    /// A number: =, !=, <, <=, >, >=.
    Number,
    /// true or false: =, !=.
    Flag,
    /// Texts, any number of them: = and != take a whole one, : a part of one whatever its case.
    Text,
    /// Several of these words: : asks for one.
    Words(&'static [&'static str]),
    /// Names of other things, any number of them: : asks for one.
    Names,
    /// A time, or a date (UTC) that stands for its whole day: =, !=, <, <=, >, >=.
    Time,
}

/// A test of one field; it does not pass when the entry has no value.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldTest {
    /// The field.
    pub field: &'static FieldRule,
    /// What is asked of its value.
    pub check: Check,
}

/// What is asked of a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Check {
    /// One of the words or texts is this one.
    Is(String),
    /// One of the texts has this in it, in lower case.
    Contains(String),
    /// It is this.
    Flag(bool),
    /// It is this number, or the place of this word in its rank.
    Equal(f64),
    /// It is less.
    Less(f64),
    /// It is more.
    Greater(f64),
    /// It is the first or later, and before the second.
    Within(Option<Timestamp>, Option<Timestamp>),
    /// There is a value.
    Present,
}

/// The value that an entry has.
#[derive(Clone, Debug, PartialEq)]
pub enum FieldValue<'a> {
    /// Words, texts or names; none of them is no value.
    Texts(Vec<&'a str>),
    /// A number.
    Number(f64),
    /// A time; `None` when it is not known.
    Time(Option<Timestamp>),
    /// True or false.
    Flag(bool),
}

impl FieldTest {
    /// Whether a value passes.
    pub fn passes(&self, value: &FieldValue<'_>) -> bool {
        let number = match (value, self.field.kind) {
            (FieldValue::Number(number), _) => Some(*number),
            (FieldValue::Texts(words), FieldKind::Rank(rank)) => {
                words.first().and_then(|word| place(rank, word))
            }
            _ => None,
        };
        let texts = match value {
            FieldValue::Texts(texts) => texts.as_slice(),
            _ => &[],
        };
        match &self.check {
            Check::Is(wanted) => texts.contains(&wanted.as_str()),
            Check::Contains(part) => texts.iter().any(|text| text.to_lowercase().contains(part)),
            Check::Flag(wanted) => *value == FieldValue::Flag(*wanted),
            Check::Equal(wanted) => number == Some(*wanted),
            Check::Less(limit) => number.is_some_and(|number| number < *limit),
            Check::Greater(limit) => number.is_some_and(|number| number > *limit),
            Check::Within(from, until) => matches!(value, FieldValue::Time(Some(time))
                if from.is_none_or(|from| from <= *time) && until.is_none_or(|until| *time < until)),
            Check::Present => match value {
                FieldValue::Texts(texts) => !texts.iter().all(|text| text.is_empty()),
                FieldValue::Time(time) => time.is_some(),
                FieldValue::Number(_) | FieldValue::Flag(_) => true,
            },
        }
    }
}

fn place(rank: &[&str], word: &str) -> Option<f64> {
    // Ranks have a handful of words.
    rank.iter().position(|known| *known == word).map(|place| place as f64)
}

impl Schema for &'static [FieldRule] {
    type Field = &'static FieldRule;
    type Test = FieldTest;

    fn field(
        &self,
        _: &mut Lexer<'_>,
        offset: usize,
        name: &str,
    ) -> Result<&'static FieldRule, FilterError> {
        self.iter().find(|rule| rule.name == name).ok_or_else(|| {
            let names: Vec<_> = self.iter().map(|rule| rule.name).collect();
            // Shown to people: a name as long as the filter helps nobody.
            let shown: String = name.chars().take(40).collect();
            error(offset, format!("there is no field {shown:?}: there are {}", names.join(", ")))
        })
    }

    fn test(
        &self,
        field: &'static FieldRule,
        operator: Operator,
        (field_offset, value_offset): (usize, usize),
        value: &Token,
    ) -> Result<Filter<FieldTest>, FilterError> {
        let test = |check| Filter::Test(FieldTest { field, check });
        let text = match value {
            Token::Word(star) if star == "*" && operator == Operator::Has => {
                return Ok(test(Check::Present));
            }
            Token::Word(text) | Token::Quoted(text) => text,
            other => return Err(error(value_offset, format!("{other} where a value is due"))),
        };
        let operators = operators(field.kind);
        if !operators.contains(&operator) {
            let names: Vec<_> = operators.iter().map(ToString::to_string).collect();
            let names = names.join(" ");
            let problem = format!("{operator} does not fit this field, which takes {names}");
            return Err(error(field_offset, problem));
        }
        let wrong = |allowed: String| error(value_offset, format!("{text:?} is not {allowed}"));
        let check = match field.kind {
            FieldKind::Word(words) | FieldKind::Words(words) => match words.contains(&&**text) {
                true => Check::Is(text.clone()),
                false => return Err(wrong(format!("one of {}", words.join(", ")))),
            },
            FieldKind::Rank(words) => match place(words, text) {
                Some(place) => return Ok(compared(operator, place, test)),
                None => return Err(wrong(format!("one of {}", words.join(", ")))),
            },
            FieldKind::Number => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => return Ok(compared(operator, number, test)),
                _ => return Err(wrong("a number".to_owned())),
            },
            FieldKind::Time => match span(text) {
                Some(span) => {
                    let (from, until) = range(operator, span);
                    Check::Within(from, until)
                }
                None => return Err(wrong("a date or a time of RFC 3339".to_owned())),
            },
            FieldKind::Flag => match text.as_str() {
                "true" => Check::Flag(true),
                "false" => Check::Flag(false),
                _ => return Err(wrong("true or false".to_owned())),
            },
            FieldKind::Text if operator == Operator::Has => Check::Contains(text.to_lowercase()),
            FieldKind::Text | FieldKind::Names => Check::Is(text.clone()),
        };
        let made = test(check);
        Ok(if operator == Operator::NotEqual { Filter::Not(Box::new(made)) } else { made })
    }
}

/// A comparison with a number.
fn compared(
    operator: Operator,
    number: f64,
    test: impl Fn(Check) -> Filter<FieldTest>,
) -> Filter<FieldTest> {
    let either = |check| Filter::Or(vec![test(Check::Equal(number)), test(check)]);
    match operator {
        Operator::Less => test(Check::Less(number)),
        Operator::LessOrEqual => either(Check::Less(number)),
        Operator::Greater => test(Check::Greater(number)),
        Operator::GreaterOrEqual => either(Check::Greater(number)),
        Operator::NotEqual => Filter::Not(Box::new(test(Check::Equal(number)))),
        Operator::Equal | Operator::Has => test(Check::Equal(number)),
    }
}

fn operators(kind: FieldKind) -> &'static [Operator] {
    match kind {
        FieldKind::Word(_) | FieldKind::Flag => &[Operator::Equal, Operator::NotEqual],
        FieldKind::Rank(_) | FieldKind::Number | FieldKind::Time => &[
            Operator::Equal,
            Operator::NotEqual,
            Operator::Less,
            Operator::LessOrEqual,
            Operator::Greater,
            Operator::GreaterOrEqual,
        ],
        FieldKind::Text => &[Operator::Equal, Operator::NotEqual, Operator::Has],
        FieldKind::Words(_) | FieldKind::Names => &[Operator::Has],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static FIELDS: [FieldRule; 8] = [
        FieldRule { name: "status", kind: FieldKind::Word(&["OPEN", "SHUT"]) },
        FieldRule { name: "severity", kind: FieldKind::Rank(&["LOW", "MEDIUM", "HIGH"]) },
        FieldRule { name: "support", kind: FieldKind::Number },
        FieldRule { name: "credited", kind: FieldKind::Flag },
        FieldRule { name: "text", kind: FieldKind::Text },
        FieldRule { name: "keys", kind: FieldKind::Names },
        FieldRule { name: "seen", kind: FieldKind::Time },
        FieldRule { name: "relations", kind: FieldKind::Words(&["PARTIAL", "SILENT"]) },
    ];

    fn passes(filter: &str) -> bool {
        let value = |test: &FieldTest| match test.field.name {
            "status" => FieldValue::Texts(vec!["OPEN"]),
            "severity" => FieldValue::Texts(vec!["MEDIUM"]),
            "support" => FieldValue::Number(2.0),
            "credited" => FieldValue::Flag(true),
            "seen" => FieldValue::Time(Some("2024-05-06T07:00:00Z".parse().unwrap())),
            "text" => FieldValue::Texts(vec!["The Bridge is open"]),
            "relations" => FieldValue::Texts(vec!["PARTIAL"]),
            _ => FieldValue::Texts(Vec::new()),
        };
        let filter = Filter::parse_over(filter, &FIELDS).unwrap();
        filter.passes(&|test| test.passes(&value(test)))
    }

    #[test]
    fn each_kind_has_its_operators() {
        for filter in [
            "",
            "status = OPEN",
            "status != SHUT",
            "severity = MEDIUM AND severity >= MEDIUM AND severity <= MEDIUM",
            "severity > LOW severity < HIGH",
            "support = 2 AND support != 3 AND support >= 2 AND support < 2.5",
            "credited = true credited != false",
            "text:bridge AND text = \"The Bridge is open\" AND text != bridge",
            "NOT keys:S1 AND NOT keys:*",
            "relations:PARTIAL AND -relations:SILENT AND relations:*",
            "status = SHUT OR support > 1",
            "seen = 2024-05-06 AND seen:* AND seen > 2024-05-05 AND seen <= 2024-05-06T07:00:00Z",
            "seen < 2024-05-07 AND seen != 2024-05-05",
        ] {
            assert!(passes(filter), "{filter}");
            assert!(filter.is_empty() || !passes(&format!("NOT ({filter})")), "{filter}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let problem = |filter: &str| {
            let error = Filter::parse_over(filter, &FIELDS).unwrap_err();
            (error.offset, error.problem)
        };
        let (offset, text) = problem("status = OPEN AND colour = RED");
        assert_eq!(offset, 18);
        assert!(text.contains("\"colour\"") && text.contains("severity"), "{text}");
        assert_eq!(problem("status = open").0, 9);
        assert_eq!(problem("support = many").0, 10);
        assert_eq!(problem("support = nan").0, 10);
        assert_eq!(problem("credited = yes").0, 11);
        assert_eq!(problem("seen > May").0, 7);
        assert_eq!(problem("keys = S1").0, 0);
        assert_eq!(problem("status > OPEN").0, 0);
    }
}
