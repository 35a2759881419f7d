#!/usr/bin/env bash
# Checks that ./marea demo holds on this machine: N demos from a fresh clone on a quiet machine, and N beside a process that uses
# one core, in turns.
#
#   bench/demo-holds.sh [--rounds 10] [--quiet-only|--beside-only] [--pin CPUS] [--one] [--table FILE]
#
# Needs git, jq, JDK 25, Maven and stress-ng. --pin adds one demo under "taskset -c CPUS", --one adds one with "--max 1", whose
# single instance must break the SLO. Prints a line for each demo: exit code, requests, dropped, peak of ready instances, minutes,
# mean CPU, starved seconds, seconds outside the SLO.
# Exit code 1 if a quiet demo does not end with 0, if one beside the other process ends with 1, if fewer than 8 of 10 of these
# end with 0, or if the one of --one does not end with 1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=10 quiet_ones=yes burner=yes pin='' one='' table=/dev/null
usage() { echo "usage: bench/demo-holds.sh [--rounds N] [--quiet-only|--beside-only] [--pin CPUS] [--one] [--table FILE]" >&2; exit 2; }
while [ $# -gt 0 ]; do
	case $1 in
		--rounds) rounds=${2:?}; shift ;;
		--quiet-only) burner= ;;
		--beside-only) quiet_ones= ;;
		--one) one=yes ;;
		--pin) pin=${2:?}; shift ;;
		--table) table=${2:?}; shift ;;
		*) usage ;;
	esac
	shift
done
[ -n "$quiet_ones$burner" ] || usage
command -v jq >/dev/null || { echo "bench/demo-holds.sh: jq is missing" >&2; exit 2; }
[ -z "$burner" ] || command -v stress-ng >/dev/null || { echo "bench/demo-holds.sh: stress-ng is missing" >&2; exit 2; }

work=$(mktemp -d)
burning=
cleanup() {
	[ -z "$burning" ] || kill "$burning" 2>/dev/null || true
	rm -rf "$work"
}
trap cleanup EXIT
git clone --quiet . "$work/marea"

failed=0 quiet=0 quiet_held=0 beside=0 beside_held=0
cat <<'HEAD' | tee "$table"
| demo | exit code | requests | dropped | peak of instances | minutes | CPU | starved | outside the SLO |
|---|---|---|---|---|---|---|---|---|
HEAD

# demo NAME PREFIX... -- OPTION...: one demo, as a row of the table; its exit code is in $code.
demo() {
	local name=$1 out began=$SECONDS prefix=()
	shift
	while [ "$1" != -- ]; do prefix+=("$1"); shift; done
	shift
	out=$work/run-$name
	code=0
	"${prefix[@]}" "$work/marea/marea" demo --out "$out" "$@" >"$work/$name.log" 2>&1 || code=$?
	if [ -f "$out/summary.json" ]; then
		jq -r --arg name "$name" --arg code "$code" --argjson seconds $((SECONDS - began)) '
			"| \($name) | \($code) | \(.requests) | \(.dropped) | \(.ready.peak) | \($seconds / 60 * 10 | round / 10) | \(
			(.machine.busy // 0) * 100 | round) % | \(.machine.starved // "?") s | \(.violation) s |"' "$out/summary.json" | tee -a "$table"
	else
		printf '| %s | %s | no summary |\n' "$name" "$code" | tee -a "$table"
	fi
	[ "$code" -eq 0 ] || tail -n 4 "$work/$name.log" | sed 's/^/    /' >&2
}

for round in $(seq "$rounds"); do
	if [ -n "$quiet_ones" ]; then
		demo "quiet-$round" --
		quiet=$((quiet + 1))
		if [ "$code" -eq 0 ]; then quiet_held=$((quiet_held + 1)); else failed=1; fi
	fi
	[ -n "$burner" ] || continue
	stress-ng --cpu 1 --timeout 15m --quiet &
	burning=$!
	demo "beside-$round" --
	kill "$burning" 2>/dev/null || true
	wait "$burning" 2>/dev/null || true
	burning=
	beside=$((beside + 1))
	case $code in
		0) beside_held=$((beside_held + 1)) ;;
		3) ;;
		*) failed=1 ;;
	esac
done
if [ -n "$pin" ]; then
	demo "pinned" taskset -c "$pin" --
	case $code in 0 | 3) ;; *) failed=1 ;; esac
fi
if [ -n "$one" ]; then
	demo "one instance" -- --max 1
	[ "$code" -eq 1 ] || failed=1
fi
printf '\nquiet: %d of %d held; beside a burner: %d of %d held\n' "$quiet_held" "$quiet" "$beside_held" "$beside"
[ $((beside_held * 10)) -ge $((beside * 8)) ] || failed=1
exit "$failed"
