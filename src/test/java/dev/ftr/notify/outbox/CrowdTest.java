package dev.ftr.notify.outbox;

import dev.ftr.daemon.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many events wait, and memory is small. */
class CrowdTest {
    @TempDir
    private Path folder;

    /** Some 13 MB of events, as mail takes them; and one at a time, as a webhook does. */
    @ParameterizedTest
    @CsvSource({"10000, 500", "1500, 1"})
    void allAreDeliveredInOrder(String count, String most) throws IOException {
        try (ChildJvm child = ChildJvm.start(List.of("-Xmx12m"), Crowd.class, folder.toString(), count, most)) {
            child.await("delivered in order");
        }
    }
}
