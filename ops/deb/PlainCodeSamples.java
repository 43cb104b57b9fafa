import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** One of each kind of what {@link PlainCode} writes out; {@link PlainCodeCheck} runs them. */
public final class PlainCodeSamples {
    private final String state;

    private PlainCodeSamples(String state) {
        this.state = state;
    }

    /** What each of them says. */
    public static List<String> all() {
        List<String> said = new ArrayList<>();
        lambdas(said);
        conversions(said);
        places(said);
        records(said);
        switches(said);
        texts(said);
        return said;
    }

    private static void lambdas(List<String> said) {
        int i = 7;
        long l = 8_000_000_000L;
        double d = 0.5;
        String text = "text";
        Supplier<String> captured = () -> i + " " + l + " " + d + " " + text + " " + said.size();
        said.add(captured.get());
        Function<String, Integer> unbound = String::length;
        Supplier<Integer> bound = text::length;
        Function<String, PlainCodeSamples> constructor = PlainCodeSamples::new;
        IntFunction<String[]> array = String[]::new;
        UnaryOperator<String> own = PlainCodeSamples::doubled;
        said.add(unbound.apply("abc") + " " + bound.get() + " " + constructor.apply("s").state + " " + array.apply(3).length
                + own.apply("x"));
        BiFunction<PlainCodeSamples, String, String> method = PlainCodeSamples::with;
        said.add(method.apply(new PlainCodeSamples("a"), "b"));
        said.add(new PlainCodeSamples("mine").ofThis().get());
        Supplier<Supplier<String>> nested = () -> () -> text + i;
        said.add(nested.get().get());
        Function<String, String> one = x -> x + 1;
        Function<String, String> two = x -> x + 2;
        Function<String, String> three = x -> x + text;
        Function<String, String> four = x -> x + text + 4;
        said.add(one.andThen(two).andThen(three).andThen(four).apply("f"));
        Comparator<String> order = (Comparator<String> & Serializable) (a, b) -> b.compareTo(a);
        said.add(Stream.of("a", "c", "b").sorted(order.thenComparing(String::length)).toList().toString());
        Runnable failing = () -> {
            throw new IllegalStateException(text);
        };
        try {
            failing.run();
        } catch (IllegalStateException e) {
            said.add(String.valueOf(e.getMessage()));
        }
        List<String> bag = new ArrayList<>();
        BiConsumer<List<String>, String> ignoresBoolean = List::add;
        Consumer<PlainCodeSamples> ignoresLong = PlainCodeSamples::large;
        ignoresBoolean.accept(bag, "in");
        ignoresLong.accept(new PlainCodeSamples("z"));
        said.add(bag.toString());
        Function<Object[], List<Object>> variable = List::of;
        said.add(variable.apply(new Object[] {1, 2}).toString());
    }

    private static void conversions(List<String> said) {
        Comparator<Integer> unboxed = Integer::compare;
        ToLongFunction<Integer> widened = PlainCodeSamples::squared;
        ToDoubleFunction<Integer> result = Integer::intValue;
        IntToLongFunction wide = x -> x;
        IntPredicate digit = Character::isDigit;
        ToIntFunction<Character> value = Character::getNumericValue;
        Function<Byte, Object> boxed = b -> b;
        Function<Integer, Integer> plus = x -> x + 1;
        Supplier<Object> character = () -> 'c';
        DoubleUnaryOperator half = x -> x / 2;
        Predicate<Object> is = Boolean.TRUE::equals;
        Function<Integer, Number> number = Integer::valueOf;
        BiFunction<Short, Float, Double> product = (s, f) -> (double) s * f;
        said.add(unboxed.compare(1, 2) + " " + widened.applyAsLong(70_000) + " " + result.applyAsDouble(3) + " "
                + wide.applyAsLong(-1) + " " + digit.test('5') + " " + value.applyAsInt('8') + " " + boxed.apply((byte) -3)
                + " " + plus.apply(4) + " " + character.get() + " " + half.applyAsDouble(3) + " " + is.test(true) + " "
                + number.apply(6) + " " + product.apply((short) 2, 1.5f));
        Function<String, Integer> length = String::length;
        try {
            @SuppressWarnings("unchecked")
            Object found = ((Function<Object, Object>) (Function<?, ?>) length).apply(5);
            said.add("took a number for a text: " + found);
        } catch (ClassCastException e) {
            said.add("a number is no text");
        }
    }

    private static void places(List<String> said) {
        said.add(new Inner("inner").maker().get() + Inner.MADE.get());
        said.add(Colour.RED.paint.apply("x") + Colour.BLUE.paint.apply("x"));
        said.add(new Named() {}.greeting().get());
    }

    private static void records(List<String> said) {
        Numbers one = new Numbers(true, (byte) 1, (short) 2, 'c', 3, 4L, 0.0f, Double.NaN, "t", null);
        Numbers same = new Numbers(true, (byte) 1, (short) 2, 'c', 3, 4L, 0.0f, Double.NaN, new String("t"), null);
        Numbers other = new Numbers(true, (byte) 1, (short) 2, 'c', 3, 4L, -0.0f, Double.NaN, "t", null);
        said.add(one + " " + one.hashCode() + " " + one.equals(same) + " " + one.equals(other) + " " + one.equals(null));
        said.add(new Circle(2) + " " + new Circle(2).equals(new Circle(2)) + " " + new Square("a", List.of()).hashCode());
        said.add(new Empty() + " " + new Empty().hashCode() + " " + new Empty().equals(new Empty()));
    }

    /** Nothing. */
    private record Empty() {}

    private static void switches(List<String> said) {
        for (Shape shape : List.of(new Circle(1), new Circle(20), new Square("a", List.of("x")), new Square("b", List.of())))
            said.add(
                    switch (shape) {
                        case Circle(int radius) when radius > 10 -> "large " + radius;
                        case Circle circle -> "circle " + circle.radius();
                        case Square(String name, List<String> tags) when tags.isEmpty() -> "bare " + name;
                        case Square square -> "square " + square.name();
                    });
        for (Object object : new Object[] {"a", "text", 5, null, 5L})
            said.add(
                    switch (object) {
                        case null -> "nothing";
                        case String text when text.length() > 1 -> "long " + text;
                        case String text -> "short " + text;
                        case Integer number -> "number " + number;
                        default -> "other";
                    });
    }

    private static void texts(List<String> said) {
        Object nothing = null;
        char[] signs = {'a'};
        said.add("" + nothing + true + 'c' + (byte) 1 + (short) 2 + 3 + 4L + 0.1f + 0.1 + "%d" + signs.length + "\n\"");
        String text = "x";
        text += 1;
        text += 'y';
        said.add(text);
    }

    private static String doubled(String text) {
        return text + text;
    }

    private static long squared(long number) {
        return number * number;
    }

    private long large() {
        return Long.MAX_VALUE;
    }

    private String with(String other) {
        return state + other;
    }

    private Supplier<String> ofThis() {
        return () -> doubled(state) + this.with("!");
    }

    /** For switches. */
    sealed interface Shape {}

    record Circle(int radius) implements Shape {}

    record Square(String name, List<String> tags) implements Shape {}

    record Numbers(
            boolean a, byte b, short c, char d, int e, long f, float g, double h, String i, List<String> j) {}

    /** Lambdas in an enum. */
    enum Colour {
        RED(text -> "red " + text),
        BLUE(text -> "blue " + text);

        private final UnaryOperator<String> paint;

        Colour(UnaryOperator<String> paint) {
            this.paint = paint;
        }
    }

    /** Lambdas in an interface. */
    interface Named {
        default Supplier<String> greeting() {
            return () -> "hello " + name();
        }

        private String name() {
            return "nobody";
        }
    }

    /** Lambdas in a class within another. */
    static final class Inner {
        static final Supplier<String> MADE = () -> "made";

        private final String secret;

        Inner(String secret) {
            this.secret = secret;
        }

        private Supplier<String> maker() {
            return () -> doubled(secret);
        }
    }
}
