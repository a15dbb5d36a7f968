package org.theorder.lifeboat.servers.test;

import java.net.URI;

/**
 * Azurite, the emulator of Azure Blob Storage, started once per JVM by {@code deploy/test-servers/azurite}.
 *
 * @param endpoint of the account {@link #ACCOUNT}
 */
public record AzuriteServer(URI endpoint) {
    public static final String ACCOUNT = "devstoreaccount1";

    /** Azurite's published key: no secret. */
    public static final String KEY =
            "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    /** The running server; the test that asks is skipped (or fails, {@link RequiredServers}) where it is not installed. */
    public static AzuriteServer running() {
        return new AzuriteServer(URI.create(RequiredServers.orSkip(
                new InstalledServer("azurite", "azurite-3.37.0/installed").running(),
                "Azurite",
                "deploy/test-servers/azurite install gets it, with npm")));
    }
}
