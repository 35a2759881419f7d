#!/usr/bin/env bash
# What the gateway costs, in rounds that take turns. Load goes to loopback only.
#
#   bench/gateway.sh GATEWAY CATALOG   throughput through a running gateway over that of the catalog asked directly
#   bench/gateway.sh --against REV     this working tree's gateway against that of REV, stock Spring Cloud Gateway and nginx
set -euo pipefail
export LC_ALL=C

usage() {
	cat >&2 <<-'END'
		usage: bench/gateway.sh [--rounds 7] [--seconds 5] [--clients 16] [--path PATH] [--min RATIO] GATEWAY CATALOG
		       bench/gateway.sh --against REV [--without-breaker] [--rounds 9] [--seconds 8] [--clients 16] [--rate N] [--table FILE]

		Both need jq and vegeta: go install github.com/tsenart/vegeta/v12@latest

		GATEWAY and CATALOG are origins such as http://127.0.0.1:8080. While ./marea up runs, the catalog's is the
		target in .marea/state/discovery/catalog-service.json. Both should have served for a while: a cold JVM is slow.
		PATH is the catalog's (/products?limit=20). Exit code 1 when the median ratio is below RATIO, or a request failed.

		--against builds the gateways of the git revision REV and of the working tree, and bench/gateway-stock. Each
		serves in every round, alone, as a new process, from Spring AOT and an AOT cache, in front of an nginx that
		answers with 1 KB; the order is reversed from round to round. --rate is the arrival rate in requests/s at which
		p99 is measured (default: a quarter of what REV's gateway serves). --without-breaker adds the working tree's
		gateway without the filters Breaker and Bulkhead, and judges that one: the difference between the two is the
		cost of Resilience4j. --table writes the table to FILE too. Exit code 1 when a bar is missed. Needs Linux, JDK 25 in JAVA_HOME,
		Maven, git, curl and nginx (Debian: nginx-light). Builds are kept in .marea/bench-gateway.
	END
	exit 2
}
fail() { echo "bench/gateway.sh: $1" >&2; exit 1; }
say() { echo "$1" >&2; }

against='' rounds='' seconds='' clients=16 path='/products?limit=20' min=0 rate='' table='' breaker=yes
origins=()
while [ $# -gt 0 ]; do
	case $1 in
		--without-breaker) breaker=no && shift && continue ;;
		-*) [ $# -gt 1 ] || usage ;;
		*) origins+=("$1") && shift && continue ;;
	esac
	case $1 in
		--against) against=$2 ;;
		--rounds) rounds=$2 ;;
		--seconds) seconds=$2 ;;
		--clients) clients=$2 ;;
		--path) path=$2 ;;
		--min) min=$2 ;;
		--rate) rate=$2 ;;
		--table) table=$2 ;;
		*) usage ;;
	esac
	shift 2
done
PATH=$PATH:$(go env GOPATH 2>/dev/null || echo "$HOME/go")/bin:/usr/sbin
tools=(vegeta jq)
if [ -n "$against" ]; then
	[ ${#origins[@]} -eq 0 ] || usage
	tools+=(nginx git mvn curl)
elif [ ${#origins[@]} -ne 2 ] || [ "$breaker" = no ] || [ -n "$rate$table" ]; then
	usage
fi
for tool in "${tools[@]}"; do
	command -v "$tool" >/dev/null || { echo "bench/gateway.sh: $tool is missing" >&2; usage; }
done

# attack URL SECONDS OPTION...: vegeta's report as JSON; an error unless all requests succeeded.
attack() {
	echo "GET $1" | vegeta attack -duration="$2s" "${@:3}" | vegeta report -type=json |
		jq -c 'if .success == 1 then . else error("only \(.success * 100)% of the requests succeeded: \(.status_codes) \(.errors)") end'
}
# saturate URL SECONDS: as many clients as asked for; each sends its next request when it has its answer.
saturate() {
	attack "$1" "$2" -rate=0 -workers="$clients" -max-workers="$clients"
}
throughput() {
	saturate "$1" "$seconds" | jq .throughput
}

if [ -n "$against" ]; then
	[ -z "$table" ] || table=$(realpath -m "$table")
	cd "$(dirname "${BASH_SOURCE[0]}")/.."
	# shellcheck source=bench/gateway/against.sh
	. bench/gateway/against.sh
	exit
fi
rounds=${rounds:-7} seconds=${seconds:-5}
median() {
	sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}
gateway=${origins[0]}/api/catalog$path direct=${origins[1]}$path ratios=
printf '%-6s %12s %12s %8s\n' round direct/s gateway/s ratio
for round in $(seq "$rounds"); do
	# The first one has the machine as the round before left it: take turns.
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

