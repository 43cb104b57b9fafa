package dev.ftr.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkspaceTest {
    private static final Workspace CHECKOUT = new Workspace(Path.of("/home/ci/checkout"));

    @ParameterizedTest
    @CsvSource({
        "sites/a.yaml, sites/a.yaml, sites/a.yaml",
        "./sites/../a.yaml, a.yaml, a.yaml",
        "/home/ci/checkout/sites/a.yaml, sites/a.yaml, sites/a.yaml",
        "/home/ci/checkout2/a.yaml, /home/ci/checkout2/a.yaml, file:///home/ci/checkout2/a.yaml",
        "../a.yaml, /home/ci/a.yaml, file:///home/ci/a.yaml",
        "'a b,c:d%é.yaml', 'a b,c:d%é.yaml', a%20b%2Cc%3Ad%25%C3%A9.yaml"
    })
    void filesAreCalledByTheirPathFromTheTopOfTheCheckout(String file, String path, String uri) {
        assertEquals(path, CHECKOUT.path(file));
        assertEquals(uri, CHECKOUT.uri(file));
        assertEquals(
                CHECKOUT.folder().resolve(file).normalize().toString(),
                URI.create("file:///home/ci/checkout/").resolve(uri).getPath());
    }
}
