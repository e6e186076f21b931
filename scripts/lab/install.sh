#!/bin/sh
# Installs what the end-to-end tests run against: etcd from Debian's packages, and a kube-apiserver built from source.
#
# A second run does nothing. The first one needs Go 1.24 or newer, about 2 GB of memory and 6 to 12 minutes on two cores;
# the binary is kept by its version, so only a new machine or a new version builds it.
set -eu

version=v1.33.13
lab=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/gatehouse-lab
binary=$cache/kube-apiserver-$version

if command -v etcd >/dev/null; then
  echo "etcd is installed: $(command -v etcd)"
else
  echo 'installing etcd (apt-get install etcd-server)'
  sudo=
  [ "$(id -u)" = 0 ] || sudo=sudo
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends etcd-server >/dev/null
  echo "etcd is installed: $(command -v etcd)"
fi

if [ -x "$binary" ]; then
  echo "kube-apiserver $version is built: $binary"
  exit 0
fi

command -v go >/dev/null || {
  echo 'go is not on the PATH: install Go 1.24 or newer (https://go.dev/dl) to build kube-apiserver' >&2
  exit 1
}
echo "building kube-apiserver $version, once for this machine; this takes minutes"
mkdir -p "$cache"
building=$(mktemp "$cache/building-XXXXXX")
trap 'rm -f "$building"' EXIT
started=$(date +%s)
ldflags="-s -w -X k8s.io/component-base/version.gitVersion=$version"
ldflags="$ldflags -X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=33"
(cd "$lab/apiserver" && CGO_ENABLED=0 go build -trimpath -ldflags "$ldflags" -o "$building" k8s.io/kubernetes/cmd/kube-apiserver)
chmod 755 "$building"
mv "$building" "$binary"
echo "kube-apiserver $version is built: $binary ($(($(date +%s) - started)) s)"
