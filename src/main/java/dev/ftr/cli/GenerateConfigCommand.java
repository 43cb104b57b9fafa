package dev.ftr.cli;

import dev.ftr.config.ExampleConfig;
import dev.ftr.daemon.FileFailure;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "generate-config",
        aliases = "generate_config",
        description = "Writes a commented example of every setting to the config file.")
final class GenerateConfigCommand implements Callable<Integer> {
    @ParentCommand
    private FtrCommand ftr;

    @Option(names = "--force", description = "overwrite a file that is there")
    private boolean force;

    @Override
    public Integer call() {
        Path file = ftr.config();
        if (Files.isDirectory(file))
            throw new CommandFailed("%s: is a folder; name the file in it: %s".formatted(file, "10-router.yaml"));
        try {
            if (force) Files.deleteIfExists(file);
            // It will hold the password of the mail account.
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, ExampleConfig.render());
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailed("%s is already there; --force overwrites it".formatted(file));
        } catch (IOException e) {
            throw new CommandFailed("%s cannot be written: %s".formatted(file, FileFailure.cause(e)));
        }
        ftr.say("written: %s; now edit it, then: ftr --config %s validate".formatted(file, file));
        return Exit.OK;
    }
}
