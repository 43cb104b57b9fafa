package dev.ftr.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a URL becomes on the wire and in messages, and what is read from a server that may send anything. */
class HttpTextTest {
    @ParameterizedTest
    @CsvSource({
        "http://example.org,false,example.org,80,example.org,/",
        "HTTP://example.org/,false,example.org,80,example.org,/",
        "https://example.org:443/a,true,example.org,443,example.org,/a",
        "https://example.org:8443/a?b=c&d#e,true,example.org,8443,example.org:8443,/a?b=c&d",
        "http://203.0.113.1?x,false,203.0.113.1,80,203.0.113.1,/?x",
        "http://[2001:db8::1]:81/,false,2001:db8::1,81,[2001:db8::1]:81,/",
        "http://example.org/ä%20b,false,example.org,80,example.org,/%C3%A4%20b",
    })
    void readsUrls(String url, boolean secure, String host, int port, String authority, String resource)
            throws IOException {
        assertEquals(new HttpUrl(secure, host, port, authority, resource), HttpUrl.parse(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://secret.example/",
                "secret.example",
                "http://",
                "http:secret",
                "http:///secret",
                "http://secret:secret@example.org/",
                "http://example.org:99999/secret",
                "http://example.org/ secret",
                "http://example.org/\r\nSecret: secret",
                "http://sec_ret!/",
                "",
            })
    void whatIsNoUrlIsRefusedWithoutRepeatingIt(String url) {
        IOException refusal = assertThrows(IOException.class, () -> HttpUrl.parse(url));
        String words = String.valueOf(refusal.getMessage());
        assertTrue(words.startsWith("the URL "), words);
        assertFalse(words.contains("secret"), words);
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.org/health?token=secret,https://example.org/health",
        "https://example.org#secret,https://example.org",
        "https://me:secret@example.org/a@b,https://example.org/a@b",
        "https://me:secret@example.org,https://example.org",
        "https://me@x:secret@example.org?q@r,https://example.org",
        "secret-free,secret-free",
    })
    void messagesHoldNoSecrets(String url, String shown) {
        assertEquals(shown, HttpUrl.withoutSecrets(url));
    }

    @Test
    void asksInOneRequest() throws IOException {
        assertEquals(
                """
                GET /a?b HTTP/1.1\r
                Host: example.org:81\r
                User-Agent: ftr\r
                Accept: */*\r
                Connection: close\r
                \r
                """,
                new String(StatusLine.request(HttpUrl.parse("http://example.org:81/a?b")), StandardCharsets.US_ASCII));
    }

    @Test
    void readsTheFinalStatus() throws IOException {
        assertEquals(200, read("HTTP/1.1 200 OK\r\n"));
        assertEquals(204, read("HTTP/1.0 204\n"));
        assertEquals(101, read("HTTP/1.1 101 Switching Protocols\r\n\r\n"));
        assertEquals(503, read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 x\r\nLink: y\r\n\r\nHTTP/1.1 503 \r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-x\r\n",
                "HTTP/2 200\n",
                "HTTP/1.1 20 OK\n",
                "HTTP/1.1 2000 OK\n",
                "HTTP/1.1 099 x\n",
                "\n"
            })
    void whatIsNotHttpIsSaidSo(String answer) {
        assertEquals(
                "the answer is not HTTP/1",
                assertThrows(IOException.class, () -> read(answer)).getMessage());
    }

    @Test
    void anEndIsNoAnswer() {
        for (String answer : new String[] {"", "HTTP/1.1 200 OK", "HTTP/1.1 100 Continue\r\n\r\n"})
            assertEquals(
                    "connection closed without an answer",
                    assertThrows(IOException.class, () -> read(answer)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\n", "HTTP/1.1 100 x\r\n\r\n", "HTTP/1.1 100 x\r\nA: b\r\n"})
    void anEndlessAnswerIsNotReadForEver(String unit) {
        String answer = unit.repeat(2 * StatusLine.MOST_BYTES);
        ByteArrayInputStream endless = new ByteArrayInputStream(answer.getBytes(StandardCharsets.US_ASCII));
        assertThrows(IOException.class, () -> StatusLine.read(endless));
        assertTrue(endless.available() >= answer.length() - StatusLine.MOST_BYTES - 1, "read on");
    }

    @Property
    void noAnswerBreaksIt(@ForAll byte[] answer) {
        try {
            StatusLine.read(new ByteArrayInputStream(answer));
        } catch (IOException expected) {
            assertFalse(String.valueOf(expected.getMessage()).isEmpty());
        }
    }

    private static int read(String answer) throws IOException {
        return StatusLine.read(new ByteArrayInputStream(answer.getBytes(StandardCharsets.US_ASCII)));
    }
}
