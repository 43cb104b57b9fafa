package dev.ftr.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import dev.ftr.config.RouterConfig.LogSettings;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.Reporter;

/**
 * Where the log goes. Commands are silent but for errors; the daemon logs to its file, or to standard output. Logback is the
 * daemon's: a command would wait for it longer than for most of what it does ({@link CommandLog}).
 */
final class Logging {
    private static final String LINE = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %msg%n%nopex";

    private Logging() {}

    /** Before anything is logged, and once in a process. */
    static void withoutLogback() {
        System.setProperty(LoggerFactory.PROVIDER_PROPERTY_KEY, CommandLog.class.getName());
        // SLF4J would say on standard error that it was told so.
        System.setProperty(Reporter.SLF4J_INTERNAL_VERBOSITY_KEY, "WARN");
    }

    static void quiet() {
        if (isLogback()) console("System.err", Level.ERROR);
    }

    static void debug() {
        CommandLog.from(org.slf4j.event.Level.DEBUG);
        if (isLogback()) console("System.err", Level.DEBUG);
    }

    /** For a command that nobody watches, with its standard error in a file. */
    static void unattended(boolean debug) {
        if (isLogback()) console("System.err", debug ? Level.DEBUG : Level.INFO);
        else CommandLog.from(debug ? org.slf4j.event.Level.DEBUG : org.slf4j.event.Level.INFO);
    }

    private static boolean isLogback() {
        return !CommandLog.class.getName().equals(System.getProperty(LoggerFactory.PROVIDER_PROPERTY_KEY));
    }

    static void daemon(LogSettings settings, boolean debug) {
        Level level = debug ? Level.DEBUG : Level.INFO;
        if (settings.file().isPresent()) file(settings.file().get(), settings, level);
        else console("System.out", level);
    }

    private static void console(String stream, Level level) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setTarget(stream);
        install(appender, level);
    }

    private static void file(Path path, LogSettings settings, Level level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setFile(path.toString());
        FixedWindowRollingPolicy window = new OldFiles();
        window.setContext(context);
        window.setParent(appender);
        window.setFileNamePattern(path + ".%i");
        window.setMinIndex(1);
        window.setMaxIndex(Math.max(1, settings.oldFiles()));
        window.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(new FileSize(settings.maxSize()));
        size.start();
        appender.setRollingPolicy(window);
        appender.setTriggeringPolicy(size);
        install(appender, level);
    }

    private static void install(OutputStreamAppender<ILoggingEvent> appender, Level level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(LINE);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        appender.start();
        root.addAppender(appender);
        root.setLevel(level);
    }

    /** As many as the administrator wants; Logback by itself stops at 20. */
    private static final class OldFiles extends FixedWindowRollingPolicy {
        @Override
        protected int getMaxWindowSize() {
            return Integer.MAX_VALUE;
        }
    }
}
