//! The server under load, as a process of its own.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
};

use anyhow::{Context as _, Result};

/// Clock ticks of the kernel in a second, as every Linux has them for programs.
const TICKS: f64 = 100.0;

/// A server with a folder of its own; killed when dropped.
pub(super) struct Server {
    child: Child,
    address: SocketAddr,
    _data: tempfile::TempDir,
}

impl Server {
    /// Starts a server on a free port.
    pub(super) fn start(binary: &Path, settings: &[String]) -> Result<Self> {
        let data = tempfile::tempdir()?;
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let child = Command::new(binary)
            .args(["serve", "--log", "error", "--listen", &address.to_string(), "--data"])
            .arg(data.path())
            .args(settings)
            .stdout(Stdio::null())
            .spawn()
            .with_context(|| format!("{} does not start", binary.display()))?;
        Ok(Self { child, address, _data: data })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Memory that it holds, in MB.
    pub(super) fn resident_mb(&self) -> Result<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.context("no memory is told")?.trim().trim_end_matches(" kB");
        Ok(kilobytes.parse::<f64>()? / 1024.0)
    }

    /// Time that it has had processors.
    pub(super) fn processor_seconds(&self) -> Result<f64> {
        processor_seconds(&self.child.id().to_string())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Time that this program has had processors.
pub(super) fn own_processor_seconds() -> Result<f64> {
    processor_seconds("self")
}

fn processor_seconds(process: &str) -> Result<f64> {
    let line = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The name of the program, in brackets, may hold anything.
    let fields = line.rsplit_once(") ").context("an odd line")?.1;
    let ticks = fields.split(' ').skip(11).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / TICKS)
}
