//! From submitted text to an article: what each stretch is, and the article's own date.

mod date;
mod zones;

pub use date::document_date;
pub use zones::{all_body, has_article, zones};
