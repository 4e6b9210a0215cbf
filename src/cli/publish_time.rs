//! Publication times as people type them.

use jiff::Timestamp;

use super::{input::InputName, time::parse};

/// A `--publish-time` argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PublishTimeArg {
    /// The article it is for, as a file or a key; `None` = all that have none of their own.
    target: Option<String>,
    time: Timestamp,
}

impl std::str::FromStr for PublishTimeArg {
    type Err = String;

    fn from_str(arg: &str) -> Result<Self, Self::Err> {
        match arg.rsplit_once('=') {
            Some((target, value)) => {
                Ok(Self { target: Some(target.to_owned()), time: parse(value)? })
            }
            None => Ok(Self { target: None, time: parse(arg)? }),
        }
    }
}

/// The time that the arguments give each input, in order. Lists every argument that names
/// no input and every input named twice.
pub(super) fn assign(
    args: &[PublishTimeArg],
    inputs: &[InputName],
) -> Result<Vec<Option<Timestamp>>, Vec<String>> {
    let mut times: Vec<Option<Timestamp>> = vec![None; inputs.len()];
    let mut for_all = None;
    let mut faults = Vec::new();
    for arg in args {
        let Some(target) = &arg.target else {
            if for_all.replace(arg.time).is_some() {
                faults.push("--publish-time: given twice for all articles".to_owned());
            }
            continue;
        };
        let mut matched = false;
        for (slot, _) in times.iter_mut().zip(inputs).filter(|(_, input)| input.is(target)) {
            matched = true;
            if slot.replace(arg.time).is_some() {
                faults.push(format!("--publish-time: given twice for '{target}'"));
            }
        }
        if !matched {
            faults.push(format!("--publish-time: no article is called '{target}'"));
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(times.into_iter().map(|own| own.or(for_all)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(values: &[&str]) -> Vec<PublishTimeArg> {
        values.iter().map(|v| v.parse().unwrap()).collect()
    }

    fn inputs() -> Vec<InputName> {
        ["news/a.txt", "news/b.txt"]
            .into_iter()
            .enumerate()
            .map(|(i, path)| InputName::new(format!("S{i}"), path.into()))
            .collect()
    }

    #[test]
    fn an_articles_own_time_beats_the_common_one() {
        let args = args(&["2023-03-17", "b.txt=2023-03-18"]);
        let times = assign(&args, &inputs()).unwrap();
        let days: Vec<_> = times.iter().map(|t| t.unwrap().to_string()[..10].to_owned()).collect();
        assert_eq!(days, ["2023-03-17", "2023-03-18"]);
    }

    #[test]
    fn articles_go_by_path_by_file_name_and_by_key() {
        for name in ["news/b.txt", "b.txt", "S1"] {
            let times = assign(&args(&[&format!("{name}=2023-03-18")]), &inputs()).unwrap();
            assert!(times[0].is_none() && times[1].is_some(), "{name}");
        }
    }

    #[test]
    fn all_faults_are_listed() {
        let args = args(&["c.txt=2023-03-18", "a.txt=2023-03-18", "S0=2023-03-19"]);
        let faults = assign(&args, &inputs()).unwrap_err();
        assert_eq!(faults.len(), 2);
        assert!(faults[0].contains("'c.txt'") && faults[1].contains("'S0'"), "{faults:?}");
    }
}
