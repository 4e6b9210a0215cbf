//! Files, and parts of files, that are generated from the code. With `UPDATE_DOCS=1` in the
//! environment they are written, else they are checked.

use std::{env, fs, path::Path};

/// Checks that a file is what the code makes of it.
#[track_caller]
pub fn check_file(path: &str, expected: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&file, expected).unwrap();
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(found == expected, "{path} is stale: run the tests with UPDATE_DOCS=1");
}

/// Checks what stands between `<!-- generated: NAME -->` and `<!-- end of generated -->`.
#[track_caller]
pub fn check_part(path: &str, name: &str, expected: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = fs::read_to_string(&file).unwrap();
    let begin = format!("<!-- generated: {name} -->\n");
    let (before, rest) = text.split_once(&begin).expect("the mark of the part");
    let (_, after) = rest.split_once("<!-- end of generated -->").expect("the part ends");
    let whole = format!("{before}{begin}\n{expected}\n<!-- end of generated -->{after}");
    check_file(path, &whole);
}
