package dev.ftr.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.model.ProbePolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Configs to test with. */
final class ConfigText {
    /** Right, and as small as can be; line 1 is {@code uplinks:}. */
    static final String SMALL = """
            uplinks:
              - interface: eth1
                type: static
                ip: 192.0.2.2
                gateway: 192.0.2.1
                priority_group: 1
              - interface: eth2
                type: static
                ip: 198.51.100.2
                gateway: 198.51.100.1
                priority_group: 1
            downlinks:
              lan: eth0
            tests:
              ips: [8.8.8.8, 1.1.1.1, 9.9.9.9]
              required_successful: 2
            """;

    private static final ConfigLoader LOADER = new ConfigLoader();

    private ConfigText() {}

    static LoadResult load(String text) {
        return load(text.getBytes(StandardCharsets.UTF_8));
    }

    static LoadResult load(byte[] bytes) {
        return LOADER.load("ftr.conf", bytes);
    }

    static RouterConfig config(String text) {
        return switch (load(text)) {
            case LoadResult.Loaded loaded -> loaded.config();
            case LoadResult.Invalid invalid ->
                throw new AssertionError(invalid.errors().toString());
        };
    }

    /** Of the first uplink. */
    static ProbePolicy tests(String text) {
        return config(text).uplinks().getFirst().tests();
    }

    /** Errors, or warnings where there are none. */
    static List<String> problems(LoadResult result) {
        List<ConfigProblem> problems =
                switch (result) {
                    case LoadResult.Loaded loaded -> loaded.warnings();
                    case LoadResult.Invalid invalid -> invalid.errors();
                };
        return problems.stream().map(ConfigProblem::toString).toList();
    }

    static void assertErrors(String text, String... expected) {
        LoadResult result = load(text);
        assertEquals(String.join("\n", expected), String.join("\n", problems(result)));
        assertEquals(LoadResult.Invalid.class, result.getClass());
    }

    static void assertWarnings(String text, String... expected) {
        LoadResult result = load(text);
        assertEquals(String.join("\n", expected), String.join("\n", problems(result)));
        assertEquals(LoadResult.Loaded.class, result.getClass());
    }
}
