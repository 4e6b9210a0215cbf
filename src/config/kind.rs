//! How values are written: numbers, sizes, times, addresses, paths, names.

use std::{ffi::OsStr, net::SocketAddr, path::PathBuf, str::FromStr, time::Duration};

use super::Secret;

/// How the values of a setting are read and written.
pub(super) trait Kind {
    /// What a value is in the program.
    type Value;
    /// What the help calls a value.
    const PLACEHOLDER: &'static str;
    /// Whether the file has it without quotation marks.
    const BARE: bool = false;
    /// Whether it is true or false.
    const SWITCH: bool = false;

    /// The value of what somebody wrote; none when it is no such value.
    fn read(&self, given: &OsStr) -> Option<Self::Value>;
    /// What `read` takes for this value; none when nothing is set.
    fn write(&self, value: &Self::Value) -> Option<String>;
    /// Whether the value is in its range.
    fn admits(&self, _value: &Self::Value) -> bool {
        true
    }
    /// What may be written, as it reads on after "must be".
    fn rule(&self) -> String;
}

/// A whole number.
pub(super) struct Count {
    pub(super) lowest: usize,
    pub(super) highest: usize,
}

impl Kind for Count {
    type Value = usize;
    const PLACEHOLDER: &'static str = "N";
    const BARE: bool = true;

    fn read(&self, given: &OsStr) -> Option<usize> {
        given.to_str()?.parse().ok()
    }

    fn write(&self, value: &usize) -> Option<String> {
        Some(value.to_string())
    }

    fn admits(&self, value: &usize) -> bool {
        (self.lowest..=self.highest).contains(value)
    }

    fn rule(&self) -> String {
        format!("{} to {}", self.lowest, self.highest)
    }
}

/// A number of bytes: plain, or with KiB, MiB or GiB.
pub(super) struct Size {
    pub(super) lowest: usize,
    pub(super) highest: usize,
}

/// Units of sizes, largest first.
const SIZES: [(&str, usize); 4] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)];

pub(super) fn written_size(bytes: usize) -> String {
    let unit = SIZES.iter().find(|(_, unit)| bytes >= *unit && bytes.is_multiple_of(*unit));
    let (name, unit) = unit.unwrap_or(&("B", 1));
    format!("{}{name}", bytes / unit)
}

impl Kind for Size {
    type Value = usize;
    const PLACEHOLDER: &'static str = "SIZE";

    fn read(&self, given: &OsStr) -> Option<usize> {
        let (number, unit) = number_and_unit(given.to_str()?);
        let factor = match unit {
            "" => 1,
            unit => SIZES.iter().find(|(name, _)| *name == unit)?.1,
        };
        number.parse::<usize>().ok()?.checked_mul(factor)
    }

    fn write(&self, value: &usize) -> Option<String> {
        Some(written_size(*value))
    }

    fn admits(&self, value: &usize) -> bool {
        (self.lowest..=self.highest).contains(value)
    }

    fn rule(&self) -> String {
        let (lowest, highest) = (written_size(self.lowest), written_size(self.highest));
        format!("{lowest} to {highest} (B, KiB, MiB or GiB)")
    }
}

/// A length of time: with ms, s, m, h or d, or a plain number of seconds.
pub(super) struct Span {
    pub(super) lowest: Duration,
    pub(super) highest: Duration,
}

/// Units of times in milliseconds, largest first.
const TIMES: [(&str, u128); 5] =
    [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

fn written_time(time: Duration) -> String {
    if time.is_zero() {
        return "0s".to_owned();
    }
    let ms = time.as_millis();
    if Duration::from_millis(u64::try_from(ms).unwrap_or(u64::MAX)) != time {
        return format!("{}s", time.as_secs_f64());
    }
    // A week is best told in days, but 90 minutes are no round number of hours.
    let unit = TIMES.iter().find(|(_, unit)| ms >= *unit && ms.is_multiple_of(*unit));
    let (name, unit) = unit.unwrap_or(&("ms", 1));
    format!("{}{name}", ms / unit)
}

impl Kind for Span {
    type Value = Duration;
    const PLACEHOLDER: &'static str = "TIME";

    fn read(&self, given: &OsStr) -> Option<Duration> {
        let (number, unit) = number_and_unit(given.to_str()?);
        let ms = match unit {
            "" => 1000,
            unit => TIMES.iter().find(|(name, _)| *name == unit)?.1,
        };
        let number: f64 = number.parse().ok()?;
        Duration::try_from_secs_f64(number * ms as f64 / 1000.0).ok()
    }

    fn write(&self, value: &Duration) -> Option<String> {
        Some(written_time(*value))
    }

    fn admits(&self, value: &Duration) -> bool {
        (self.lowest..=self.highest).contains(value)
    }

    fn rule(&self) -> String {
        let (lowest, highest) = (written_time(self.lowest), written_time(self.highest));
        format!("{lowest} to {highest} (ms, s, m, h or d)")
    }
}

/// Splits "8MiB", or "8 MiB", where the digits end.
fn number_and_unit(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    (number, unit.strip_prefix(' ').unwrap_or(unit))
}

/// An address with a port.
pub(super) struct Address;

impl Kind for Address {
    type Value = SocketAddr;
    const PLACEHOLDER: &'static str = "ADDRESS";

    fn read(&self, given: &OsStr) -> Option<SocketAddr> {
        given.to_str()?.parse().ok()
    }

    fn write(&self, value: &SocketAddr) -> Option<String> {
        Some(value.to_string())
    }

    fn rule(&self) -> String {
        "an IP address with a port, as 127.0.0.1:50051 or [::1]:50051".to_owned()
    }
}

/// A path of this machine.
pub(super) struct Path {
    /// What the help calls it.
    pub(super) folder: bool,
}

impl Kind for Path {
    type Value = PathBuf;
    const PLACEHOLDER: &'static str = "PATH";

    fn read(&self, given: &OsStr) -> Option<PathBuf> {
        (!given.is_empty()).then(|| PathBuf::from(given))
    }

    fn write(&self, value: &PathBuf) -> Option<String> {
        Some(value.to_string_lossy().into_owned())
    }

    fn admits(&self, value: &PathBuf) -> bool {
        !value.as_os_str().is_empty()
    }

    fn rule(&self) -> String {
        if self.folder { "the path of a folder" } else { "the path of a file" }.to_owned()
    }
}

/// A filter of the log.
pub(super) struct LogFilter;

impl Kind for LogFilter {
    type Value = String;
    const PLACEHOLDER: &'static str = "FILTER";

    fn read(&self, given: &OsStr) -> Option<String> {
        let filter = given.to_str()?.to_owned();
        self.admits(&filter).then_some(filter)
    }

    fn write(&self, value: &String) -> Option<String> {
        Some(value.clone())
    }

    fn admits(&self, value: &String) -> bool {
        tracing_subscriber::EnvFilter::builder().parse(value).is_ok()
    }

    fn rule(&self) -> String {
        "error, warn, info, debug, trace, off or a list of target=level".to_owned()
    }
}

/// One of a few names.
pub(super) struct Choice<T> {
    pub(super) names: &'static [&'static str],
    pub(super) name: fn(T) -> &'static str,
}

impl<T: Copy + FromStr> Kind for Choice<T> {
    type Value = T;
    const PLACEHOLDER: &'static str = "NAME";

    fn read(&self, given: &OsStr) -> Option<T> {
        given.to_str()?.parse().ok()
    }

    fn write(&self, value: &T) -> Option<String> {
        Some((self.name)(*value).to_owned())
    }

    fn rule(&self) -> String {
        self.names.join(" or ")
    }
}

/// Yes or no.
pub(super) struct Switch;

impl Kind for Switch {
    type Value = bool;
    const PLACEHOLDER: &'static str = "BOOL";
    const BARE: bool = true;
    const SWITCH: bool = true;

    fn read(&self, given: &OsStr) -> Option<bool> {
        match given.to_str()? {
            "true" | "1" | "yes" | "on" => Some(true),
            "false" | "0" | "no" | "off" => Some(false),
            _ => None,
        }
    }

    fn write(&self, value: &bool) -> Option<String> {
        Some(value.to_string())
    }

    fn rule(&self) -> String {
        "true or false".to_owned()
    }
}

/// A line of text.
pub(super) struct Text {
    /// What it is, as it reads on after "must be".
    pub(super) what: &'static str,
    /// Whether a text is one of these.
    pub(super) is: fn(&str) -> bool,
}

impl Kind for Text {
    type Value = String;
    const PLACEHOLDER: &'static str = "TEXT";

    fn read(&self, given: &OsStr) -> Option<String> {
        let text = given.to_str()?.to_owned();
        self.admits(&text).then_some(text)
    }

    fn write(&self, value: &String) -> Option<String> {
        Some(value.clone())
    }

    fn admits(&self, value: &String) -> bool {
        (1..=4096).contains(&value.len()) && !value.contains(char::is_control) && (self.is)(value)
    }

    fn rule(&self) -> String {
        self.what.to_owned()
    }
}

/// Origins of web pages with commas between; may be empty.
pub(super) struct OriginList;

impl Kind for OriginList {
    type Value = String;
    const PLACEHOLDER: &'static str = "ORIGINS";

    fn read(&self, given: &OsStr) -> Option<String> {
        let list = given.to_str()?.to_owned();
        self.admits(&list).then_some(list)
    }

    fn write(&self, value: &String) -> Option<String> {
        (!value.is_empty()).then(|| value.clone())
    }

    fn admits(&self, value: &String) -> bool {
        value.is_empty() || super::rules::are_origins(value)
    }

    fn rule(&self) -> String {
        "origins as https://news.example:8443, with commas between".to_owned()
    }
}

/// A line of text that must not be shown.
pub(super) struct Hidden(pub(super) Text);

impl Kind for Hidden {
    type Value = Secret;
    const PLACEHOLDER: &'static str = "TEXT";

    fn read(&self, given: &OsStr) -> Option<Secret> {
        self.0.read(given).map(Secret::new)
    }

    fn write(&self, _value: &Secret) -> Option<String> {
        Some(Secret::HIDDEN.to_owned())
    }

    fn admits(&self, value: &Secret) -> bool {
        self.0.admits(&value.reveal().to_owned())
    }

    fn rule(&self) -> String {
        self.0.rule()
    }
}

/// A value that need not be set.
pub(super) struct Maybe<K>(pub(super) K);

impl<K: Kind> Kind for Maybe<K> {
    type Value = Option<K::Value>;
    const PLACEHOLDER: &'static str = K::PLACEHOLDER;
    const BARE: bool = K::BARE;

    fn read(&self, given: &OsStr) -> Option<Option<K::Value>> {
        self.0.read(given).map(Some)
    }

    fn write(&self, value: &Option<K::Value>) -> Option<String> {
        self.0.write(value.as_ref()?)
    }

    fn admits(&self, value: &Option<K::Value>) -> bool {
        value.as_ref().is_none_or(|value| self.0.admits(value))
    }

    fn rule(&self) -> String {
        self.0.rule()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<K: Kind>(kind: &K, given: &str) -> Option<K::Value> {
        kind.read(OsStr::new(given))
    }

    #[test]
    fn sizes_in_bytes_or_with_a_unit() {
        let size = Size { lowest: 0, highest: usize::MAX };
        for (given, bytes, written) in [
            ("0", 0, "0B"),
            ("1000", 1000, "1000B"),
            ("1536B", 1536, "1536B"),
            ("2048", 2048, "2KiB"),
            ("8MiB", 8 << 20, "8MiB"),
            ("8 MiB", 8 << 20, "8MiB"),
            ("1GiB", 1 << 30, "1GiB"),
        ] {
            assert_eq!(read(&size, given), Some(bytes), "{given}");
            assert_eq!(size.write(&bytes).unwrap(), written);
            assert_eq!(read(&size, written), Some(bytes));
        }
        for given in ["", "MiB", "-1", "1.5MiB", "1MB", "1 mib", "99999999999GiB", "1  B"] {
            assert_eq!(read(&size, given), None, "{given}");
        }
    }

    #[test]
    fn times_in_seconds_or_with_a_unit() {
        let span = Span { lowest: Duration::ZERO, highest: Duration::MAX };
        for (given, ms, written) in [
            ("0", 0, "0s"),
            ("60", 60_000, "1m"),
            ("90s", 90_000, "90s"),
            ("0.25", 250, "250ms"),
            ("30m", 1_800_000, "30m"),
            ("24h", 86_400_000, "1d"),
            ("7d", 604_800_000, "7d"),
        ] {
            let time = Duration::from_millis(ms);
            assert_eq!(read(&span, given), Some(time), "{given}");
            assert_eq!(span.write(&time).unwrap(), written);
            assert_eq!(read(&span, written), Some(time));
        }
        let odd = Duration::from_nanos(1_500_300);
        assert_eq!(read(&span, &span.write(&odd).unwrap()), Some(odd));
        for given in ["", "s", "-1s", "1 minute", "1e3", "inf", "nan", "1.2.3s", "9e99d"] {
            assert_eq!(read(&span, given), None, "{given}");
        }
    }

    #[test]
    fn a_line_of_text_has_no_control_characters() {
        let text = Text { what: "a name", is: |text| text != "no" };
        assert_eq!(read(&text, "a b"), Some("a b".to_owned()));
        for given in ["", "no", "a\nb", "\u{1b}[31m", &"x".repeat(4097)] {
            assert_eq!(read(&text, given), None, "{given:?}");
        }
    }

    #[test]
    fn a_filter_of_the_log_is_read_as_the_log_reads_it() {
        assert!(read(&LogFilter, "info,parallax=debug").is_some());
        assert!(read(&LogFilter, "a=b=c").is_none());
    }
}
