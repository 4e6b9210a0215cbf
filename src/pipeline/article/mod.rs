//! From submitted text to an article: what each stretch is, and what is known of the whole.

mod address;
mod appeal;
mod byline;
mod charset;
mod controls;
mod credits;
mod date;
mod furniture;
mod head;
pub mod html;
mod kept;
mod language;
mod lines;
mod metadata;
mod notices;
mod pictures;
mod reading;
mod warnings;
mod zones;

pub use address::address_key;
pub use date::document_date;
pub use kept::{Kept, Part};
pub use language::{CERTAIN, READ, is_read, language};
pub use metadata::{Known, known};
pub use reading::{Content, Decoded, decode, read, read_until};
pub use warnings::warnings;
pub use zones::{all_body, has_article, zones, zones_in, zones_of, zones_until};
