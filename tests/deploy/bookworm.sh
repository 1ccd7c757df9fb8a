# shellcheck shell=bash
# What the tests of deploy/ share: a bare Debian 12 to build and run in.

skip() {
  echo "skipped: $*"
  exit 77
}

say() {
  echo "--- $* (after $SECONDS s)"
}

# Runs quietly; what it said is told if it fails.
quietly() { # LOG COMMAND...
  local log=$1
  shift
  "$@" > "$log" 2>&1 || {
    tail -n 40 "$log"
    echo "failed: $*"
    return 1
  }
}

install_packages() { # LOG PACKAGE...
  local log=$1
  shift
  quietly "$log" apt-get update -q
  quietly "$log" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

# Where this machine gets Debian from: no mirror is named here.
debian_mirror() {
  # shellcheck disable=SC2016 # apt-get's variables
  apt-get indextargets --format '$(CODENAME) $(REPO_URI)' 'Created-By: Packages' 'Component: main' |
    sed -n 's/^bookworm //p' | head -n 1
}

# A fresh Debian 12 that gets its packages the way this machine does.
make_bookworm() { # FOLDER LOG
  quietly "$2" debootstrap --variant=minbase bookworm "$1" "$(debian_mirror)"
  rm -rf "$1"/etc/apt/sources.list* "$1"/etc/apt/apt.conf.d
  cp -aL /etc/apt/sources.list* /etc/apt/apt.conf.d "$1/etc/apt/"
  cp -aL /etc/apt/trusted.gpg.d /etc/apt/keyrings "$1/etc/apt/" 2> /dev/null || true
  cp -L /etc/resolv.conf "$1/etc/resolv.conf"
}
