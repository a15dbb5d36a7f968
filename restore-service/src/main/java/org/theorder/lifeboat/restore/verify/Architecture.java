package org.theorder.lifeboat.restore.verify;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;

/**
 * Compares the processor that the cluster was made on with this one. Byte order, alignment and floating point stand in
 * {@code pg_control}, and PostgreSQL starts nowhere where they differ; what remains between 64-bit Linux machines is whether
 * {@code char} has a sign, which orders some indexes. PostgreSQL 18 and newer record it (and keep to it).
 */
final class Architecture {
    private static final String NAME = "cpu-architecture";
    private static final int RECORDED_SINCE = 18;
    private static final Set<String> UNSIGNED = Set.of("aarch64", "arm64", "ppc64", "ppc64le", "riscv64", "s390x");

    private final RestoredServer server;

    Architecture(RestoredServer server) {
        this.server = server;
    }

    Finding check() {
        String here = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        try {
            return server.in(session -> {
                int major = Integer.parseInt(
                                session.value("show server_version_num").orElse("0"))
                        / 10_000;
                if (major < RECORDED_SINCE) {
                    return new Finding.NotProven(
                            NAME,
                            "PostgreSQL " + major + " does not record on what processor it was made; here is " + here);
                }
                boolean signed = session.value("select default_char_signedness::text from pg_control_init()")
                        .orElse("")
                        .equals("true");
                return new Finding.Passed(
                        NAME,
                        "byte order and alignment fit " + here + "; characters are " + (signed ? "signed" : "unsigned")
                                + (signed == UNSIGNED.contains(here)
                                        ? ", unlike here: PostgreSQL keeps to the source's order"
                                        : " as here"));
            });
        } catch (SQLException e) {
            return new Finding.Failed(NAME, String.valueOf(e.getMessage()));
        }
    }
}
