package dev.ftr.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A value in the config with all that an error about it needs. What has the wrong type reads as absent: the schema has told
 * about that.
 */
record Setting(Node node, String pointer, Problems problems) {

    /** The value under this key; a blank one counts as absent, as in Ruby. */
    Optional<Setting> at(String key) {
        if (!(node instanceof Node.Mapping mapping)) return Optional.empty();
        return Optional.ofNullable(mapping.entries().get(key))
                .map(entry -> new Setting(entry.value(), Shown.pointer(pointer, key), problems))
                .filter(setting -> !setting.isBlank());
    }

    List<Setting> items() {
        List<Setting> items = new ArrayList<>();
        if (node instanceof Node.Sequence sequence) {
            for (Node item : sequence.items()) items.add(new Setting(item, pointer + "/" + items.size(), problems));
        }
        return items;
    }

    /** Any scalar is text where text is wanted, even without quotes: a password 0123, a description On. */
    Optional<String> text() {
        return node instanceof Node.Scalar scalar && !scalar.isBlank() ? Optional.of(scalar.text()) : Optional.empty();
    }

    /** The entries of a list; what is no list stands for a list of itself. */
    List<Setting> oneOrMore() {
        return node instanceof Node.Sequence ? items() : List.of(this);
    }

    /** Text that goes into a line of a log, a mail or a protocol, where a line break would begin another. */
    Optional<String> oneLine() {
        Optional<String> text = text().map(String::strip).filter(t -> !t.isEmpty());
        if (text.isEmpty() || text.get().chars().noneMatch(Character::isISOControl)) return text;
        error("has a line break or another control character in it, must be text on one line");
        return Optional.empty();
    }

    /** A word of a choice, with or without the colon of a Ruby symbol. */
    Optional<String> word() {
        return text().map(text -> text.startsWith(":") ? text.substring(1) : text);
    }

    Optional<BigDecimal> number() {
        return plainText().flatMap(PlainScalar::asNumber);
    }

    OptionalLong integer() {
        Optional<BigInteger> integer = plainText().flatMap(PlainScalar::asInteger);
        if (integer.isPresent()) {
            boolean fits = integer.get().bitLength() < Long.SIZE;
            return fits ? OptionalLong.of(integer.get().longValue()) : OptionalLong.empty();
        }
        Optional<BigDecimal> number = number();
        if (number.isEmpty() || number.get().stripTrailingZeros().scale() > 0) return OptionalLong.empty();
        if (number.get().precision() > 18) return OptionalLong.empty();
        return OptionalLong.of(number.get().longValueExact());
    }

    /** The number under a key of a mapping that may be absent itself. */
    static long integer(Optional<Setting> mapping, String key, long otherwise) {
        return mapping.flatMap(m -> m.at(key))
                .map(setting -> setting.integer().orElse(otherwise))
                .orElse(otherwise);
    }

    Optional<Boolean> bool() {
        return plainText().flatMap(PlainScalar::asBoolean);
    }

    /** The word off, or what YAML takes for false. */
    boolean isOff() {
        return bool().map(on -> !on)
                .orElseGet(() -> text().filter("off"::equals).isPresent());
    }

    Optional<Duration> duration() {
        OptionalLong seconds = integer();
        if (seconds.isPresent()) return DurationText.ofSeconds(seconds.getAsLong());
        Optional<BigDecimal> number = number();
        return number.isPresent() ? number.flatMap(DurationText::ofSeconds) : text().flatMap(DurationText::parse);
    }

    /** What the reader makes of the text; where it throws, an error saying what the value must be. */
    <T> Optional<T> read(Function<String, T> reader, String mustBe) {
        return read(reader, () -> mustBe);
    }

    /** As {@link #read(Function, String)}, where there is something to find out for the error. */
    <T> Optional<T> read(Function<String, T> reader, Supplier<String> mustBe) {
        return text().flatMap(text -> {
            try {
                return Optional.of(reader.apply(text));
            } catch (IllegalArgumentException e) {
                wrong(mustBe.get());
                return Optional.empty();
            }
        });
    }

    /** Where it stands, for a message about something else: the line, with its file where the config has several. */
    String line() {
        return problems.line(node.place());
    }

    /** To be followed by what it must be: {@code is 300}. */
    String shown() {
        return Shown.is(node);
    }

    /** An error about a value that its key does not take. */
    void wrong(String mustBe) {
        problems.error(Rule.WRONG_VALUE, node.place(), pointer, "%s, must be %s".formatted(shown(), mustBe));
    }

    void error(String message) {
        problems.error(node.place(), pointer, message);
    }

    /** An error about a key that should stand here. */
    void missing(String key, String message) {
        problems.error(node.place(), Shown.pointer(pointer, key), message);
    }

    /** An error about a key, wherever it is: at the key if it stands here, though it says nothing, else as about one missing. */
    void blame(String key, String message) {
        at(key).ifPresentOrElse(setting -> setting.error(message), () -> missing(key, message));
    }

    void warn(String message) {
        problems.warn(node.place(), pointer, message);
    }

    private Optional<String> plainText() {
        return node instanceof Node.Scalar scalar && scalar.plain() ? text() : Optional.empty();
    }

    private boolean isBlank() {
        return node instanceof Node.Scalar scalar && scalar.isBlank();
    }
}
