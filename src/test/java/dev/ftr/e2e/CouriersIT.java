package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A webhook in the internet, behind the uplinks, and a hook on the router. */
class CouriersIT {
    private static final String ADDRESS = "203.0.113.80";

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger code = new AtomicInteger(200);
    private Lab lab;
    private HttpServer server;

    @BeforeEach
    void start() {
        lab = Lab.up("couriers");
        server = lab.inNetworkOf(
                "internet", () -> HttpServer.create(new InetSocketAddress(InetAddress.getByName(ADDRESS), 80), 0));
        server.createContext("/ftr", this::take);
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
        lab.close();
    }

    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (code.get() == 200) received.add(body);
        exchange.sendResponseHeaders(code.get(), -1);
        exchange.close();
    }

    private LabConfig config(String keys) {
        return LabConfig.ofUplinks(2).more("""
                webhooks:
                - url: http://%s/ftr
                  name: chat
                  body: '${uplink} ${state}'
                  on: [uplink]
                %s
                """.formatted(ADDRESS, keys));
    }

    @Test
    void aWebhookHearsOfTheOutageWhenALineIsBackAndTheServerWell() {
        Ftr ftr = Ftr.with(lab, config(""));
        DaemonProcess daemon = ftr.monitor().awaitRouting("eth1", "eth2");
        daemon.awaitTold("webhook-chat");
        lab.fault("cut", 1);
        daemon.awaitState("eth1", "down").awaitTold("webhook-chat");
        code.set(503);
        lab.fault("cut", 2);
        daemon.awaitState("eth2", "down");
        daemon.kill();
        daemon = ftr.monitor();
        lab.heal();
        daemon.awaitRouting("eth1", "eth2").awaitNotTold("webhook-chat", "503");
        code.set(200);
        daemon.awaitTold("webhook-chat");
        List<String> told = received.stream().filter(t -> t.startsWith("eth")).toList();
        assertEquals(
                List.of("eth1 down", "eth2 down"),
                told.stream().filter(t -> t.endsWith("down")).toList());
        assertEquals(List.copyOf(told.stream().distinct().toList()), told);
        assertEquals(4, told.size(), told.toString());
    }

    @Test
    void aHookIsRunForEachEventAndAgainWhenItFails() throws Exception {
        Path log = lab.folder().resolve("hook.log");
        Path fails = lab.folder().resolve("hook.fails");
        Path hook = lab.folder().resolve("on-change");
        Files.writeString(hook, """
                #!/bin/sh
                test ! -e %s || { echo "not today" >&2; exit 3; }
                echo "$1 $FTR_EVENT $FTR_UPLINK $FTR_STATE" >>%s
                """.formatted(fails, log));
        Files.createFile(log);
        assertTrue(hook.toFile().setExecutable(true));
        Ftr ftr = Ftr.with(lab, LabConfig.ofUplinks(2).more("""
                hooks:
                - command: [%s, --flag]
                  on: [uplink]
                """.formatted(hook)));
        DaemonProcess daemon = ftr.monitor().awaitRouting("eth1", "eth2");
        daemon.awaitTold("hook-on-change");
        Files.createFile(fails);
        lab.fault("cut", 1);
        daemon.awaitState("eth1", "down").awaitNotTold("hook-on-change", "not today");
        Files.delete(fails);
        lab.heal();
        daemon.awaitRouting("eth1", "eth2").awaitTold("hook-on-change");
        List<String> changes = Files.readAllLines(log).stream()
                .filter(line -> line.contains(" eth1 "))
                .toList();
        assertEquals(List.of("--flag uplink eth1 down", "--flag uplink eth1 up"), changes);
    }
}
