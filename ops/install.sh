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

# A JDK 25 in JAVA_HOME: one that is there, else the distribution's if it has one, else words on where to get it.
need_java() {
  if ! (find_java) 2>/dev/null && apt-cache show openjdk-25-jdk-headless >/dev/null 2>&1 && can_be_root; then
    apt_install openjdk-25-jdk-headless
  fi
  find_java
}

LAB_PROGRAMS=(ip:iproute2 iptables:iptables conntrack:conntrack python3:python3 nsenter:util-linux)
# What tests of living together need besides; none of them starts a service.
NEIGHBOUR_PROGRAMS=(dnsmasq:dnsmasq-base dhclient:isc-dhcp-client udhcpc:udhcpc dhcpcd:dhcpcd-base ipset:ipset
  wg-quick:wireguard-tools wireguard-go:wireguard-go tmux:tmux)
BUILD_PROGRAMS=(mvn:maven)
