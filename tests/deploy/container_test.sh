#!/usr/bin/env bash
# Builds the image, brings the demo plant up and asks its bus for values. Needs
# no Docker: podman, buildah and a base image of its own.
set -euo pipefail
cd "$(dirname "$0")/../.."
. tests/deploy/bookworm.sh

[ "${STATIONBUS_TEST_CONTAINER:-}" = 1 ] ||
  skip "STATIONBUS_TEST_CONTAINER=1 lets this test install podman and take minutes"
[ "$(id -u)" -eq 0 ] || skip "installing and running containers needs root"
command -v apt-get > /dev/null || skip "this is no Debian"

work=$(mktemp -d)
log=$work/log
compose() { podman-compose -f deploy/compose.yaml "$@"; }

finish() {
  local code=$?
  trap - EXIT
  if command -v podman > /dev/null; then
    [ "$code" -eq 0 ] || compose logs 2>&1 | tail -n 40
    compose down -t 5 > /dev/null 2>&1 || true
    podman rm -fa > /dev/null 2>&1 || true
    podman network prune -f > /dev/null 2>&1 || true
    podman rmi -fa > /dev/null 2>&1 || true
  fi
  rm -rf --one-file-system "$work"
  exit "$code"
}
trap finish EXIT

# Images, containers and networks go to the work folder: others on this machine
# are not touched, and none is left behind.
cat > "$work/containers.conf" <<END
[containers]
default_ulimits = ["nofile=1024:4096", "nproc=1000:1000"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[network]
network_backend = "netavark"
network_config_dir = "$work/networks"
END
cat > "$work/storage.conf" <<END
[storage]
driver = "overlay"
graphroot = "$work/storage"
runroot = "$work/run"
END
mkdir "$work/networks"
export CONTAINERS_CONF=$work/containers.conf CONTAINERS_STORAGE_CONF=$work/storage.conf

say "installing podman, buildah and debootstrap"
install_packages "$log" podman podman-compose buildah debootstrap runc iptables iproute2 netavark \
  aardvark-dns
say "making the base image"
make_bookworm "$work/rootfs" "$log"
tar -C "$work/rootfs" --one-file-system -c . | quietly "$log" podman import -q - localhost/debian:bookworm-slim

# The format of OCI has no HEALTHCHECK.
say "building the image"
quietly "$log" buildah bud --format docker --isolation chroot -t stationbus \
  -f deploy/container/Containerfile .
podman image inspect --format '{{.Size}}' stationbus localhost/debian:bookworm-slim |
  awk 'NR == 1 {all = $1} NR == 2 {printf "the image adds %.0f MB to its base\n", (all - $1) / 1e6}'

say "running it without a station"
got=$(podman run --rm --read-only --no-healthcheck --cap-drop all stationbus --version)
echo "$got"
[[ $got == stationbus\ * ]]
[ "$(podman image inspect --format '{{.Config.User}}' stationbus)" = 10001:10001 ]
if podman run --rm --read-only --no-healthcheck stationbus > "$log" 2>&1; then
  echo "failed: it ran without a configuration"
  exit 1
fi
grep station.yaml "$log"

say "bringing the demo plant up"
quietly "$log" compose up -d
up=
for _ in $(seq 60); do
  compose exec -T bus stationbus status --timeout 2 > "$log" 2>&1 &&
    [ "$(grep -cw connected "$log")" -eq 2 ] && up=yes && break
  sleep 0.5
done
cat "$log"
[ "$up" = yes ] || { echo "failed: the bus did not connect to both devices"; exit 1; }
say "watching"
compose exec -T bus stationbus watch --updates 5 --seconds 30 2> /dev/null | tee "$work/values"
grep -q inverter1:active_power "$work/values"

bus=$(podman ps --format '{{.Names}}' | grep bus)
podman run --rm --read-only --no-healthcheck --network "container:$bus" stationbus \
  watch battery1: --updates 1 --seconds 30 > "$work/values"
grep -q battery1:power "$work/values"

say "checking its health"
podman healthcheck run "$bus"
podman kill --signal STOP "$bus" > /dev/null
if podman healthcheck run "$bus" > "$log" 2>&1; then
  echo "failed: a bus that does not answer is called healthy"
  exit 1
fi
podman kill --signal CONT "$bus" > /dev/null
podman healthcheck run "$bus"

say "taking it down"
quietly "$log" podman stop -t 5 "$bus"
[ "$(podman inspect --format '{{.State.ExitCode}}' "$bus")" = 0 ] || {
  podman logs "$bus"
  echo "failed: the bus did not end in order"
  exit 1
}
quietly "$log" compose down -t 5
say "passed"
