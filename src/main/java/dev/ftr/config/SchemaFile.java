package dev.ftr.config;

import java.io.InputStream;

/** The JSON Schema of the config, as it is shipped. Not in {@link SchemaCheck}: whoever loads that loads the validator. */
final class SchemaFile {
    private static final String RESOURCE = "/dev/ftr/schema/ftr.schema.json";

    private SchemaFile() {}

    static InputStream open() {
        InputStream in = SchemaFile.class.getResourceAsStream(RESOURCE);
        if (in == null) throw new IllegalStateException("the program was built without " + RESOURCE);
        return in;
    }
}
