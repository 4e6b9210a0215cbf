//! Recogniser of web addresses.
//!
//! The pattern of the model says, in regular expression syntax, that an address
//! is a scheme, a user, a host, a port and a path, of which only the host must
//! be there. Hosts end where ports and paths begin, so that a string is taken
//! apart from left to right, without backtracking, in linear time.

use super::class::CharClass;
use super::syntax;
use crate::model::ModelError;
use crate::unicode::{is_decimal, is_space, is_word};

/// The pattern before the class of the letters that a top-level domain has.
const BEFORE_CLASS: &str = concat!(
    r"(?u)^(?:(?:[\w\+\-\.]{2,})://)?(?:\S+(?::\S*)?@)?",
    r"(?:(?!(?:10|127)(?:\.\d{1,3}){3})",
    r"(?!(?:169\.254|192\.168)(?:\.\d{1,3}){2})",
    r"(?!172\.(?:1[6-9]|2\d|3[0-1])(?:\.\d{1,3}){2})",
    r"(?:[1-9]\d?|1\d\d|2[01]\d|22[0-3])",
    r"(?:\.(?:1?\d{1,2}|2[0-4]\d|25[0-5])){2}",
    r"(?:\.(?:[1-9]\d?|1\d\d|2[0-4]\d|25[0-4]))",
    r"|(?:(?:[A-Za-z0-9\u00a1-\uffff][A-Za-z0-9\u00a1-\uffff_-]{0,62})?",
    r"[A-Za-z0-9\u00a1-\uffff]\.)+(?:",
);

/// The pattern after that class.
const AFTER_CLASS: &str = r"{2,63}))(?::\d{2,5})?(?:[/?#]\S*)?$";

/// Longest label of a host and longest top-level domain, in code points.
const MAX_LABEL: usize = 64;
const MAX_TOP_LEVEL: usize = 63;

/// Decides whether a whole string is a web address.
#[derive(Debug)]
pub(super) struct UrlMatcher {
    /// Letters of top-level domains.
    top_level: CharClass,
}

impl UrlMatcher {
    /// Reads the pattern of a model, of which only the class of the letters of
    /// top-level domains may differ.
    pub(super) fn new(pattern: &str) -> Result<Self, ModelError> {
        let error = |problem: String, at| ModelError::Pattern { which: "url", problem, at };
        let class = pattern
            .strip_prefix(BEFORE_CLASS)
            .and_then(|rest| rest.strip_suffix(AFTER_CLASS))
            .ok_or_else(|| error("is not the known pattern of web addresses".into(), 0))?;
        let top_level = syntax::parse_class(class)
            .map_err(|syntax| error(syntax.problem, BEFORE_CLASS.chars().count() + syntax.at))?;
        Ok(Self { top_level })
    }

    /// Whether `text` is a web address.
    pub(super) fn matches(&self, text: &str) -> bool {
        // Every host has a dot, whether it is a name or an address.
        if !text.contains('.') || text.contains(is_space) {
            return false;
        }
        if self.is_host_and_rest(text) {
            return true;
        }
        let scheme_end = scheme_end(text);
        if scheme_end > 0 && self.is_host_and_rest(&text[scheme_end..]) {
            return true;
        }
        // A user is anything before an `@`. No host goes beyond one, so that all
        // tries together are linear.
        let ats = text.match_indices('@').filter(|&(at, _)| at > 0);
        ats.into_iter().any(|(at, _)| self.is_host_and_rest(&text[at + 1..]))
    }

    fn is_host_and_rest(&self, text: &str) -> bool {
        let end = text.find([':', '/', '?', '#', '@']).unwrap_or(text.len());
        let (host, rest) = text.split_at(end);
        is_port_and_path(rest) && (is_public_address(host) || self.is_name(host))
    }

    /// Whether a host is labels with a dot after each, and a top-level domain.
    fn is_name(&self, host: &str) -> bool {
        let Some((labels, top_level)) = host.rsplit_once('.') else {
            return false;
        };
        let length = top_level.chars().take(MAX_TOP_LEVEL + 1).count();
        (2..=MAX_TOP_LEVEL).contains(&length)
            && top_level.chars().all(|c| self.top_level.contains(c))
            && labels.split('.').all(is_label)
    }
}

/// Where the host or user begins if the text begins with a scheme, else 0.
fn scheme_end(text: &str) -> usize {
    let rest = text.trim_start_matches(|c| is_word(c) || matches!(c, '+' | '-' | '.'));
    let length = text.len() - rest.len();
    let is_long = text[..length].chars().nth(1).is_some();
    if is_long && rest.starts_with("://") { length + 3 } else { 0 }
}

fn is_label(label: &str) -> bool {
    let outer = |c: char| c.is_ascii_alphanumeric() || ('\u{a1}'..='\u{ffff}').contains(&c);
    label.starts_with(outer)
        && label.ends_with(outer)
        && label.chars().all(|c| outer(c) || matches!(c, '_' | '-'))
        && label.chars().nth(MAX_LABEL).is_none()
}

/// Whether what follows a host is a port or nothing, and then a path or nothing.
fn is_port_and_path(rest: &str) -> bool {
    let path = match rest.strip_prefix(':') {
        None => rest,
        Some(port) => {
            let path = port.trim_start_matches(is_decimal);
            let digits = port[..port.len() - path.len()].chars().take(6).count();
            if !(2..=5).contains(&digits) {
                return false;
            }
            path
        }
    };
    path.is_empty() || path.starts_with(['/', '?', '#'])
}

/// Whether a host is an address of four numbers that is not of a private
/// network. Where the pattern names no digit, one of any script will do.
fn is_public_address(host: &str) -> bool {
    let mut numbers = host.split('.').map(Number::read);
    let (Some(Some(a)), Some(Some(b)), Some(Some(c)), Some(Some(d)), None) =
        (numbers.next(), numbers.next(), numbers.next(), numbers.next(), numbers.next())
    else {
        return false;
    };
    let is_private = matches!(
        (a.digits(), b.digits()),
        (['1', '0'] | ['1', '2', '7'], _)
            | (['1', '6', '9'], ['2', '5', '4'])
            | (['1', '9', '2'], ['1', '6', '8'])
            | (['1', '7', '2'], ['1', '6'..='9'] | ['2', _] | ['3', '0' | '1'])
    );
    let is_network = matches!(
        a.digits(),
        ['1'..='9'] | ['1'..='9', _] | ['1', _, _] | ['2', '0' | '1', _] | ['2', '2', '0'..='3']
    );
    let is_host = matches!(
        d.digits(),
        ['1'..='9'] | ['1'..='9', _] | ['1', _, _] | ['2', '0'..='4', _] | ['2', '5', '0'..='4']
    );
    !is_private && is_network && b.is_octet() && c.is_octet() && is_host
}

/// One to three decimal digits.
struct Number {
    digits: [char; 3],
    length: usize,
}

impl Number {
    fn read(text: &str) -> Option<Self> {
        let mut number = Self { digits: ['0'; 3], length: 0 };
        for c in text.chars() {
            *number.digits.get_mut(number.length).filter(|_| is_decimal(c))? = c;
            number.length += 1;
        }
        (number.length > 0).then_some(number)
    }

    fn digits(&self) -> &[char] {
        &self.digits[..self.length]
    }

    /// Whether it is at most 255; leading zeros are allowed on two digits.
    fn is_octet(&self) -> bool {
        matches!(
            self.digits(),
            [_] | [_, _] | ['1', _, _] | ['2', '0'..='4', _] | ['2', '5', '0'..='5']
        )
    }
}
