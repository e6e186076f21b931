#!/usr/bin/env bash
# Puts in place, once for a machine, the vendors' own definitions of the objects that the rules judge, from their Go modules.
# Needs curl and unzip, and a proxy of Go modules (GOPROXY).
set -euo pipefail
cache=${XDG_CACHE_HOME:-$HOME/.cache}/gatehouse-ci/vendors
proxy=${GOPROXY:-https://proxy.golang.org}
proxy=${proxy%%[,|]*}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$cache"

# definitions MODULE VERSION FILE...: globs of files in the module.
definitions() {
  local module=$1 version=$2 into=$cache/${1//\//_}@$2
  shift 2
  if [ ! -d "$into" ]; then
    curl -fsS --retry 3 -o "$work/module.zip" "$proxy/$module/@v/$version.zip"
    mkdir "$work/definitions"
    unzip -q -j "$work/module.zip" "${@/#/$module@$version/}" -d "$work/definitions"
    mv "$work/definitions" "$into"
  fi
  echo "$into"
}

definitions github.com/argoproj/argo-cd/v3 v3.1.8 'manifests/crds/*-crd.yaml'
definitions github.com/argoproj/argo-rollouts v1.8.3 'manifests/crds/*-crd.yaml'
definitions github.com/fluxcd/source-controller v1.7.2 'config/crd/bases/*.yaml'
definitions github.com/fluxcd/kustomize-controller v1.6.0 'config/crd/bases/*.yaml'
definitions github.com/fluxcd/helm-controller v1.4.2 'config/crd/bases/*.yaml'
definitions github.com/fluxcd/flagger v1.41.0 artifacts/flagger/crd.yaml
definitions istio.io/api v1.31.1 kubernetes/customresourcedefinitions.gen.yaml
definitions sigs.k8s.io/gateway-api v1.4.0 'config/crd/standard/*.yaml'
definitions github.com/bitnami-labs/sealed-secrets v0.40.0 'helm/sealed-secrets/crds/*.yaml'
definitions github.com/external-secrets/external-secrets v1.3.2 'config/crds/bases/external-secrets.io_*.yaml'
definitions github.com/vmware-tanzu/velero v1.18.3 'config/crd/v1/bases/*.yaml'
definitions github.com/prometheus-operator/prometheus-operator v0.85.0 'example/prometheus-operator-crd/*.yaml'
definitions github.com/kedacore/keda/v2 v2.21.0 'config/crd/bases/keda.sh_*.yaml'
definitions github.com/kyverno/kyverno v1.19.1 config/crds/kyverno/kyverno.io_clusterpolicies.yaml config/crds/kyverno/kyverno.io_policies.yaml
definitions github.com/sigstore/policy-controller v0.13.1 config/300-clusterimagepolicy.yaml
definitions github.com/cert-manager/cert-manager v1.21.2 deploy/crds/cert-manager.io_{certificates,issuers}.yaml
definitions sigs.k8s.io/karpenter v1.6.1 'pkg/apis/crds/karpenter.sh_*.yaml'
definitions github.com/traefik/traefik/v3 v3.5.0 'docs/content/reference/dynamic-configuration/traefik.io_*.yaml'
