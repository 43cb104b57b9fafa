package dev.ftr.cli;

import dev.ftr.model.Language;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Which language people are spoken to on the terminal, and how its letters are written. */
final class Tongue {
    static final String OPTION = "--lang";

    private static final String LETTERS = "àâãäçèéêìíñòóôõöùúûüß";

    private Tongue() {}

    /**
     * By the option, or by the environment as POSIX has it (Base Definitions, 8.2): the first of these variables that is not
     * empty decides. The option is looked for before the command line is parsed: what is wrong there is told in its language.
     */
    static Language of(List<String> arguments, Map<String, String> environment) {
        return given(arguments)
                .flatMap(Language::of)
                .or(() -> Stream.of("LC_ALL", "LC_MESSAGES", "LANG")
                        .map(name -> environment.getOrDefault(name, ""))
                        .filter(locale -> !locale.isEmpty())
                        .findFirst()
                        .flatMap(Language::of))
                .orElse(Language.ENGLISH);
    }

    private static Optional<String> given(List<String> arguments) {
        Optional<String> given = Optional.empty();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.startsWith(OPTION + "=")) given = Optional.of(argument.substring(OPTION.length() + 1));
            else if (argument.equals(OPTION) && i + 1 < arguments.size()) given = Optional.of(arguments.get(i + 1));
        }
        return given;
    }

    /** Writes as the terminal does, or in UTF-8 if that lacks letters of the language. */
    static PrintWriter writer(OutputStream stream, Charset terminal, Language language) {
        boolean writable = language == Language.ENGLISH || terminal.newEncoder().canEncode(LETTERS);
        Charset charset = writable ? terminal : StandardCharsets.UTF_8;
        return new PrintWriter(new OutputStreamWriter(stream, plainly(charset)), true);
    }

    /** What Latin-1 lacks is the apostrophe of printers; the one of typewriters is in every charset. */
    private static CharsetEncoder plainly(Charset charset) {
        return charset.newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .replaceWith("'".getBytes(charset));
    }

    /** Reads {@code it} as well as {@code it_IT.UTF-8}. */
    static final class Converter implements ITypeConverter<Language> {
        @Override
        public Language convert(String text) {
            return Language.of(text)
                    .orElseThrow(() -> new TypeConversionException(
                            "'%s' is no language that ftr speaks; write en, it, de, fr, es or pt".formatted(text)));
        }
    }
}
