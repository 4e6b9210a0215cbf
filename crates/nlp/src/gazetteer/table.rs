//! Search in sorted tables as they are.

/// The lines that begin with a form and a tab, out of lines sorted by the bytes of their forms:
/// what stands after the tab, in the order of the table.
pub(super) fn lines<'t>(table: &'t str, form: &str) -> impl Iterator<Item = &'t str> {
    let (mut low, mut high) = (0, table.len());
    // Both are beginnings of lines, or the end, at all times.
    while low < high {
        let middle = low + (high - low) / 2;
        let bytes = table.as_bytes();
        let begin =
            bytes[low..middle].iter().rposition(|&b| b == b'\n').map_or(low, |at| low + at + 1);
        let length = bytes[begin..high].iter().position(|&b| b == b'\n').unwrap_or(high - begin);
        if key(&table[begin..begin + length]).as_bytes() < form.as_bytes() {
            low = (begin + length + 1).min(high);
        } else {
            high = begin;
        }
    }
    let form = form.to_owned();
    table[low..]
        .lines()
        .take_while(move |line| key(line) == form)
        .map(|line| line.split_once('\t').map_or("", |(_, rest)| rest))
}

fn key(line: &str) -> &str {
    line.split('\t').next().unwrap_or_default()
}
