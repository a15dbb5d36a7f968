#!/usr/bin/env bash
# PostgreSQL 18's client tools, pgBackRest, age and zstd from Debian's packages, unpacked into a folder beside the system's own.
#   postgres-tools.sh install DIR      once, as root on Debian; unpacked only, nothing is configured or started (200 MB)
#   postgres-tools.sh wrap DIR BIN     makes BIN with a script for every tool in DIR, which runs it with DIR's own libraries; any user
set -euo pipefail

readonly suite=forky
readonly packages=postgresql-client-18,postgresql-18,pgbackrest,age,zstd

die() {
  printf 'postgres-tools.sh: %s\n' "$1" >&2
  exit 1
}

install_into() {
  local dir=$1 deb
  [[ ! -x $dir/usr/lib/postgresql/18/bin/pg_verifybackup ]] || { echo "installed in $dir"; return; }
  [[ $(id -u) == 0 ]] || die "install needs root"
  command -v debootstrap >/dev/null || { apt-get update -q && apt-get install -y -q debootstrap; } >/dev/null ||
    die "debootstrap cannot be installed"
  [[ -e /usr/share/debootstrap/scripts/$suite ]] || ln -s sid "/usr/share/debootstrap/scripts/$suite"
  mkdir -p "$dir"
  debootstrap --variant=minbase --foreign --include=$packages $suite "$dir" >"${dir%/}.log" 2>&1 ||
    die "debootstrap failed, see ${dir%/}.log"
  for deb in "$dir"/var/cache/apt/archives/*.deb; do
    dpkg-deb -x "$deb" "$dir"
  done
  rm -rf "$dir"/var/cache/apt/archives/*.deb
  echo "installed in $dir"
}

# A program that starts a sibling finds it by its own name or folder: both are those of the script.
wrap() {
  local root bin=$2 libraries loader tool name
  root=$(realpath "$1")
  loader=$(find "$root/lib64/" "$root/usr/lib64/" "$root/usr/lib/x86_64-linux-gnu/" -name 'ld-linux-x86-64.so.2' 2>/dev/null | head -n 1)
  [[ -n $loader ]] || die "$root has no ld-linux-x86-64.so.2: it is not a folder of this script's making"
  libraries=$root/usr/lib/x86_64-linux-gnu
  mkdir -p "$bin"
  for tool in "$root"/usr/lib/postgresql/18/bin/* "$root"/usr/bin/{pgbackrest,age,age-keygen,zstd}; do
    [[ -f $tool && -x $tool ]] || continue
    name=$(basename "$tool")
    cat >"$bin/$name" <<END
#!/bin/sh
exec "$loader" --library-path "$libraries" --argv0 "\$0" "$tool" "\$@"
END
    chmod 755 "$bin/$name"
  done
}

case ${1:-} in
  install) install_into "${2:?a folder}" ;;
  wrap) wrap "${2:?a folder}" "${3:?a folder for the scripts}" ;;
  *)
    sed -n '2,4s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
