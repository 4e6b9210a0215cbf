//! One connection, plain or TLS.

use std::{
    future::Future,
    io,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::{Instant, Sleep},
};
use tokio_rustls::server::TlsStream;
use tokio_util::sync::WaitForCancellationFutureOwned;
use tonic::transport::server::Connected;

use super::{
    Place,
    frames::{Frames, PREFACE},
    seats::Seat,
};

/// How long a connection that has said all waits for its caller to hang up.
const LINGER: Duration = Duration::from_secs(1);
/// The preface and the header of the settings that must follow it.
const OPENING: usize = PREFACE.len() + 9;

/// The caller's end of a connection.
#[derive(Clone, Debug)]
pub(in crate::transport) struct Peer {
    /// Its address; none when it has hung up at once.
    pub(in crate::transport) address: Option<SocketAddr>,
    /// Names of the certificate that it has shown, and that an authority has signed.
    pub(in crate::transport) certificate: Option<Arc<[String]>>,
    /// Its place among the open connections.
    pub(in crate::transport) seat: Arc<Seat>,
}

/// What a connection runs over.
pub(super) enum Io {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

/// One connection.
pub(in crate::transport) struct Connection {
    io: Io,
    peer: Peer,
    frames: Frames,
    /// What is still to be read, and by when; none once it was read.
    opening: Option<(usize, Pin<Box<Sleep>>)>,
    closed: Pin<Box<WaitForCancellationFutureOwned>>,
    /// How long it still waits for the caller to hang up, once all is said.
    linger: Option<Pin<Box<Sleep>>>,
    _place: Option<Place>,
}

impl Connection {
    /// A connection that must begin to speak within `opening`, and is closed when its seat says so.
    pub(super) fn new(io: Io, opening: Duration, seat: Arc<Seat>, place: Option<Place>) -> Self {
        let certificate = match &io {
            Io::Plain(_) => None,
            Io::Tls(stream) => names(stream),
        };
        let address = io.tcp().peer_addr().ok();
        let closed = Box::pin(seat.close.clone().cancelled_owned());
        Self {
            io,
            peer: Peer { address, certificate, seat },
            frames: Frames::new(Instant::now()),
            opening: Some((OPENING, Box::pin(tokio::time::sleep(opening)))),
            closed,
            linger: None,
            _place: place,
        }
    }

    /// What came of a write, which is noted.
    fn sent(
        &mut self,
        written: Poll<io::Result<usize>>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        if matches!(written, Poll::Ready(Ok(_))) {
            self.peer.seat.wrote(Instant::now());
        }
        self.unless_closed(written, cx)
    }

    /// What came of something that may wait for the caller for ever, when the connection is closed meanwhile.
    fn unless_closed<T>(
        &mut self,
        done: Poll<io::Result<T>>,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<T>> {
        if done.is_pending() && self.closed.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        done
    }

    /// Looks at what was read.
    fn inspect(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Some((left, _)) = &mut self.opening {
            *left = left.saturating_sub(bytes.len());
            // Nothing read is the end of the connection: that is seen by whoever reads it.
            if *left == 0 {
                self.opening = None;
            }
        }
        self.frames.take(bytes, Instant::now()).map_err(|_flood| {
            tracing::debug!(address = ?self.peer.address, "a flood of frames: connection closed");
            io::ErrorKind::ConnectionAborted.into()
        })
    }
}

impl Io {
    fn tcp(&self) -> &TcpStream {
        match self {
            Self::Plain(stream) => stream,
            Self::Tls(stream) => stream.get_ref().0,
        }
    }
}

/// The DNS names of the certificate that the client has shown; none when it has shown none.
fn names(stream: &TlsStream<TcpStream>) -> Option<Arc<[String]>> {
    let shown = stream.get_ref().1.peer_certificates()?.first()?;
    // It was verified in the handshake, so that it can be read.
    let certificate = webpki::EndEntityCert::try_from(shown).ok()?;
    Some(certificate.valid_dns_names().map(str::to_owned).collect())
}

impl Connected for Connection {
    type ConnectInfo = Peer;

    fn connect_info(&self) -> Peer {
        self.peer.clone()
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        // Every connection waits for its next frame here, unless its caller takes nothing of what it writes.
        if self.closed.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        if let Some((_, deadline)) = &mut self.opening
            && deadline.as_mut().poll(cx).is_ready()
        {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.io).poll_read(cx, buf))?;
        Poll::Ready(self.inspect(&buf.filled()[before..]))
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.io).poll_write(cx, buf);
        self.sent(written, cx)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.io).poll_flush(cx);
        self.unless_closed(flushed, cx)
    }

    /// Closes the way out and reads on until the caller hangs up too, for a while at the most: a
    /// socket that is closed with unread bytes resets the connection, and the caller would lose the
    /// end of an answer that it has not read yet.
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.linger.is_none() {
            let shut = Pin::new(&mut self.io).poll_shutdown(cx);
            ready!(self.unless_closed(shut, cx))?;
            self.linger = Some(Box::pin(tokio::time::sleep(LINGER)));
        }
        let over = |timer: &mut Pin<Box<Sleep>>| timer.as_mut().poll(cx).is_ready();
        if self.linger.as_mut().is_some_and(over) || self.closed.as_mut().poll(cx).is_ready() {
            return Poll::Ready(Ok(()));
        }
        let mut space = [0; 1024];
        loop {
            let mut unread = ReadBuf::new(&mut space);
            match ready!(Pin::new(&mut self.io).poll_read(cx, &mut unread)) {
                Ok(()) if !unread.filled().is_empty() => {}
                _ => return Poll::Ready(Ok(())),
            }
        }
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.io).poll_write_vectored(cx, bufs);
        self.sent(written, cx)
    }

    fn is_write_vectored(&self) -> bool {
        match &self.io {
            Io::Plain(stream) => stream.is_write_vectored(),
            Io::Tls(stream) => stream.is_write_vectored(),
        }
    }
}

impl AsyncRead for Io {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Io {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
            Self::Tls(stream) => Pin::new(stream).poll_write_vectored(cx, bufs),
        }
    }
}
