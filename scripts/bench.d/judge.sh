#!/usr/bin/env bash
# Measurements judged per second on two cores, with our fingerprints and with all lists. The documents are those of
# ../shared/data/ooni (35 simulated web measurements and 6 real ones, 32.5 kB of body each); SAKSI_DOCUMENTS names
# other folders, separated by colons. Processor time counts, so that a busy machine does not fail what an idle one
# passes; the clock is shown beside it. Ends with 1 below the limit, with 2 where there are no documents.
set -euo pipefail
program=$1
limit=100000
data=$PWD/../shared/data
[ -d "$data" ] || data=$PWD/../../shared/data
documents=${SAKSI_DOCUMENTS:-$data/ooni/qa:$data/ooni/real}
if [ ! -d "${documents%%:*}" ]; then
  echo "judge: no documents in ${documents%%:*}; name folders of OONI documents with SAKSI_DOCUMENTS" >&2
  exit 2
fi

missed=0
measure() {  # WHAT FILE...: fails below the limit
  local what=$1 rates
  shift
  rates=$("$program" 2 3 "$documents" "$@")
  echo "-- $what"
  echo "$rates"
  awk -v limit=$limit '/^judge:/ { for (i = 1; i < NF; ++i) if ($i ~ /\/s$/) rate = $i + 0 } END { exit !(rate >= limit) }' <<<"$rates"
}

measure "our fingerprints: at least $limit/s" data/fingerprints.csv ||
  { echo "judge: fewer than $limit measurements/s"; missed=1; }
shopt -s nullglob
lists=("$data"/fingerprints/fingerprints_*.csv "$data"/fingerprints/cp-assets_*_signatures.json)
if [ ${#lists[@]} -gt 0 ]; then
  measure "ours, OONI's and Censored Planet's (no limit)" data/fingerprints.csv "${lists[@]}" || true
fi
exit $missed
