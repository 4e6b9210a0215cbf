//! Settings of a client.

use std::time::Duration;

use tonic::transport::Endpoint;

use super::{Client, ClientError, security::Security};

const DEFAULT_DEADLINE: Duration = Duration::from_secs(30);
const DEFAULT_ATTEMPTS: u32 = 4;
const DEFAULT_MAX_MESSAGE_BYTES: usize = 64 << 20;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const KEEPALIVE: Duration = Duration::from_secs(60);

/// Settings of a client.
#[derive(Clone, Debug)]
pub struct Builder {
    endpoint: String,
    pub(super) deadline: Duration,
    pub(super) max_attempts: u32,
    pub(super) max_message_bytes: usize,
    pub(super) security: Security,
}

impl Builder {
    pub(super) fn new(endpoint: String) -> Self {
        Self {
            endpoint,
            deadline: DEFAULT_DEADLINE,
            max_attempts: DEFAULT_ATTEMPTS,
            max_message_bytes: DEFAULT_MAX_MESSAGE_BYTES,
            security: Security::default(),
        }
    }

    /// Time for each call with all of its attempts. The server is told, and stops work on
    /// calls whose time is up. Default: 30 s.
    #[must_use]
    pub fn deadline(self, deadline: Duration) -> Self {
        Self { deadline, ..self }
    }

    /// How often a call is tried in all when the server is busy or away; 1 = never
    /// again. Default: 4.
    #[must_use]
    pub fn max_attempts(self, max_attempts: u32) -> Self {
        Self { max_attempts: max_attempts.max(1), ..self }
    }

    /// Most bytes in one response. Default: 64 MiB.
    #[must_use]
    pub fn max_message_bytes(self, max_message_bytes: usize) -> Self {
        Self { max_message_bytes, ..self }
    }

    /// A client that connects with its first call. Must run inside a tokio runtime;
    /// fails if the endpoint is not a URL.
    pub fn build(self) -> Result<Client, ClientError> {
        let channel = self.endpoint()?.connect_lazy();
        Ok(Client { channel, settings: self })
    }

    /// A client that is connected. Fails if the server cannot be reached.
    pub async fn connect(self) -> Result<Client, ClientError> {
        let endpoint = self.endpoint()?;
        let connecting = tokio::time::timeout(self.deadline, endpoint.connect()).await;
        let channel = connecting
            .map_err(|_| ClientError::Deadline { after: self.deadline })?
            .map_err(|source| ClientError::Connect { endpoint: self.endpoint.clone(), source })?;
        Ok(Client { channel, settings: self })
    }

    fn endpoint(&self) -> Result<Endpoint, ClientError> {
        let endpoint = Endpoint::from_shared(self.endpoint.clone())
            .map_err(|source| ClientError::Endpoint { endpoint: self.endpoint.clone(), source })?;
        let endpoint = self.security.apply(endpoint)?;
        Ok(endpoint
            .connect_timeout(CONNECT_TIMEOUT.min(self.deadline))
            .tcp_nodelay(true)
            .http2_keep_alive_interval(KEEPALIVE))
    }
}
