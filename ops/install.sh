# Sourced by the scripts in this folder: installs what they need on Debian and Ubuntu, and says what.

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

can_be_root() {
  ((EUID == 0)) || { command -v sudo >/dev/null && sudo -v; }
}

apt_install() { # PACKAGE...
  echo "installing: $*"
  local command=(env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@")
  # Package lists may be missing or old: fetched only when it does not work without.
  as_root "${command[@]}" >/dev/null 2>&1 || { as_root apt-get update -qq && as_root "${command[@]}" >/dev/null; }
}

install_missing() { # PROGRAM:PACKAGE...
  local each missing=()
  for each in "$@"; do
    command -v "${each%%:*}" >/dev/null || PATH=$PATH:/usr/sbin:/sbin command -v "${each%%:*}" >/dev/null ||
      missing+=("${each#*:}")
  done
  ((${#missing[@]})) || return 0
  if ! command -v apt-get >/dev/null; then
    echo "missing, and there is no apt-get to install it with: ${missing[*]} (names of Debian packages)" >&2
    return 1
  fi
  if ! can_be_root; then
    echo "missing: ${missing[*]}; neither root nor sudo, so please: apt-get install ${missing[*]}" >&2
    return 1
  fi
  apt_install "${missing[@]}"
}

# Programs of Debian packages, unpacked into a folder with the libraries that are missing, and not installed: a mail server
# that is installed would take the place of the machine's own one, or be started.
unpack_missing() { # PROGRAM:PACKAGE FOLDER
  local program=${1%%:*} package=${1#*:} folder=$2 packages
  ! { command -v "$program" >/dev/null || PATH=$PATH:/usr/sbin:/sbin command -v "$program" >/dev/null ||
    [[ -x $folder/usr/sbin/$program ]]; } || return 0
  if ! command -v apt-get >/dev/null; then
    echo "missing, and there is no apt-get to fetch it with: $package (name of a Debian package)" >&2
    return 1
  fi
  # What it needs and is not there; what is there in another version stays as it is.
  missing_of() { apt-get install -s --no-install-recommends "$package" 2>/dev/null | sed -nE 's/^Inst ([^ ]+) \(.*/\1/p'; }
  packages=$(missing_of)
  if [[ -z $packages ]] && can_be_root; then
    as_root apt-get update -qq
    packages=$(missing_of)
  fi
  [[ -n $packages ]] || { echo "missing, and apt-get does not find it: $package" >&2; return 1; }
  echo "unpacking: $package"
  rm -rf -- "$folder"
  mkdir -p "$folder"
  # Nothing in a build folder becomes root by itself.
  # shellcheck disable=SC2086 # a word for each package
  (cd "$folder" && apt-get download -qq $packages 2>/dev/null && for each in *.deb; do dpkg -x "$each" . && rm "$each"; done &&
    find . -perm /6000 -exec chmod ug-s {} +)
  [[ -x $folder/usr/sbin/$program ]]
}

# A JDK 25 in JAVA_HOME: one that is there, else the distribution's if it has one, else words on where to get it.
need_java() {
  if ! (find_java) 2>/dev/null && apt-cache show openjdk-25-jdk-headless >/dev/null 2>&1 && can_be_root; then
    apt_install openjdk-25-jdk-headless
  fi
  find_java
}

LAB_PROGRAMS=(ip:iproute2 iptables:iptables conntrack:conntrack python3:python3 nsenter:util-linux)
# What tests need besides; none of them starts a service.
NEIGHBOUR_PROGRAMS=(dnsmasq:dnsmasq-base dhclient:isc-dhcp-client udhcpc:udhcpc dhcpcd:dhcpcd-base ipset:ipset jq:jq
  wg-quick:wireguard-tools wireguard-go:wireguard-go nft:nftables ping:iputils-ping tmux:tmux openssl:openssl git:git ssh-keygen:openssh-client ps:procps)
# The real mail server of ops/lab/mailserver; unpacked, not installed.
MAIL_SERVER=exim4:exim4-daemon-light
BUILD_PROGRAMS=(mvn:maven)
# What the packages are built with, and what tries them.
DIST_PROGRAMS=(strip:binutils xz:xz-utils)
DEB_TEST_PROGRAMS=(debootstrap:debootstrap man:man-db)
