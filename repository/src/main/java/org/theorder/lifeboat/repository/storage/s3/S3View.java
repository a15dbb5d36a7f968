package org.theorder.lifeboat.repository.storage.s3;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.theorder.lifeboat.repository.storage.StoredObject;

/** Which of an object's versions count. */
sealed interface S3View permits CurrentObjects, FirstVersions {
    /**
     * An object that is there.
     *
     * @param version to ask for; null where the bucket keeps none
     */
    record Found(StoredObject object, @Nullable String version) {}

    Optional<Found> find(String key);

    Stream<StoredObject> list(String prefix, String after);

    Stream<String> folders(String prefix);

    /** Everything that has to go for the object to be gone; null stands for "the object". */
    Stream<@Nullable String> removable(String key);
}
