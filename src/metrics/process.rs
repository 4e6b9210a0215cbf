//! What Linux tells of this process in `/proc/self`. Elsewhere these metrics stay 0, but for the time
//! when it began.

use std::{
    fs,
    sync::{Mutex, OnceLock, PoisonError},
    time::SystemTime,
};

use super::Metrics;

/// Clock ticks of a second, as Linux shows them to every program.
const TICKS: f64 = 100.0;

impl Metrics {
    /// Looks at the process.
    pub fn look_at_process(&self) {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        self.process_memory.set(field(&status, "VmRSS:").saturating_mul(1024));
        self.process_threads.set(field(&status, "Threads:"));
        let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
        self.process_max_fds.set(field(&limits, "Max open files"));
        if let Ok(open) = fs::read_dir("/proc/self/fd") {
            // The folder that is being read is one of them.
            self.process_fds.set(i64::try_from(open.count()).unwrap_or(i64::MAX).saturating_sub(1));
        }
        self.process_start.set(began());
        if let Some(ticks) = Ticks::read() {
            self.spent(ticks.cpu);
        }
    }

    /// Brings the counter of processor time up to so many seconds in all.
    fn spent(&self, seconds: f64) {
        // Two who look at once would both add what has come since.
        static COUNTING: Mutex<()> = Mutex::new(());
        let _counting = COUNTING.lock().unwrap_or_else(PoisonError::into_inner);
        let more = seconds - self.process_cpu.get();
        if more > 0.0 {
            self.process_cpu.inc_by(more);
        }
    }
}

/// When this process began, in seconds since 1970. Looked up once: the clock and the machine's uptime
/// are never read at quite the same moment, and who watches for restarts takes any change for one.
fn began() -> f64 {
    static BEGAN: OnceLock<f64> = OnceLock::new();
    *BEGAN.get_or_init(|| {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        // Where processes see nothing of the machine, as under systemd's ProcSubset=pid, the first
        // look must do: it is at the start.
        now.as_secs_f64() - age().unwrap_or_default()
    })
}

/// Seconds that this process has run for.
fn age() -> Option<f64> {
    let uptime = fs::read_to_string("/proc/uptime").ok()?;
    age_at(&uptime, Ticks::read()?.began)
}

/// Seconds since `began`; none where that lies ahead, as in a container that is told its own uptime
/// and the machine's times of processes.
fn age_at(uptime: &str, began: f64) -> Option<f64> {
    let uptime: f64 = uptime.split_whitespace().next()?.parse().ok()?;
    Some(uptime - began).filter(|age| *age >= 0.0)
}

/// The first number after a name at the beginning of a line; 0 without one.
fn field(text: &str, name: &str) -> i64 {
    let rest = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    rest.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or_default()
}

/// Times of this process in seconds.
struct Ticks {
    cpu: f64,
    /// When it began, since the machine did.
    began: f64,
}

impl Ticks {
    fn read() -> Option<Self> {
        Self::parse(&fs::read_to_string("/proc/self/stat").ok()?)
    }

    /// Fields 14, 15 and 22 of the page proc(5); the name in field 2 may hold anything.
    fn parse(stat: &str) -> Option<Self> {
        let (_, rest) = stat.rsplit_once(')')?;
        let fields: Vec<&str> = rest.split_whitespace().collect();
        let ticks = |number: usize| fields.get(number - 3)?.parse::<f64>().ok();
        Some(Self { cpu: (ticks(14)? + ticks(15)?) / TICKS, began: ticks(22)? / TICKS })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_spaces_and_brackets_does_not_confuse() {
        let stat = "7 (a) (b 1) S 1 7 7 0 -1 4194560 1 0 0 0 250 50 0 0 20 0 4 0 1000 9 9";
        let ticks = Ticks::parse(stat).unwrap();
        assert_eq!((ticks.cpu, ticks.began), (3.0, 10.0));
        assert!(Ticks::parse("7 (a").is_none() && Ticks::parse("").is_none());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_has_memory_files_and_a_beginning() {
        let metrics = Metrics::default();
        metrics.look_at_process();
        assert!(metrics.process_memory.get() > 1 << 20);
        assert!(metrics.process_fds.get() >= 3 && metrics.process_threads.get() >= 1);
        assert!(metrics.process_max_fds.get() > metrics.process_fds.get());
        let began = metrics.process_start.get();
        assert!(began > 1.7e9);
        metrics.look_at_process();
        assert_eq!(metrics.process_start.get().to_bits(), began.to_bits());
    }

    #[test]
    fn an_age_is_told_where_the_machine_tells_its_uptime() {
        assert_eq!(age_at("1000.25 3.00\n", 900.0), Some(100.25));
        for (uptime, began) in [("", 900.0), ("x", 900.0), ("7.50 1.00\n", 900.0)] {
            assert_eq!(age_at(uptime, began), None, "{uptime:?}");
        }
    }

    #[test]
    fn time_that_two_look_at_is_counted_once() {
        let metrics = Metrics::default();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| (0..=10_000).for_each(|n| metrics.spent(f64::from(n))));
            }
        });
        assert_eq!(metrics.process_cpu.get().to_bits(), 10_000_f64.to_bits());
    }
}
