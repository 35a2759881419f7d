#!/usr/bin/env bash
# Creates one database and one role for each service; no other role may connect. The PostgreSQL image runs this once, on an
# empty volume.
set -euo pipefail
for service in catalog orders; do
	psql -v ON_ERROR_STOP=1 --username postgres --set role="$service" \
		--set password="$(cat "/run/secrets/$service-password")" <<-'SQL'
		CREATE ROLE :"role" LOGIN PASSWORD :'password';
		CREATE DATABASE :"role" OWNER :"role";
		REVOKE ALL ON DATABASE :"role" FROM PUBLIC;
	SQL
done
