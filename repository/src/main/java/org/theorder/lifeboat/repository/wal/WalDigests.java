package org.theorder.lifeboat.repository.wal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What this process has put of WAL, so that it can be sealed without being read back. Holds the newest 32,768 objects (16 MB
 * at most); what has fallen out is read. Used by many threads.
 */
public final class WalDigests {
    private static final int MOST = 32_768;

    private record Place(UUID repository, String key) {}

    private final Map<Place, StoredDigest> digests = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, StoredDigest> eldest) {
            return size() > MOST;
        }
    };

    /** @param repository which copy: a new disk in a region is another one, and has none of the old one's objects */
    public InRegion in(UUID repository) {
        return new InRegion(repository);
    }

    /** Remembers for nobody. */
    static InRegion unused() {
        return new WalDigests().in(new UUID(0, 0));
    }

    /** What was put into one copy of the repository. */
    public final class InRegion {
        private final UUID repository;

        private InRegion(UUID repository) {
            this.repository = repository;
        }

        void put(String key, StoredDigest digest) {
            synchronized (digests) {
                digests.put(new Place(repository, key), digest);
            }
        }

        /** Empty if it is to be read. */
        public Optional<StoredDigest> find(String key) {
            synchronized (digests) {
                return Optional.ofNullable(digests.get(new Place(repository, key)));
            }
        }

        /** It is gone, or some seal says it from now on. */
        public void forget(String key) {
            synchronized (digests) {
                digests.remove(new Place(repository, key));
            }
        }
    }
}
