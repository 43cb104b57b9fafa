package dev.ftr.json;

import java.io.ByteArrayOutputStream;
import java.io.StringWriter;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads and writes trees as Jackson's {@code ObjectMapper} does, byte for byte, without one: a mapper can bind classes, and
 * for that it loads some 450 of its own, which would be most of the time of a short command and megabytes of the daemon.
 */
public final class Json {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            // Both are faster only when there is much of it, and take more to get ready than all that is read here.
            .disable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .build();

    private Json() {}

    /**
     * Makes the parser ready. Its classes begin with tables of powers that take 10 ms; a command that has something else to
     * do first lets another thread call this.
     */
    public static void prepare() {
        read("0");
    }

    /** An empty object. */
    public static ObjectNode object() {
        return TreeReader.NODES.objectNode();
    }

    /**
     * A missing node if there is nothing but blanks.
     *
     * @throws JacksonException it is not JSON, or there is more behind it
     */
    public static JsonNode read(String text) {
        return new TreeReader(FACTORY.createParser(ObjectReadContext.empty(), text)).document();
    }

    /** As {@link #read(String)}, of UTF-8. */
    public static JsonNode read(byte[] text) {
        return read(text, 0, text.length);
    }

    /** As {@link #read(String)}, of UTF-8 within other bytes. */
    public static JsonNode read(byte[] text, int offset, int length) {
        return new TreeReader(FACTORY.createParser(ObjectReadContext.empty(), text, offset, length)).document();
    }

    /** In one line. */
    public static String line(JsonNode node) {
        return written(node, ObjectWriteContext.empty());
    }

    /** In one line, as UTF-8. */
    public static byte[] lineBytes(JsonNode node) {
        return writtenBytes(node, ObjectWriteContext.empty());
    }

    /** In lines, set in by two blanks; no end of line behind the last. */
    public static String pretty(JsonNode node) {
        return written(node, new Pretty());
    }

    /** As {@link #pretty}, as UTF-8. */
    public static byte[] prettyBytes(JsonNode node) {
        return writtenBytes(node, new Pretty());
    }

    private static String written(JsonNode node, ObjectWriteContext context) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(context, text)) {
            TreeWriter.write(node, generator);
        }
        return text.toString();
    }

    private static byte[] writtenBytes(JsonNode node, ObjectWriteContext context) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = FACTORY.createGenerator(context, bytes)) {
            TreeWriter.write(node, generator);
        }
        return bytes.toByteArray();
    }

    private static final class Pretty extends ObjectWriteContext.Base {
        private final PrettyPrinter printer = new DefaultPrettyPrinter();

        @Override
        public PrettyPrinter getPrettyPrinter() {
            return printer;
        }

        @Override
        public boolean hasPrettyPrinter() {
            return true;
        }
    }
}
