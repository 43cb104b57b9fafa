package dev.ftr.notify.mail;

import dev.ftr.config.RouterConfig.Secret;
import dev.ftr.config.RouterConfig.SmtpAuthentication;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How we log in to a mail server.
 *
 * @param method empty: the first that the server offers of those that Angus has: LOGIN, PLAIN, DIGEST-MD5, NTLM
 */
record SmtpLogin(String user, Secret password, Optional<SmtpAuthentication> method) {
    /** As in AUTH. */
    Optional<String> mechanism() {
        return method.map(m -> switch (m) {
            case PLAIN -> "PLAIN";
            case LOGIN -> "LOGIN";
            case CRAM_MD5 -> "CRAM-MD5";
            case XOAUTH2 -> "XOAUTH2";
        });
    }

    /** Angus itself has no CRAM-MD5; Java has. */
    boolean bySasl() {
        return method.equals(Optional.of(SmtpAuthentication.CRAM_MD5));
    }

    /** What a server can throw back at us: the password as it is, and as the commands of AUTH have it. */
    List<String> secrets() {
        String plain = password.value();
        return Stream.of(
                        base64(user + '\0' + user + '\0' + plain),
                        base64("user=" + user + "\001auth=Bearer " + plain + "\001\001"),
                        base64(plain),
                        plain)
                .flatMap(s -> Stream.of(s, s.replaceAll("=+$", ""))) // some cut the padding
                .distinct()
                .toList();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
