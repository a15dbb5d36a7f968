package org.theorder.lifeboat.repository.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** The authorities of a PEM file, and no others. */
public final class TrustedCertificates {
    private final TrustManager[] managers;

    /** @throws LifeboatException CONFIGURATION_INVALID if the file holds no certificate */
    public TrustedCertificates(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("authority-" + store.size(), certificate);
            }
            if (certificates.isEmpty()) {
                throw new GeneralSecurityException("it is empty");
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            managers = factory.getTrustManagers();
        } catch (IOException | GeneralSecurityException e) {
            throw new LifeboatException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "the certificate file " + file + " cannot be used: it must hold the authority's certificate as PEM",
                    e);
        }
    }

    public TrustManager[] managers() {
        return managers.clone();
    }

    public SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "this JVM has no TLS", e);
        }
    }
}
