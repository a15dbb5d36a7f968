package org.theorder.lifeboat.backup.replication;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.exception.ScramInvalidServerSignatureException;
import com.ongres.scram.common.util.TlsServerEndpoint;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Answers the server's authentication requests: SCRAM-SHA-256 (with channel binding over TLS), md5, cleartext. */
final class Authentication {
    private static final int OK = 0;
    private static final int CLEARTEXT = 3;
    private static final int MD5 = 5;
    private static final int SASL = 10;
    private static final int SASL_CONTINUE = 11;
    private static final int SASL_FINAL = 12;

    /** PostgreSQL's default is 4096; a hostile server must not be able to keep our processor busy for hours. */
    private static final int MOST_ITERATIONS = 1_000_000;

    private static final int MOST_MECHANISMS = 16;

    private final MessageReader reader;
    private final MessageWriter writer;
    private final ServerAddress address;
    private final @Nullable X509Certificate certificate;
    private @Nullable ScramClient scram;
    private boolean serverProved;

    Authentication(
            MessageReader reader, MessageWriter writer, ServerAddress address, @Nullable X509Certificate certificate) {
        this.reader = reader;
        this.writer = writer;
        this.address = address;
        this.certificate = certificate;
    }

    /** Answers one request, whose message has just begun. True when the server lets us in. */
    boolean answer() {
        int request = reader.readInt();
        switch (request) {
            case OK -> {
                if (scram != null && !serverProved) {
                    throw refused("the server skipped its own proof; it may not be the server that it claims to be");
                }
                return true;
            }
            case CLEARTEXT -> cleartext();
            case MD5 -> md5(reader.readBytes(4));
            case SASL -> scramBegins();
            case SASL_CONTINUE -> scramContinues(restAsText());
            case SASL_FINAL -> scramEnds(restAsText());
            default ->
                throw refused("the server asks for an authentication method (number " + request
                        + ") that Lifeboat does not know; use scram-sha-256 in pg_hba.conf");
        }
        return false;
    }

    private void cleartext() {
        if (certificate == null) {
            throw refused("the server asks for the password in clear over a connection without TLS; use scram-sha-256"
                    + " in pg_hba.conf, or sslmode require");
        }
        writer.begin('p').text(address.password().reveal()).send();
    }

    /** Source: PostgreSQL documentation 54.2.1.2: {@code md5(md5(password || user) || salt)}. */
    private void md5(byte[] salt) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(address.password().reveal().getBytes(StandardCharsets.UTF_8));
            digest.update(address.user().getBytes(StandardCharsets.UTF_8));
            String inner = HexFormat.of().formatHex(digest.digest());
            digest.update(inner.getBytes(StandardCharsets.US_ASCII));
            digest.update(salt);
            writer.begin('p')
                    .text("md5" + HexFormat.of().formatHex(digest.digest()))
                    .send();
        } catch (NoSuchAlgorithmException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "this Java has no MD5", e);
        }
    }

    private void scramBegins() {
        List<String> mechanisms = new ArrayList<>();
        for (String name = reader.readText(); !name.isEmpty(); name = reader.readText()) {
            mechanisms.add(name);
            if (mechanisms.size() > MOST_MECHANISMS) {
                throw reader.broken("offered too many authentication mechanisms");
            }
        }
        if (mechanisms.stream().noneMatch(name -> name.startsWith("SCRAM-SHA-256"))) {
            throw refused("the server offers no SCRAM-SHA-256");
        }
        String password = address.password().reveal();
        if (password.isEmpty()) {
            throw refused("the server asks for a password and none is configured");
        }
        try {
            var builder = ScramClient.builder()
                    .advertisedMechanisms(mechanisms)
                    // the server knows the user from the startup packet and ignores this one
                    .username("*")
                    .password(password.toCharArray());
            byte[] endpoint = channelBinding(mechanisms);
            if (endpoint.length > 0) {
                builder.channelBinding(TlsServerEndpoint.TLS_SERVER_END_POINT, endpoint);
            }
            ScramClient client = builder.build();
            scram = client;
            byte[] first = client.clientFirstMessage().toString().getBytes(StandardCharsets.UTF_8);
            writer.begin('p')
                    .text(client.getScramMechanism().getName())
                    .number(first.length)
                    .bytes(first)
                    .send();
        } catch (CertificateEncodingException | IllegalArgumentException e) {
            throw new LifeboatException(
                    ErrorCode.CREDENTIALS_REFUSED,
                    "SCRAM with PostgreSQL at " + address.display() + " could not begin: "
                            + Text.shown(String.valueOf(e.getMessage())),
                    e);
        }
    }

    /** Empty without TLS, or for a certificate whose signature has no hash of its own (RFC 5929 section 4.1). */
    private byte[] channelBinding(List<String> mechanisms) throws CertificateEncodingException {
        return certificate != null && mechanisms.contains("SCRAM-SHA-256-PLUS")
                ? TlsServerEndpoint.getChannelBindingData(certificate)
                : new byte[0];
    }

    private void scramContinues(String serverFirst) {
        try {
            if (client().serverFirstMessage(serverFirst).getIterationCount() > MOST_ITERATIONS) {
                throw reader.broken("asked for more than " + MOST_ITERATIONS + " SCRAM iterations");
            }
            writer.begin('p')
                    .bytes(client().clientFinalMessage().toString().getBytes(StandardCharsets.UTF_8))
                    .send();
        } catch (ScramException | IllegalArgumentException | IllegalStateException e) {
            throw notScram(e);
        }
    }

    private void scramEnds(String serverFinal) {
        try {
            client().serverFinalMessage(serverFinal);
            serverProved = true;
        } catch (ScramInvalidServerSignatureException e) {
            throw new LifeboatException(
                    ErrorCode.CREDENTIALS_REFUSED,
                    "PostgreSQL at " + address.display()
                            + " could not prove that it knows the password; it may not be the server that it claims to"
                            + " be",
                    e);
        } catch (ScramException | IllegalArgumentException | IllegalStateException e) {
            throw notScram(e);
        }
    }

    private ScramClient client() {
        if (scram == null) {
            throw reader.broken("continued an authentication that had not begun");
        }
        return scram;
    }

    private String restAsText() {
        return new String(reader.readBytes(Math.min(reader.remaining(), 8192)), StandardCharsets.UTF_8);
    }

    private LifeboatException notScram(Exception e) {
        return new LifeboatException(
                ErrorCode.PROTOCOL_BROKEN, "PostgreSQL at " + address.display() + " broke the SCRAM exchange", e);
    }

    private LifeboatException refused(String what) {
        return new LifeboatException(
                ErrorCode.CREDENTIALS_REFUSED, "no login at PostgreSQL " + address.display() + ": " + what);
    }
}
