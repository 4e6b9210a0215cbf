//! References in sentences made for the purpose. A reference is marked as `[he=Family name]`, one
//! that must stay open as `[he=?]`.

use crate::{
    domain::{Entity, MentionKind},
    pipeline::testing::annotated,
};

/// The text without marks, and the marked references: begin, end, last name of the entity.
fn unmarked(marked: &str) -> (String, Vec<(usize, usize, &str)>) {
    let (mut text, mut references) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('[') {
        let (words, after) = after.split_once('=').expect("a name");
        let (name, after) = after.split_once(']').expect("an end");
        text.push_str(before);
        references.push((text.len(), text.len() + words.len(), name));
        text.push_str(words);
        rest = after;
    }
    text.push_str(rest);
    (text, references)
}

fn entities(text: &str) -> Vec<Entity> {
    annotated(text).expect("a text").analysis.entities
}

#[derive(Debug, Default)]
struct Counts {
    right: usize,
    wrong: Vec<String>,
    open: Vec<String>,
}

/// Counts references that are right, wrong (another entity, or one where none is clear), open.
fn count(cases: &[&str], kinds: &[MentionKind]) -> Counts {
    let mut counts = Counts::default();
    for case in cases {
        let (text, references) = unmarked(case);
        let entities = entities(&text);
        for (begin, end, name) in references {
            let found = entities.iter().find(|entity| {
                let mut mentions = entity.mentions.iter().filter(|m| kinds.contains(&m.kind));
                mentions.any(|m| m.span.begin == begin && m.span.end == end)
            });
            let found = found.map(|entity| entity.canonical_name.as_str());
            let told = || format!("{} {name}: {found:?} in {case}", &text[begin..end]);
            match found {
                Some(found) if found.ends_with(name) => counts.right += 1,
                Some(_) => counts.wrong.push(told()),
                None if name == "?" => counts.right += 1,
                None => counts.open.push(told()),
            }
        }
    }
    counts
}

const PRONOUNS: &[&str] = &[
    "John Miller said [he=Miller] would resign on Friday.",
    "Anna Berg told reporters that [she=Berg] had not seen the letter.",
    "Peter Novak resigned on Monday. [He=Novak] had led the party for six years.",
    "Maria Lopez won the race. [She=Lopez] thanked [her=Lopez] coach.",
    "Robert Klein lost [his=Klein] seat in the election.",
    "Susan Ward met David Cole in Paris. [She=Ward] said the talks had gone well.",
    "Susan Ward met David Cole in Paris. [He=Cole] said the talks had gone well.",
    "Mark Hall met David Cole in Paris. Reporters asked [him=?] about the war.",
    "The mayor praised Helen Stone. \u{201c}A brave woman,\u{201d} [he=?] said.",
    "A spokesman for Carla Ruiz said [he=?] could not comment.",
    "In [his=Grant] speech, Thomas Grant praised the soldiers.",
    "After [he=?] left the room, the guards locked the door of Paul Sand.",
    "Acme Corporation said [it=Corporation] would close two plants.",
    "The United States said [it=States] would send more aid.",
    "Siemens raised [its=Siemens] forecast for the year.",
    "Germany and France agreed on Monday. [It=?] was a long night.",
    "Germany told France that [it=?] must act now.",
    "Nokia sued Ericsson over [its=?] patents.",
    "The Kremlin said [it=?] was too early to talk of peace.",
    "The Kremlin said [it=?] was snowing in Moscow.",
    "Microsoft bought the firm last year. [It=Microsoft] said the price was fair.",
    "James Brown shot Henry White before [he=Brown] fled.",
    "Julia Stern, who lives in Vienna, said [her=Stern] daughter was safe.",
    "Mr. Hansen told Mrs. Olsen that [she=Olsen] was right.",
    "Mrs. Olsen wrote to Mr. Hansen. [His=Hansen] answer came a year later.",
    "George Pratt saw [himself=Pratt] as a moderate.",
    "George Pratt thanked the nurse who had saved [him=Pratt].",
    "\u{201c}I am tired,\u{201d} said Laura Finch. [She=Finch] left the stage at once.",
    "\u{201c}[He=?] is a liar,\u{201d} said Simon Black of the president.",
    "Simon Black said: \u{201c}[She=?] never called.\u{201d}",
    "Kofi Mensah was born in Accra. [He=Mensah] moved to London in 1990. There [he=Mensah] met [his=Mensah] wife.",
    "Elena Petrova denied the charges, [her=Petrova] lawyer said on Tuesday.",
    "William Jones called Edward Smith, inviting [him=Smith] to dinner.",
    "William Jones said Edward Smith had lost [his=Smith] way.",
    "Ivan Horvat and Luka Babic said [he=?] would come.",
    "Neither the driver nor Alan Reed said where [he=?] had been.",
    "A woman was hurt in the crash. [She=?] was taken to hospital, Alan Reed said.",
    "Alan Reed criticised the teacher. [He=Reed] said the school had failed.",
    "Toyota recalled the cars because [it=?] was raining into the engine.",
    "Boeing and Airbus lost orders. [It=?] said demand was weak.",
    "Japan opened [its=Japan] borders in May.",
    "Chancellor Eva Lang arrived on Sunday. The next day [she=Lang] met the king.",
    "Hugo Blanc died on Sunday. [His=Hugo Blanc] wife, Claire Blanc, said [she=Claire Blanc] was with [him=Hugo Blanc].",
    "Frank Moore, the coach, said [his=Moore] players were ready.",
    "Oscar Lind wants to sell [his=Lind] house before [he=Lind] retires.",
    "Ambassador Rosa Klein arrived in Tunis. Asked about the vote, [she=Klein] shrugged.",
    "Victor Hugo Diaz told police [he=Diaz] had found the body. Police said [he=Diaz] was calm.",
    "Lena Fox and Martin Shaw own the house. [She=Fox] lives there alone.",
    "Hannah Weiss asked Ruth Adler about [her=?] plans. [She=?] laughed.",
    "The teacher told Ben Carter that [he=?] had passed.",
    "Police arrested Omar Haddad on Sunday. [He=Haddad] denies the charges against [him=Haddad].",
    "The Democrats said [they=Democrats] would vote against the bill.",
    "The reporters met the ministers, and [they=?] talked for hours in Rome.",
];

#[test]
fn pronouns_are_right_or_left_open() {
    let counts = count(PRONOUNS, &[MentionKind::Pronoun]);
    let all = counts.right + counts.wrong.len() + counts.open.len();
    assert!(counts.wrong.len() * 20 <= all, "{counts:#?}");
    assert!(counts.right * 10 >= all * 8, "{counts:#?}");
}

const DESCRIPTIONS: &[&str] = &[
    "French President Emmanuel Macron and German Chancellor Olaf Scholz met on Monday. The \
     [French president=Macron] said little. The [German leader=Scholz] left early.",
    "Dana Kovac, the bank\u{2019}s chief economist, spoke on Monday. The [economist=Kovac] saw no recession.",
    "Foreign Minister Ana Silva resigned. The [minister=Silva] gave no reason.",
    "Defence Minister Jan Maly and Foreign Minister Ana Silva spoke. The [foreign minister=Silva] \
     was angry.",
    "Prime Minister Leo Varga flew to Rome. The [minister=?] of health stayed.",
    "Kremlin spokesman Ilya Orlov denied it. The [Kremlin spokesman=Orlov] added that talks went on.",
    "A spokesman declined to comment. Agency spokesman Tim Ford had spoken before. The [spokesman=?] left.",
    "Carmaker Volvo cut jobs on Monday. The [carmaker=Volvo] blamed the market.",
    "Barclays Bank reported a loss on Monday. The [bank=Bank] will close ten branches.",
    "The Foreign Ministry of Poland protested. The [ministry=Poland] summoned the envoy.",
    "Police searched a bank in Leeds. Later Lloyds Bank fell. The [bank=?] was empty.",
    "Wellington was quiet on Sunday. Many left the [New Zealand capital=Wellington] for the coast.",
    "The king of Norway arrived in Oslo on Monday. The [capital=Oslo] was covered in snow.",
    "Chile won the vote on Monday. The [country=Chile] has waited for years.",
    "Chile and Peru signed the treaty. The [country=?] has waited for years.",
    "Former President Carlos Vega was arrested. The [former president=Vega] denied everything. The \
     [president=?] was silent.",
];

#[test]
fn descriptions_are_right_or_left_open() {
    let counts = count(DESCRIPTIONS, &[MentionKind::Nominal]);
    assert!(counts.wrong.is_empty(), "{counts:#?}");
    assert!(counts.open.len() <= 3, "{counts:#?}");
}

#[test]
fn roles_of_persons() {
    let roles = |text: &str, name: &str| -> Vec<String> {
        let entities = entities(text);
        let entity = entities.iter().find(|e| e.canonical_name == name).expect(name);
        entity.roles.iter().map(|role| role.of(text).to_owned()).collect()
    };
    let text = "Kremlin spokesman Ilya Orlov spoke on Monday. Orlov, the president\u{2019}s adviser, left.";
    assert_eq!(roles(text, "Ilya Orlov"), ["Kremlin spokesman", "president\u{2019}s adviser"]);
    let text =
        "US Secretary of State Ruth Hale and Mr. Jim Dunn met. Dunn is the head of the agency.";
    assert_eq!(roles(text, "Ruth Hale"), ["US Secretary of State"]);
    assert_eq!(roles(text, "Jim Dunn"), ["head of the agency"]);
    let text = "On Monday President Nina Falk flew home. President Falk was tired. Guests came.";
    assert_eq!(roles(text, "Nina Falk"), ["President"]);
    let text =
        "The president of the Republic of Korea, Min Seo Park, said President Ola Berg came.";
    assert_eq!(roles(text, "Ola Berg"), ["President"]);
}
