//! `parallax serve`: the gRPC server until SIGTERM or SIGINT.

use std::{
    sync::{Arc, OnceLock},
    thread,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::Notify,
};

use super::{Failure, gazetteer, model, settings::SettingsArgs};
use crate::{
    config::Config,
    pipeline::Analyzer,
    service::Pressure,
    telemetry,
    transport::server::{Server, StartError, blocking_threads},
};

/// Time for abandoned work to notice that the process ends.
const LAST_WORK: Duration = Duration::from_secs(1);

/// Serve the gRPC API until SIGTERM or SIGINT
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  parallax serve\n  parallax serve --listen 0.0.0.0:50051 --tls-cert cert.pem --tls-key key.pem --callers callers.jsonl"
)]
pub struct Args {
    #[command(flatten)]
    settings: SettingsArgs,
}

/// Serves; returns when the server has shut down in order. Settings out of range are all
/// told at once.
pub fn run(args: Args) -> Result<(), Failure> {
    let loaded = args.settings.load()?;
    let config = loaded.config;
    // That of the server, once there is one.
    let pressure = Arc::new(OnceLock::new());
    let pressed = Arc::clone(&pressure);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .max_blocking_threads(blocking_threads(&config))
        .on_thread_park(move || rest(pressed.get()))
        .build()
        .context("cannot start the runtime")?;
    let telemetry = {
        let _inside = runtime.enter();
        telemetry::init_server(&config)?
    };
    for warning in loaded.warnings {
        tracing::warn!("{warning}");
    }
    let engine = Arc::new(model::load(config.model.as_deref())?);
    for lack in model::lacks(&engine) {
        tracing::warn!(model = %engine.model(), "{lack}");
    }
    let gazetteer = gazetteer::load(config.gazetteer.as_deref())?;
    let analyzer = Arc::new(Analyzer::new(engine, gazetteer));
    let result = runtime.block_on(serve(&config, analyzer, &pressure));
    telemetry.end();
    // Work that nobody waits for must not hold up the end of the process.
    runtime.shutdown_timeout(LAST_WORK);
    result
}

/// Leaves calls alone for a while before a thread waits for the next, where that does good.
fn rest(pressure: Option<&Pressure>) {
    if let Some(pause) = pressure.and_then(|pressure| pressure.pause(Instant::now())) {
        thread::sleep(pause);
    }
}

async fn serve(
    config: &Config,
    analyzer: Arc<Analyzer>,
    pressure: &OnceLock<Pressure>,
) -> Result<(), Failure> {
    // Before the port opens, so that no early signal is missed.
    let mut terminate = awaited(SignalKind::terminate())?;
    let mut interrupt = awaited(SignalKind::interrupt())?;
    let server = Server::bind(config, analyzer).await.map_err(not_started)?;
    // Nobody else sets it.
    let _ = pressure.set(server.pressure());
    if server.has_files() {
        tokio::spawn(reload_on_hangup(server.reload())?);
    }
    tracing::info!(
        address = %server.local_addr(),
        admin = server.admin_addr().map(tracing::field::display),
        data = ?config.data,
        "listening"
    );
    let shutdown = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    Ok(server.serve(shutdown).await.map_err(anyhow::Error::new)?)
}

/// Settings, and the files that they name, are the input of this command.
fn not_started(error: StartError) -> Failure {
    match error {
        StartError::Config(faults) => {
            Failure::Input(faults.iter().map(ToString::to_string).collect())
        }
        StartError::Load(_) => Failure::input(error.to_string()),
        StartError::Store(_) | StartError::Listen { .. } | StartError::Reflection(_) => {
            Failure::Internal(error.into())
        }
    }
}

fn awaited(kind: SignalKind) -> anyhow::Result<Signal> {
    signal(kind).context("cannot wait for signals")
}

/// Has changed files looked at as soon as SIGHUP comes.
fn reload_on_hangup(reload: Arc<Notify>) -> anyhow::Result<impl Future<Output = ()>> {
    let mut hangup = awaited(SignalKind::hangup())?;
    Ok(async move {
        while hangup.recv().await.is_some() {
            reload.notify_one();
        }
    })
}
