package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The ways in which a config gets another content. Folders are made below a root: {@code etc/ftr/ftr.conf} is the file. */
enum Writing {
    IN_PLACE {
        @Override
        Act prepare(Path root, String text) {
            return () -> Files.writeString(file(root), text);
        }
    },
    IN_SEVERAL_STEPS {
        @Override
        Act prepare(Path root, String text) {
            return () -> {
                Files.writeString(file(root), "");
                for (int i = 0; i < text.length(); i++) {
                    Thread.sleep(2);
                    Files.writeString(file(root), text.substring(i, i + 1), StandardOpenOption.APPEND);
                }
            };
        }
    },
    RENAMED_OVER {
        @Override
        Act prepare(Path root, String text) throws IOException {
            Path next = Files.writeString(file(root).resolveSibling("next"), text);
            return () -> Files.move(next, file(root), StandardCopyOption.ATOMIC_MOVE);
        }
    },
    RENAMED_FROM_ANOTHER_FOLDER {
        @Override
        Act prepare(Path root, String text) throws IOException {
            Path next = Files.writeString(root.resolve("next"), text);
            return () -> Files.move(next, file(root), StandardCopyOption.ATOMIC_MOVE);
        }
    },
    BY_SED {
        @Override
        Act prepare(Path root, String text) {
            return () -> run(root, "sed", "-i", "s/.*/" + text + "/", file(root).toString());
        }
    },
    BY_GIT_CHECKOUT {
        @Override
        void begin(Path root, String text) throws Exception {
            super.begin(root, text);
            run(folder(root), "git", "init", "-q");
            run(folder(root), "git", "add", "-A");
            commit(folder(root));
            run(
                    root,
                    "git",
                    "clone",
                    "-q",
                    folder(root).toString(),
                    root.resolve("author").toString());
        }

        @Override
        Act prepare(Path root, String text) throws Exception {
            Files.writeString(root.resolve("author/ftr.conf"), text);
            commit(root.resolve("author"));
            run(folder(root), "git", "fetch", "-q", root.resolve("author").toString());
            return () -> run(folder(root), "git", "checkout", "-q", "FETCH_HEAD");
        }

        private void commit(Path tree) throws Exception {
            run(tree, "git", "-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "-qam", "x");
        }
    },
    LINK_TO_ANOTHER_FILE {
        @Override
        Act prepare(Path root, String text) throws IOException {
            Path store = Files.createDirectories(root.resolve("store"));
            Path target = Files.writeString(store.resolve("conf-" + System.nanoTime()), text);
            Path link = Files.createSymbolicLink(file(root).resolveSibling("link" + System.nanoTime()), target);
            return () -> Files.move(link, file(root), StandardCopyOption.ATOMIC_MOVE);
        }
    },
    LINK_ON_THE_WAY_SWAPPED {
        @Override
        void begin(Path root, String text) throws Exception {
            Files.createDirectories(folder(root));
            point(root, text).run();
            Files.createSymbolicLink(file(root), Path.of("..data/ftr.conf"));
        }

        @Override
        Act prepare(Path root, String text) throws IOException {
            return point(root, text);
        }

        private Act point(Path root, String text) throws IOException {
            Path version = Files.createDirectory(folder(root).resolve("..v" + System.nanoTime()));
            Files.writeString(version.resolve("ftr.conf"), text);
            Path link = folder(root).resolve("..data_tmp");
            return () -> {
                Files.createSymbolicLink(link, version.getFileName());
                Files.move(link, folder(root).resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
            };
        }
    },
    TARGET_OF_LINKS_EDITED {
        @Override
        void begin(Path root, String text) throws Exception {
            Files.createDirectories(folder(root));
            Path store = Files.createDirectories(root.resolve("store/deep"));
            Files.writeString(store.resolve("real"), text);
            Files.createSymbolicLink(root.resolve("second"), Path.of("store/deep/real"));
            Files.createSymbolicLink(file(root), Path.of("../../second"));
        }

        @Override
        Act prepare(Path root, String text) {
            return () -> Files.writeString(root.resolve("store/deep/real"), text);
        }
    },
    FOLDER_SWAPPED {
        @Override
        Act prepare(Path root, String text) throws IOException {
            Path next = Files.createDirectories(root.resolve("next" + System.nanoTime()));
            Files.writeString(next.resolve("ftr.conf"), text);
            return () -> {
                Files.move(folder(root), root.resolve("old" + System.nanoTime()));
                Files.move(next, folder(root));
            };
        }
    },
    FOLDER_ABOVE_SWAPPED {
        @Override
        Act prepare(Path root, String text) throws IOException {
            Path next = root.resolve("next" + System.nanoTime());
            Files.createDirectories(next.resolve("ftr"));
            Files.writeString(next.resolve("ftr/ftr.conf"), text);
            return () -> {
                Files.move(root.resolve("etc"), root.resolve("old" + System.nanoTime()));
                Files.move(next, root.resolve("etc"));
            };
        }
    },
    DELETED_AND_PUT_BACK {
        @Override
        Act prepare(Path root, String text) {
            return () -> {
                Files.delete(file(root));
                Files.writeString(file(root), text);
            };
        }
    },
    FOLDER_MADE_ANEW {
        @Override
        Act prepare(Path root, String text) {
            return () -> {
                deleteAll(folder(root));
                Files.createDirectory(folder(root));
                Files.writeString(file(root), text);
            };
        }
    },
    FOLDERS_MADE_AT_LAST {
        @Override
        void begin(Path root, String text) {
            // Neither the folders nor the file are there.
        }

        @Override
        Act prepare(Path root, String text) throws IOException {
            deleteAll(root.resolve("etc"));
            return () -> {
                Files.createDirectories(folder(root));
                Files.writeString(file(root), text);
            };
        }
    },
    THROUGH_ANOTHER_HARD_LINK {
        @Override
        Act prepare(Path root, String text) throws IOException {
            Path other = root.resolve("other");
            if (Files.notExists(other)) Files.createLink(other, file(root));
            return () -> Files.writeString(other, text);
        }
    };

    /** What makes the new content visible. */
    interface Act {
        void run() throws Exception;
    }

    /** Makes the first content. */
    void begin(Path root, String text) throws Exception {
        Files.createDirectories(folder(root));
        Files.writeString(file(root), text);
    }

    /** All but the last step of giving the config another content. */
    abstract Act prepare(Path root, String text) throws Exception;

    static Path file(Path root) {
        return folder(root).resolve("ftr.conf");
    }

    static Path folder(Path root) {
        return root.resolve("etc/ftr");
    }

    static void deleteAll(Path folder) throws IOException {
        if (Files.notExists(folder)) return;
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        }
    }

    private static void run(Path folder, String... command) throws Exception {
        Process process = new ProcessBuilder(List.of(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }
}
