package org.theorder.lifeboat.local.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/**
 * The one directory that the suite writes to.
 *
 * @param root {@code .lifeboat}, mode 0700
 * @param project where the services were built
 */
public record Home(Path root, Path project) {
    public Home {
        root = root.toAbsolutePath().normalize();
        project = project.toAbsolutePath().normalize();
    }

    /** Makes the directory, readable by its owner alone. */
    Home create() {
        makePrivate(root);
        makePrivate(logs());
        makePrivate(mail());
        return this;
    }

    private static void makePrivate(Path directory) {
        try {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNREACHABLE,
                    directory + " cannot be used: " + e.getMessage() + "; make it writable for this user",
                    e);
        }
    }

    Path state() {
        return root.resolve("state.json");
    }

    Path lock() {
        return root.resolve("supervisor.lock");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    /** The log of a process by its name, for example {@code backup-service}. */
    public Path log(String process) {
        return logs().resolve(process + ".log");
    }

    /** Every mail that was sent, one {@code .eml} file each. */
    public Path mail() {
        return root.resolve("mail");
    }

    /** The bearer tokens of a person: {@code viewer}, {@code operator}. */
    public Path token(String role) {
        return root.resolve("tokens").resolve(role);
    }

    /** What the services know of the tokens: their SHA-256. */
    Path tokenHashes() {
        return root.resolve("tokens").resolve("tokens.properties");
    }

    Path secret(String name) {
        return root.resolve("secrets").resolve(name);
    }

    Path configuration(String process) {
        return root.resolve("configuration").resolve(process + ".properties");
    }

    Path cache() {
        return root.resolve("cache");
    }

    /** The classes of a service as it ran last in this home. */
    public ClassArchive classes(Service service) {
        return new ClassArchive(cache().resolve(service.wireName() + ".jsa"));
    }

    /** Everything that may be deleted to begin anew, of one kind of run: {@code suite} or {@code demo}. */
    public Data data(String kind) {
        return new Data(root.resolve("data").resolve(kind));
    }

    /** The self-contained jar of the break-glass commands. */
    public Path breakGlass() {
        return project.resolve(Service.RESTORE.wireName()).resolve("target/lifeboat-restore.jar");
    }

    /** Runnable jar of a service, in the folder that Quarkus made of its module. */
    Path jar(Service service) {
        return project.resolve(service.wireName()).resolve("target/quarkus-app/quarkus-run.jar");
    }

    /** The servers' data. */
    public record Data(Path root) {
        Path postgres() {
            return root.resolve("postgres");
        }

        /** The data directory of the shop's PostgreSQL. */
        public Path shop() {
            return root.resolve("shop").resolve("data");
        }

        Path shopPassword() {
            return root.resolve("shop.password");
        }

        Path kafka() {
            return root.resolve("kafka");
        }

        /** The root of a region's repository. */
        public Path region(String name) {
            return root.resolve("regions").resolve(name);
        }

        /** Where restored data directories go. */
        public Path restored() {
            return root.resolve("restored");
        }

        /** Where backups are rehearsed. */
        public Path drills() {
            return root.resolve("drills");
        }
    }
}
