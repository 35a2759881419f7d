#!/usr/bin/env bash
# Good answers under overload, open loop: finds the peak by a sweep of rates, then offers multiples of it. Load goes to loopback only.
#
#   bench/overload.sh [--path PATH] [--seconds 10] [--first 200] [--times '3 10'] [--rounds 3] [--min 0.9] [--good 300ms] GATEWAY
#
# GATEWAY is an origin such as http://127.0.0.1:8080, which has served for a while: a cold JVM is slow. A good answer has status 200
# and came within --good. Exit code 1 if the median of the good answers at a multiple is below --min of the peak, or if the gateway
# does not answer as before 5 s after the load. Needs jq and vegeta: go install github.com/tsenart/vegeta/v12@latest
set -euo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }

path='/api/catalog/products?limit=20' seconds=10 first=200 times='3 10' rounds=3 min=0.9 good=300ms origin=''
while [ $# -gt 0 ]; do
	case $1 in
		--path) path=$2 ;;
		--seconds) seconds=$2 ;;
		--first) first=$2 ;;
		--times) times=$2 ;;
		--rounds) rounds=$2 ;;
		--min) min=$2 ;;
		--good) good=$2 ;;
		-*) usage ;;
		*) origin=$1 && shift && continue ;;
	esac
	shift 2
done
[ -n "$origin" ] || usage
PATH=$PATH:$(go env GOPATH 2>/dev/null || echo "$HOME/go")/bin
for tool in vegeta jq; do
	command -v "$tool" >/dev/null || { echo "bench/overload.sh: $tool is missing" >&2; exit 2; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# offer RATE SECONDS: prints "sent/s good/s refused/s other/s p99-of-good-ms". Workers are bounded, so that the generator stays on time.
offer() {
	echo "GET $origin$path" |
		vegeta attack -rate="$1/1s" -duration="$2s" -timeout=5s -max-connections=2000 -connections=2000 -max-workers=4000 >"$work/results"
	vegeta encode -to=json "$work/results" | jq -rn --arg good "$good" --argjson seconds "$2" '
		(if $good | endswith("ms") then $good[:-2] | tonumber else ($good[:-1] | tonumber) * 1000 end) as $within |
		reduce inputs as $r ({sent: 0, good: 0, refused: 0, other: 0, l: []};
			.sent += 1 |
			if $r.code == 200 and $r.latency / 1e6 <= $within then .good += 1 | .l += [$r.latency / 1e6]
			elif $r.code == 503 then .refused += 1
			else .other += 1 end) |
		[.sent / $seconds, .good / $seconds, .refused / $seconds, .other / $seconds,
			(.l | sort | if length == 0 then 0 else .[(length * 0.99 | floor)] end)] | map(. * 10 | round / 10) | @tsv'
}
row() { printf '| %-10s | %8s | %8s | %8s | %8s | %8s |\n' "$@"; }
more() { awk -v a="$1" -v b="$2" 'BEGIN { exit !(a > b) }'; }

row offered/s sent/s good/s refused/s other/s 'p99 ms'
echo '|---|---|---|---|---|---|'
offer "$first" "$seconds" >"$work/line" # warms up
peak=0 rate=$first misses=0
while [ "$misses" -lt 2 ]; do
	read -r sent ok refused other p99 < <(offer "$rate" "$seconds")
	row "$rate" "$sent" "$ok" "$refused" "$other" "$p99"
	if more "$ok" "$peak"; then peak=$ok misses=0; else misses=$((misses + 1)); fi
	rate=$((rate * 5 / 4))
	sleep 2
done
echo "peak: $peak good answers/s"
before=$(offer "$first" 5 | cut -f2)
failed=0
for multiple in $times; do
	rate=$(awk -v p="$peak" -v m="$multiple" 'BEGIN { printf "%d", p * m }')
	: >"$work/good"
	for _ in $(seq "$rounds"); do
		read -r sent ok refused other p99 < <(offer "$rate" "$seconds")
		row "$rate (${multiple}x)" "$sent" "$ok" "$refused" "$other" "$p99"
		echo "$ok" >>"$work/good"
		sleep 5
		after=$(offer "$first" 5 | cut -f2)
		if more "$(awk -v b="$before" 'BEGIN { print b * 0.98 }')" "$after"; then
			echo "5 s after the load, $after of $before good answers/s"
			failed=1
		fi
	done
	median=$(sort -n "$work/good" | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }')
	share=$(awk -v g="$median" -v p="$peak" 'BEGIN { printf "%.2f", g / p }')
	echo "at ${multiple}x: $share of the peak (median of $rounds rounds)"
	if more "$min" "$share"; then failed=1; fi
	if more "$(awk -v r="$rate" 'BEGIN { print r * 0.95 }')" "$sent"; then
		echo "the generator sent only $sent of $rate requests/s: the multiple was $(awk -v s="$sent" -v p="$peak" 'BEGIN { printf "%.1f", s / p }')"
	fi
done
exit $failed
