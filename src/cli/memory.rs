//! How much memory the process took.

/// Most memory that the process had in use at one time, in bytes: the peak of its resident
/// set. `None` where the system does not tell, which is everywhere but on Linux.
pub(super) fn peak_bytes() -> Option<u64> {
    of_status(&std::fs::read_to_string("/proc/self/status").ok()?)
}

/// Reads the line `VmHWM:   12345 kB`, in which kB are 1024 bytes.
fn of_status(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim_end().parse().ok()?;
    kibibytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_read_from_the_status() {
        let status = "Name:\tparallax\nVmPeak:\t  999 kB\nVmHWM:\t   2048 kB\nVmRSS:\t 7 kB\n";
        assert_eq!(of_status(status), Some(2048 * 1024));
        assert_eq!(of_status("VmRSS: 7 kB\n"), None);
        assert_eq!(of_status("VmHWM: many kB\n"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn memory_in_use_counts() {
        let held = std::hint::black_box(vec![1_u8; 32 << 20]);
        assert!(peak_bytes().unwrap() > held.len() as u64);
    }
}
