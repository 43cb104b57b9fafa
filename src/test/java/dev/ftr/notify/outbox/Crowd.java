package dev.ftr.notify.outbox;

import dev.ftr.config.Topic;
import dev.ftr.notify.Courier;
import dev.ftr.notify.Event;
import dev.ftr.notify.LineState;
import dev.ftr.notify.Notice;
import dev.ftr.notify.mail.Nights;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** A program that queues many events while nothing can be delivered, and then delivers them; it says when it has. */
final class Crowd {
    private Crowd() {}

    /**
     * Queues, delivers, ends.
     *
     * @param arguments the folder, how many events, how many in one message
     */
    public static void main(String[] arguments) throws InterruptedException {
        int count = Integer.parseInt(arguments[1]);
        Receiver receiver = new Receiver(count, Integer.parseInt(arguments[2]));
        try (Outbox outbox = Outbox.open(
                Path.of(arguments[0]), new Disk(), InstantSource.system(), new Random(1), event -> {}, lost -> {})) {
            outbox.adopt(List.of(receiver));
            outbox.start();
            Event event = Nights.fibreDown();
            List<LineState> lines = List.of(Nights.fibre(false), Nights.dsl(true), Nights.lte());
            for (int i = 0; i < count; i++)
                outbox.add(number -> new Entry(
                        new Notice(number, Topic.UPLINK, false, event, lines, Optional.empty()), Told.NOTHING));
            receiver.open.countDown();
            receiver.all.await();
        }
        System.out.println("delivered in order");
    }

    private static final class Receiver implements Courier {
        private final CountDownLatch open = new CountDownLatch(1);
        private final CountDownLatch all = new CountDownLatch(1);
        private final int count;
        private final int most;
        private long next = 1;

        Receiver(int count, int most) {
            this.count = count;
            this.most = most;
        }

        @Override
        public String name() {
            return "mail";
        }

        @Override
        public Set<Topic> topics() {
            return Topic.all();
        }

        @Override
        public Gathering gathering() {
            return new Gathering(most, Duration.ZERO, Duration.ZERO, Duration.ofDays(36500));
        }

        @Override
        public Delivery deliver(Dispatch dispatch) throws InterruptedException {
            open.await();
            for (Notice notice : dispatch.notices())
                if (notice.number() != next++) throw new IllegalStateException("number " + notice.number());
            if (next > count) all.countDown();
            return new Delivery.Done(List.of());
        }
    }
}
