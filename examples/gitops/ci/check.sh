#!/usr/bin/env bash
# What a pull request has to pass, here and on the server alike: every router's config is validated, and what it would
# change on the router is planned from the router's snapshot.
#
#   ci/check.sh [--annotate github|gitlab] [--plan FILE] [SITE...]
#
# --annotate  the findings in the words of GitHub (standard output) or GitLab (gl-code-quality-report.json)
# --plan      the plans of all sites in one file, markdown, for a comment
# Exit code 1: a config is invalid, or has warnings, or cannot be planned. FTR names the program.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."

ftr=${FTR:-ftr} annotate=text plan_file='' status=0
# A comment of GitHub's takes 65536 characters.
most=60000

while (($#)); do
  case $1 in
    --annotate) annotate=${2:?} && shift 2 ;;
    --plan) plan_file=${2:?} && shift 2 ;;
    -*) echo "check.sh: unknown option $1" >&2 && exit 64 ;;
    *) break ;;
  esac
done
if (($# == 0)); then
  for each in sites/*/; do set -- "$@" "$(basename "$each")"; done
fi

# A file under shared/ is for all: each site has a link to it, or a file of its own by the same name.
complete() { # SITE
  local file whole=0
  for file in shared/*.yaml; do
    [[ -e sites/$1/${file##*/} ]] || { echo "sites/$1 has no ${file##*/}: ln -s ../../$file sites/$1/" >&2 && whole=1; }
  done
  return "$whole"
}

validate() { # SITE
  case $annotate in
    gitlab) "$ftr" --config "sites/$1" validate --strict --output gitlab >"$work/$1.json" ;;
    github) "$ftr" --config "sites/$1" validate --strict --output github ;;
    *) "$ftr" --config "sites/$1" validate --strict ;;
  esac
}

plan() { # SITE
  if [[ -e sites/$1/snapshot.json ]]; then
    "$ftr" --config "sites/$1" plan --snapshot "sites/$1/snapshot.json" --output markdown
  else
    printf '## %s\n\nNo snapshot of this router yet, so no plan.\n' "$1"
  fi
}

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
for site in "$@"; do
  complete "$site" || status=1
  if validate "$site"; then
    plan "$site" >>"$work/plan.md" || status=1
    echo >>"$work/plan.md"
  else
    status=1
    printf '## %s\n\nThe config is not valid; the check says where.\n\n' "$site" >>"$work/plan.md"
  fi
done

if [[ $annotate == gitlab ]]; then
  # One list out of the lists of all sites. A finding in a shared file is one for each site; GitLab tells them by fingerprint.
  jq -s 'add | unique_by(.fingerprint)' "$work"/*.json >gl-code-quality-report.json
fi
if [[ -n $plan_file ]]; then
  head -c "$most" "$work/plan.md" >"$plan_file"
  if (($(stat -c %s "$work/plan.md") > most)); then
    # What is open where it is cut would swallow the rest of the comment.
    (($(grep -c '^```' "$plan_file") % 2 == 0)) || printf '\n```\n' >>"$plan_file"
    (($(grep -c '^<details>' "$plan_file") == $(grep -c '^</details>' "$plan_file"))) || printf '\n</details>\n' >>"$plan_file"
    printf '\n\n... and more: the whole is in the log of the check.\n' >>"$plan_file"
  fi
fi
[[ -n $plan_file && $annotate == text ]] || cat "$work/plan.md" >&2
exit "$status"
