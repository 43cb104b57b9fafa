#!/usr/bin/env bash
# Runs the play for real, on this machine, but on copies of its folders that nobody else sees and that are gone afterwards:
# check mode on a new router, the first run, a second one that changes nothing, a secret and a config that change, a
# config with a mistake. Without package and service, which need a router. Needs root, ansible-playbook and ftr (FTR
# names another one). Ends with exit code 1 at the first thing that is not as it should be.
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
if [[ -z ${FTR:-} && -x $here/../../ops/ftr ]]; then FTR=$(readlink -f "$here/../../ops/ftr"); fi
FTR=$(command -v "${FTR:-ftr}") || { echo "there is no ftr" >&2; exit 1; }
export FTR
if [[ ${1:-} != inside ]]; then
  ((EUID == 0)) || { echo "this mounts folders: please run it as root" >&2; exit 1; }
  exec unshare --mount -- "$0" inside
fi

work=$(mktemp -d)
mount -t tmpfs tmpfs "$work"
trap 'cd /; umount -l "$work"; rmdir "$work"' EXIT
for each in etc usr/bin; do
  mkdir -p "$work/$each.upper" "$work/$each.work"
  mount -t overlay overlay -o "lowerdir=/$each,upperdir=$work/$each.upper,workdir=$work/$each.work" "/$each"
done
rm -rf /etc/ftr /etc/fault_tolerant_router.conf /etc/systemd/system/ftr.service.d /usr/bin/ftr
export HOME=$work LC_ALL=C.UTF-8 ANSIBLE_NOCOLOR=1 ANSIBLE_RETRY_FILES_ENABLED=0
cd "$here"

play() { # WHAT EXPECTED-EXIT-CODE WORDS...
  local what=$1 expected=$2 code=0
  shift 2
  ansible-playbook --connection local --limit lyon -e '{"ftr_package": "", "ftr_service": false}' -e '{"ftr_credentials": {"mail.password": "not-a-secret", "hook.secret": "secret-too"}}' \
    -e "ansible_python_interpreter=$(command -v python3)" site.yaml "$@" >"$work/said" 2>&1 || code=$?
  echo "$what: exit code $code, $(grep -oE 'ok=[0-9]+ +changed=[0-9]+' "$work/said")"
  ((code == expected)) || { cat "$work/said"; echo "exit code $expected expected" >&2; exit 1; }
}
expect() { "$@" || { cat "$work/said"; echo "expected: $*" >&2; exit 1; }; }

play "check mode on a new router" 0 --check
expect [ ! -e /etc/ftr ]
printf '#!/bin/sh\nexec "%s" "$@"\n' "$FTR" >/usr/bin/ftr
chmod 755 /usr/bin/ftr
getent group ftr >/dev/null || groupadd --system ftr
play "first run" 0
expect [ "$(stat -c '%a %U:%G' /etc/fault_tolerant_router.conf)" = "640 root:ftr" ]
expect [ "$(stat -c '%a %U:%G' /etc/ftr/mail.password)" = "600 root:root" ]
expect [ "$(cat /etc/ftr/mail.password)" = not-a-secret ]
expect grep -q '^LoadCredential=hook.secret:/etc/ftr/hook.secret$' /etc/systemd/system/ftr.service.d/credentials.conf
expect grep -q 'warehouse@example.com' /etc/fault_tolerant_router.conf
expect [ "$(grep -c not-a-secret /etc/fault_tolerant_router.conf)" = 0 ]
play "second run" 0
expect grep -q 'changed=0 ' "$work/said"
play "check mode with a change to come" 0 --check --diff -e '{"ftr_credentials": {"mail.password": "another", "hook.secret": "secret-too"}}'
expect grep -q 'changed=1 ' "$work/said"
expect [ "$(grep -c another "$work/said")" = 0 ]
before=$(sha256sum /etc/fault_tolerant_router.conf)
play "a config with a mistake" 2 -e '{"ftr_shared": {"tests": {"interval": "soon"}}}'
expect grep -q '/tests/interval' "$work/said"
expect [ "$(sha256sum /etc/fault_tolerant_router.conf)" = "$before" ]
echo "all as it should be"
