//! The service as the router takes it: what `tonic` generates, but for the codec, which sends bytes
//! that are encoded already.

use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tonic::{
    Request, Response, Status,
    body::Body,
    codec::{CompressionEncoding, EnabledCompressionEncodings},
    server::{Grpc, NamedService, ServerStreamingService},
};
use tower::Service;

use super::{
    Teller, Watch,
    encoded::{Encoded, EncodedCodec},
};
use crate::{
    proto::v1::{self, watch_service_server::SERVICE_NAME},
    transport::call::WATCH,
};

type Answer<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// `WatchService`, ready for a router.
#[derive(Clone)]
pub(in crate::transport) struct WatchServer {
    teller: Arc<Teller>,
    max_message_bytes: usize,
}

impl WatchServer {
    /// Serves `teller`, and takes requests of so many bytes.
    pub(in crate::transport) fn new(teller: Teller, max_message_bytes: usize) -> Self {
        Self { teller: Arc::new(teller), max_message_bytes }
    }
}

impl NamedService for WatchServer {
    const NAME: &'static str = SERVICE_NAME;
}

impl Service<http::Request<Body>> for WatchServer {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Answer<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        if request.uri().path() != WATCH {
            let unknown = Status::unimplemented("there is no such method").into_http();
            return Box::pin(std::future::ready(Ok(unknown)));
        }
        let mut gzip = EnabledCompressionEncodings::default();
        gzip.enable(CompressionEncoding::Gzip);
        let mut grpc = Grpc::new(EncodedCodec)
            .apply_compression_config(gzip, EnabledCompressionEncodings::default())
            .apply_max_message_size_config(Some(self.max_message_bytes), None);
        let method = Method(Arc::clone(&self.teller));
        Box::pin(async move { Ok(grpc.server_streaming(method, request).await) })
    }
}

struct Method(Arc<Teller>);

impl ServerStreamingService<v1::WatchRequest> for Method {
    type Response = Encoded;
    type ResponseStream = Watch;
    type Future = Answer<Result<Response<Watch>, Status>>;

    fn call(&mut self, request: Request<v1::WatchRequest>) -> Self::Future {
        let teller = Arc::clone(&self.0);
        Box::pin(async move { teller.watch(request).await })
    }
}
