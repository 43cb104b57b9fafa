package dev.ftr.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The keys of a mapping, and for each that is not there the one of another: the {@code tests} of an uplink and of all. */
record Keys(Optional<Setting> own, Optional<Setting> global) {
    /** Of one mapping only, which may be absent itself. */
    static Keys of(Optional<Setting> mapping) {
        return new Keys(mapping, Optional.empty());
    }

    Optional<Setting> at(String key) {
        return own.flatMap(o -> o.at(key)).or(() -> global.flatMap(g -> g.at(key)));
    }

    boolean owns(String key) {
        return own.flatMap(o -> o.at(key)).isPresent();
    }

    /** The keys of a mapping among them, again one by one. */
    Keys below(String key) {
        return new Keys(own.flatMap(o -> o.at(key)), global.flatMap(g -> g.at(key)));
    }

    int integer(String key, int least, int most, int otherwise) {
        return value(key, Setting::integer, number -> number.isPresent() && within(number, least, most))
                .map(number -> Math.toIntExact(number.orElseThrow()))
                .orElseGet(() -> unless(key, () -> "a whole number within %d..%d".formatted(least, most), otherwise));
    }

    /** The limits are durations as a config has them. */
    Duration duration(String key, String least, String most, Duration otherwise) {
        return inRange(key, least, most).orElseGet(() -> unless(key, () -> durationWithin(least, most), otherwise));
    }

    /** Empty where the key is not there, or off. */
    Optional<Duration> durationOrOff(String key, String least, String most) {
        Optional<Setting> here = at(key);
        if (here.isEmpty() || here.get().isOff()) return Optional.empty();
        return inRange(key, least, most)
                .or(() -> unless(key, () -> "off, or " + durationWithin(least, most), Optional.empty()));
    }

    /** A share: {@code 30%} and a bare 30 are 0.3. */
    double percent(String key, double otherwise) {
        return value(
                        key,
                        setting -> setting.number().or(() -> AmountText.percent(setting)),
                        n -> n.isPresent() && n.get().signum() > 0 && n.get().compareTo(BigDecimal.valueOf(100)) <= 0)
                .map(n -> n.orElseThrow().doubleValue() / 100)
                .orElseGet(() -> unless(key, () -> "a percentage such as 30%, above 0% and up to 100%", otherwise));
    }

    OptionalLong bytes(String key, long least, long most) {
        return value(key, AmountText::bytes, number -> number.isPresent() && within(number, least, most))
                .orElseGet(() -> unless(
                        key,
                        () -> "a number of bytes such as 500kB, 5MB or 1GB, within 100kB..1000GB",
                        OptionalLong.empty()));
    }

    private static String durationWithin(String least, String most) {
        String forms = most.endsWith("d") ? "2m, 6h or 7d" : "500ms, 3s or 2m";
        return "a duration such as %s, within %s..%s".formatted(forms, least, most);
    }

    private Optional<Duration> inRange(String key, String least, String most) {
        return at(key).flatMap(Setting::duration)
                .filter(d -> d.compareTo(DurationText.parse(least).orElseThrow()) >= 0
                        && d.compareTo(DurationText.parse(most).orElseThrow()) <= 0);
    }

    private <T> Optional<T> value(String key, Function<Setting, T> reader, Predicate<T> right) {
        return at(key).map(reader).filter(right);
    }

    /** What counts when the key is not there; if it is there after all, it is wrong. */
    private <T> T unless(String key, Supplier<String> mustBe, T otherwise) {
        at(key).ifPresent(setting -> setting.wrong(mustBe.get()));
        return otherwise;
    }

    private static boolean within(OptionalLong number, long least, long most) {
        return number.getAsLong() >= least && number.getAsLong() <= most;
    }
}
