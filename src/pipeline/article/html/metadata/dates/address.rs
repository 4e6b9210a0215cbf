//! Days in addresses.

use jiff::civil::Date;

use super::day::date;

/// The day that an address holds: `/2023/03/20/`, `2023-03-20`, `20230320`.
pub(in super::super) fn in_address(url: &str) -> Option<Date> {
    let path = url.split(['?', '#']).next()?;
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let path = path.split_once('/').map_or("", |(_, path)| path);
    let numbers: Vec<(&str, usize)> = numbers(path);
    for (i, &(digits, at)) in numbers.iter().enumerate() {
        let number = |s: &str| s.parse::<u32>().ok();
        if digits.len() == 8
            && let Some(value) = number(digits)
            && let Some(found) = date(value / 10_000, value / 100 % 100, value % 100)
        {
            return Some(found);
        }
        if let [(m, m_at), (d, d_at), ..] = numbers[i + 1..]
            && digits.len() == 4
            && (1..=2).contains(&m.len())
            && (1..=2).contains(&d.len())
            && m_at == at + 5
            && d_at == m_at + m.len() + 1
            && let Some(found) = date(number(digits)?, number(m)?, number(d)?)
        {
            return Some(found);
        }
        // 20-03-2023
        if let [(m, m_at), (y, y_at), ..] = numbers[i + 1..]
            && y.len() == 4
            && digits.len() == 2
            && m.len() == 2
            && (m_at, y_at) == (at + 3, at + 6)
            && let Some(found) = date(number(y)?, number(m)?, number(digits)?)
        {
            return Some(found);
        }
    }
    None
}

fn numbers(path: &str) -> Vec<(&str, usize)> {
    let mut found = Vec::new();
    let bytes = path.as_bytes();
    let mut at = 0;
    while at < bytes.len().min(1024) {
        let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        if digits > 0 {
            found.push((&path[at..at + digits], at));
        }
        at += digits.max(1);
    }
    found
}
