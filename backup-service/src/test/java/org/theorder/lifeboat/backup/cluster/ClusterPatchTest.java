package org.theorder.lifeboat.backup.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.theorder.lifeboat.backup.settings.RetentionSettings;
import org.theorder.lifeboat.backup.settings.SettingsDraft;
import org.theorder.lifeboat.events.ErrorCode;
import org.theorder.lifeboat.events.LifeboatException;

/** Changing a declaration, field by field. */
class ClusterPatchTest {
    private static final ClusterDraft DECLARED = new ClusterDraft(
            "shop",
            "db1",
            5432,
            "lifeboat_backup",
            "old-word",
            null,
            "shop",
            "prefer",
            null,
            "/etc/lifeboat/shop.crt",
            "/etc/lifeboat/shop.key",
            List.of("primary"),
            new SettingsDraft(null, new RetentionSettings.Draft(90, 14, null), null, null, null, null, null),
            Cluster.Origin.REST);

    @Test
    void whatIsNotNamedStays() {
        assertThat(patched("{}")).isEqualTo(DECLARED);
        ClusterDraft changed = patched("{\"password\": \"new-word\", \"retention\": {\"fullDays\": 60}}");
        assertThat(changed.password()).isEqualTo("new-word");
        assertThat(changed.host()).isEqualTo("db1");
        assertThat(changed.settings().retention()).isEqualTo(new RetentionSettings.Draft(60, 14, null));
    }

    @Test
    void nullGoesBackToTheDefault() {
        assertThat(patched("{\"retention\": null, \"regions\": null}"))
                .satisfies(changed -> assertThat(changed.settings().retention()).isNull())
                .satisfies(changed -> assertThat(changed.regions()).isNull());
        assertThat(patched("{\"retention\": {\"fullDays\": null}}").settings().retention())
                .isEqualTo(new RetentionSettings.Draft(null, 14, null));
    }

    @Test
    void passwordFileTakesThePasswordsPlaceAndBack() {
        ClusterDraft inFile = patched("{\"passwordFile\": \"/run/secrets/shop\"}");
        assertThat(inFile.password()).isNull();
        assertThat(inFile.passwordFile()).isEqualTo("/run/secrets/shop");
        assertThat(ClusterPatch.apply(inFile, tree("{\"password\": \"inline\"}"))
                        .passwordFile())
                .isNull();
    }

    @Test
    void wrongFieldIsNamedAndNothingOfThePasswordShown() {
        assertWrong("{\"hostname\": \"db2\"}", "field hostname: is not known here");
        assertWrong("{\"retention\": {\"fullDays\": \"many\"}}", "field retention.fullDays: must be a number");
        assertWrong("{\"host\": null}", "field host: is missing");
        assertWrong("[]", "the body is not an object");
    }

    private static void assertWrong(String patch, String message) {
        assertThatThrownBy(() -> patched(patch))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.REQUEST_INVALID))
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("old-word");
    }

    private static ClusterDraft patched(String patch) {
        return ClusterPatch.apply(DECLARED, tree(patch));
    }

    private static com.fasterxml.jackson.databind.JsonNode tree(String json) {
        try {
            return new JsonMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
