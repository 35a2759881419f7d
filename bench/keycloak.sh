#!/usr/bin/env bash
# bench/keycloak.sh: signs in to the storefront with a real Keycloak, in a browser. Downloads Keycloak's distribution from Maven
# Central, starts it in its development mode on 127.0.0.1 with bench/keycloak-realm.json, and runs KeycloakIT of gateway-service.
#
# Needs a JDK 21 or newer, Maven, curl, and Chromium or Chrome. KEYCLOAK_VERSION, KEYCLOAK_PORT (8180) and KEYCLOAK_WAIT
# (seconds until it must answer, 180) change the defaults. MAVEN_OPTIONS are passed to Maven, such as --offline.
set -euo pipefail
cd "$(dirname "$0")/.."

version=${KEYCLOAK_VERSION:-26.4.5}
port=${KEYCLOAK_PORT:-8180}
wait=${KEYCLOAK_WAIT:-180}
base=http://127.0.0.1:$port
folder=$(mktemp -d)
keycloak=

stop() {
	if [ -n "$keycloak" ]; then
		kill "$keycloak" 2>/dev/null || true
		wait "$keycloak" 2>/dev/null || true
	fi
	rm -rf "$folder"
}
trap stop EXIT

# In a folder without a project: the goal would run once for each module.
# shellcheck disable=SC2086
(cd "$folder" && mvn -B -q -ntp ${MAVEN_OPTIONS:-} org.apache.maven.plugins:maven-dependency-plugin:3.10.0:unpack \
	-Dartifact="org.keycloak:keycloak-quarkus-dist:$version:zip" -DoutputDirectory="$folder")
home=$folder/keycloak-$version
mkdir -p "$home/data/import"
cp bench/keycloak-realm.json "$home/data/import/shop-realm.json"

began=$(date +%s)
JAVA_OPTS_KC_HEAP='-Xms64m -Xmx512m' bash "$home/bin/kc.sh" start-dev --import-realm --http-host=127.0.0.1 --http-port="$port" \
	>"$folder/keycloak.log" 2>&1 &
keycloak=$!
until curl --silent --fail --max-time 5 --output /dev/null "$base/realms/shop/.well-known/openid-configuration"; do
	if ! kill -0 "$keycloak" 2>/dev/null || [ $(($(date +%s) - began)) -gt "$wait" ]; then
		tail -n 40 "$folder/keycloak.log" >&2
		echo "bench/keycloak.sh: Keycloak $version did not answer within $wait s" >&2
		exit 1
	fi
	sleep 1
done
echo "Keycloak $version answered after $(($(date +%s) - began)) s"

# shellcheck disable=SC2086
MAREA_KEYCLOAK_ISSUER=$base/realms/shop mvn -B -ntp ${MAVEN_OPTIONS:-} -pl gateway-service -am -Dtest=None -Dit.test=KeycloakIT \
	-Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false verify
