package dev.ftr.daemon;

/** Counts SIGHUP and says so, until it is killed. */
final class HangupListener {
    private HangupListener() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.out.println(
                ReloadSignal.handle(() -> System.out.println("asked to reload")) ? "listening" : "not listening");
        Thread.sleep(60_000);
    }
}
