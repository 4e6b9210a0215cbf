//! Calls of web pages: which pages may make them, by the Fetch standard's CORS protocol. The calls
//! themselves are gRPC-Web, which `tonic-web` turns into gRPC before any other layer sees them.

use std::{
    future::{Future, ready},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use http::{
    HeaderMap, HeaderValue, Method, Request, Response, StatusCode,
    header::{
        ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
        ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD,
        ORIGIN, VARY,
    },
};
use tonic::body::Body;
use tower::{Layer, Service};

/// What a page may send.
const REQUEST_HEADERS: HeaderValue = HeaderValue::from_static(
    "authorization, content-type, grpc-timeout, traceparent, tracestate, x-grpc-web, x-request-id, \
     x-user-agent",
);
/// What a page may read: where there is nothing but a status, it comes as headers.
const RESPONSE_HEADERS: HeaderValue =
    HeaderValue::from_static("grpc-message, grpc-status, grpc-status-details-bin, x-request-id");
/// Seconds for which a browser need not ask again; two hours is the most that some keep.
const MAX_AGE: HeaderValue = HeaderValue::from_static("7200");

/// The origins of pages that may call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Origins(Arc<[HeaderValue]>);

impl Origins {
    /// Those of a list with commas; `None` when it names none.
    pub(super) fn of(list: &str) -> Option<Self> {
        let origins: Arc<[_]> = list
            .split(',')
            .filter_map(|origin| HeaderValue::from_str(origin.trim()).ok())
            .filter(|origin| !origin.is_empty())
            .collect();
        (!origins.is_empty()).then_some(Self(origins))
    }

    /// The origin that a request comes from, if it says so: whether it may call.
    fn admit(&self, headers: &HeaderMap) -> Result<Option<HeaderValue>, StatusCode> {
        match headers.get(ORIGIN) {
            None => Ok(None),
            Some(origin) if self.0.contains(origin) => Ok(Some(origin.clone())),
            Some(_) => Err(StatusCode::FORBIDDEN),
        }
    }
}

/// Refuses pages that may not call, and tells browsers of those that may. Who is no browser says no
/// origin and passes. A page that reaches the server under a name of its own, by an answer of its
/// own name server, is refused as well: browsers ask no leave there, but they say the origin.
#[derive(Clone)]
pub(super) struct PagesLayer(pub(super) Origins);

impl<S> Layer<S> for PagesLayer {
    type Service = Pages<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Pages { inner, origins: self.0.clone() }
    }
}

/// The wrapped service.
#[derive(Clone)]
pub(super) struct Pages<S> {
    inner: S,
    origins: Origins,
}

impl<S> Service<Request<Body>> for Pages<S>
where
    S: Service<Request<Body>, Response = Response<Body>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let origin = match self.origins.admit(request.headers()) {
            Ok(None) => return Box::pin(self.inner.call(request)),
            Ok(Some(origin)) => origin,
            Err(refused) => return Box::pin(ready(Ok(bare(refused)))),
        };
        let asks_leave = request.method() == Method::OPTIONS
            && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        if asks_leave {
            return Box::pin(ready(Ok(leave(origin))));
        }
        let answering = self.inner.call(request);
        Box::pin(async move {
            let mut response = answering.await?;
            let headers = response.headers_mut();
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, RESPONSE_HEADERS);
            headers.append(VARY, HeaderValue::from_static("origin"));
            Ok(response)
        })
    }
}

/// The answer to a browser that asks before it calls.
fn leave(origin: HeaderValue) -> Response<Body> {
    let mut response = bare(StatusCode::NO_CONTENT);
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("POST"));
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS);
    headers.insert(ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    headers.insert(VARY, HeaderValue::from_static("origin"));
    response
}

fn bare(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use tower::{ServiceExt as _, service_fn};

    use super::*;

    async fn answer(method: Method, headers: &[(&'static str, &str)]) -> Response<Body> {
        let origins = Origins::of("https://news.example, http://localhost:8080").unwrap();
        let inner = service_fn(|_: Request<Body>| async {
            Ok::<_, Infallible>(Response::new(Body::empty()))
        });
        let mut request = Request::new(Body::empty());
        *request.method_mut() = method;
        for &(name, value) in headers {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        PagesLayer(origins).layer(inner).oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn pages_that_are_named_may_call() {
        let response = answer(Method::POST, &[("origin", "http://localhost:8080")]).await;
        assert_eq!(response.headers()[ACCESS_CONTROL_ALLOW_ORIGIN], "http://localhost:8080");
        assert_eq!(response.headers()[VARY], "origin");
        let asked = [("origin", "https://news.example"), ("access-control-request-method", "POST")];
        let response = answer(Method::OPTIONS, &asked).await;
        assert_eq!(response.status(), StatusCode::NO_CONTENT);
        assert_eq!(response.headers()[ACCESS_CONTROL_ALLOW_ORIGIN], "https://news.example");
        let allowed = response.headers()[ACCESS_CONTROL_ALLOW_HEADERS].to_str().unwrap();
        assert!(allowed.contains("authorization") && allowed.contains("grpc-timeout"));
    }

    #[tokio::test]
    async fn other_pages_may_not() {
        for origin in
            ["https://evil.example", "https://news.example:8443", "null", "http://news.example"]
        {
            let asked = [("origin", origin), ("access-control-request-method", "POST")];
            for method in [Method::POST, Method::OPTIONS] {
                let response = answer(method, &asked).await;
                assert_eq!(response.status(), StatusCode::FORBIDDEN, "{origin}");
                assert!(!response.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN));
            }
        }
    }

    #[tokio::test]
    async fn who_is_no_page_is_not_concerned() {
        let response = answer(Method::POST, &[]).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert!(response.headers().is_empty());
    }

    #[test]
    fn an_empty_list_is_none() {
        assert_eq!(Origins::of(" , "), None);
    }
}
