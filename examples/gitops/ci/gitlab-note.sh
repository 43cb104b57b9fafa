#!/usr/bin/env bash
# Writes a file as a note under the merge request, or anew into the note that it wrote last time: ci/gitlab-note.sh FILE
# FTR_BOT_TOKEN is a project access token with the scope "api". Pipelines of forks do not get it, and there is no note then.
set -euo pipefail
file=${1:?which file?} mark='<!-- ftr plan -->'
[[ -n ${FTR_BOT_TOKEN:-} ]] || { echo "no FTR_BOT_TOKEN here, so no note; the plan is in the job's artifacts"; exit 0; }
notes=${CI_API_V4_URL:?}/projects/${CI_PROJECT_ID:?}/merge_requests/${CI_MERGE_REQUEST_IID:?}/notes

# The token goes in by a file descriptor: on the command line every process of the machine could read it.
call() {
  curl --fail --silent --show-error --max-time 30 --header @<(printf 'PRIVATE-TOKEN: %s\n' "$FTR_BOT_TOKEN") "$@"
}

last=$(call "$notes?per_page=100" | jq -r --arg mark "$mark" '[.[] | select(.body | startswith($mark)) | .id] | first // empty')
body=$(mktemp)
trap 'rm -f -- "$body"' EXIT
jq -n --arg mark "$mark" --rawfile plan "$file" '{body: ($mark + "\n" + $plan)}' >"$body"
if [[ -n $last ]]; then method=PUT notes+=/$last; else method=POST; fi
call --request "$method" --header 'Content-Type: application/json' --data "@$body" "$notes" >/dev/null
echo "the plan is in a note of merge request $CI_MERGE_REQUEST_IID"
