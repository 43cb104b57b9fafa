package dev.ftr.notify.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Reads addresses as the config has them: {@code a@example.com} or {@code Name <a@example.com>}. */
final class MailAddress {
    /** A user of the mail server itself, such as root. */
    private static final Pattern LOCAL = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private MailAddress() {}

    private static InternetAddress local(String name) {
        InternetAddress address = new InternetAddress();
        address.setAddress(name);
        return address;
    }

    static InternetAddress of(String text) throws AddressException {
        if (LOCAL.matcher(text).matches()) return local(text);
        InternetAddress address = new InternetAddress(OneLine.of(text), true);
        String plain = address.getAddress();
        if (address.isGroup()
                || !plain.contains("@")
                || !StandardCharsets.US_ASCII.newEncoder().canEncode(plain))
            throw new AddressException("must be like name@example.com, in ASCII");
        try {
            if (address.getPersonal() != null)
                address.setPersonal(MailMessage.header(address.getPersonal()), StandardCharsets.UTF_8.name());
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException("Java without UTF-8", e);
        }
        return address;
    }
}
