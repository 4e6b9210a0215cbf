//! Settings of the server: defaults < file < environment < flags.
//!
//! `settings` declares each setting once; the fields of [`Config`], the flags, the variables,
//! the keys of the file, what `parallax config` prints and the table in
//! `docs/configuration.md` follow from it. `kind` holds how values are written, `load`
//! brings the sources together, `document` prints what is generated.

mod document;
mod file;
mod kind;
mod load;
mod log_format;
mod memory;
mod rules;
mod secret;
mod setting;
mod settings;

pub use self::document::{example, table};
pub use self::load::{LoadFault, Loaded, Origin, Sources, load};
pub use self::{
    log_format::{InvalidLogFormat, LogFormat},
    memory::Shares,
    secret::Secret,
    setting::{ConfigFault, Effect, Setting},
    settings::*,
};

pub(crate) use self::memory::{ANALYSIS_MEMORY, MESSAGE_MEMORY};

/// The longest text that the language engine takes.
pub(crate) const LARGEST_ARTICLE: usize = 4 << 20;
