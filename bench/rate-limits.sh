#!/usr/bin/env bash
# What the rate limits admit and cost: two gateways with one store, the same without it, and throughput with and without limits.
# Load goes to loopback only.
#
#   bench/rate-limits.sh [--seconds 60] [--rounds 5] [--part exact|throughput]
#
# Exit code 1 when two gateways together miss the limit by more than 2 %, when a gateway without its store misses its share by more than 5 %, or
# when throughput with limits is below 0.9 of that without. Needs Linux, JDK 25 in JAVA_HOME, Maven, curl, jq, nginx (Debian: nginx-light), valkey-server or
# redis-server (or its path in STORE), and vegeta: go install github.com/tsenart/vegeta/v12@latest
set -euo pipefail
export LC_ALL=C
cd "$(dirname "${BASH_SOURCE[0]}")/.."
fail() { echo "bench/rate-limits.sh: $1" >&2; exit 2; }
seconds=60 rounds=5 part=all
while [ $# -gt 0 ]; do
	[ $# -gt 1 ] || fail "usage: bench/rate-limits.sh [--seconds 60] [--rounds 5] [--part exact|throughput]"
	case $1 in
		--seconds) seconds=$2 ;;
		--rounds) rounds=$2 ;;
		--part) part=$2 ;;
		*) fail "there is no option $1" ;;
	esac
	shift 2
done
PATH=$PATH:$(go env GOPATH 2>/dev/null || echo "$HOME/go")/bin:/usr/sbin
for tool in vegeta jq nginx curl mvn; do command -v "$tool" >/dev/null || fail "$tool is missing"; done
store=${STORE:-$(command -v valkey-server || command -v redis-server || fail "valkey-server is missing")}
[ -x "${JAVA_HOME:-}/bin/java" ] || fail "set JAVA_HOME to a JDK 25"

jar() { find gateway-service/target -maxdepth 1 -name 'gateway-service-*.jar' ! -name '*-sources.jar' ! -name '*-tests.jar' | head -n 1; }
mvn -B -ntp -q -pl gateway-service -am -DskipTests package
app=$(jar)

work=$(mktemp -d)
declare -A pids=()
stop() {
	local name
	for name in "$@"; do
		[ -z "${pids[$name]:-}" ] || { kill -KILL "${pids[$name]}" && wait "${pids[$name]}"; } 2>/dev/null || true
		unset "pids[$name]"
	done
}
trap 'stop "${!pids[@]}"; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
answers() { (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
mapfile -t ports < <(for port in $(shuf -i 20000-29999 -n 200); do answers "$port" || echo "$port"; done | head -n 6)
backend=${ports[0]} store_port=${ports[1]}

printf '{"text":"%s"}' "$(head -c 1013 /dev/zero | tr '\0' x)" >"$work/1k"
cat >"$work/nginx.conf" <<END
daemon off; pid $work/nginx.pid; worker_processes 1; error_log stderr warn;
events { worker_connections 1024; }
http {
	access_log off; default_type application/json; keepalive_requests 1000000000;
	client_body_temp_path $work/a; proxy_temp_path $work/b; fastcgi_temp_path $work/c; uwsgi_temp_path $work/d; scgi_temp_path $work/e;
	server { listen 127.0.0.1:$backend; location / { return 200 '$(cat "$work/1k")'; } }
}
END
# A worker outlives a killed master, so nginx gets SIGTERM.
nginx -e stderr -p "$work" -c "$work/nginx.conf" 2>"$work/nginx.log" </dev/null &
nginx=$!
trap 'kill "$nginx" 2>/dev/null; stop "${!pids[@]}"; rm -rf "$work"' EXIT
until answers "$backend"; do kill -0 "$nginx" || { cat "$work/nginx.log" >&2; fail "nginx does not start"; }; sleep 0.05; done

start_store() {
	"$store" --port "$store_port" --bind 127.0.0.1 --save '' --appendonly no --dir "$work" >"$work/store.log" 2>&1 </dev/null &
	pids[store]=$!
	until answers "$store_port"; do kill -0 "${pids[store]}" || { tail -n 5 "$work/store.log" >&2; fail "the store does not start"; }; sleep 0.05; done
}
# start_gateway NAME PORT OPTION...
start_gateway() {
	local name=$1 port=$2
	shift 2
	"$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx128m -jar "$app" "--server.port=$port" --server.address=127.0.0.1 \
		"--management.server.port=$((port + 1))" --management.server.address=127.0.0.1 --marea.warm-up.rounds=0 \
		"--marea.discovery.fixed.catalog-service=http://127.0.0.1:$backend" "--marea.discovery.fixed.order-service=http://127.0.0.1:$backend" "$@" \
		>"$work/$name.log" 2>&1 </dev/null &
	pids[$name]=$!
	local deadline=$((SECONDS + 180))
	until answers "$((port + 1))" && curl --silent --fail --max-time 1 --output /dev/null "http://127.0.0.1:$((port + 1))/actuator/health/readiness"; do
		if [ "$SECONDS" -ge "$deadline" ] || ! kill -0 "${pids[$name]}"; then
			tail -n 20 "$work/$name.log" >&2
			fail "the gateway $name ended, or was not ready in time"
		fi
		sleep 0.1
	done
}
# attack PORT SECONDS OPTION...: vegeta's report
attack() { echo "GET http://127.0.0.1:$1/api/catalog/products" | vegeta attack -duration="$2s" "${@:3}" | vegeta report -type=json; }
free() { local port; for port in $(shuf -i 30000-32000 -n 50); do answers "$port" || answers "$((port + 1))" || { echo "$port"; return; }; done; }
median() { sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
failed=0
# judge LABEL VALUE LEAST MOST
judge() {
	awk -v label="$1" -v v="$2" -v least="$3" -v most="$4" \
		'BEGIN { ok = v >= least && v <= most; printf "%-62s %8.3f  %s\n", label, v, ok ? "ok" : "MISSED (" least " to " most ")"; exit !ok }' || failed=1
}

exact() {
	local rate=100 burst=200 one two limits admitted longest
	one=$(free) && two=$((one + 10))
	limits=("--marea.rate-limit.requests=$rate" "--marea.rate-limit.burst=$burst" --marea.rate-limit.replicas=2
		"--marea.rate-limit.store.uri=redis://127.0.0.1:$store_port")
	start_store
	start_gateway one "$one" "${limits[@]}"
	start_gateway two "$two" "${limits[@]}"
	# Classes are loaded; the bucket is full again afterwards.
	attack "$one" 3 -rate=20 >/dev/null && attack "$two" 3 -rate=20 >/dev/null && sleep 3

	echo "One client, two gateways: $rate/s and a burst of $burst; 150/s to each for $seconds s"
	attack "$one" "$seconds" -rate=150 >"$work/one.json" & local first=$!
	attack "$two" "$seconds" -rate=150 >"$work/two.json"
	wait "$first"
	admitted=$(jq -s 'map(.status_codes["200"] // 0) | add' "$work/one.json" "$work/two.json")
	judge "  admitted ($admitted) over the limit, with the store" "$(awk -v a="$admitted" -v l=$((burst + rate * seconds)) 'BEGIN { print a / l }')" 0.98 1.02
	[ "$(jq -s 'map(.status_codes | del(."200", ."429") | length) | add' "$work/one.json" "$work/two.json")" -eq 0 ] || { echo "  other answers than 200 and 429"; failed=1; }

	stop store
	echo "The store is killed; the same load for $seconds s"
	attack "$one" "$seconds" -rate=150 >"$work/one.json" & first=$!
	attack "$two" "$seconds" -rate=150 >"$work/two.json"
	wait "$first"
	for name in one two; do
		admitted=$(jq '.status_codes["200"] // 0' "$work/$name.json")
		judge "  admitted ($admitted) over its half, gateway $name" "$(awk -v a="$admitted" -v l=$(((burst + rate * seconds) / 2)) 'BEGIN { print a / l }')" 0.95 1.05
		longest=$(jq '.latencies.max / 1e6' "$work/$name.json")
		printf '%-62s %8.1f\n' "  longest answer, gateway $name, ms" "$longest"
	done
	stop one two
}

throughput() {
	local round name port report base
	local -A options=([off]='' [memory]="--marea.rate-limit.requests=1000000" [store]="--marea.rate-limit.requests=1000000 --marea.rate-limit.store.uri=redis://127.0.0.1:$store_port")
	[ -n "${pids[store]:-}" ] || start_store
	: >"$work/rows"
	echo "Throughput of a gateway, 16 connections, $rounds rounds by turns, requests/s"
	for name in off memory store; do
		port=$(free)
		echo "$port" >"$work/$name.port"
		# shellcheck disable=SC2086 # a list of options
		start_gateway "$name" "$port" ${options[$name]}
		attack "$port" 8 -rate=0 -workers=16 -max-workers=16 >/dev/null
	done
	for round in $(seq "$rounds"); do
		for name in $([ $((round % 2)) -eq 1 ] && echo off memory store || echo store memory off); do
			report=$(attack "$(cat "$work/$name.port")" 5 -rate=0 -workers=16 -max-workers=16)
			[ "$(jq '.success' <<<"$report")" = 1 ] || { echo "  $name: $(jq -c .status_codes <<<"$report")"; failed=1; }
			echo "$round $name $(jq .throughput <<<"$report")" >>"$work/rows"
		done
	done
	for name in off memory store; do
		printf '%-62s %8.0f\n' "  $name" "$(awk -v n="$name" '$2 == n { print $3 }' "$work/rows" | median)"
	done
	for name in memory store; do
		base=$(awk -v n="$name" '$2 == "off" { off[$1] = $3 } $2 == n { own[$1] = $3 } END { for (r in own) print own[r] / off[r] }' "$work/rows" | median)
		judge "  with $name over without" "$base" 0.9 2
	done
	stop off memory store
}

[ "$part" = throughput ] || exact
[ "$part" = exact ] || throughput
exit $failed
