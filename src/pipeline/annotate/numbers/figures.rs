//! Numbers in figures.

/// A whole number or decimal in figures: "12", "1,234.5", ".5". Groups that commas set off have
/// three digits.
pub(in crate::pipeline::annotate) fn figure(word: &str) -> Option<f64> {
    /// Longer runs of digits are codes.
    const MAX_DIGITS: usize = 18;
    let (whole, decimals) = word.split_once('.').map_or((word, None), |(w, d)| (w, Some(d)));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let mut grouped = false;
    for group in groups {
        grouped = true;
        if group.len() != 3 || !digits(group) {
            return None;
        }
    }
    let bare = first.is_empty() && !grouped && decimals.is_some();
    if word.len() > MAX_DIGITS
        || !(bare || digits(first) && (!grouped || first.len() <= 3))
        || !decimals.is_none_or(digits)
    {
        return None;
    }
    if grouped { word.replace(',', "").parse().ok() } else { word.parse().ok() }
}

/// A figure that may end in a fraction sign: "3½".
pub(super) fn mixed_figure(word: &str) -> Option<f64> {
    match word.char_indices().next_back()? {
        (at, last) if at > 0 && vulgar(last).is_some() => {
            Some(figure(&word[..at])? + vulgar(last)?)
        }
        _ => figure(word),
    }
}

/// "3/4", "½"; less than one.
pub(super) fn fraction_figure(word: &str) -> Option<f64> {
    let mut chars = word.chars();
    if let (Some(only), None) = (chars.next(), chars.next()) {
        return vulgar(only);
    }
    let (over, under) = word.split_once(['/', '⁄'])?;
    let short = |s: &str| (1..=3).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
    if !short(over) || !short(under) {
        return None;
    }
    let (over, under): (u32, u32) = (over.parse().ok()?, under.parse().ok()?);
    (0 < over && over < under).then(|| f64::from(over) / f64::from(under))
}

fn vulgar(sign: char) -> Option<f64> {
    Some(match sign {
        '½' => 0.5,
        '¼' => 0.25,
        '¾' => 0.75,
        '⅓' => 1.0 / 3.0,
        '⅔' => 2.0 / 3.0,
        '⅛' => 0.125,
        '⅜' => 0.375,
        '⅝' => 0.625,
        '⅞' => 0.875,
        '⅕' => 0.2,
        _ => return None,
    })
}
