//! Units that measure the same, and how many of one are in the other.

use std::borrow::Cow;

use crate::domain::{Unit, UnitSystem};

/// Units with what they measure: code, base unit, base units in one. All are UCUM codes; the factors
/// are the definitions of the international yard and pound and of the customary units of the
/// United States.
const UNITS: [(&str, &str, f64); 44] = [
    ("%", "%", 1.0),
    ("Mt", "kg", 1e9),
    ("[acr_us]", "m2", 4_046.872_61),
    ("[bbl_us]", "L", 158.987_294_928),
    ("[ft_i]", "m", 0.3048),
    ("[ft_i]/s", "m/s", 0.3048),
    ("[gal_us]", "L", 3.785_411_784),
    ("[in_i]", "m", 0.0254),
    ("[lb_av]", "kg", 0.453_592_37),
    ("[lton_av]", "kg", 1_016.046_908_8),
    ("[mi_i]", "m", 1_609.344),
    ("[mi_i]/h", "m/s", 0.447_04),
    ("[nmi_i]", "m", 1_852.0),
    ("[oz_av]", "kg", 0.028_349_523_125),
    ("[sft_i]", "m2", 0.092_903_04),
    ("[smi_us]", "m2", 2_589_998.47),
    ("[ston_av]", "kg", 907.184_74),
    ("[stone_av]", "kg", 6.350_293_18),
    ("[yd_i]", "m", 0.9144),
    ("a", "d", 365.25),
    ("10.a", "d", 3_652.5),
    ("100.a", "d", 36_525.0),
    ("a{age}", "a{age}", 1.0),
    ("cm", "m", 0.01),
    ("d", "d", 1.0),
    ("d{age}", "a{age}", 1.0 / 365.25),
    ("g", "kg", 0.001),
    ("h", "d", 1.0 / 24.0),
    ("har", "m2", 10_000.0),
    ("kg", "kg", 1.0),
    ("km", "m", 1_000.0),
    ("km/h", "m/s", 1.0 / 3.6),
    ("km2", "m2", 1e6),
    ("kt", "kg", 1e6),
    ("m", "m", 1.0),
    ("m/s", "m/s", 1.0),
    ("m2", "m2", 1.0),
    ("min", "d", 1.0 / 1_440.0),
    ("mm", "m", 0.001),
    ("mo", "d", 365.25 / 12.0),
    ("mo{age}", "a{age}", 1.0 / 12.0),
    ("t", "kg", 1_000.0),
    ("wk", "d", 7.0),
    ("wk{age}", "a{age}", 7.0 / 365.25),
];

/// What a unit measures.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Dimension {
    /// Code of the unit that all units of it can be converted to.
    base: Cow<'static, str>,
    is_money: bool,
}

impl Dimension {
    /// What a unit measures, and how many of the base unit are in one. Currencies and units that
    /// are not in the table measure something of their own.
    pub(super) fn of(unit: &Unit) -> (Self, f64) {
        let is_money = unit.system == UnitSystem::Iso4217;
        let known = UNITS.iter().find(|(code, ..)| !is_money && *code == unit.code);
        let (base, factor) = match known {
            Some(&(_, base, factor)) => (Cow::Borrowed(base), factor),
            None => (unit.code.clone(), 1.0),
        };
        (Self { base, is_money }, factor)
    }

    /// Code of the unit that all are converted to.
    pub(super) fn name(&self) -> &str {
        &self.base
    }

    pub(super) fn is_age(&self) -> bool {
        self.base == "a{age}"
    }

    pub(super) fn is_duration(&self) -> bool {
        self.base == "d"
    }

    pub(super) fn is_length(&self) -> bool {
        self.base == "m"
    }

    pub(super) fn is_mass(&self) -> bool {
        self.base == "kg"
    }

    pub(super) fn is_percent(&self) -> bool {
        self.base == "%"
    }

    pub(super) fn is_money(&self) -> bool {
        self.is_money
    }

    /// A share or a multiple of something else, which means nothing without it.
    pub(super) fn is_multiple(&self) -> bool {
        self.base == "1"
    }
}

/// How a unit is written behind a number.
pub(super) fn written(unit: &Unit) -> String {
    if unit.system == UnitSystem::Iso4217 {
        return unit.code.to_string();
    }
    let word = match unit.code.as_ref() {
        "a" | "a{age}" => "years",
        "10.a" => "decades",
        "100.a" => "centuries",
        "mo" | "mo{age}" => "months",
        "wk" | "wk{age}" => "weeks",
        "d" | "d{age}" => "days",
        "h" => "hours",
        "min" => "minutes",
        "s" => "seconds",
        "har" => "hectares",
        "[acr_us]" => "acres",
        "%{point}" => "percentage points",
        "[mi_i]/h" => "mph",
        "Cel" => "°C",
        "[degF]" => "°F",
        code => return plain(code),
    };
    word.to_owned()
}

/// A code without brackets and what tells countries' variants apart: "ft" of "[ft_i]".
fn plain(code: &str) -> String {
    let mut plain = String::new();
    let mut skip = false;
    for c in code.chars() {
        match c {
            '_' => skip = true,
            '[' | '{' | '}' => {}
            ']' => skip = false,
            c if !skip => plain.push(c),
            _ => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_one_dimension_convert() {
        let unit = |code: &'static str| Unit { system: UnitSystem::Ucum, code: code.into() };
        let (pounds, a) = Dimension::of(&unit("[lb_av]"));
        let (kilos, b) = Dimension::of(&unit("kg"));
        assert_eq!(pounds, kilos);
        assert!((500.0 * a / b - 226.796).abs() < 0.001);
        assert_ne!(Dimension::of(&unit("m")).0, kilos);
        let dollars = Unit { system: UnitSystem::Iso4217, code: "USD".into() };
        let euros = Unit { system: UnitSystem::Iso4217, code: "EUR".into() };
        assert_ne!(Dimension::of(&dollars).0, Dimension::of(&euros).0);
    }
}
