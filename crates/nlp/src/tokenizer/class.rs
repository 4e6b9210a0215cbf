//! Sets of code points.

/// A set of code points: a bitmap for ASCII, sorted ranges for the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CharClass {
    ascii: u128,
    /// Inclusive, ascending, neither touching nor overlapping.
    ranges: Vec<(char, char)>,
}

impl CharClass {
    /// The union of inclusive ranges, in any order.
    pub(super) fn new(mut ranges: Vec<(char, char)>) -> Self {
        ranges.sort_unstable();
        let mut merged: Vec<(char, char)> = Vec::with_capacity(ranges.len());
        for (low, high) in ranges {
            match merged.last_mut() {
                Some(last) if u32::from(low) <= u32::from(last.1) + 1 => {
                    last.1 = last.1.max(high);
                }
                _ => merged.push((low, high)),
            }
        }
        let mut ascii = 0;
        for code in 0..128_u8 {
            if in_ranges(&merged, char::from(code)) {
                ascii |= 1 << code;
            }
        }
        Self { ascii, ranges: merged }
    }

    pub(super) fn contains(&self, c: char) -> bool {
        if c.is_ascii() { self.ascii >> u32::from(c) & 1 == 1 } else { in_ranges(&self.ranges, c) }
    }

    /// Every member, if there are at most `limit`.
    pub(super) fn members(&self, limit: usize) -> Option<Vec<char>> {
        let members: Vec<char> =
            self.ranges.iter().flat_map(|&(low, high)| low..=high).take(limit + 1).collect();
        (members.len() <= limit).then_some(members)
    }
}

fn in_ranges(ranges: &[(char, char)], c: char) -> bool {
    let after = ranges.partition_point(|&(low, _)| low <= c);
    after > 0 && c <= ranges[after - 1].1
}
