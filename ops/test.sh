#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test: unit and property tests, those on the real kernel and end to
# end in network namespaces (as root, through sudo where not root), the self-test of the lab, the service under a real
# systemd, and the walk through a pull request's life.
# Other arguments go to Maven: ./ops/test.sh -Dit.test=FailureIT
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
cd "$here/.."
. "$here/java.sh"
. "$here/install.sh"

install_missing "${LAB_PROGRAMS[@]}" "${NEIGHBOUR_PROGRAMS[@]}" "${BUILD_PROGRAMS[@]}" "${DIST_PROGRAMS[@]}" "${DEB_TEST_PROGRAMS[@]}"
unpack_missing "$MAIL_SERVER" target/exim4 || echo "without it, the tests with a real mail server are skipped" >&2
need_java
if ((EUID != 0)); then
  can_be_root || { echo "the tests make network namespaces: run this as root, or install sudo" >&2; exit 1; }
  echo "network namespaces need root: going on with sudo"
  exec sudo -E env "JAVA_HOME=$JAVA_HOME" "PATH=$PATH:/usr/sbin:/sbin" "$here/test.sh" "$@"
fi

mkdir -p target
# What root has built must not be in the way of the one whose checkout this is.
trap 'chown -R --reference=. target' EXIT

maven_log=target/test-maven.log lab_log=target/test-lab.log
shown='Tests run:|^\[ERROR\]|Flakes:|Run [12]: |BUILD (SUCCESS|FAILURE)|Total time:'

begin=$SECONDS
set +e
mvn -B -ntp verify "$@" 2>&1 | tee "$maven_log" | grep --line-buffered -E "$shown"
maven=${PIPESTATUS[0]}
set -e
maven_took=$((SECONDS - begin))

echo "the lab's self-test:"
begin=$SECONDS lab=0
ops/lab/selftest >"$lab_log" 2>&1 || lab=$?
grep -vE '^ok |checks,' "$lab_log" || true
lab_took=$((SECONDS - begin))

echo "the service, under a real systemd:"
unit_log=target/test-unit.log
begin=$SECONDS unit=0
timeout 900 ops/systemd/test >"$unit_log" 2>&1 || unit=$?
grep -vE '^ok |checks,' "$unit_log" || true
unit_took=$((SECONDS - begin))

echo "a pull request's life, as examples/gitops tells it:"
walk_log=target/test-walkthrough.log
begin=$SECONDS walk=0
timeout 300 examples/gitops/walkthrough.sh >"$walk_log" 2>&1 || walk=$?
((walk == 0)) || tail -n 30 "$walk_log"
walk_took=$((SECONDS - begin))

echo "the Debian package, in a clean Debian 12:"
deb_log=target/test-deb.log
begin=$SECONDS deb=0
{ ops/dist.sh && timeout 900 ops/deb/test; } >"$deb_log" 2>&1 || deb=$?
grep -E '^(FAIL|NOT RUN|package:|image:)' "$deb_log" || true
deb_took=$((SECONDS - begin))

verdict() { if (($1 == 0)); then echo passed; else echo FAILED; fi; }
# The totals are the lines without a time: the first of the unit tests, the second of those on the real kernel.
mapfile -t totals < <(sed -nE 's/^\[[A-Z]+\] (Tests run: [0-9]+, Failures: [0-9]+, Errors: [0-9]+, Skipped: [0-9]+(, Flakes: [0-9]+)?)$/\1/p' "$maven_log")
echo
echo "== Summary =="
echo "Maven: $(verdict "$maven") in $maven_took s (all of its output: $maven_log)"
echo "  unit and property tests:      ${totals[0]:-not run}"
echo "  real kernel and end to end:   ${totals[1]:-not run}"
echo "Lab:   $(verdict "$lab") in $lab_took s: $(tail -n 1 "$lab_log") (all of its output: $lab_log)"
# 77: it cannot be run on this machine.
case $unit in
  77) echo "Unit:  NOT RUN: $(tail -n 1 "$unit_log")" ;;
  *) echo "Unit:  $(verdict "$unit") in $unit_took s: $(tail -n 1 "$unit_log") (all of its output: $unit_log)" ;;
esac
case $deb in
  77) echo "Package: NOT RUN: $(tail -n 1 "$deb_log")" ;;
  *) echo "Package: $(verdict "$deb") in $deb_took s: $(tail -n 1 "$deb_log") (all of its output: $deb_log)" ;;
esac
echo "Pull request: $(verdict "$walk") in $walk_took s (all of it: $walk_log)"
((maven == 0 && lab == 0 && (unit == 0 || unit == 77) && walk == 0 && (deb == 0 || deb == 77)))
