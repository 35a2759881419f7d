# shellcheck shell=bash
# shellcheck disable=SC2154 # $here, $cdk_app and $cdk_out are the caller's
# Part of aws/check and aws/deploy: the CDK's command line, and the app that it runs.

# app_with ARGUMENT...: what --app is. Not a quote first: the CDK would take it away, and the last one.
app_with() { echo "bash '$here/app' synth$(printf " '%s'" "$@")"; }

# cdk ARGUMENT...: of $cdk_app, which app_with made, into $cdk_out.
cdk() { (cd "$here" && npx --yes aws-cdk@2.1148.1 --app "$cdk_app" --output "$cdk_out" "$@"); }
