package dev.ftr.cli;

import dev.ftr.config.ConfigLoader;
import dev.ftr.config.ExampleConfig;
import dev.ftr.config.FittingFiles;
import dev.ftr.config.LoadResult.Invalid;
import dev.ftr.config.LoadResult.Loaded;
import dev.ftr.config.RouterConfig;
import dev.ftr.daemon.ChangeLock;
import dev.ftr.daemon.ConfigFile;
import dev.ftr.daemon.ConfigWatch;
import dev.ftr.daemon.Daemon;
import dev.ftr.daemon.Daemon.Surroundings;
import dev.ftr.daemon.DaemonException;
import dev.ftr.daemon.FileFailure;
import dev.ftr.daemon.InstanceLock;
import dev.ftr.daemon.KernelLock;
import dev.ftr.daemon.LastGoodConfig;
import dev.ftr.daemon.MachineWatch;
import dev.ftr.daemon.ProbeRecorder;
import dev.ftr.daemon.ReloadSignal;
import dev.ftr.daemon.Reports;
import dev.ftr.daemon.SpentPages;
import dev.ftr.daemon.Status.ConfigSource;
import dev.ftr.daemon.StatusFile;
import dev.ftr.daemon.Systemd;
import dev.ftr.daemon.Trigger;
import dev.ftr.health.ProbeObserver;
import dev.ftr.history.OutageLog;
import dev.ftr.history.SampleArchive;
import dev.ftr.kernel.Kernel;
import dev.ftr.kernel.KernelWatch;
import dev.ftr.kernel.MachineReader;
import dev.ftr.notify.ThisHost;
import dev.ftr.notify.mail.MailCourier;
import dev.ftr.notify.mail.NameCache;
import dev.ftr.notify.news.Couriers;
import dev.ftr.notify.news.Notifier;
import dev.ftr.probe.HealthWatch;
import dev.ftr.probe.ProbingWatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = MonitorCommand.NAME, description = "Keeps the router online: the daemon, in the foreground.")
final class MonitorCommand implements Callable<Integer> {
    static final String NAME = "monitor";

    /** How long a demo is that nobody can end by a key. */
    private static final Duration DEMO_UNSEEN = Duration.ofSeconds(60);

    /** For how long a command may keep the daemon from changing the kernel. */
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(MonitorCommand.class);

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private FtrCommand ftr;

    @Option(names = "--demo", description = "simulated kernel and uplinks: no root needed, nothing touched")
    private boolean demo;

    @Option(names = "--seed", paramLabel = "N", description = "with --demo: the same number gives the same story")
    private @Nullable Long seed;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description =
                    "with --demo: end after so long (500ms, 30s, 2m; default: on a terminal when q is pressed, else 60s)")
    private @Nullable Duration length;

    @Override
    public Integer call() throws InterruptedException {
        if (demo) return demo();
        if (seed != null || length != null)
            throw new ParameterException(spec.commandLine(), "--seed and --for go with --demo");
        return monitor();
    }

    private int demo() throws InterruptedException {
        RouterConfig config = Files.exists(ftr.config()) ? ftr.load().config() : example();
        long number = seed == null ? new Random().nextInt(1_000_000) : seed;
        if (ftr.console().terminal()) return liveDemo(config, number);
        ftr.say("Demo: simulated kernel and uplinks, nothing is touched. Repeat with --seed " + number + ".");
        Duration most = length == null ? DEMO_UNSEEN : length;
        Demo running = new Demo(config, new DemoLines(config, ftr.out(), ftr.page()), number, Optional.of(most));
        try (StopOnSignal signals = new StopOnSignal(running::stop)) {
            running.run();
        }
        return Exit.OK;
    }

    private int liveDemo(RouterConfig config, long number) throws InterruptedException {
        Page page = ftr.page();
        LiveDemo demo = new LiveDemo(config, page, number, Optional.ofNullable(length));
        try (StopOnSignal signals = new StopOnSignal(demo::stop);
                Screen screen = Screen.open()) {
            demo.show(screen);
        } catch (IOException e) {
            throw new CommandFailed("the terminal cannot be drawn on: " + e.getMessage());
        }
        ftr.out().println(page.say("demo.over", Long.toString(number)));
        return Exit.OK;
    }

    private static RouterConfig example() {
        byte[] content = ExampleConfig.render().getBytes(StandardCharsets.UTF_8);
        if (new ConfigLoader().load("example", content) instanceof Loaded loaded) return loaded.config();
        throw new IllegalStateException("the generated example is not valid");
    }

    private int monitor() throws InterruptedException {
        FolderOwner.become(ftr);
        LastGoodConfig lastGood = new LastGoodConfig(ftr.stateDir(), InstantSource.system());
        AtomicReference<RouterConfig> inForce = new AtomicReference<>();
        FittingFiles fitting = new FittingFiles(ftr.stateDir());
        ConfigLoader loader = new ConfigLoader(new SchemaElsewhere(ftr, fitting)::fits, fitting::remember);
        ConfigFile file = new ConfigFile(ftr.config(), loader, lastGood, taken -> {
            inForce.set(taken);
            logTo(taken);
        });
        Loaded loaded = started(file);
        RouterConfig config = loaded.config();
        inForce.set(config);
        Kernel kernel = ftr.kernel();
        logging(config);
        RandomGenerator random = new Random();
        PendingCheck.refuseBesideADeadMan(ftr);
        try (InstanceLock lock = InstanceLock.take(ftr.runDir());
                KernelLock changes = KernelLock.at(ftr.runDir(), "ftr monitor");
                SampleArchive samples = SampleArchive.start(ftr.stateDir());
                Systemd systemd = Systemd.of(System.getenv())) {
            ConfigSource source =
                    new ConfigSource(ftr.config().toString(), loaded.sha256(), file.commit(), Instant.now());
            AtomicReference<Runnable> stop = new AtomicReference<>(() -> {});
            Notifier notifier = notifier(config, random);
            SpentPages spent = new SpentPages();
            Reports reports = Reports.toFiles(ftr.runDir(), ftr.stateDir(), source, notifier, status -> {
                renew(lock, stop.get());
                samples.offer(Instant.now(), status.samples());
                spent.giveBack();
            });
            Daemon daemon = new Daemon(
                    config,
                    new StatusFile(ftr.runDir()).lastKnown(config, Instant.now()),
                    new Surroundings(
                            kernel,
                            ChangeLock.preferably(changes, LOCK_PATIENCE),
                            news -> watch(config, random, news),
                            file,
                            reports,
                            systemd,
                            InstantSource.system(),
                            random));
            stop.set(() -> daemon.trigger(new Trigger.Stop()));
            StopOnSignal ended = new StopOnSignal(() -> daemon.trigger(new Trigger.Stop()));
            Runnable reload = () -> daemon.trigger(new Trigger.ConfigChanged());
            ReloadSignal.handle(reload);
            try (notifier;
                    MachineWatch machine = MachineWatch.start(
                            MachineReader.of(ftr.iptables()),
                            inForce::get,
                            warnings -> daemon.trigger(new Trigger.MachineSeen(warnings)));
                    KernelWatch watch = KernelWatch.start(ftr.iptables(), new KernelNews(daemon, machine));
                    ConfigWatch configs = ConfigWatch.start(ftr.config(), reload)) {
                // It may have changed since it was read, or not be what is in force.
                reload.run();
                daemon.run();
            }
            ended.close();
            return Exit.OK;
        } catch (DaemonException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new CommandFailed(FileFailure.cause(e));
        }
    }

    private Notifier notifier(RouterConfig config, RandomGenerator random) {
        NameCache.neverKeepsFailures();
        Couriers couriers = new Couriers(MailCourier::new, ThisHost.shortName(), Version.number(), System.getenv());
        return Notifier.start(
                ftr.stateDir(),
                config,
                new Notifier.Tools(
                        couriers::of, OutageLog.from(ftr.stateDir(), Instant.now()), InstantSource.system(), random));
    }

    /** The config to start with: as it is written, or if that is wrong, as it was when it was right last. */
    private Loaded started(ConfigFile file) {
        return switch (file.load()) {
            case Loaded loaded -> {
                loaded.warnings().forEach(w -> ftr.err().println("warning: " + w));
                file.keep(loaded);
                yield loaded;
            }
            case Invalid(var errors) -> {
                Loaded lastGood = file.lastGood().orElseThrow(() -> new ConfigInvalid(errors));
                errors.forEach(error -> ftr.err().println(error));
                ftr.err().println("warning: starting with the last good config instead, kept in " + ftr.stateDir());
                yield lastGood;
            }
        };
    }

    /** Where the run dir was removed and another daemon was faster to make it anew, this one ends. */
    private static void renew(InstanceLock lock, Runnable stop) {
        try {
            lock.renew();
        } catch (DaemonException e) {
            if (lock.isLost()) {
                LOG.error("{}; this one ends", e.getMessage());
                stop.run();
            } else LOG.debug("{}", e.getMessage());
        }
    }

    /** What is in force says where the log goes; if it cannot go there, it stays where it is. */
    private void logTo(RouterConfig config) {
        try {
            makeLogFile(config);
            Logging.daemon(config.log(), ftr.debug());
        } catch (CommandFailed e) {
            LOG.error("{}; the log stays where it is", e.getMessage());
        }
    }

    private HealthWatch watch(RouterConfig config, RandomGenerator random, Runnable news) {
        if (!config.recordProbes()) return new ProbingWatch(random::nextInt, ProbeObserver.NONE, news);
        ProbeRecorder recorder = ProbeRecorder.start(ftr.stateDir(), config);
        return recorder.watch(new ProbingWatch(random::nextInt, recorder, news));
    }

    /** A router is worth more than its log: one that cannot go to its file goes to standard output. */
    private void logging(RouterConfig config) {
        try {
            makeLogFile(config);
        } catch (CommandFailed e) {
            Logging.daemon(config.log().withoutFile(), ftr.debug());
            LOG.error("{}; the log goes to standard output", e.getMessage());
            return;
        }
        config.log()
                .file()
                .ifPresent(file -> ftr.say("ftr monitor: %d uplinks, log in %s"
                        .formatted(config.uplinks().size(), file)));
        Logging.daemon(config.log(), ftr.debug());
    }

    private static void makeLogFile(RouterConfig config) {
        Optional<Path> file = config.log().file();
        if (file.isEmpty()) return;
        try {
            Path folder = file.get().toAbsolutePath().getParent();
            if (folder != null) Files.createDirectories(folder);
            Files.newByteChannel(file.get(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close();
        } catch (IOException e) {
            throw new CommandFailed("log file %s cannot be written: %s".formatted(file.get(), FileFailure.cause(e)));
        }
    }
}
