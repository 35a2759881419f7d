#!/bin/sh
# What `helm test` does: reads the catalogue, takes a token, places an order, cancels it.
set -eu
fail() { echo "FAILED: $1"; exit 1; }
# No body of what is tried again: it would stand before the answer.
ask() { curl --silent --show-error --fail --max-time 20 --retry 10 --retry-delay 2 --retry-all-errors "$@"; }
field() { sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"; }

sku=$(ask "$SHOP/api/catalog/products?limit=1" | field sku) || fail "no catalogue"
[ -n "$sku" ] || fail "the catalogue is empty"
echo "The catalogue has $sku."
if [ "$DEMO_ISSUER" != true ]; then
	echo "Without the demo issuer there is no token to order with."
	exit 0
fi
token=$(ask -X POST -H 'Content-Type: application/json' -d '{"subject":"helm-test"}' "$SHOP/auth/token" | field access_token)
[ -n "$token" ] || fail "no token"
key=$(cat /proc/sys/kernel/random/uuid)
order=$(ask -X POST -H "Authorization: Bearer $token" -H "Idempotency-Key: $key" -H 'Content-Type: application/json' \
	-d "{\"lines\":[{\"sku\":\"$sku\",\"quantity\":1}]}" "$SHOP/api/orders")
status=$(echo "$order" | field status)
id=$(echo "$order" | sed -n 's/^{"id":"\([^"]*\)".*/\1/p')
echo "Order $id is $status."
[ "$status" = CONFIRMED ] || fail "$order"
ask -X DELETE -H "Authorization: Bearer $token" "$SHOP/api/orders/$id" >/dev/null || fail "it was not cancelled"
echo "It was cancelled."
