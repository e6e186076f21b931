#!/usr/bin/env bash
# Builds the Helm versions that the chart is tested with, once for a machine. Needs Go.
set -euo pipefail
cache=${XDG_CACHE_HOME:-$HOME/.cache}/gatehouse-ci
mkdir -p "$cache"
for version in v3.22.0 v4.3.1; do
  helm=$cache/helm-$version
  [ -x "$helm" ] || {
    building=$(mktemp -d "$cache/helm-XXXXXX")
    trap 'rm -rf "$building"' EXIT
    GOBIN=$building CGO_ENABLED=0 go install -trimpath -ldflags '-s -w' "helm.sh/helm/${version%%.*}/cmd/helm@$version"
    mv "$building/helm" "$helm"
    rm -rf "$building"
  }
  echo "$helm"
done
