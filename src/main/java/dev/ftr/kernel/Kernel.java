package dev.ftr.kernel;

import dev.ftr.plan.Plan;
import java.util.List;

/** The kernel's routing and firewall. */
public interface Kernel {
    /**
     * Reads what is there now.
     *
     * @throws KernelException when it cannot be read as a whole, with the command and its words
     */
    Reading read(ReadScope scope) throws KernelException;

    /**
     * Makes the changes of a plan in its order. What fails does not stop what is independent of it; but as long as something
     * that replaces it failed, nothing old is removed.
     *
     * @return what was refused, in the plan's order; empty: all was done
     */
    List<Refusal> apply(Plan plan);
}
