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

# Finds Chromium, for the tests of the HTML report, and installs it where that needs no one's
# leave: on Debian and its kin as root, or with sudo that asks for no password.
need_chromium() {
    local name
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome; do
        [[ -n $name ]] && CHROMIUM=$(command -v "$name") && export CHROMIUM && return
    done
    command -v apt-get >/dev/null || die "Chromium is missing: install it, or set CHROMIUM to its path"
    local as_root=()
    if ((EUID != 0)); then
        sudo -n true 2>/dev/null ||
            die "Chromium is missing: apt-get install chromium, or set CHROMIUM to its path"
        as_root=(sudo -n)
    fi
    say "installing Chromium"
    "${as_root[@]}" apt-get update -qq &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -qq -y --no-install-recommends chromium >/dev/null ||
        die "Chromium could not be installed"
    CHROMIUM=$(command -v chromium) || die "Chromium is still missing"
    export CHROMIUM
}
