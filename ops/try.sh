#!/usr/bin/env bash
# Shows ftr at work: the real daemon on a router with three uplinks, in network namespaces of this machine; one
# uplink is cut and healed under traffic. Touches nothing outside of them, ends by itself, cleans up.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
cd "$here/.."
. "$here/java.sh"
. "$here/install.sh"

build() {
  [[ -f target/ftr.jar ]] && [[ -z $(find src/main schema pom.xml -newer target/ftr.jar -print -quit) ]] && return
  echo "building ftr (the first time takes a minute or two) ..."
  mvn -q -B -ntp -Dstyle.color=never -DskipTests package
}

if ! can_be_root 2>/dev/null; then
  echo "Neither root nor sudo: no network namespaces, so this shows the simulated demo instead of the real daemon."
  install_missing "${BUILD_PROGRAMS[@]}"
  need_java
  build
  exec "$here/ftr" monitor --demo --seed 1 --for 30s
fi
install_missing "${LAB_PROGRAMS[@]}" "${BUILD_PROGRAMS[@]}"
need_java
build
if ((EUID != 0)); then
  echo "network namespaces need root: going on with sudo"
  exec sudo -E env "JAVA_HOME=$JAVA_HOME" "PATH=$PATH:/usr/sbin:/sbin" "$here/try.sh"
fi

lab=try-$$ folder=$(mktemp -d) stage=
finish() {
  trap '' INT TERM HUP
  if [[ -n $stage ]]; then kill "$stage" 2>/dev/null || true; wait "$stage" || true; fi
  "$here/lab/lab" down "$lab" || true
  rm -rf -- "$folder"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

"$here/lab/lab" up "$lab" --for 120 >/dev/null
# In the background, so that a signal to this script is acted on at once.
timeout --foreground 90 "$here/lab/stage" show "$lab" "$folder" &
stage=$!
status=0
wait "$stage" || status=$?
stage=
exit "$status"
