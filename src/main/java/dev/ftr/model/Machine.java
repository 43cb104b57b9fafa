package dev.ftr.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What else on this machine has a say in routing and firewall, as far as it could be seen. What could not be seen is absent.
 *
 * @param links the interfaces that have an IPv4 address
 * @param programs names of the processes in our network namespace, as the kernel has them: at most 15 characters
 * @param settings what configuration files say, by {@code PROGRAM/KEY}; where several do, the one that counts
 * @param tableNames names that iproute2's files give to routing tables
 * @param sysctls kernel parameters as they are now
 * @param networkManaged the interfaces that NetworkManager manages
 * @param mainHasDefault whether table main has a default route
 * @param firewall empty: it could not be listed, or was not asked for
 */
public record Machine(
        Links links,
        SortedSet<String> programs,
        SortedMap<String, Said> settings,
        SortedMap<TableId, Said> tableNames,
        SortedMap<Sysctl, String> sysctls,
        SortedSet<InterfaceName> networkManaged,
        boolean mainHasDefault,
        Optional<ForeignFirewall> firewall) {
    public Machine {
        programs = Collections.unmodifiableSortedSet(new TreeSet<>(programs));
        settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        tableNames = Collections.unmodifiableSortedMap(new TreeMap<>(tableNames));
        sysctls = Collections.unmodifiableSortedMap(new TreeMap<>(sysctls));
        networkManaged = Collections.unmodifiableSortedSet(new TreeSet<>(networkManaged));
    }

    public Machine(
            Links links,
            Set<String> programs,
            Map<String, Said> settings,
            Map<TableId, Said> tableNames,
            Map<Sysctl, String> sysctls,
            Set<InterfaceName> networkManaged,
            boolean mainHasDefault,
            Optional<ForeignFirewall> firewall) {
        this(
                links,
                new TreeSet<>(programs),
                new TreeMap<>(settings),
                new TreeMap<>(tableNames),
                new TreeMap<>(sysctls),
                new TreeSet<>(networkManaged),
                mainHasDefault,
                firewall);
    }

    public boolean runs(String program) {
        return programs.contains(program);
    }

    public Optional<Said> setting(String key) {
        return Optional.ofNullable(settings.get(key));
    }

    /** The same with the firewall as it was listed at another time. */
    public Machine with(Optional<ForeignFirewall> listed) {
        return new Machine(links, programs, settings, tableNames, sysctls, networkManaged, mainHasDefault, listed);
    }

    /** The same with the interfaces as they were read another way. */
    public Machine with(Links others) {
        return new Machine(others, programs, settings, tableNames, sysctls, networkManaged, mainHasDefault, firewall);
    }

    /** What a file says. */
    public record Said(String value, String file) {}
}
