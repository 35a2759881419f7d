#!/usr/bin/env bash
# One database and one role a service; nobody else may connect. Runs beside PostgreSQL at each of its starts: a volume may
# outlive the Secret with the passwords, so those of the Secret are set every time.
set -euo pipefail
for attempt in {1..300}; do
	# Over TCP: while a new volume is prepared, a server without it runs.
	if pg_isready --host 127.0.0.1 --quiet; then break; fi
	sleep 1
done
for role in catalog orders; do
	psql -v ON_ERROR_STOP=1 --quiet --username postgres --set role="$role" \
		--set password="$(cat "/run/secrets/$role-password")" <<-'SQL'
		SELECT format('CREATE ROLE %I LOGIN', :'role')
		WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
		ALTER ROLE :"role" PASSWORD :'password';
		SELECT format('CREATE DATABASE %I OWNER %I', :'role', :'role')
		WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'role') \gexec
		REVOKE ALL ON DATABASE :"role" FROM PUBLIC;
	SQL
done
