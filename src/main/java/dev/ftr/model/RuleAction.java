package dev.ftr.model;

/** What a policy rule does with a packet that it selects. */
public sealed interface RuleAction {
    /** Asks a routing table; the next rule is tried when that has no answer. */
    record Lookup(TableId table) implements RuleAction {
        @Override
        public String toString() {
            return "lookup " + table.name();
        }
    }

    /** Asks a routing table, but passes over its default routes. */
    record LookupWithoutDefault(TableId table) implements RuleAction {
        @Override
        public String toString() {
            return "lookup " + table.name() + " suppress_prefixlength 0";
        }
    }

    /** Goes on with the first rule of this priority; nothing happens while there is none. */
    record GoTo(RulePriority priority) implements RuleAction {
        @Override
        public String toString() {
            return "goto " + priority;
        }
    }

    /** Nothing: a place to go to. */
    record Nothing() implements RuleAction {
        @Override
        public String toString() {
            return "nop";
        }
    }

    /**
     * Any action that we never write ourselves.
     *
     * @param text the action as it was listed
     */
    record Foreign(String text) implements RuleAction {
        @Override
        public String toString() {
            return text;
        }
    }
}
