package dev.ftr.kernel;

import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Jump;

/** Chains and jumps as lines of iptables-restore, for those who load them by hand. */
public final class RestoreLines {
    private RestoreLines() {}

    public static String declaration(ChainId chain) {
        return ":%s - [0:0]".formatted(chain.name());
    }

    public static String rule(ChainId chain, ChainRule rule) {
        return "-A %s %s".formatted(chain.name(), IptablesRule.text(rule));
    }

    public static String jump(Jump jump) {
        return "-A %s -j %s".formatted(jump.builtIn().name(), jump.target());
    }
}
