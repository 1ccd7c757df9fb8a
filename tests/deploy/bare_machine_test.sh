#!/usr/bin/env bash
# Runs the README's two commands on a Debian 12 that has nothing else in it.
#   tests/deploy/bare_machine_test.sh              both
#   tests/deploy/bare_machine_test.sh --demo-only  tools/demo
#   tests/deploy/bare_machine_test.sh --test-only  tools/test
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/deploy/bookworm.sh

[ "${STATIONBUS_TEST_BARE:-}" = 1 ] ||
  skip "STATIONBUS_TEST_BARE=1 lets this test install debootstrap and build all twice"
[ "$(id -u)" -eq 0 ] || skip "a machine in a folder needs root"
command -v apt-get > /dev/null || skip "this is no Debian"

commands=("tools/demo --updates 20" "tools/test")
case "${1:-}" in
  --demo-only) commands=("${commands[0]}") ;;
  --test-only) commands=("${commands[1]}") ;;
  '') ;;
  *) sed -n '2,5s/^# *//p' "$0" >&2; exit 2 ;;
esac

work=$(mktemp -d)
root=$work/root
trap 'rm -rf --one-file-system "$work"' EXIT

# As the next commit would have it: without what is ignored.
copy_sources() {
  mkdir "$root/stationbus"
  git ls-files -z --cached --others --exclude-standard |
    while IFS= read -r -d '' file; do
      [ ! -e "$file" ] || printf '%s\0' "$file"
    done | tar --null -T - -c | tar -C "$root/stationbus" --no-same-owner -x
}

# Mounts and processes live in name spaces of their own and end with them.
inside() { # COMMAND
  # shellcheck disable=SC2016 # expands inside
  unshare --mount --pid --fork --kill-child bash -eu -c '
    mount -t proc proc "$0/proc"
    mount --bind /sys "$0/sys"
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$0/dev/pts"
    mount -t tmpfs tmpfs "$0/dev/shm"
    exec chroot "$0" /usr/bin/env -i HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin \
      bash -c "cd /stationbus && $1"' "$root" "$1"
}

say "making a bare Debian 12"
command -v debootstrap > /dev/null || install_packages "$work/log" debootstrap
make_bookworm "$root" "$work/log"
copy_sources

for command in "${commands[@]}"; do
  say "$command"
  begin=$SECONDS
  inside "$command" < /dev/null || {
    echo "failed: $command, after $((SECONDS - begin)) s"
    exit 1
  }
  echo "$command took $((SECONDS - begin)) s"
done
say "passed"
