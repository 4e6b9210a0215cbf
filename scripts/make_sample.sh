#!/usr/bin/env bash
# Makes the sample of the README: docs/sample-report.html, the comparison of the seeds, and its
# picture docs/sample-report.png, with the debug build of the working tree.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/lib.sh
. scripts/lib.sh

need_basics
need_chromium
install_tools tests/python/requirements.txt
cargo build --locked --bin parallax
"$TARGET_DIR/debug/parallax" compare --html docs/sample-report.html seeds/*.txt
python scripts/picture_of_report.py docs/sample-report.html docs/sample-report.png
ls -l docs/sample-report.*
