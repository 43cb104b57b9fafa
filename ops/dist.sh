#!/usr/bin/env bash
# Builds what is installed: a self-contained image, as an archive and as a Debian package, in target/dist; needs no root,
# unless something is missing that apt-get can install. Prints where they are.
#   ops/dist.sh           builds
#   ops/dist.sh --check   builds a second time, in another folder, and compares every byte
set -euo pipefail
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
cd "$here/.."
. "$here/java.sh"
. "$here/install.sh"

[[ $# == 0 || $* == --check ]] || { sed -n '4,5s/^# *//p' "$0" >&2; exit 64; }
install_missing "${BUILD_PROGRAMS[@]}" "${DIST_PROGRAMS[@]}"
need_java

build() { # FOLDER
  (cd "$1" && mvn -q -B -ntp -Dstyle.color=never -DskipTests -Pdist package)
}
packages() { (cd "$1/target/dist" && sha256sum -- *.tar.gz *.deb); }

if [[ $* == --check ]]; then
  rm -rf -- target/dist
  build .
  copy=$(mktemp -d)
  trap 'rm -rf -- "$copy"' EXIT
  # As a clone has it: what git knows, nothing that was built.
  git ls-files -z --cached --others --exclude-standard | xargs -0 cp -P --parents -t "$copy" --
  build "$copy"
  if diff <(packages .) <(packages "$copy"); then
    echo "the same, byte for byte, built a second time in $copy:"
    packages .
    exit
  fi
  echo "not the same" >&2
  exit 1
fi

rm -rf -- target/dist
build .
image=$(du -sk --apparent-size target/dist/ftr | cut -f 1)
echo "image:   target/dist/ftr, $(((image + 1023) / 1024)) MB; run it: target/dist/ftr/bin/ftr --version"
for each in target/dist/*.tar.gz target/dist/*.deb; do
  echo "package: $each, $((($(stat -c %s "$each") + 999999) / 1000000)) MB, sha256 $(sha256sum "$each" | cut -d ' ' -f 1)"
done
