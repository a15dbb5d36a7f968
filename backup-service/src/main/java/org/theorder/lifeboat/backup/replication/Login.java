package org.theorder.lifeboat.backup.replication;

import java.security.cert.X509Certificate;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** From nothing to a logged-in {@link Session}, in replication mode or for ordinary SQL. */
final class Login {
    private static final Logger LOG = LoggerFactory.getLogger(Login.class);
    private static final int PROTOCOL_3_0 = 3 << 16;

    /** {@code wal_sender_timeout}: the server frees our slot so soon after we vanished. */
    private static final Map<String, String> SETTINGS = Map.of(
            "replication", "true",
            "application_name", "lifeboat",
            "client_encoding", "UTF8",
            "wal_sender_timeout", "20s");

    private Login() {}

    static Session login(ServerAddress address) {
        return login(address, SETTINGS);
    }

    /** For ordinary SQL in a database. */
    static Session login(ServerAddress address, String database) {
        return login(address, Map.of("database", database, "application_name", "lifeboat", "client_encoding", "UTF8"));
    }

    private static Session login(ServerAddress address, Map<String, String> settings) {
        return switch (address.sslMode()) {
            case DISABLE -> attempt(address, settings, false);
            case ALLOW -> eitherWay(address, settings, false);
            case PREFER -> eitherWay(address, settings, true);
            case REQUIRE, VERIFY_CA, VERIFY_FULL -> attempt(address, settings, true);
        };
    }

    /** As libpq does: pg_hba.conf may have an entry for connections with TLS, or without it, only. */
    private static Session eitherWay(ServerAddress address, Map<String, String> settings, boolean firstWithTls) {
        try {
            return attempt(address, settings, firstWithTls);
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.CREDENTIALS_REFUSED) {
                throw e;
            }
            LOG.debug("login refused server={} tls={}, trying the other way", address.display(), firstWithTls);
            try {
                return attempt(address, settings, !firstWithTls);
            } catch (LifeboatException second) {
                second.addSuppressed(e);
                throw second;
            }
        }
    }

    private static Session attempt(ServerAddress address, Map<String, String> settings, boolean withTls) {
        Transport transport = Transport.connect(address);
        try {
            X509Certificate certificate = withTls ? TlsUpgrade.negotiate(transport, address) : null;
            MessageReader reader = new MessageReader(transport);
            try {
                return start(transport, reader, address, settings, certificate);
            } catch (RuntimeException e) {
                reader.close();
                throw e;
            }
        } catch (RuntimeException e) {
            transport.close();
            throw e;
        }
    }

    private static Session start(
            Transport transport,
            MessageReader reader,
            ServerAddress address,
            Map<String, String> settings,
            @Nullable X509Certificate certificate) {
        MessageWriter writer = new MessageWriter(transport);
        writer.beginUntyped().number(PROTOCOL_3_0).text("user").text(address.user());
        settings.forEach((name, value) -> writer.text(name).text(value));
        writer.octet(0).sendUntyped();

        Authentication authentication = new Authentication(reader, writer, address, certificate);
        boolean admitted = false;
        @Nullable ServerVersion version = null;
        while (true) {
            switch (reader.next()) {
                case 'R' -> admitted = authentication.answer();
                case 'E' -> throw ServerErrors.atLogin(ServerMessage.read(reader), address);
                case 'S' -> {
                    if (reader.readText().equals("server_version")) {
                        version = ServerVersion.parse(reader.readText());
                    }
                }
                case 'Z' -> {
                    if (!admitted || version == null) {
                        throw reader.broken("was ready before it had let us in");
                    }
                    return new Session(transport, reader, writer, address, suitable(version, address));
                }
                case 'N', 'K', 'v' -> {
                    // notices, the cancel key and minor protocol versions: no use for them
                }
                default -> throw reader.broken("sent a message out of order during login");
            }
        }
    }

    private static ServerVersion suitable(ServerVersion version, ServerAddress address) {
        if (version.major() < ServerVersion.OLDEST_MAJOR) {
            throw new LifeboatException(
                    ErrorCode.SERVER_UNSUITABLE,
                    "PostgreSQL at " + address.display() + " is version " + version
                            + "; Lifeboat needs 15 or newer: upgrade the server");
        }
        return version;
    }
}
