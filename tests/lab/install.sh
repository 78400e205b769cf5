#!/bin/sh
# Installs the servers of the test lab, and what prints and reads pages, on Debian, as root; no server starts.
# Does nothing where all are there; may be called as often as one likes.
set -eu

packages="postfix dovecot-core dovecot-imapd dovecot-pop3d nsd unbound nftables libfaketime iproute2 jq chromium fonts-noto-cjk poppler-utils"
policy=/usr/sbin/policy-rc.d

missing=""
for package in $packages; do
    # shellcheck disable=SC2016 # the variable is dpkg-query's
    state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "install.sh: the test lab needs$missing; installing them needs root" >&2
    exit 1
fi
if ! grep -qx 'ID=debian' /etc/os-release 2>/dev/null; then
    echo "install.sh: the test lab needs$missing; they are installed by this script on Debian only" >&2
    exit 1
fi

# Debian starts a server as soon as it is installed, unless this program says 101.
kept="$policy.before-lab"
restore() {
    rm -f "$policy"
    [ ! -e "$kept" ] || mv "$kept" "$policy"
}
trap restore EXIT
trap 'exit 1' HUP INT TERM
# Where a copy is there already, an earlier call was killed, and the copy is the real one.
[ -e "$kept" ] || [ ! -e "$policy" ] || mv "$policy" "$kept"
printf '#!/bin/sh\nexit 101\n' >"$policy"
chmod 755 "$policy"

export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
# shellcheck disable=SC2086 # a list of packages
apt-get -qq install -y --no-install-recommends $missing
