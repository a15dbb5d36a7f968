package org.theorder.lifeboat.edge.openapi;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.theorder.lifeboat.events.BackupId;
import org.theorder.lifeboat.events.BackupKind;
import org.theorder.lifeboat.events.ClusterName;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.Impact;
import org.theorder.lifeboat.events.IncidentId;
import org.theorder.lifeboat.events.IncidentStatus;
import org.theorder.lifeboat.events.Lsn;
import org.theorder.lifeboat.events.RegionName;
import org.theorder.lifeboat.events.RestoreId;
import org.theorder.lifeboat.events.RestoreMode;
import org.theorder.lifeboat.events.Severity;
import org.theorder.lifeboat.events.Team;

/**
 * How a value of the events looks in JSON.
 *
 * @param allowed all there are; empty if there is no end of them
 */
record WireForm(Class<?> type, String example, List<String> allowed) {
    private static final Map<String, WireForm> ALL = Stream.of(
                    text(ClusterName.class, "shop"),
                    text(RegionName.class, "dr"),
                    text(BackupId.class, "20261122T020000123Z-full"),
                    text(RestoreId.class, "restore-2026-11-22-a"),
                    text(IncidentId.class, "service-down-shop-20261122t120340z"),
                    text(Lsn.class, "16/B374D848"),
                    // without JSON Schema's format "duration", which knows no fractions of a second
                    text(Duration.class, "PT28.5S"),
                    choice(BackupKind.values(), BackupKind::wireName),
                    choice(ErrorCode.values(), ErrorCode::slug),
                    choice(Impact.values(), Impact::wireName),
                    choice(IncidentStatus.values(), IncidentStatus::wireName),
                    choice(RestoreMode.values(), RestoreMode::wireName),
                    choice(Severity.values(), Severity::wireName),
                    choice(Team.values(), Team::wireName))
            .collect(Collectors.toUnmodifiableMap(form -> form.type().getSimpleName(), Function.identity()));

    /** @param schemaName the simple name of a class, as the generator uses it */
    static Optional<WireForm> of(String schemaName) {
        return Optional.ofNullable(ALL.get(schemaName));
    }

    Schema schema() {
        Schema schema =
                OASFactory.createSchema().addType(Schema.SchemaType.STRING).examples(List.of(example));
        allowed.forEach(schema::addEnumeration);
        return schema;
    }

    private static WireForm text(Class<?> type, String example) {
        return new WireForm(type, example, List.of());
    }

    private static <E extends Enum<E>> WireForm choice(E[] constants, Function<E, String> wireName) {
        List<String> names = Arrays.stream(constants).map(wireName).toList();
        return new WireForm(constants[0].getDeclaringClass(), names.getFirst(), names);
    }
}
