//! What the server and the framework below it report before and after a use case.

use std::time::Duration;

use tonic::{Code, Status};

use super::{Fault, RETRY_LATER, RETRY_SOON, internal};
use crate::{config, proto::v1::ErrorReason};

/// A message over the limit; its size if it is known before decompression.
pub(in crate::transport) fn message_too_large(actual: Option<usize>, limit: usize) -> Fault {
    let setting = config::MAX_MESSAGE_BYTES;
    let size = actual.map_or_else(|| "more".to_owned(), |actual| format!("{actual} bytes, more"));
    let message = format!(
        "the message has {size} than the {limit} bytes of {} ({})",
        setting.name, setting.variable
    );
    let fault = Fault::new(Code::ResourceExhausted, ErrorReason::ContentTooLarge, message)
        .with_setting(setting, limit);
    match actual {
        Some(actual) => fault.with("actual", actual),
        None => fault,
    }
}

/// More calls at once than allowed.
pub(in crate::transport) fn too_many_calls(limit: usize) -> Fault {
    let setting = config::MAX_CALLS;
    let message = format!("{limit} calls ({}) are in progress already", setting.variable);
    Fault::new(Code::ResourceExhausted, ErrorReason::QueueFull, message)
        .with_setting(setting, limit)
        .retry_after(RETRY_SOON)
}

/// More questions to health and reflection at once than allowed.
pub(in crate::transport) fn too_many_questions(limit: usize) -> Fault {
    let setting = config::MAX_CONNECTIONS;
    let message = format!(
        "health and reflection answer {limit} callers already, as many as connections ({}) are allowed",
        setting.variable
    );
    Fault::new(Code::ResourceExhausted, ErrorReason::QueueFull, message)
        .with_setting(setting, limit)
        .retry_after(RETRY_LATER)
}

/// Messages have all the memory that is for them.
pub(in crate::transport) fn no_memory_for_message(limit: usize) -> Fault {
    let setting = config::MAX_MEMORY;
    let message = format!(
        "the messages of other calls take the {limit} bytes of memory that are for messages, an \
         eighth of {} ({})",
        setting.name, setting.variable
    );
    Fault::new(Code::ResourceExhausted, ErrorReason::QueueFull, message)
        .with_setting(setting, limit)
        .retry_after(RETRY_SOON)
}

/// More watches at once than allowed.
pub(in crate::transport) fn too_many_watchers(limit: usize) -> Fault {
    let setting = config::MAX_WATCHERS;
    let message = format!("{limit} watches ({}) are open already", setting.variable);
    Fault::new(Code::ResourceExhausted, ErrorReason::TooManyWatchers, message)
        .with_setting(setting, limit)
        .retry_after(RETRY_LATER)
}

/// A watcher took nothing for so long.
pub(in crate::transport) fn watcher_too_slow(patience: Duration) -> Fault {
    let (setting, seconds) = (config::WATCH_PATIENCE, patience.as_secs_f64());
    let message = format!(
        "no message was taken for {seconds} s ({}) while others waited: watch again with \
         resume_token",
        setting.variable
    );
    Fault::new(Code::Aborted, ErrorReason::WatcherTooSlow, message)
        .with_setting(setting, format!("{seconds}s"))
        .retry_after(RETRY_SOON)
}

/// The caller's deadline passed, or with `limit` the server's own.
pub(in crate::transport) fn deadline_exceeded(limit: Option<Duration>) -> Fault {
    let setting = config::CALL_TIMEOUT;
    match limit {
        None => Fault::new(
            Code::DeadlineExceeded,
            ErrorReason::DeadlineExceeded,
            "the deadline passed; the work was stopped",
        ),
        Some(limit) => {
            let seconds = limit.as_secs_f64();
            let message = format!(
                "the call took longer than the {seconds} s of {} ({}); the work was stopped",
                setting.name, setting.variable
            );
            Fault::new(Code::DeadlineExceeded, ErrorReason::DeadlineExceeded, message)
                .with_setting(setting, format!("{seconds}s"))
        }
    }
}

/// The server is ending.
pub(in crate::transport) fn shutting_down() -> Fault {
    let message = "the server is shutting down";
    Fault::new(Code::Unavailable, ErrorReason::ShuttingDown, message).retry_after(RETRY_SOON)
}

/// Gives the details to a status that tonic made by itself of what came in, or did not. What a caller
/// leaves undone is no fault of the service.
pub(in crate::transport) fn complete(status: Status, message_limit: usize) -> Status {
    const DECODING: &str = "failed to decode Protobuf message: ";
    const LOST: &str = "h2 protocol error: ";
    let has_details = !status.details().is_empty();
    match status.code() {
        _ if has_details => status,
        // Unknown methods and encodings stay as every gRPC server answers them.
        Code::Ok | Code::Unimplemented => status,
        _ if status.message().starts_with(LOST) => {
            Status::cancelled("the caller has gone before the request was there")
        }
        Code::OutOfRange | Code::ResourceExhausted => message_too_large(None, message_limit).into(),
        Code::Internal if status.message().starts_with(DECODING) => {
            let (field, problem) = decoding_path(&status.message()[DECODING.len()..]);
            Fault::argument(field, format!("does not decode: {problem}")).into()
        }
        // A call that its caller cancels before it has sent all of the message looks like this too.
        Code::Internal if status.message() == "Missing request message." => {
            Fault::argument("message", "is missing").into()
        }
        Code::Internal if status.message() == "Unexpected EOF decoding stream." => {
            Fault::argument("message", "ends before its length is reached").into()
        }
        Code::Internal
            if ["protocol error", "Error decompressing", "tonic-web: "]
                .iter()
                .any(|begin| status.message().starts_with(begin)) =>
        {
            Fault::argument("message", status.message()).into()
        }
        Code::Cancelled => status,
        _ => internal(status.message()).into(),
    }
}

/// Splits prost's "Message.field: Message.field: problem", innermost message first, into
/// the path of the field from the request down and the problem.
fn decoding_path(text: &str) -> (String, &str) {
    let (mut path, mut rest) = (Vec::new(), text);
    while let Some((head, tail)) = rest.split_once(": ") {
        match head.split_once('.') {
            // prost names the oneof and not its member, which may be text or html.
            Some(("ArticleContent", "content")) => {}
            Some((message, field)) if !message.contains(' ') && !field.contains(' ') => {
                path.push(field);
            }
            _ => break,
        }
        rest = tail;
    }
    path.reverse();
    let field = if path.is_empty() { "message".to_owned() } else { path.join(".") };
    (field, rest)
}
