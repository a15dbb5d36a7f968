package org.theorder.lifeboat.repository.encryption;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** How the bytes of parts and WAL are encoded; their names end accordingly. */
public enum Encoding {
    /** One zstd frame. */
    ZSTD("zstd", ".zst"),
    /** One zstd frame inside an age file: compressed before it is encrypted. */
    ZSTD_AGE("zstd+age", ".zst.age");

    private final String wireName;
    private final String ending;

    Encoding(String wireName, String ending) {
        this.wireName = wireName;
        this.ending = ending;
    }

    /** The name in documents. */
    @JsonValue
    public String wireName() {
        return wireName;
    }

    /** What the names of such objects end with. */
    public String ending() {
        return ending;
    }

    /** @throws LifeboatException CONFIGURATION_INVALID if only a newer release knows it */
    @JsonCreator
    public static Encoding parse(String wireName) {
        return Arrays.stream(values())
                .filter(each -> each.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() -> new LifeboatException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "the backup has an encoding that this release does not read: use a newer release of Lifeboat"));
    }

    /** What an object's name says about its bytes. */
    public static Encoding ofName(String name) {
        return name.endsWith(ZSTD_AGE.ending) ? ZSTD_AGE : ZSTD;
    }

    @Override
    public String toString() {
        return wireName;
    }
}
