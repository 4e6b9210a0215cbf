# Sourced by the scripts: messages, and the tools that checks need.
# shellcheck shell=bash

TARGET_DIR=$(realpath -m "${CARGO_TARGET_DIR:-target}")
TOOLS_DIR=$TARGET_DIR/tools
export TARGET_DIR

say() { printf '\n==> %s\n' "$*"; }

die() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# need COMMAND WHAT-TO-DO
need() { command -v "$1" >/dev/null || die "$1 is missing: $2"; }

# Fails with all that is missing at once to be told what to install.
need_basics() {
    need cargo "install Rust 1.95 or newer with rustup"
    need cc "install a C compiler (Debian: apt-get install build-essential)"
    need python3 "install Python 3.10 or newer"
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
        die "python3 is older than 3.10"
}

# install_tools REQUIREMENTS-FILE: puts pinned tools into target/tools/venv and its
# programs first on PATH. Does nothing when that very file is installed already.
install_tools() {
    local file=$1 venv=$TOOLS_DIR/venv stamp
    stamp=$TOOLS_DIR/$(cksum <"$file" | tr ' ' -)
    if [[ ! -e $stamp ]]; then
        say "installing the tools of $file into $venv"
        mkdir -p "$TOOLS_DIR"
        if [[ ! -x $venv/bin/python ]]; then
            python3 -m venv "$venv" ||
                die "python3 cannot make virtual environments (Debian: apt-get install python3-venv)"
        fi
        "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$file" ||
            die "the tools of $file could not be installed"
        touch "$stamp"
    fi
    export PATH=$venv/bin:$PATH
}
