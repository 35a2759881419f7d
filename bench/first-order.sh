#!/usr/bin/env bash
# Measures the time from `docker compose up` to a placed order, with local images and without volumes.
#
#   bench/first-order.sh [--rounds 3] [--max SECONDS]
#
# Needs Docker with compose and the images of ./marea images, curl and jq. Each round has its own project, on a free
# port of the loopback address. Also counts the services' log lines at WARN or above. Exit code 1 if the median
# is above SECONDS, or if there is such a line.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=3 limit=
usage() { echo "usage: bench/first-order.sh [--rounds N] [--max SECONDS]" >&2; exit 2; }
while [ $# -gt 0 ]; do
	[ $# -gt 1 ] || usage
	case $1 in
		--rounds) rounds=$2 ;;
		--max) limit=$2 ;;
		*) usage ;;
	esac
	shift 2
done
project=marea-first-order-$$
export MAREA_PORT=${MAREA_PORT:-$((20000 + $$ % 10000))}
# For engines before Docker 25, which do not check more often while a container starts.
export MAREA_HEALTH_INTERVAL=3s
stack() { docker compose --project-name "$project" "$@"; }
trap 'stack down --volumes --timeout 10 >/dev/null 2>&1' EXIT

# Fails until the shop accepts an order.
order() {
	local shop=http://127.0.0.1:$MAREA_PORT token sku
	token=$(curl --silent --fail --max-time 5 "$shop/auth/token" --json '{"subject":"ana"}' | jq -re .access_token) &&
		sku=$(curl --silent --fail --max-time 5 "$shop/api/catalog/products?limit=1" | jq -re '.items[0].sku') &&
		curl --silent --fail --max-time 10 "$shop/api/orders" --header "Authorization: Bearer $token" \
			--header "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" --json "{\"lines\":[{\"sku\":\"$sku\",\"quantity\":1}]}" |
		jq -e '.status == "CONFIRMED"' >/dev/null
}

times= warnings=0
for round in $(seq "$rounds"); do
	begin=$(date +%s.%N)
	stack up --detach --quiet-pull >/dev/null 2>&1
	until order; do
		awk -v b="$begin" -v n="$(date +%s.%N)" 'BEGIN { exit n - b > 180 }' || { stack ps >&2; echo "bench/first-order.sh: no order in 180 s" >&2; exit 1; }
		sleep 0.1
	done
	seconds=$(awk -v b="$begin" -v n="$(date +%s.%N)" 'BEGIN { printf "%.1f", n - b }')
	lines=$(stack logs --no-log-prefix gateway-service catalog-service order-service | grep -cE '"level": ?"(WARN|ERROR)"' || true)
	echo "round $round: a placed order after $seconds s, $lines lines at WARN or above"
	times+="$seconds " warnings=$((warnings + lines))
	stack down --volumes --timeout 10 >/dev/null 2>&1
done
median=$(tr ' ' '\n' <<<"${times% }" | sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }')
echo "median $median s of $rounds rounds"
[ "$warnings" -eq 0 ] || exit 1
[ -z "$limit" ] || awk -v m="$median" -v l="$limit" 'BEGIN { exit !(m <= l) }'
