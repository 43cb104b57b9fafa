package dev.ftr.config;

import static dev.ftr.config.ConfigText.SMALL;
import static dev.ftr.config.ConfigText.assertErrors;
import static dev.ftr.config.ConfigText.assertWarnings;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks, hooks and topics that make no sense. */
final class NotificationsErrorsTest {
    private static final String URL =
            "is something else, must be an http or https URL such as https://hooks.example.com/ftr";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "language: eng            | 11: /language: is 'eng', must be en or it or de or fr or es or pt; did you mean 'en'?",
                "language: no             | 11: /language: is no, must be en or it or de or fr or es or pt",
                "notify: {on: uplink}     | 14: /notify/on: is a single value, must be a list of words such as [uplink, error]",
                "notify: {on: []}         | 14: /notify/on: has no entries, must be a list of words such as [uplink, error]",
                "notify: {on: [uplnk]}    | 15: /notify/on/0: is 'uplnk', must be uplink or routing or config or drift or error or reminder; did you mean 'uplink'?",
                "notify: {off: [uplink]}  | 10: /notify/off: is not a known key; known here: on, reminder",
                "notify: {reminder: 59s}  | 20: /notify/reminder: is '59s', must be off, or a duration such as 2m, 6h or 7d, within 1m..30d",
                "notify: {reminder: 31d}  | 20: /notify/reminder: is '31d', must be off, or a duration such as 2m, 6h or 7d, within 1m..30d",
                "notify: {reminder: on}   | 20: /notify/reminder: is on, must be off, or a duration such as 2m, 6h or 7d, within 1m..30d",
                "notify: 6h               | 9: /notify: is a single value, must be a mapping with the keys on and reminder",
                "email: {digest: 61m}     | 17: /email/digest: is '61m', must be a duration such as 500ms, 3s or 2m, within 0s..1h",
                "email: {max_rate: 25h}   | 19: /email/max_rate: is '25h', must be a duration such as 500ms, 3s or 2m, within 0s..24h",
                "email: {max_rate: -1}    | 19: /email/max_rate: is -1, must be a duration such as 500ms, 3s or 2m, within 0s..24h",
                "email: {keep_for: 59}    | 19: /email/keep_for: is 59, must be a duration such as 2m, 6h or 7d, within 1m..90d",
                "email: {keep_for: 91d}   | 19: /email/keep_for: is '91d', must be a duration such as 2m, 6h or 7d, within 1m..90d",
                "email: {on: [mail]}      | 14: /email/on/0: is 'mail', must be uplink or routing or config or drift or error or reminder",
            })
    void tellsWhatATopicALanguageOrATimeMustBe(String line, String error) {
        assertErrors(SMALL + line.strip() + "\n", "ftr.conf:17:" + error.strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://hooks.example.com/",
                "hooks.example.com/ftr",
                "https:///ftr",
                "https://hooks.example.com:99999/",
                "'https://hooks.example.com/a b'",
                "\"https://hooks.example.com/\\r\\nX-A: b\"",
                "http://1.2.3/",
                "http://0.0.0.0/",
                "http://224.0.0.1/",
                "''",
                "javascript:x"
            })
    void wantsAUrlOfAServerAndShowsNone(String url) {
        assertErrors(SMALL + "webhooks:\n  - url: " + url + "\n", "ftr.conf:18:10: /webhooks/0/url: " + URL);
    }

    @Test
    void wantsNoLoginInAUrl() {
        assertErrors(
                SMALL + "webhooks:\n  - url: https://user:word@hooks.example.com/\n",
                "ftr.conf:18:10: /webhooks/0/url: has a user name in it, must be without; send it as the header"
                        + " Authorization");
    }

    @Test
    void wantsNoIpv6() {
        assertErrors(
                SMALL + "webhooks:\n  - url: http://[2001:db8::1]/\n",
                "ftr.conf:18:10: /webhooks/0/url: is something else; IPv6 is not supported yet, must be an http or https"
                        + " URL such as https://hooks.example.com/ftr");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: a            | 5: /webhooks/0/url: is missing, must be an http or https URL such as https://hooks.example.com/ftr",
                "url:               | 9: /webhooks/0/url: is empty, must be an http or https URL such as https://hooks.example.com/ftr",
                "url: [a]           | 10: /webhooks/0/url: is a list, must be an http or https URL such as https://hooks.example.com/ftr",
            })
    void wantsAUrl(String key, String error) {
        assertErrors(SMALL + "webhooks:\n  - " + key.strip() + "\n", "ftr.conf:18:" + error.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name: a b         | 11: /webhooks/0/name: is 'a b', must be a name of 1 to 32 letters, digits, dots, underscores and dashes, beginning with a letter or a digit",
                "name: ../a        | 11: /webhooks/0/name: is '../a', must be a name of 1 to 32 letters, digits, dots, underscores and dashes, beginning with a letter or a digit",
                "timeout: 500ms    | 14: /webhooks/0/timeout: is '500ms', must be a duration such as 500ms, 3s or 2m, within 1s..60s",
                "timeout: 2m       | 14: /webhooks/0/timeout: is '2m', must be a duration such as 500ms, 3s or 2m, within 1s..60s",
                "tls_verify: never | 17: /webhooks/0/tls_verify: is 'never', must be true or false",
                "on: [all]         | 10: /webhooks/0/on/0: is 'all', must be uplink or routing or config or drift or error or reminder",
                "method: PUT       | 5: /webhooks/0/(not shown): is not a known key; known here: url, name, headers, body, secret, secret_file, secret_env, secret_credential, timeout, tls_verify, on",
                "header: {a: b}    | 5: /webhooks/0/header: is not a known key; did you mean 'headers'?",
                "secret_fil: /a    | 5: /webhooks/0/secret_fil: is not a known key; did you mean 'secret_file'?",
                "secret_file: a    | 18: /webhooks/0/secret_file: is something else, must be the absolute path of a file such as /etc/ftr/mail.password, with the secret on its first line",
                "secret_env: 1A    | 17: /webhooks/0/secret_env: is something else, must be the name of an environment variable such as MAIL_PASSWORD, of letters, digits and underscores",
                "secret_credential: ../a | 24: /webhooks/0/secret_credential: is something else, must be the name of a systemd credential such as mail.password, of letters, digits, dots, underscores and dashes",
                "secret: [a]       | 13: /webhooks/0/secret: is a list, must be text",
            })
    void tellsWhatAKeyOfAWebhookMustBe(String key, String error) {
        assertErrors(SMALL + "webhooks:\n  - url: http://a\n    " + key.strip() + "\n", "ftr.conf:19:" + error.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'Bad Name: x'              | 7: /webhooks/0/headers: here is no name of a header, which must be letters, digits and dashes such as Authorization, and behind it a colon and a blank",
                "'\"A:b\": x'               | 7: /webhooks/0/headers: here is no name of a header, which must be letters, digits and dashes such as Authorization, and behind it a colon and a blank",
                "'\"A\\r\\nB\": x'          | 7: /webhooks/0/headers: here is no name of a header, which must be letters, digits and dashes such as Authorization, and behind it a colon and a blank",
                "'\"\": x'                  | 7: /webhooks/0/headers: here is no name of a header, which must be letters, digits and dashes such as Authorization, and behind it a colon and a blank",
                "'Größe: x'                 | 7: /webhooks/0/headers: here is no name of a header, which must be letters, digits and dashes such as Authorization, and behind it a colon and a blank",
                "'Host: x'                  | 7: /webhooks/0/headers: this header belongs to the connection and is set for it; remove it",
                "'content-LENGTH: 0'        | 7: /webhooks/0/headers: this header belongs to the connection and is set for it; remove it",
                "'A: \"x\\r\\nB: y\"'       | 10: /webhooks/0/headers: has a line break or another control character in it, must be text on one line",
                "'A:'                       | 9: /webhooks/0/headers: the value of this header is empty, must be text on one line",
                "'A: [x]'                   | 10: /webhooks/0/headers: the value of this header is a list or a mapping, must be text on one line",
                "'A: ${subjet}'             | 10: /webhooks/0/headers: has the unknown placeholder ${subjet}; did you mean ${subject}?",
            })
    void tellsWhatAHeaderMustBeAndShowsNone(String header, String error) {
        assertErrors(
                SMALL + "webhooks:\n  - url: http://a\n    headers:\n      "
                        + header.strip().replaceAll("^'|'$", "") + "\n",
                "ftr.conf:20:" + error.strip());
    }

    @Test
    void refusesAHeaderGivenTwice() {
        assertErrors(
                SMALL + "webhooks:\n  - url: http://a\n    headers:\n      X-A: b\n      x-a: c\n",
                "ftr.conf:21:7: /webhooks/0/headers: the name of this header is already on line 20; remove one of the"
                        + " two");
    }

    @Test
    void wantsHeadersAsAMapping() {
        String error = ", must be a mapping of names of headers to their values";
        assertErrors(
                SMALL + "webhooks:\n  - url: http://a\n    headers: [a]\n",
                "ftr.conf:19:14: /webhooks/0/headers: is a list" + error);
        assertErrors(
                SMALL + "webhooks:\n  - url: http://a\n    headers: Authorization x\n",
                "ftr.conf:19:14: /webhooks/0/headers: is a single value" + error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "${uplnk}  | has the unknown placeholder ${uplnk}; did you mean ${uplink}?",
                "${UPLINK} | has the unknown placeholder ${UPLINK}; did you mean ${uplink}?",
                "${ text } | has the unknown placeholder ${ text }; did you mean ${text}?",
                "${hUnter} | has an unknown placeholder; known here: ${event}, ${uplink}, ${description}, ${state}, ${before}, ${text}, ${subject}, ${at}, ${host}, ${language}, ${reason}, ${json}",
                "${}       | has an unknown placeholder; known here: ${event}, ${uplink}, ${description}, ${state}, ${before}, ${text}, ${subject}, ${at}, ${host}, ${language}, ${reason}, ${json}",
                "${text    | has a ${ without its }, must be a template such as ${text}",
                "${a${at}} | has a ${ without its }, must be a template such as ${text}",
            })
    void knowsEveryPlaceholder(String template, String error) {
        assertErrors(
                SMALL + "webhooks: [{url: http://a, body: '%s'}]\n".formatted(template.strip()),
                "ftr.conf:17:34: /webhooks/0/body: " + error.strip());
    }

    @Test
    void refusesNamesOfTwoWebhooksOrTwoHooks() {
        assertErrors(
                SMALL + """
                webhooks:
                  - url: http://a/1
                  - url: http://A/2
                  - {url: http://b, name: a}
                hooks:
                  - command: [/bin/a]
                  - command: [/sbin/a]
                """,
                "ftr.conf:19:5: /webhooks/1/name: is missing, must be there, as the host of its url is already the name of"
                        + " the webhook on line 18",
                "ftr.conf:20:27: /webhooks/2/name: is 'a', already the name of the webhook on line 18; names must differ",
                "ftr.conf:23:5: /hooks/1/name: is missing, must be there, as the file name of its program is already the"
                        + " name of the hook on line 22");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "command: /bin/a         | 14: /hooks/0/command: is a single value, must be a list of the absolute path of a program and its arguments, 1 to 64 in all",
                "command: []             | 14: /hooks/0/command: has no entries, must be a list of the absolute path of a program and its arguments, 1 to 64 in all",
                "command: [on-change]    | 15: /hooks/0/command/0: is something else, must be the absolute path of a program such as /usr/local/bin/on-change",
                "command: [/]            | 15: /hooks/0/command/0: is something else, must be the absolute path of a program such as /usr/local/bin/on-change",
                "command: [/bin/]        | 15: /hooks/0/command/0: is something else, must be the absolute path of a program such as /usr/local/bin/on-change",
                "command: ['']           | 15: /hooks/0/command/0: is something else, must be the absolute path of a program such as /usr/local/bin/on-change",
                "command: [/bin/a, '']   | 23: /hooks/0/command/1: is empty, must be an argument of the command",
                "command: [/bin/a, ~]    | 23: /hooks/0/command/1: is empty, must be text",
                "command: [/bin/a, [b]]  | 23: /hooks/0/command/1: is a list, must be text",
                "'command: [/bin/a, \"\\0\"]' | 23: /hooks/0/command/1: has the character U+0000 in it, which no argument of a command can have",
                "command: [/bin/a b]     | 5: /hooks/0/name: is missing, must be a name of 1 to 32 letters, digits, dots, underscores and dashes, beginning with a letter or a digit, as the file name of its program is none",
                "name: a                 | 5: /hooks/0/command: is missing, must be a list of the absolute path of a program and its arguments, 1 to 64 in all",
            })
    void tellsWhatACommandMustBe(String key, String error) {
        assertErrors(
                SMALL + "hooks:\n  - " + key.strip().replaceAll("^'|'$", "") + "\n", "ftr.conf:18:" + error.strip());
    }

    @Test
    void tellsWhatTheTimeOfAHookMustBe() {
        assertErrors(
                SMALL + "hooks: [{command: [/bin/a], timeout: 11m}]\n",
                "ftr.conf:17:38: /hooks/0/timeout: is '11m', must be a duration such as 500ms, 3s or 2m, within 1s..10m");
    }

    @Test
    void takesCommandsOfSixtyFourWordsAndNoMore() {
        String words = String.join(", ", Collections.nCopies(64, "/a"));
        assertWarnings(SMALL + "hooks: [{command: [%s]}]\n".formatted(words));
        assertErrors(
                SMALL + "hooks: [{command: [%s, b]}]\n".formatted(words),
                "ftr.conf:17:19: /hooks/0/command: has 65 entries, must be a list of the absolute path of a program and"
                        + " its arguments, 1 to 64 in all");
    }

    @Test
    void refusesASecretGivenInTwoWays() {
        assertErrors(
                SMALL + "webhooks:\n  - url: http://a\n    secret_env: A\n    secret_file: /a\n",
                "ftr.conf:19:17: /webhooks/0/secret_env: is a second way to give the secret, beside secret_file on line"
                        + " 20; remove one of the two");
    }

    @Test
    void placeholdersForSecretsAreForSecretsOnly() {
        String misplaced =
                "has a placeholder for a secret, which only password, secret, url, headers and body can have; write"
                        + " the value itself";
        assertErrors(
                SMALL.replace("lan: eth0", "lan: ${env:LAN}") + """
                        log: {file: "/var/log/${file:/etc/name}"}
                        hooks:
                          - command: [/bin/true, "${credential:token}"]
                        """,
                "ftr.conf:13:8: /downlinks/lan: " + misplaced,
                "ftr.conf:17:13: /log/file: " + misplaced,
                "ftr.conf:19:26: /hooks/0/command/1: " + misplaced);
    }

    @Test
    void aPlaceholderForASecretNamesAPlaceThatCanBe() {
        String wrong =
                "has a placeholder that is something else, must be a placeholder such as ${env:NAME}, ${file:/PATH} or"
                        + " ${credential:NAME}";
        String notAlone = "is something else, must be a placeholder such as ${env:NAME}, ${file:/PATH} or"
                + " ${credential:NAME} and nothing else";
        assertErrors(
                SMALL + """
                        webhooks:
                          - url: "https://hooks.example.com/${env:1}"
                            name: a
                            secret: "x${env:NAME}"
                          - url: "https://hooks.example.com/"
                            name: b
                            headers: {A: "${file:relative}", B: "${env:OK} ${text}"}
                            body: "${credential:a/b}"
                            secret: ${file:relative}
                        """,
                "ftr.conf:18:10: /webhooks/0/url: " + wrong,
                "ftr.conf:20:13: /webhooks/0/secret: " + notAlone,
                "ftr.conf:23:18: /webhooks/1/headers: " + wrong,
                "ftr.conf:24:11: /webhooks/1/body: " + wrong,
                "ftr.conf:25:13: /webhooks/1/secret: " + notAlone);
    }
}
