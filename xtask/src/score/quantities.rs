//! Scores quantities against marked texts: precision, recall and F1 of values, and of values
//! with their units.
//!
//! The gold names units in words; here stand their codes. A unit that is no unit of measure
//! ("cabinet minister") is the thing counted: it is right when its last word, the head, is.
//! Ordinals are no quantities of the gold and do not count. Of values told apart only by
//! bounds, the bound itself is the value; ranges must agree in both ends.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use parallax::{
    domain::{Article, ArticleText, Metadata, Quantity},
    pipeline::{self, Options},
};
use parallax_nlp::Engine;
use serde::{Deserialize, Serialize};

use super::files;

/// One line of a data file.
#[derive(Deserialize)]
struct Record {
    text: String,
    quantities: Vec<Gold>,
}

/// A quantity of the gold: a number or a range ("8-10") and the name of its unit.
#[derive(Deserialize)]
struct Gold {
    value: String,
    normalized_unit: String,
}

/// Precision, recall and F1.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Figures {
    gold: usize,
    system: usize,
    right: usize,
    precision: f64,
    recall: f64,
    f1: f64,
}

/// Figures of one file, or of all.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct QuantityFigures {
    file: String,
    texts: usize,
    value: Figures,
    value_and_unit: Figures,
}

/// Scores some files; the last figures are over all of them. With `show`, prints every text
/// with a mismatch to standard error.
pub(crate) fn score_files(files: &[PathBuf], show: bool) -> Result<Vec<QuantityFigures>> {
    let engine = Engine::embedded()?;
    let mut all = QuantityFigures { file: "all".to_owned(), ..Default::default() };
    let mut figures = Vec::new();
    for path in files {
        let mut one = score_file(&engine, path, show)?;
        all.texts += one.texts;
        all.value.add(&one.value);
        all.value_and_unit.add(&one.value_and_unit);
        one.value.finish();
        one.value_and_unit.finish();
        figures.push(one);
    }
    all.value.finish();
    all.value_and_unit.finish();
    figures.push(all);
    Ok(figures)
}

fn score_file(engine: &Engine, path: &Path, show: bool) -> Result<QuantityFigures> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut figures = QuantityFigures { file: name, ..Default::default() };
    for record in files::lines(path)? {
        let record: Record = record?;
        figures.texts += 1;
        let gold: Vec<Value> =
            record.quantities.iter().map(Value::of_gold).collect::<Result<_>>()?;
        let system: Vec<Value> = found(engine, &record.text)?
            .iter()
            .filter(|quantity| !quantity.ordinal)
            .map(Value::of_system)
            .collect();
        let values = figures.value.count(&gold, &system, Value::same_number);
        let units =
            figures.value_and_unit.count(&gold, &system, |g, s| g.same_number(s) && g.same_unit(s));
        if show && !(values && units) {
            show_mismatch(&record.text, &gold, &system);
        }
    }
    Ok(figures)
}

fn show_mismatch(text: &str, gold: &[Value], system: &[Value]) {
    eprintln!("{text}");
    for value in gold {
        let found = system.iter().any(|s| value.same_number(s) && value.same_unit(s));
        eprintln!("  {} {value:?}", if found { " " } else { "-" });
    }
    for value in system {
        if !gold.iter().any(|g| g.same_number(value) && g.same_unit(value)) {
            eprintln!("  + {value:?}");
        }
    }
}

/// The quantities of a text, all of which is read as an article's body.
fn found(engine: &Engine, text: &str) -> Result<Vec<Quantity>> {
    let Ok(text) = ArticleText::from_text(text.to_owned(), 1 << 20) else { return Ok(Vec::new()) };
    let metadata = Metadata { language_code: "en".to_owned(), ..Metadata::default() };
    let article = Article::plain(text, metadata);
    let options = Options { skip_cleaning: true, ..Options::default() };
    Ok(pipeline::analyze(engine, &article, &options, &|| false)?.analysis.quantities)
}

/// A quantity of either side.
#[derive(Debug)]
struct Value {
    min: Option<f64>,
    max: Option<f64>,
    /// A unit's code, or nothing.
    unit: Option<String>,
    /// What is counted.
    counted: String,
}

impl Value {
    fn of_gold(gold: &Gold) -> Result<Self> {
        let bounds = range(&gold.value);
        let Some((min, max)) = bounds else { bail!("no number: {:?}", gold.value) };
        let (unit, parts) = code(&gold.normalized_unit);
        let counted =
            if unit.is_none() { gold.normalized_unit.to_lowercase() } else { String::new() };
        let part = |value: f64| Some(value / parts);
        Ok(Self { min: part(min), max: part(max), unit, counted })
    }

    fn of_system(quantity: &Quantity) -> Self {
        Self {
            min: quantity.min,
            max: quantity.max,
            unit: quantity.unit.as_ref().map(|unit| unit.code.to_string()),
            counted: quantity.counted_lemma.to_lowercase(),
        }
    }

    /// Whether a value of the gold is the system's.
    fn same_number(&self, system: &Self) -> bool {
        let same = |a: Option<f64>, b: Option<f64>| match (a, b) {
            (Some(a), Some(b)) => {
                (a - b).abs() <= 0.005_f64.min(0.02 * b.abs()) || (a - b).abs() <= 1e-9 * b.abs()
            }
            _ => false,
        };
        same(self.min, system.min.or(system.max)) && same(self.max, system.max.or(system.min))
    }

    fn same_unit(&self, system: &Self) -> bool {
        match (&self.unit, &system.unit) {
            (Some(gold), Some(system)) => gold == system,
            (None, None) => {
                let head = |words: &str| words.rsplit([' ', '-']).next().map(str::to_owned);
                self.counted == "-" || head(&self.counted) == head(&system.counted)
            }
            _ => false,
        }
    }
}

/// A number, or the two ends of a range.
fn range(value: &str) -> Option<(f64, f64)> {
    if let Ok(number) = value.parse() {
        return Some((number, number));
    }
    let at = value[1..].find('-')? + 1;
    Some((value[..at].trim().parse().ok()?, value[at + 1..].trim().parse().ok()?))
}

/// The code of a unit that the gold names, and how many of it make one of the code.
fn code(name: &str) -> (Option<String>, f64) {
    if let Some((above, below)) = name.split_once(" per ")
        && let (Some(above), parts) = code(above)
    {
        let below = simple(below).map_or_else(|| format!("{{{below}}}"), str::to_owned);
        return (Some(format!("{above}/{below}")), parts);
    }
    let parts = if matches!(name, "cent" | "penny") { 100.0 } else { 1.0 };
    (simple(name).map(str::to_owned), parts)
}

/// Names of units as data sets have them.
fn simple(name: &str) -> Option<&'static str> {
    Some(match name {
        "count" => "1",
        "percentage" => "%",
        "percentage point" => "%{point}",
        "basis point" => "{basis_point}",
        // Currencies.
        "dollar" | "cent" | "us dollar" => "USD",
        "canadian dollar" => "CAD",
        "australian dollar" => "AUD",
        "hong kong dollar" => "HKD",
        "new zealand dollar" => "NZD",
        "pound sterling" | "penny" => "GBP",
        "euro" => "EUR",
        "japanese yen" => "JPY",
        "chinese yuan" => "CNY",
        "swiss franc" => "CHF",
        "finnish markka" => "FIM",
        "peseta" => "ESP",
        "mark" => "DEM",
        "netherlands guilde" | "netherlands guilder" => "NLG",
        "costa rican colón" => "CRC",
        "georgian lari" => "GEL",
        "lao kip" => "LAK",
        "turkish lira" => "TRY",
        "rupee" | "indian rupee" => "INR",
        "sri lankan rupee" => "LKR",
        "mexican peso" => "MXN",
        "bitcoin" => "XBT",
        // Time and age.
        "second" => "s",
        "millisecond" => "ms",
        "minute" => "min",
        "hour" => "h",
        "day" => "d",
        "week" => "wk",
        "month" => "mo",
        "year" => "a",
        "decade" => "10.a",
        "century" => "100.a",
        "year of age" => "a{age}",
        "month of age" => "mo{age}",
        "week of age" => "wk{age}",
        "day of age" => "d{age}",
        // Length, area, volume.
        "picometre" => "pm",
        "millimetre" => "mm",
        "centimetre" => "cm",
        "decimetre" => "dm",
        "metre" => "m",
        "kilometre" => "km",
        "inch" => "[in_i]",
        "foot" => "[ft_i]",
        "yard" => "[yd_i]",
        "mile" => "[mi_i]",
        "square metre" => "m2",
        "square kilometre" => "km2",
        "square foot" => "[sft_i]",
        "square mile" => "[mi_i]2",
        "acre" => "[acr_us]",
        "hectare" => "har",
        "cubic foot" => "[cft_i]",
        "cubic metre" => "m3",
        "millilitre" => "mL",
        "litre" => "L",
        "gallon" => "[gal_us]",
        "barrel" => "[bbl_us]",
        "cup" => "[cup_us]",
        "tablespoon" => "[tbs_us]",
        "teaspoon" => "[tsp_us]",
        // Mass. A bare ton is read as the metric one.
        "microgram" => "ug",
        "milligram" => "mg",
        "gram" => "g",
        "kilogram" => "kg",
        "ton" | "tonne" | "metric ton" => "t",
        "pound-mass" => "[lb_av]",
        "ounce" => "[oz_av]",
        "dram" => "[dr_av]",
        // The rest.
        "bit" => "bit",
        "byte" => "By",
        "kilobyte" => "kBy",
        "megabit" => "Mbit",
        "megabyte" => "MBy",
        "gigabyte" => "GBy",
        "celsius" => "Cel",
        "fahrenheit" => "[degF]",
        "kelvin" => "K",
        "degree" => "deg",
        "radian" => "rad",
        "watt" => "W",
        "kilowatt" => "kW",
        "megawatt" => "MW",
        "gigawatt" => "GW",
        "kilowatt-hour" => "kW.h",
        "hertz" => "Hz",
        "knot" => "[kn_i]",
        _ => return None,
    })
}

impl Figures {
    /// Counts one text, each value of the gold matched once; whether all matched.
    fn count(
        &mut self,
        gold: &[Value],
        system: &[Value],
        same: impl Fn(&Value, &Value) -> bool,
    ) -> bool {
        let mut free: Vec<&Value> = system.iter().collect();
        let mut right = 0;
        for value in gold {
            if let Some(at) = free.iter().position(|found| same(value, found)) {
                free.swap_remove(at);
                right += 1;
            }
        }
        self.gold += gold.len();
        self.system += system.len();
        self.right += right;
        right == gold.len() && right == system.len()
    }

    fn add(&mut self, other: &Self) {
        self.gold += other.gold;
        self.system += other.system;
        self.right += other.right;
    }

    fn finish(&mut self) {
        let ratio = |whole: usize| if whole == 0 { 0.0 } else { self.right as f64 / whole as f64 };
        (self.precision, self.recall) = (ratio(self.system), ratio(self.gold));
        self.f1 = match self.precision + self.recall {
            0.0 => 0.0,
            sum => 2.0 * self.precision * self.recall / sum,
        };
    }
}
