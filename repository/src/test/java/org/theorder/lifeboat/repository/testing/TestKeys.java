package org.theorder.lifeboat.repository.testing;

import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import java.util.stream.Stream;
import org.theorder.lifeboat.repository.encryption.Encryption;
import org.theorder.lifeboat.repository.encryption.Identities;
import org.theorder.lifeboat.repository.encryption.IdentityFiles;

/** A fresh key pair as age-keygen makes one. */
public final class TestKeys {
    private final String recipient;
    private final String identity;

    public TestKeys() {
        try {
            KeyPair pair = new X25519KeyPairGenerator().generateKeyPair();
            recipient = new String(pair.getPublic().getEncoded(), StandardCharsets.US_ASCII);
            identity = new String(pair.getPrivate().getEncoded(), StandardCharsets.US_ASCII);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public String recipient() {
        return recipient;
    }

    public String identity() {
        return identity;
    }

    /** The key file, readable by its owner only. */
    public Path write(Path file) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            return Files.writeString(file, "# public key: " + recipient + "\n" + identity + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Identities identities() {
        return identities(this);
    }

    public static Identities identities(TestKeys... keys) {
        try {
            Path folder = Files.createTempDirectory("identities");
            List<Path> files = Stream.of(keys)
                    .map(each -> each.write(folder.resolve(each.recipient)))
                    .toList();
            Identities identities = IdentityFiles.read(files);
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(folder);
            return identities;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Encryption encryption(TestKeys... keys) {
        return Encryption.parse(Stream.of(keys).map(TestKeys::recipient).toList());
    }
}
