package dev.ftr.demo;

/**
 * What is wrong with a simulated uplink, beyond its gateway.
 *
 * @param loss share of the packets that are lost, above 0 to 1
 * @param byHand whether somebody has cut it, and not the story
 */
public record Fault(double loss, boolean byHand) {
    public Fault {
        if (loss <= 0 || loss > 1) throw new IllegalArgumentException("loss %s is not above 0 to 1".formatted(loss));
    }

    public boolean isCut() {
        return loss == 1;
    }
}
