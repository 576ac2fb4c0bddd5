#!/bin/sh
# Measures a list behind the lab's censor, exports it, and checks every line against OONI's data format (tests/support/ooni_schema).
# Runs inside the lab's client. Usage: ooni_export.sh PROBE UNIT_CORE LIST
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$1" run --list "$3" --db "$folder/run.db" --yes --simulated --control "$SAKSI_LAB_CONTROL" --geo-db "$SAKSI_LAB_GEO_DB"
"$1" export --db "$folder/run.db" --output "$folder/export.jsonl"
[ "$(wc -l < "$folder/export.jsonl")" -ge 200 ]
SAKSI_OONI_JSONL="$folder/export.jsonl" "$2" --gtest_filter=OoniSchema.AcceptsTheExportThatTheEnvironmentNames | tee "$folder/result"
grep -q '\[       OK \]' "$folder/result"
