package dev.ftr.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = number();
        return new String[] {"ftr " + (version.isEmpty() ? "(not packaged)" : version)};
    }

    /** Empty: it is not packaged. */
    static String number() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "" : version;
    }
}
