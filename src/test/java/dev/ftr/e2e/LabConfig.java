package dev.ftr.e2e;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A config file for a lab: all uplinks in group 1 with weight 1, probed five times a second, unless told otherwise. */
final class LabConfig {
    /** The six of {@link #testsOfTheExample}. */
    static final List<String> TARGETS =
            List.of("203.0.113.1", "203.0.113.2", "203.0.113.3", "198.51.100.1", "198.51.100.2", "198.51.100.3");

    private final List<UplinkLines> uplinks = new ArrayList<>();
    private final Map<String, String> tests = new LinkedHashMap<>();
    private final Map<Integer, Map<String, String>> testsOfUplink = new TreeMap<>();
    private final Map<String, Map<String, String>> keysOfDevice = new LinkedHashMap<>();
    private boolean oneSwitch;
    private String numbering = "base_priority: 20000";
    private String more = "";

    private LabConfig() {}

    static LabConfig ofUplinks(int count) {
        LabConfig config = new LabConfig();
        for (int i = 1; i <= count; i++)
            config.uplinks.add(new UplinkLines("eth" + i, Lab.source(i), Lab.gateway(i), "1", 1, false));
        return config.test("ips", "[203.0.113.1, 203.0.113.2, 198.51.100.1]")
                .test("required_successful", "2")
                .test("ping_retries", "1")
                .interval("200ms")
                // Most tests are not about hysteresis, and let uplinks fail again and again.
                .test("up_hold", "1s")
                .test("damping", "off");
    }

    /**
     * Tests as in the generated example, 6 targets, 4 required, one heartbeat a second. Three attempts: with two, 30 % of
     * loss for half a minute makes one in ten such lines look dead, with three one in three hundred.
     */
    LabConfig testsOfTheExample() {
        tests.clear();
        return test("ips", "[%s]".formatted(String.join(", ", TARGETS)))
                .test("required_successful", "4")
                .test("ping_retries", "3")
                .interval("1");
    }

    /** All on eth1, as uplinks line1, line2 and so on; for a lab that was made {@code --one-switch}. */
    LabConfig oneSwitch() {
        oneSwitch = true;
        return this;
    }

    LabConfig weights(int... weights) {
        for (int i = 1; i <= weights.length; i++) {
            UplinkLines old = uplinks.get(i - 1);
            uplinks.set(
                    i - 1,
                    new UplinkLines(old.device, old.ip, old.gateway, old.group, weights[i - 1], old.pointToPoint));
        }
        return this;
    }

    /** The priority group of each uplink; 0: none. */
    LabConfig groups(int... groups) {
        for (int i = 1; i <= groups.length; i++) {
            UplinkLines old = uplinks.get(i - 1);
            String group = groups[i - 1] == 0 ? "" : Integer.toString(groups[i - 1]);
            uplinks.set(i - 1, new UplinkLines(old.device, old.ip, old.gateway, group, old.weight, old.pointToPoint));
        }
        return this;
    }

    LabConfig device(int uplink, String device) {
        UplinkLines old = uplinks.get(uplink - 1);
        uplinks.set(uplink - 1, new UplinkLines(device, old.ip, old.gateway, old.group, old.weight, old.pointToPoint));
        return this;
    }

    LabConfig gateway(int uplink, String gateway) {
        UplinkLines old = uplinks.get(uplink - 1);
        uplinks.set(uplink - 1, new UplinkLines(old.device, old.ip, gateway, old.group, old.weight, old.pointToPoint));
        return this;
    }

    /** Type ppp: address and gateway are read from the interface. */
    LabConfig pointToPoint(int uplink) {
        UplinkLines old = uplinks.get(uplink - 1);
        uplinks.set(uplink - 1, new UplinkLines(old.device, old.ip, old.gateway, old.group, old.weight, true));
        return this;
    }

    /** A key of one uplink, such as {@code on_down}; goes with its interface. */
    LabConfig key(int uplink, String key, String value) {
        keysOfDevice
                .computeIfAbsent(uplinks.get(uplink - 1).device, d -> new LinkedHashMap<>())
                .put(key, value);
        return this;
    }

    /** These uplinks in this order, by the numbers that they had so far, and no others. */
    LabConfig order(int... numbers) {
        List<UplinkLines> before = List.copyOf(uplinks);
        uplinks.clear();
        for (int number : numbers) uplinks.add(before.get(number - 1));
        return this;
    }

    LabConfig interval(String text) {
        return test("interval", text);
    }

    /** A key under {@code tests}. */
    LabConfig test(String key, String value) {
        tests.put(key, value);
        return this;
    }

    /** A key under {@code tests} of one uplink. */
    LabConfig test(int uplink, String key, String value) {
        testsOfUplink.computeIfAbsent(uplink, u -> new LinkedHashMap<>()).put(key, value);
        return this;
    }

    /** Lines such as {@code base_priority: 40000}, instead of the lab's. */
    LabConfig numbering(String lines) {
        numbering = lines;
        return this;
    }

    /** Whole keys of the top level, such as {@code email}. */
    LabConfig more(String lines) {
        more += "\n" + lines;
        return this;
    }

    String text() {
        StringBuilder text = new StringBuilder("uplinks:\n");
        for (int i = 1; i <= uplinks.size(); i++) {
            String lines = uplinks.get(i - 1).text();
            text.append(
                    oneSwitch
                            ? lines.replaceFirst("- interface: eth(\\d+)", "- name: line$1\n  interface: eth1")
                            : lines);
            text.append(lines("  ", keysOfDevice.getOrDefault(uplinks.get(i - 1).device, Map.of())));
            if (testsOfUplink.containsKey(i)) text.append("  tests:\n").append(lines("    ", testsOfUplink.get(i)));
        }
        return text.append("""
                        downlinks:
                          lan: eth0
                        tests:
                        %s%s
                        """.formatted(lines("  ", tests), numbering + more)).toString();
    }

    private static String lines(String indent, Map<String, String> keys) {
        return keys.entrySet().stream()
                .map(e -> "%s%s: %s%n".formatted(indent, e.getKey(), e.getValue()))
                .collect(joining());
    }

    private record UplinkLines(
            String device, String ip, String gateway, String group, int weight, boolean pointToPoint) {
        String text() {
            StringBuilder text = new StringBuilder("- interface: %s%n".formatted(device));
            if (pointToPoint) text.append("  type: ppp\n");
            else text.append("  type: static\n  ip: %s\n  gateway: %s\n".formatted(ip, gateway));
            text.append("  description: Example Provider on %s%n".formatted(device));
            if (!group.isEmpty()) text.append("  priority_group: %s%n".formatted(group));
            return text.append("  weight: %d%n".formatted(weight)).toString();
        }
    }
}
