package dev.ftr.probe;

import dev.ftr.health.ProbeSchedule;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Target;
import dev.ftr.model.UplinkId;
import dev.ftr.probe.HealthWatch.Path;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** The echoes of one uplink: its socket, what its targets are, and what is under way. */
final class UplinkProbes {
    /** Bounds what one socket may take of the loop's time; a socket's usual buffer holds less. */
    private static final int MESSAGES_AT_ONCE = 1024;

    private static final byte[] NOWHERE = {};

    private final Path path;
    private final SystemCalls calls;
    private final EchoSocket socket;
    private final EchoesInFlight inFlight = new EchoesInFlight();
    private final byte[] gateway;
    private Probed probed;
    private byte[][] addresses;
    private boolean broken;

    UplinkProbes(Probed probed, SystemCalls calls, MemorySegment packet) {
        this.probed = probed;
        this.calls = calls;
        path = probed.path();
        socket = new EchoSocket(path, calls, packet);
        gateway = path.gateway().map(this::reachable).orElse(NOWHERE);
        addresses = addresses(probed);
    }

    /** The targets may be others than before; answers of the old ones are nobody's any more. */
    void retarget(Probed other) {
        if (!other.targets().equals(probed.targets())) {
            inFlight.forgetAll();
            addresses = addresses(other);
        }
        probed = other;
    }

    private byte[][] addresses(Probed of) {
        return of.targets().stream()
                .map(t -> t instanceof Target.Echo(IpAddress address) ? reachable(address) : NOWHERE)
                .toArray(byte[][]::new);
    }

    private byte[] reachable(IpAddress address) {
        return address.family() == path.source().family() ? address.bytes() : NOWHERE;
    }

    UplinkId uplink() {
        return path.uplink();
    }

    Probed probed() {
        return probed;
    }

    /** Negative while the socket is closed. */
    int fd() {
        return socket.fd();
    }

    void close() {
        socket.close();
    }

    /** What is broken is not tried again before this. */
    void mend() {
        broken = false;
    }

    /** Asks the gateway, if there is one, or a target that answers echo requests. */
    void sendEcho(int target, int number, Unsent unsent) {
        if (broken) return;
        if (target == ProbeSchedule.GATEWAY) {
            if (gateway.length > 0) send(gateway, target, number, unsent);
        } else if (addresses[target].length == 0) {
            String why = "%s cannot be asked from %s".formatted(probed.targets().get(target), path.source());
            unsent.refused(uplink(), target, number, why);
        } else send(addresses[target], target, number, unsent);
    }

    private void send(byte[] address, int target, int number, Unsent unsent) {
        Optional<EchoSocket.Failure> failure = socket.open();
        int errno = failure.isPresent() ? 0 : send(address, target, number);
        if (mayMeanThatPathIsGone(errno)) {
            failure = socket.reopen();
            if (failure.isEmpty()) errno = send(address, target, number);
            if (failure.isEmpty() && Errno.saysGone(errno))
                failure = Optional.of(new EchoSocket.Failure(socket.failure(Errno.words(errno)), true));
        }
        if (failure.isPresent()) {
            broken = true;
            socket.close();
            if (failure.get().gone()) unsent.gone(uplink(), failure.get().why());
            else unsent.broken(uplink(), failure.get().why());
        } else if (errno != 0 && !Errno.saysNoRoute(errno))
            unsent.refused(uplink(), target, number, socket.failure(refusal(errno)));
    }

    private int send(byte[] address, int target, int number) {
        long cookie = calls.random();
        long now = System.nanoTime();
        int errno = socket.send(address, EchoesInFlight.sequence(number), cookie);
        if (errno == 0) inFlight.sent(number, target, address, cookie, now);
        return errno;
    }

    /**
     * The kernel answers ENETUNREACH, formerly EINVAL, when the source address is no longer anybody's, but the former also
     * when the link is down (ip_route_output_key_hash_rcu in net/ipv4/route.c). Binding again tells them apart.
     */
    private static boolean mayMeanThatPathIsGone(int errno) {
        return Errno.saysGone(errno) || errno == Errno.ENETUNREACH || errno == Errno.EINVAL;
    }

    /** EPERM is what netfilter answers when a rule of OUTPUT or POSTROUTING drops the packet. */
    private static String refusal(int errno) {
        return Errno.words(errno) + (errno == Errno.EPERM ? " (a firewall rule drops the probes)" : "");
    }

    /** Takes all messages that wait. */
    void receive(ReceivedDatagram datagram, IcmpMessage message, ReceiveTimes times, ProbeSchedule schedule) {
        for (int i = 0; i < MESSAGES_AT_ONCE; i++) {
            int length = socket.receive(datagram);
            if (length < 0) return;
            IcmpMessage.Kind kind = message.read(socket.version(), datagram.data(), length);
            if (kind == IcmpMessage.Kind.OTHER || message.id() != socket.id()) continue;
            if (kind == IcmpMessage.Kind.REPLY) takeReply(datagram, message, times, schedule);
            else takeError(datagram, message, times, schedule);
        }
    }

    private void takeReply(ReceivedDatagram datagram, IcmpMessage message, ReceiveTimes times, ProbeSchedule schedule) {
        int slot = inFlight.answeredBy(message, datagram);
        if (slot == EchoesInFlight.NONE) return;
        inFlight.forget(slot);
        long sentAt = inFlight.sentAt(slot);
        long receivedAt = times.of(datagram.stamp(), sentAt, System.nanoTime());
        schedule.answered(uplink(), inFlight.target(slot), inFlight.number(slot), sentAt, receivedAt);
    }

    private void takeError(ReceivedDatagram datagram, IcmpMessage message, ReceiveTimes times, ProbeSchedule schedule) {
        int slot = inFlight.refusedBy(message, socket.source());
        if (slot == EchoesInFlight.NONE) return;
        String why = "%s says: %s".formatted(datagram.sender(), message.words());
        long at = times.of(datagram.stamp(), inFlight.sentAt(slot), System.nanoTime());
        schedule.refused(uplink(), inFlight.target(slot), inFlight.number(slot), why, at);
    }
}
