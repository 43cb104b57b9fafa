package dev.ftr.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.health.ProbeRound;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.UplinkId;
import dev.ftr.probe.Prober.Path;
import dev.ftr.probe.Prober.Round;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EchoRoundTest {
    private static final long SECOND = 1_000_000_000;
    private static final Path ETH1 =
            new Path(new UplinkId(1), new InterfaceName("eth1"), IpAddress.parse("198.18.1.1"), new FwMark(1, 0xff));
    private static final String A = "203.0.113.1";
    private static final String B = "203.0.113.2";

    @Test
    void anAnswerToAnEarlierAttemptCountsFromItsOwnPacket() {
        EchoRound round = begun(1, 2, A);
        round.sent(0, 77, 0);
        int first = round.sequence(0);
        round.beginAttempt(SECOND);
        round.sent(0, 88, SECOND);
        round.answer(reply(A, first, 77), SECOND + SECOND / 2);
        assertTrue(round.isGood());
        assertEquals(
                Optional.of(Duration.ofMillis(1500)),
                round.finish().results().getFirst().roundTrip());
        assertEquals(2, round.finish().results().getFirst().sent());
    }

    @Test
    void onlyTheTargetCanAnswerForItself() {
        EchoRound round = begun(1, 1, A, B);
        round.sent(0, 77, 0);
        round.sent(1, 88, 0);
        round.answer(reply(B, round.sequence(0), 77), 1);
        round.answer(reply(A, round.sequence(0), 88), 1);
        round.answer(reply(A, round.sequence(1), 77), 1);
        round.answer(reply("203.0.113.3", round.sequence(0), 77), 1);
        assertEquals(0, round.finish().answered());
        round.answer(reply(A, round.sequence(0), 77), 1);
        assertEquals(1, round.finish().answered());
    }

    @Test
    void theFirstOfTwoAnswersCounts() {
        EchoRound round = begun(2, 1, A, B);
        round.sent(0, 77, 0);
        round.answer(reply(A, round.sequence(0), 77), 5);
        round.answer(reply(A, round.sequence(0), 77), 9);
        assertFalse(round.isGood());
        assertEquals(
                Optional.of(Duration.ofNanos(5)),
                round.finish().results().getFirst().roundTrip());
    }

    @Test
    void nobodyAnswersAPacketThatWasNotSent() {
        EchoRound round = begun(1, 2, A);
        round.answer(reply(A, round.sequence(0) + 1, 0), 5);
        assertFalse(round.isGood());
    }

    @Test
    void sequenceNumbersBeginAgainAfterTheLast() {
        EchoRound round = new EchoRound(ETH1, asking(2, 1, A, B), r -> {});
        round.number(65535);
        round.beginAttempt(0);
        assertEquals(65535, round.sequence(0));
        assertEquals(0, round.sequence(1));
        round.sent(0, 77, 0);
        round.sent(1, 88, 0);
        round.answer(reply(A, 65535, 77), 5);
        round.answer(reply(B, 0, 88), 5);
        assertTrue(round.isGood());
    }

    @Test
    void saysWhyOnlyWhenNothingCouldBeSent() {
        EchoRound round = begun(1, 2, A, B);
        round.refused(Errno.EPERM);
        assertEquals(
                Optional.of("ICMP socket on eth1: Operation not permitted (a firewall rule drops the probes)"),
                round.finish().failure());
        round.sent(1, 77, 0);
        ProbeRound result = round.finish();
        assertEquals(Optional.empty(), result.failure());
        assertEquals(List.of(0, 1), result.results().stream().map(r -> r.sent()).toList());
    }

    @Test
    void impossibleRoundsAreRefused() {
        List<Round> impossible = List.of(
                asking(1, 1),
                asking(0, 1, A),
                asking(2, 1, A),
                asking(1, 0, A),
                asking(1, 65537, A),
                asking(1, 1, "2001:db8::1"),
                new Round(List.of(IpAddress.parse(A)), 1, 1, Duration.ZERO));
        for (Round round : impossible)
            assertThrows(IllegalArgumentException.class, () -> new EchoRound(ETH1, round, r -> {}), round.toString());
    }

    private static EchoRound begun(int required, int attempts, String... targets) {
        EchoRound round = new EchoRound(ETH1, asking(required, attempts, targets), r -> {});
        round.number(1000);
        round.beginAttempt(0);
        return round;
    }

    private static Round asking(int required, int attempts, String... targets) {
        List<IpAddress> addresses = Arrays.stream(targets).map(IpAddress::parse).toList();
        return new Round(addresses, required, attempts, Duration.ofSeconds(1));
    }

    private static EchoPacket reply(String source, int sequence, long cookie) {
        ByteBuffer datagram = ByteBuffer.allocate(20 + EchoPacket.LENGTH);
        datagram.put(0, (byte) 0x45).put(12, IpAddress.parse(source).bytes());
        datagram.putShort(26, (short) sequence).putLong(28, cookie);
        EchoPacket packet = new EchoPacket();
        assertTrue(packet.readReply(MemorySegment.ofArray(datagram.array()), datagram.capacity()));
        return packet;
    }
}
