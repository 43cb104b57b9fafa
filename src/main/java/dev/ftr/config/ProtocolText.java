package dev.ftr.config;

import dev.ftr.model.IpProtocol;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads protocols: one, or a list. */
final class ProtocolText {
    private ProtocolText() {}

    /** Each once, in their order. */
    static List<IpProtocol> read(Optional<Setting> list, List<IpProtocol> known) {
        return list.map(Setting::oneOrMore).orElse(List.of()).stream()
                .flatMap(here -> one(here, known).stream())
                .distinct()
                .toList();
    }

    private static Optional<IpProtocol> one(Setting here, List<IpProtocol> known) {
        Optional<IpProtocol> read = known.stream()
                .filter(p -> here.word().filter(p.toString()::equals).isPresent())
                .findFirst();
        if (read.isEmpty()) here.error("%s, must be %s".formatted(here.shown(), words(known)));
        return read;
    }

    private static String words(List<IpProtocol> known) {
        return known.stream().map(IpProtocol::toString).collect(Collectors.joining(" or "));
    }
}
