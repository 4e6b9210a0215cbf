//! The `parallax` command.
fn main() -> anyhow::Result<()> {
    parallax::cli::run()
}
