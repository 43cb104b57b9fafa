package dev.ftr.kernel;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * This program once more, in place of itself, by another user who keeps three of root's powers, and no way back: the two that
 * the service has, and to read what root may read, such as a config in root's home (ambient capabilities, capabilities(7)).
 */
@SuppressWarnings("restricted")
public final class OtherUser {
    private static final String POWERS = "=-all,+net_admin,+net_raw,+dac_read_search";

    private OtherUser() {}

    /**
     * Becomes that user; the process, its terminal and its folder stay the same. Only root can.
     *
     * @param own the arguments that this process was started with
     * @throws KernelException when it could not be started; else it does not return
     */
    public static void become(int user, int group, boolean known, List<String> own) throws KernelException {
        List<String> command = new ArrayList<>(List.of("setpriv", "--reuid=" + user, "--regid=" + group));
        // A user of whom the machine knows only the number has no other groups.
        command.add(known ? "--init-groups" : "--clear-groups");
        for (String set : List.of("--inh-caps", "--ambient-caps", "--bounding-set")) command.add(set + POWERS);
        command.addAll(List.of("--no-new-privs", "--"));
        try {
            command.addAll(DetachedProgram.program(own));
        } catch (IOException e) {
            throw new KernelException(String.valueOf(e.getMessage()));
        }
        command.addAll(own);
        execute(command);
        throw new KernelException("cannot run setpriv (of util-linux)");
    }

    /** Returns only when it fails. */
    private static void execute(List<String> command) {
        Linker linker = Linker.nativeLinker();
        MethodHandle execvp = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("execvp"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment words = arena.allocate(ValueLayout.ADDRESS, command.size() + 1L);
            for (int i = 0; i < command.size(); i++)
                words.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(command.get(i)));
            int ignored = (int) execvp.invokeExact(arena.allocateFrom(command.getFirst()), words);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
