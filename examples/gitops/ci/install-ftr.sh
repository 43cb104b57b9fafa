#!/usr/bin/env bash
# Puts ftr, the archive that needs neither Java nor root, into a folder of the job: ci/install-ftr.sh FOLDER
# FTR_URL says where it is, FTR_SHA256 what it must be. Prints the path of the program.
set -euo pipefail
folder=${1:?which folder?} url=${FTR_URL:?} sum=${FTR_SHA256:?}
mkdir -p "$folder"
curl --fail --silent --show-error --location --max-time 120 --output "$folder/ftr.tar.gz" "$url"
echo "$sum  $folder/ftr.tar.gz" | sha256sum --check --quiet >&2
tar -xzf "$folder/ftr.tar.gz" -C "$folder" --strip-components=1
rm "$folder/ftr.tar.gz"
[[ -x $folder/bin/ftr ]] || { echo "install-ftr.sh: there is no bin/ftr in $url" >&2; exit 1; }
echo "$(cd "$folder" && pwd)/bin/ftr"
