#!/usr/bin/env bash
# Puts CloudFormation's own schemas of its resource types in place, once for a machine: what the tables of types are proven by. They
# are the registry's, as cfn-lint carries them. Needs Python with pip.
set -euo pipefail
version=1.58.0
into=${XDG_CACHE_HOME:-$HOME/.cache}/gatehouse-ci/cloudformation-schemas-$version
if [ ! -d "$into" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  python3 -m pip download --quiet --no-deps --only-binary :all: --dest "$work" "cfn-lint==$version"
  python3 -m zipfile -e "$work"/cfn_lint-*.whl "$work/unpacked"
  mkdir -p "$(dirname "$into")"
  mv "$work/unpacked/cfnlint/data/schemas/resources" "$into"
fi
echo "$into"
