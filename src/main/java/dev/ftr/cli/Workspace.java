package dev.ftr.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * How files are called towards programs that look at a whole checkout, such as those of code reviews: by their path from the
 * folder that the command was started in, which is to be the top of the checkout.
 */
record Workspace(Path folder) {
    private static final String UNRESERVED = "-._~/";

    Workspace {
        folder = folder.toAbsolutePath().normalize();
    }

    static Workspace current() {
        return new Workspace(Path.of(""));
    }

    /** The absolute path, where the file is somewhere else. */
    String path(String file) {
        Path absolute = folder.resolve(file).normalize();
        return (absolute.startsWith(folder) ? folder.relativize(absolute) : absolute).toString();
    }

    /** The path as a URI reference (RFC 3986). */
    String uri(String file) {
        String path = path(file);
        return (path.startsWith("/") ? "file://" : "") + encoded(path);
    }

    private static String encoded(String path) {
        StringBuilder uri = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b > 0 && (Character.isLetterOrDigit(b) || UNRESERVED.indexOf(b) >= 0);
            uri.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b));
        }
        return uri.toString();
    }
}
