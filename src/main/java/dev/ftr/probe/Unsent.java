package dev.ftr.probe;

import dev.ftr.health.ProbeSchedule;
import dev.ftr.model.UplinkId;
import java.util.ArrayDeque;
import java.util.Queue;

/** Why probes could not be sent; kept until the schedule, which is busy sending them, can listen. */
final class Unsent {
    private final Queue<Failure> failures = new ArrayDeque<>();

    void refused(UplinkId uplink, int target, int number, String why) {
        long at = System.nanoTime();
        failures.add(schedule -> schedule.refused(uplink, target, number, why, at));
    }

    void broken(UplinkId uplink, String why) {
        long at = System.nanoTime();
        failures.add(schedule -> schedule.broken(uplink, why, at));
    }

    void gone(UplinkId uplink, String why) {
        long at = System.nanoTime();
        failures.add(schedule -> schedule.gone(uplink, why, at));
    }

    void tell(ProbeSchedule schedule) {
        for (Failure failure = failures.poll(); failure != null; failure = failures.poll()) failure.tell(schedule);
    }

    void clear() {
        failures.clear();
    }

    private interface Failure {
        void tell(ProbeSchedule schedule);
    }
}
