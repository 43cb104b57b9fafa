package dev.ftr.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.kernel.CommandRunner.Result;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code ip -force -batch -} of iproute2 6.1 answered (captured), and other versions. */
class IpBatchTest {
    @Test
    void everyQuestionHasItsAnswer() throws KernelException {
        Map<Integer, String> answers = outputs("questions-all-answered");
        assertEquals(5, answers.size());
        assertTrue(answer(answers, 0).contains("\"ifname\":\"eth0\""));
        assertTrue(answer(answers, 2).contains("\"priority\":32766"));
        assertTrue(answer(answers, 4).contains("\"nexthops\""));
    }

    @Test
    void refusedQuestionsShiftNoAnswer() throws KernelException {
        Map<Integer, String> answers = outputs("questions-some-refused");
        assertTrue(answer(answers, 1).contains("\"priority\":32766"));
        assertTrue(answer(answers, 5).contains("192.0.2.1"));
        assertTrue(answer(answers, 6).contains("default"));
        assertTrue(answer(answers, 7).contains("\"nexthops\""));
        assertTrue(!answers.containsKey(2));
    }

    @Test
    void theLastQuestionMayBeRefused() throws KernelException {
        Map<Integer, String> answers = outputs("questions-last-refused");
        assertTrue(answer(answers, 0).contains("\"priority\":32766"));
    }

    @Test
    void allQuestionsMayBeRefused() throws KernelException {
        assertEquals(Map.of(), outputs("questions-all-refused"));
    }

    // iproute2 prints the opening bracket of a listing before the kernel refuses it.
    @Test
    void aRefusedListingLeavesItsBracket() throws KernelException {
        String words = "Error: ipv4: FIB table does not exist.\nDump terminated\nCommand failed -:%d\n";
        IpBatch batch =
                batch("route show table 9", "rule show", "route show table 8", "route show table 7", "link show");
        Result result = new Result(
                2,
                "[[{\"priority\":0}]\n[[[{\"ifname\":\"lo\"}]\n",
                words.formatted(1) + words.formatted(3) + words.formatted(4));
        assertEquals(Map.of(1, "[{\"priority\":0}]", 4, "[{\"ifname\":\"lo\"}]"), batch.outputs(result));
    }

    @Test
    void aRefusedLastListingLeavesABracketAlone() throws KernelException {
        IpBatch batch = batch("rule show", "route show table 9", "route show table 8");
        String words = "Error: ipv4: FIB table does not exist.\nDump terminated\nCommand failed -:%d\n";
        Result result = new Result(2, "[{\"priority\":0}]\n[[", words.formatted(2) + words.formatted(3));
        assertEquals(Map.of(0, "[{\"priority\":0}]"), batch.outputs(result));
        Result newlines = new Result(2, "[{\"priority\":0}]\n[\n", words.formatted(2) + words.formatted(3));
        assertEquals(Map.of(0, "[{\"priority\":0}]"), batch.outputs(newlines));
    }

    @Test
    void tooFewAnswersAreAnError() {
        IpBatch batch = batch("rule show", "link show");
        KernelException e = assertThrows(KernelException.class, () -> batch.outputs(new Result(0, "[]\n", "")));
        assertTrue(String.valueOf(e.getMessage()).contains("1 of 2"));
    }

    @Test
    void eachFailureHasTheKernelsWords() {
        assertEquals(
                Map.of(
                        0, "Nexthop has invalid gateway.",
                        2, "Cannot find device \"nosuch\"",
                        4, "File exists",
                        5, "No such file or directory",
                        6, "FIB table does not exist.",
                        7, "No such process"),
                IpBatch.failures(Fixtures.text("batch/changes-some-refused.err")));
    }

    @Test
    void aBatchThatIpLeftIsToldFromOneWithRefusals() {
        assertTrue(IpBatch.wasCutShort(result("changes-cut-short")));
        assertTrue(!IpBatch.wasCutShort(result("changes-some-refused")));
        assertTrue(!IpBatch.wasCutShort(result("questions-some-refused")));
    }

    @Test
    void warningsAndEmptyLinesAreNoFailure() {
        assertEquals(Map.of(), IpBatch.failures("\nWarning: sch_htb: quantum of class 10001 is big.\n\n"));
        assertEquals(
                Map.of(11, "dev eth0 is down; Network is down"),
                IpBatch.failures("dev eth0 is down\nRTNETLINK answers: Network is down\nCommand failed -:12"));
    }

    private static Map<Integer, String> outputs(String capture) throws KernelException {
        String path = "batch/" + capture;
        IpBatch batch = batch(Fixtures.text(path + ".in").lines().toArray(String[]::new));
        return batch.outputs(result(capture));
    }

    private static Result result(String capture) {
        String path = "batch/" + capture;
        return new Result(
                Integer.parseInt(Fixtures.text(path + ".rc").strip()),
                Fixtures.text(path + ".out"),
                Fixtures.text(path + ".err"));
    }

    private static String answer(Map<Integer, String> answers, int index) {
        return answers.getOrDefault(index, "no answer");
    }

    private static IpBatch batch(String... commands) {
        IpBatch batch = new IpBatch();
        for (String command : commands) batch.add(List.of(command.split(" ")));
        return batch;
    }
}
