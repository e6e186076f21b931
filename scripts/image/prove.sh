#!/usr/bin/env bash
# Builds the Dockerfile and starts what comes of it as a cluster would: by nobody in particular, with nothing to write to.
#
# Without a registry: in place of both base images stands what this machine has of Node.js, so what is proven are the Dockerfile's steps
# and not its bases. Needs root, and buildah, which it installs from Debian's packages.
set -euo pipefail
cd "$(dirname "$0")/../.."
port=${1:-$((20000 + RANDOM % 20000))}

command -v buildah >/dev/null || {
  echo 'installing buildah (apt-get install buildah)'
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends buildah >/dev/null
}
work=$(mktemp -d /tmp/gatehouse-image-XXXXXX)
cat > "$work/storage.conf" <<CONF
[storage]
driver = "overlay"
runroot = "$work/run"
graphroot = "$work/graph"
CONF
export CONTAINERS_STORAGE_CONF=$work/storage.conf
server=
finish() {
  [ -z "$server" ] || kill -KILL "$server" 2>/dev/null || true
  buildah rm --all >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap finish EXIT

# put ROOT PROGRAM...: programs with the libraries that they load.
put() {
  local root=$1 program
  shift
  for program in "$@"; do
    program=$(readlink -f "$(command -v "$program")")
    { echo "$program"; ldd "$program" 2>/dev/null | grep -o '/[^ ]*'; } | while read -r file; do
      mkdir -p "$root$(dirname "$file")"
      cp -Ln "$file" "$root$file"
    done
  done
}

# base NAME ROOT OPTION...: an image of that directory.
base() {
  local name=$1 root=$2 container
  shift 2
  container=$(buildah from scratch)
  buildah copy -q "$container" "$root" / >/dev/null
  [ $# = 0 ] || buildah config "$@" "$container"
  buildah commit -q "$container" "localhost/$name" >/dev/null
  buildah rm "$container" >/dev/null
}

build=$work/build run=$work/base
mkdir -p "$build"/{tmp,bin,usr/bin,etc/ssl} "$run"/{tmp,nodejs/bin,etc}
chmod 1777 "$build/tmp" "$run/tmp"
put "$build" node sh env mkdir cp rm find tar gzip
for program in sh env mkdir cp rm find tar gzip; do ln -sf "$(readlink -f "$(command -v $program)")" "$build/bin/$program"; done
ln -sf "$(readlink -f "$(command -v node)")" "$build/bin/node"
npm=$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")
mkdir -p "$build/npm"
cp -a "$npm/." "$build/npm/"
ln -s /npm/bin/npm-cli.js "$build/bin/npm"
cp -aL /etc/ssl/certs "$build/etc/ssl/"
put "$run" node
mv "$run$(readlink -f "$(command -v node)")" "$run/nodejs/bin/node"
certificates=/etc/ssl/certs/ca-certificates.crt
base build "$build" --env PATH=/bin:/usr/bin --env "NODE_EXTRA_CA_CERTS=$certificates" --env HOME=/tmp
base run "$run"

echo "building the Dockerfile on Node.js $(node --version)"
buildah bud --isolation chroot --quiet --build-arg BUILD_IMAGE=localhost/build --build-arg RUN_IMAGE=localhost/run \
  --tag gatehouse . > "$work/log" 2>&1 || { tail -50 "$work/log" >&2; exit 1; }

container=$(buildah from localhost/gatehouse)
root=$(buildah mount "$container")
fail() { echo "$1" >&2; exit 1; }
for absent in src test node_modules/typescript node_modules/tap; do
  [ ! -e "$root/app/$absent" ] || fail "/app/$absent is in the image, and nothing needs it"
done
config=$(buildah inspect --type image --format '{{.OCIv1.Config.User}} {{.OCIv1.Config.Entrypoint}} {{.OCIv1.Config.Cmd}}' localhost/gatehouse)
[ "$config" = '65532:65532 [/nodejs/bin/node /app/bin/gatehouse] [serve]' ] || fail "the image runs: $config"
echo "/app is $(du -sm "$root/app" | cut -f1) MB, of which $(du -sm "$root/app/node_modules" | cut -f1) MB are libraries"

# A certificate as a Secret brings it, mounted where the chart mounts it.
mkdir -p "$work/tls" "$root/etc/gatehouse/tls" "$root/proc"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=gatehouse \
  -addext subjectAltName=IP:127.0.0.1 -keyout "$work/tls/tls.key" -out "$work/tls/tls.crt" 2>/dev/null
chmod 755 "$work" "$work/tls"
chmod 644 "$work/tls/tls.key"
# Its own view of the file system: the image, read-only, and no right to anything.
unshare --mount --fork --kill-child sh -euc '
  root=$1
  mount --bind "$root" "$root"
  mount -t proc proc "$root/proc"
  mount --bind "$2" "$root/etc/gatehouse/tls"
  mount -o remount,bind,ro "$root"
  cd "$root" && ! touch app/written 2>/dev/null
  exec env -i PATH=/usr/sbin:/usr/bin NODE_ENV=production chroot --userspec=65532:65532 --groups= "$root" \
    /nodejs/bin/node /app/bin/gatehouse serve --port "$3" \
    --tls-cert /etc/gatehouse/tls/tls.crt --tls-key /etc/gatehouse/tls/tls.key
' sh "$root" "$work/tls" "$port" > "$work/server.log" 2>&1 &
server=$!
for _ in $(seq 100); do
  kill -0 "$server" 2>/dev/null || break
  ready=$(curl -s --cacert "$work/tls/tls.crt" "https://127.0.0.1:$port/readyz" || true)
  case $ready in *'"status":"ready"'*)
    node=$(pgrep -P "$server")
    echo "ready as user $(awk '/^Uid/ { print $2 }' "/proc/$node/status"), capabilities $(awk '/^CapEff/ { print $2 }' "/proc/$node/status")," \
      "$(awk '/^VmRSS/ { print int($2 / 1024) }' "/proc/$node/status") MB of memory: $ready"
    kill "$node"
    wait "$server" || fail "it did not end well when asked to: $(tail -5 "$work/server.log")"
    exit 0
    ;;
  esac
  sleep 0.2
done
fail "it does not become ready: $(cat "$work/server.log")"
