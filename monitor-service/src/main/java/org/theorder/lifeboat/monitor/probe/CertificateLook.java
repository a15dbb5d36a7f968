package org.theorder.lifeboat.monitor.probe;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.theorder.lifeboat.events.Fact;
import org.theorder.lifeboat.monitor.rule.Reading;
import org.theorder.lifeboat.monitor.wording.Wording;

/** How long the certificates that a server shows are valid: the first of its chain to expire. Whether they are trusted is not asked here. */
record CertificateLook(String host, int port, Beginning beginning, Duration timeout, Clock clock) implements Look {
    /** How a server is brought to speak TLS. */
    enum Beginning {
        /** It speaks nothing else. */
        AT_ONCE,
        /** PostgreSQL is asked for it (PostgreSQL, Message Formats: {@code SSLRequest}). */
        POSTGRESQL
    }

    private static final int SSL_REQUEST_BYTES = 8;
    private static final int SSL_REQUEST = 80877103;

    @Override
    public Reading read() {
        try (Socket plain = new Socket()) {
            plain.connect(new InetSocketAddress(host, port), Math.toIntExact(timeout.toMillis()));
            plain.setSoTimeout(Math.toIntExact(timeout.toMillis()));
            if (beginning == Beginning.POSTGRESQL) {
                askForTls(plain);
            }
            try (SSLSocket socket = (SSLSocket) context().getSocketFactory().createSocket(plain, host, port, true)) {
                socket.startHandshake();
                return reading(socket.getSession().getPeerCertificates());
            }
        } catch (SSLException | GeneralSecurityException e) {
            return new Reading.Unknown(none(e));
        } catch (IOException e) {
            // that it does not answer is for its own probe to say
            return new Reading.Unknown(none(e), true);
        }
    }

    private String none(Exception why) {
        return Wording.line("no certificate from " + host + ":" + port + ": " + why.getMessage());
    }

    private static void askForTls(Socket plain) throws IOException {
        DataOutputStream out = new DataOutputStream(plain.getOutputStream());
        out.writeInt(SSL_REQUEST_BYTES);
        out.writeInt(SSL_REQUEST);
        out.flush();
        if (plain.getInputStream().read() != 'S') {
            throw new IOException("the server offers no TLS");
        }
    }

    private Reading reading(Certificate[] chain) {
        Instant now = clock.instant();
        Instant expires = Stream.of(chain)
                .filter(X509Certificate.class::isInstance)
                .map(certificate ->
                        ((X509Certificate) certificate).getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElse(now);
        Duration left = Duration.between(now, expires);
        String value = left.isNegative()
                ? "expired " + Wording.duration(left.negated()) + " ago"
                : "valid for " + Wording.duration(left);
        return new Reading.Measured(
                left.toSeconds(),
                value,
                "The certificate of " + host + (left.isNegative() ? " has expired" : " is about to expire"),
                List.of(new Fact("address", host + ":" + port), new Fact("valid until", Wording.dateAndTime(expires))));
    }

    private static SSLContext context() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, new SecureRandom());
        return context;
    }

    @Override
    public Reading late(Duration limit) {
        return new Reading.Unknown("no certificate within " + Wording.duration(limit), true);
    }

    /** We only read the date; nothing is sent. */
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
