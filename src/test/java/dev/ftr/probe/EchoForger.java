package dev.ftr.probe;

import dev.ftr.testing.NetworkNamespace;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Answers echo requests in place of the kernel: how, depends on the target that was asked. */
final class EchoForger {
    static final int GENUINE = 1;
    static final int TWICE = 8;
    static final int LATE = 9;
    static final int LATE_MILLIS = 400;
    /** Wrong id, wrong cookie, wrong sequence, another target's source, no cookie, a cookie cut short. */
    static final int[] FORGED = {2, 3, 4, 5, 6, 7};

    /** An error that quotes the request, twice; one that quotes no more of it than it must. */
    static final int[] ERRORS = {10, 11};

    static final int ERROR_THEN_ANSWER = 12;

    /**
     * Errors that quote another id, sequence, cookie, destination, source, a UDP packet, an echo reply, too little, a header
     * that is too long; and one of a type that ends nothing.
     */
    static final int[] FORGED_ERRORS = {20, 21, 22, 23, 24, 25, 26, 27, 28, 29};

    private static final String PROGRAM = """
            import socket, struct, sys, threading
            s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
            s.setsockopt(socket.IPPROTO_IP, socket.IP_HDRINCL, 1)
            def checksum(b):
                b += b'\\0' * (len(b) % 2)
                n = sum(struct.unpack('!%dH' % (len(b) // 2), b))
                n = (n & 0xffff) + (n >> 16)
                n = (n & 0xffff) + (n >> 16)
                return ~n & 0xffff
            def reply(source, destination, id, sequence, payload):
                icmp = struct.pack('!BBHHH', 0, 0, 0, id, sequence) + payload
                icmp = struct.pack('!BBHHH', 0, 0, checksum(icmp), id, sequence) + payload
                ip = struct.pack('!BBHHHBBH', 0x45, 0, 20 + len(icmp), 0, 0, 64, 1, 0) + source + destination
                s.sendto(ip + icmp, (socket.inet_ntoa(destination), 0))
            def error(source, destination, type, code, quoted):
                icmp = struct.pack('!BBHI', type, code, 0, 0) + quoted
                icmp = struct.pack('!BBHI', type, code, checksum(icmp), 0) + quoted
                ip = struct.pack('!BBHHHBBH', 0x45, 0, 20 + len(icmp), 0, 0, 64, 1, 0) + source + destination
                s.sendto(ip + icmp, (socket.inet_ntoa(destination), 0))
            def changed(p, at, byte):
                return p[:at] + bytes([byte]) + p[at + 1:]
            print('ready', flush=True)
            while True:
                p = s.recv(2048)
                header = (p[0] & 15) * 4
                type, code, _, id, sequence = struct.unpack('!BBHHH', p[header:header + 8])
                payload = p[header + 8:]
                if type != 8:
                    continue
                router, target = p[12:16], p[16:20]
                how = target[3]
                if how == 1: reply(target, router, id, sequence, payload)
                if how == 2: reply(target, router, id ^ 1, sequence, payload)
                if how == 3: reply(target, router, id, sequence, bytes(8))
                if how == 4: reply(target, router, id, (sequence + 1000) & 0xffff, payload)
                if how == 5: reply(target[:3] + b'\\1', router, id, sequence, payload)
                if how == 6: reply(target, router, id, sequence, b'')
                if how == 7: reply(target, router, id, sequence, payload[:7])
                if how == 8: reply(target, router, id, sequence, payload); reply(target, router, id, sequence, payload)
                if how == 9: threading.Timer(0.4, reply, (target, router, id, sequence, payload)).start()
                if how < 10 or header != 20:
                    continue
                here = bytes([198, 18, router[2], 2])
                def unreachable(quoted): error(here, router, 3, 1, quoted)
                if how == 10: unreachable(p); unreachable(p)
                if how == 11: error(here, router, 11, 0, p[:28])
                if how == 12: unreachable(p); reply(target, router, id, sequence, payload)
                if how == 20: unreachable(changed(p, 25, p[25] ^ 1))
                if how == 21: unreachable(changed(p, 26, p[26] ^ 2))
                if how == 22: unreachable(changed(p, 35, p[35] ^ 1))
                if how == 23: unreachable(changed(p, 19, 1))
                if how == 24: unreachable(changed(p, 15, 77))
                if how == 25: unreachable(changed(p, 9, 17))
                if how == 26: unreachable(changed(p, 20, 0))
                if how == 27: unreachable(p[:27])
                if how == 28: unreachable(changed(p, 0, 0x4f))
                if how == 29: error(here, router, 4, 0, p)
            """;

    private EchoForger() {}

    /** Runs the test while all echo requests to this namespace are answered so. */
    static void during(NetworkNamespace where, Runnable test) throws IOException {
        UplinkLab.sysctl(where, "icmp_echo_ignore_all", "1");
        for (int i = 10; i < 30; i++) where.ip("address replace 203.0.113." + i + "/32 dev lo");
        Process process = where.run(() -> new ProcessBuilder("python3", "-c", PROGRAM)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            if (!"ready".equals(output.readLine())) throw new IllegalStateException("the forger did not start");
            test.run();
        } finally {
            process.destroyForcibly();
        }
    }
}
