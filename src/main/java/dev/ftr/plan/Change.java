package dev.ftr.plan;

import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.FwMark;
import dev.ftr.model.Jump;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.Sysctl;
import java.util.List;
import java.util.Optional;

/** One step of a plan. */
public sealed interface Change {
    /** What a step does to its object. */
    enum Action {
        CREATE,
        REPLACE,
        DELETE
    }

    /** When the step is made, unless something special about its object makes it another time. */
    default Phase phase() {
        return switch (this) {
            case SetSysctl set -> Phase.SYSCTLS;
            case PutRoute put -> Phase.ROUTES;
            case AddRule add -> Phase.RULES;
            case DeleteChain delete -> Phase.OLD_CHAINS;
            case FirewallChange edit -> Phase.CHAINS;
            case DeleteRule delete -> Phase.OLD_RULES;
            case DeleteRoute delete -> Phase.OLD_ROUTES;
            case ForgetConnections forget -> Phase.CONNECTIONS;
        };
    }

    default Action action() {
        return switch (this) {
            case PutRoute put -> put.before().isPresent() ? Action.REPLACE : Action.CREATE;
            case AddRule add -> Action.CREATE;
            case CreateChain create -> Action.CREATE;
            case InsertChainRule insert -> Action.CREATE;
            case AddJump add -> Action.CREATE;
            case SetSysctl set -> Action.REPLACE;
            case ReplaceChainRule replace -> Action.REPLACE;
            case RewriteChain rewrite -> Action.REPLACE;
            case DeleteRoute delete -> Action.DELETE;
            case DeleteRule delete -> Action.DELETE;
            case DeleteChain delete -> Action.DELETE;
            case DeleteChainRule delete -> Action.DELETE;
            case DeleteJump delete -> Action.DELETE;
            case ForgetConnections forget -> Action.DELETE;
        };
    }

    /** Writes a kernel parameter. */
    record SetSysctl(Sysctl sysctl, Optional<String> before, String after) implements Change {}

    /** Puts a route under its key, in place of what may be there: one step, with no instant in between. */
    record PutRoute(Optional<Route> before, Route after) implements Change {}

    record DeleteRoute(Route route) implements Change {}

    /**
     * Makes the kernel forget all connections with a mark: their next packets begin new ones. Only to be done when the new
     * way has been seen to be in force, else they would come back by the old one.
     */
    record ForgetConnections(FwMark mark) implements Change {}

    record AddRule(PolicyRule rule) implements Change {}

    record DeleteRule(PolicyRule rule) implements Change {}

    /** A change of one of our chains, or of a jump to one. */
    sealed interface FirewallChange extends Change {
        /** The chain that is edited. */
        ChainId chain();
    }

    /** Makes an empty chain. */
    record CreateChain(ChainId chain) implements FirewallChange {}

    /** Empties a chain and fills it anew: where editing by position did not come out as it should. */
    record RewriteChain(ChainId chain, List<ChainRule> before, List<ChainRule> after) implements FirewallChange {}

    /**
     * Deletes a chain that is not wanted, with its rules.
     *
     * @param rules what is in it
     */
    record DeleteChain(ChainId chain, List<ChainRule> rules) implements FirewallChange {}

    /** An edit of one rule in one of our chains. Positions count from 1 and hold at the moment of this step. */
    sealed interface ChainEdit extends FirewallChange {
        int position();
    }

    record InsertChainRule(ChainId chain, int position, ChainRule rule) implements ChainEdit {}

    record ReplaceChainRule(ChainId chain, int position, ChainRule before, ChainRule after) implements ChainEdit {}

    record DeleteChainRule(ChainId chain, int position, ChainRule rule) implements ChainEdit {}

    /** Puts a jump to one of our chains into its built-in chain. */
    record AddJump(Jump jump) implements FirewallChange {
        @Override
        public ChainId chain() {
            return jump.builtIn();
        }
    }

    /** Takes one jump to one of our chains out of its built-in chain, by value and never by number. */
    record DeleteJump(Jump jump) implements FirewallChange {
        @Override
        public ChainId chain() {
            return jump.builtIn();
        }
    }
}
