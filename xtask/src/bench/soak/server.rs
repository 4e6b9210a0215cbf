//! The server under load, as a process of its own.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail, ensure};
use parallax::client::Client;
use serde::Serialize;

use super::mix::Target;

/// How long a server may take to serve, and to end.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often it is asked.
const POLL: Duration = Duration::from_millis(50);
/// By when a server has noticed that a client has gone.
const SETTLED: Duration = Duration::from_secs(2);

/// A server with a folder of its own; killed when dropped.
pub(in crate::bench) struct Server {
    child: Child,
    pub(in crate::bench) target: Target,
    _data: tempfile::TempDir,
}

/// What the process holds.
#[derive(Clone, Copy, Debug, Serialize)]
pub(in crate::bench) struct Held {
    pub(in crate::bench) resident_mb: f64,
    pub(in crate::bench) descriptors: usize,
    /// Of the descriptors.
    pub(in crate::bench) sockets: usize,
    pub(in crate::bench) threads: usize,
}

impl Server {
    /// Starts a server that knows two callers, and waits until it serves.
    pub(in crate::bench) async fn start(binary: &Path, settings: &[String]) -> Result<Self> {
        let data = tempfile::tempdir()?;
        let callers = data.path().join("callers.jsonl");
        let token = |name: &str, scope: &str| -> Result<String> {
            let mut command = Command::new(binary);
            command.args(["token", "new", "--name", name, "--scope", scope, "--append"]);
            let made = command.arg(&callers).output().context("the program does not start")?;
            ensure!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
            Ok(String::from_utf8(made.stdout)?.trim().to_owned())
        };
        let (token, reader) = (token("soak", "read,write,admin")?, token("reader", "read")?);
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let child = Command::new(binary)
            .args(["serve", "--log", "error", "--listen", &address.to_string()])
            .args(["--max-article-bytes", "1MiB"])
            .arg("--data")
            .arg(data.path().join("store"))
            .arg("--callers")
            .arg(&callers)
            .args(settings)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .context("the server does not start")?;
        let target = Target { address, token, reader, max_article_bytes: 1 << 20 };
        let mut server = Self { child, target, _data: data };
        server.until_serving(address).await?;
        Ok(server)
    }

    async fn until_serving(&mut self, address: SocketAddr) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let client = Client::connect(format!("http://{address}")).await;
            if let Ok(client) = client
                && client.health("").await.is_ok()
            {
                drop(client);
                // Its connection is not one of those that are held before anybody calls.
                tokio::time::sleep(SETTLED).await;
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the server has ended: {status}");
            }
            ensure!(Instant::now() < deadline, "the server does not serve");
            tokio::time::sleep(POLL).await;
        }
    }

    /// A number of the status of the process.
    fn status(&self, name: &str) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let status = status.context("no /proc")?;
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let number = line.and_then(|line| line.split_whitespace().next());
        Ok(number.with_context(|| format!("no {name} in the status"))?.parse()?)
    }

    /// What the process holds now.
    pub(in crate::bench) fn held(&self) -> Result<Held> {
        let folder = format!("/proc/{}", self.child.id());
        let open = fs::read_dir(format!("{folder}/fd"))?.collect::<Result<Vec<_>, _>>()?;
        // One that is closed meanwhile leads nowhere.
        let targets = open.iter().filter_map(|entry| fs::read_link(entry.path()).ok());
        let is_socket = |target: &PathBuf| target.to_string_lossy().starts_with("socket:");
        Ok(Held {
            resident_mb: self.status("VmRSS:")? / 1024.0,
            descriptors: open.len(),
            sockets: targets.filter(is_socket).count(),
            threads: self.status("Threads:")? as usize,
        })
    }

    /// Waits until as few sockets are open as when nobody called; what is held then.
    pub(in crate::bench) async fn left_alone(&self, before: Held) -> Result<Held> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let held = self.held()?;
            if held.sockets <= before.sockets || Instant::now() > deadline {
                return Ok(held);
            }
            tokio::time::sleep(POLL).await;
        }
    }

    /// Ends it in order; its exit code.
    pub(in crate::bench) async fn stop(mut self) -> Result<Option<i32>> {
        let pid = self.child.id().to_string();
        ensure!(Command::new("kill").args(["-TERM", &pid]).status()?.success(), "no SIGTERM");
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status.code());
            }
            ensure!(Instant::now() < deadline, "the server does not end");
            tokio::time::sleep(POLL).await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
