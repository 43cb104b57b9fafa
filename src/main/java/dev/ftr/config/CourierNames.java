package dev.ftr.config;

import java.util.Optional;

/** The names of webhooks or of hooks, which must differ. */
final class CourierNames {
    private final FirstUses<String> uses = new FirstUses<>();
    private final String kind;
    private final String usual;

    /** @param usual what the name is taken from where there is none */
    CourierNames(String kind, String usual) {
        this.kind = kind;
        this.usual = usual;
    }

    /**
     * Empty after an error.
     *
     * @param otherwise the name where the config has none; empty, if what it is taken from will not do for one
     */
    Optional<String> read(Setting entry, Optional<String> otherwise) {
        Optional<Setting> written = entry.at("name");
        Optional<String> name = written.isPresent() ? ShortName.read(written.get()) : otherwise;
        if (written.isEmpty() && otherwise.isEmpty())
            entry.missing("name", "is missing, must be %s, as %s is none".formatted(ShortName.MUST_BE, usual));
        Setting here = written.orElse(entry);
        Optional<Setting> earlier = name.flatMap(n -> uses.earlier(n, here));
        earlier.ifPresent(first -> blame(entry, written, first));
        return earlier.isEmpty() ? name : Optional.empty();
    }

    private void blame(Setting entry, Optional<Setting> written, Setting first) {
        written.ifPresentOrElse(
                here -> here.error("%s, already the name of the %s on line %s; names must differ"
                        .formatted(here.shown(), kind, first.line())),
                () -> entry.missing(
                        "name",
                        "is missing, must be there, as %s is already the name of the %s on line %s"
                                .formatted(usual, kind, first.line())));
    }
}
