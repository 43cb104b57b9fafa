#!/usr/bin/env bash
# A pull request's life, from an editor to a router's kernel and back, with everything real but the wires: the repository
# of this folder, the router "paris" and its three providers in network namespaces, the daemon, ftr-pull.
# Needs root, git, ssh-keygen, ping and ftr (FTR names another one). Takes half a minute, cleans up, and ends with exit
# code 1 at the first thing that is not as told.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
if [[ -z ${FTR:-} && -x $here/../../ops/ftr ]]; then FTR=$(readlink -f "$here/../../ops/ftr"); fi
export FTR=${FTR:-ftr} LC_ALL=C.UTF-8 GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 FTR_CONFIG=
((EUID == 0)) || { echo "this makes network namespaces: please run it as root" >&2; exit 1; }
for each in git ssh-keygen ip iptables ping "$FTR"; do
  command -v "$each" >/dev/null || { echo "missing: $each" >&2; exit 1; }
done

work=$(mktemp -d) name=ftrwalk-$$ daemon='' pinger=''
finish() {
  trap '' INT TERM HUP
  for each in $daemon $pinger; do
    kill "$each" 2>/dev/null || true
    wait "$each" || true
  done
  for each in world paris lan; do ip netns del "$name-$each" 2>/dev/null || true; done
  rm -rf -- "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# --- how it is told ----------------------------------------------------------------------------------------

bold='' dim='' plain=''
[[ ! -t 1 || -n ${NO_COLOR:-} ]] || { bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'; }
step() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }
surprise() { printf '\nThat was not expected: %s\n' "$*" >&2; [[ ! -e $work/monitor.log ]] || tail -n 20 "$work/monitor.log" >&2; exit 1; }
indent() { sed "s|$work/||g; s/^/    /"; }

show() { # EXPECTED-EXIT-CODE COMMAND...
  local expected=$1 code=0 shown
  shift
  shown=${*//$work\//}
  shown=${shown//$here\//}
  printf '  %s$ %s%s\n' "$dim" "${shown//$FTR/ftr}" "$plain"
  "$@" >"$work/said" 2>&1 || code=$?
  indent <"$work/said"
  ((code == expected)) || surprise "exit code $code instead of $expected"
}
says() { grep -qF -- "$1" "$work/said" || surprise "nothing is said of '$1'"; }

await() { # WHAT COMMAND...
  local what=$1 begin=$SECONDS
  shift
  until "$@" >"$work/awaited" 2>&1; do
    ((SECONDS - begin < 30)) || { cat "$work/awaited" >&2; surprise "within 30 s: $what"; }
    [[ -z $daemon ]] || kill -0 "$daemon" 2>/dev/null || surprise "the daemon has ended"
    sleep 0.1
  done
}

# --- the router, its LAN and the world -----------------------------------------------------------------------

in_ns() { local node=$1; shift; ip netns exec "$name-$node" "$@"; }
wire() { # NODE DEVICE ADDRESS NODE DEVICE ADDRESS
  ip -n "$name-$1" link add "$2" type veth peer name "$5" netns "$name-$4"
  ip -n "$name-$1" address add "$3" dev "$2"
  ip -n "$name-$4" address add "$6" dev "$5"
  ip -n "$name-$1" link set "$2" up
  ip -n "$name-$4" link set "$5" up
}
build() {
  for each in world paris lan; do
    ip netns add "$name-$each"
    ip -n "$name-$each" link set lo up
  done
  wire paris eth0 10.0.0.1/24 lan eth0 10.0.0.10/24
  wire paris eth1 192.0.2.2/24 world p1 192.0.2.1/24
  wire paris eth2 198.51.100.2/24 world p2 198.51.100.1/24
  wire paris wwan0 203.0.113.66/26 world p3 203.0.113.65/26
  # As a DHCP client leaves it behind.
  ip -n "$name-paris" route add default via 203.0.113.65 dev wwan0 proto dhcp metric 700
  ip -n "$name-lan" route add default via 10.0.0.1
  for each in 8.8.8.8 1.1.1.1 9.9.9.9 208.67.222.222; do ip -n "$name-world" address add "$each/32" dev lo; done
}
base=$work/pull
# The machine has the name of the router as far as ftr is concerned.
# shellcheck disable=SC2016 # it is the inner shell's
ftr_of_paris=(unshare --uts sh -c 'hostname paris && exec "$0" "$@"' "$FTR" --config "$base/current/sites/paris" --run-dir "$work/run" --state-dir "$work/state")
router() { in_ns paris "${ftr_of_paris[@]}" "$@"; }
shares() { ip -n "$name-paris" route show table 65; }
converged_with() { # COMMIT: of which the daemon says that it is in force and in the kernel
  local status
  status=$(tr -d ' \n' <"$work/run/status.json")
  [[ $status == *'"converged":true'* && $status == *"\"commit\":\"$1\""* && $status != *'"state":"unknown"'* ]]
}
# Without -4 these would be the routes of IPv6 too, which come seconds after a device is up.
kernel() { { ip -4 -n "$name-paris" rule; ip -4 -n "$name-paris" route show table all; in_ns paris iptables-save | grep -v '^#' | sed 's/\[.*\]//'; } | sort; }

# --- the repository ------------------------------------------------------------------------------------------

clone=$work/routers
found() {
  git init -q --bare -b main "$work/upstream.git"
  git init -q -b main "$clone"
  cp -a "$here/." "$clone/"
  cd "$clone"
  git remote add origin "$work/upstream.git"
  git config user.name "Ada Admin"
  git config user.email ada@example.com
  ssh-keygen -q -t ed25519 -N '' -C ada -f "$work/key"
  git config gpg.format ssh
  git config user.signingKey "$work/key"
  git config commit.gpgSign true
  echo "ada@example.com $(cat "$work/key.pub")" >"$work/allowed_signers"
  git add --all
  git commit -q -m "Three routers"
  git push -q -u origin main
  mkdir "$base"
  printf '%s\n' "REPOSITORY=$work/upstream.git" "BASE=$base" "CONFIG=sites/paris" \
    "SIGNERS=$work/allowed_signers" "FTR=$FTR" >"$work/pull.conf"
  export FTR_PULL_CONF=$work/pull.conf
}
pull() { show "$1" "$here/pull/ftr-pull"; }

trap 'surprise "line $LINENO fails: $BASH_COMMAND"' ERR

# --- the story -----------------------------------------------------------------------------------------------

build
found
step "The router paris takes its config from git, and its daemon takes it from there."
pull 0
says "in force: "
# Not by the functions: in the background these would be shells in between.
ip netns exec "$name-paris" "${ftr_of_paris[@]}" monitor >"$work/monitor.log" 2>&1 &
daemon=$!
first=$(git rev-parse HEAD)
await "the daemon converges" converged_with "$first"
show 0 shares
says "weight 5"
kernel >"$work/before"
ip netns exec "$name-lan" ping -q -i 0.05 8.8.8.8 >"$work/ping" 2>&1 &
pinger=$!

step "What the kernel of paris holds is a snapshot in the repository. Nothing secret is in it."
router snapshot >sites/paris/snapshot.json
git add sites/paris/snapshot.json
git commit -q --allow-empty -m "Snapshot of paris"
show 0 git log --oneline -1

step "The cable line has become faster. An administrator edits the weight on a branch, late in the evening."
git switch -q -c faster-cable
sed -i '/name: cable/,/weight:/ s/weight: 2/wieght: 5/' sites/paris/50-uplinks.yaml
show 0 git diff --unified=0 -- sites
git commit -q -am "Paris: the cable line is as fast as the fibre now"

step "The pipeline of the pull request says where the mistake is."
show 1 ci/check.sh paris
says "sites/paris/50-uplinks.yaml:"
says "did you mean 'weight'?"

step "Mended. Now the pipeline shows what will change on the router, as the comment under the pull request."
sed -i 's/wieght/weight/' sites/paris/50-uplinks.yaml
git commit -q -a --amend --no-edit
show 0 ci/check.sh paris
says "weight 5"

step "Reviewed and merged. The next round of ftr-pull on the router, and the daemon has it in the kernel."
git switch -q main
git merge -q --no-ff -m "Merge faster-cable" faster-cable
git push -q
pull 0
says "Merge faster-cable"
await "the daemon converges" converged_with "$(git rev-parse HEAD)"
equal_shares() { [[ $(shares | grep -o 'weight [0-9]*' | sort | uniq -c | wc -l) == 1 ]]; }
await "the new shares" equal_shares
show 0 shares
show 0 router plan
says "Nothing to change"

step "Somebody without a key to sign with gets nothing onto the router."
git commit -q --no-gpg-sign --allow-empty -m "Trust me"
git push -q
pull 1
says "has no signature of anybody"
git reset -q --hard HEAD^
git push -q --force

step "The line is not as fast as was promised: back, by a commit like any other."
show 0 git revert --no-edit -m 1 HEAD
git push -q
pull 0
says "Revert"
await "the daemon converges" converged_with "$(git rev-parse HEAD)"
as_before() { kernel >"$work/after" && diff "$work/before" "$work/after"; }
await "the kernel is as before" as_before
show 0 shares
show 0 router plan
says "Nothing to change"

kill -INT "$pinger"
wait "$pinger" || true
pinger=''
step "And whoever was online meanwhile?"
show 0 grep transmitted "$work/ping"
says " 0% packet loss"
show 0 router events --type config --limit 3
kill "$daemon"
wait "$daemon" || surprise "the daemon ends with exit code $?"
daemon=''
step "That was all of it."
