package dev.ftr.probe;

import java.util.Map;

/**
 * Error numbers of Linux (errno(3)) that sending probes meets, with the words for them. The words are not asked from
 * strerror(3), which answers in the language of the locale.
 */
final class Errno {
    static final int EPERM = 1;
    static final int EINTR = 4;
    static final int ENXIO = 6;
    static final int EAGAIN = 11;
    static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int EADDRNOTAVAIL = 99;
    static final int ENETUNREACH = 101;
    static final int EHOSTUNREACH = 113;

    private static final Map<Integer, String> WORDS = Map.ofEntries(
            Map.entry(EPERM, "Operation not permitted"),
            Map.entry(EINTR, "Interrupted system call"),
            Map.entry(ENXIO, "No such device or address"),
            Map.entry(EAGAIN, "Resource temporarily unavailable"),
            Map.entry(12, "Cannot allocate memory"),
            Map.entry(13, "Permission denied"),
            Map.entry(ENODEV, "No such device"),
            Map.entry(EINVAL, "Invalid argument"),
            Map.entry(23, "Too many open files in system"),
            Map.entry(24, "Too many open files"),
            Map.entry(90, "Message too long"),
            Map.entry(93, "Protocol not supported"),
            Map.entry(97, "Address family not supported by protocol"),
            Map.entry(EADDRNOTAVAIL, "Cannot assign requested address"),
            Map.entry(100, "Network is down"),
            Map.entry(ENETUNREACH, "Network is unreachable"),
            Map.entry(103, "Software caused connection abort"),
            Map.entry(105, "No buffer space available"),
            Map.entry(111, "Connection refused"),
            Map.entry(EHOSTUNREACH, "No route to host"));

    private Errno() {}

    static String words(int errno) {
        return WORDS.getOrDefault(errno, "error " + errno);
    }

    /** Whether it says that the device or the source address is not there. */
    static boolean saysGone(int errno) {
        return errno == ENODEV || errno == ENXIO || errno == EADDRNOTAVAIL;
    }

    /**
     * Whether it says that there is no route. That tells of the router and not of the uplink: somebody has deleted the route,
     * or the daemon is just replacing it. Such a probe counts as one that is not answered, in its time.
     */
    static boolean saysNoRoute(int errno) {
        return errno == ENETUNREACH || errno == EHOSTUNREACH;
    }
}
