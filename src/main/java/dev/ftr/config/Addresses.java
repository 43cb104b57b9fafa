package dev.ftr.config;

import dev.ftr.model.IpAddress;
import java.util.Optional;

/** Reads addresses of single hosts. */
final class Addresses {
    private Addresses() {}

    /** @param example an address that would be right at this place */
    static Optional<IpAddress> read(Setting setting, String example) {
        String mustBe = "an IPv4 address such as " + example;
        if (setting.text().filter(Addresses::looksLikeIpv6).isPresent()) {
            setting.error("%s; IPv6 is not supported yet, must be %s".formatted(setting.shown(), mustBe));
            return Optional.empty();
        }
        Optional<IpAddress> address = setting.read(
                IpAddress::parse, () -> mustBe + hint(setting.text().orElse("")));
        if (address.isPresent() && !address.get().isUnicast()) {
            setting.error("is %s, which cannot be the address of one host elsewhere; must be %s"
                    .formatted(address.get(), mustBe));
            return Optional.empty();
        }
        return address;
    }

    static boolean looksLikeIpv6(String text) {
        return text.chars().filter(c -> c == ':').count() >= 2
                && text.chars().allMatch(c -> c == ':' || c == '.' || c == '/' || Character.digit(c, 16) >= 0);
    }

    private static String hint(String text) {
        if (text.matches("[0-9.]{7,15}/[0-9]{1,2}")) return "; leave out the length behind the slash";
        return text.matches("[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,}")
                ? "; a name would need a name server that is reached through an uplink"
                : "";
    }
}
