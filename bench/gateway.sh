#!/usr/bin/env bash
# What the gateway costs: throughput through it over that of the catalog asked directly, in rounds that take turns.
# Loopback only. Both JVMs should have served for a while: the first rounds of a cold one say nothing.
set -euo pipefail

usage() {
	cat >&2 <<-'END'
		usage: bench/gateway.sh [--rounds N] [--seconds N] [--clients N] [--path PATH] [--min RATIO] GATEWAY CATALOG

		GATEWAY and CATALOG are origins such as http://127.0.0.1:8080. While ./marea up runs, the catalog's is the
		target in .marea/state/discovery/catalog-service.json. PATH is the catalog's (/products?limit=20).
		Exit code 1 when the median ratio is below RATIO, or a request failed.
		Needs jq and vegeta: go install github.com/tsenart/vegeta/v12@latest
	END
	exit 2
}

rounds=7 seconds=5 clients=16 path='/products?limit=20' min=0
while [ $# -gt 2 ]; do
	case $1 in
		--rounds) rounds=$2 ;;
		--seconds) seconds=$2 ;;
		--clients) clients=$2 ;;
		--path) path=$2 ;;
		--min) min=$2 ;;
		*) usage ;;
	esac
	shift 2
done
[ $# -eq 2 ] || usage
gateway=$1/api/catalog$path
direct=$2$path
PATH=$PATH:$(go env GOPATH 2>/dev/null || echo "$HOME/go")/bin
for tool in vegeta jq; do
	command -v "$tool" >/dev/null || usage
done

# Answers per second of $1 with as many clients as asked for, each sending its next request when it has its answer.
throughput() {
	echo "GET $1" | vegeta attack -rate=0 -workers="$clients" -max-workers="$clients" -duration="${seconds}s" |
		vegeta report -type=json |
		jq -r 'if .success == 1 then .throughput else error("only \(.success * 100)% of the answers were good: \(.status_codes)") end'
}

median() {
	sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

ratios=
printf '%-6s %12s %12s %8s\n' round direct/s gateway/s ratio
for round in $(seq "$rounds"); do
	# Whoever goes first has the machine as the round before left it: take turns.
	if [ $((round % 2)) -eq 1 ]; then
		d=$(throughput "$direct") g=$(throughput "$gateway")
	else
		g=$(throughput "$gateway") d=$(throughput "$direct")
	fi
	ratio=$(awk -v g="$g" -v d="$d" 'BEGIN { printf "%.3f", g / d }')
	ratios+="$ratio "
	printf '%-6s %12.0f %12.0f %8s\n' "$round" "$d" "$g" "$ratio"
done
result=$(tr ' ' '\n' <<<"${ratios% }" | median)
echo "median ratio $result ($clients clients, $rounds rounds of $seconds s, $path)"
awk -v r="$result" -v m="$min" 'BEGIN { exit !(r >= m) }'
