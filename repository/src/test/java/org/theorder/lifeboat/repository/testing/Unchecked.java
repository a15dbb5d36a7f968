package org.theorder.lifeboat.repository.testing;

import java.nio.charset.StandardCharsets;

/** Documents as releases before 0.2 wrote them: without a checksum, so that a test can change what they say. */
public final class Unchecked {
    private static final String CHECKSUM = ",\\s+\"sha256\" : \"[0-9a-f]{64}\"\\s+}\\s+$";

    private Unchecked() {}

    public static String document(byte[] json) {
        return document(new String(json, StandardCharsets.UTF_8));
    }

    public static String document(String json) {
        return json.replaceFirst(CHECKSUM, "\n}\n");
    }
}
