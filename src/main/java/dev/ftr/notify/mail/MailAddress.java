package dev.ftr.notify.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;

/** Reads addresses as the config has them: {@code a@example.com} or {@code Name <a@example.com>}. */
final class MailAddress {
    private MailAddress() {}

    static InternetAddress of(String text) throws AddressException {
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
