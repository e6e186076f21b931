#!/usr/bin/env bash
# Puts in place what the chart is tested with, once for a machine: two versions of Helm, built from source, and the definitions of what
# it asks of cert-manager and of the Prometheus Operator. Needs Go.
set -euo pipefail
cache=${XDG_CACHE_HOME:-$HOME/.cache}/gatehouse-ci
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$cache"

for version in v3.22.0 v4.3.1; do
  helm=$cache/helm-$version
  if [ ! -x "$helm" ]; then
    GOBIN=$work CGO_ENABLED=0 go install -trimpath -ldflags '-s -w' "helm.sh/helm/${version%%.*}/cmd/helm@$version"
    mv "$work/helm" "$helm"
  fi
  echo "$helm"
done

# definitions DIRECTORY MODULE@VERSION FILE...: files of a Go module, where they are not there yet.
definitions() {
  local into=$cache/$1 module=$2 from
  shift 2
  if [ ! -d "$into" ]; then
    from=$(cd "$work" && go mod download -json "$module" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
    mkdir "$work/definitions"
    for file in "$@"; do cp "$from/$file" "$work/definitions/"; done
    chmod -R u+w "$work/definitions"
    mv "$work/definitions" "$into"
  fi
  echo "$into"
}
definitions crds-cert-manager-v1.21.2 github.com/cert-manager/cert-manager@v1.21.2 \
  deploy/crds/cert-manager.io_{certificates,issuers}.yaml
definitions crds-prometheus-operator-v0.85.0 github.com/prometheus-operator/prometheus-operator@v0.85.0 \
  example/prometheus-operator-crd/monitoring.coreos.com_{servicemonitors,prometheusrules}.yaml
