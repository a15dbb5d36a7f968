package org.theorder.lifeboat.backup.replication;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Asks a server for TLS and checks its certificate as the {@link SslMode} demands. */
final class TlsUpgrade {
    /** Source: PostgreSQL {@code pqcomm.h}, NEGOTIATE_SSL_CODE. */
    private static final int SSL_REQUEST = 80877103;

    private TlsUpgrade() {}

    /**
     * @return the server's certificate; null if the server has no TLS and the mode allows going on without
     * @throws LifeboatException SERVER_UNSUITABLE without TLS, CREDENTIALS_REFUSED with a certificate that is not right
     */
    static @Nullable X509Certificate negotiate(Transport transport, ServerAddress address) {
        new MessageWriter(transport).beginUntyped().number(SSL_REQUEST).sendUntyped();
        // one byte only: whatever comes behind it unencrypted must not be taken for the server's words (CVE-2021-23222)
        ByteBuffer answer = ByteBuffer.allocate(1);
        transport.read(answer);
        return switch (answer.get(0)) {
            case 'S' -> handshake(transport, address);
            case 'N' -> {
                if (address.sslMode().goesOnWithout()) {
                    yield null;
                }
                throw new LifeboatException(
                        ErrorCode.SERVER_UNSUITABLE,
                        "PostgreSQL at " + address.display() + " has no TLS but sslmode is "
                                + address.sslMode().wireName()
                                + "; set ssl = on with a certificate in postgresql.conf, or choose another sslmode");
            }
            default ->
                throw new LifeboatException(
                        ErrorCode.PROTOCOL_BROKEN,
                        address.display() + " does not answer like PostgreSQL; check host and port");
        };
    }

    private static X509Certificate handshake(Transport transport, ServerAddress address) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            ClientCertificate ours = address.clientCertificate();
            context.init(ours == null ? null : ours.managers(), trust(address), null);
            SSLSocket socket = (SSLSocket)
                    context.getSocketFactory().createSocket(transport.socket(), address.host(), address.port(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            if (address.sslMode() == SslMode.VERIFY_FULL) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            socket.setSSLParameters(parameters);
            transport.timed(socket::startHandshake);
            Certificate[] chain = socket.getSession().getPeerCertificates();
            transport.secured(socket);
            return (X509Certificate) chain[0];
        } catch (SSLException e) {
            throw new LifeboatException(
                    ErrorCode.CREDENTIALS_REFUSED,
                    "no TLS with PostgreSQL at " + address.display() + " under sslmode "
                            + address.sslMode().wireName() + ": " + Text.shown(String.valueOf(e.getMessage()))
                            + "; check the server's certificate, its host name and the root certificate",
                    e);
        } catch (IOException e) {
            throw transport.broken(e);
        } catch (GeneralSecurityException e) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "TLS cannot be set up: " + Text.shown(String.valueOf(e.getMessage())),
                    e);
        }
    }

    private static TrustManager @Nullable [] trust(ServerAddress address) throws GeneralSecurityException {
        Path root = address.rootCertificate();
        return switch (address.sslMode()) {
            case DISABLE, ALLOW, PREFER -> new TrustManager[] {new TrustEverybody()};
            // as in libpq: with a root certificate at hand, require verifies it
            case REQUIRE -> root == null ? new TrustManager[] {new TrustEverybody()} : authorities(root);
            case VERIFY_CA -> {
                if (root == null) {
                    throw new LifeboatException(
                            ErrorCode.CONFIGURATION_INVALID,
                            "sslmode verify-ca needs root-certificate: the PEM file of the authority that signed the"
                                    + " server's certificate");
                }
                yield authorities(root);
            }
            case VERIFY_FULL -> root == null ? null : authorities(root);
        };
    }

    private static TrustManager[] authorities(Path root) throws GeneralSecurityException {
        try (InputStream stream = Files.newInputStream(root)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int count = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(stream)) {
                store.setCertificateEntry("root-" + count++, certificate);
            }
            if (count == 0) {
                throw new IOException("it holds no certificate");
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "the root certificate file " + root + " cannot be used: "
                            + Text.shown(String.valueOf(e.getMessage())),
                    e);
        }
    }

    /**
     * For {@code allow}, {@code prefer} and {@code require}, which by definition protect against listeners only. Extended,
     * so that the JDK adds no checks of its own.
     */
    private static final class TrustEverybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
