//! Settings as users meet them: the command that checks and shows them, the server that is
//! told by file, environment and flags, and the pages that are generated from them.

use std::{fs, path::Path};

use parallax::config::{self, SETTINGS};
use serde_json::Value;

use crate::support::{Run, generated};

/// A run in a folder with this settings file.
fn with_file(text: &str) -> Run {
    Run::new(&[("parallax.toml", text.as_bytes())])
}

#[test]
fn the_settings_file_and_the_table_are_those_of_the_code() {
    generated::check_part("docs/configuration.md", "settings", &config::table());
    generated::check_file("deploy/parallax.toml", &config::example());
    assert_eq!(Run::new(&[]).stdout(&["config", "example"]), config::example());
}

#[test]
fn every_fault_is_told_at_once_with_its_place() {
    let run = with_file("[limits]\nmax_cals = 3\n");
    let output = run
        .command(&["config", "check", "--config", "parallax.toml", "--call-timeout", "2 weeks"])
        .env("PARALLAX_QUEUE", "many")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let expected = "\
parallax: parallax.toml:2: there is no setting max_cals in [limits]; did you mean max_calls in [limits]?
parallax: PARALLAX_QUEUE: queue must be 0 to 65536, not many
parallax: --call-timeout: call_timeout must be 1ms to 1h (ms, s, m, h or d), not \"2 weeks\"
";
    assert_eq!(String::from_utf8(output.stderr).unwrap(), expected);
    assert!(output.stdout.is_empty());
    // The documentation shows these very lines.
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/configuration.md");
    let page = fs::read_to_string(page).unwrap();
    for line in expected.lines() {
        assert!(page.contains(&line.replace(":2: there", ":4: there")), "{line}");
    }
}

#[test]
fn the_server_does_not_start_with_faults() {
    let run = with_file("[server]\nlisten = \"nowhere\"\n[analysis]\nworkers = 0\n");
    let told = run.refused(&["serve", "--config", "parallax.toml"]);
    assert!(told.contains("parallax.toml:2: listen must be an IP address"), "{told}");
    assert!(told.contains("parallax.toml:4: workers must be 1 to 1024, not 0"), "{told}");
}

#[test]
fn every_value_is_shown_with_its_origin() {
    let run = with_file("[limits]\nmax_calls = 3\n[log]\nlog = \"warn\"\n");
    let shown = run
        .command(&["config", "show", "--format", "json", "--queue=7"])
        .env("PARALLAX_CONFIG", "parallax.toml")
        .env("PARALLAX_LOG", "debug")
        .env("PARALLAX_MAX_CALL", "9")
        .output()
        .unwrap();
    let warned = String::from_utf8(shown.stderr).unwrap();
    let warning = "parallax: warning: PARALLAX_MAX_CALL is no setting; did you mean \
                   PARALLAX_MAX_CALLS?\n";
    assert_eq!(warned, warning);
    let shown: Value = serde_json::from_slice(&shown.stdout).unwrap();
    let shown = shown.as_array().unwrap();
    assert_eq!(shown.len(), SETTINGS.len());
    let of = |name: &str| {
        let setting = shown.iter().find(|setting| setting["name"] == name).unwrap();
        (setting["value"].as_str(), setting["origin"].as_str().unwrap())
    };
    assert_eq!(of("max_calls"), (Some("3"), "parallax.toml:2"));
    assert_eq!(of("log"), (Some("debug"), "PARALLAX_LOG"));
    assert_eq!(of("queue"), (Some("7"), "--queue"));
    assert_eq!(of("watch_retention"), (Some("7d"), "default"));
    assert_eq!(of("model"), (None, "default"));

    let text = run.stdout(&["config", "show", "--config", "parallax.toml"]);
    assert_eq!(text.lines().count(), SETTINGS.len());
    let line = text.lines().find(|line| line.starts_with("max_calls ")).unwrap();
    let words: Vec<_> = line.split_whitespace().collect();
    assert_eq!(words, ["max_calls", "3", "parallax.toml:2"]);
}

#[test]
fn secrets_are_never_shown() {
    let run = with_file("[telemetry]\notlp_headers = \"x-key=opensesame\"\n");
    for format in ["text", "json", "toml"] {
        let shown =
            run.stdout(&["config", "show", "--format", format, "--config", "parallax.toml"]);
        assert!(shown.contains("(hidden)") && !shown.contains("opensesame"), "{shown}");
    }
    let run = with_file("[telemetry]\notlp_headers = \"opensesame\"\n");
    let told = run.refused(&["config", "check", "--config", "parallax.toml"]);
    let expected = "parallax: parallax.toml:2: otlp_headers must be name=value, name=value, not \
                    (hidden)\n";
    assert_eq!(told, expected);
    let run = with_file("[telemetry]\notlp_endpoint = \"http://me:opensesame@[::1]:4317\"\n");
    let told = run.refused(&["config", "check", "--config", "parallax.toml"]);
    let expected = "parallax: parallax.toml:2: otlp_endpoint must be a URL without TLS or \
                    credentials, as http://127.0.0.1:4317, not http://...@[::1]:4317\n";
    assert_eq!(told, expected);
    let help = run.stdout(&["serve", "--help"]);
    assert!(!help.contains("--otlp-headers"), "others can read the flags of a process");
}

#[test]
fn what_is_shown_as_toml_can_be_read_back() {
    let run = with_file("[limits]\nmax_calls = 3\n");
    let shown = run.stdout(&["config", "show", "--format", "toml", "--config", "parallax.toml"]);
    fs::write(run.folder.path().join("again.toml"), &shown).unwrap();
    let values = |file| {
        let shown = run.stdout(&["config", "show", "--format", "json", "--config", file]);
        let shown: Value = serde_json::from_str(&shown).unwrap();
        let settings = shown.as_array().unwrap().iter();
        settings.map(|setting| setting["value"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(values("again.toml"), values("parallax.toml"));
}

#[test]
fn a_check_reads_the_files_that_are_named() {
    let run = with_file("[analysis]\nmodel = \"gone.plx\"\ngazetteer = \"names.jsonl\"\n");
    let told = run.refused(&["config", "check", "--config", "parallax.toml"]);
    assert_eq!(told.lines().count(), 2, "{told}");
    assert!(told.contains("gone.plx") && told.contains("names.jsonl"), "{told}");
    let run = with_file(
        "[tls]\ntls_cert = \"cert.pem\"\ntls_key = \"gone.pem\"\n[auth]\ncallers = \"callers.jsonl\"\n\
         jwt_keys = \"keys.json\"\njwt_issuer = \"https://id.example\"\njwt_audience = \"parallax\"\n",
    );
    for (name, text) in [("cert.pem", ""), ("callers.jsonl", "opensesame"), ("keys.json", "{}")] {
        fs::write(run.folder.path().join(name), text).unwrap();
    }
    let told = run.refused(&["config", "check", "--config", "parallax.toml"]);
    let begins: Vec<_> = told.lines().map(|line| line.split(": ").nth(1).unwrap()).collect();
    let expected = [
        "cannot use the certificate of cert.pem, gone.pem",
        "cannot use the callers of callers.jsonl",
        "cannot use the keys of tokens of keys.json",
    ];
    assert_eq!(begins, expected, "{told}");
    assert!(!told.contains("opensesame"), "{told}");
    // A server tells the first of them, and ends as the check does.
    let serve = ["serve", "--config", "parallax.toml", "--listen", "127.0.0.1:0"];
    let output = run.command(&serve).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains(&format!("parallax: {}", expected[0])), "{told}");
    let sound = Run::new(&[]).stdout(&["config", "check"]);
    assert_eq!(sound, format!("all {} settings are sound; 0 are set\n", SETTINGS.len()));
}

#[test]
fn every_flag_is_in_the_help_with_variable_and_default() {
    let help = Run::new(&[]).stdout(&["serve", "--help"]);
    let help: String = help.split_whitespace().flat_map(|word| [word, " "]).collect();
    for setting in SETTINGS {
        let Some(flag) = setting.flag() else { continue };
        let end = if setting.is_switch() { "[" } else { " " };
        assert!(help.contains(&format!("--{flag}{end}")), "{flag}");
        assert!(help.contains(&format!("[env: {}]", setting.variable)), "{flag}");
        if let Some(value) = setting.default_value() {
            assert!(help.contains(&format!("[env: {}] [default: {value}]", setting.variable)));
        }
    }
}
