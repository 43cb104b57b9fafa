package dev.ftr.daemon;

import dev.ftr.notify.outbox.DurableFile;
import java.io.IOException;

/** What went wrong with a file, in words: the messages of java.nio.file are often only the file's name. */
public final class FileFailure {
    private FileFailure() {}

    public static String cause(IOException e) {
        return DurableFile.cause(e);
    }
}
