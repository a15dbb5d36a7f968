package org.theorder.lifeboat.notifier.statuspage;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import org.theorder.lifeboat.notifier.wording.Templates;

/** The shape of each endpoint, strictly: every key required, no other key allowed. */
public final class StatuspageSchemas {
    /** Every endpoint, below {@code /api/v2/}. */
    public static final List<String> ENDPOINTS = List.of(
            "summary.json",
            "status.json",
            "components.json",
            "incidents.json",
            "incidents/unresolved.json",
            "scheduled-maintenances.json",
            "scheduled-maintenances/upcoming.json",
            "scheduled-maintenances/active.json");

    private static final String FILE = Templates.resource("/statuspage/statuspage-v2.schema.json");

    // without the words for maintenance, and without what is ours
    private static final String STRICT = FILE.replaceAll(",\\s*\"((under_)?maintenance|x_lifeboat)\"(?=\\s*])", "")
            .replaceAll("\"const\": \"maintenance\"", "\"not\": {}")
            .replaceAll("\"x_lifeboat\": \\{\\s*\"\\$ref\": \"#/\\$defs/x_lifeboat\"\\s*}", "\"x_lifeboat\": false");

    private StatuspageSchemas() {}

    /** What is wrong with an answer below {@code /strict/api/v2/}: the same shape, without what is ours or newer. */
    public static List<Error> faultsOfStrict(String endpoint, String answer) {
        return faults(endpoint, answer, STRICT);
    }

    /** What is wrong with an answer of this endpoint; empty if nothing is. */
    public static List<Error> faults(String endpoint, String answer) {
        return faults(endpoint, answer, FILE);
    }

    private static List<Error> faults(String endpoint, String answer, String file) {
        String reference = "\"$ref\": \"#/$defs/" + endpoint.replace("/", "~1") + "\", \"$defs\"";
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(
                        file.replaceFirst("\"\\$defs\"", java.util.regex.Matcher.quoteReplacement(reference)),
                        InputFormat.JSON);
        return schema.validate(answer, InputFormat.JSON);
    }
}
