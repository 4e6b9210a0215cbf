//! Lines of results and tables, where the recogniser is at a loss: "Levski Sofia (Bulgaria)
//! 1 Olimpija (Slovenia) 0", "Detroit 52 75 .409 28", "4. Natalya Sadova (Russia) 61.64".

use std::ops::Range;

use crate::gazetteer::Classes;

use crate::stop::{Poll, Stopped};

use super::lexicon;
use super::name::{Kind, Names, Weight};
use super::runs;
use super::view::View;

/// Longest line that can be a result, in tokens.
const LONGEST_LINE: usize = 60;

/// Longest row of a table whose names have a country in brackets behind them.
const LONGEST_ROW: usize = 40;

pub(super) fn apply(view: &View<'_>, names: &mut Names, poll: &Poll<'_>) -> Result<(), Stopped> {
    for line in view.lines() {
        poll.step()?;
        topic(view, &line, names);
        place_before_colon(view, &line, names);
        let figures = line.len() <= LONGEST_ROW && line.clone().any(|i| view.is_number(i));
        for open in line.clone().skip(1) {
            poll.step()?;
            if view.word(open) == "(" {
                country_in_brackets(view, open, &line, figures, names);
                minute_in_brackets(view, open, names);
                scorers(view, open, names);
            }
        }
        if line.len() > LONGEST_LINE {
            continue;
        }
        let _ = score(view, &line, names)
            || standing(view, &line, names)
            || fixture(view, &line, names);
        versus(view, &line, names);
        dismissals(view, &line, names);
        totals(view, &line, names);
    }
    Ok(())
}

/// "SOCCER - ": the sport before a dash names nothing.
fn topic(view: &View<'_>, line: &Range<usize>, names: &mut Names) {
    let Some(dash) = (line.start + 1..line.end.min(line.start + 4))
        .find(|&i| matches!(view.word(i), "-" | "--"))
    else {
        return;
    };
    if lexicon::is_sport(&view.lower(line.start)) {
        for i in line.start..dash {
            if names.at(i).is_some_and(|n| n.tokens.end <= dash) {
                names.remove(i);
            }
        }
    }
}

/// "In Sofia:", "At Northampton:" and what stands alone before a colon behind them.
fn place_before_colon(view: &View<'_>, line: &Range<usize>, names: &mut Names) {
    if !matches!(view.word(line.start), "In" | "At" | "IN" | "AT") {
        return;
    }
    let place = line.start + 1..runs::person_end(view, line.start + 1);
    let ends = view.word(place.end) == ":"
        || view.word(place.end) == "("
            && view.word(place.end + 2) == ")"
            && view.word(place.end + 3) == ":";
    if !place.is_empty() && ends {
        names.put(place, Kind::Country, Weight::Pattern);
    }
}

/// The run of capitalised words that ends before a token.
fn run_before(view: &View<'_>, end: usize) -> Range<usize> {
    let mut begin = runs::begin(view, end);
    // Over particles: "Vasco da Gama".
    while begin < end && begin > 1 && lexicon::is_particle(view.word(begin - 1)) {
        let further = if begin > 2 && lexicon::is_particle(view.word(begin - 2)) {
            begin - 2
        } else {
            begin - 1
        };
        let before = runs::begin(view, further);
        if before == further {
            break;
        }
        begin = before;
    }
    begin..end
}

/// "(Bulgaria)" behind a name: a player's country, or a team's where a number of goals
/// follows.
fn country_in_brackets(
    view: &View<'_>,
    open: usize,
    line: &Range<usize>,
    figures: bool,
    names: &mut Names,
) {
    let Some(close) = (open + 2..open + 6).find(|&i| view.word(i) == ")") else { return };
    if !view.is_country(&(open + 1..close)) && !view.is_place(&(open + 1..close)) {
        return;
    }
    names.put(open + 1..close, Kind::Country, Weight::Pattern);
    if !view.is_country(&(open + 1..close)) {
        return;
    }
    let name = run_before(view, open);
    if name.is_empty()
        || name.len() > 5
        || view.country(&name).is_some()
        || lexicon::is_organisation_ending(&view.lower(name.end - 1)) && name.len() > 1
    {
        return;
    }
    let given = view.classes(name.start).any(Classes::GIVEN) && name.len() > 1;
    let goals = is_count(view.word(close + 1))
        && (view.is_line_end(close + 2)
            || view.is_capital(close + 2)
            || view.word(close + 2) == "(");
    let team = !given && (goals || view.word(close + 1) == "v" || view.before(name.start) == "v");
    let player = figures
        || view.is_line_end(close + 1)
        || is_versus(view.word(close + 1))
        || view.before(name.start) == "beat";
    let model = names.exactly(&name).map(|n| n.kind);
    if team {
        names.put(name, Kind::Organisation, Weight::Pattern);
    } else if given || model == Some(Kind::Person) || name.len() > 1 && player {
        let ranked = view.is_number(line.start);
        let team = close + 1..runs::end(view, close + 1);
        names.put(name, Kind::Person, Weight::Pattern);
        // "Jean Alesi (France) Benetton 1:55.101"
        if ranked && !team.is_empty() && (view.is_number(team.end) || view.is_line_end(team.end)) {
            names.put(team, Kind::Organisation, Weight::Cue);
        }
    }
}

fn is_versus(word: &str) -> bool {
    matches!(word, "v" | "vs" | "vs." | "beat" | "bt" | "def" | "defeated" | "V" | "VS")
}

/// A number of goals or points: one to three digits.
fn is_count(word: &str) -> bool {
    (1..=3).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit())
}

/// "236", "236-4", ".409", "3-1", "1/2" and the like.
fn is_figure(view: &View<'_>, i: usize) -> bool {
    let word = view.word(i);
    word == "-"
        || view.is_number(i)
            && word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'.' | b'/'))
            && word.len() <= 7
}

/// "Moshe Sabag (10th minute)": who scored.
fn minute_in_brackets(view: &View<'_>, open: usize, names: &mut Names) {
    if is_minute(view, open + 1) {
        let name = run_before(view, open);
        if !name.is_empty() && name.len() <= 4 {
            names.put(name, Kind::Person, Weight::Pattern);
        }
    }
}

/// A name with what may stand in the name of a team.
fn team(view: &View<'_>, begin: usize, limit: usize) -> Option<Range<usize>> {
    let end = runs::person_end(view, begin).min(limit);
    (end > begin && end - begin <= 5).then_some(begin..end)
}

/// Skips a bracket that begins at a token.
fn after_bracket(view: &View<'_>, at: usize, limit: usize) -> usize {
    if view.word(at) != "(" {
        return at;
    }
    (at..limit).find(|&i| view.word(i) == ")").map_or(at, |close| close + 1)
}

/// "Tranmere 3 Grimsby 2", with a place before a colon or countries in brackets.
fn score(view: &View<'_>, line: &Range<usize>, names: &mut Names) -> bool {
    let limit = line.end;
    let begin = (line.start..limit)
        .find(|&i| view.word(i) == ":")
        .filter(|_| matches!(view.word(line.start), "In" | "At"))
        .map_or(line.start, |colon| colon + 1);
    let Some(home) = team(view, begin, limit) else { return false };
    let goals = after_bracket(view, home.end, limit);
    if !is_count(view.word(goals)) {
        return false;
    }
    let next = after_bracket(view, goals + 1, limit);
    let Some(away) = team(view, next, limit) else { return false };
    let goals = after_bracket(view, away.end, limit);
    let end = goals + 1;
    if !(is_count(view.word(goals))
        && (end >= limit || matches!(view.word(end), "(" | "." | "," | "-")))
    {
        return false;
    }
    for name in [home, away] {
        let kind = if view.is_country(&name) { Kind::Country } else { Kind::Organisation };
        names.put(name, kind, Weight::Pattern);
    }
    true
}

/// "Wigan v Torquay" anywhere in a line: teams, unless players or countries.
fn versus(view: &View<'_>, line: &Range<usize>, names: &mut Names) {
    for i in line.clone().skip(1).filter(|&i| matches!(view.word(i), "v" | "vs" | "vs.")) {
        let home = run_before(view, i);
        let away = i + 1..runs::person_end(view, i + 1);
        let is_given = |n: &Range<usize>| n.len() > 1 && view.classes(n.start).any(Classes::GIVEN);
        let is_team = |n: &Range<usize>| {
            !n.is_empty()
                && n.len() <= 4
                && !view.is_country(n)
                && !is_given(n)
                && !view.is_common(n.start)
        };
        let teams = is_team(&home) && is_team(&away)
            || home.is_empty() && is_team(&away)
            || away.is_empty() && is_team(&home);
        if !teams || view.word(home.start) == "In" {
            continue;
        }
        for name in [home, away] {
            if !name.is_empty() {
                names.put(name, Kind::Organisation, Weight::Pattern);
            }
        }
    }
}

/// "NEC Nijmegen 1 (Van Eykeren 15th)": a team with its goals and who scored them.
fn scorers(view: &View<'_>, open: usize, names: &mut Names) {
    let first = runs::person_end(view, open + 1);
    if first == open + 1 || first > open + 5 || !is_minute(view, first) {
        return;
    }
    let close =
        (first..view.len().min(first + 40)).find(|&i| view.word(i) == ")" || view.begins_line(i));
    for i in first..close.unwrap_or(view.len().min(first + 40)) {
        if is_minute(view, i) {
            let name = run_before(view, i);
            if !name.is_empty() && name.len() <= 4 {
                names.put(name, Kind::Person, Weight::Pattern);
            }
        }
    }
    if open > 1 && is_count(view.word(open - 1)) {
        let team = run_before(view, open - 1);
        if !team.is_empty() && !view.is_country(&team) {
            names.put(team, Kind::Organisation, Weight::Pattern);
        }
    }
}

/// "15th", "15 min": when a goal was scored.
fn is_minute(view: &View<'_>, i: usize) -> bool {
    let word = view.word(i);
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let unit = matches!(view.word(i + 1), "min" | "minute" | "minutes" | "mins" | "pen");
    (1..=3).contains(&digits)
        && (matches!(&word[digits..], "st" | "nd" | "rd" | "th" | "min")
            || digits == word.len() && unit)
}

/// "Pohang 0 1 0 3 3 1", "134 Robert Coles 68 66": a team, or a player with a number in
/// front.
fn standing(view: &View<'_>, line: &Range<usize>, names: &mut Names) -> bool {
    let mut begin = line.start;
    let dotted = usize::from(view.word(begin + 1) == ".");
    let ranked = view.is_number(begin) && view.is_capital(begin + 1 + dotted);
    if ranked {
        begin += 1 + dotted;
    }
    let Some(name) = team(view, begin, line.end) else { return false };
    let figures = (name.end..line.end).take_while(|&i| is_figure(view, i)).count();
    let whole = name.end + figures >= line.end || view.word(name.end + figures) == ",";
    if !whole || view.country(&name).is_some() && figures < 3 {
        return false;
    }
    let given = view.classes(name.start).any(Classes::GIVEN) && name.len() > 1;
    let place = view.is_place(&name);
    // Tables of leagues have many columns, those of players few.
    let league = figures >= 5 || figures >= 4 && !given;
    if !league && figures >= 2 && name.len() > 1 && !place && (given || ranked) {
        return names.put(name, Kind::Person, Weight::Pattern);
    }
    let plain =
        (name.end..line.end).all(|i| !view.word(i).contains(',') && !view.word(i).starts_with('+'));
    // Countries with medals and points are countries.
    league
        && plain
        && !view.is_country(&name)
        && names.put(name, Kind::Organisation, Weight::Pattern)
}

/// "Detroit at Kansas City", "Everton v Newcastle" as a whole line.
fn fixture(view: &View<'_>, line: &Range<usize>, names: &mut Names) -> bool {
    let Some(home) = team(view, line.start, line.end) else { return false };
    let at = home.end;
    let joint = view.lower(at);
    if !matches!(joint.as_ref(), "at" | "v" | "vs" | "vs.") {
        return false;
    }
    let Some(away) = team(view, at + 1, line.end) else { return false };
    let ends =
        away.end >= line.end || matches!(view.word(away.end), "(" | ".") && away.end + 4 > line.end;
    let is_team = |name: &Range<usize>| {
        view.is_place(name) || view.classes_of(name).any(Classes::ORGANISATION)
    };
    if !ends || !(is_team(&home) || is_team(&away)) || view.is_country(&home) {
        return false;
    }
    names.put(home, Kind::Organisation, Weight::Pattern);
    let kind = if joint == "at" { Kind::Country } else { Kind::Organisation };
    names.put(away, kind, Weight::Pattern);
    true
}

/// "J. Crawley b Waqar Younis 106", "c Thorpe b Mullally": who was out, and by whom.
fn dismissals(view: &View<'_>, line: &Range<usize>, names: &mut Names) {
    let is_mark = |i: usize| matches!(view.word(i), "b" | "c" | "lbw" | "st");
    if !(line.clone().any(|i| matches!(view.word(i), "b" | "lbw"))
        && line.clone().any(|i| view.is_number(i)))
    {
        return;
    }
    for i in line.clone().filter(|&i| is_mark(i)) {
        let end = runs::person_end(view, i + 1);
        if end > i + 1 && end <= i + 4 {
            names.put(i + 1..end, Kind::Person, Weight::Pattern);
        }
        let before = run_before(view, i);
        if before.start == line.start && !before.is_empty() && before.len() < 4 {
            names.put(before, Kind::Person, Weight::Pattern);
        }
    }
}

/// "Somerset 236-4", "Sussex 389 (": a place with a score is a team.
fn totals(view: &View<'_>, line: &Range<usize>, names: &mut Names) {
    for i in line.clone().skip(1) {
        if !view.is_number(i) || !view.is_capital(i - 1) {
            continue;
        }
        let word = view.word(i);
        let digits =
            |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        let total = match word.split_once('-') {
            Some((runs, wickets)) => digits(runs) && digits(wickets),
            None => digits(word),
        };
        let closes = i + 1 >= line.end
            || matches!(view.word(i + 1), "." | "(" | "," | ";" | "-")
            || view.is_capital(i + 1)
            || view.word(i + 1) == "and" && view.is_number(i + 2);
        let begin = (line.start.max(i.saturating_sub(3))..i).find(|&b| view.is_place(&(b..i)));
        let Some(begin) = begin.filter(|_| total && closes) else { continue };
        let name = begin..i;
        let beside = begin > line.start && view.is_name_word(begin - 1) && !view.is_first(begin);
        if !beside
            && !view.is_country(&name)
            && names.at(begin).is_none_or(|n| n.kind.is_place() || n.tokens == name)
        {
            names.put(name, Kind::Organisation, Weight::Pattern);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::names::tests::check;

    #[test]
    fn teams_and_players_in_results() {
        check(
            "results",
            "Skopje Rovers 2 Tirana Athletic 1",
            &["ORG Skopje Rovers", "ORG Tirana Athletic"],
        );
        check("results", "Vardar 12 7 3 2 21 9 24", &["ORG Vardar"]);
        check(
            "results",
            "In Tampere: Ilves (Finland) 3 Derry (Ireland) 0",
            &["GPE Tampere", "ORG Ilves", "GPE Finland", "ORG Derry"],
        );
        check("results", "Uppsala v Malmo", &["ORG Uppsala", "ORG Malmo"]);
        check(
            "results",
            "Larvik 2 (Oduya 15th, Brkic 51st)",
            &["ORG Larvik", "PERSON Oduya", "PERSON Brkic"],
        );
    }
}
