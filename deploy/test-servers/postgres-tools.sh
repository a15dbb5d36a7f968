#!/usr/bin/env bash
# PostgreSQL 18's client tools, pgBackRest, age and zstd from Debian's packages, unpacked into a folder beside the system's own.
#   postgres-tools.sh install DIR      once, any user on Debian; downloaded by apt and unpacked, nothing is installed into the system (500 MB)
#   postgres-tools.sh wrap DIR BIN     makes BIN with a script for every tool in DIR, which runs it with DIR's own libraries; any user
set -euo pipefail

readonly release=forky
readonly packages=(postgresql-client-18 postgresql-18 pgbackrest age zstd libc6)

die() {
  printf 'postgres-tools.sh: %s\n' "$1" >&2
  exit 1
}

# The address of Debian's archive that this machine's apt uses.
archive() {
  # shellcheck disable=SC2016 # for apt
  apt-get indextargets --no-release-info --format '$(REPO_URI) $(RELEASE) $(CREATED_BY)' |
    awk '$3 == "Packages" && $2 ~ /^[a-z]+$/ && $1 ~ /debian\/?$/ {print $1; exit}'
}

# Packages are not configured: their scripts want a running system, and nothing here needs one.
install_into() {
  local dir=$1 address work=$1.unpacking log=${1%/}.log package
  [[ ! -x $dir/usr/lib/postgresql/18/bin/pg_verifybackup ]] || { echo "installed in $dir"; return; }
  if ! command -v apt-get >/dev/null || ! command -v dpkg-deb >/dev/null; then
    die "apt is needed (Debian or a relative)"
  fi
  address=$(archive)
  [[ -n $address ]] || die "this machine's apt knows no archive of Debian"
  rm -rf "$work"
  mkdir -p "$work"/{lists/partial,archives/partial,root}
  : >"$work/status"
  echo "deb $address $release main" >"$work/sources.list"
  local -a apt=(apt-get -q -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=/dev/null
    -o Dir::Etc::preferencesparts=/dev/null -o Dir::Etc::preferences=/dev/null
    -o "Dir::State::lists=$work/lists" -o "Dir::State::status=$work/status"
    -o "Dir::Cache=$work" -o "Dir::Cache::archives=$work/archives"
    -o APT::Install-Recommends=false -o APT::Sandbox::User= -o Debug::NoLocking=true)
  { "${apt[@]}" update && "${apt[@]}" -y --download-only install "${packages[@]}"; } >"$log" 2>&1 ||
    die "Debian $release does not give the packages, see $log"
  for package in "$work"/archives/*.deb; do
    dpkg-deb -x "$package" "$work/root"
  done
  rm -rf "$dir"
  mv "$work/root" "$dir"
  rm -rf "$work"
  echo "installed in $dir"
}

# A program that starts a sibling finds it by its own name or folder: both are those of the script.
wrap() {
  local root bin=$2 libraries loader tool name
  root=$(realpath "$1")
  loader=$(find "$root/usr/lib/x86_64-linux-gnu/" "$root/usr/lib64/" "$root/lib64/" -name 'ld-linux-x86-64.so.2' 2>/dev/null | head -n 1) || true
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
