#!/usr/bin/env bash
# Measures how fast a container of a service is ready: the fat jar, the unpacked jar, with an AOT cache, and also with Spring AOT.
# The variants take turns, so that a busy machine affects all of them. docs/startup.md has the results.
#
#   bench/startup.sh [--service catalog-service] [--rounds 7] [--cpus 1] [--memory 256m] [--max-ratio 0.33]
#
# Needs Docker with the images of ./marea images, curl and jq. Ready means that the readiness probe answers 200. The warm-up is
# off, because its requests are no part of a start. CPU seconds and memory are the engine's figures at that moment. Exit code 1
# if the last variant takes more than MAX-RATIO of the first one's time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

service=catalog-service rounds=7 cpus=1 memory=256m limit=
usage() { echo "usage: bench/startup.sh [--service NAME] [--rounds N] [--cpus N] [--memory SIZE] [--max-ratio R]" >&2; exit 2; }
while [ $# -gt 0 ]; do
	[ $# -gt 1 ] || usage
	case $1 in
		--service) service=$2 ;;
		--rounds) rounds=$2 ;;
		--cpus) cpus=$2 ;;
		--memory) memory=$2 ;;
		--max-ratio) limit=$2 ;;
		*) usage ;;
	esac
	shift 2
done
image=${MAREA_REPOSITORY:-localhost/marea}/$service:${MAREA_TAG:-0.1.0-SNAPSHOT}
docker image inspect "$image" >/dev/null 2>&1 || { echo "bench/startup.sh: $image is missing: ./marea images" >&2; exit 2; }
case $service in
	catalog-service) port=8081 management=9081 database=catalog ;;
	order-service) port=8082 management=9082 database=orders ;;
	gateway-service) port=8080 management=9080 database=none ;;
	*) usage ;;
esac
fat=$(find "$service/target" -maxdepth 1 -name "$service-*.jar" ! -name '*-sources.jar' | head -n 1)
[ -n "$fat" ] || { echo "bench/startup.sh: no fat jar in $service/target: ./marea images" >&2; exit 2; }

work=$(mktemp -d)
chmod 755 "$work"
network=marea-startup-$$
cleanup() {
	docker rm --force --volumes "$network-db" "$network-run" >/dev/null 2>&1 || true
	docker network rm "$network" >/dev/null 2>&1 || true
	rm -rf "$work"
}
trap cleanup EXIT
docker network create "$network" >/dev/null
docker run --detach --name "$network-db" --network "$network" --env POSTGRES_PASSWORD=startup --env POSTGRES_DB="$database" \
	postgres:18 >/dev/null
until docker exec "$network-db" pg_isready --quiet --host 127.0.0.1; do sleep 0.5; done
mkdir "$work/training"
chmod 777 "$work/training"
cp "$fat" "$work/fat.jar"
chmod 644 "$work/fat.jar"

# The command line of the image, without the parts that a variant changes.
mapfile -t entrypoint < <(docker image inspect --format '{{json .Config.Entrypoint}}' "$image" | jq -r '.[]')
own=()
for argument in "${entrypoint[@]:1}"; do
	case $argument in
		-XX:AOTCache=* | -Dspring.aot.enabled=*) ;;
		*) own+=("$argument") ;;
	esac
done
# arguments VARIANT: prints the arguments of java.
arguments() {
	case $1 in
		fat) printf '%s\n' -jar /startup/fat.jar ;;
		unpacked) printf '%s\n' "${own[@]}" ;;
		cache) printf '%s\n' -XX:AOTCache=/startup/training/plain.aot "${own[@]}" ;;
		train) printf '%s\n' -XX:AOTCacheOutput=/startup/training/plain.aot "${own[@]}" ;;
		image) printf '%s\n' "${entrypoint[@]:1}" ;;
	esac
}
# begin VARIANT CPUS MEMORY: starts a container of it.
begin() {
	local java
	mapfile -t java < <(arguments "$1")
	docker run --detach --name "$network-run" --network "$network" --cpus "$2" --memory "$3" --memory-swap "$3" \
		--read-only --tmpfs /tmp --cap-drop ALL --volume "$work:/startup" --workdir /app \
		--env "SPRING_DATASOURCE_URL=jdbc:postgresql://$network-db/$database" --env SPRING_DATASOURCE_USERNAME=postgres \
		--env SPRING_DATASOURCE_PASSWORD=startup --env MAREA_WARMUP_ROUNDS=0 \
		--entrypoint "${entrypoint[0]}" "$image" "${java[@]}" >/dev/null
	address=$(docker inspect --format '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}' "$network-run")
}
await_ready() {
	local deadline=$((SECONDS + 120))
	until curl --silent --fail --max-time 1 --output /dev/null "http://$address:$management/actuator/health/readiness"; do
		[ "$SECONDS" -lt "$deadline" ] && [ "$(docker inspect --format '{{.State.Running}}' "$network-run")" = true ] || { docker logs --tail 20 "$network-run" >&2; echo "bench/startup.sh: the container ended, or was not ready in time" >&2; exit 1; }
		sleep 0.02
	done
}
# measure VARIANT: a line "seconds cpu-seconds MiB".
measure() {
	begin "$1" "$cpus" "$memory"
	await_ready
	local now started stats
	now=$(date +%s.%N)
	stats=$(curl --silent --unix-socket /var/run/docker.sock "http://engine/containers/$network-run/stats?stream=false&one-shot=true")
	started=$(date --date "$(docker inspect --format '{{.State.StartedAt}}' "$network-run")" +%s.%N)
	jq -r --arg now "$now" --arg started "$started" '"\(($now | tonumber) - ($started | tonumber)) \(.cpu_stats.cpu_usage.total_usage / 1e9) \((.memory_stats.usage - (.memory_stats.stats.total_inactive_file // .memory_stats.stats.inactive_file // 0)) / 1048576)"' <<<"$stats"
	docker rm --force "$network-run" >/dev/null
}

echo "Training a cache without Spring AOT" >&2
begin train 2 1g
await_ready
[ "$service" = gateway-service ] || curl --silent --output /dev/null "http://$address:$port/products" || true
docker stop --time 120 "$network-run" >/dev/null
docker rm "$network-run" >/dev/null
[ -s "$work/training/plain.aot" ] || { echo "bench/startup.sh: the training left no cache" >&2; exit 1; }

variants="fat unpacked cache image"
for round in $(seq "$rounds"); do
	for variant in $variants; do
		measure "$variant" >>"$work/$variant"
	done
	echo "round $round of $rounds" >&2
done

# median and range of column $2 of variant $1
figure() {
	awk -v c="$2" '{ print $c }' "$work/$1" | sort -n |
		awk '{ v[NR] = $1 } END { m = (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2; printf "%.2f (%.2f–%.2f)", m, v[1], v[NR] }'
}
echo "$service, $cpus CPU, $memory, $rounds rounds by turns; median (least–most)"
echo
echo '| variant | ready, s | CPU, s | memory, MiB | ready / fat jar |'
echo '|---|---|---|---|---|'
for variant in $variants; do
	case $variant in
		fat) name='fat jar' ;;
		unpacked) name='unpacked' ;;
		cache) name='AOT cache' ;;
		image) name='Spring AOT + AOT cache (the image)' ;;
	esac
	ratio=$(paste -d' ' "$work/$variant" "$work/fat" | awk '{ print $1 / $4 }' | sort -n |
		awk '{ v[NR] = $1 } END { printf "%.2f", (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }')
	echo "| $name | $(figure "$variant" 1) | $(figure "$variant" 2) | $(figure "$variant" 3) | $ratio |"
done
[ -z "$limit" ] || awk -v r="$ratio" -v l="$limit" 'BEGIN { exit !(r <= l) }'
