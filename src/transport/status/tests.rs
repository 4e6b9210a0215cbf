//! Errors as callers see them.

use tonic_types::StatusExt as _;

use super::*;
use crate::{
    domain::ArticleError,
    service::{Refused, ServiceError, Why},
    store::StoreError,
};

const SECOND: Duration = Duration::from_secs(1);

fn refused(why: Why) -> ServiceError {
    ServiceError::Refused(Refused { why, come_again: SECOND })
}

fn status_of(error: ServiceError) -> Status {
    let fields =
        Fields { list: "articles", texts: vec![String::new(), "articles[1].article.text".into()] };
    service(error, &fields).into()
}

/// Code, reason and the field at fault.
fn essence(status: &Status) -> (Code, String, String) {
    let details = status.get_error_details();
    let info = details.error_info().unwrap();
    assert_eq!(info.domain, "parallax");
    let field = details.bad_request().map(|bad| bad.field_violations[0].field.clone());
    assert_eq!(status.code() == Code::InvalidArgument, field.is_some());
    (status.code(), info.reason.clone(), field.unwrap_or_default())
}

#[test]
fn each_error_has_its_code_reason_and_field() {
    let at = |error| ServiceError::Article { index: 1, error };
    let field = "articles[1].article.text";
    let id = || "abc".parse().unwrap();
    let cases = [
        (at(ArticleError::Empty), Code::InvalidArgument, "CONTENT_EMPTY", field),
        (at(ArticleError::NotArticle), Code::InvalidArgument, "CONTENT_NOT_ARTICLE", field),
        (
            at(ArticleError::TooLarge { actual: 11, limit: 10 }),
            Code::InvalidArgument,
            "CONTENT_TOO_LARGE",
            field,
        ),
        (
            at(ArticleError::UnknownCharset { name: "klingon".into() }),
            Code::InvalidArgument,
            "CHARSET_INVALID",
            field,
        ),
        (
            ServiceError::TooFewDocuments { actual: 1 },
            Code::InvalidArgument,
            "TOO_FEW_DOCUMENTS",
            "articles",
        ),
        (
            ServiceError::TooManyDocuments { actual: 51, limit: 50 },
            Code::InvalidArgument,
            "TOO_MANY_DOCUMENTS",
            "articles",
        ),
        (ServiceError::PageToken, Code::InvalidArgument, "PAGE_TOKEN_INVALID", "page_token"),
        (
            ServiceError::NotFound { id: id(), revision: Some(3) },
            Code::NotFound,
            "DOCUMENT_NOT_FOUND",
            "",
        ),
        (ServiceError::NoAnalysis, Code::FailedPrecondition, "ANALYSIS_OFF", ""),
        (ServiceError::RequestIdReused, Code::AlreadyExists, "REQUEST_ID_REUSED", ""),
        (
            ServiceError::AlreadyAcknowledged { sequence: 7 },
            Code::AlreadyExists,
            "SEQUENCE_OUT_OF_ORDER",
            "",
        ),
        (
            ServiceError::Changed { id: id(), etag: "1-2".into() },
            Code::Aborted,
            "ETAG_MISMATCH",
            "",
        ),
        (
            ServiceError::Store(StoreError::Full {
                path: "/secret".into(),
                message: "secret".into(),
            }),
            Code::ResourceExhausted,
            "STORE_FULL",
            "",
        ),
        (
            ServiceError::Store(StoreError::Damaged {
                path: "/secret".into(),
                message: "secret".into(),
            }),
            Code::DataLoss,
            "STORE_DAMAGED",
            "",
        ),
        (ServiceError::IdTaken(id()), Code::AlreadyExists, "DOCUMENT_ID_TAKEN", ""),
        (refused(Why::Full { waiting: 2, most: 4 }), Code::ResourceExhausted, "QUEUE_FULL", ""),
        (
            refused(Why::TooLate { expected: SECOND, left: SECOND / 2 }),
            Code::ResourceExhausted,
            "DEADLINE_UNREACHABLE",
            "",
        ),
        (ServiceError::ShuttingDown, Code::Unavailable, "SHUTTING_DOWN", ""),
        (
            ServiceError::Store(StoreError::Backend("disk full".into())),
            Code::Unavailable,
            "STORE_UNAVAILABLE",
            "",
        ),
        (ServiceError::Internal("secret".into()), Code::Internal, "INTERNAL", ""),
    ];
    for (error, code, reason, field) in cases {
        let status = status_of(error);
        assert_eq!(essence(&status), (code, reason.to_owned(), field.to_owned()));
        let retryable = matches!(code, Code::ResourceExhausted | Code::Unavailable);
        assert_eq!(status.get_details_retry_info().is_some(), retryable, "{reason}");
    }
}

#[test]
fn limits_name_the_setting_the_limit_and_the_size() {
    let error = ArticleError::TooLarge { actual: 11, limit: 10 };
    let status = status_of(ServiceError::Article { index: 1, error });
    let info = status.get_details_error_info().unwrap();
    assert_eq!(info.metadata["setting"], "max_article_bytes");
    assert_eq!(info.metadata["variable"], "PARALLAX_MAX_ARTICLE_BYTES");
    assert_eq!((&*info.metadata["limit"], &*info.metadata["actual"]), ("10", "11"));
    assert!(status.message().contains("PARALLAX_MAX_ARTICLE_BYTES"));
}

#[test]
fn the_same_error_is_the_same_bytes() {
    let status = || Status::from(message_too_large(Some(11), 10));
    assert!((0..20).all(|_| status().details() == status().details()));
}

#[test]
fn causes_stay_in_the_log() {
    let store = status_of(ServiceError::Store(StoreError::Backend("/secret".into())));
    let internal = status_of(ServiceError::Internal("/secret".into()));
    for status in [store, internal] {
        assert!(!status.message().contains("secret"));
        assert!(!status.details().windows(6).any(|bytes| bytes == b"secret"));
    }
}

#[test]
fn not_found_names_the_resource() {
    let status = status_of(ServiceError::NotFound { id: "abc".parse().unwrap(), revision: None });
    let resource = status.get_details_resource_info().unwrap();
    assert_eq!(resource.resource_name, "documents/abc");
}

#[test]
fn statuses_of_the_framework_get_details() {
    // AnalyzeTextRequest { article { text: "\xff" } }, the same with html, and a truncated
    // message.
    let html = &[10, 3, 26, 1, 0xff][..];
    for (bytes, field) in
        [(&[10, 3, 10, 1, 0xff][..], "article"), (html, "article"), (&[10, 9], "article")]
    {
        let error = v1::AnalyzeTextRequest::decode(bytes).unwrap_err();
        let status = complete(Status::internal(error.to_string()), 10);
        let expected = (Code::InvalidArgument, "ARGUMENT_INVALID".into(), field.into());
        assert_eq!(essence(&status), expected, "{error}");
    }

    let status = complete(Status::out_of_range("too large"), 10);
    let expected = (Code::ResourceExhausted, "CONTENT_TOO_LARGE".into(), String::new());
    assert_eq!(essence(&status), expected);

    for message in ["Missing request message.", "tonic-web: malformed base64 request"] {
        let status = complete(Status::internal(message), 10);
        let expected = (Code::InvalidArgument, "ARGUMENT_INVALID".into(), "message".into());
        assert_eq!(essence(&status), expected, "{message}");
    }
    for code in [Code::Internal, Code::Unknown, Code::Unavailable] {
        let lost = "h2 protocol error: error reading a body from connection";
        assert_eq!(complete(Status::new(code, lost), 10).code(), Code::Cancelled);
    }

    let status = complete(Status::unknown("surprise"), 10);
    assert_eq!(essence(&status).1, "INTERNAL");
    assert!(!status.message().contains("surprise"));

    let kept: Status = shutting_down().into();
    assert_eq!(complete(kept.clone(), 10).details(), kept.details());
}
