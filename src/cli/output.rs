//! Options on the output, the same for every command that prints findings.

use clap::{Args, ValueEnum};

use super::render::{ColorChoice, Style};

/// Form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// For programs: the protobuf JSON mapping of the service's response.
    Json,
}

/// Options on the output.
#[derive(Args, Clone, Debug)]
pub(super) struct OutputArgs {
    /// Form of the output.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,

    #[command(flatten)]
    pub(super) look: LookArgs,
}

/// Options on how text looks.
#[derive(Args, Clone, Debug)]
pub(super) struct LookArgs {
    /// When to use colour. NO_COLOR turns `auto` off.
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    pub(super) color: ColorChoice,

    /// Use no symbols beyond ASCII; the rule where the locale has no UTF-8.
    #[arg(long)]
    pub(super) ascii: bool,
}

impl LookArgs {
    /// How text output looks. The width is that of the terminal, or COLUMNS, or 100.
    pub(super) fn style(&self) -> Style {
        Style::of_stdout(self.color, self.ascii)
    }
}
