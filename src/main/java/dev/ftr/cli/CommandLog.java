package dev.ftr.cli;

import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * What commands log, on standard error: errors, more when asked for, all with {@code --debug}; each line as Logback writes the
 * daemon's.
 */
public final class CommandLog implements SLF4JServiceProvider {
    private static volatile Level least = Level.ERROR;

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new NOPMDCAdapter();

    static void from(Level level) {
        least = level;
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return CommandLog::logger;
    }

    private static Logger logger(String name) {
        return new OnStandardError();
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {}

    private static final class OnStandardError extends LegacyAbstractLogger {
        @Override
        protected void handleNormalizedLoggingCall(
                Level level,
                @Nullable Marker marker,
                String message,
                Object @Nullable [] arguments,
                @Nullable Throwable cause) {
            DateTimeFormatter time = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
            String words = MessageFormatter.basicArrayFormat(message, arguments);
            System.err.println("%s %-5s %s"
                    .formatted(time.format(OffsetDateTime.now(java.time.ZoneId.systemDefault())), level, words));
        }

        private static boolean isWanted(Level level) {
            return level.toInt() >= least.toInt();
        }

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        public boolean isTraceEnabled() {
            return isWanted(Level.TRACE);
        }

        @Override
        public boolean isDebugEnabled() {
            return isWanted(Level.DEBUG);
        }

        @Override
        public boolean isInfoEnabled() {
            return isWanted(Level.INFO);
        }

        @Override
        public boolean isWarnEnabled() {
            return isWanted(Level.WARN);
        }

        @Override
        public boolean isErrorEnabled() {
            return isWanted(Level.ERROR);
        }
    }
}
