//! Accepted connections: at most so many at a time, and all of them closed when the
//! server ends, whatever their callers do. Who does not get through the handshakes in time loses
//! his place, and so does who is idle when all are taken (`seats`).

mod frames;
mod seats;
mod stream;

use std::{
    future::Future as _,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    net::TcpStream,
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinSet,
    time::{Instant, Sleep},
};
use tokio_stream::Stream;
use tokio_util::sync::{CancellationToken, PollSemaphore};
use tonic::transport::server::TcpIncoming;

pub(super) use self::{
    seats::SeatedCall,
    stream::{Connection, Peer},
};
use self::{seats::Seats, stream::Io};
use super::tls::Tls;
use crate::metrics::Metrics;

/// How long nothing is accepted after the system has refused to, as when it is out of handles:
/// asking again at once would only burn time.
const PAUSE: Duration = Duration::from_millis(50);
/// How often another connection is closed for the one that waits, until it has a place.
const ROOM_EVERY: Duration = Duration::from_secs(1);

/// Limits of connections.
#[derive(Clone, Copy, Debug)]
pub(super) struct ConnectionLimits {
    /// Open connections; further ones wait for an idle one to be closed: one here, the rest in the
    /// system's backlog.
    pub(super) connections: usize,
    /// TLS handshakes under way; for further ones those that take long are broken off.
    pub(super) handshakes: usize,
    /// Time from the connection, or from the TLS handshake, to the first frame of HTTP/2.
    pub(super) opening: Duration,
}

/// Accepts connections while there are places.
pub(super) struct Connections {
    incoming: TcpIncoming,
    limits: ConnectionLimits,
    tls: Option<Arc<Tls>>,
    places: PollSemaphore,
    seats: Arc<Seats>,
    /// Accepted, and not among the connections so far.
    waiting: Option<TcpStream>,
    /// Its place, once it has one.
    place: Option<Place>,
    /// When another is closed for it next; none before the first time.
    room: Option<Pin<Box<Sleep>>>,
    handshakes: JoinSet<io::Result<Connection>>,
    pause: Option<Pin<Box<Sleep>>>,
    closing: CancellationToken,
    metrics: Option<Arc<Metrics>>,
}

impl Connections {
    /// Connections that are closed when the token is cancelled.
    pub(super) fn new(
        incoming: TcpIncoming,
        limits: ConnectionLimits,
        tls: Option<Arc<Tls>>,
        closing: CancellationToken,
    ) -> Self {
        let places = PollSemaphore::new(Arc::new(Semaphore::new(limits.connections)));
        let handshakes = JoinSet::new();
        Self {
            incoming,
            limits,
            tls,
            places,
            seats: Seats::new(Instant::now()),
            waiting: None,
            place: None,
            room: None,
            handshakes,
            pause: None,
            closing,
            metrics: None,
        }
    }

    /// The same, counted.
    pub(super) fn counted(mut self, metrics: Arc<Metrics>) -> Self {
        self.metrics = Some(metrics);
        self
    }

    /// The next connection that is through its handshake.
    fn poll_handshakes(&mut self, cx: &mut Context<'_>) -> Option<Connection> {
        while let Poll::Ready(Some(done)) = self.handshakes.poll_join_next(cx) {
            match done {
                Ok(Ok(connection)) => return Some(connection),
                // Whoever speaks no TLS, or shows no certificate, is not worth a line each time.
                Ok(Err(error)) => tracing::debug!(%error, "no TLS handshake"),
                Err(error) => tracing::error!(%error, "a TLS handshake broke off"),
            }
        }
        None
    }

    /// A place among the connections and among the handshakes for the one that waits; while there is none,
    /// others are closed, one at once and one at each tick of the clock.
    fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            if self.place.is_none()
                && let Poll::Ready(Some(permit)) = self.places.poll_acquire(cx)
            {
                self.place = Some(Place::new(permit, self.metrics.clone()));
            }
            let has_place = self.place.is_some();
            if has_place && self.handshakes.len() < self.limits.handshakes {
                self.room = None;
                return Poll::Ready(());
            }
            if let Some(room) = &mut self.room {
                ready!(room.as_mut().poll(cx));
            }
            let now = Instant::now();
            let closed =
                if has_place { self.seats.end_handshake(now) } else { self.seats.make_room(now) };
            if closed && let Some(metrics) = &self.metrics {
                metrics.connections_evicted.inc();
            }
            self.room = Some(Box::pin(tokio::time::sleep(ROOM_EVERY)));
        }
    }

    fn poll_accept(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<TcpStream>>> {
        if let Some(pause) = &mut self.pause {
            ready!(pause.as_mut().poll(cx));
            self.pause = None;
        }
        let accepted = ready!(Pin::new(&mut self.incoming).poll_next(cx));
        if let Some(Err(error)) = &accepted
            && !is_of_one_connection(error)
        {
            tracing::warn!(%error, "cannot accept connections");
            self.pause = Some(Box::pin(tokio::time::sleep(PAUSE)));
        }
        Poll::Ready(accepted)
    }
}

/// Whether the error is that of a connection that has gone, and not of the system.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// A place among the connections, and a count of it, until it is dropped.
pub(super) struct Place {
    metrics: Option<Arc<Metrics>>,
    _permit: OwnedSemaphorePermit,
}

impl Place {
    fn new(permit: OwnedSemaphorePermit, metrics: Option<Arc<Metrics>>) -> Self {
        if let Some(metrics) = &metrics {
            metrics.connections.inc();
            metrics.connections_accepted.inc();
        }
        Self { metrics, _permit: permit }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(metrics) = &self.metrics {
            metrics.connections.dec();
        }
    }
}

impl Stream for Connections {
    type Item = io::Result<Connection>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(connection) = self.poll_handshakes(cx) {
                return Poll::Ready(Some(Ok(connection)));
            }
            if self.waiting.is_none() {
                let Some(stream) = ready!(self.poll_accept(cx)?) else { return Poll::Ready(None) };
                self.waiting = Some(stream);
            }
            // The end of a handshake wakes us too.
            ready!(self.poll_room(cx));
            let Some(stream) = self.waiting.take() else { continue };
            let (place, opening) = (self.place.take(), self.limits.opening);
            let close = self.closing.child_token();
            let seat = self.seats.take(close, self.tls.is_some(), Instant::now());
            let Some(tls) = &self.tls else {
                let connection = Connection::new(Io::Plain(stream), opening, seat, place);
                return Poll::Ready(Some(Ok(connection)));
            };
            let tls = Arc::clone(tls);
            self.handshakes.spawn(async move {
                let stream = tokio::select! {
                    stream = tls.accept(stream) => stream?,
                    () = seat.close.cancelled() => return Err(io::ErrorKind::ConnectionAborted.into()),
                };
                seat.opens(Instant::now());
                Ok(Connection::new(Io::Tls(Box::new(stream)), opening, seat, place))
            });
        }
    }
}
