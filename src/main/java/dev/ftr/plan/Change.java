package dev.ftr.plan;

import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Jump;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.Sysctl;
import java.util.List;
import java.util.Optional;

/** One step of a plan. */
public sealed interface Change {
    Phase phase();

    Action action();

    /** What a step does to its object. */
    enum Action {
        CREATE,
        REPLACE,
        DELETE
    }

    /** Writes a kernel parameter. */
    record SetSysctl(Sysctl sysctl, Optional<String> before, String after) implements Change {
        @Override
        public Phase phase() {
            return Phase.SYSCTLS;
        }

        @Override
        public Action action() {
            return Action.REPLACE;
        }
    }

    /** Puts a route under its key, in place of what may be there: one step, with no instant in between. */
    record PutRoute(Optional<Route> before, Route after) implements Change {
        @Override
        public Phase phase() {
            return Phase.ROUTES;
        }

        @Override
        public Action action() {
            return before.isPresent() ? Action.REPLACE : Action.CREATE;
        }
    }

    record DeleteRoute(Route route) implements Change {
        @Override
        public Phase phase() {
            return Phase.OLD_ROUTES;
        }

        @Override
        public Action action() {
            return Action.DELETE;
        }
    }

    record AddRule(PolicyRule rule) implements Change {
        @Override
        public Phase phase() {
            return Phase.RULES;
        }

        @Override
        public Action action() {
            return Action.CREATE;
        }
    }

    record DeleteRule(PolicyRule rule) implements Change {
        @Override
        public Phase phase() {
            return Phase.OLD_RULES;
        }

        @Override
        public Action action() {
            return Action.DELETE;
        }
    }

    /** A change of one of our chains, or of a jump to one. */
    sealed interface FirewallChange extends Change {
        /** The chain that is edited. */
        ChainId chain();

        @Override
        default Phase phase() {
            return Phase.CHAINS;
        }
    }

    /** Makes an empty chain. */
    record CreateChain(ChainId chain) implements FirewallChange {
        @Override
        public Action action() {
            return Action.CREATE;
        }
    }

    /** Empties a chain and fills it anew: where editing by position did not come out as it should. */
    record RewriteChain(ChainId chain, List<ChainRule> before, List<ChainRule> after) implements FirewallChange {
        @Override
        public Action action() {
            return Action.REPLACE;
        }
    }

    /**
     * Deletes a chain that is not wanted, with its rules.
     *
     * @param rules what is in it
     */
    record DeleteChain(ChainId chain, List<ChainRule> rules) implements FirewallChange {
        @Override
        public Phase phase() {
            return Phase.OLD_CHAINS;
        }

        @Override
        public Action action() {
            return Action.DELETE;
        }
    }

    /** An edit of one rule in one of our chains. Positions count from 1 and hold at the moment of this step. */
    sealed interface ChainEdit extends FirewallChange {
        int position();
    }

    record InsertChainRule(ChainId chain, int position, ChainRule rule) implements ChainEdit {
        @Override
        public Action action() {
            return Action.CREATE;
        }
    }

    record ReplaceChainRule(ChainId chain, int position, ChainRule before, ChainRule after) implements ChainEdit {
        @Override
        public Action action() {
            return Action.REPLACE;
        }
    }

    record DeleteChainRule(ChainId chain, int position, ChainRule rule) implements ChainEdit {
        @Override
        public Action action() {
            return Action.DELETE;
        }
    }

    /** Puts a jump to one of our chains into its built-in chain. */
    record AddJump(Jump jump) implements FirewallChange {
        @Override
        public ChainId chain() {
            return jump.builtIn();
        }

        @Override
        public Action action() {
            return Action.CREATE;
        }
    }

    /** Takes one jump to one of our chains out of its built-in chain, by value and never by number. */
    record DeleteJump(Jump jump) implements FirewallChange {
        @Override
        public ChainId chain() {
            return jump.builtIn();
        }

        @Override
        public Action action() {
            return Action.DELETE;
        }
    }
}
