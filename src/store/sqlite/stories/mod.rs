//! Stories: what sorting reads, what it writes, and what is shown of it.

mod changes;
mod filter;
mod leave;
mod list;
mod queues;
mod reading;
mod shown;
mod top;
pub(super) mod voices;

pub(super) use changes::{apply, refresh};
pub(super) use leave::{affected, leave, withdraw};
pub(super) use list::{Listing, Position, key, list};
pub(super) use queues::{backlog, joining, unsorted_now};
pub(super) use reading::Snapshot;
pub(super) use shown::{by_ids, found, places_of, present};

use rusqlite::{Connection, params};

use super::failure::Fault;

/// Notes that decisions which are under way must be made again.
fn disturb(connection: &Connection) -> Result<(), Fault> {
    connection.prepare_cached("UPDATE shelf SET changes = changes + 1")?.execute(params![])?;
    Ok(())
}
