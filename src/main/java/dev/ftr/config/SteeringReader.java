package dev.ftr.config;

import dev.ftr.config.Choice.Otherwise;
import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.UplinkId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the {@code policies}. */
record SteeringReader(UplinkNames names, SelectorReader selectors, List<Blocks.Written> bypass) {
    /** What never goes through our tables, whatever the config says: link-local addresses and multicast. */
    private static final List<Cidr> EXEMPT =
            List.of(Cidr.parse("169.254.0.0/16", Family.IPV4), Cidr.parse("224.0.0.0/4", Family.IPV4));

    /** A policy, and where it is written. */
    record Written(Setting here, Policy policy) {}

    /** Those that can be read. */
    List<Policy> read(Setting root) {
        FirstUses<String> uses = new FirstUses<>();
        List<Written> written = new ArrayList<>();
        for (Setting here : root.at("policies").map(Setting::items).orElse(List.of())) {
            Optional<Setting> named = here.at("name");
            Optional<String> name = named.flatMap(ShortName::read);
            name.flatMap(n -> uses.earlier(n, named.orElseThrow()))
                    .ifPresent(earlier -> named.ifPresent(
                            n -> n.error("%s, already the name of the policy on line %s; names must differ"
                                    .formatted(n.shown(), earlier.line()))));
            Optional<Policy.Selector> match = here.at("match").map(selectors::read);
            Optional<Choice> choice = choice(here);
            if (name.isPresent() && match.isPresent() && choice.isPresent())
                written.add(new Written(here, new Policy(name.get(), match.get(), choice.get())));
            here.at("match").flatMap(m -> m.at("to")).ifPresent(this::checkBypass);
        }
        checkRoom(root, written);
        if (!root.problems().hasErrors()) HiddenPolicies.warn(written);
        return written.stream().map(Written::policy).toList();
    }

    private Optional<Choice> choice(Setting policy) {
        Optional<Setting> uplinks = policy.at("uplinks");
        Optional<Setting> balance = policy.at("balance");
        Otherwise otherwise =
                policy.at("otherwise").map(SteeringReader::otherwise).orElse(Otherwise.ANY);
        if (uplinks.isPresent() && balance.isPresent())
            balance.get().error("does not go together with uplinks; give one of the two");
        else if (uplinks.isEmpty() && balance.isEmpty())
            policy.missing(
                    "uplinks",
                    "is missing, must be a list of names of uplinks, the best first (or give balance, a list of those that share the connections)");
        List<UplinkId> ids = uplinks.or(() -> balance).map(names::findAll).orElse(List.of()).stream()
                .flatMap(uplink -> uplink.id().stream())
                .toList();
        if (ids.isEmpty()) return Optional.empty();
        return Optional.of(uplinks.isPresent() ? new Choice.First(ids, otherwise) : new Choice.Balance(ids, otherwise));
    }

    private static Otherwise otherwise(Setting here) {
        for (Otherwise known : Otherwise.values())
            if (here.word().filter(known.toString()::equals).isPresent()) return known;
        here.error("%s, must be any or reject".formatted(here.shown()));
        return Otherwise.ANY;
    }

    private void checkBypass(Setting to) {
        for (Blocks.Written block : Blocks.written(Optional.of(to))) {
            if (EXEMPT.stream().anyMatch(around -> Blocks.contains(around, block.block())))
                block.here()
                        .warn("%s, link-local or multicast, which no policy ever sees; remove it"
                                .formatted(block.here().shown()));
            bypass.stream()
                    .filter(around -> Blocks.contains(around.block(), block.block()))
                    .findFirst()
                    .ifPresent(around -> block.here()
                            .warn(
                                    "%s, within bypass on line %s, so that this policy never sees it; remove one of the two"
                                            .formatted(
                                                    block.here().shown(),
                                                    around.here().line())));
        }
    }

    /** Clients that stay on an uplink take a choice for each that carries new connections. */
    private void checkRoom(Setting root, List<Written> written) {
        long stays = TrafficReader.sticksToClients(root)
                ? names.uplinks().stream()
                        .filter(u -> u.setting().at("priority_group").isPresent())
                        .count()
                : 0;
        Set<Choice> choices = new HashSet<>();
        for (Written policy : written) {
            if (!choices.add(policy.policy().choice()) || choices.size() + stays <= Choice.COUNT) continue;
            policy.here()
                    .error(
                            "makes one choice of uplinks more than the %d that have room%s; let it have the same uplinks, order and otherwise as another"
                                    .formatted(
                                            Choice.COUNT,
                                            stays > 0 ? " (%d of them for sticky: client)".formatted(stays) : ""));
            return;
        }
    }
}
