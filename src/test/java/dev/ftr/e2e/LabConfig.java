package dev.ftr.e2e;

import java.util.ArrayList;
import java.util.List;

/** A config file for a lab: all uplinks in group 1 with weight 1, probed five times a second, unless told otherwise. */
final class LabConfig {
    private final List<UplinkLines> uplinks = new ArrayList<>();
    private String interval = "200ms";
    private String numbering = "base_priority: 20000";

    private LabConfig() {}

    static LabConfig ofUplinks(int count) {
        LabConfig config = new LabConfig();
        for (int i = 1; i <= count; i++)
            config.uplinks.add(new UplinkLines("eth" + i, Lab.source(i), Lab.gateway(i), "1", 1, false));
        return config;
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

    LabConfig interval(String text) {
        interval = text;
        return this;
    }

    /** Lines such as {@code base_priority: 40000}, instead of the lab's. */
    LabConfig numbering(String lines) {
        numbering = lines;
        return this;
    }

    String text() {
        StringBuilder text = new StringBuilder("uplinks:\n");
        uplinks.forEach(u -> text.append(u.text()));
        return text.append("""
                        downlinks:
                          lan: eth0
                        tests:
                          ips: [203.0.113.1, 203.0.113.2, 198.51.100.1]
                          required_successful: 2
                          ping_retries: 1
                          interval: %s
                        %s
                        """.formatted(interval, numbering)).toString();
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
