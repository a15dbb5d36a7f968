package org.theorder.lifeboat.backup.servers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import org.theorder.lifeboat.backup.replication.ClientCertificate;

/** A self-signed certificate for a test server, made by the JDK's keytool. */
public record Certificates(Path certificate, Path key) {
    private static final String WORD = "changeit";

    /** @param host what the certificate is made for: a DNS name */
    public static Certificates forHost(Path folder, String host) throws IOException {
        try {
            Path store = folder.resolve(host + ".p12");
            Process keytool = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "server",
                            "-keyalg",
                            "RSA",
                            "-keysize",
                            "2048",
                            "-validity",
                            "30",
                            "-dname",
                            "CN=" + host,
                            "-ext",
                            "san=dns:" + host,
                            "-ext",
                            "bc=ca:true",
                            "-storetype",
                            "PKCS12",
                            "-storepass",
                            WORD,
                            "-keystore",
                            store.toString()))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (keytool.waitFor() != 0) {
                throw new IOException("keytool: " + output);
            }
            KeyStore keys = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                keys.load(in, WORD.toCharArray());
            }
            Path key = Files.createFile(
                    folder.resolve(host + ".key"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            write(key, "PRIVATE KEY", keys.getKey("server", WORD.toCharArray()).getEncoded());
            Path certificate = folder.resolve(host + ".crt");
            write(certificate, "CERTIFICATE", keys.getCertificate("server").getEncoded());
            return new Certificates(certificate, key);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IOException("no certificate", e);
        }
    }

    /** The same, shown by a client. */
    public ClientCertificate asClient() {
        return new ClientCertificate(certificate, key);
    }

    private static void write(Path file, String what, byte[] bytes) throws IOException {
        Files.writeString(
                file,
                "-----BEGIN " + what + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + what
                        + "-----\n");
    }
}
