package dev.ftr.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is in the file, there is an answer, and never a secret in it. */
final class HostileFilesTest {
    /** What begins with the sign that folders are kept with names a file in one. */
    private static final Pattern LINE =
            Pattern.compile("ftr\\.conf(?:/[^\\n\\r]*)?:[1-9]\\d*:[1-9]\\d*: /[^\\n\\r]*: [^\\n\\r]+");

    private static final String EXAMPLE = ExampleConfig.render();
    private static final String EVERY_KEY =
            EXAMPLE.replaceAll("(?m)^ *# .*\n", "").replaceAll("(?m)^( *)#", "$1");
    private static final String TRAFFIC = ConfigText.SMALL + """
            policies:
              - name: mail
                match:
                  from: 10.0.0.0/8
                  to:
                    - 203.0.113.0/24
                    - 10.8.1.1
                  protocol: tcp
                  ports: 25
                  source_ports:
                    - 1000-2000
                    - 80
                  interface: eth0
                  mark: 0x100/0x300
                  set: banks
                  own: no
                uplinks:
                  - eth1
                  - eth2
                otherwise: reject
              - name: own
                match:
                  own: yes
                  protocol:
                    - tcp
                    - udp
                balance:
                  - eth1
            port_forwards:
              - uplink: eth1
                protocol: udp
                port: 80-81
                address: 192.0.2.2
                to: 10.0.0.20:8080-8081
              - port: 80
                to: 10.0.0.20
            source_nat:
              - from: 10.0.0.25
                uplink: eth1
                to: 192.0.2.2
            no_nat: 10.0.0.0/8
            bypass:
              - 10.8.0.0/16
            firewall: basic
            sticky: client
            sticky_time: 5m
            fwmark_mask: 0xff
            base_realm: 3
            """;

    private static final String MARKER = "hUnter2zq";

    /** Secrets stand in it where there is an {@code @}. */
    private static final String TELLING = ConfigText.SMALL + """
            webhooks:
              - name: chat
                headers:
                  X-Router: ${host}
                  Authorization: @
                secret: @
                timeout: 10s
                url: http://a/
              - url: http://b/
                body: @
                secret: @
                on: [uplink]
              - {url: http://c/, headers: {Authorization: @, X-A: b}, secret: @, timeout: 5s}
            hooks:
              - command: [/bin/a, @]
                name: a
            """;

    @Example
    void answersToEveryHalfWrittenFile() {
        byte[] whole = EXAMPLE.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length <= whole.length; length++) answers(Arrays.copyOf(whole, length));
    }

    @Property(tries = 500)
    void answersToJunk(@ForAll byte[] junk) {
        answers(junk);
    }

    @Property(tries = 1000)
    void answersToPiecesOfYaml(@ForAll("pieces") List<String> pieces) {
        answers(String.join("", pieces).getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<List<String>> pieces() {
        return Arbitraries.of(
                        "uplinks:",
                        "tests",
                        "ips",
                        "password",
                        "webhooks",
                        "headers",
                        ":",
                        ": ",
                        "-",
                        "- ",
                        "\n",
                        "\n  ",
                        "\n    ",
                        "[",
                        "]",
                        "{",
                        "}",
                        ",",
                        "&a ",
                        "*a",
                        "<<",
                        "!!int ",
                        "!x ",
                        "|",
                        ">",
                        "'",
                        "\"",
                        "\\",
                        "#",
                        "%",
                        "---",
                        "...",
                        "? ",
                        "~",
                        "1",
                        "0x1",
                        "x",
                        "\t",
                        "é",
                        "\u2028",
                        "@")
                .list()
                .ofMaxSize(30);
    }

    @Property(tries = 2000)
    void answersToAnyValueAnywhere(
            @ForAll @IntRange(max = 200) int line,
            @ForAll @IntRange(max = 200) int other,
            @ForAll("values") String value,
            @ForAll("values") String another) {
        String[] lines = EVERY_KEY.lines().toArray(String[]::new);
        lines[line % lines.length] = withValue(lines[line % lines.length], value);
        lines[other % lines.length] = withValue(lines[other % lines.length], another);
        answers((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 2000)
    void answersToAnyValueAmongTheRulesOfTraffic(
            @ForAll @IntRange(max = 200) int line,
            @ForAll @IntRange(max = 200) int other,
            @ForAll("values") String value,
            @ForAll("values") String another) {
        String[] lines = TRAFFIC.lines().toArray(String[]::new);
        lines[line % lines.length] = withValue(lines[line % lines.length], value);
        lines[other % lines.length] = withValue(lines[other % lines.length], another);
        answers((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String withValue(String line, String value) {
        return line.replaceFirst("(:|- (?!.*:)).*$", "$1 " + Matcher.quoteReplacement(value));
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.of(
                "",
                "''",
                "~",
                "[]",
                "{}",
                "[~]",
                "{a: b}",
                "x",
                "-1",
                "0",
                "1",
                "63",
                "64",
                "255",
                "256",
                "4294967295",
                "4294967296",
                "-4294967296",
                "9223372036854775807",
                "99999999999999999999",
                "0xffffffff",
                "1.0",
                "1e99",
                "0.1",
                "-0.0",
                "123456789012345.123456789",
                "true",
                "no",
                "1s",
                "10.0.0.0/8",
                "10.0.0.1:80-90",
                "80-90",
                "0x5/0x5",
                "[10.0.0.1, ~]",
                "[eth1, eth1]",
                "'1s'",
                "eth1",
                "192.0.2.2",
                "::1",
                "0.0.0.0",
                "static",
                "ppp",
                ":ppp",
                "\"\\0\"",
                "\"\\ud800\"",
                "\"a\\nb\"",
                "é",
                "!!int x",
                "*x",
                "999999999m",
                "30%",
                "5MB",
                "99999999999GB",
                "off",
                "[{tcp: 'a:1'}]",
                "[{tcp: ':'}, arp, ~]",
                "[{http: 'http://['}]",
                "[{dns: {server: 9.9.9.9, name: ~}}]",
                "{reuse: 1, max: []}");
    }

    @Property(tries = 2000)
    void showsNoPasswordWhateverIsDoneToOneLine(
            @ForAll @IntRange(max = 200) int line,
            @ForAll("damages") Damage damage,
            @ForAll("passwords") String password) {
        String[] lines = withPassword(password).lines().toArray(String[]::new);
        int hit = line % lines.length;
        lines[hit] = damage.applyTo(lines[hit]);
        showsNoPassword(String.join("\n", lines) + "\n");
    }

    @Property(tries = 2000)
    void showsNoPasswordWhateverCharacterIsChanged(
            @ForAll @IntRange(max = 5000) int place,
            @ForAll("signs") String sign,
            @ForAll("passwords") String password) {
        String text = withPassword(password);
        int at = place % text.length();
        int secret = text.indexOf(MARKER);
        boolean withinSecret = at >= secret && at < secret + MARKER.length();
        if (!withinSecret) showsNoPassword(text.substring(0, at) + sign + text.substring(at + 1));
    }

    @Test
    void showsNoPasswordThatReadsAsAKey() {
        String text = withPassword(MARKER + ": a");
        for (String key : List.of("&assword:", "!assword:", "password:\n", "password:\n    "))
            showsNoPassword(text.replace("password:", key));
    }

    @Property(tries = 1000)
    void showsNoSecretOfAWebhookOrHookWhateverIsDoneToOneLine(
            @ForAll @IntRange(max = 200) int line,
            @ForAll("damages") Damage damage,
            @ForAll("passwords") String secret) {
        String[] lines = TELLING.replace("@", secret).lines().toArray(String[]::new);
        int hit = line % lines.length;
        lines[hit] = damage.applyTo(lines[hit]);
        showsNoPassword(String.join("\n", lines) + "\n");
    }

    /** One secret at a time: several in a form that is no YAML would hide what one alone does. */
    @Property(tries = 1000)
    void showsNoSecretOfAWebhookOrHookWhateverCharacterIsChanged(
            @ForAll @IntRange(max = 5000) int place,
            @ForAll("signs") String sign,
            @ForAll @IntRange(max = 6) int secret,
            @ForAll("passwords") String written) {
        String text = withSecret(secret, written);
        int at = place % text.length();
        int start = text.indexOf(MARKER);
        boolean withinSecret = at >= start && at < start + MARKER.length();
        if (!withinSecret) showsNoPassword(text.substring(0, at) + sign + text.substring(at + 1));
    }

    @Property(tries = 500)
    void showsNoSecretOfAWebhookOrHookThatIsNoText(
            @ForAll @IntRange(max = 6) int secret,
            @ForAll("passwords") String written,
            @ForAll("wrongKinds") String kind) {
        showsNoPassword(withSecret(secret, kind.formatted(written)));
    }

    @Property(tries = 1000)
    void answersToAnyValueAmongWebhooksAndHooks(
            @ForAll @IntRange(max = 200) int line,
            @ForAll @IntRange(max = 200) int other,
            @ForAll("values") String value,
            @ForAll("values") String another) {
        String[] lines = TELLING.replace("@", "x").lines().toArray(String[]::new);
        lines[line % lines.length] = withValue(lines[line % lines.length], value);
        lines[other % lines.length] = withValue(lines[other % lines.length], another);
        answers((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "webhooks: [{url: 'https://a.example/%s b'}]",
                "webhooks: [{url: 'https://%s@a.example/'}]",
                "webhooks: [{url: 'ftp://a.example/%s'}]",
                "webhooks: [{url: '%s'}]",
                "webhooks: [{url: http://a, body: '${%s}'}]",
                "webhooks: [{url: http://a, headers: {Authorization: 'Bearer ${%s}'}}]",
                "webhooks: [{url: http://a, headers: {Authorization: \"Bearer %s\\nX\"}}]",
                "webhooks: [{url: http://a, headers: {Authorization:Bearer %s}}]",
                "webhooks: [{url: http://a, headers: {Authorization:%s}}]",
                "webhooks: [{url: http://a, headers: {%1$s: 1, %1$s: 2}}]",
                "webhooks: [{url: http://a, headers: {%1$s: }}]",
                "webhooks: [{url: http://a, secret%s: 1}]",
                "webhooks: [{url: http://a, secret%s}]",
                "webhooks: [{url: http://a, name: secret %s}]",
                "webhooks: [{url: http://a, secret_file: %s}]",
                "webhooks: [{url: http://a, secret_env: '%s!'}]",
                "webhooks: [{url: http://a, secret_credential: '%s/'}]",
                "email: {smtp_parameters: {password_file: %s}}",
                "email: {smtp_parameters: {password_env: '%s!'}}",
                "email: {smtp_parameters: {password_file%s: 1}}",
                "hooks: [{command: [/bin/a, '--token=%s', '']}]",
                "hooks: [{command: /bin/a --token=%s}]",
            })
    void showsNoSecretWhereItIsNotExpected(String text) {
        String hostile = ConfigText.SMALL + text.formatted(MARKER) + "\n";
        assertInstanceOf(LoadResult.Invalid.class, ConfigText.load(hostile), hostile);
        showsNoPassword(hostile);
    }

    /** @param number which of the secrets in {@link #TELLING} is written so; the others are harmless */
    private static String withSecret(int number, String written) {
        String[] pieces = TELLING.split("@", -1);
        StringBuilder text = new StringBuilder(pieces[0]);
        for (int i = 1; i < pieces.length; i++)
            text.append(i - 1 == number ? written : "x").append(pieces[i]);
        return text.toString();
    }

    @Property(tries = 300)
    void showsNoPasswordThatIsNoText(@ForAll("passwords") String password, @ForAll("wrongKinds") String kind) {
        showsNoPassword(withPassword(kind.formatted(password)));
    }

    enum Damage {
        INDENT,
        OUTDENT,
        NO_COLON,
        NO_BLANK,
        AS_ENTRY,
        TWICE,
        GONE,
        OPEN_QUOTE,
        OPEN_BRACKET,
        TAB,
        ALIAS,
        TAG,
        MERGE,
        COMPLEX_KEY,
        UPPER_CASE,
        BLOCK;

        String applyTo(String line) {
            return switch (this) {
                case INDENT -> "  " + line;
                case OUTDENT -> line.replaceFirst("^ {1,2}", "");
                case NO_COLON -> line.replaceFirst(":", "");
                case NO_BLANK -> line.replaceFirst(": ", ":");
                case AS_ENTRY -> line.replaceFirst("^( *)", "$1- ");
                case TWICE -> line + "\n" + line;
                case GONE -> "";
                case OPEN_QUOTE -> line.replaceFirst(": ?", ": '");
                case OPEN_BRACKET -> line.replaceFirst(": ?", ": [");
                case TAB -> line.replaceFirst(" ", "\t");
                case ALIAS -> line.replaceFirst(": ?", ": *");
                case TAG -> line.replaceFirst(": ?", ": !");
                case MERGE -> line.replaceFirst("[a-z_]+:", "<<:");
                case COMPLEX_KEY -> line.replaceFirst("^( *)", "$1? ");
                case UPPER_CASE -> line.replaceFirst("pass", "PASS");
                case BLOCK -> line.replaceFirst(": ?", ": |\n        ");
            };
        }
    }

    @Provide
    Arbitrary<Damage> damages() {
        return Arbitraries.of(Damage.class);
    }

    @Provide
    Arbitrary<String> signs() {
        return Arbitraries.of(
                "", " ", "\n", ":", ": ", "'", "\"", "#", "-", "- ", "[", "{", "*", "&", "!", "|", "\t", "\\", "x");
    }

    @Provide
    Arbitrary<String> passwords() {
        return Arbitraries.of(
                        "%s", "'%s'", "\"%s\"", "*%s", "&%s x", "!%s x", "@%s", "a: %s", "%s: a", "'%s", "1 %s", "%%%s")
                .map(form -> form.formatted(MARKER));
    }

    @Provide
    Arbitrary<String> wrongKinds() {
        return Arbitraries.of(
                "[%s]",
                "{%s: 1}",
                "{a: 1, %1$s: 1, %1$s: 2}",
                "[[%s, {%1$s: [%1$s]}]]",
                "&p %s\n    port: *p",
                "&p [%s]\n    port: *p",
                "&p {%s: 1}\n    <<: *p",
                "\"%s\\q\"",
                "? %s");
    }

    private static String withPassword(String password) {
        return EXAMPLE.replace("password: secret", "password: " + password).replaceAll("(?m)^ *# .*\n", "");
    }

    private static void showsNoPassword(String text) {
        for (String line : ConfigText.problems(ConfigText.load(text))) {
            assertFalse(line.contains(MARKER), () -> line + "\nin\n" + text);
        }
    }

    private static void answers(byte[] content) {
        for (String line : ConfigText.problems(ConfigText.load(content))) {
            assertTrue(LINE.matcher(line).matches(), line);
        }
    }
}
