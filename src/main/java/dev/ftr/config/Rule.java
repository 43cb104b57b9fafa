package dev.ftr.config;

import java.util.Locale;

/** What a config can offend against. Programs know the rules by their ids, which therefore never change. */
public enum Rule {
    UNREADABLE_FILE("The config is a text file that can be read."),
    YAML_SYNTAX("The config is YAML, and says each thing once."),
    UNKNOWN_KEY("All keys are known ones."),
    MISSING_KEY("No required key is missing or empty."),
    WRONG_VALUE("Each value is of the kind, and within the limits, that its key takes."),
    MEANING("What the config says makes sense, and does not contradict itself."),
    DOUBTFUL("The config says nothing that is allowed but hardly meant."),
    MAX_DETECTION("Each uplink notices a silent failure in time."),
    MISSING_FILE("The files and programs that the config names are on the router."),
    MACHINE("Nothing else on the router is in the way.");

    private final String demand;

    Rule(String demand) {
        this.demand = demand;
    }

    /** As {@code unknown-key}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What it demands: a sentence in English. */
    public String demand() {
        return demand;
    }

    @Override
    public String toString() {
        return id();
    }
}
