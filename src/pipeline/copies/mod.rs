//! What tells copies of one article: hashes of its wording, a sketch of it, and the agency
//! that it credits.

use std::borrow::Cow;

mod agency;
mod normalize;
mod sketch;

pub use agency::agency;
pub use normalize::body_hash;
pub use sketch::sketch;

/// A body of fewer words is told from others by its headline too: notices of dividends and
/// the like name their company in the headline alone.
const SHORT_BODY: usize = 50;

/// The words by which near copies of an article are told, for [`sketch()`]: the body, with the
/// headline before it where the body is short.
pub fn compared<'b>(title: &str, body: &'b str) -> Cow<'b, str> {
    let short = body.split_whitespace().nth(SHORT_BODY).is_none();
    if short && !title.is_empty() {
        Cow::Owned(format!("{title}\n\n{body}"))
    } else {
        Cow::Borrowed(body)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_notices_are_told_by_their_headlines() {
        let notice = "Quarterly dividend 15 cents, as before. Payable on 1 May, record 15 April.";
        let hash = |title| body_hash(&compared(title, notice));
        assert_ne!(hash("RIVER BRIDGES INC SETS PAYOUT"), hash("LAKE FERRIES LTD SETS PAYOUT"));
        let report = "The council met again. ".repeat(20);
        assert_eq!(compared("One headline", &report), compared("Another", &report));
    }
}
