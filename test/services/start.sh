#!/usr/bin/env bash
# Starts the database servers that some tests want, each on a free loopback port with a
# fresh data folder of its own, and prints the lines that tell the tests where they are.
#   eval "$(test/services/start.sh start)"   # both; or: start mariadb / start postgres
#   test/services/start.sh stop              # ends what LOGFENCE_SERVICES_DIR names
# A server that is not installed is left out, and a note on stderr says so.
set -euo pipefail

HERE=$(cd "$(dirname "$0")" && pwd)

note() { printf 'services: %s\n' "$*" >&2; }

free_port() {
  node -e 'const s=require("node:net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})'
}

# Servers refuse to run as root; as root each runs as the user its package made.
as_user() {
  local user=$1
  shift
  if [ "$(id -u)" = 0 ]; then (cd / && setpriv --reuid="$user" --regid="$user" --init-groups -- "$@"); else "$@"; fi
}

own() {
  if [ "$(id -u)" = 0 ]; then chown -R "$1" "$2"; fi
}

program() {
  command -v "$1" 2>/dev/null || find /usr/sbin /usr/lib/postgresql -name "$1" -perm -u+x 2>/dev/null | sort | tail -n 1
}

# A certificate that no client trusts unless told: it is named beside the server's address.
make_certificate() { # FOLDER USER
  node "$HERE/self-signed.mjs" "$1"
  own "$2" "$1"
}

wait_until() {
  local tries=300
  until "$@" >/dev/null 2>&1; do
    tries=$((tries - 1))
    if [ "$tries" = 0 ]; then return 1; fi
    sleep 0.1
  done
}

start_mariadb() {
  local server folder port
  server=$(program mariadbd)
  if [ -z "$server" ]; then note 'mariadbd is not installed, so there is no MariaDB'; return 0; fi
  folder=$DIR/mariadb
  port=$(free_port)
  mkdir -p "$folder"
  make_certificate "$folder" mysql
  as_user mysql "$(program mariadb-install-db)" --no-defaults --datadir="$folder/data" \
    --auth-root-authentication-method=normal --skip-test-db >"$DIR/mariadb-install.log" 2>&1
  printf "create database logs character set utf8mb4;\ncreate user 'logfence'@'%%' identified by '%s';\ngrant all on *.* to 'logfence'@'%%' with grant option;\n" \
    "$PASSWORD" >"$folder/init.sql"
  own mysql "$folder"
  as_user mysql "$server" --no-defaults --datadir="$folder/data" --socket="$folder/socket" --pid-file="$folder/pid" \
    --bind-address=127.0.0.1 --port="$port" --skip-name-resolve --init-file="$folder/init.sql" \
    --innodb-buffer-pool-size=64M --innodb-flush-log-at-trx-commit=0 \
    --ssl-cert="$folder/certificate.pem" --ssl-key="$folder/key.pem" </dev/null >"$DIR/mariadb.log" 2>&1 &
  wait_until test -s "$folder/pid" || { note "MariaDB did not start; see $DIR/mariadb.log"; return 1; }
  wait_until as_user mysql "$(program mariadb)" --no-defaults -h 127.0.0.1 -P "$port" -u logfence "-p$PASSWORD" -e 'select 1' logs
  echo "export LOGFENCE_TEST_MARIADB_AUTHORITY=$folder/certificate.pem"
  echo "export LOGFENCE_TEST_MARIADB=mysql://logfence:$PASSWORD@127.0.0.1:$port/logs"
}

start_postgres() {
  local server folder port
  server=$(program postgres)
  if [ -z "$server" ]; then note 'postgres is not installed, so there is no PostgreSQL'; return 0; fi
  folder=$DIR/postgres
  port=$(free_port)
  mkdir -p "$folder"
  printf '%s' "$PASSWORD" >"$folder/password"
  make_certificate "$folder" postgres
  as_user postgres "$(program initdb)" -D "$folder/data" -U logfence --pwfile="$folder/password" \
    --auth=scram-sha-256 -E UTF8 --locale=C.UTF-8 >"$DIR/postgres-install.log" 2>&1
  as_user postgres "$server" -D "$folder/data" -p "$port" -k "$folder" \
    -c listen_addresses=127.0.0.1 -c fsync=off \
    -c ssl=on -c ssl_cert_file="$folder/certificate.pem" -c ssl_key_file="$folder/key.pem" </dev/null >"$DIR/postgres.log" 2>&1 &
  local psql
  psql=$(program psql)
  PGPASSWORD=$PASSWORD wait_until "$psql" -h 127.0.0.1 -p "$port" -U logfence -d postgres -c 'select 1' ||
    { note "PostgreSQL did not start; see $DIR/postgres.log"; return 1; }
  PGPASSWORD=$PASSWORD "$psql" -q -h 127.0.0.1 -p "$port" -U logfence -d postgres -c 'create database logs'
  echo "export LOGFENCE_TEST_POSTGRES_AUTHORITY=$folder/certificate.pem"
  echo "export LOGFENCE_TEST_POSTGRES=postgres://logfence:$PASSWORD@127.0.0.1:$port/logs"
}

start() {
  DIR=$(mktemp -d "${TMPDIR:-/tmp}/logfence-services.XXXXXX")
  chmod 711 "$DIR"
  PASSWORD=$(node -e 'console.log(require("node:crypto").randomBytes(9).toString("hex"))')
  echo "export LOGFENCE_SERVICES_DIR=$DIR"
  local name
  for name in "${@:-mariadb}"; do "start_$name"; done
  if [ $# = 0 ]; then start_postgres; fi
}

# Ends exactly the processes whose ids stand in the folder's own pid files.
stop() {
  local folder=${1:-${LOGFENCE_SERVICES_DIR:-}} file id
  case $folder in
    */logfence-services.*) ;;
    *) note 'say which folder: stop DIR, or set LOGFENCE_SERVICES_DIR'; return 2 ;;
  esac
  for file in "$folder/mariadb/pid" "$folder/postgres/data/postmaster.pid"; do
    if [ -s "$file" ]; then
      id=$(head -n 1 "$file")
      kill -INT "$id" 2>/dev/null || true
      case $file in */mariadb/*) kill -TERM "$id" 2>/dev/null || true ;; esac
      local tries=100
      while kill -0 "$id" 2>/dev/null && [ "$tries" -gt 0 ]; do
        sleep 0.1
        tries=$((tries - 1))
      done
    fi
  done
  rm -rf "$folder"
}

command=${1:-start}
shift || true
case $command in
  start) start "$@" ;;
  stop) stop "$@" ;;
  *) note "unknown word $command: start or stop"; exit 2 ;;
esac
