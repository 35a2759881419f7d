# shellcheck shell=bash
# shellcheck disable=SC2154 # options and load functions are those of bench/gateway.sh, which reads this file
# Builds and trains the contestants, lets each serve once in every round, and judges.
[ -r /proc/self/smaps_rollup ] || fail "CPU and memory are read from /proc: Linux only."
[ -x "${JAVA_HOME:-}/bin/java" ] || fail "set JAVA_HOME to a JDK 25: Spring AOT compiles with Maven's own JVM."
rounds=${rounds:-9} seconds=${seconds:-8}
commit=$(git rev-parse --verify --quiet "$against^{commit}") || fail "'$against' is no revision."
work=$(mktemp -d)
chmod 755 "$work"
cache=$PWD/.marea/bench-gateway
mkdir -p "$cache"
pid='' backend_pid=''
# stop: ends what `start` started. nginx passes SIGTERM on to its workers; a JVM would drain.
stop() {
	local signal=KILL
	[ -n "$pid" ] || return 0
	[ "$contestant" != nginx ] || signal=TERM
	{ kill -"$signal" "$pid" && wait "$pid"; } 2>/dev/null || true
	pid=''
}
cleanup() {
	stop
	[ -z "$backend_pid" ] || { kill "$backend_pid" && wait "$backend_pid"; } 2>/dev/null || true
	rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

contestants=(before ours)
if [ "$breaker" = no ]; then
	contestants+=(without-breaker)
	own=gateway-service/src/main/resources/application.yaml
	# Given beside the one in the jar, whose routes it replaces: a list replaces the whole list.
	sed '/^ *- \(Bulkhead\|Breaker\|CircuitBreaker\)=/d' "$own" >"$work/without-breaker.yaml"
	! cmp -s "$own" "$work/without-breaker.yaml" || fail "no route in $own has a filter Breaker or Bulkhead."
fi
contestants+=(stock nginx)

# port_answers PORT: whether a process listens there.
port_answers() { (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
# free_ports COUNT: below the range from which the kernel takes the ports of outgoing connections.
free_ports() {
	local port
	for port in $(shuf -i 20000-29999 -n 200); do
		port_answers "$port" || echo "$port"
	done | head -n "$1"
}
mapfile -t ports < <(free_ports 3)
backend_port=${ports[0]} app_port=${ports[1]} management_port=${ports[2]}
url=http://127.0.0.1:$app_port/api/catalog/products
upstream=http://127.0.0.1:$backend_port

# The flags of the images (pom.xml), with the heap that they have in 256 MiB. A cache that does not fit ends the JVM.
flags=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms38m -Xmx128m -XX:+ExitOnOutOfMemoryError -Dspring.aot.enabled=true)

# gateway FOLDER KIND JVM-OPTION...: replaces this shell by the JVM of a gateway, without the caller's environment. Call it in the
# background. KIND is marea, without-breaker or stock.
gateway() {
	local folder=$1 kind=$2 settings
	shift 2
	settings=("--server.port=$app_port" --server.address=127.0.0.1 "--management.server.port=$management_port" --management.server.address=127.0.0.1)
	case $kind in
		stock)
			settings+=("--spring.cloud.discovery.client.simple.instances.catalog-service[0].uri=$upstream")
			# HttpClient keeps 5 connections to a service otherwise; the shop's gateway keeps up to 256.
			set -- -Dhttp.maxConnections=256 "$@"
			;;
		# The warm-up's requests are a choice and not a start.
		*) settings+=(--marea.warm-up.rounds=0 "--marea.discovery.fixed.catalog-service=$upstream" "--marea.discovery.fixed.order-service=$upstream") ;;
	esac
	[ "$kind" != without-breaker ] || settings+=("--spring.config.additional-location=file:$work/without-breaker.yaml")
	exec env -i PATH="$PATH" HOME="$HOME" TMPDIR="$work" "$JAVA_HOME/bin/java" "${flags[@]}" "$@" -jar "$folder/app/app.jar" "${settings[@]}" \
		>"$work/log" 2>&1 </dev/null
}
# await_ready: until the started process serves.
await_ready() {
	local deadline=$((SECONDS + 120)) probe=http://127.0.0.1:$management_port/actuator/health/readiness port=$management_port
	[ "$contestant" != nginx ] || probe=$url port=$app_port
	# Curl only once the port is open: a process each 20 ms would take CPU from the start.
	until port_answers "$port" && curl --silent --fail --max-time 1 --output /dev/null "$probe"; do
		if [ "$SECONDS" -ge "$deadline" ] || ! kill -0 "$pid" 2>/dev/null; then
			tail -n 20 "$work/log" >&2
			fail "$contestant ended, or was not ready in time."
		fi
		sleep 0.02
	done
}

# processes: what `start` started, with nginx's workers.
processes() { echo "$pid"; pgrep -P "$pid" || true; }
# cpu_ticks: user and system time of these processes. The name in the second field may hold spaces.
cpu_ticks() {
	processes | sed 's:.*:/proc/&/stat:' | xargs cat | sed 's/^.*) //' | awk '{ sum += $12 + $13 } END { print sum }'
}
# memory: their proportional set size in MB.
memory() {
	processes | sed 's:.*:/proc/&/smaps_rollup:' | xargs cat | awk '/^Pss:/ { sum += $2 } END { printf "%.1f", sum * 1024 / 1e6 }'
}

nginx_options=$(nginx -V 2>&1)
# nginx_configuration FILE: for a process of the caller that logs to standard error; standard input is put into the http block.
nginx_configuration() {
	local module
	{
		echo "daemon off; pid $1.pid; worker_processes auto; error_log stderr warn;"
		echo 'events { worker_connections 1024; }'
		echo "http { access_log off; default_type application/json; client_body_temp_path $work/body; proxy_temp_path $work/proxied;"
		for module in fastcgi uwsgi scgi; do
			[[ $nginx_options = *--without-http_${module}_module* ]] || echo "${module}_temp_path $work/$module;"
		done
		# nginx closes a connection after 1,000 requests otherwise.
		echo 'keepalive_requests 1000000000; keepalive_timeout 1h;'
		cat
		echo '}'
	} >"$1"
}
start_backend() {
	local kilobyte
	kilobyte=$(printf '{"text":"%s"}' "$(head -c 1013 /dev/zero | tr '\0' x)")
	nginx_configuration "$work/backend.conf" <<<"server { listen 127.0.0.1:$backend_port; location / { return 200 '$kilobyte'; } }"
	nginx_configuration "$work/proxy.conf" <<-END
		upstream catalog { server 127.0.0.1:$backend_port; keepalive 64; keepalive_requests 1000000000; }
		server {
			listen 127.0.0.1:$app_port;
			location /api/catalog/ { proxy_pass http://catalog/; proxy_http_version 1.1; proxy_set_header Connection ''; }
		}
	END
	nginx -e stderr -p "$work" -c "$work/backend.conf" 2>"$work/backend.log" </dev/null &
	backend_pid=$!
	until port_answers "$backend_port"; do
		kill -0 "$backend_pid" 2>/dev/null || { cat "$work/backend.log" >&2; fail "nginx does not start."; }
		sleep 0.05
	done
	[ "$(curl --silent --fail "$upstream/products" | wc -c)" -eq 1024 ] || fail "nginx does not answer with 1 KB."
}

# build NAME TREE KIND MAVEN-OPTION...: builds the gateway in a git tree and trains its AOT cache; sets `folder`.
build() {
	local name=$1 tree=$2 kind=$3 jar
	shift 3
	# By the sources alone: a change of the documentation builds nothing.
	folder=$cache/$({ git ls-tree -r "$tree" | grep -P '[\t/](pom\.xml|src/main/.*)$' | grep -vP '\tbench/'; echo "${flags[*]}"; cat "$JAVA_HOME/release"; } | sha256sum | cut -c1-16)
	[ ! -f "$folder/app.aot" ] || return 0
	say "Building $name"
	rm -rf "$folder"
	mkdir -p "$folder/source"
	git archive "$tree" | tar -x -C "$folder/source"
	(cd "$folder/source" && mvn -B -ntp -q -DskipTests "$@" package) >"$folder/build.log" 2>&1 </dev/null ||
		{ grep -m 20 ERROR "$folder/build.log" >&2; fail "$name does not build; the log is $folder/build.log"; }
	jar=$(find "$folder/source" -path '*/target/gateway-*.jar' ! -name '*-sources.jar' ! -name '*-tests.jar' | head -n 1)
	"$JAVA_HOME/bin/java" -Djarmode=tools -jar "$jar" extract --destination "$folder/app" >>"$folder/build.log"
	mv "$folder/app/$(basename "$jar")" "$folder/app/app.jar"
	rm -rf "$folder/source"

	say "Training the AOT cache of $name"
	contestant=training
	gateway "$folder" "$kind" -XX:AOTMode=record "-XX:AOTConfiguration=$folder/app.aotconf" &
	pid=$!
	await_ready
	attack "$url" 5 -rate=100 >/dev/null
	# It writes the record when it ends in order.
	kill "$pid"
	wait "$pid" || true
	pid=''
	"$JAVA_HOME/bin/java" "${flags[@]}" -Xmx512m -XX:AOTMode=create "-XX:AOTConfiguration=$folder/app.aotconf" "-XX:AOTCache=$folder/new.aot" \
		-jar "$folder/app/app.jar" >>"$folder/build.log" 2>&1 </dev/null || fail "the AOT cache of $name was not created; the log is $folder/build.log"
	rm "$folder/app.aotconf"
	mv "$folder/new.aot" "$folder/app.aot"
}

# start: starts $contestant; sets `pid`, `ready` (s) and `start_cpu` (s).
start() {
	local begin=$EPOCHREALTIME
	case $contestant in
		nginx) nginx -e stderr -p "$work" -c "$work/proxy.conf" 2>"$work/log" </dev/null & ;;
		*) gateway "${folders[$contestant]}" "${kinds[$contestant]}" -XX:AOTMode=on "-XX:AOTCache=${folders[$contestant]}/app.aot" & ;;
	esac
	pid=$!
	await_ready
	ready=$(awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f", b - a }')
	start_cpu=$(awk -v t="$(cpu_ticks)" -v hz="$hz" 'BEGIN { printf "%.2f", t / hz }')
	[ "$(curl --silent --fail "$url" | wc -c)" -eq 1024 ] || fail "$contestant does not hand on the 1 KB of $upstream."
}
# measure: one row of $contestant as JSON, from start to end.
measure() {
	local ready start_cpu begun used load steady jars=null breaker_jars=null
	start
	saturate "$url" "$seconds" >/dev/null
	begun=$(cpu_ticks)
	load=$(saturate "$url" "$seconds")
	used=$(($(cpu_ticks) - begun))
	steady=$(attack "$url" "$seconds" -rate="$rate" -workers="$clients")
	[ "$contestant" = nginx ] || read -r jars breaker_jars < <(jar_sizes "${folders[$contestant]}/app/lib")
	jq -nc --arg contestant "$contestant" --argjson load "$load" --argjson steady "$steady" --argjson used "$used" --argjson hz "$hz" \
		--argjson memory "$(memory)" --argjson ready "$ready" --argjson start "$start_cpu" --argjson jars "$jars" --argjson breaker "$breaker_jars" \
		'{$contestant, rps: $load.throughput, cpu: ($used / $hz * 1e6 / $load.requests), p99: ($steady.latencies["99th"] / 1e6), $memory, $ready, $start, $jars, $breaker}'
	stop
}
# jar_sizes FOLDER: MB of all jars, and of those that the circuit breaker brings.
jar_sizes() {
	find "$1" -name '*.jar' -printf '%f %s\n' |
		awk '{ all += $2 } $1 ~ /resilience4j|circuitbreaker|vavr/ { some += $2 } END { printf "%.1f %.1f\n", all / 1e6, some / 1e6 }'
}

hz=$(getconf CLK_TCK)
declare -A folders kinds
start_backend
# The working tree with what is not committed, as a tree object of git.
tree=$(export GIT_INDEX_FILE=$work/index && git add --all && git write-tree)
module=(-Pimages -pl gateway-service -am)
build "the gateway of $against" "$commit^{tree}" marea "${module[@]}"
folders[before]=$folder kinds[before]=marea
build "the working tree's gateway" "$tree" marea "${module[@]}"
folders[ours]=$folder kinds[ours]=marea
folders[without-breaker]=$folder kinds[without-breaker]=without-breaker
build "stock Spring Cloud Gateway" "$(git rev-parse "$tree:bench/gateway-stock")" stock
folders[stock]=$folder kinds[stock]=stock
for folder in "$cache"/*; do
	# Builds of earlier runs: 150 MB each.
	[[ " ${folders[*]} " = *" $folder "* ]] || rm -rf "$folder"
done

# version FILE PROPERTY
version() { sed -n "s:.*<$2>\(.*\)</$2>.*:\1:p" "$1" | head -n 1; }
train=$(version bench/gateway-stock/pom.xml spring-cloud.version)
[ "$train" = "$(version pom.xml spring-cloud.version)" ] || say "Beware: bench/gateway-stock has Spring Cloud $train, the shop another release train."

if [ -z "$rate" ]; then
	contestant=before
	start
	saturate "$url" "$seconds" >/dev/null
	rate=$(throughput "$url" | jq '[. / 4 | floor, 1] | max')
	stop
fi
say "p99 is measured at $rate requests/s"
for round in $(seq "$rounds"); do
	order=("${contestants[@]}")
	[ $((round % 2)) -eq 1 ] || mapfile -t order < <(printf '%s\n' "${contestants[@]}" | tac)
	saturate "$upstream/products" "$seconds" | jq -c '{contestant: "direct", rps: .throughput}' >>"$work/rows"
	for contestant in "${order[@]}"; do
		measure >"$work/row"
		cat "$work/row" >>"$work/rows"
		jq -r --arg round "$round/$rounds" '"round \($round)  \(.contestant): \(.rps | floor)/s, \(.cpu | floor) µs a request, p99 \(.p99 * 10 | floor / 10) ms, \(.memory | floor) MB, ready after \(.ready) s"' "$work/row" >&2
	done
done

jq -s -f bench/gateway/table.jq --arg rev "$against" --argjson rate "$rate" \
	--argjson contestants "$(printf '%s\n' "${contestants[@]}" | jq -Rnc '[inputs]')" "$work/rows" >"$work/result"

{
	echo "Medians (least–most) of $rounds rounds by turns, $(nproc) cores for all of it, $clients connections, $seconds s a phase. Each gateway is a new process"
	echo "in every round, with C1, Spring AOT and an AOT cache, in front of nginx with 1 KB; asked directly, that serves $(jq -r .direct "$work/result")"
	echo "requests/s. Stock is Spring Cloud Gateway Server WebMVC with LoadBalancer of Spring Cloud $train (\`bench/gateway-stock\`). Ratios are medians of"
	echo "the rounds' ratios. \`bench/gateway.sh --against $(git rev-parse --short "$commit")$([ "$breaker" = yes ] || echo ' --without-breaker') --rounds $rounds --seconds $seconds\`:"
	echo
	jq -r '.table, "", .bars' "$work/result"
} | tee "${table:-/dev/null}"
jq -e .ok "$work/result" >/dev/null
