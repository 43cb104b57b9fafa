#!/usr/bin/env bash
# Measures ftr in the lab. As root; cleans up.
#   ops/bench.sh failover   silent cut to last lost new connection, 20 cuts with interval 1 and 20 with 200ms (10 minutes)
#   ops/bench.sh one-switch the same with all providers behind one switch, beside an interface each (20 minutes)
#   ops/bench.sh routes     plan with a million foreign routes in table main, and with none; apply twice
#   ops/bench.sh probes     CPU per 1000 probes, on 64 uplinks with 16 targets at 10/s each; beside fping and ping
#   ops/bench.sh steady     CPU, memory and processes of the daemon when nothing happens (3 minutes; asked for 10)
#   ops/bench.sh memory     memory of the installed image's daemon, each minute (10 minutes)
#   ops/bench.sh core       the desired state and the plan alone, in JMH: 3 and 64 uplinks, none and 1000 policies (2 minutes); needs no root
#   ops/bench.sh wolf       false alarms with 5 and 10 % of loss (10 minutes)
#   ops/bench.sh flap       changes of the routing by an uplink that fails and returns every 5 s (5 minutes)
#   ops/bench.sh simulate   a month of each kind of bad weather with the example's settings, in virtual time; needs no root
#   ops/bench.sh policies   a plan of 1000 policies, and as root the first apply, reading back and one change, nft and legacy
#   ops/bench.sh carrier    carrier lost to last lost new connection, and to UDP on another uplink, 20 times (2 minutes)
#   ops/bench.sh drift      100 deletions of one object of ours, to its being back (2 minutes)
#   ops/bench.sh kill9      200 times kill -9 at random moments of changes, and a start (10 minutes)
#   ops/bench.sh reload     a config written in seven ways, 10 times each; 500 broken ones (5 minutes)
#   ops/bench.sh plan20     a plan of 20 changes and more, from trigger to verified, 30 times (1 minute)
#   ops/bench.sh chaos      random faults, sabotage, configs, kill -9 ... under traffic, with several seeds (10 minutes)
#   ops/bench.sh mail       100 outages, kill -9, a mail server that fails half of the time: what reaches the mailbox (15 minutes)
#   ops/bench.sh mail-outage all uplinks down for 5 minutes: seconds to the mail about it after the first is back (6 minutes)
#   ops/bench.sh mail-hang  failover times by turns without mail and with a mail server that hangs, 20 cuts each (7 minutes)
#   ops/bench.sh start      how long commands of the installed image take, beside Ruby with yaml and mail (1 minute)
#   ops/bench.sh all        all of them but simulate, policies and core
# FTR_BENCH_CUTS, FTR_BENCH_INTERVAL (one or more, "1 200ms"), FTR_BENCH_ROUTES, FTR_BENCH_MINUTES (steady, memory, wolf, flap, chaos),
# FTR_BENCH_CARRIERS, FTR_BENCH_DELETIONS, FTR_BENCH_KILLS, FTR_BENCH_RELOADS, FTR_BENCH_BROKEN, FTR_BENCH_PLANS,
# FTR_BENCH_OUTAGES (mail), FTR_BENCH_OUTAGE (seconds of mail-outage) and FTR_BENCH_SEEDS ("1 2 3") change the numbers,
# FTR_BENCH_BACKEND=legacy the iptables of carrier, drift, kill9, reload, plan20 and chaos.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
. "$here/java.sh"
. "$here/install.sh"
cuts=${FTR_BENCH_CUTS:-20} intervals=${FTR_BENCH_INTERVAL:-1 200ms} routes=${FTR_BENCH_ROUTES:-1000000}

usage() { sed -n '3,28s/^# *//p' "$0" >&2; exit 64; }
[[ $# == 1 && $1 =~ ^(failover|one-switch|routes|probes|steady|memory|core|wolf|flap|simulate|policies|carrier|drift|kill9|reload|plan20|chaos|mail|mail-outage|mail-hang|start|all)$ ]] || usage
if [[ $1 == simulate ]]; then
  need_java
  [[ -f $here/../target/test-classes/dev/ftr/health/SimulationTable.class ]] ||
    (cd "$here/.." && mvn -q -B -Dstyle.color=never test-compile >&2)
  exec "$JAVA_HOME/bin/java" -cp "$here/../target/classes:$here/../target/test-classes" dev.ftr.health.SimulationTable
fi
if [[ $1 == policies || $1 == core ]]; then
  need_java
  [[ -f $here/../target/test-classes/dev/ftr/plan/PlanBench.class ]] ||
    (cd "$here/.." && mvn -q -B -Dstyle.color=never test-compile >&2)
  classes=$(cd "$here/.." && mvn -q -B -Dstyle.color=never dependency:build-classpath -Dmdep.outputFile=/dev/stdout)
  classes=$here/../target/classes:$here/../target/test-classes:$classes
  jmh=(dev.ftr.plan.PlanBench)
  [[ $1 != core ]] || jmh+=(-f 1 -wi 2 -w 500ms -i 3 -r 500ms)
  "$JAVA_HOME/bin/java" -cp "$classes" org.openjdk.jmh.Main "${jmh[@]}"
  [[ $1 != core ]] || exit 0
  ((EUID != 0)) || "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -cp "$classes" dev.ftr.plan.PoliciesBench
  exit
fi
install_missing "${LAB_PROGRAMS[@]}"
need_java
((EUID == 0)) || exec sudo -E env "JAVA_HOME=$JAVA_HOME" "PATH=$PATH:/usr/sbin:/sbin" "$here/bench.sh" "$@"
"$here/ftr" --version >/dev/null # builds, if nothing is built

lab_options=() lab=$here/lab/lab folder=$(mktemp -d) labs=() child=
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

lab_up() { # NAME SECONDS BACKEND
  labs+=("$1")
  "$lab" up "$1" --for "${2:-900}" --backend "${3:-nft}" "${lab_options[@]}" >/dev/null
}

stage() { # COMMAND LIMIT ARGUMENTS...
  in_lab "$1" "$2" nft "$here/lab/stage" "$1" LAB FOLDER "${@:3}"
}

measure() { # COMMAND LIMIT ARGUMENTS...
  in_lab "$1" "$2" "${FTR_BENCH_BACKEND:-nft}" "$here/lab/measure" "$1" LAB FOLDER "${@:3}"
}

in_lab() { # LABEL LIMIT BACKEND PROGRAM WORDS...: in a lab of its own, ended after LIMIT seconds; LAB and FOLDER are put in
  local name=bench-$$-${#labs[@]}-$1 status=0 each words=()
  lab_up "$name" $(($2 + 60)) "$3"
  mkdir "$folder/$name"
  for each in "${@:4}"; do
    case $each in
      LAB) words+=("$name") ;;
      FOLDER) words+=("$folder/$name") ;;
      *) words+=("$each") ;;
    esac
  done
  timeout --foreground "$2" "${words[@]}" &
  child=$!
  wait "$child" || status=$?
  child=
  "$lab" down "$name"
  return "$status"
}

limit() { # MINUTES -> seconds that a stage of that length may take
  awk -v minutes="$1" 'BEGIN { printf "%d", minutes * 60 + 180 }'
}

failover() {
  local interval status=0
  for interval in $intervals; do
    stage failover $((cuts * 60 + 120)) "$cuts" "$interval" || status=1
  done
  return $status
}

one-switch() { # detection must not be slower than with an interface each
  local interval status=0 each
  for interval in $intervals; do
    for each in separate one-switch; do
      echo "$each:"
      lab_options=()
      [[ $each == separate ]] || lab_options=(--one-switch)
      stage failover $((cuts * 60 + 120)) "$cuts" "$interval" > >(tee "$folder/$each-$interval") || status=1
      wait $!
    done
    lab_options=()
    awk -v interval="$interval" '/interval [^:]*: median / { sub(/.*: median /, ""); median[FILENAME] = $1 }
      END { separate = median[ARGV[1]]; shared = median[ARGV[2]]
        printf "one-switch, interval %s: median %.2f s behind one switch, %.2f s with an interface each\n", interval, shared, separate
        exit shared > separate + 0.25 }' "$folder/separate-$interval" "$folder/one-switch-$interval" || status=1
  done
  return $status
}

for_minutes() { # COMMAND MINUTES
  local minutes=${FTR_BENCH_MINUTES:-$2}
  stage "$1" "$(limit "$minutes")" "$minutes"
}

steady() { for_minutes steady 2; }
memory() {
  local image=$here/../target/dist/ftr/bin/ftr minutes=${FTR_BENCH_MINUTES:-10}
  [[ -x $image ]] || "$here/dist.sh" || return
  stage memory "$(limit "$minutes")" "$image" "$minutes"
}
wolf() { for_minutes wolf 10; }
flap() { for_minutes flap 5; }

carrier() { measure carrier $((${FTR_BENCH_CARRIERS:-20} * 30 + 60)) "${FTR_BENCH_CARRIERS:-20}"; }
drift() { measure drift $((${FTR_BENCH_DELETIONS:-100} * 25 + 60)) "${FTR_BENCH_DELETIONS:-100}"; }
kill9() { measure kill9 $((${FTR_BENCH_KILLS:-200} * 20 + 60)) "${FTR_BENCH_KILLS:-200}"; }
plan20() { measure plan20 $((${FTR_BENCH_PLANS:-30} * 20 + 60)) "${FTR_BENCH_PLANS:-30}"; }
reload() {
  local times=${FTR_BENCH_RELOADS:-10} broken=${FTR_BENCH_BROKEN:-500}
  measure reload $((times * 100 + broken * 3 + 120)) "$times" "$broken"
}

mail() { in_lab mail $((${FTR_BENCH_OUTAGES:-100} * 30 + 1200)) nft "$here/lab/mailmeasure" mail LAB FOLDER "${FTR_BENCH_OUTAGES:-100}"; }
mail-outage() { # with the real server, known by its name
  local seconds=${FTR_BENCH_OUTAGE:-300}
  install_missing openssl:openssl dnsmasq:dnsmasq-base && unpack_missing "$MAIL_SERVER" "$here/../target/exim4" || return
  in_lab mail-outage $((seconds + 600)) nft "$here/lab/mailmeasure" mail-outage LAB FOLDER "$seconds"
}
mail-hang() { stage mail-hang $((cuts * 120 + 300)) "$cuts" "${intervals##* }"; }

chaos() { # the minutes are shared by the seeds
  local minutes=${FTR_BENCH_MINUTES:-10} seeds=() seed seconds status=0
  read -r -a seeds <<<"${FTR_BENCH_SEEDS:-$RANDOM $RANDOM $RANDOM}"
  seconds=$(awk -v minutes="$minutes" -v n="${#seeds[@]}" 'BEGIN { printf "%d", minutes * 60 / n }')
  for seed in "${seeds[@]}"; do
    # The lines of the actions are for those who look for what went wrong: FTR_BENCH_CHAOS_LOG keeps them.
    in_lab chaos $((seconds + 120)) "${FTR_BENCH_BACKEND:-nft}" "$here/lab/chaos" LAB FOLDER --seed "$seed" --seconds "$seconds" --blackout \
      >>"${FTR_BENCH_CHAOS_LOG:-/dev/null}" || status=1
  done
  return $status
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

# In network namespaces of its own, which the program removes itself.
probes() {
  local program installed=()
  install_missing fping:fping ping:iputils-ping || true
  for program in fping ping; do
    if command -v "$program" >/dev/null; then installed+=("$program"); fi
  done
  [[ -f $here/../target/test-classes/dev/ftr/probe/ProbeBench.class ]] ||
    (cd "$here/.." && mvn -q -B -Dstyle.color=never test-compile >&2) || return
  "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED -cp "$here/../target/classes:$here/../target/test-classes" \
    dev.ftr.probe.ProbeBench "${installed[@]}" &
  child=$!
  local status=0
  wait "$child" || status=$?
  child=
  return "$status"
}

# Of the image, as it is installed; by turns, so that what else runs meets all of them.
start() {
  local image=$here/../target/dist/ftr name=bench-$$-start round each names=(--version status validate plan) tries
  [[ -x $image/bin/ftr ]] || "$here/dist.sh" >&2 || return
  lab_up "$name"
  "$lab" config "$name" >"$folder/$name.yaml"
  local places=(--config "$folder/$name.yaml" --run-dir "$folder/run-$name" --state-dir "$folder/state-$name")
  on_router "$name" "$image/bin/ftr" "${places[@]}" monitor >"$folder/monitor" 2>&1 &
  child=$!
  for ((tries = 0; tries < 60; tries++)); do
    ! tr -d ' \n' 2>/dev/null <"$folder/run-$name/status.json" | grep -qF '"converged":true' || break
    sleep 0.5
  done
  sleep 5
  on_router "$name" "$image/bin/ftr" "${places[@]}" plan | grep -q 'Nothing to change' || { echo "start: not converged" >&2; return 1; }
  if command -v ruby >/dev/null && ruby -e 'require "yaml"; require "mail"' 2>/dev/null; then names=(ruby "${names[@]}"); fi
  for round in {1..9}; do
    for each in "${names[@]}"; do
      if [[ $each == ruby ]]; then took ruby -e 'require "yaml"; require "mail"' || return
      elif [[ $each == --version ]]; then took "$image/bin/ftr" --version || return
      else took nsenter "--net=/run/netns/${FTR_LAB_PREFIX:-ftrlab-}$name-router" "$image/bin/ftr" "${places[@]}" "$each" || return; fi
      echo "$REPLY" >>"$folder/start$each"
    done
  done
  kill "$(sed -n 's/.*"pid" *: *\([0-9]*\).*/\1/p' "$folder/run-$name/status.json" | head -n 1)"
  wait "$child" || true
  child=
  local ruby='' most status=0
  for each in "${names[@]}"; do
    most=-
    case $each in
      ruby) ruby=$(median <"$folder/startruby") ;;
      --version | status) most=110 ;;
      plan) most=$(awk -v ruby="${ruby:-240}" 'BEGIN { most = int(0.75 * ruby); print (most < 179 ? most : 179) }') ;;
    esac
    REPLY=$(median <"$folder/start$each")
    echo "start: $each: median of 9 $REPLY ms, asked for at most: $most"
    [[ $most == - ]] || ((REPLY <= most)) || status=1
  done
  return $status
}

if [[ $1 == all ]]; then set -- failover routes probes steady memory start wolf flap carrier drift kill9 reload plan20 chaos mail mail-outage mail-hang; fi
status=0
for each in "$@"; do "$each" || status=1; done
exit "$status"
