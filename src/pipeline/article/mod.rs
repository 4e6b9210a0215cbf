//! From submitted text to an article: what each stretch is, and the article's own date.

mod appeal;
mod date;
mod furniture;
mod head;
mod lines;
mod zones;

pub use date::document_date;
pub use zones::{all_body, has_article, zones};
