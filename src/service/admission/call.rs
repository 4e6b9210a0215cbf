//! What the pool should know of the call that is being handled. It is bound to the task and not handed
//! through: every use case would else take a deadline along that it does not look at itself.

use std::{future::Future, time::Instant};

tokio::task_local! {
    static CALL: CallAtHand;
}

/// The call that a task handles.
#[derive(Clone, Copy, Debug)]
pub struct CallAtHand {
    /// Its method: calls of one method are taken to be alike.
    pub method: &'static str,
    /// When its caller, or the server, gives it up.
    pub deadline: Option<Instant>,
}

/// Does the work of a call.
pub async fn within<F: Future>(call: CallAtHand, work: F) -> F::Output {
    CALL.scope(call, work).await
}

/// The call that this task handles; one of no method and without end where there is none.
pub(super) fn at_hand() -> CallAtHand {
    CALL.try_with(|call| *call).unwrap_or(CallAtHand { method: "", deadline: None })
}
