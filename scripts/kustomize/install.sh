#!/usr/bin/env bash
# Puts kustomize in place, once for a machine: what the trees of the examples are built with. Needs Go.
set -euo pipefail
version=v5.8.1
cache=${XDG_CACHE_HOME:-$HOME/.cache}/gatehouse-ci
kustomize=$cache/kustomize-$version
if [ ! -x "$kustomize" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$cache"
  GOBIN=$work CGO_ENABLED=0 go install -trimpath -ldflags '-s -w' "sigs.k8s.io/kustomize/kustomize/v5@$version"
  mv "$work/kustomize" "$kustomize"
fi
echo "$kustomize"
