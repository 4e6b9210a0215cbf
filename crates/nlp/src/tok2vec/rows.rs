//! Sequences of words one behind the other, with empty rows between them.

use std::ops::Range;

/// Where the words of sequences stand among the rows that are encoded.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a> {
    /// Of words, each of which begins where the one before ends.
    sequences: &'a [Range<usize>],
    /// Empty rows between two sequences.
    gap: usize,
}

impl<'a> Rows<'a> {
    pub(super) fn new(sequences: &'a [Range<usize>], gap: usize) -> Self {
        Self { sequences, gap }
    }

    /// How many rows there are.
    pub(super) fn count(&self) -> usize {
        self.sequences.len().checked_sub(1).map_or(0, |last| self.of(last).end)
    }

    /// The word in a row; none in an empty one.
    pub(super) fn word(&self, row: usize) -> Option<usize> {
        let number = self.first_behind(row);
        let own = number < self.sequences.len() && self.of(number).contains(&row);
        own.then(|| row - number * self.gap)
    }

    /// The rows with words among some rows, sequence by sequence.
    pub(super) fn stretches(self, rows: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        (self.first_behind(rows.start)..self.sequences.len())
            .map(move |number| self.of(number))
            .take_while(move |own| own.start < rows.end)
            .map(move |own| own.start.max(rows.start)..own.end.min(rows.end))
            .filter(|own| !own.is_empty())
    }

    /// The rows of a sequence, by its number.
    fn of(&self, number: usize) -> Range<usize> {
        let Range { start, end } = self.sequences[number];
        start + number * self.gap..end + number * self.gap
    }

    /// The number of the first sequence that does not end before a row; how many there are if all do.
    fn first_behind(&self, row: usize) -> usize {
        let (mut low, mut high) = (0, self.sequences.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.of(middle).end <= row {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_behind_the_gaps_before_them() {
        let sequences = [0..2, 2..2, 2..3, 3..6];
        let rows = Rows::new(&sequences, 2);
        let words: Vec<Option<usize>> = (0..rows.count() + 1).map(|row| rows.word(row)).collect();
        let expected = "01____2__345_".chars().map(|c| c.to_digit(10).map(|word| word as usize));
        assert_eq!(words, expected.collect::<Vec<_>>());
        assert_eq!(Rows::new(&[], 2).count(), 0);
    }

    #[test]
    fn stretches_are_the_rows_with_words() {
        let sequences = [0..3, 3..4, 4..4, 4..9];
        for gap in [0, 1, 4] {
            let rows = Rows::new(&sequences, gap);
            for size in 1..rows.count() {
                let cuts = (0..rows.count()).step_by(size);
                let found = cuts.flat_map(|at| rows.stretches(at..rows.count().min(at + size)));
                let words: Vec<Option<usize>> = found.flatten().map(|row| rows.word(row)).collect();
                assert_eq!(words, (0..9).map(Some).collect::<Vec<_>>(), "{gap} {size}");
            }
        }
    }
}
