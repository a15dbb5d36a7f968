package org.theorder.lifeboat.backup.encryption;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.theorder.lifeboat.outbox.Database;
import org.theorder.lifeboat.repository.encryption.FingerprintKeys;

/**
 * The keys of WAL fingerprints, shared by all replicas through the database. If they are lost with the schema, a new one is
 * made; then encrypted WAL that was written before is compared by its length alone, and only if it comes again under the
 * same name.
 */
@ApplicationScoped
public class FingerprintKeyStore {
    private static final Logger LOG = LoggerFactory.getLogger(FingerprintKeyStore.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Database database;
    private final Clock clock;
    private @Nullable FingerprintKeys known;

    FingerprintKeyStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** From the database the first time; makes the first key if there is none. */
    public synchronized FingerprintKeys keys() {
        FingerprintKeys present = known;
        if (present == null) {
            present = read();
            known = present;
        }
        return present;
    }

    private FingerprintKeys read() {
        byte[] fresh = new byte[FingerprintKeys.KEY_BYTES];
        RANDOM.nextBytes(fresh);
        int made = database.update(
                "insert into fingerprint_key (number, key, created_at) values (1, $1, $2) on conflict do nothing",
                HexFormat.of().formatHex(fresh),
                clock.instant());
        List<byte[]> keys = database.query("select key from fingerprint_key order by number desc").stream()
                .map(row -> HexFormat.of().parseHex(row.string("key")))
                .toList();
        if (made > 0) {
            LOG.info("a fingerprint key for encrypted WAL was made fingerprintKey={}", FingerprintKeys.id(fresh));
        }
        return new FingerprintKeys(keys);
    }
}
