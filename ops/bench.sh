#!/usr/bin/env bash
# Measures ftr in the lab. As root; cleans up.
#   ops/bench.sh failover   silent cut to last lost new connection, 10 cuts (about 2 minutes)
#   ops/bench.sh routes     plan with a million foreign routes in table main, and with none; apply twice
#   ops/bench.sh all        both
# FTR_BENCH_CUTS and FTR_BENCH_ROUTES change the numbers.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
. "$here/java.sh"
. "$here/install.sh"
cuts=${FTR_BENCH_CUTS:-10} routes=${FTR_BENCH_ROUTES:-1000000}

usage() { sed -n '3,6s/^# *//p' "$0" >&2; exit 64; }
[[ $# == 1 && $1 =~ ^(failover|routes|all)$ ]] || usage
install_missing "${LAB_PROGRAMS[@]}"
need_java
((EUID == 0)) || exec sudo -E env "JAVA_HOME=$JAVA_HOME" "PATH=$PATH:/usr/sbin:/sbin" "$here/bench.sh" "$@"
"$here/ftr" --version >/dev/null # builds, if nothing is built

lab=$here/lab/lab folder=$(mktemp -d) labs=() child=
finish() {
  trap '' INT TERM HUP
  local each
  if [[ -n $child ]]; then kill "$child" 2>/dev/null || true; wait "$child" || true; fi
  for each in "${labs[@]}"; do "$lab" down "$each" || true; done
  rm -rf -- "$folder"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

lab_up() { # NAME
  labs+=("$1")
  "$lab" up "$1" --for 900 >/dev/null
}

failover() {
  lab_up "bench-$$-failover"
  mkdir "$folder/failover"
  timeout --foreground 600 "$here/lab/stage" failover "bench-$$-failover" "$folder/failover" "$cuts" &
  child=$!
  local status=0
  wait "$child" || status=$?
  child=
  return "$status"
}

on_router() { # NAME COMMAND...
  "$lab" exec "$1" router "${@:2}"
}

ftr_on() { # NAME COMMAND...
  on_router "$1" "$here/ftr" --config "$folder/$1.yaml" --run-dir "$folder/run-$1" --state-dir "$folder/state-$1" "${@:2}"
}

up=eth1=up,eth2=up,eth3=up

took() { # COMMAND... -> milliseconds in $REPLY
  local begin=${EPOCHREALTIME/[.,]/}
  "$@" >"$folder/out" 2>&1 || { cat "$folder/out" >&2; return 1; }
  REPLY=$(((${EPOCHREALTIME/[.,]/} - begin) / 1000))
}

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

routes() {
  local few=bench-$$-few many=bench-$$-many each
  for each in "$few" "$many"; do
    lab_up "$each"
    "$lab" config "$each" >"$folder/$each.yaml"
  done
  took ftr_on "$few" apply --health "$up" || return
  local first=$REPLY
  took ftr_on "$few" apply --health "$up" || return
  grep -q 'Nothing to change' "$folder/out" || { echo "the second apply changed something:" >&2; cat "$folder/out" >&2; return 1; }
  echo "apply: the first takes $first ms, the second (nothing to change) $REPLY ms"
  ftr_on "$many" apply --health "$up" >/dev/null || return

  echo "routes: loading $routes foreign routes into table main ..."
  # 16.0.0.0/12 and what follows: as many host routes as wanted.
  awk -v n="$routes" 'BEGIN { for (i = 0; i < n; i++) printf "route add %d.%d.%d.%d/32 via 10.77.0.2 dev eth0 proto bgp\n",
    16 + int(i / 16777216), int(i / 65536) % 256, int(i / 256) % 256, i % 256 }' >"$folder/batch"
  on_router "$many" ip -batch "$folder/batch" || return
  rm "$folder/batch"
  local round medians=()
  for round in {1..9}; do
    for each in "$few" "$many"; do
      took ftr_on "$each" plan --health "$up" --detailed-exitcode || return
      echo "$REPLY" >>"$folder/times-$each"
    done
  done
  for each in "$few" "$many"; do medians+=("$(median <"$folder/times-$each")"); done
  awk -v a="${medians[0]}" -v b="${medians[1]}" -v n="$routes" 'BEGIN {
    printf "routes: plan, median of 9: none %d ms, %d foreign routes %d ms, ratio %.2f\n", a, n, b, b / a }'
}

status=0
if [[ $1 != routes ]]; then failover || status=1; fi
if [[ $1 != failover ]]; then routes || status=1; fi
exit "$status"
