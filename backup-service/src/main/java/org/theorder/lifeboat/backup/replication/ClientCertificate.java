package org.theorder.lifeboat.backup.replication;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * Who we are, for a server that asks for it in TLS; libpq's {@code sslcert} and {@code sslkey}. Read anew at every
 * connection, so that it can be renewed.
 *
 * @param certificate PEM file: ours, then those that lead from it to the authority
 * @param key PEM file: its private key, PKCS#8 and not encrypted
 */
public record ClientCertificate(Path certificate, Path key) {
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
    private static final char[] NO_WORD = {};

    /** @throws LifeboatException CONFIGURATION_INVALID naming the file that cannot be used */
    KeyManager[] managers() throws GeneralSecurityException {
        Certificate[] chain = chain();
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try {
            store.load(null, NO_WORD);
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.INTERNAL, "this Java makes no key store", e);
        }
        store.setKeyEntry("client", privateKey(chain[0].getPublicKey().getAlgorithm()), NO_WORD, chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_WORD);
        return factory.getKeyManagers();
    }

    private Certificate[] chain() {
        try (InputStream in = Files.newInputStream(certificate)) {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new);
            if (chain.length == 0) {
                throw new IOException("it holds no certificate");
            }
            return chain;
        } catch (IOException | GeneralSecurityException e) {
            throw unusable("client certificate", certificate, e);
        }
    }

    private PrivateKey privateKey(String algorithm) {
        try {
            Matcher pem = PRIVATE_KEY.matcher(Files.readString(key, StandardCharsets.US_ASCII));
            if (!pem.find()) {
                throw new IOException("it holds no PRIVATE KEY in PEM; make one with: openssl pkcs8 -topk8 -nocrypt");
            }
            byte[] bytes = Base64.getMimeDecoder().decode(pem.group(1));
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw unusable("client key", key, e);
        }
    }

    private static LifeboatException unusable(String what, Path file, Exception reason) {
        return new LifeboatException(
                ErrorCode.CONFIGURATION_INVALID,
                "the " + what + " file " + file + " cannot be used: " + Text.shown(String.valueOf(reason.getMessage())),
                reason);
    }
}
