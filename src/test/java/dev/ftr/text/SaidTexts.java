package dev.ftr.text;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ConstantInstruction.LoadConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ConstantDesc;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the compiled program may say to people: the string constants in its code that read as words. */
final class SaidTexts {
    private static final List<String> PACKAGES = List.of(
            "cli", "config", "plan", "desired", "health", "explain", "kernel", "probe", "daemon", "notify", "history",
            "replay", "model");

    /** Said to developers only. */
    private static final Set<String> BUGS = Set.of(
            "java/lang/AssertionError", "java/lang/IllegalStateException", "java/lang/UnsupportedOperationException");

    /** %s and its like of {@link java.util.Formatter}, and the gaps in what javac joins. */
    private static final Pattern GAP = Pattern.compile("%(\\d+\\$)?[-#+ 0,(]*\\d*(\\.\\d+)?[a-zA-Z]|[\\x01\\x02]");

    /** A sentence of its own: what follows it is one as well. */
    private static final Pattern PREFIX = Pattern.compile("^(warning|error|note|problem|ftr): ");

    private static final Pattern WORD = Pattern.compile("[(']?[A-Za-z][a-z]+[a-z'’-]*[.,:;)'?]*");

    /**
     * One line of a constant.
     *
     * @param parts what it says itself, parted by its gaps
     */
    record Said(String type, String constant, List<String> parts) implements Comparable<Said> {
        /** Two words or more. */
        boolean isForPeople() {
            return parts.stream()
                            .flatMap(p -> Stream.of(p.split("\\s+")))
                            .filter(w -> WORD.matcher(w).matches())
                            .count()
                    >= 2;
        }

        /** Whether the sentence says all of it, in this order. */
        boolean isIn(String sentence) {
            int from = 0;
            for (String part : parts) {
                int at = sentence.indexOf(part, from);
                if (at < 0) return false;
                from = at + part.length();
            }
            return true;
        }

        @Override
        public int compareTo(Said other) {
            int byType = type.compareTo(other.type);
            return byType != 0 ? byType : constant.compareTo(other.constant);
        }

        @Override
        public String toString() {
            return type + ": " + constant.replaceAll("[\\x01\\x02]", "%s");
        }
    }

    private SaidTexts() {}

    /** In the order of classes, each once. */
    static List<Said> all() {
        List<Said> all = new ArrayList<>();
        for (String name : PACKAGES)
            try (Stream<Path> files = Files.walk(classes().resolve("dev/ftr").resolve(name))) {
                for (Path file :
                        files.filter(f -> f.toString().endsWith(".class")).toList())
                    all.addAll(in(ClassFile.of().parse(Files.readAllBytes(file))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        return all.stream().distinct().sorted().toList();
    }

    private static Path classes() {
        try {
            return Path.of(Sentences.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Said> in(ClassModel type) {
        List<Said> said = new ArrayList<>();
        String name = type.thisClass().asInternalName().replaceFirst("dev/ftr/", "");
        for (MethodModel method : type.methods()) method.code().ifPresent(code -> in(name, code, said));
        return said;
    }

    private static void in(String type, CodeModel code, List<Said> said) {
        List<Instruction> past = new ArrayList<>();
        for (CodeElement element : code) {
            if (!(element instanceof Instruction instruction)) continue;
            if (!isForOthers(past))
                for (String constant : constants(instruction))
                    for (String line : constant.split("\\R|%n", -1)) add(type, line, said);
            past.add(instruction);
        }
    }

    private static void add(String type, String line, List<Said> said) {
        String sentence = PREFIX.matcher(line).replaceFirst("");
        List<String> parts = Arrays.stream(GAP.split(sentence))
                .map(part -> part.replace("%%", "%").strip())
                .filter(part -> part.chars().anyMatch(Character::isLetter))
                .toList();
        said.add(new Said(type, line.strip(), parts));
    }

    /** The words of a log line follow the logger; those of an exception that is a bug, the exception. */
    private static boolean isForOthers(List<Instruction> past) {
        if (past.isEmpty()) return false;
        Instruction last = past.getLast();
        if (last instanceof FieldInstruction field && field.type().stringValue().equals("Lorg/slf4j/Logger;"))
            return true;
        return last.opcode() == Opcode.DUP
                && past.size() > 1
                && past.get(past.size() - 2) instanceof NewObjectInstruction made
                && BUGS.contains(made.className().asInternalName());
    }

    private static List<String> constants(Instruction instruction) {
        return switch (instruction) {
            case LoadConstantInstruction load when load.constantValue() instanceof String text -> List.of(text);
            case InvokeDynamicInstruction dynamic
            when dynamic.invokedynamic()
                    .bootstrap()
                    .bootstrapMethod()
                    .reference()
                    .name()
                    .equalsString("makeConcatWithConstants") -> strings(dynamic.bootstrapArgs());
            default -> List.of();
        };
    }

    private static List<String> strings(List<ConstantDesc> arguments) {
        return arguments.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }
}
