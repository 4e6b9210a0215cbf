//! The `parallax` binary as a process of its own.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use tonic_health::pb::{HealthCheckRequest, health_client::HealthClient};

use super::{RawChannel, origin_of, raw_channel};

/// A running `parallax serve`; killed when dropped.
pub struct Process {
    child: Child,
    pub address: SocketAddr,
}

impl Process {
    /// Starts a server on a free port and waits until it serves.
    pub async fn serve(data: &Path) -> Self {
        Self::serve_at(free_address(), data).await
    }

    /// The same at an address.
    pub async fn serve_at(address: SocketAddr, data: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
        command.arg("serve");
        Self::run(command, address, data).await
    }

    /// Runs a command that serves.
    pub async fn run(mut command: Command, address: SocketAddr, data: &Path) -> Self {
        let child = command
            .env("PARALLAX_LISTEN", address.to_string())
            .env("PARALLAX_DATA", data)
            // Callers of the tests do not come again when they are turned away.
            .env("PARALLAX_MIN_QUEUE", "64")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the command starts");
        Self::of(child, address).await
    }

    /// A server that was started already; waits until it serves.
    pub async fn of(child: Child, address: SocketAddr) -> Self {
        let mut process = Self { child, address };
        process.until_serving().await;
        process
    }

    /// A server that was started already, which nothing is asked of.
    pub fn unasked(child: Child, address: SocketAddr) -> Self {
        Self { child, address }
    }

    /// Whether it has ended.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("the process can be watched").is_some()
    }

    async fn until_serving(&mut self) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while self.health().check(HealthCheckRequest::default()).await.is_err() {
            let ended = self.child.try_wait().expect("the process can be watched");
            assert!(ended.is_none(), "the server ended: {ended:?}");
            assert!(Instant::now() < deadline, "the server does not answer");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The system's number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Bytes of memory that it has had at most.
    pub fn most_memory(&self) -> u64 {
        self.status("VmHWM:") * 1024
    }

    /// How many threads it has.
    pub fn threads(&self) -> u64 {
        self.status("Threads:")
    }

    /// A number that the system tells of the process; sizes are in kB.
    fn status(&self, what: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id())).expect("it runs");
        let told = status.lines().find_map(|line| line.strip_prefix(what));
        let number = told.and_then(|told| told.trim().trim_end_matches(" kB").parse().ok());
        number.expect("a number")
    }

    pub fn health(&self) -> HealthClient<RawChannel> {
        HealthClient::with_origin(raw_channel(), origin_of(self.address))
    }

    /// SIGKILL: no handler runs, nothing is flushed.
    pub fn kill(mut self) {
        self.child.kill().expect("the process runs");
        self.child.wait().expect("the process can be waited for");
    }

    pub fn terminate(&self) {
        let kill = format!("kill -TERM {}", self.child.id());
        let sent = Command::new("sh").args(["-c", &kill]).status().expect("a shell");
        assert!(sent.success());
    }

    /// Waits for the end, at most `limit`.
    pub async fn ended_within(&mut self, limit: Duration) -> ExitStatus {
        let deadline = Instant::now() + limit;
        loop {
            if let Some(status) = self.child.try_wait().expect("the process can be watched") {
                return status;
            }
            assert!(Instant::now() < deadline, "still running after {limit:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address that nobody listens on. Its port is below those that the system gives to clients:
/// one of theirs could take it before the server does, or while the server is started again.
pub fn free_address() -> SocketAddr {
    const FIRST: u32 = 10_000;
    const COUNT: u32 = 22_000;
    /// Ports of one test process, so that processes of about the same age share none.
    const EACH: u32 = 16;
    static NEXT: AtomicU32 = AtomicU32::new(0);

    for _ in 0..COUNT {
        let offset = std::process::id()
            .wrapping_mul(EACH)
            .wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed));
        let port = u16::try_from(FIRST + offset % COUNT).expect("at most 32,000");
        if let Ok(probe) = TcpListener::bind(("127.0.0.1", port)) {
            return probe.local_addr().expect("its address");
        }
    }
    panic!("no port is free");
}
